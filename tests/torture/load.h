// Many clients at once, each on a connection that it keeps, and all that they were told.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/http/client.h"
#include "tests/torture/plan.h"
#include "tests/torture/server.h"

namespace donthu::torture {

using Steady = std::chrono::steady_clock;

// An answer that said: it is done.
struct Acknowledged {
  CaseId id;
  std::string key;
  std::string verb;
  std::uint64_t version = 0;
  std::uint16_t partition = 0;
  std::uint64_t seq = 0;
  std::uint32_t client = 0;
  Steady::time_point at;
};

// A command of which nobody knows what became: its client was called off.
struct Unsettled {
  CaseId id;  // None for a registration.
  UnitId unit;
  OfficerId officer;
  std::string key;
};

struct Tally {
  std::vector<Acknowledged> acknowledged;  // Each client's in their order.
  std::vector<Unsettled> refused;          // By the law or the procedure: never to be in the log.
  std::vector<Unsettled> unsettled;
  // By the reason of the 503 or 507, "no answer", or "no node" where none ran to be asked.
  std::map<std::string, std::uint64_t> retries;
  std::vector<std::string> wrong;  // Answers that nobody should get.
  std::uint64_t repeats = 0;       // Acknowledged by the stored answer, for the first one was lost.
  double seconds = 0;
  // Between two acknowledgements, of whichever client: in all, and of the partition that was worst
  // off.
  double longest_silence = 0;
  double longest_silence_of_a_partition = 0;
};

class Load {
 public:
  struct Shape {
    std::uint64_t seed = 1;
    std::uint64_t commands = 5'000;  // Acknowledged, at least.
    std::uint32_t clients = 32;
    // Then the client asks again, elsewhere.
    std::chrono::milliseconds answer_within{5'000};
  };

  // Servers and clock must outlive it.
  Load(std::vector<Server*> servers, const Clock& clock, Shape shape);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Blocks until that part of the commands is acknowledged. False: not in time.
  [[nodiscard]] bool wait_for(double part,
                              std::chrono::seconds patience = std::chrono::seconds(90));
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }
  // Commands go on beyond the number until finish().
  void go_on() { beyond_ = true; }

  // Waits until the commands are done and every client knows what became of its last. Where that is
  // not so in time, or with call_off(), the clients stop where they are.
  [[nodiscard]] Tally finish(std::chrono::seconds patience = std::chrono::seconds(120));
  void call_off() { off_ = true; }

 private:
  struct Worker;
  void work(Worker& worker);
  [[nodiscard]] bool goes_on() const;
  // The final answer; nothing where the client was called off.
  [[nodiscard]] std::optional<http::Received> ask_until_answered(Worker& worker, const Act& act);
  void note(Worker& worker, const Act& act, const http::Received& answer);
  void rest(std::chrono::milliseconds time);

  std::vector<Server*> servers_;
  Shape shape_;
  Steady::time_point began_ = Steady::now();
  std::atomic<std::uint64_t> acknowledged_{0};
  std::atomic<bool> beyond_{false};
  std::atomic<bool> off_{false};
  std::atomic<std::uint32_t> at_work_{0};
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace donthu::torture
