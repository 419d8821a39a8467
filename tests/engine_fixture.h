// A real engine for tests: in a folder of its own, on a clock that the test moves, with a city of a
// hundred wards and the shipped rules.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/event/commit_codec.h"
#include "engine/log/embedded_log.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/state_rows.h"
#include "tests/scratch_folder.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::test {

class EngineTest : public testing::Test {
 protected:
  static runtime::Configuration small_configuration() {
    runtime::Configuration configuration;
    configuration.partitions = 4;
    configuration.block_cache_bytes = 8U << 20U;
    configuration.disk_reserve_bytes = 0;
    return configuration;
  }

  void create() {
    auto made = bench::Workload::create(folder(), schemas(), {&clock_}, small_configuration());
    ASSERT_TRUE(made) << to_string(made.error());
    workload_ = *std::move(made);
  }
  [[nodiscard]] Status open() {
    DONTHU_ASSIGN(workload_, bench::Workload::open(folder(), {&clock_}, configuration()));
    return {};
  }
  void close() { workload_.reset(); }

  [[nodiscard]] runtime::Engine& engine() { return workload_->engine(); }
  [[nodiscard]] std::filesystem::path folder() const { return scratch_.path() / "data"; }
  [[nodiscard]] std::filesystem::path scratch(const std::string& name) const {
    return scratch_.path() / name;
  }
  static std::filesystem::path schemas() {
    return std::filesystem::path(DONTHU_SOURCE_DIR) / "schemas";
  }
  [[nodiscard]] runtime::Configuration configuration() const {
    auto with = small_configuration();
    with.data = folder();
    return with;
  }

  // Random commands of all officers on cases old and new, and days that go by: what is refused is
  // refused. Returns how many were accepted.
  std::uint64_t work(std::uint64_t seed, std::uint64_t commands) {
    SeededRandom random(seed);
    std::uint64_t accepted = 0;
    for (std::uint64_t i = 0; i < commands; ++i) {
      const std::uint64_t n = cases_.size();
      runtime::Request request;
      const bool registers = cases_.empty() || random.below(4) == 0;
      if (registers) {
        request = workload_->registration(n);
      } else {
        const std::uint64_t of = random.below(n);
        request = workload_->step(of, cases_[of], random.below(bench::Workload::steps));
      }
      const auto answer = engine().execute(std::move(request));
      if (registers) {
        EXPECT_TRUE(answer) << to_string(answer.error());
        if (answer) cases_.push_back(answer->case_id);
      }
      if (answer && !answer->repeated) ++accepted;
      if (random.below(50) == 0) {
        const auto days = static_cast<std::int64_t>(1 + random.below(3));
        const auto fired = engine().advance_to({clock_.now().ms + days * 86'400'000});
        EXPECT_TRUE(fired) << to_string(fired.error());
      }
    }
    engine().settle();
    return accepted;
  }

  // Adds a commit to the closed log that does not follow from the case's last one, in an envelope
  // that is as it should be. Gives its seq.
  std::uint64_t forge_commit(const CaseId& of) {
    const PartitionId partition = partition_of(of);
    const auto log = log::EmbeddedLog::open((folder() / "log").string(), random_, {});
    EXPECT_TRUE(log) << to_string(log.error());
    const auto claim = (*log)->claim(partition);
    EXPECT_TRUE(claim);
    auto head = *(*log)->head(partition);
    const auto append = [&](Bytes entry) {
      const auto outcome = (*log)->append_one({partition, claim->epoch, head, {std::move(entry)}});
      EXPECT_TRUE(std::holds_alternative<log::Appended>(outcome));
      head = *(*log)->head(partition);
    };
    append(*event::epoch_begun_entry(*claim, head, clock_.now()));
    event::Commit forged;
    forged.case_id = of;
    forged.case_version = 1'000;
    forged.registry_seq = (*log)->head(PartitionId{0})->next_seq;
    forged.events.emplace_back(event::PetitionClosed{});
    event::Envelope envelope;
    envelope.epoch = claim->epoch;
    envelope.seq = head.next_seq;
    envelope.prev = head.hash;
    envelope.log_time = head.log_time;
    envelope.command.bytes.fill(7);
    append(*event::encode_entry(envelope, event::encode_commit(forged)));
    return envelope.seq;
  }

  // The databases of the closed, or of the running engine, as they lie on the disk.
  [[nodiscard]] Result<std::unique_ptr<log::EmbeddedLog>> log_on_disk() {
    log::EmbeddedLogOptions options;
    options.read_only = true;
    return log::EmbeddedLog::open((folder() / "log").string(), random_, options);
  }
  [[nodiscard]] Result<std::unique_ptr<store::Database>> state_on_disk(bool read_only = true) {
    auto options = runtime::state_options(nullptr);
    options.create_if_missing = false;
    options.read_only = read_only;
    return store::Database::open((folder() / "state").string(), options);
  }

  ScratchFolder scratch_;
  SimulatedClock clock_{*parse_instant("2026-03-02 08:00")};
  SystemRandom random_;
  std::unique_ptr<bench::Workload> workload_;
  std::vector<CaseId> cases_;
};

}  // namespace donthu::test
