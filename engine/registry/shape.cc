#include <set>

#include "engine/base/text.h"
#include "engine/registry/judge.h"

namespace donthu::registry {
namespace {

constexpr std::size_t longest_name = 300;
constexpr std::size_t longest_code = 40;
constexpr std::size_t longest_citation = 1000;
constexpr std::size_t most_verbs = 100;

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

  // What no calendar of the law knows is a slip of the pen, and would overflow when counted on.
  static Status date(const char* field, std::optional<Date> date) {
    if (!date || (*date >= make_date(1900, 1, 1) && *date <= make_date(2199, 12, 31))) return {};
    return bad(field, std::string(field) + " lies outside the years 1900 to 2199", "mend the year");
  }

  static Status interval(Date from, std::optional<Date> until) {
    DONTHU_TRY(date("valid_from", from));
    DONTHU_TRY(date("valid_until", until));
    if (!until || *until >= from) return {};
    return bad("valid_until",
               "valid_until " + to_string(*until) + " lies before valid_from " + to_string(from),
               "valid_until is the last day on which it holds");
  }

  Status operator()(const event::UnitEstablished& fact) {
    DONTHU_TRY(id("unit", static_cast<bool>(fact.unit)));
    DONTHU_TRY(named("level", fact.level));
    DONTHU_TRY(date("valid_from", fact.valid_from));
    DONTHU_TRY(line("kind", fact.kind, longest_code, true));
    DONTHU_TRY(line("code", fact.code, longest_code, false));
    DONTHU_TRY(line("full_name", fact.full_name, longest_name, true));
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::UnitChanged& fact) {
    DONTHU_TRY(date("effective_from", fact.effective_from));
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
    DONTHU_TRY(date("valid_until", fact.valid_until));
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::UnitSucceeded& fact) {
    DONTHU_TRY(named("extent", fact.extent));
    DONTHU_TRY(date("effective_from", fact.effective_from));
    DONTHU_TRY(line("locality", fact.locality, longest_name, false));
    if (fact.predecessor == fact.successor)
      return bad("successor", "a unit cannot succeed itself", "mend one of the two ids");
    if (!fact.locality.empty() && fact.extent == event::SuccessionExtent::whole)
      return bad("extent", "a locality is a part, not the whole", "say part");
    return line("citation", fact.citation, longest_citation, false);
  }

  Status operator()(const event::OfficerAppointed& fact) {
    DONTHU_TRY(id("officer", static_cast<bool>(fact.officer)));
    DONTHU_TRY(date("valid_from", fact.valid_from));
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
    DONTHU_TRY(date("valid_until", fact.valid_until));
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
    DONTHU_TRY(date("valid_until", fact.valid_until));
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
    DONTHU_TRY(date("published", fact.published));
    return line("citation", fact.citation, longest_citation, true);
  }
};

}  // namespace

Status judge_shape(const event::RegistryEvent& fact) { return std::visit(Shape{}, fact); }

}  // namespace donthu::registry
