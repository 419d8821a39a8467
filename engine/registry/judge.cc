#include "engine/registry/judge.h"

#include <algorithm>
#include <set>

#include "engine/base/text.h"

namespace donthu::registry {
namespace {

constexpr std::size_t longest_name = 300;
constexpr std::size_t longest_code = 40;
constexpr std::size_t longest_citation = 1000;
constexpr std::size_t most_verbs = 100;

std::string label(const Registry& registry, UnitId id, Date date) {
  return registry.name(id, date) + " (" + std::to_string(id.value) + ")";
}

std::string until(std::optional<Date> date) { return date ? to_string(*date) : "further notice"; }

// Every day on which some parent changes; between two of them the graph stands still.
std::set<Date> turning_days(const State& state) {
  std::set<Date> days;
  state.units.each([&](std::uint32_t, const UnitRecord& record) {
    for (const UnitAttributes& change : record.attributes)
      if (change.parent) days.insert(std::max(change.from, record.valid_from));
  });
  return days;
}

bool climbs_to_itself(const State& state, UnitId unit, Date date) {
  std::set<UnitId> seen;
  UnitId at = unit;
  while (at && seen.insert(at).second) {
    const UnitRecord* record = state.units.find(at.value);
    if (record == nullptr || !record->valid(date)) return false;
    at = record->as_of(at, date).parent;
    if (at == unit) return true;
  }
  return false;
}

Status judge_parents(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const auto& stretch : stretches(record, &UnitAttributes::parent)) {
    if (!stretch.value) continue;
    const UnitRecord* parent = after.state().units.find(stretch.value.value);
    const bool from_its_birth = parent != nullptr && parent->valid_from <= stretch.from;
    const bool to_its_end =
        parent != nullptr &&
        (!parent->valid_until || (stretch.until && *stretch.until <= *parent->valid_until));
    if (from_its_birth && to_its_end) continue;
    return reject(ErrorCode::rejected, "parent-not-valid",
                  "Đơn vị cấp trên không tồn tại trong suốt thời gian này",
                  label(after, stretch.value, stretch.from) + " does not exist on every day from " +
                      to_string(stretch.from) + " to " + until(stretch.until) +
                      ", while it would stand above " + label(after, unit, stretch.from),
                  "parent", "choose a unit that exists then, or change the dates");
  }
  if (record.children.empty()) return {};  // Nothing below it that it could climb through.
  for (const auto& stretch : stretches(record, &UnitAttributes::parent)) {
    if (!stretch.value) continue;
    for (const Date day : turning_days(after.state())) {
      if (day < stretch.from || (stretch.until && day > *stretch.until)) continue;
      if (climbs_to_itself(after.state(), unit, day))
        return reject(ErrorCode::rejected, "unit-above-itself",
                      "Đơn vị không thể là cấp trên của chính mình",
                      label(after, unit, day) + " would stand above itself on " + to_string(day),
                      "parent", "choose a parent that does not lie below the unit");
    }
  }
  return {};
}

Status judge_codes(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const auto& mine : stretches(record, &UnitAttributes::code)) {
    if (mine.value.empty()) continue;
    for (const std::uint32_t number : after.state().codes.candidates(mine.value)) {
      if (number == unit.value) continue;
      const UnitRecord* other = after.state().units.find(number);
      for (const auto& theirs : stretches(*other, &UnitAttributes::code))
        if (theirs.value == mine.value && theirs.overlaps(mine))
          return reject(ErrorCode::rejected, "code-in-use",
                        "Mã đơn vị đang được dùng cho đơn vị khác trong thời gian này",
                        "code " + mine.value + " belongs to " +
                            label(after, {number}, theirs.from) + " from " +
                            to_string(theirs.from) + " to " + until(theirs.until),
                        "code", "end or change the other unit first, or mend the code");
    }
  }
  return {};
}

