#include "engine/petition/procedure_trial.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <utility>

#include "engine/event/petition_values.h"
#include "engine/petition/rule_words.h"
#include "engine/petition/rules.h"
#include "engine/process/execution.h"

namespace donthu::petition {
namespace {

using process::FlowState;
using process::Procedure;

constexpr std::string_view trial_version = "trial";
constexpr Instant trial_now{.ms = 1'600'000'000'000};

// The name of a process that begins and ends at once: stands in for one that is not at hand.
constexpr std::string_view stand_in_id = "stand-in";

std::shared_ptr<const Procedure> make_stand_in() {
  process::ProcedureParts parts;
  parts.id = stand_in_id;
  parts.elements.resize(2);
  parts.elements[0].id = "begin";
  parts.elements[0].outgoing = {0};
  parts.elements[1].id = "end";
  parts.elements[1].kind = process::ElementKind::end_event;
  parts.elements[1].incoming = {0};
  parts.flows.resize(1);
  parts.flows[0].id = "flow";
  parts.flows[0].source = 0;
  parts.flows[0].target = 1;
  parts.start = 0;
  return std::make_shared<const Procedure>(std::move(parts));
}

// What a trial may call: the file's own processes, those of other rules, and the stand-in.
class Library {
 public:
  Library(const std::vector<std::shared_ptr<const Procedure>>& own, const Rules* others)
      : own_(own), others_(others), stand_in_(make_stand_in()) {}

  [[nodiscard]] const Procedure* find(std::string_view id) const {
    for (const auto& procedure : own_)
      if (procedure->id() == id) return procedure.get();
    if (others_ != nullptr) {
      const auto& known = others_->procedures();
      // The registry lists versions by publication: the last one is the newest.
      for (auto version = known.rbegin(); version != known.rend(); ++version)
        if (version->id == id) return version->compiled.get();
      return nullptr;
    }
    return stand_in_.get();
  }

 private:
  const std::vector<std::shared_ptr<const Procedure>>& own_;
  const Rules* others_;
  std::shared_ptr<const Procedure> stand_in_;
};

// A case that exists only for the trial.
class TrialHost final : public process::Host {
 public:
  TrialHost(const Library& library, FlowState state, policy::Context facts, Instant now)
      : library_(library), state_(std::move(state)), facts_(std::move(facts)), now_(now) {}

  [[nodiscard]] const FlowState& state() const override { return state_; }
  [[nodiscard]] Status changed(const process::FlowChange& change) override {
    return process::apply(state_, change);
  }
  [[nodiscard]] Status call(const process::ServiceCall& call) override {
    return check_inputs(call);
  }
  [[nodiscard]] policy::Context variables() const override { return facts_; }
  [[nodiscard]] const Procedure* procedure(std::string_view id, std::string_view) const override {
    return library_.find(id);
  }
  [[nodiscard]] Instant now() const override { return now_; }

  [[nodiscard]] FlowState take() { return std::move(state_); }

