#include "engine/registry/rule_coverage.h"

#include <algorithm>
#include <map>
#include <set>

namespace donthu::registry {
namespace {

using Version = std::shared_ptr<const RuleVersion>;
constexpr std::chrono::days one_day{1};

// Days on which the same versions are there.
struct Stretch {
  Date from;
  std::optional<Date> until;
  std::vector<Version> there;  // As the registry lists them.
  Version prevailing;          // Null: none.
};

std::vector<Stretch> stretches_of(const Registry& registry, const std::vector<Version>& versions) {
  std::set<Date> starts;
  for (const auto& one : versions) {
    starts.insert(one->valid_from);
    if (one->valid_until) starts.insert(*one->valid_until + one_day);
  }
  std::vector<Stretch> stretches;
  for (const Date from : starts) {
    if (!stretches.empty()) stretches.back().until = from - one_day;
    Stretch& stretch = stretches.emplace_back();
    stretch.from = from;
    std::ranges::copy_if(versions, std::back_inserter(stretch.there),
                         [&](const Version& one) { return one->in_force(from); });
    stretch.prevailing = registry.rule(versions.front()->kind, versions.front()->id, from);
  }
  return stretches;
}

// Stretches that follow one another are one finding.
void add_finding(std::vector<CoverageFinding>& all, CoverageFault fault, const RuleVersion& of,
                 const RuleVersion* other, const Stretch& days) {
  CoverageFinding finding{fault,     of.kind,   of.id, of.version, other ? other->version : "",
                          days.from, days.until};
  for (auto& known : all)
    if (known.fault == fault && known.kind == finding.kind && known.id == finding.id &&
        known.version == finding.version && known.other == finding.other && known.until &&
        *known.until + one_day == finding.from) {
      known.until = finding.until;
      return;
    }
  all.push_back(std::move(finding));
}

void check_rule(const Registry& registry, const std::vector<Version>& versions,
                std::vector<CoverageFinding>& all) {
  const auto stretches = stretches_of(registry, versions);
  std::set<const RuleVersion*> ever_in_force;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Stretch& now = stretches[i];
    const Version before = i > 0 ? stretches[i - 1].prevailing : nullptr;
    if (now.prevailing == nullptr) {
      // Two stretches without a version never follow one another.
      add_finding(all, CoverageFault::gap, *before,
                  i + 1 < stretches.size() ? stretches[i + 1].prevailing.get() : nullptr, now);
      continue;
    }
    ever_in_force.insert(now.prevailing.get());
    for (const auto& one : now.there)
      if (one != now.prevailing && one->published == now.prevailing->published)
        add_finding(all, CoverageFault::overlap, *now.prevailing, one.get(), now);
    if (before != nullptr && now.prevailing->published < before->published &&
        now.prevailing->valid_from < now.from)
      add_finding(all, CoverageFault::returns, *now.prevailing, before.get(), now);
  }
  for (const auto& one : versions)
    if (!ever_in_force.contains(one.get()))
      add_finding(all, CoverageFault::superseded, *one, nullptr,
                  {one->valid_from, one->valid_until, {}, nullptr});
}

}  // namespace

std::vector<CoverageFinding> check_coverage(const Registry& registry) {
  std::vector<CoverageFinding> all;
  for (const auto& [kind, name] : event::EnumNames<event::RuleKind>::values) {
    std::map<std::string, std::vector<Version>> rules;
    for (const auto& version : registry.rules(kind)) rules[version->id].push_back(version);
    for (const auto& [id, versions] : rules) check_rule(registry, versions, all);
  }
  return all;
}

}  // namespace donthu::registry
