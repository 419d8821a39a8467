// Units, officers, offices, delegations and versions of rules, as of any date: the fold of
// partition 0.
//
// Facts only. Whether an office may decide something, or which unit is competent, is a policy
// (decision tables); what is said here is who held what office where, and what stood above a unit.
//
// Every question names a date; an instant asks by local_date(instant). Dates are inclusive at both
// ends. A unit, officer or delegation that is unknown is none, never an abort.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/event/registry_events.h"

namespace donthu::registry {

// A unit as of a date. Outside the unit's life: as on its first or its last day, so that an old
// event still shows the unit as it was; `valid` tells.
struct Unit {
  UnitId id;
  event::UnitLevel level = event::UnitLevel::commune;
  std::string kind;
  std::string code;
  std::string name;
  UnitId parent;
  bool has_council = true;
  Date valid_from;
  std::optional<Date> valid_until;
  bool valid = false;

  friend bool operator==(const Unit&, const Unit&) = default;
};

struct Officer {
  OfficerId id;
  std::string name;
  std::string staff_code;
  Date valid_from;

  friend bool operator==(const Officer&, const Officer&) = default;
};

struct Office {
  OfficeId id;
  OfficerId officer;
  UnitId unit;
  event::OfficeRole role = event::OfficeRole::officer;
  bool acting = false;
  Date valid_from;
  std::optional<Date> valid_until;

  friend bool operator==(const Office&, const Office&) = default;
};

struct Delegation {
  DelegationId id;
  OfficerId from;
  OfficerId to;
  UnitId unit;
  std::vector<std::string> verbs;
  Date valid_from;
  std::optional<Date> valid_until;
  std::string citation;

  friend bool operator==(const Delegation&, const Delegation&) = default;
};

// One fact about where a unit's territory went, as recorded.
struct SuccessionFact {
  UnitId successor;
  std::string locality;
  event::SuccessionExtent extent = event::SuccessionExtent::whole;
  Date effective_from;
  std::string citation;

  friend bool operator==(const SuccessionFact&, const SuccessionFact&) = default;
};

// A territory: a unit, or one locality of it.
struct Place {
  UnitId unit;
  std::string locality;  // Residential quarter or village; empty: not known, or all of the unit.

  friend bool operator==(const Place&, const Place&) = default;
};

// The answer to "which unit is it now?".
struct Succession {
  enum class Outcome : std::uint16_t {
    one,           // `unit` is it: itself while it is valid, else its successor.
    several,       // Two or more units; `unit` is the lowest unit above all of them (the city).
    undetermined,  // A person must rule: no successor is recorded, or none for this locality.
  };
  Outcome outcome = Outcome::undetermined;
  UnitId unit;                     // None where undetermined.
  std::vector<UnitId> candidates;  // Those it may be, by id; all of them where several.
  std::string reason;              // Slug where undetermined: "no-successor-recorded", …

  friend bool operator==(const Succession&, const Succession&) = default;
};

// The accountable head of a unit.
struct Head {
  OfficerId officer;
  OfficeId office;
  event::OfficeRole role = event::OfficeRole::chair;
  bool acting = false;  // A vice chair in charge.

  friend bool operator==(const Head&, const Head&) = default;
};

// Shared by every snapshot that knows it.
struct RuleVersion {
  event::RuleKind kind = event::RuleKind::policy;
  std::string id;
  std::string version;
  Digest digest;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;

  [[nodiscard]] bool in_force(Date date) const {
    return date >= valid_from && (!valid_until || date <= *valid_until);
  }
  friend bool operator==(const RuleVersion&, const RuleVersion&) = default;
};

struct State;

// A value: a copy is a snapshot that later facts do not touch, and costs some microseconds for ten
// thousand officers (records are shared, and copied when they change). Const functions may be
// called from any thread; apply needs the object to itself.
class Registry {
 public:
  Registry();
  Registry(const Registry& other);
  Registry& operator=(const Registry& other);
  Registry(Registry&& other) noexcept;
  Registry& operator=(Registry&& other) noexcept;
  ~Registry();

  // Folds one fact in; nothing changes on an error. Facts that do not depend on one another give
  // the same registry in any order. Checks only what the fold itself needs (see decide for the
  // rest): not_found (a thing named does not exist), invalid (a chunk outside its file), conflict
  // (the id or the version names something else already), corrupt (a rule file lacks chunks, or its
  // bytes are not those of the digest).
  [[nodiscard]] Status apply(const event::RegistryEvent& fact);

