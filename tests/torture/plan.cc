#include "tests/torture/plan.h"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tools/donthu/bench/workload.h"

namespace donthu::torture {
namespace {

constexpr std::size_t most_open_cases = 6;

// Of bench::Workload's city.
OfficerId chair_of(UnitId unit) { return {2 * unit.value}; }
OfficerId registrar_of(UnitId unit) { return {2 * unit.value + 1}; }

boost::json::object body_of(const std::string& verb, UnitId unit, bool denunciation,
                            const std::string& key) {
  if (verb == "classify") return {{"eligible", true}};
  if (verb == "assign") return {{"officer", registrar_of(unit).value}, {"task", "verify"}};
  if (verb == "verify") return {{"finding", "Đã xác minh " + key}};
  if (verb == "note") return {{"note", "Đã gọi điện " + key}};
  if (verb == "extend") return {{"reason", "Vụ việc phức tạp"}};
  if (verb == "suspend") return {{"ground", "awaiting_other_body"}};
  if (verb == "withdraw") return {{"scope", "full"}, {"reason", "Tự nguyện"}};
  if (verb == "resolve")
    return {{"form", denunciation ? "conclusion" : "decision"},
            {"outcome", "justified"},
            {"document_number", key}};
  return {};
}

}  // namespace

Plan::Plan(std::uint64_t seed, std::uint32_t client, const Clock& clock)
    : client_(client), clock_(clock), random_(seed * 1'000 + client) {}

Act Plan::next() {
  auto key = std::to_string(client_) + "-" + std::to_string(++count_);
  if (open_.empty() || (open_.size() < most_open_cases && random_.below(4) == 0))
    return registration(std::move(key));
  return step(std::move(key), open_[random_.below(open_.size())]);
}

Act Plan::registration(std::string key) {
  denounces_ = random_.below(3) == 0;
  const UnitId unit{static_cast<std::uint32_t>(2 + random_.below(bench::Workload::wards))};
  const auto days_ago = static_cast<std::int64_t>(random_.below(16));
  // By a clock that may be the node's own and have jumped ahead, by less than this.
  constexpr std::int64_t in_any_case_past = 4 * ms_per_hour;
  const Instant received{clock_.now().ms - days_ago * ms_per_day - in_any_case_past};
  boost::json::object person{
      {"role", "complainant"}, {"name", "Nguyễn Văn Thử " + key}, {"address", "Số nhà 12, ngõ 34"}};
  boost::json::object body{{"kind", denounces_ ? "denunciation" : "complaint"},
                           {"matter", "Tranh chấp lối đi chung " + key},
                           {"content", std::string(100 + random_.below(300), 'x')},
                           {"received_at", to_string(received)},
                           {"persons", boost::json::array{std::move(person)}}};
  return {std::move(key), "register", {}, unit, registrar_of(unit), boost::json::serialize(body)};
}

std::string Plan::next_verb(Stage stage) {
  if (stage == Stage::registered) return "classify";
  if (stage == Stage::classified) return "accept";
  if (stage == Stage::suspended) return random_.below(2) == 0 ? "resume" : "note";
  static constexpr std::array verbs = {"note",   "note",    "assign",   "verify",
                                       "extend", "suspend", "withdraw", "resolve"};
  return verbs[random_.below(verbs.size())];
}

Act Plan::step(std::string key, const Open& open) {
  auto verb = next_verb(open.stage);
  auto body = boost::json::serialize(body_of(verb, open.unit, open.denunciation, key));
  return {std::move(key), std::move(verb),     open.id,
          open.unit,      chair_of(open.unit), std::move(body)};
}

void Plan::accepted(const Act& act, const CaseId& id) {
  if (act.verb == "register") open_.push_back({id, act.unit, denounces_, Stage::registered});
  if (act.verb == "withdraw" || act.verb == "resolve") forget(id);
  for (Open& open : open_) {
    if (open.id != id) continue;
    if (act.verb == "classify") open.stage = Stage::classified;
    if (act.verb == "accept" || act.verb == "resume") open.stage = Stage::accepted;
    if (act.verb == "suspend") open.stage = Stage::suspended;
  }
}

void Plan::refused(const Act& act) {
  // Extended often enough, or climbed out of the unit's hands: there are other cases.
  forget(act.case_id);
}

void Plan::forget(const CaseId& id) {
  std::erase_if(open_, [&](const Open& open) { return open.id == id; });
}

}  // namespace donthu::torture
