#include <algorithm>
#include <tuple>

#include "engine/base/text.h"
#include "engine/registry/state.h"

namespace donthu::registry {
namespace {

std::unexpected<Error> unknown(const char* what, std::uint32_t id, const char* field) {
  return fail(ErrorCode::not_found, std::string("unknown-") + what,
              std::string(what) + " " + std::to_string(id) + " does not exist in the registry",
              field, std::string("establish the ") + what + " first, or mend the id");
}

std::unexpected<Error> taken(const char* what, std::uint32_t id, const char* field) {
  return fail(ErrorCode::conflict, std::string(what) + "-id-taken",
              std::string(what) + " " + std::to_string(id) + " exists already", field,
              "give an id that was never used");
}

template <class Value>
void overwrite(std::optional<Value>& old, const std::optional<Value>& with) {
  if (with) old = with;
}

// Merges into what is recorded for that date.
void merge(std::vector<UnitAttributes>& attributes, UnitAttributes change) {
  const auto at = std::ranges::lower_bound(attributes, change.from, {}, &UnitAttributes::from);
  if (at == attributes.end() || at->from != change.from) {
    attributes.insert(at, std::move(change));
    return;
  }
  overwrite(at->level, change.level);
  overwrite(at->kind, change.kind);
  overwrite(at->code, change.code);
  overwrite(at->name, change.name);
  overwrite(at->parent, change.parent);
  overwrite(at->has_council, change.has_council);
}

auto order_of(const SuccessionFact& fact) {
  return std::tie(fact.effective_from, fact.successor, fact.locality);
}

auto order_of(const RuleVersion& rule) {
  return std::tie(rule.kind, rule.id, rule.published, rule.valid_from, rule.version);
}

struct Fold {
  State& state;

  void index_names(UnitId id, const UnitRecord& record) {
    for (const UnitAttributes& change : record.attributes) {
      if (change.code) state.codes.add(*change.code, id.value);
      if (!change.name) continue;
      state.names.add(folded(*change.name), id.value);
      const Unit unit = record.as_of(id, change.from);
      state.names.add(folded_short_name(unit.name, unit.kind), id.value);
    }
  }

  void adopt(UnitId child, UnitId parent) {
    const UnitRecord* known = state.units.find(parent.value);
    if (known == nullptr || std::ranges::binary_search(known->children, child)) return;
    UnitRecord record = *known;
    insert_sorted(record.children, child);
    state.units.put(parent.value, std::move(record));
  }

  Status operator()(const event::UnitEstablished& fact) {
    if (!fact.unit) return unknown("unit", 0, "unit");
    if (state.units.find(fact.unit.value)) return taken("unit", fact.unit.value, "unit");
    if (fact.parent && !state.units.find(fact.parent.value))
      return unknown("unit", fact.parent.value, "parent");
    UnitRecord record;
    record.valid_from = fact.valid_from;
    record.attributes.push_back({fact.valid_from, fact.level, fact.kind, fact.code, fact.full_name,
                                 fact.parent, fact.has_council});
    index_names(fact.unit, record);
    state.units.put(fact.unit.value, std::move(record));
    if (fact.parent) adopt(fact.unit, fact.parent);
    return {};
  }

  Status operator()(const event::UnitChanged& fact) {
    const UnitRecord* known = state.units.find(fact.unit.value);
    if (known == nullptr) return unknown("unit", fact.unit.value, "unit");
    if (fact.parent && *fact.parent && !state.units.find(fact.parent->value))
      return unknown("unit", fact.parent->value, "parent");
    UnitRecord record = *known;
    merge(record.attributes, {fact.effective_from, fact.level, fact.kind, fact.code, fact.full_name,
                              fact.parent, fact.has_council});
    index_names(fact.unit, record);
    state.units.put(fact.unit.value, std::move(record));
    if (fact.parent && *fact.parent) adopt(fact.unit, *fact.parent);
    return {};
  }

  Status operator()(const event::UnitEnded& fact) {
    const UnitRecord* known = state.units.find(fact.unit.value);
    if (known == nullptr) return unknown("unit", fact.unit.value, "unit");
    UnitRecord record = *known;
    record.valid_until = fact.valid_until;
    state.units.put(fact.unit.value, std::move(record));
    return {};
  }

