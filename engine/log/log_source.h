// Where the log of a data folder lies: in the folder itself, or elsewhere with a copy in the
// folder.
#pragma once

#include <memory>
#include <string>

#include "engine/base/ports.h"
#include "engine/log/embedded_log.h"

namespace donthu::log {

// Thread-safe. `path` is the folder of the entries, be they the record or its copy; `random` must
// outlive the log.
class LogSource {
 public:
  virtual ~LogSource() = default;

  // Begins the log, for which `genesis` is proposed, and gives the genesis that stands. Errors:
  // those of opening; conflict where there are entries already.
  [[nodiscard]] virtual Result<event::Genesis> create(const std::string& path,
                                                      const event::Genesis& genesis,
                                                      Random& random) const = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<EventLog>> open(
      const std::string& path, Random& random, const EmbeddedLogOptions& options) const = 0;
};

// The folder itself.
class EmbeddedSource final : public LogSource {
 public:
  [[nodiscard]] Result<event::Genesis> create(const std::string& path,
                                              const event::Genesis& genesis,
                                              Random& random) const override {
    DONTHU_ASSIGN(const auto log, EmbeddedLog::create(path, genesis, random));
    return log->genesis();
  }
  [[nodiscard]] Result<std::unique_ptr<EventLog>> open(
      const std::string& path, Random& random, const EmbeddedLogOptions& options) const override {
    return EmbeddedLog::open(path, random, options);
  }
};

}  // namespace donthu::log
