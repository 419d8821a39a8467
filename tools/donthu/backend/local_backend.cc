#include <algorithm>

#include <boost/json/array.hpp>

#include "connectors/http/bodies.h"
#include "connectors/http/cluster.h"
#include "engine/deadline/explanation.h"
#include "engine/petition/decide.h"
#include "engine/petition/terms.h"
#include "tools/donthu/backend/backend.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

template <class T>
object object_of(const T& value) {
  return std::move(event::to_json(value).as_object());
}

bool is_empty(const boost::json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty()) ||
         (value.is_array() && value.get_array().empty()) ||
         (value.is_bool() && !value.get_bool()) || value == boost::json::value(0);
}

// Every leaf that differs, by its path.
void add_changes(const boost::json::value& before, const boost::json::value& after,
                 const std::string& path, array& changes) {
  if (before == after) return;
  static const boost::json::value none;
  static const boost::json::value nothing = object{};
  // What is new is shown by what it holds; what is empty in it says nothing.
  if (before.is_null() && after.is_object() && !after.get_object().contains("sealed"))
    return add_changes(nothing, after, path, changes);
  if (before.is_null() && is_empty(after)) return;
  if (before.is_object() && after.is_object()) {
    for (const auto& member : after.get_object()) {
      const auto* old = before.get_object().if_contains(member.key());
      const std::string name(std::string_view(member.key()));
      add_changes(old == nullptr ? none : *old, member.value(),
                  path.empty() ? name : path + "." + name, changes);
    }
    return;
  }
  if (before.is_array() && after.is_array()) {
    const array& old = before.get_array();
    const array& now = after.get_array();
    for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i)
      add_changes(i < old.size() ? old[i] : none, i < now.size() ? now[i] : none,
                  path + "[" + std::to_string(i) + "]", changes);
    return;
  }
  changes.push_back(object{{"field", path}, {"before", before}, {"after", after}});
}

class LocalBackend final : public Backend {
 public:
  explicit LocalBackend(runtime::Engine& engine) : engine_(engine) {}

  Result<object> execute(const Act& act) override {
    DONTHU_ASSIGN(auto request, request_of(act));
    DONTHU_ASSIGN(const auto answer, engine_.execute(std::move(request)));
    object json{{"case", to_string(answer.case_id)},
                {"version", answer.version},
                {"partition", answer.partition.value},
                {"seq", answer.seq},
                {"recorded_at", to_string(answer.recorded_at)},
                {"status", boost::json::string_view(event::name_of(answer.status))},
                {"number", event::to_json(answer.number)},
                {"repeated", answer.repeated}};
    array events;
    for (const std::string& name : answer.events) events.emplace_back(name);
    json["events"] = std::move(events);
    return json;
  }

  Result<object> read_sealed(const Act& act) override {
    DONTHU_ASSIGN(const auto request, request_of(act));
    DONTHU_ASSIGN(const auto texts, engine_.read_sealed(request));
    array fields;
    for (const auto& [name, text] : texts)
      fields.push_back(object{{"field", name}, {"text", text}});
    return object{{"fields", std::move(fields)}};
  }

  Result<object> store_document(const Act& act, ByteView content) override {
    DONTHU_ASSIGN(const auto digest, engine_.store_document(act.case_id, content));
    return object{{"digest", to_hex(digest)}, {"size_bytes", content.size()}};
  }

  Result<object> find(const runtime::Filter& filter, const std::string& cursor,
                      std::size_t limit) override {
    DONTHU_ASSIGN(const auto page, queries().find(filter, cursor, limit));
    array petitions;
    for (const auto& state : page.cases)
      petitions.push_back(event::to_json(http::summary_of(state)));
    object json{{"petitions", std::move(petitions)}};
    json["next"] = page.next.empty() ? boost::json::value(nullptr) : boost::json::value(page.next);
    return json;
  }

  Result<object> petition(const CaseId& id) override {
    DONTHU_ASSIGN(const auto state, queries().find_case(id));
    return object_of(state);
  }
  Result<object> petition_numbered(const event::RegisterNumber& number) override {
    DONTHU_ASSIGN(const auto state, queries().find_number(number));
    return object_of(state);
  }
  Result<object> petition_recorded(const CaseId& id, Instant at) override {
    DONTHU_ASSIGN(const auto state, queries().case_recorded_as_of(id, at));
    return object_of(state);
  }
  Result<object> petition_at_version(const CaseId& id, std::uint64_t version) override {
    DONTHU_ASSIGN(const auto state, queries().case_at_version(id, version));
    return object_of(state);
  }

  Result<object> history(const CaseId& id) override {
    DONTHU_ASSIGN(const auto entries, queries().history(id));
    array json;
    for (const auto& entry : entries)
      json.push_back(object{{"partition", entry.partition.value},
                            {"seq", entry.seq},
                            {"epoch", entry.epoch},
                            {"hash", to_hex(entry.hash)},
                            {"previous", to_hex(entry.previous)},
                            {"recorded_at", to_string(entry.recorded_at)},
                            {"command", to_string(entry.command)},
                            {"commit", event::to_json(entry.commit)}});
    return object{{"entries", std::move(json)}};
  }

  Result<object> timeline(const CaseId& id) override {
    DONTHU_ASSIGN(const auto facts, queries().timeline(id));
    return object{{"facts", event::to_json(facts)}};
  }

