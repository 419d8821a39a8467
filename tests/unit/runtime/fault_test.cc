// A log that fails as disks do, under the whole engine: what was acknowledged is there once, and
// what was not is done once when it is asked for again with the same key.
#include <condition_variable>
#include <map>
#include <mutex>

#include "engine/event/commit_codec.h"
#include "engine/evidence/audit.h"
#include "engine/runtime/rebuild.h"
#include "tests/engine_fixture.h"
#include "tests/unit/runtime/faulty_source.h"

namespace donthu::runtime {
namespace {

// Officers who send each command again, with the same key, until it is accepted.
class Officers {
 public:
  Officers(Engine& engine, const bench::Workload& workload)
      : engine_(engine), workload_(workload) {}

  void send(std::uint64_t n) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return waiting_ < 64; });
      ++waiting_;
    }
    engine_.submit(workload_.registration(n),
                   [this, n](const Result<Answer>& answer) { take(n, answer); });
  }

  // Waits for the answers. The numbers to send again.
  std::vector<std::uint64_t> settle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ == 0; });
    return std::exchange(again_, {});
  }

  [[nodiscard]] const std::map<std::uint64_t, CaseId>& accepted() const { return accepted_; }

 private:
  void take(std::uint64_t n, const Result<Answer>& answer) {
    const std::lock_guard lock(mutex_);
    if (answer) {
      const auto [place, fresh] = accepted_.try_emplace(n, answer->case_id);
      EXPECT_EQ(place->second, answer->case_id) << "one key, two cases";
    } else {
      EXPECT_TRUE(answer.error().code == ErrorCode::unavailable ||
                  answer.error().code == ErrorCode::outcome_unknown)
          << to_string(answer.error());
      again_.push_back(n);
    }
    --waiting_;
    changed_.notify_all();
  }

  Engine& engine_;
  const bench::Workload& workload_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t waiting_ = 0;
  std::vector<std::uint64_t> again_;
  std::map<std::uint64_t, CaseId> accepted_;
};

class FaultTest : public test::EngineTest {
 protected:
  // The source must outlive the engine.
  ~FaultTest() override { close(); }

  static constexpr std::uint64_t commands = 3'000;

  // The engine opens a log without faults; they begin with the load.
  void open_faulty(std::uint64_t seed) {
    source_.emplace(seed);
    Ports ports{&clock_};
    ports.log = &*source_;
    // Small groups: each is another chance of a fault.
    Configuration with = configuration();
    with.group_commands = 16;
    auto opened = bench::Workload::open(folder(), ports, with);
    ASSERT_TRUE(opened) << to_string(opened.error());
    workload_ = *std::move(opened);
    faulty_ = source_->opened;
  }

  void register_all(Officers& officers) {
    std::vector<std::uint64_t> left;
    for (std::uint64_t n = 0; n < commands; ++n) left.push_back(n);
    for (int round = 0; !left.empty(); ++round) {
      ASSERT_LT(round, 100) << left.size() << " commands are never accepted";
      for (const std::uint64_t n : left) officers.send(n);
      left = officers.settle();
    }
  }

  // Every accepted command stands in the log once, and nothing else does.
  void expect_each_once(const std::map<std::uint64_t, CaseId>& accepted) {
    const auto log = log_on_disk();
    ASSERT_TRUE(log) << to_string(log.error());
    const auto audit = evidence::audit_log(**log, {});
    EXPECT_EQ(audit.verdict, evidence::Verdict::sound)
        << (audit.first_bad ? to_string(*audit.first_bad) : "");
    const auto state = state_on_disk();
    ASSERT_TRUE(state);
    std::map<CaseId, std::uint64_t> registered;
    for (std::uint16_t i = 1; i < (*log)->partitions(); ++i)
      ASSERT_TRUE((*log)->read(PartitionId{i}, 0, [&](std::uint64_t, ByteView stored) {
        const auto entry = event::parse_entry(stored);
        if (!entry || entry->envelope.kind != event::EntryKind::commit) return true;
        const auto commit = event::decode_commit(entry->body);
        EXPECT_TRUE(commit);
        if (commit && std::holds_alternative<event::Register>(commit->command))
          ++registered[commit->case_id];
        return true;
      }));
    EXPECT_EQ(registered.size(), commands);
    for (const auto& [n, id] : accepted) EXPECT_EQ(registered[id], 1U) << "petition " << n;
    const auto compared = compare_with_log(**log, **state, scratch("compared"));
    ASSERT_TRUE(compared) << to_string(compared.error());
    EXPECT_TRUE(compared->equal()) << to_string(*compared->first);
  }

  void endure(std::uint64_t seed, const log::Faults& faults) {
    create();
    close();
    open_faulty(seed);
    Officers officers(engine(), *workload_);
    faulty_->set_faults(faults);
    register_all(officers);
    faulty_->set_faults({});
    EXPECT_GE(faulty_->counts().total(), 3U);
    EXPECT_EQ(officers.accepted().size(), commands);
    EXPECT_TRUE(engine().health().ready) << engine().health().reason;
    const auto accepted = officers.accepted();
    close();
    expect_each_once(accepted);
  }

  std::optional<FaultySource> source_;
  log::FaultyLog* faulty_ = nullptr;
};

TEST_F(FaultTest, LostAcknowledgementsLoseAndDoubleNothing) {
  endure(1, {.lost_acknowledgement = 60, .failed_append = 0, .rival_claim = 0, .failed_claim = 0});
}

TEST_F(FaultTest, FailedAppendsLoseAndDoubleNothing) {
  endure(2, {.lost_acknowledgement = 0, .failed_append = 60, .rival_claim = 0, .failed_claim = 0});
}

TEST_F(FaultTest, RivalsAndAllFaultsTogetherLoseAndDoubleNothing) {
  endure(3,
         {.lost_acknowledgement = 30, .failed_append = 30, .rival_claim = 30, .failed_claim = 30});
}

}  // namespace
}  // namespace donthu::runtime
