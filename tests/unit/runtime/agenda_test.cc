// Whatever is armed, made durable and taken in whatever order: the agenda gives the armed instants
// in due order, each once, and misses none.
#include "engine/runtime/agenda.h"

#include <gtest/gtest.h>

#include "engine/base/ports.h"

namespace donthu::runtime {
namespace {

using petition::DueInstant;
using projection::DueRow;

// The due index of a database.
class StoredRows final : public projection::Rows {
 public:
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView) const override { return std::nullopt; }
  [[nodiscard]] Status scan(ByteView from, ByteView until, const Visitor& visit) const override {
    for (auto row = keys.lower_bound(from); row != keys.end() && ByteView(*row) < until; ++row) {
      ++walked;
      if (!visit(*row, {})) break;
    }
    return {};
  }

  void store(const DueRow& row) { keys.insert(projection::due_key(row.id, row.due)); }
  void erase(const DueRow& row) { keys.erase(projection::due_key(row.id, row.due)); }

  std::set<Bytes, std::less<>> keys;
  mutable std::uint64_t walked = 0;
};

CaseId case_number(std::uint64_t number) {
  Bytes bytes;
  put_be(bytes, PartitionId{3}.value);
  bytes.resize(8);
  put_be(bytes, number);
  return *id_from_bytes<CaseId>(bytes);
}

DueRow row_at(std::int64_t ms, std::uint64_t number) {
  return {case_number(number), {{ms}, DueInstant::What::due, 1}};
}

// Arms in groups that become durable some groups later, and takes in between; the model is a set.
class Story {
 public:
  explicit Story(std::uint64_t seed) : random_(seed) {}

  void play(int rounds, std::uint64_t arms, std::uint64_t takes) {
    for (int round = 0; round < rounds; ++round) {
      for (std::uint64_t i = random_.below(arms + 1); i > 0; --i) arm();
      for (std::uint64_t i = random_.below(takes + 1); i > 0; --i) take();
      ++group_;
      while (settled_ + random_.below(4) + 1 < group_) settle();
      if (random_.below(200) == 0) agenda_.forget();
    }
    while (!armed_.empty()) take();
  }

 private:
  void arm() {
    const DueRow row = row_at(static_cast<std::int64_t>(random_.below(1'000'000)), ++number_);
    armed_.insert(row);
    groups_[group_].armed.push_back(row);
    agenda_.arm(row, group_);
  }

  // As an instant that fires: its row is there until its group is durable. After forget() such a
  // row may come again; the writer's decision is that nothing is left to do.
  void take() {
    for (;;) {
      const auto first = agenda_.first();
      ASSERT_TRUE(first);
      ASSERT_EQ(first->has_value(), !armed_.empty() || *first);
      if (!*first) return;
      agenda_.take_first();
      if (!armed_.contains(**first)) {
        ASSERT_TRUE(taken_.contains((*first)->id)) << "never armed";
        continue;
      }
      ASSERT_EQ((*first)->id, armed_.begin()->id) << "not in due order, or one was missed";
      armed_.erase(armed_.begin());
      taken_.insert((*first)->id);
      groups_[group_].fired.push_back(**first);
      return;
    }
  }

  void settle() {
    ++settled_;
    for (const DueRow& row : groups_[settled_].armed) rows_.store(row);
    for (const DueRow& row : groups_[settled_].fired) rows_.erase(row);
    groups_.erase(settled_);
    agenda_.settle(settled_);
  }

  struct Group {
    std::vector<DueRow> armed;
    std::vector<DueRow> fired;
  };

  SeededRandom random_;
  StoredRows rows_;
  Agenda agenda_{rows_, PartitionId{3}};
  std::set<DueRow> armed_;
  std::set<CaseId> taken_;
  std::map<std::uint64_t, Group> groups_;
  std::uint64_t group_ = 1;
  std::uint64_t settled_ = 0;
  std::uint64_t number_ = 0;
};

TEST(Agenda, GivesEveryArmedInstantOnceInDueOrder) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Story(seed).play(200, 20, 20);
  }
}

TEST(Agenda, MissesNothingWhereMoreIsArmedThanItHolds) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    Story(seed).play(60, 1'000, 200);
  }
}

TEST(Agenda, WalksOverTheRowsOfAStormOnce) {
  constexpr std::uint64_t storm = 50'000;
  StoredRows rows;
  for (std::uint64_t i = 0; i < storm; ++i) rows.store(row_at(1'000, i));
  Agenda agenda(rows, PartitionId{3});
  std::uint64_t given = 0;
  for (; *agenda.first(); ++given) agenda.take_first();
  EXPECT_EQ(given, storm);
  EXPECT_LT(rows.walked, storm + storm / 10) << "rows that were taken are walked over again";
}

}  // namespace
}  // namespace donthu::runtime