  Result<object> expected(const CaseId& id) override {
    DONTHU_ASSIGN(const auto state, queries().find_case(id));
    DONTHU_ASSIGN(const auto verbs, petition::expected_verbs(state, *engine_.rules()));
    array json;
    for (const auto& verb : verbs)
      json.push_back(object{{"verb", verb.verb},
                            {"element", verb.element},
                            {"name", event::to_json(verb.name)},
                            {"deadline", verb.deadline}});
    return object{{"verbs", std::move(json)}};
  }

  Result<object> steps(const CaseId& id) override {
    DONTHU_ASSIGN(const auto entries, queries().history(id));
    array json;
    petition::Case state;
    for (const auto& entry : entries) {
      for (const auto& event : entry.commit.events) {
        const auto before = event::to_json(state);
        DONTHU_TRY(petition::apply(state, event, {entry.recorded_at, entry.commit.effective_at}));
        array changes;
        add_changes(before, event::to_json(state), {}, changes);
        json.push_back(object{{"version", entry.commit.case_version},
                              {"recorded_at", to_string(entry.recorded_at)},
                              {"effective_at", to_string(entry.commit.effective_at)},
                              {"event", boost::json::string_view(event::name_of(event))},
                              {"changes", std::move(changes)}});
      }
    }
    return object{{"steps", std::move(json)}};
  }

  Result<object> explanation(const CaseId& id, std::uint32_t number) override {
    DONTHU_ASSIGN(const auto state, queries().find_case(id));
    const auto* deadline = state.find_deadline(number);
    if (deadline == nullptr)
      return reject(ErrorCode::not_found, "unknown-deadline", "Hồ sơ không có thời hạn này",
                    "the case has no such deadline", "--deadline",
                    "Take the number of a deadline from case show");
    const auto rules = engine_.rules();
    const auto* calendar = rules->calendar_named(deadline->limit.calendar);
    if (calendar == nullptr)
      return reject(ErrorCode::not_found, "unknown-calendar", "Không có lịch đã dùng",
                    "the calendar that the deadline was computed with is not known",
                    deadline->limit.calendar, "Publish that version of the calendar");
    DONTHU_ASSIGN(const auto derivation, petition::derive(*deadline, *calendar->compiled));
    return object{{"deadline", deadline->id},
                  {"purpose", deadline->purpose},
                  {"state", boost::json::string_view(event::name_of(deadline->state))},
                  {"limit", event::to_json(deadline->limit)},
                  {"rule", event::to_json(deadline->rule)},
                  {"lines", event::to_json(deadline::explain(derivation, *calendar->compiled))}};
  }

  Result<object> units(Date date) override {
    const auto registry = engine_.registry();
    array json;
    for (const UnitId id : registry->units(date))
      if (const auto unit = registry->unit(id, date))
        json.push_back(object{{"id", unit->id.value},
                              {"level", boost::json::string_view(event::name_of(unit->level))},
                              {"kind", unit->kind},
                              {"code", unit->code},
                              {"name", unit->name},
                              {"parent", event::to_json(unit->parent)},
                              {"has_council", unit->has_council},
                              {"valid_from", to_string(unit->valid_from)},
                              {"valid_until", event::to_json(unit->valid_until)}});
    return object{{"date", to_string(date)}, {"units", std::move(json)}};
  }

  Result<object> officers(Date date) override {
    const auto registry = engine_.registry();
    array json;
    for (const OfficerId id : registry->officers()) {
      const auto officer = registry->officer(id);
      if (!officer) continue;
      array offices;
      for (const auto& office : registry->offices_of(id, date))
        offices.push_back(object{{"id", office.id.value},
                                 {"unit", office.unit.value},
                                 {"role", boost::json::string_view(event::name_of(office.role))},
                                 {"acting", office.acting}});
      json.push_back(object{{"id", id.value},
                            {"name", officer->name},
                            {"staff_code", officer->staff_code},
                            {"offices", std::move(offices)}});
    }
    return object{{"date", to_string(date)}, {"officers", std::move(json)}};
  }

  Result<object> cluster() override {
    return object_of(http::cluster_of(engine_, engine_.health()));
  }

  Result<object> sweeps() override {
    http::SweepListBody body;
    DONTHU_ASSIGN(body.sweeps, engine_.sweeps());
    return object_of(body);
  }

  std::string unit_name(UnitId id, Date date) override {
    return engine_.registry()->name(id, date);
  }
  std::string unit_code(UnitId id, Date date) override {
    const auto unit = engine_.registry()->unit(id, date);
    return unit ? unit->code : std::string();
  }
  std::string officer_name(OfficerId id) override {
    const auto officer = engine_.registry()->officer(id);
    return officer ? officer->name : std::string();
  }
  Instant now() override { return engine_.now(); }

 private:
  [[nodiscard]] const runtime::Queries& queries() const { return engine_.queries(); }

  static Result<runtime::Request> request_of(const Act& act) {
    runtime::Request request;
    request.actor = act.actor;
    request.principal = "cli:" + std::to_string(act.actor.officer.value);
    request.idempotency_key = act.key;
    request.case_id = act.case_id;
    request.effective_at = act.effective_at;
    request.backdating_reason = act.backdating_reason;
    request.expected_version = act.expected_version;
    DONTHU_ASSIGN(request.command, event::command_from_json(act.verb, act.data));
    return request;
  }

  runtime::Engine& engine_;
};

}  // namespace

std::unique_ptr<Backend> local_backend(runtime::Engine& engine) {
  return std::make_unique<LocalBackend>(engine);
}

}  // namespace donthu::cli
