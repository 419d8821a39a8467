#include <array>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/url.hpp>

#include "engine/event/json.h"
#include "tools/donthu/backend/backend.h"
#include "tools/donthu/backend/http_client.h"
#include "tools/donthu/json_access.h"

namespace donthu::cli {
namespace {

using boost::json::object;

ErrorCode code_named(std::string_view name) {
  for (const auto code :
       {ErrorCode::invalid, ErrorCode::not_found, ErrorCode::rejected, ErrorCode::forbidden,
        ErrorCode::stale, ErrorCode::conflict, ErrorCode::unavailable, ErrorCode::outcome_unknown,
        ErrorCode::full, ErrorCode::corrupt, ErrorCode::unsupported, ErrorCode::io})
    if (name == name_of(code)) return code;
  return ErrorCode::unavailable;
}

// Problem details (RFC 9457) as the error that the server had.
Error error_of(unsigned status, const object& problem) {
  Error error;
  error.code = code_named(text_at(problem, "code"));
  error.reason = text_at(problem, "reason");
  error.message = text_at(problem, "detail_en");
  if (const auto vi = text_at(problem, "detail"); vi != error.message) error.message_vi = vi;
  error.field = text_at(problem, "field");
  error.remedy = text_at(problem, "remedy");
  if (error.reason.empty()) error.reason = "http-" + std::to_string(status);
  if (error.message.empty())
    error.message = "the server answered with status " + std::to_string(status);
  return error;
}

std::unexpected<Error> only_local(std::string_view what) {
  return reject(ErrorCode::unsupported, "local-only", "Máy chủ không có câu hỏi này",
                std::string(what) + " cannot be asked of a server", "--server",
                "Stop the server, and ask the data folder");
}

class RemoteBackend final : public Backend {
 public:
  explicit RemoteBackend(ServerAddress server) : server_(std::move(server)) {}

  Result<object> execute(const Act& act) override {
    Exchange request = request_of(act);
    request.target = act.case_id ? case_path(act.case_id) + "/commands/" + act.verb
                                 : std::string("/v1/petitions");
    return ask(request);
  }

  Result<object> read_sealed(const Act& act) override {
    Exchange request = request_of(act);
    request.target = case_path(act.case_id) + "/commands/read_sealed";
    return ask(request);
  }

  Result<object> store_document(const Act& act, ByteView content) override {
    Exchange request = request_of(act);
    request.target = case_path(act.case_id) + "/documents";
    request.body = content;
    request.content_type = "application/octet-stream";
    return ask(request);
  }

  Result<object> find(const runtime::Filter& filter, const std::string& cursor,
                      std::size_t limit) override {
    boost::urls::url url("/v1/petitions");
    auto parameters = url.params();
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) parameters.append({name, value});
    };
    if (filter.unit) add("unit", std::to_string(filter.unit->value));
    if (filter.officer) add("officer", std::to_string(filter.officer->value));
    if (filter.kind) add("kind", std::string(event::name_of(*filter.kind)));
    if (filter.status) add("status", std::string(event::name_of(*filter.status)));
    if (filter.open) add("open", *filter.open ? "true" : "false");
    if (filter.overdue) add("overdue", *filter.overdue ? "true" : "false");
    if (filter.received_from) add("received_from", to_string(*filter.received_from));
    if (filter.received_until) add("received_until", to_string(*filter.received_until));
    if (filter.stuck) add("stuck", "true");
    if (filter.rulings) add("rulings", "true");
    add("q", filter.words);
    add("cursor", cursor);
    add("limit", std::to_string(limit));
    return get(std::string(url.buffer()));
  }

  Result<object> petition(const CaseId& id) override { return get(case_path(id)); }
  Result<object> petition_numbered(const event::RegisterNumber& number) override {
    return get("/v1/numbers/" + std::to_string(number.unit.value) + "/" +
               std::to_string(number.year) + "/" + std::to_string(number.number));
  }
  Result<object> petition_recorded(const CaseId& id, Instant at) override {
    return get(case_path(id) + "?as_of=" + to_string(at) + "&as_of_kind=recorded");
  }
  Result<object> petition_at_version(const CaseId& /*id*/, std::uint64_t /*version*/) override {
    return only_local("a case at a version");
  }
  Result<object> history(const CaseId& id) override { return get(case_path(id) + "/history"); }
  Result<object> timeline(const CaseId& id) override { return get(case_path(id) + "/timeline"); }
  Result<object> expected(const CaseId& id) override { return get(case_path(id) + "/expected"); }
  Result<object> steps(const CaseId& /*id*/) override { return only_local("a history by steps"); }
  Result<object> explanation(const CaseId& id, std::uint32_t deadline) override {
    return get(case_path(id) + "/deadlines/" + std::to_string(deadline) + "/explanation");
  }
  Result<object> units(Date date) override {
    if (const auto known = units_.find(date); known != units_.end()) return known->second;
    DONTHU_ASSIGN(auto units, get("/v1/registry/units?date=" + to_string(date)));
    return units_[date] = std::move(units);
  }
  Result<object> officers(Date date) override {
    return get("/v1/registry/officers?date=" + to_string(date));
  }
  Result<object> cluster() override { return get("/v1/cluster"); }
  Result<object> sweeps() override { return get("/v1/sweeps"); }

