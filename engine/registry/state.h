// What a Registry remembers. Private to the room.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/registry/pages.h"
#include "engine/registry/registry.h"

namespace donthu::registry {

// Attributes that hold from a date on; absent ones stay as they were.
struct UnitAttributes {
  Date from;
  std::optional<event::UnitLevel> level;
  std::optional<std::string> kind;
  std::optional<std::string> code;
  std::optional<std::string> name;
  std::optional<UnitId> parent;
  std::optional<bool> has_council;

  friend bool operator==(const UnitAttributes&, const UnitAttributes&) = default;
};

struct UnitRecord {
  Date valid_from;
  std::optional<Date> valid_until;
  std::vector<UnitAttributes> attributes;   // By date; one element for each date.
  std::vector<SuccessionFact> successions;  // By date, successor, locality.
  std::vector<UnitId> children;             // Whoever had it as parent on any date; by id.
  std::vector<OfficeId> offices;            // Whenever held; by id.

  [[nodiscard]] bool valid(Date date) const {
    return date >= valid_from && (!valid_until || date <= *valid_until);
  }
  // Nothing while no end is known.
  [[nodiscard]] std::optional<Date> first_day_without() const {
    return valid_until ? std::optional(*valid_until + days{1}) : std::nullopt;
  }
  // Clamped into the unit's life.
  [[nodiscard]] Unit as_of(UnitId id, Date date) const;
  // Of a day within the unit's life.
  [[nodiscard]] UnitId parent(Date date) const;
  friend bool operator==(const UnitRecord&, const UnitRecord&) = default;
};

// A value of an attribute, and the days on which the unit bore it.
template <class Value>
struct Stretch {
  Date from;
  std::optional<Date> until;
  Value value;

  [[nodiscard]] bool overlaps(const Stretch& other) const {
    return (!until || *until >= other.from) && (!other.until || *other.until >= from);
  }
};

// The stretches of one attribute over the unit's life, oldest first.
template <class Value>
[[nodiscard]] std::vector<Stretch<Value>> stretches(const UnitRecord& record,
                                                    std::optional<Value> UnitAttributes::* which) {
  std::vector<Stretch<Value>> found;
  for (const UnitAttributes& change : record.attributes) {
    if (!(change.*which) || (record.valid_until && change.from > *record.valid_until)) continue;
    const Date from = std::max(change.from, record.valid_from);
    if (!found.empty() && found.back().from == from)
      found.pop_back();
    else if (!found.empty())
      found.back().until = from - days{1};
    found.push_back({from, record.valid_until, *(change.*which)});
  }
  return found;
}

struct OfficerRecord {
  Officer officer;
  std::vector<OfficeId> offices;          // Whenever held; by id.
  std::vector<DelegationId> delegations;  // Ever granted to the officer; by id.

  friend bool operator==(const OfficerRecord&, const OfficerRecord&) = default;
};

// The chunks of a rule file, as far as they have come.
struct PendingFile {
  std::vector<std::shared_ptr<const Bytes>> chunks;
};

struct State {
  Pages<UnitRecord> units;
  Pages<OfficerRecord> officers;
  Pages<Office> offices;
  Pages<Delegation> delegations;
  std::vector<std::shared_ptr<const RuleVersion>> rules;  // By kind, id, published, start.
  std::map<Digest, PendingFile> pending;
  std::map<Digest, std::shared_ptr<const Bytes>> files;

  Index codes;
  Index names;
  Index staff_codes;
};

[[nodiscard]] inline bool holds(const Office& office, Date date) {
  return date >= office.valid_from && (!office.valid_until || date <= *office.valid_until);
}

// The name without the unit's kind: "Phường Hàng Trống" is "Hàng Trống". Folded.
[[nodiscard]] std::string folded_short_name(std::string_view name, std::string_view kind);

template <class T>
void insert_sorted(std::vector<T>& sorted, const T& value) {
  const auto at = std::ranges::lower_bound(sorted, value);
  if (at == sorted.end() || *at != value) sorted.insert(at, value);
}

// The whole file if all chunks are here and the digest is right: corrupt "rule-file-incomplete" or
// "rule-file-digest" otherwise.
[[nodiscard]] Result<std::shared_ptr<const Bytes>> assemble(const State& state,
                                                            const Digest& digest);

}  // namespace donthu::registry
