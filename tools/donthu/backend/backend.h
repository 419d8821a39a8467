// What the commands about petitions work on: a data folder that no server holds, or a server.
//
// Answers are JSON in the forms of schemas/openapi.yaml, so both print the same. Sealed texts come
// as {"sealed": true}. Errors are those of the engine; a server's problem details come back as the
// same errors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "connectors/http/server.h"
#include "engine/runtime/engine.h"

namespace donthu::cli {

// A verb for a case, or a registration where there is none.
struct Act {
  std::string verb;
  boost::json::object data;  // The verb's own fields.
  CaseId case_id;
  event::Actor actor;
  std::string key;
  std::optional<Instant> effective_at;
  std::string backdating_reason;
  std::optional<std::uint64_t> expected_version;
};

class Backend {
 public:
  virtual ~Backend() = default;

  [[nodiscard]] virtual Result<boost::json::object> execute(const Act& act) = 0;
  // The sealed texts of a case in clear, as {"fields": […]}; the reading is recorded.
  [[nodiscard]] virtual Result<boost::json::object> read_sealed(const Act& act) = 0;
  // Stores a document for attach: {"digest", "size_bytes"}.
  [[nodiscard]] virtual Result<boost::json::object> store_document(const Act& act,
                                                                   ByteView content) = 0;

  // {"petitions": […], "next": cursor or null}
  [[nodiscard]] virtual Result<boost::json::object> find(const runtime::Filter& filter,
                                                         const std::string& cursor,
                                                         std::size_t limit) = 0;
  [[nodiscard]] virtual Result<boost::json::object> petition(const CaseId& id) = 0;
  [[nodiscard]] virtual Result<boost::json::object> petition_numbered(
      const event::RegisterNumber& number) = 0;
  [[nodiscard]] virtual Result<boost::json::object> petition_recorded(const CaseId& id,
                                                                      Instant at) = 0;
  [[nodiscard]] virtual Result<boost::json::object> petition_at_version(const CaseId& id,
                                                                        std::uint64_t version) = 0;
  // {"entries": [{…, "commit": {…}}]}
  [[nodiscard]] virtual Result<boost::json::object> history(const CaseId& id) = 0;
  // {"facts": […]}
  [[nodiscard]] virtual Result<boost::json::object> timeline(const CaseId& id) = 0;
  // {"verbs": […]}
  [[nodiscard]] virtual Result<boost::json::object> expected(const CaseId& id) = 0;
  // {"steps": [{"version", "recorded_at", "effective_at", "event", "changes": [{"field", "before",
  // "after"}]}]}: what each event changed. invalid "local-only" on a server.
  [[nodiscard]] virtual Result<boost::json::object> steps(const CaseId& id) = 0;
  // {"deadline", "purpose", "state", "limit", "rule", "lines": [{"vi", "en"}]}
  [[nodiscard]] virtual Result<boost::json::object> explanation(const CaseId& id,
                                                                std::uint32_t deadline) = 0;
  // {"date", "units": […]}
  [[nodiscard]] virtual Result<boost::json::object> units(Date date) = 0;
  // {"date", "officers": […]}
  [[nodiscard]] virtual Result<boost::json::object> officers(Date date) = 0;
  // The nodes on the log and its partitions (schemas/openapi.yaml, Cluster).
  [[nodiscard]] virtual Result<boost::json::object> cluster() = 0;

  // {"sweeps": […]}: the work that touches many cases, and how far it is.
  [[nodiscard]] virtual Result<boost::json::object> sweeps() = 0;

  // "" where unknown.
  [[nodiscard]] virtual std::string unit_name(UnitId id, Date date) = 0;
  [[nodiscard]] virtual std::string unit_code(UnitId id, Date date) = 0;
  [[nodiscard]] virtual std::string officer_name(OfficerId id) = 0;
  [[nodiscard]] virtual Instant now() = 0;
};

// `engine` is borrowed.
[[nodiscard]] std::unique_ptr<Backend> local_backend(runtime::Engine& engine);

// Errors: those of parse_server.
[[nodiscard]] Result<std::unique_ptr<Backend>> remote_backend(const std::string& address,
                                                              const http::TlsFiles& files);

}  // namespace donthu::cli
