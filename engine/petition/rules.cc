#include "engine/petition/rules.h"

#include <algorithm>
#include <tuple>

#include "engine/petition/rule_words.h"
#include "engine/process/parser.h"

namespace donthu::petition {
namespace {

// The version in force among those that `fits` lets pass. See Rules for the order.
template <class Compiled, class Fits>
const RuleVersion<Compiled>* in_force(const std::vector<RuleVersion<Compiled>>& versions, Date date,
                                      Fits fits) {
  const RuleVersion<Compiled>* best = nullptr;
  for (const RuleVersion<Compiled>& version : versions) {
    if (!version.in_force(date) || !fits(version)) continue;
    if (best == nullptr || std::tie(version.published, version.valid_from) >=
                               std::tie(best->published, best->valid_from))
      best = &version;
  }
  return best;
}

template <class Compiled>
RuleVersion<Compiled> described(const registry::RuleVersion& activated,
                                std::shared_ptr<const Compiled> compiled) {
  return {activated.id,        activated.version,  activated.valid_from, activated.valid_until,
          activated.published, activated.citation, activated.digest,     std::move(compiled)};
}

// What `before` made of the same bytes. Null: it has not met them.
template <class Compiled>
std::shared_ptr<const Compiled> taken_over(const std::vector<RuleVersion<Compiled>>* before,
                                           const Digest& digest) {
  if (before == nullptr) return nullptr;
  const auto same = std::ranges::find(*before, digest, &RuleVersion<Compiled>::digest);
  return same == before->end() ? nullptr : same->compiled;
}

std::string label(const registry::RuleVersion& rule) {
  return std::string(event::name_of(rule.kind)) + " " + rule.id + " " + rule.version;
}

// A file that was activated and does not compile: says which rule it is.
std::unexpected<Error> of_rule(const registry::RuleVersion& rule, Error error) {
  error.message = label(rule) + ": " + error.message;
  if (error.field.empty()) error.field = rule.id;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::shared_ptr<const Rules>> Rules::compile(const registry::Registry& registry,
                                                    const Rules* before) {
  using enum event::RuleKind;
  std::vector<RuleFile> files;
  for (const event::RuleKind kind : {calendar, policy, procedure})
    for (const auto& version : registry.rules(kind))
      files.push_back({version, registry.rule_file(version->digest)});
  return compile(files, before);
}

Result<std::shared_ptr<const Rules>> Rules::compile(const std::vector<RuleFile>& files,
                                                    const Rules* before) {
  const auto rules = std::make_shared<Rules>();
  for (const RuleFile& file : files) {
    if (file.bytes == nullptr)
      return fail(ErrorCode::not_found, "rule-file-missing",
                  "the file of " + label(*file.version) + " is not in the registry",
                  file.version->id, "record all chunks of the file before its activation");
    if (const Status added = rules->add(file, before); !added)
      return of_rule(*file.version, added.error());
  }
  return std::shared_ptr<const Rules>(rules);
}

Status Rules::add(const RuleFile& file, const Rules* before) {
  const registry::RuleVersion& version = *file.version;
  const std::string& id = version.id;
  switch (version.kind) {
    case event::RuleKind::topics: return {};
    case event::RuleKind::calendar: {
      auto compiled = taken_over(before ? &before->calendars_ : nullptr, version.digest);
      if (compiled == nullptr) {
        DONTHU_ASSIGN(deadline::Calendar calendar, deadline::Calendar::parse(*file.bytes, id));
        compiled = std::make_shared<const deadline::Calendar>(std::move(calendar));
      }
      calendars_.push_back(described(version, std::move(compiled)));
      return {};
    }
    case event::RuleKind::policy: {
      auto compiled = taken_over(before ? &before->policies_ : nullptr, version.digest);
      if (compiled == nullptr) {
        DONTHU_ASSIGN(policy::DecisionModel model, policy::DecisionModel::parse(*file.bytes, id));
        compiled = std::make_shared<const policy::DecisionModel>(std::move(model));
      }
      policies_.push_back(described(version, std::move(compiled)));
      return {};
    }
    case event::RuleKind::procedure: return add_procedures(file, before);
  }
  return fail(
      ErrorCode::unsupported, "rule-kind-unknown",
      "this version does not know rules of kind " + std::to_string(static_cast<int>(version.kind)),
      id, "use the version of the program that activated it");
}

Status Rules::add_procedures(const RuleFile& file, const Rules* before) {
  const registry::RuleVersion& version = *file.version;
  std::vector<std::shared_ptr<const process::Procedure>> processes;
  if (before != nullptr)
    for (const ProcedureVersion& known : before->procedures_)
      if (known.digest == version.digest &&
          std::ranges::find(processes, known.compiled) == processes.end())
        processes.push_back(known.compiled);
  if (processes.empty()) {
    DONTHU_ASSIGN(process::ProcedureFile parsed,
                  process::parse_procedures(*file.bytes, procedure_words()));
    processes = std::move(parsed.procedures);
  }
  for (auto& process : processes) {
    ProcedureVersion one = described(version, std::move(process));
    one.id = one.compiled->id();
    procedures_.push_back(std::move(one));
  }
  return {};
}

const Policy* Rules::policy(std::string_view id, Date date) const {
  return in_force(policies_, date, [&](const Policy& one) { return one.id == id; });
}

const CalendarVersion* Rules::calendar(Date date) const {
  return in_force(calendars_, date, [](const CalendarVersion&) { return true; });
}

const CalendarVersion* Rules::calendar_named(std::string_view name) const {
  const auto found = std::ranges::find_if(
      calendars_, [&](const CalendarVersion& one) { return one.compiled->name() == name; });
  return found == calendars_.end() ? nullptr : &*found;
}

const ProcedureVersion* Rules::procedure_for(event::PetitionKind kind, event::Instance instance,
                                             Date date) const {
  const std::string_view kind_name = event::name_of(kind);
  const auto of = [&](std::string_view wanted) {
    return in_force(procedures_, date, [&](const ProcedureVersion& one) {
      const auto& kinds = one.compiled->kinds();
      return std::ranges::find(kinds, kind_name) != kinds.end() &&
             one.compiled->instance() == wanted;
    });
  };
  const ProcedureVersion* for_instance = of(event::name_of(instance));
  return for_instance != nullptr ? for_instance : of("");
}

const process::Procedure* Rules::procedure(std::string_view id, std::string_view version) const {
  const auto found = std::ranges::find_if(procedures_, [&](const ProcedureVersion& one) {
    return one.id == id && one.version == version;
  });
  return found == procedures_.end() ? nullptr : found->compiled.get();
}

std::string Rules::called_version(std::string_view id, std::string_view caller_version,
                                  Date date) const {
  if (procedure(id, caller_version) != nullptr) return std::string(caller_version);
  const ProcedureVersion* current =
      in_force(procedures_, date, [&](const ProcedureVersion& one) { return one.id == id; });
  return current == nullptr ? std::string{} : current->version;
}

}  // namespace donthu::petition