// A parent may not end before those below it.
Status judge_children(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const UnitId child : record.children) {
    const UnitRecord* below = after.state().units.find(child.value);
    for (const auto& stretch : stretches(*below, &UnitAttributes::parent)) {
      if (stretch.value != unit || !record.valid_until) continue;
      if (stretch.until && *stretch.until <= *record.valid_until) continue;
      return reject(
          ErrorCode::rejected, "unit-has-subordinates", "Còn đơn vị trực thuộc sau ngày này",
          label(after, child, stretch.from) + " would still stand below " +
              label(after, unit, *record.valid_until) + " after " + to_string(*record.valid_until),
          "valid_until", "end the units below it first, or give them another parent");
    }
  }
  return {};
}

bool text_ok(std::string_view text, std::size_t most) {
  return text.size() <= most && is_clean_text(text) && text.find('\n') == std::string_view::npos;
}

std::unexpected<Error> bad(const char* field, const std::string& message,
                           const std::string& remedy) {
  return reject(ErrorCode::invalid, "bad-field", "Thông tin không hợp lệ: " + std::string(field),
                message, field, remedy);
}

struct Shape {
  // One line of clean UTF-8; `needed`: not empty.
  static Status line(const char* field, std::string_view text, std::size_t most, bool needed) {
    if (needed && text.empty()) return bad(field, std::string(field) + " is empty", "give it");
    if (!text_ok(text, most))
      return bad(field,
                 std::string(field) + " is not one line of UTF-8 text of at most " +
                     std::to_string(most) + " bytes",
                 "take out control characters and line breaks, or shorten it");
    return {};
  }

  template <class Enum>
  static Status named(const char* field, Enum value) {
    if (event::name_of(value) != "unknown") return {};
    return bad(field, std::string(field) + " is no value of this version", "see the catalogue");
  }

  static Status id(const char* field, bool given) {
    if (given) return {};
    return bad(field, std::string(field) + " is missing", "give an id; 0 means none");
  }

  static Status interval(Date from, std::optional<Date> until) {
    if (!until || *until >= from) return {};
    return bad("valid_until",
               "valid_until " + to_string(*until) + " lies before valid_from " + to_string(from),
               "valid_until is the last day on which it holds");
  }

  Status operator()(const event::UnitEstablished& fact) {
    DONTHU_TRY(id("unit", static_cast<bool>(fact.unit)));
    DONTHU_TRY(named("level", fact.level));
    DONTHU_TRY(line("kind", fact.kind, longest_code, true));
    DONTHU_TRY(line("code", fact.code, longest_code, false));
    DONTHU_TRY(line("full_name", fact.full_name, longest_name, true));
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::UnitChanged& fact) {
    if (fact.level) DONTHU_TRY(named("level", *fact.level));
    if (fact.kind) DONTHU_TRY(line("kind", *fact.kind, longest_code, true));
    if (fact.code) DONTHU_TRY(line("code", *fact.code, longest_code, false));
    if (fact.full_name) DONTHU_TRY(line("full_name", *fact.full_name, longest_name, true));
    if (!fact.level && !fact.kind && !fact.code && !fact.full_name && !fact.parent &&
        !fact.has_council)
      return bad("unit", "nothing is said to change", "give at least one attribute");
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::UnitEnded& fact) {
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::UnitSucceeded& fact) {
    DONTHU_TRY(named("extent", fact.extent));
    DONTHU_TRY(line("locality", fact.locality, longest_name, false));
    if (fact.predecessor == fact.successor)
      return bad("successor", "a unit cannot succeed itself", "mend one of the two ids");
    if (!fact.locality.empty() && fact.extent == event::SuccessionExtent::whole)
      return bad("extent", "a locality is a part, not the whole", "say part");
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::OfficerAppointed& fact) {
    DONTHU_TRY(id("officer", static_cast<bool>(fact.officer)));
    DONTHU_TRY(line("full_name", fact.full_name, longest_name, true));
    DONTHU_TRY(line("staff_code", fact.staff_code, longest_code, true));
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::OfficeAssigned& fact) {
    DONTHU_TRY(id("office", static_cast<bool>(fact.office)));
    DONTHU_TRY(named("role", fact.role));
    DONTHU_TRY(interval(fact.valid_from, fact.valid_until));
    if (fact.acting && fact.role != event::OfficeRole::vice_chair)
      return bad("acting", "only a vice chair can be in charge for a missing chair",
                 "set acting to false, or the role to vice_chair");
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::OfficeVacated& fact) {
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::DelegationGranted& fact) {
    DONTHU_TRY(id("delegation", static_cast<bool>(fact.delegation)));
    DONTHU_TRY(interval(fact.valid_from, fact.valid_until));
    if (fact.from == fact.to)
      return bad("to", "an officer delegates to another", "mend from or to");
    if (fact.verbs.empty() || fact.verbs.size() > most_verbs)
      return bad("verbs", "a delegation names 1 to " + std::to_string(most_verbs) + " verbs",
                 "name what may be done, or \"*\" alone for everything");
    const std::set<std::string> distinct(fact.verbs.begin(), fact.verbs.end());
    for (const std::string& verb : fact.verbs) DONTHU_TRY(line("verbs", verb, longest_code, true));
    if (distinct.size() != fact.verbs.size() || (distinct.contains("*") && distinct.size() > 1))
      return bad("verbs", "a verb is named twice, or \"*\" stands beside others",
                 "name each verb once, or \"*\" alone");
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::DelegationRevoked& fact) {
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::RuleChunk& fact) {
    if (fact.bytes.bytes.empty() || fact.bytes.bytes.size() > event::rule_chunk_max)
      return bad("bytes", "a chunk holds 1 to " + std::to_string(event::rule_chunk_max) + " bytes",
                 "cut the file again with rule_file_facts");
    return {};
  }

