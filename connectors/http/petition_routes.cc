// Questions about petitions.
#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "connectors/http/bodies.h"
#include "connectors/http/reading.h"
#include "connectors/http/routes.h"
#include "engine/deadline/explanation.h"
#include "engine/petition/decide.h"
#include "engine/petition/terms.h"

namespace donthu::http {
namespace {

std::string etag_of(std::uint64_t version) { return '"' + std::to_string(version) + '"'; }

Reply case_reply(const Call& call, const petition::Case& state) {
  const auto tag = etag_of(state.version);
  Reply reply;
  if (call.if_none_match == tag)
    reply.status = 304;
  else
    reply = json_reply(state);
  reply.headers.emplace_back("ETag", tag);
  return reply;
}

Result<Reply> effective_view(Service& service, const CaseId& id, Instant as_of) {
  DONTHU_ASSIGN(const auto state, service.engine.queries().find_case(id));
  DONTHU_ASSIGN(auto facts, service.engine.queries().timeline(id));
  std::erase_if(facts, [&](const auto& fact) { return fact.effective_at > as_of; });
  return json_reply(EffectiveBody{id, state.number, state.kind, as_of, std::move(facts)});
}

Result<runtime::Filter> filter_of(const Call& call) {
  runtime::Filter filter;
  DONTHU_ASSIGN(filter.unit, id_parameter<UnitId>(call, "unit"));
  DONTHU_ASSIGN(filter.officer, id_parameter<OfficerId>(call, "officer"));
  DONTHU_ASSIGN(filter.kind, name_parameter<event::PetitionKind>(call, "kind"));
  DONTHU_ASSIGN(filter.status, name_parameter<event::CaseStatus>(call, "status"));
  DONTHU_ASSIGN(filter.open, bool_parameter(call, "open"));
  DONTHU_ASSIGN(filter.overdue, bool_parameter(call, "overdue"));
  DONTHU_ASSIGN(filter.received_from, date_parameter(call, "received_from"));
  DONTHU_ASSIGN(filter.received_until, date_parameter(call, "received_until"));
  DONTHU_ASSIGN(const auto stuck, bool_parameter(call, "stuck"));
  DONTHU_ASSIGN(const auto rulings, bool_parameter(call, "rulings"));
  filter.stuck = stuck.value_or(false);
  filter.rulings = rulings.value_or(false);
  if (const auto* words = call.parameter("q"); words != nullptr) {
    if (words->size() > 512) return bad_part("q", "Search for at most 512 bytes of words.");
    filter.words = *words;
    std::ranges::replace(filter.words, '+', ' ');  // As forms write a space.
  }
  return filter;
}

}  // namespace

Result<Reply> get_petition(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto id, case_of(call));
  const auto* as_of = call.parameter("as_of");
  const auto* kind = call.parameter("as_of_kind");
  if (kind != nullptr && (as_of == nullptr || (*kind != "recorded" && *kind != "effective")))
    return bad_part("as_of_kind", "Write recorded or effective, together with as_of.");
  if (as_of == nullptr) {
    DONTHU_ASSIGN(const auto state, service.engine.queries().find_case(id));
    return case_reply(call, state);
  }
  DONTHU_ASSIGN(const auto at, parse_instant(*as_of, "as_of"));
  if (kind != nullptr && *kind == "effective") return effective_view(service, id, at);
  DONTHU_ASSIGN(const auto state, service.engine.queries().case_recorded_as_of(id, at));
  return json_reply(state);
}

Result<Reply> get_number(Service& service, const Call& call) {
  event::RegisterNumber number;
  DONTHU_ASSIGN(number.unit, read_id<UnitId>(call.path[0], "unit"));
  DONTHU_ASSIGN(number.year, read_number<std::uint16_t>(call.path[1], "year"));
  DONTHU_ASSIGN(number.number, read_number<decltype(number.number)>(call.path[2], "number"));
  DONTHU_ASSIGN(const auto state, service.engine.queries().find_number(number));
  return case_reply(call, state);
}

Result<Reply> get_history(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto id, case_of(call));
  DONTHU_ASSIGN(const auto history, service.engine.queries().history(id));
  boost::json::array entries;
  entries.reserve(history.size());
  for (const auto& entry : history) {
    const EntryBody body{entry.partition.value, entry.seq,         entry.epoch,  entry.hash,
                         entry.previous,        entry.recorded_at, entry.command};
    auto json = event::to_json(body);
    json.as_object().emplace("commit", event::to_json(entry.commit));
    entries.push_back(std::move(json));
  }
  Reply reply;
  reply.body = boost::json::serialize(boost::json::object{{"entries", std::move(entries)}});
  return reply;
}

Result<Reply> get_timeline(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto id, case_of(call));
  TimelineBody body;
  DONTHU_ASSIGN(body.facts, service.engine.queries().timeline(id));
  return json_reply(body);
}

Result<Reply> get_expected(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto id, case_of(call));
  DONTHU_ASSIGN(const auto state, service.engine.queries().find_case(id));
  const auto rules = service.engine.rules();
  DONTHU_ASSIGN(const auto verbs, petition::expected_verbs(state, *rules));
  ExpectedListBody body;
  for (const auto& verb : verbs)
    body.verbs.push_back({verb.verb, verb.element, verb.name, verb.deadline});
  auto reply = json_reply(body);
  reply.headers.emplace_back("ETag", etag_of(state.version));
  return reply;
}

Result<Reply> get_explanation(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto id, case_of(call));
  DONTHU_ASSIGN(const auto number, read_number<std::uint32_t>(call.path[1], "deadline"));
  DONTHU_ASSIGN(const auto state, service.engine.queries().find_case(id));
  const auto* deadline = state.find_deadline(number);
  if (deadline == nullptr)
    return reject(ErrorCode::not_found, "unknown-deadline", "Hồ sơ không có thời hạn này.",
                  "The case has no such deadline.", "deadline",
                  "Take the id of a deadline from the case.");
  const auto rules = service.engine.rules();
  const auto* calendar = rules->calendar_named(deadline->limit.calendar);
  if (calendar == nullptr)
    return reject(ErrorCode::not_found, "unknown-calendar", "Không có lịch đã dùng.",
                  "The calendar that the deadline was computed with is not known.", "calendar",
                  "Publish that version of the calendar.");
  DONTHU_ASSIGN(const auto derivation, petition::derive(*deadline, *calendar->compiled));
  return json_reply(ExplanationBody{deadline->id, deadline->purpose, deadline->state,
                                    deadline->limit, deadline->rule,
                                    deadline::explain(derivation, *calendar->compiled)});
}

Result<Reply> find_petitions(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto filter, filter_of(call));
  std::size_t limit = 50;
  if (const auto* text = call.parameter("limit"); text != nullptr) {
    DONTHU_ASSIGN(limit, read_number<std::size_t>(*text, "limit"));
    if (limit < 1 || limit > 1'000) return bad_part("limit", "Write a number from 1 to 1000.");
  }
  const auto* cursor = call.parameter("cursor");
  DONTHU_ASSIGN(const auto page, service.engine.queries().find(
                                     filter, cursor == nullptr ? std::string{} : *cursor, limit));
  PageBody body;
  body.petitions.reserve(page.cases.size());
  for (const auto& state : page.cases) body.petitions.push_back(summary_of(state));
  if (!page.next.empty()) body.next = page.next;
  return json_reply(body);
}

}  // namespace donthu::http
