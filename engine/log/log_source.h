// Where the log of a data folder lies: in the folder itself, or elsewhere with a copy in the
// folder.
#pragma once

#include <memory>
#include <string>

#include "engine/base/ports.h"
#include "engine/base/shared_records.h"
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
  // Makes the copy of a further node, with all that the log holds by now, and opens it. Errors:
  // not_found "no-log"; unsupported "log-in-its-folder": it is not shared; those of opening.
  [[nodiscard]] virtual Result<std::unique_ptr<EventLog>> join(
      [[maybe_unused]] const std::string& path, [[maybe_unused]] Random& random) const {
    return fail(ErrorCode::unsupported, "log-in-its-folder",
                "only a log that lies in a topic is shared by several nodes", {},
                "Carry it into a topic first: donthu migrate");
  }

  // What the nodes that work on the log share beside it; nothing where there is one node only.
  // Errors: those of opening.
  [[nodiscard]] virtual Result<std::unique_ptr<SharedRecords>> keys() const {
    return std::unique_ptr<SharedRecords>();
  }
  [[nodiscard]] virtual Result<std::unique_ptr<SharedRecords>> documents() const {
    return std::unique_ptr<SharedRecords>();
  }
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