  Status operator()(const event::UnitSucceeded& fact) {
    const UnitRecord* known = state.units.find(fact.predecessor.value);
    if (known == nullptr) return unknown("unit", fact.predecessor.value, "predecessor");
    if (!state.units.find(fact.successor.value))
      return unknown("unit", fact.successor.value, "successor");
    const SuccessionFact added{fact.successor, fact.locality, fact.extent, fact.effective_from,
                               fact.citation};
    UnitRecord record = *known;
    auto& all = record.successions;
    const auto at = std::ranges::lower_bound(
        all, added, [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
    const bool recorded = at != all.end() && order_of(*at) == order_of(added);
    if (fact.extent == event::SuccessionExtent::none) {
      if (recorded) all.erase(at);
    } else if (recorded) {
      *at = added;
    } else {
      all.insert(at, added);
    }
    state.units.put(fact.predecessor.value, std::move(record));
    return {};
  }

  Status operator()(const event::OfficerAppointed& fact) {
    if (!fact.officer) return unknown("officer", 0, "officer");
    const OfficerRecord* known = state.officers.find(fact.officer.value);
    OfficerRecord record = known ? *known : OfficerRecord{};
    record.officer = {fact.officer, fact.full_name, fact.staff_code, fact.valid_from};
    state.staff_codes.add(fact.staff_code, fact.officer.value);
    state.officers.put(fact.officer.value, std::move(record));
    return {};
  }

  Status operator()(const event::OfficeAssigned& fact) {
    if (!fact.office) return unknown("office", 0, "office");
    if (state.offices.find(fact.office.value)) return taken("office", fact.office.value, "office");
    const OfficerRecord* officer = state.officers.find(fact.officer.value);
    if (officer == nullptr) return unknown("officer", fact.officer.value, "officer");
    const UnitRecord* unit = state.units.find(fact.unit.value);
    if (unit == nullptr) return unknown("unit", fact.unit.value, "unit");
    OfficerRecord holder = *officer;
    insert_sorted(holder.offices, fact.office);
    UnitRecord place = *unit;
    insert_sorted(place.offices, fact.office);
    state.officers.put(fact.officer.value, std::move(holder));
    state.units.put(fact.unit.value, std::move(place));
    state.offices.put(fact.office.value, {fact.office, fact.officer, fact.unit, fact.role,
                                          fact.acting, fact.valid_from, fact.valid_until});
    return {};
  }

  Status operator()(const event::OfficeVacated& fact) {
    const Office* known = state.offices.find(fact.office.value);
    if (known == nullptr) return unknown("office", fact.office.value, "office");
    Office office = *known;
    office.valid_until = fact.valid_until;
    state.offices.put(fact.office.value, office);
    return {};
  }

  Status operator()(const event::DelegationGranted& fact) {
    if (!fact.delegation) return unknown("delegation", 0, "delegation");
    if (state.delegations.find(fact.delegation.value))
      return taken("delegation", fact.delegation.value, "delegation");
    if (!state.officers.find(fact.from.value)) return unknown("officer", fact.from.value, "from");
    const OfficerRecord* delegate = state.officers.find(fact.to.value);
    if (delegate == nullptr) return unknown("officer", fact.to.value, "to");
    if (!state.units.find(fact.unit.value)) return unknown("unit", fact.unit.value, "unit");
    OfficerRecord record = *delegate;
    insert_sorted(record.delegations, fact.delegation);
    state.officers.put(fact.to.value, std::move(record));
    state.delegations.put(fact.delegation.value,
                          {fact.delegation, fact.from, fact.to, fact.unit, fact.verbs,
                           fact.valid_from, fact.valid_until, fact.citation});
    return {};
  }

  Status operator()(const event::DelegationRevoked& fact) {
    const Delegation* known = state.delegations.find(fact.delegation.value);
    if (known == nullptr) return unknown("delegation", fact.delegation.value, "delegation");
    Delegation delegation = *known;
    delegation.valid_until = fact.valid_until;
    state.delegations.put(fact.delegation.value, std::move(delegation));
    return {};
  }

  Status operator()(const event::RuleChunk& fact) {
    if (fact.count == 0 || fact.count > event::rule_chunks_max || fact.index >= fact.count)
      return fail(ErrorCode::invalid, "chunk-outside-file",
                  "chunk " + std::to_string(fact.index) + " of " + std::to_string(fact.count) +
                      " cannot be; a file has 1 to " + std::to_string(event::rule_chunks_max),
                  "index", "cut the file again with rule_file_facts");
    if (state.files.contains(fact.digest)) return {};
    PendingFile& file = state.pending[fact.digest];
    if (file.chunks.size() != fact.count) file.chunks.assign(fact.count, nullptr);
    file.chunks[fact.index] = std::make_shared<const Bytes>(fact.bytes.bytes);
    return {};
  }

  Status operator()(const event::RuleActivated& fact) {
    const auto added = std::make_shared<const RuleVersion>(
        RuleVersion{fact.kind, fact.id, fact.rule_version, fact.digest, fact.valid_from,
                    fact.valid_until, fact.published, fact.citation});
    for (const auto& rule : state.rules)
      if (rule->kind == fact.kind && rule->id == fact.id && rule->version == fact.rule_version)
        return fail(ErrorCode::conflict, "rule-version-taken",
                    "rule " + fact.id + " has a version " + fact.rule_version + " already",
                    "rule_version", "give a version that was never used");
    DONTHU_ASSIGN(auto file, assemble(state, fact.digest));
    state.files.emplace(fact.digest, std::move(file));
    state.pending.erase(fact.digest);
    const auto at = std::ranges::lower_bound(state.rules, added, [](const auto& a, const auto& b) {
      return order_of(*a) < order_of(*b);
    });
    state.rules.insert(at, added);
    return {};
  }
};

}  // namespace

Result<std::shared_ptr<const Bytes>> assemble(const State& state, const Digest& digest) {
  if (const auto known = state.files.find(digest); known != state.files.end()) return known->second;
  const auto pending = state.pending.find(digest);
  Bytes whole;
  std::size_t missing = pending == state.pending.end() ? 1 : 0;
  if (missing == 0)
    for (const auto& chunk : pending->second.chunks) {
      if (chunk)
        whole += *chunk;
      else
        ++missing;
    }
  if (missing > 0)
    return fail(ErrorCode::corrupt, "rule-file-incomplete",
                "the file with the digest " + to_hex(digest) + " is not complete: " +
                    (pending == state.pending.end() ? "no chunk of it is here"
                                                    : std::to_string(missing) + " missing chunks"),
                "digest", "record every chunk, then activate");
  if (sha256(whole) != digest)
    return fail(
        ErrorCode::corrupt, "rule-file-digest",
        "the chunks of " + to_hex(digest) + " make a file with the digest " + to_hex(sha256(whole)),
        "digest", "record the chunks again from the right file");
  return std::make_shared<const Bytes>(std::move(whole));
}

Status Registry::apply(const event::RegistryEvent& fact) { return std::visit(Fold{*state_}, fact); }

}  // namespace donthu::registry