 private:
  const Library& library_;
  FlowState state_;
  policy::Context facts_;
  Instant now_;
};

template <class T>
Status status_of(const Result<T>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}

// Where all tokens stand, without their numbers: two states with the same signature go on alike.
std::string signature(const FlowState& state) {
  std::vector<std::string> places;
  for (const process::Token& token : state.tokens) {
    std::string place;
    for (const process::Token* at = &token; at != nullptr; at = state.find(at->parent))
      place += at->procedure + "/" + at->element + "<";
    places.push_back(place + token.via + "#" + std::to_string(static_cast<int>(token.state)));
  }
  std::ranges::sort(places);
  std::string all;
  for (const std::string& place : places) all += place + "\n";
  return all;
}

// The values that some condition names, and the first of those that none does: all others go the
// same way.
template <event::NamedEnum Enum>
policy::List values_of(const std::string& conditions, bool may_be_unknown) {
  policy::List values;
  if (may_be_unknown) values.emplace_back();
  bool other = false;
  for (const auto& [value, name] : event::EnumNames<Enum>::values) {
    const bool named = conditions.find('"' + std::string(name) + '"') != std::string::npos;
    if (named || !other) values.emplace_back(name);
    other = other || !named;
  }
  return values;
}

// All that a condition's name can be when a verb is decided.
policy::List domain(const std::string& name, const std::string& conditions, const Procedure& root) {
  if (name == "kind") {
    policy::List kinds;
    for (const std::string& kind : root.kinds()) kinds.emplace_back(kind);
    return kinds.empty() ? values_of<event::PetitionKind>(conditions, false) : kinds;
  }
  if (name == "instance")
    return root.instance().empty() ? values_of<event::Instance>(conditions, false)
                                   : policy::List{policy::Value(root.instance())};
  if (name == "status") return values_of<event::CaseStatus>(conditions, false);
  if (name == "outcome") return values_of<event::Outcome>(conditions, true);
  if (name == "mode") return values_of<event::AnswerMode>(conditions, true);
  if (name == "channel") return values_of<event::Channel>(conditions, false);
  if (name == "level") return values_of<event::UnitLevel>(conditions, false);
  if (name == "eligible" || name == "within_authority" || name == "completed")
    return {policy::Value(), policy::Value(true), policy::Value(false)};
  return {policy::Value(true), policy::Value(false)};
}

// Every combination of the facts that conditions of these procedures ask for, but for the verb.
class Facts {
 public:
  Facts(const std::vector<const Procedure*>& procedures, const Procedure& root) {
    std::set<std::string> names;
    std::string conditions;
    for (const Procedure* procedure : procedures)
      for (const process::SequenceFlow& flow : procedure->flows()) {
        if (!flow.condition) continue;
        names.insert(flow.condition->names().begin(), flow.condition->names().end());
        conditions += flow.condition->text() + "\n";
      }
    names.erase("verb");
    for (const std::string& name : names)
      domains_.emplace_back(name, domain(name, conditions, root));
  }

  // Calls visit(facts) for each; stops at the first error, and where `spent` says that enough was
  // tried: a malicious file must not keep us busy.
  template <class Visit, class Spent>
  Status each(std::string_view verb, Spent spent, Visit visit) const {
    std::vector<std::size_t> chosen(domains_.size(), 0);
    for (;;) {
      policy::Context facts{{"verb", policy::Value(verb)}};
      for (std::size_t i = 0; i < domains_.size(); ++i)
        facts[domains_[i].first] = domains_[i].second[chosen[i]];
      DONTHU_TRY(visit(std::move(facts)));
      if (spent()) return {};
      std::size_t digit = 0;
      while (digit < chosen.size() && ++chosen[digit] == domains_[digit].second.size())
        chosen[digit++] = 0;
      if (digit == chosen.size()) return {};
    }
  }

 private:
  std::vector<std::pair<std::string, policy::List>> domains_;
};

class Trial {
 public:
  Trial(const Library& library, const Procedure& root)
      : library_(library), reachable_(called_by(root)), facts_(reachable_, root), root_(root) {}

  Status run() {
    DONTHU_TRY(facts_.each("register", spent_, [&](policy::Context facts) {
      return attempt({}, std::move(facts), "its start", [&](TrialHost& host) {
        return process::start(root_.id(), trial_version, host);
      });
    }));
    while (!waiting_.empty() && !spent_()) {
      const Place place = std::move(waiting_.front());
      waiting_.pop_front();
      DONTHU_TRY(go_on(place));
    }
    return {};
  }

 private:
  struct Place {
    FlowState state;
    std::string way;  // What led here, for people.
  };

  // The procedure and all it may call, each once.
  [[nodiscard]] std::vector<const Procedure*> called_by(const Procedure& root) const {
    std::vector<const Procedure*> found{&root};
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const process::Element& element : found[i]->elements()) {
        if (element.kind != process::ElementKind::call_activity) continue;
        const Procedure* called = library_.find(element.called);
        if (called != nullptr && std::ranges::find(found, called) == found.end())
          found.push_back(called);
      }
    return found;
  }

