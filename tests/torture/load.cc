#include "tests/torture/load.h"

#include <algorithm>

namespace donthu::torture {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

std::string target_of(const Act& act) {
  if (!act.case_id) return "/v1/petitions";
  return "/v1/petitions/" + to_string(act.case_id) + "/commands/" + act.verb;
}

http::Headers headers_of(const Act& act) {
  return {{"Donthu-Officer", std::to_string(act.officer.value)},
          {"Donthu-Unit", std::to_string(act.unit.value)},
          {"Idempotency-Key", act.key},
          {"Content-Type", "application/json"}};
}

// A later answer may be another one.
bool asks_to_come_again(const http::Received& answer) {
  return answer.status == 503 || answer.status == 507;
}

std::string reason_of(const http::Received& answer) {
  boost::system::error_code error;
  const auto json = boost::json::parse(answer.body, error);
  const auto* reason =
      error || !json.is_object() ? nullptr : json.get_object().if_contains("reason");
  return reason != nullptr && reason->is_string() ? std::string(reason->get_string()) : "unclear";
}

// What a 503 owes to whoever gets it.
bool says_what_to_do(const http::Received& answer) {
  boost::system::error_code error;
  const auto json = boost::json::parse(answer.body, error);
  if (error || !json.is_object()) return false;
  const auto* remedy = json.get_object().if_contains("remedy");
  const bool waits = answer.status != 503 || !answer.header("retry-after").empty();
  return waits && remedy != nullptr && !remedy->get_string().empty();
}

double seconds(Steady::duration span) { return std::chrono::duration<double>(span).count(); }

double longest_gap(std::vector<Steady::time_point> times) {
  std::ranges::sort(times);
  double longest = 0;
  for (std::size_t i = 1; i < times.size(); ++i)
    longest = std::max(longest, seconds(times[i] - times[i - 1]));
  return longest;
}

}  // namespace

struct Load::Worker {
  Worker(std::uint32_t with, const Load::Shape& shape, const Clock& clock)
      : number(with), plan(shape.seed, with, clock), dice(shape.seed ^ (with * 7919ULL + 1)) {}

  std::uint32_t number;
  Plan plan;
  SeededRandom dice;  // Of the waits, so that they change nothing in the plan.
  std::unique_ptr<http::Client> connection;
  std::uint16_t connected_to = 0;
  std::size_t server = 0;
  Tally told;
  std::thread thread;
};

Load::Load(std::vector<Server*> servers, const Clock& clock, Shape shape)
    : servers_(std::move(servers)), shape_(shape) {
  for (std::uint32_t i = 0; i < shape_.clients; ++i) {
    workers_.push_back(std::make_unique<Worker>(i, shape_, clock));
    workers_.back()->server = i % servers_.size();
  }
  at_work_ = shape_.clients;
  for (const auto& worker : workers_)
    worker->thread = std::thread([this, &worker = *worker] {
      work(worker);
      --at_work_;
    });
}

