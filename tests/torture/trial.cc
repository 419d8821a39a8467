#include "tests/torture/trial.h"

#include "tests/integration/kafka/topic_administration.h"

namespace donthu::torture {

using namespace std::chrono_literals;

http::Received ask(const Server& server, std::string_view target) {
  return http::Client(server.port(), 0, 5'000).get(target);
}

Trial::Trial(kafka::Cluster& cluster, const Settings& settings, WorldShape shape)
    : settings_(settings), world_(cluster, std::move(shape)) {}

Trial::~Trial() {
  load_.reset();
  for (Server* server : world_.servers()) server->kill();
  try {
    kafka::TopicAdministration(world_.connection()).remove();
  } catch (const std::exception&) {
    // Only to spare the brokers: the next trial has a topic of its own.
  }
}

void Trial::begin(std::chrono::milliseconds answer_within) {
  if (const auto made = world_.make(); !made)
    throw std::runtime_error("the world was not made: " + to_string(made.error()));
  for (Server* server : world_.servers())
    if (!server->start())
      throw std::runtime_error("donthu does not start: " + server->last_words());
  load_ = std::make_unique<Load>(
      world_.servers(), world_.clock(),
      Load::Shape{
          .seed = settings_.seed, .commands = settings_.commands, .answer_within = answer_within});
}

void Trial::brokers(const std::string& words) {
  expect(world_.cluster().tool(words).exit_code == 0, "tools/kafka " + words + " failed");
}

void Trial::expect(bool holds, const std::string& what) {
  if (!holds) wrong_.push_back(what);
}

void Trial::expect_soon(const std::function<bool()>& holds, const std::string& what,
                        std::chrono::seconds within) {
  const auto until = Steady::now() + within;
  bool held = holds();
  for (; !held && Steady::now() < until; held = holds()) std::this_thread::sleep_for(10ms);
  expect(held, what);
}

void Trial::expect_work_goes_on(std::uint64_t more, std::chrono::seconds within) {
  const auto enough = load_->acknowledged() + more;
  expect_soon([&] { return load_->acknowledged() >= enough; }, "the work does not go on", within);
}

// For a machine that has much else to do: speed is not what is tried here.
std::chrono::seconds Trial::long_enough() const {
  return 120s + std::chrono::seconds(settings_.commands / 20);
}

void Trial::wait_for(double part) {
  expect(load_->wait_for(part, long_enough()), "the work stands still");
}

void Trial::in_rounds(const std::function<void()>& strike, const std::function<void()>& heal) {
  const auto rounds = settings_.rounds();
  load_->go_on();  // Until the last round is over.
  for (std::uint64_t round = 0; round < rounds; ++round) {
    wait_for(static_cast<double>(round + 1) / static_cast<double>(rounds + 2));
    strike();
    midnight();
    heal();
    expect_work_goes_on();
  }
}

void Trial::midnight() {
  if (!std::exchange(midnight_passed_, true)) world_.move_clocks(World::past_midnight_ms);
}

void Trial::wait_until_nothing_is_due() {
  for (const Server* server : world_.servers())
    for (int tries = 0; server->port() != 0 && tries < 600; ++tries) {
      const auto metrics = ask(*server, "/metrics").body;
      if (metrics.find("\ndonthu_firing_lag_seconds 0") != std::string::npos) break;
      std::this_thread::sleep_for(50ms);
    }
}

Report Trial::end(const Expectations& expected) {
  const auto told = load_->finish(long_enough());
  if (expected.whole) {
    expect(told.unsettled.empty(), std::to_string(told.unsettled.size()) +
                                       " clients never learnt what became of a command");
    expect(told.acknowledged.size() >= settings_.commands, "too few were acknowledged");
    wait_until_nothing_is_due();
  }
  for (Server* server : world_.servers()) server->stop();
  Report report;
  report.found = check(world_, told, expected);
  report.wrong = wrong_;
  report.wrong.insert(report.wrong.end(), report.found.wrong.begin(), report.found.wrong.end());
  report.rounds = settings_.rounds();
  report.acknowledged = told.acknowledged.size();
  report.refused = told.refused.size();
  report.unsettled = told.unsettled.size();
  report.repeats = told.repeats;
  report.retries = told.retries;
  report.seconds = told.seconds;
  report.longest_silence = told.longest_silence;
  report.longest_silence_of_a_partition = told.longest_silence_of_a_partition;
  return report;
}

}  // namespace donthu::torture