  Status go_on(const Place& place) {
    const TrialHost host(library_, place.state, {}, trial_now);
    DONTHU_ASSIGN(const auto expected, process::expected_commands(host));
    for (const process::ExpectedCommand& command : expected) {
      if (command.token == 0) continue;  // Allowed at any time: moves nothing.
      DONTHU_TRY(facts_.each(command.verb, spent_, [&](policy::Context facts) {
        return attempt(place.state, std::move(facts), place.way + ", " + command.verb,
                       [&](TrialHost& trial) {
                         return status_of(process::complete_command(command.verb, trial));
                       });
      }));
    }
    DONTHU_TRY(fire_deadlines(place));
    return fire_timers(place);
  }

  Status fire_timers(const Place& place) {
    for (const process::Token& token : place.state.tokens) {
      if (token.state != process::TokenState::timer) continue;
      now_ = std::max(token.timer_due, trial_now);
      DONTHU_TRY(facts_.each("fire_timer", spent_, [&](policy::Context facts) {
        return attempt(place.state, std::move(facts), place.way + ", timer " + token.element,
                       [&](TrialHost& trial) { return process::fire_timer(token.id, trial); });
      }));
      now_ = trial_now;
    }
    return {};
  }

  Status fire_deadlines(const Place& place) {
    std::set<std::pair<std::string, process::DeadlineMoment>> moments;
    for (const Procedure* procedure : reachable_)
      for (const process::Element& element : procedure->elements())
        if (!element.timer.deadline.empty())
          moments.emplace(element.timer.deadline, element.timer.on);
    for (const auto& [purpose, moment] : moments)
      DONTHU_TRY(facts_.each("fire_deadline", spent_, [&](policy::Context facts) {
        return attempt(place.state, std::move(facts),
                       place.way + ", " + purpose + " " + process::name_of(moment),
                       [&](TrialHost& trial) {
                         return status_of(process::fire_deadline(purpose, moment, trial));
                       });
      }));
    return {};
  }

  // One operation on a copy of the case; a place that is new is kept to go on from.
  template <class Operation>
  Status attempt(FlowState state, policy::Context facts, const std::string& way,
                 Operation operation) {
    if (spent_()) return {};
    ++operations_;
    TrialHost host(library_, std::move(state), std::move(facts), now_);
    if (const Status done = operation(host); !done) return explained(done.error(), way);
    FlowState after = host.take();
    if (seen_.size() < trial_places_limit && seen_.insert(signature(after)).second)
      waiting_.push_back({std::move(after), way});
    return {};
  }

  [[nodiscard]] Status explained(Error error, const std::string& way) const {
    if (error.reason.starts_with("input-") || error.reason.starts_with("function-"))
      return std::unexpected(std::move(error));
    if (error.reason == "procedure-unknown")
      return fail(
          ErrorCode::not_found, "called-process-unknown",
          "procedure '" + root_.id() + "' calls a process that no rule holds: " + error.message,
          error.field, "activate the called procedure first");
    return fail(ErrorCode::invalid, "procedure-cannot-run",
                "procedure '" + root_.id() + "' cannot go on after " + way + ": " + error.message,
                error.field.empty() ? root_.id() : error.field,
                error.remedy.empty() ? "draw a way on" : error.remedy);
  }

  const Library& library_;
  std::vector<const Procedure*> reachable_;
  Facts facts_;
  const Procedure& root_;
  std::deque<Place> waiting_;
  Instant now_ = trial_now;
  std::set<std::string> seen_;
  std::size_t operations_ = 0;

  // Whether as many operations were tried as a trial may take.
  struct Spent {
    const std::size_t& operations;
    [[nodiscard]] bool operator()() const { return operations >= trial_operations_limit; }
  };
  Spent spent_{operations_};
};

// Also tasks that the trial does not come to.
Status check_all_inputs(const Procedure& procedure) {
  for (const process::Element& element : procedure.elements())
    if (element.kind == process::ElementKind::service_task)
      DONTHU_TRY(check_inputs({procedure.id(), element.id, element.function, element.inputs}));
  return {};
}

}  // namespace

Status try_procedures(const std::vector<std::shared_ptr<const Procedure>>& procedures,
                      const Rules* others) {
  const Library library(procedures, others);
  for (const auto& procedure : procedures) {
    DONTHU_TRY(check_all_inputs(*procedure));
    DONTHU_TRY(Trial(library, *procedure).run());
  }
  return {};
}

}  // namespace donthu::petition
