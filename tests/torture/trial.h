// One fault under load: a world, its load, what is done to it, and what is found in the end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/torture/checker.h"

namespace donthu::torture {

struct Settings {
  std::uint64_t seed = 1;
  std::uint64_t commands = 5'000;  // Acknowledged, at least.
  // For faults that last as long as somebody lets them.
  std::chrono::seconds outage{6};

  // How often a fault strikes.
  [[nodiscard]] std::uint64_t rounds() const {
    return std::max<std::uint64_t>(1, commands / 20'000);
  }
};

struct Report {
  std::string skipped;             // Why it could not be tried here; empty: it was.
  std::vector<std::string> wrong;  // Empty: it passed.
  std::uint64_t rounds = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t refused = 0;
  std::uint64_t unsettled = 0;
  std::uint64_t repeats = 0;
  std::map<std::string, std::uint64_t> retries;
  double seconds = 0;
  double longest_silence = 0;
  double longest_silence_of_a_partition = 0;
  Findings found;
};

class Trial {
 public:
  // The cluster's brokers all run, and do so again when it is over.
  Trial(kafka::Cluster& cluster, const Settings& settings, WorldShape shape = {});
  ~Trial();
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  // Makes the world, starts its servers and the load. A client that has no answer within that time
  // asks again.
  void begin(std::chrono::milliseconds answer_within = std::chrono::seconds(5));

  [[nodiscard]] World& world() { return world_; }
  [[nodiscard]] Server& server(std::size_t index = 0) { return world_.server(index); }
  [[nodiscard]] Load& load() { return *load_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  // tools/kafka, on the cluster.
  void brokers(const std::string& words);

  // Otherwise it is found wrong.
  void expect(bool holds, const std::string& what);
  // Looks again and again, for so long.
  void expect_soon(const std::function<bool()>& holds, const std::string& what,
                   std::chrono::seconds within = std::chrono::seconds(30));
  // Commands are acknowledged beyond those that are so far, within some time.
  void expect_work_goes_on(std::uint64_t more = 50,
                           std::chrono::seconds within = std::chrono::seconds(60));

  // Strikes and heals once a round, spread evenly over the load. In the midst of the first round it
  // becomes midnight, and deadlines fall due.
  void in_rounds(const std::function<void()>& strike, const std::function<void()>& heal);
  void midnight();

  // Ends the load and the servers, and compares. The servers run.
  [[nodiscard]] Report end(const Expectations& expected = {});

 private:
  void wait_until_nothing_is_due();
  void wait_for(double part);
  [[nodiscard]] std::chrono::seconds long_enough() const;

  Settings settings_;
  World world_;
  std::unique_ptr<Load> load_;
  bool midnight_passed_ = false;
  std::vector<std::string> wrong_;
};

// One request of somebody who is not part of the load.
[[nodiscard]] http::Received ask(const Server& server, std::string_view target);

}  // namespace donthu::torture
