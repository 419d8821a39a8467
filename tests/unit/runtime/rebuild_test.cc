// The state can be deleted and folded again, key by key the same.
#include "engine/runtime/rebuild.h"

#include "engine/projection/tables.h"
#include "tests/engine_fixture.h"

namespace donthu::runtime {
namespace {

class RebuildTest : public test::EngineTest {
 protected:
  void expect_state_follows_from_log() {
    const auto state = state_on_disk();
    ASSERT_TRUE(state) << to_string(state.error());
    const auto log = log_on_disk();
    ASSERT_TRUE(log) << to_string(log.error());
    const auto compared = compare_with_log(**log, **state, scratch("compared"));
    ASSERT_TRUE(compared) << to_string(compared.error());
    EXPECT_TRUE(compared->equal()) << to_string(*compared->first) << "\n"
                                   << compared->differences << " of " << compared->rows;
    EXPECT_GT(compared->rows, 100U);
  }
};

TEST_F(RebuildTest, FoldingEverythingAgainGivesTheSameRows) {
  create();
  EXPECT_GT(work(1, 600), 300U);
  expect_state_follows_from_log();
  close();
  expect_state_follows_from_log();

  const auto folded = rebuild_state(configuration());
  ASSERT_TRUE(folded) << to_string(folded.error());
  EXPECT_TRUE(folded->stuck.empty());
  EXPECT_FALSE(std::filesystem::exists(folder() / "state.new"));
  expect_state_follows_from_log();
  ASSERT_TRUE(open());
  EXPECT_GT(work(2, 200), 50U);
  expect_state_follows_from_log();
}

TEST_F(RebuildTest, SmallCachesAndOneThreadGiveTheSameRows) {
  create();
  work(3, 400);
  close();
  const auto state = state_on_disk();
  const auto log = log_on_disk();
  ASSERT_TRUE(state && log);
  BulkFoldOptions options;
  options.threads = 1;
  options.cached_cases = 2;
  const auto compared = compare_with_log(**log, **state, scratch("compared"), options);
  ASSERT_TRUE(compared) << to_string(compared.error());
  EXPECT_TRUE(compared->equal()) << to_string(*compared->first);
}

TEST_F(RebuildTest, AnEditedRowIsNamedWithItsTable) {
  create();
  work(4, 100);
  close();
  Bytes key;
  {
    const auto state = state_on_disk(false);
    ASSERT_TRUE(state) << to_string(state.error());
    auto rows = (*state)->iterate(store::Range::prefix(
        projection::table_prefix(partition_of(cases_.front()), projection::Table::cases)));
    rows.first();
    ASSERT_TRUE(rows.valid());
    key = Bytes(rows.key());
    Bytes value(rows.value());
    value.back() = static_cast<char>(value.back() ^ 1);
    store::Batch batch(**state);
    batch.put(key, value);
    ASSERT_TRUE((*state)->write(batch, store::Sync::yes));
  }
  const auto state = state_on_disk();
  const auto log = log_on_disk();
  const auto compared = compare_with_log(**log, **state, scratch("compared"));
  ASSERT_TRUE(compared) << to_string(compared.error());
  EXPECT_EQ(compared->differences, 1U);
  ASSERT_TRUE(compared->first);
  EXPECT_EQ(compared->first->table, "cases");
  EXPECT_EQ(compared->first->key, key);
  EXPECT_EQ(compared->first->what, StateDifference::What::other_value);
}

TEST_F(RebuildTest, AFolderInUseIsNotRebuilt) {
  create();
  const auto folded = rebuild_state(configuration());
  ASSERT_FALSE(folded);
  EXPECT_EQ(folded.error().code, ErrorCode::conflict);
  EXPECT_FALSE(folded.error().remedy.empty());
}

TEST_F(RebuildTest, StoppingARebuildKeepsTheOldState) {
  create();
  work(5, 50);
  close();
  const auto folded =
      rebuild_state(configuration(), {}, [](std::uint64_t, std::uint64_t) { return false; });
  ASSERT_FALSE(folded);
  EXPECT_EQ(folded.error().reason, "stopped");
  EXPECT_FALSE(std::filesystem::exists(folder() / "state.new")) << "it takes up room";
  expect_state_follows_from_log();
  ASSERT_TRUE(rebuild_state(configuration()));
  expect_state_follows_from_log();
}

TEST_F(RebuildTest, ADeletedStateIsCaughtUpAtTheNextStart) {
  create();
  work(6, 300);
  const auto before = engine().queries().find_case(cases_.front());
  ASSERT_TRUE(before);
  close();
  std::filesystem::remove_all(folder() / "state");
  ASSERT_TRUE(open());
  const auto after = engine().queries().find_case(cases_.front());
  ASSERT_TRUE(after);
  EXPECT_EQ(*before, *after);
  expect_state_follows_from_log();
}

class LostState : public RebuildTest {
 protected:
  void lose_state() {
    close();
    std::filesystem::remove_all(folder() / "state");
    ASSERT_TRUE(open());
  }
  // What the log says of the case that stands still.
  std::vector<event::CaseQuarantined> quarantined() {
    close();
    const auto log = log_on_disk();
    EXPECT_TRUE(log);
    std::vector<event::CaseQuarantined> said;
    const auto note = [&](std::uint64_t, ByteView stored) {
      const auto entry = read_commit(stored);
      if (entry && entry->commit)
        for (const auto& one : entry->commit->events)
          if (const auto* event = std::get_if<event::CaseQuarantined>(&one)) said.push_back(*event);
      return true;
    };
    EXPECT_TRUE((*log)->read(partition_of(cases_.front()), 0, note));
    return said;
  }
};

TEST_F(LostState, OfALongLogIsFoldedAtOnceAndACaseThatStandsStillIsSaidOnce) {
  create();
  EXPECT_GT(work(7, 2'000), 1'000U);
  close();
  forge_commit(cases_.front());
  lose_state();
  EXPECT_EQ(engine().health().stuck_cases, 1U);
  EXPECT_FALSE(std::filesystem::exists(folder() / "state.new"));
  expect_state_follows_from_log();
  EXPECT_GT(work(8, 100), 20U);
  close();
  expect_state_follows_from_log();
  auto said = quarantined();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said.front().case_id, cases_.front());
  lose_state();
  EXPECT_EQ(engine().health().stuck_cases, 1U);
  EXPECT_EQ(quarantined().size(), 1U);
}

// Folded entry by entry.
TEST_F(LostState, OfAShortLogSaysItOnceToo) {
  create();
  work(7, 100);
  close();
  forge_commit(cases_.front());
  ASSERT_TRUE(open());
  EXPECT_EQ(quarantined().size(), 1U);
  lose_state();
  EXPECT_EQ(engine().health().stuck_cases, 1U);
  EXPECT_EQ(quarantined().size(), 1U);
}

}  // namespace
}  // namespace donthu::runtime
