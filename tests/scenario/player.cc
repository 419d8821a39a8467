#include "tests/scenario/player.h"

#include <fstream>

#include "tests/scenario/expectations.h"
#include "tests/scenario/invariants.h"

namespace donthu::scenario {

// "BEGIN 2022-01-03 08:00 [WITHOUT "vietnam-state 2026-2"]"
Status Player::begin(Words& words) {
  if (world_) return bad_line("a story begins once");
  DONTHU_ASSIGN(const Instant start, words.demand_instant());
  std::vector<std::string> without;
  while (words.take_if("WITHOUT")) {
    DONTHU_ASSIGN(without.emplace_back(), words.demand("a rule and its version"));
  }
  world_ = std::make_unique<World>(start);
  acts_ = std::make_unique<Acts>(*world_);
  return world_->begin(without);
}

Status Player::set_up(const std::string& keyword, Words& words) {
  DONTHU_ASSIGN(const std::string name, words.demand("a name"));
  if (keyword == "UNIT") {
    DONTHU_ASSIGN(const std::string full_name, words.demand("the unit's full name"));
    Date date = local_date(world_->now());
    if (words.take_if("ON")) {
      DONTHU_ASSIGN(date, words.demand_date());
    }
    return world_->add_unit(name, full_name, date);
  }
  DONTHU_ASSIGN(const std::string role_name, words.demand("the role"));
  DONTHU_ASSIGN(const std::string unit, words.demand("the unit"));
  event::OfficeRole role{};
  if (!event::from_name(role_name, role)) return bad_line("no role is called '" + role_name + "'");
  std::optional<Date> from;
  if (words.take_if("FROM")) {
    DONTHU_ASSIGN(from, words.demand_date());
  }
  return world_->add_officer(name, role, unit, from);
}

Status Player::happen(const std::string& keyword, Words& words) {
  if (keyword == "EXPECT") return expect(*world_, words);
  if (keyword == "AGAIN") return acts_->again();
  if (keyword == "SCAN") {
    world_->engine().settle();
    return {};
  }
  if (keyword == "RESTART") return world_->outage_until(world_->now());
  if (keyword == "OUTAGE") {
    if (!words.take_if("UNTIL")) return bad_line("write OUTAGE UNTIL and an instant");
    DONTHU_ASSIGN(const Instant until, words.demand_instant());
    return world_->outage_until(until);
  }
  if (keyword == "PUBLISH") {
    const std::string kind = words.take();
    const std::string id = words.take();
    return world_->publish(kind, id, words.take());
  }
  if (keyword == "LEAVES") return world_->officer_leaves(words.take());
  if (keyword == "ENDS") {
    const std::string unit = words.take();
    DONTHU_ASSIGN(const Date last_day, words.demand_date());
    return world_->end_unit(unit, last_day);
  }
  if (keyword == "SUCCEEDS") {
    const std::string successor = words.take();
    const std::string predecessor = words.take();
    DONTHU_ASSIGN(const Date from, words.demand_date());
    return world_->succeed(successor, predecessor, words.take(), from);
  }
  if (keyword == "DELEGATES") {
    const std::string from = words.take();
    const std::string to = words.take();
    return world_->delegate(from, to, words.take());
  }
  return bad_line("'" + keyword + "' is not understood");
}

Status Player::step(Words& words) {
  if (words.take_if("BEGIN")) return begin(words);
  if (!world_) return bad_line("a story starts with BEGIN and an instant");
  for (const char* keyword : {"UNIT", "OFFICER"})
    if (words.take_if(keyword)) return set_up(keyword, words);
  if (words.take_if("AT")) {
    DONTHU_ASSIGN(const Instant at, words.demand_instant());
    DONTHU_TRY(world_->advance_to(at));
    if (words.done()) return {};
  }
  for (const char* keyword : {"EXPECT", "AGAIN", "SCAN", "RESTART", "OUTAGE", "PUBLISH", "LEAVES",
                              "ENDS", "SUCCEEDS", "DELEGATES"})
    if (words.take_if(keyword)) {
      DONTHU_TRY(happen(keyword, words));
      return words.done() ? Status{} : bad_line("'" + words.peek() + "' is too much");
    }
  std::optional<std::string> refused_because;
  if (words.take_if("TRY")) return acts_->try_act(words);
  if (words.take_if("REFUSED")) {
    DONTHU_ASSIGN(refused_because, words.demand("the reason of the refusal"));
  }
  return acts_->act(words, refused_because);
}

void Player::check(std::size_t number, const std::string& line) {
  world_->engine().settle();
  for (const std::string& broken : broken_invariants(world_->engine(), world_->folder(), firings_))
    failures_.push_back({number, line + "\n  breaks an invariant: " + broken});
}

void Player::play_line(std::size_t number, const std::string& line, bool checks) {
  auto words = split_words(line);
  if (!words) {
    failures_.push_back({number, line + "\n  " + words.error().message});
    return;
  }
  if (words->empty()) return;
  Words reader(*std::move(words));
  const Status done = step(reader);
  if (!done)
    failures_.push_back(
        {number, line + "\n  " + done.error().reason + ": " + to_string(done.error())});
  if (checks && world_ && world_->is_open()) check(number, line);
}

std::vector<Failure> Player::play(const std::filesystem::path& file) {
  std::ifstream story(file);
  if (!story) return {{0, "cannot read " + file.string()}};
  std::vector<std::string> lines;
  for (std::string line; std::getline(story, line);) lines.push_back(line);
  return play(lines);
}

std::vector<Failure> Player::play(const std::vector<std::string>& lines, std::size_t check_each) {
  std::size_t number = 0;
  firings_ = check_each == 1 ? Firings::in_order : Firings::in_order_of_case;
  for (const std::string& line : lines) {
    ++number;
    play_line(number, line, number % check_each == 0 || number == lines.size());
    // Without an engine nothing more can be said.
    if (world_ && !world_->is_open()) break;
  }
  if (!world_) return {{0, "the story is empty"}};
  world_->close();
  for (const std::string& difference : differences_after_replay(world_->folder()))
    failures_.push_back({number, "the replay differs: " + difference});
  return std::move(failures_);
}

}  // namespace donthu::scenario