  Status operator()(const event::RuleActivated& fact) {
    DONTHU_TRY(named("kind", fact.kind));
    DONTHU_TRY(line("id", fact.id, longest_name, true));
    DONTHU_TRY(line("rule_version", fact.rule_version, longest_code, true));
    DONTHU_TRY(interval(fact.valid_from, fact.valid_until));
    return line("citation", fact.citation, longest_citation, true);
  }
};

}  // namespace

Status judge_unit(const Registry& after, UnitId unit) {
  const UnitRecord& record = *after.state().units.find(unit.value);
  if (record.valid_until && *record.valid_until < record.valid_from)
    return bad("valid_until",
               "the unit would end on " + to_string(*record.valid_until) + ", before it began on " +
                   to_string(record.valid_from),
               "valid_until is the last day of the unit");
  DONTHU_TRY(judge_parents(after, unit, record));
  DONTHU_TRY(judge_codes(after, unit, record));
  return judge_children(after, unit, record);
}

Status judge_office(const Registry& after, OfficeId office) {
  const Office& mine = *after.state().offices.find(office.value);
  const bool chair = mine.role == event::OfficeRole::chair;
  if (!chair && !mine.acting) return {};
  const Stretch<bool> my_days{mine.valid_from, mine.valid_until, true};
  for (const OfficeId id : after.state().units.find(mine.unit.value)->offices) {
    const Office& other = *after.state().offices.find(id.value);
    if (id == office || (chair ? other.role != mine.role : !other.acting)) continue;
    if (!my_days.overlaps({other.valid_from, other.valid_until, true})) continue;
    return reject(ErrorCode::rejected, chair ? "unit-has-a-chair" : "unit-has-an-acting-head",
                  "Đơn vị đã có người đứng đầu trong thời gian này",
                  label(after, mine.unit, mine.valid_from) + " has one from " +
                      to_string(other.valid_from) + " to " + until(other.valid_until) +
                      " (office " + std::to_string(id.value) + ")",
                  "role", "vacate that office first");
  }
  return {};
}

Status judge_shape(const event::RegistryEvent& fact) { return std::visit(Shape{}, fact); }

}  // namespace donthu::registry