  std::string unit_name(UnitId id, Date date) override { return of_unit(id, date, "name"); }
  std::string unit_code(UnitId id, Date date) override { return of_unit(id, date, "code"); }
  std::string officer_name(OfficerId id) override {
    if (officers_.empty())
      if (const auto json = officers(local_date(now())))
        for (const auto& officer : array_at(*json, "officers"))
          officers_[officer_at(officer.as_object(), "id")] = text_at(officer.as_object(), "name");
    const auto found = officers_.find(id);
    return found == officers_.end() ? std::string() : found->second;
  }
  // The server's day, which on a simulated clock is not ours; of that day the time does not matter.
  Instant now() override {
    const Instant here = SystemClock().now();
    if (!today_) {
      auto units = get("/v1/registry/units");
      const auto date = units ? parse_date(text_at(*units, "date")) : Result<Date>();
      today_ = units && date ? *date : local_date(here);
      if (units) units_[*today_] = *std::move(units);
    }
    if (*today_ == local_date(here)) return here;
    return Instant{start_of_day(*today_).ms + 12 * ms_per_hour};
  }

 private:
  static std::string case_path(const CaseId& id) { return "/v1/petitions/" + to_string(id); }

  static Exchange request_of(const Act& act) {
    Exchange request;
    request.post = true;
    request.headers = {{"Donthu-Officer", std::to_string(act.actor.officer.value)},
                       {"Donthu-Unit", std::to_string(act.actor.unit.value)},
                       {"Idempotency-Key", "\"" + act.key + "\""}};
    if (act.actor.on_behalf_of)
      request.headers.emplace_back("Donthu-On-Behalf-Of",
                                   std::to_string(act.actor.on_behalf_of.value));
    if (act.actor.delegation)
      request.headers.emplace_back("Donthu-Delegation", std::to_string(act.actor.delegation.value));
    if (act.expected_version)
      request.headers.emplace_back("If-Match", "\"" + std::to_string(*act.expected_version) + "\"");
    object body = act.data;
    if (act.effective_at) body["effective_at"] = to_string(*act.effective_at);
    if (!act.backdating_reason.empty()) body["backdating_reason"] = act.backdating_reason;
    request.body = boost::json::serialize(body);
    request.content_type = "application/json";
    return request;
  }

  Result<object> get(const std::string& target) {
    Exchange request;
    request.target = target;
    return ask(request);
  }

  Result<object> ask(const Exchange& request) {
    DONTHU_ASSIGN(const auto response, exchange(server_, request));
    auto json = event::parse_json(response.body, {response_bytes_limit, 64});
    if (response.status >= 300) {
      if (json && json->is_object())
        return std::unexpected(error_of(response.status, json->get_object()));
      return std::unexpected(error_of(response.status, {}));
    }
    if (!json || !json->is_object())
      return reject(ErrorCode::unavailable, "strange-answer", "Máy chủ trả lời không hiểu được",
                    "the server's answer is no JSON object", "--server",
                    "See whether this is a donthu server");
    return std::move(json->get_object());
  }

  std::string of_unit(UnitId id, Date date, std::string_view member) {
    if (const auto json = units(date))
      for (const auto& unit : array_at(*json, "units"))
        if (unit_at(unit.as_object(), "id") == id) return text_at(unit.as_object(), member);
    return {};
  }

  ServerAddress server_;
  std::map<Date, object> units_;
  std::optional<Date> today_;
  std::map<OfficerId, std::string> officers_;
};

}  // namespace

Result<std::unique_ptr<Backend>> remote_backend(const std::string& address,
                                                const http::TlsFiles& files) {
  DONTHU_ASSIGN(auto server, parse_server(address, files));
  return std::make_unique<RemoteBackend>(std::move(server));
}

}  // namespace donthu::cli
