// A data folder to measure on, and the commands of its officers.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/engine.h"

namespace donthu::bench {

// A city with wards of its own, so that nothing but the engine is measured; the shipped rules.
class Workload {
 public:
  // Makes the folder (what is there is removed) and opens an engine on it.
  [[nodiscard]] static Result<std::unique_ptr<Workload>> create(
      const std::filesystem::path& folder, const std::filesystem::path& schemas,
      runtime::Ports ports, runtime::Configuration configuration = {});
  // Opens a folder that create() made before. Of the ports only the random source is its own.
  [[nodiscard]] static Result<std::unique_ptr<Workload>> open(
      const std::filesystem::path& folder, runtime::Ports ports,
      runtime::Configuration configuration = {});

  [[nodiscard]] runtime::Engine& engine() { return *engine_; }
  void close() { engine_.reset(); }

  static constexpr std::uint32_t wards = 100;

  // The n-th registration: a complaint with a person and an account of some 300 bytes.
  [[nodiscard]] runtime::Request registration(std::uint64_t n) const;
  // The following verbs on a case that the n-th registration made, in their order.
  [[nodiscard]] runtime::Request step(std::uint64_t n, const CaseId& id, std::size_t which) const;
  static constexpr std::size_t steps = 4;  // classify, accept, assign, resolve

 private:
  Workload() = default;
  [[nodiscard]] static runtime::Request request(std::uint64_t n, bool chair);

  SystemRandom random_;
  std::unique_ptr<runtime::Engine> engine_;
};

}  // namespace donthu::bench
