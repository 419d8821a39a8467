#include "tests/scenario/expectations.h"

#include <algorithm>

#include "engine/deadline/explanation.h"
#include "engine/petition/decide.h"
#include "engine/petition/terms.h"

namespace donthu::scenario {
namespace {

using petition::Case;
using petition::Deadline;

std::unexpected<Error> instead(const std::string& what, const std::string& found) {
  return fail(ErrorCode::rejected, "not-as-expected", what + " is " + found);
}

Status same(const std::string& what, const std::string& found, const std::string& expected) {
  if (found == expected) return {};
  return instead(what, "'" + found + "', not '" + expected + "'");
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line.empty() ? "none" : line;
}

std::string line_of(const World& world, const Deadline& deadline) {
  return std::to_string(deadline.id) + " " + deadline.purpose + " due " +
         to_string(deadline.limit.due_date) + " raw " + to_string(deadline.limit.raw) + " state " +
         std::string(event::name_of(deadline.state)) + " unit " + world.name_of(deadline.unit);
}

std::string lines_of(const World& world, const Case& state) {
  std::string lines;
  for (const Deadline& deadline : state.deadlines) lines += "\n    " + line_of(world, deadline);
  return lines.empty() ? " none" : lines;
}

// "resolution" is the one set last, "resolution[1]" the first.
const Deadline* find_deadline(const Case& state, const std::string& name) {
  const auto bracket = name.find('[');
  const std::string purpose = name.substr(0, bracket);
  std::vector<const Deadline*> found;
  for (const Deadline& deadline : state.deadlines)
    if (deadline.purpose == purpose) found.push_back(&deadline);
  if (found.empty()) return nullptr;
  if (bracket == std::string::npos) return found.back();
  const std::size_t number = std::stoul(name.substr(bracket + 1));
  return number >= 1 && number <= found.size() ? found[number - 1] : nullptr;
}

Status expect_part(const World& world, Words& words, const std::string& which,
                   const Deadline& deadline) {
  const std::string part = words.take();
  const auto& limit = deadline.limit;
  if (part == "met-late")
    return deadline.met_recorded_late
               ? Status{}
               : instead(which, "not recorded late: " + line_of(world, deadline));
  if (part == "provisional")
    return limit.provisional ? Status{} : instead(which, "not provisional");
  DONTHU_ASSIGN(const std::string value, words.demand("what '" + part + "' is"));
  if (part == "due") return same(which + " due", to_string(limit.due_date), value);
  if (part == "raw") return same(which + " raw", to_string(limit.raw), value);
  if (part == "state")
    return same(which + " state", std::string(event::name_of(deadline.state)), value);
  if (part == "unit") return same(which + " unit", world.name_of(deadline.unit), value);
  if (part == "rung") return same(which + " rung", std::to_string(deadline.rung), value);
  if (part == "calendar") return same(which + " calendar", limit.calendar, value);
  if (part == "extensions")
    return same(which + " extensions", std::to_string(deadline.extensions.size()), value);
  if (part == "warned") return same(which + " warned", deadline.warned ? "yes" : "no", value);
  if (part == "because") return same(which + " annulled", deadline.annulled_because, value);
  if (part == "citing") {
    const bool cites = deadline.rule.citation.find(value) != std::string::npos;
    return cites ? Status{} : instead(which + " citation", deadline.rule.citation);
  }
  // Instants take a day and a time.
  DONTHU_ASSIGN(const Date day, parse_date(value));
  const std::string time = words.peek().size() == 5 ? words.take() : std::string("00:00");
  const std::string expected = to_vietnamese(day) + " " + time;
  if (part == "met") return same(which + " met", to_local(deadline.met_at), expected);
  if (part == "starts") return same(which + " starts", to_local(deadline.start), expected);
  if (part == "fired")
    return same(which + " fired", to_local(deadline.overdue_recorded_at), expected);
  return bad_line("'" + part + "' is no part of a deadline");
}

Status expect_deadline(const World& world, Words& words, const Case& state) {
  DONTHU_ASSIGN(const std::string name, words.demand("the purpose of a deadline"));
  const Deadline* deadline = find_deadline(state, name);
  if (words.take_if("absent"))
    return deadline == nullptr ? Status{} : instead(name, "set: " + line_of(world, *deadline));
  if (deadline == nullptr)
    return instead("the deadline " + name, "not set; there are:" + lines_of(world, state));
  while (!words.done()) {
    const Status holds = expect_part(world, words, name, *deadline);
    if (!holds)
      return fail(ErrorCode::rejected, "not-as-expected",
                  holds.error().message + "; all deadlines:" + lines_of(world, state));
  }
  return {};
}

Status expect_overdue(const World& world, Words& words, const Case& state) {
  DONTHU_ASSIGN(const std::string purpose, words.demand("the purpose of a deadline"));
  std::optional<Date> on;
  if (words.take_if("on")) {
    DONTHU_ASSIGN(on, words.demand_date());
  }
  for (const Deadline& deadline : state.deadlines)
    if (deadline.purpose == purpose && deadline.state == event::DeadlineState::overdue &&
        (!on || deadline.limit.due_date == *on))
      return {};
  return instead(purpose, "not overdue so; there are:" + lines_of(world, state));
}

Status expect_explanation(World& world, Words& words, const Case& state) {
  DONTHU_ASSIGN(const std::string name, words.demand("the purpose of a deadline"));
  DONTHU_ASSIGN(const std::string text, words.demand("a text"));
  const Deadline* deadline = find_deadline(state, name);
  if (deadline == nullptr) return instead(name, "not set");
  const auto* calendar = world.engine().rules()->calendar_named(deadline->limit.calendar);
  if (calendar == nullptr) return instead("the calendar " + deadline->limit.calendar, "unknown");
  DONTHU_ASSIGN(const auto derivation, petition::derive(*deadline, *calendar->compiled));
  std::string all;
  for (const Text& line : deadline::explain(derivation, *calendar->compiled))
    all += "\n    " + line.vi + " | " + line.en;
  if (all.find(text) != std::string::npos) return {};
  return instead("the explanation", "without '" + text + "':" + all);
}

Result<std::vector<std::string>> event_names(World& world, const CaseId& id) {
  std::vector<std::string> names;
  DONTHU_ASSIGN(const auto history, world.engine().queries().history(id));
  for (const auto& entry : history)
    for (const auto& event : entry.commit.events) names.emplace_back(event::name_of(event));
  return names;
}

// The named events in this order; others may stand between them.
Status expect_events(World& world, Words& words, const CaseId& id) {
  DONTHU_ASSIGN(const auto names, event_names(world, id));
  auto from = names.begin();
  for (const std::string& expected : words.rest()) {
    from = std::find(from, names.end(), expected);
    if (from == names.end()) return instead("the order of events", joined(names));
    ++from;
  }
  return {};
}

Status expect_count(World& world, const CaseId& id, const std::string& number,
                    const std::string& event) {
  DONTHU_ASSIGN(const auto names, event_names(world, id));
  return same("the number of " + event, std::to_string(std::ranges::count(names, event)), number);
}

Status expect_tasks(const World& world, Words& words, const Case& state) {
  std::vector<std::string> found;
  for (const auto& task : state.assignments) found.push_back(world.name_of(task.officer));
  DONTHU_ASSIGN(const std::string officer, words.demand("an officer"));
  DONTHU_TRY(same("the officer with a task", joined(found), officer));
  if (words.take_if("due"))
    DONTHU_TRY(same("the task's due date", to_string(state.assignments.front().due), words.take()));
  if (words.take_if("accountable"))
    DONTHU_TRY(same("the accountable head", world.name_of(state.assignments.front().accountable),
                    words.take()));
  return {};
}

Status expect_verb(World& world, Words& words, const Case& state) {
  DONTHU_ASSIGN(const std::string verb, words.demand("a verb"));
  DONTHU_ASSIGN(const auto expected, petition::expected_verbs(state, *world.engine().rules()));
  std::vector<std::string> verbs;
  for (const auto& one : expected) verbs.push_back(one.verb);
  const bool known = std::ranges::find(verbs, verb) != verbs.end();
  return known ? Status{} : instead("what the case waits for", joined(verbs));
}

// A case as it is or was; `words` say what of it.
Status expect_state(World& world, Words& words, const Case& state) {
  const std::string part = words.take();
  if (part == "deadline") return expect_deadline(world, words, state);
  if (part == "overdue") return expect_overdue(world, words, state);
  if (part == "explains") return expect_explanation(world, words, state);
  if (part == "task") return expect_tasks(world, words, state);
  if (part == "waits-for") return expect_verb(world, words, state);
  if (part == "unassigned")
    return state.assignments.empty() ? Status{} : instead("the case", "assigned");
  if (part == "suspended" || part == "running")
    return same("the clock", state.suspended ? "suspended" : "running", part);
  if (part == "needs-ruling")
    return state.ruling_needed ? Status{} : instead("the case", "not waiting for a ruling");
  if (part == "level-skipping" || part == "in-circles")
    return (part == "level-skipping" ? state.level_skipping : state.went_in_circles)
               ? Status{}
               : instead("the case", "not " + part);
  if (part == "parts") return same("parts", joined(state.parts), joined(words.rest()));
  DONTHU_ASSIGN(const std::string value, words.demand("what '" + part + "' is"));
  if (part == "status") return same("status", std::string(event::name_of(state.status)), value);
  if (part == "kind") return same("kind", std::string(event::name_of(state.kind)), value);
  if (part == "instance")
    return same("instance", std::string(event::name_of(state.instance)), value);
  if (part == "handled-by") return same("handling unit", world.name_of(state.handling_unit), value);
  if (part == "accountable")
    return same("accountable unit", world.name_of(state.accountable_unit), value);
  if (part == "finished-by") return same("finished by", world.name_of(state.finished_by), value);
  if (part == "signatories") return same("signatories", std::to_string(state.signatories), value);
  if (part == "duplicate-of")
    return same("duplicate of", state.duplicate_of ? world.name_of(*state.duplicate_of) : "none",
                value);
  if (part == "matter") return same("matter", state.matter, value);
  if (part == "version") return same("version", std::to_string(state.version), value);
  if (part == "received") return same("received", to_string(local_date(state.received_at)), value);
  if (part == "number")
    return same("number",
                std::to_string(state.number.number) + "/" + std::to_string(state.number.year),
                value);
  return bad_line("'" + part + "' cannot be expected of a case");
}

Result<std::vector<std::string>> names_found(World& world, const runtime::Filter& filter) {
  std::vector<std::string> names;
  std::string cursor;
  do {
    DONTHU_ASSIGN(const auto page, world.engine().queries().find(filter, cursor, 2));
    for (const Case& state : page.cases) names.push_back(world.name_of(state.id));
    cursor = page.next;
  } while (!cursor.empty());
  std::ranges::sort(names);
  return names;
}

// "QUEUE rulings c1 c2", "QUEUE open-at ward c1", "QUEUE overdue-at ward none", "QUEUE of lan c1".
Status expect_queue(World& world, Words& words) {
  DONTHU_ASSIGN(const std::string which, words.demand("a queue"));
  runtime::Filter filter;
  if (which == "rulings") {
    filter.rulings = true;
  } else if (which == "of") {
    DONTHU_ASSIGN(const auto officer, world.officer(words.take()));
    filter.officer = officer.id;
  } else if (which == "named") {
    filter.words = words.take();
  } else if (which == "open-at" || which == "overdue-at" || which == "all-at") {
    DONTHU_ASSIGN(filter.unit, world.unit(words.take()));
    if (which == "open-at") filter.open = true;
    if (which == "overdue-at") filter.overdue = true;
  } else {
    return bad_line("'" + which + "' is no queue");
  }
  DONTHU_ASSIGN(const auto found, names_found(world, filter));
  auto expected = words.rest();
  if (expected == std::vector<std::string>{"none"}) expected.clear();
  std::ranges::sort(expected);
  return same("the queue " + which, joined(found), joined(expected));
}

}  // namespace

Status expect(World& world, Words& words) {
  if (words.take_if("QUEUE")) return expect_queue(world, words);
  DONTHU_ASSIGN(const std::string name, words.demand("a case"));
  DONTHU_ASSIGN(const CaseId id, world.case_id(name));
  if (words.take_if("events")) return expect_events(world, words, id);
  const std::string& next = words.peek();
  if (!next.empty() && next.find_first_not_of("0123456789") == std::string::npos) {
    const std::string number = words.take();
    return expect_count(world, id, number, words.take());
  }
  if (words.take_if("AS-OF")) {
    DONTHU_ASSIGN(const Instant at, words.demand_instant());
    DONTHU_ASSIGN(const auto then, world.engine().queries().case_recorded_as_of(id, at));
    return expect_state(world, words, then);
  }
  DONTHU_ASSIGN(const auto state, world.engine().queries().find_case(id));
  return expect_state(world, words, state);
}

}  // namespace donthu::scenario
