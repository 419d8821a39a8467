// A log that fails when a test says so, for a whole engine.
#pragma once

#include "engine/log/faulty_log.h"
#include "engine/log/log_source.h"

namespace donthu::runtime {

// The embedded log of the folder, with faults over it.
class FaultySource final : public log::LogSource {
 public:
  explicit FaultySource(std::uint64_t seed = 1) : seed_(seed) {}

  [[nodiscard]] Result<event::Genesis> create(const std::string& path,
                                              const event::Genesis& genesis,
                                              Random& random) const override {
    return log::EmbeddedSource().create(path, genesis, random);
  }
  [[nodiscard]] Result<std::unique_ptr<log::EventLog>> open(
      const std::string& path, Random& random,
      const log::EmbeddedLogOptions& options) const override {
    DONTHU_ASSIGN(auto file, log::EmbeddedSource().open(path, random, options));
    auto faulty = std::make_unique<log::FaultyLog>(std::move(file), seed_);
    opened = faulty.get();
    return faulty;
  }

  mutable log::FaultyLog* opened = nullptr;  // The last one; of the engine that opened it.

 private:
  std::uint64_t seed_;
};

}  // namespace donthu::runtime