  // Units.
  [[nodiscard]] std::optional<Unit> unit(UnitId id, Date date) const;  // Nothing: unknown id.
  [[nodiscard]] bool is_valid(UnitId id, Date date) const;
  [[nodiscard]] std::string name(UnitId id, Date date) const;  // "" for an unknown id.
  [[nodiscard]] std::optional<event::UnitLevel> level(UnitId id, Date date) const;
  // The valid unit that bears the code on that date; none where there is none.
  [[nodiscard]] UnitId unit_by_code(std::string_view code, Date date) const;
  // Valid units whose full name, or name without its kind ("Hàng Trống"), is the same but for
  // letter case and diacritics; by id.
  [[nodiscard]] std::vector<UnitId> units_named(std::string_view name, Date date) const;
  // All valid units, by id; and the valid ones directly below a unit.
  [[nodiscard]] std::vector<UnitId> units(Date date) const;
  [[nodiscard]] std::vector<UnitId> children(UnitId id, Date date) const;
  // What stands directly above a unit on that date; none at the top, and for a unit not valid then.
  [[nodiscard]] UnitId superior(UnitId id, Date date) const;
  // Superior first, top last.
  [[nodiscard]] std::vector<UnitId> ancestors(UnitId id, Date date) const;
  // True where `upper` stands somewhere above `lower` on that date.
  [[nodiscard]] bool is_above(UnitId upper, UnitId lower, Date date) const;

  // Which unit answers on `date` for what was in `id`. A locality decides where a unit was split;
  // empty: not known. An ended district is followed through the units it had below it.
  // DOMAIN B6 and F15.
  [[nodiscard]] Succession successor(UnitId id, std::string_view locality, Date date) const;
  // For a matter in several places: one where they all went to one unit, else several.
  [[nodiscard]] Succession successor(std::span<const Place> places, Date date) const;
  // The latest day, `date` at most, and the first day after `date`, on which some unit is no more
  // that was there the day before.
  [[nodiscard]] std::optional<Date> last_end(Date date) const;
  [[nodiscard]] std::optional<Date> next_end(Date date) const;
  // All units that have ended before `date`, by id.
  [[nodiscard]] std::vector<UnitId> ended(Date date) const;
  // The recorded facts about a unit's territory, by date, successor and locality.
  [[nodiscard]] std::vector<SuccessionFact> successions(UnitId predecessor) const;

  // Officers and offices.
  [[nodiscard]] std::optional<Officer> officer(OfficerId id) const;  // Nothing: unknown id.
  [[nodiscard]] OfficerId officer_by_staff_code(std::string_view staff_code) const;
  [[nodiscard]] std::vector<OfficerId> officers() const;
  [[nodiscard]] std::optional<Office> office(OfficeId id) const;
  // Held on that date in units valid then, by id.
  [[nodiscard]] std::vector<Office> offices_of(OfficerId officer, Date date) const;
  [[nodiscard]] std::vector<Office> offices_in(UnitId unit, Date date) const;
  // The unit in which the officer holds office. not_found: holds none on that date; conflict: in
  // several units, so the caller must say in which one the officer acts.
  [[nodiscard]] Result<UnitId> unit_of(OfficerId officer, Date date) const;
  // The chair; else the vice chair marked as acting. not_found "unit-has-no-head": appoint one.
  [[nodiscard]] Result<Head> head(UnitId unit, Date date) const;
  // True where the officer holds any office in the unit on that date, and the unit is valid.
  [[nodiscard]] bool may_act(OfficerId officer, UnitId unit, Date date) const;
  [[nodiscard]] bool has_role(OfficerId officer, UnitId unit, event::OfficeRole role,
                              Date date) const;

  // Delegations. One is in force within its interval while the unit is valid, the delegator holds
  // office in it, and the delegate holds office anywhere.
  [[nodiscard]] std::optional<Delegation> delegation(DelegationId id) const;
  // A delegation in force that lets the officer use the verb in the unit; the lowest id of several.
  [[nodiscard]] std::optional<Delegation> delegation_for(OfficerId officer, UnitId unit,
                                                         std::string_view verb, Date date) const;
  [[nodiscard]] std::vector<Delegation> delegations_to(OfficerId officer, Date date) const;

  // Rules.
  // The version in force on a legal date: of those whose interval holds it, the one published last
  // (then the one with the later start). Null: none.
  [[nodiscard]] std::shared_ptr<const RuleVersion> rule(event::RuleKind kind, std::string_view id,
                                                        Date legal_date) const;
  // All activated versions, by id, publication and start.
  [[nodiscard]] std::vector<std::shared_ptr<const RuleVersion>> rules(event::RuleKind kind) const;
  // The whole file, its digest verified. Null: not all chunks are here, or it was never activated.
  [[nodiscard]] std::shared_ptr<const Bytes> rule_file(const Digest& digest) const;

  // The same facts in another order are equal.
  friend bool operator==(const Registry& left, const Registry& right);

  // For this room alone.
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace donthu::registry

template <>
struct donthu::event::EnumNames<donthu::registry::Succession::Outcome> {
  using Outcome = donthu::registry::Succession::Outcome;
  static constexpr std::array values{std::pair{Outcome::one, "one"sv},
                                     std::pair{Outcome::several, "several"sv},
                                     std::pair{Outcome::undetermined, "undetermined"sv}};
};