Load::~Load() {
  off_ = true;
  for (const auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
}

bool Load::goes_on() const { return !off_ && (acknowledged_ < shape_.commands || beyond_); }

void Load::work(Worker& worker) {
  while (goes_on()) {
    const Act act = worker.plan.next();
    const auto answer = ask_until_answered(worker, act);
    if (answer)
      note(worker, act, *answer);
    else
      worker.told.unsettled.push_back({act.case_id, act.unit, act.officer, act.key});
  }
}

std::optional<http::Received> Load::ask_until_answered(Worker& worker, const Act& act) {
  const auto headers = headers_of(act);
  const auto target = target_of(act);
  for (int tries = 0; !off_; ++tries) {
    const auto port = servers_[worker.server]->port();
    if (!worker.connection || port != worker.connected_to) {
      worker.connection =
          std::make_unique<http::Client>(port, 0, static_cast<int>(shape_.answer_within.count()));
      worker.connected_to = port;
    }
    const auto answer =
        port == 0 ? http::Received{} : worker.connection->send("POST", target, headers, act.body);
    if (answer.status != 0 && !asks_to_come_again(answer)) return answer;
    const auto* silent = port == 0 ? "no node" : "no answer";
    ++worker.told.retries[answer.status == 0 ? silent : reason_of(answer)];
    if (answer.status != 0 && !says_what_to_do(answer)) worker.told.wrong.push_back(answer.body);
    worker.server = (worker.server + 1) % servers_.size();
    const auto asked_for = answer.header("retry-after");
    const milliseconds longest =
        asked_for.empty() ? 400ms : milliseconds(1'000 * std::stoi(asked_for));
    const milliseconds backoff = std::min(longest, milliseconds(20LL << std::min(tries, 5)));
    rest(asked_for.empty() ? backoff : longest + milliseconds(worker.dice.below(100)));
  }
  return std::nullopt;
}

void Load::note(Worker& worker, const Act& act, const http::Received& answer) {
  if (answer.status == 409) {
    worker.told.refused.push_back({act.case_id, act.unit, act.officer, act.key});
    return worker.plan.refused(act);
  }
  if (answer.status != 200 && answer.status != 201) {
    worker.told.wrong.push_back(act.verb + ": " + std::to_string(answer.status) + " " +
                                answer.body);
    return worker.plan.refused(act);
  }
  const auto json = answer.json();
  const auto number = [&](std::string_view name) {
    return json.at(name).to_number<std::uint64_t>();
  };
  Acknowledged one;
  one.id = case_id_from_string(json.at("case").as_string().c_str()).value_or(CaseId{});
  one.key = act.key;
  one.verb = act.verb;
  one.version = number("version");
  one.partition = static_cast<std::uint16_t>(number("partition"));
  one.seq = number("seq");
  one.client = worker.number;
  one.at = Steady::now();
  if (json.at("repeated").as_bool()) ++worker.told.repeats;
  worker.plan.accepted(act, one.id);
  worker.told.acknowledged.push_back(std::move(one));
  ++acknowledged_;
}

void Load::rest(milliseconds time) {
  for (const auto until = Steady::now() + time; Steady::now() < until && !off_;)
    std::this_thread::sleep_for(std::min(time, 20ms));
}

bool Load::wait_for(double part, std::chrono::seconds patience) {
  const auto enough = static_cast<std::uint64_t>(part * static_cast<double>(shape_.commands));
  for (const auto until = Steady::now() + patience; Steady::now() < until;) {
    if (acknowledged_ >= enough) return true;
    std::this_thread::sleep_for(2ms);
  }
  return false;
}

Tally Load::finish(std::chrono::seconds patience) {
  beyond_ = false;
  for (const auto until = Steady::now() + patience; at_work_ > 0 && Steady::now() < until;)
    std::this_thread::sleep_for(5ms);
  off_ = true;
  Tally all;
  for (const auto& worker : workers_) {
    worker->thread.join();
    Tally& told = worker->told;
    const auto take = [](auto& into, auto& from) {
      into.insert(into.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
    };
    take(all.acknowledged, told.acknowledged);
    take(all.refused, told.refused);
    take(all.unsettled, told.unsettled);
    take(all.wrong, told.wrong);
    for (const auto& [reason, count] : told.retries) all.retries[reason] += count;
    all.repeats += told.repeats;
  }
  std::map<std::uint16_t, std::vector<Steady::time_point>> by_partition;
  std::vector<Steady::time_point> times;
  for (const auto& one : all.acknowledged) {
    by_partition[one.partition].push_back(one.at);
    times.push_back(one.at);
  }
  all.longest_silence = longest_gap(std::move(times));
  for (auto& [partition, some] : by_partition)
    all.longest_silence_of_a_partition =
        std::max(all.longest_silence_of_a_partition, longest_gap(std::move(some)));
  all.seconds = seconds(Steady::now() - began_);
  return all;
}

}  // namespace donthu::torture
