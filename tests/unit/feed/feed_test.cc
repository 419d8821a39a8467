#include "engine/feed/feed.h"

#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace donthu::feed {
namespace {

// A log in memory: partition 0 and two of cases.
class FakeQueries final : public runtime::Queries {
 public:
  FakeQueries() : log_(3) { id_.bytes.fill(9); }

  CaseId begin(std::uint16_t partition, std::uint32_t number, event::PetitionKind kind) {
    CaseId id;
    id.bytes[1] = static_cast<std::uint8_t>(partition);
    id.bytes[15] = static_cast<std::uint8_t>(number);
    event::PetitionRegistered registered;
    registered.number = {UnitId{partition}, 2022, number};
    registered.kind = kind;
    registered.matter = "Bà Nguyễn Thị Kín xin cấp sổ";
    registered.received_at = {1};
    add(id, {registered, event::NoteAdded{}});
    return id;
  }

  void add(const CaseId& id, std::vector<event::Event> events) {
    const auto partition = id ? partition_of(id).value : std::uint16_t{0};
    runtime::LogEntry entry;
    entry.partition = PartitionId{partition};
    entry.seq = next_[partition];
    entry.hash = sha256(std::to_string(partition) + "/" + std::to_string(entry.seq));
    entry.recorded_at = {static_cast<std::int64_t>(1'000 + entry.seq)};
    entry.commit.case_id = id;
    entry.commit.effective_at = {500};
    if (id) {
      auto& state = cases_[id];
      entry.commit.case_version = state.version + 1;
      entry.commit.previous_of_case = state.head;
      entry.commit.events = std::move(events);
      ASSERT_TRUE(petition::apply(state, entry.commit, entry.recorded_at, entry.hash));
    } else {
      entry.commit.events = std::move(events);
    }
    next_[partition] += 2;  // Every other entry holds no commit.
    log_[partition].push_back(std::move(entry));
  }

  Result<petition::Case> find_case(const CaseId& id) const override {
    const auto found = cases_.find(id);
    if (found == cases_.end()) return fail(ErrorCode::not_found, "unknown-case", "");
    return found->second;
  }
  Result<std::vector<runtime::HistoryEntry>> history(const CaseId& id) const override {
    std::vector<runtime::HistoryEntry> out;
    for (const auto& entry : log_[partition_of(id).value])
      if (entry.commit.case_id == id)
        out.push_back({entry.partition,
                       entry.seq,
                       1,
                       entry.hash,
                       {},
                       entry.recorded_at,
                       entry.command,
                       entry.commit});
    return out;
  }
  Result<std::uint64_t> each_entry(PartitionId partition, std::uint64_t from,
                                   const EntryVisitor& visit) const override {
    for (const auto& entry : log_[partition.value]) {
      if (entry.seq < from) continue;
      if (!visit(entry)) return entry.seq + 1;
    }
    return next_seq(partition);
  }
  std::uint16_t partitions() const override { return 3; }
  std::uint64_t next_seq(PartitionId partition) const override {
    if (folded_) return *folded_;
    const auto found = next_.find(partition.value);
    return found == next_.end() ? 0 : found->second;
  }
  LogId log_id() const override { return id_; }

  Result<petition::Case> find_number(const event::RegisterNumber&) const override { return none(); }
  Result<runtime::Page> find(const runtime::Filter&, const std::string&,
                             std::size_t) const override {
    return none();
  }
  Result<petition::Case> case_recorded_as_of(const CaseId&, Instant) const override {
    return none();
  }
  Result<petition::Case> case_at_version(const CaseId&, std::uint64_t) const override {
    return none();
  }
  Result<std::vector<projection::Fact>> timeline(const CaseId&) const override { return none(); }
  Status each_timeline(const FactVisitor&) const override { return none(); }

  // The state is behind the log: it holds the entries before this seq.
  void fold_until(std::optional<std::uint64_t> seq) { folded_ = seq; }

 private:
  static std::unexpected<Error> none() { return fail(ErrorCode::unsupported, "not-here", ""); }

  LogId id_;
  std::vector<std::vector<runtime::LogEntry>> log_;
  std::map<std::uint16_t, std::uint64_t> next_;
  std::map<CaseId, petition::Case> cases_;
  std::optional<std::uint64_t> folded_;
};

std::vector<std::string> ids(const std::vector<Delivery>& events) {
  std::vector<std::string> out;
  for (const auto& delivery : events) out.push_back(delivery.event.id());
  return out;
}

std::vector<Delivery> read_all(Feed& feed, const Filter& filter, std::size_t limit) {
  std::vector<Delivery> out;
  auto cursor = feed.beginning();
  for (int i = 0; i < 10'000; ++i) {
    auto batch = feed.poll(filter, cursor, limit);
    EXPECT_TRUE(batch);
    if (!batch) break;
    for (auto& delivery : batch->events) out.push_back(std::move(delivery));
    cursor = batch->after;
    if (!batch->more) break;
  }
  return out;
}

class FeedTest : public testing::Test {
 protected:
  void SetUp() override {
    complaint_ = queries_.begin(1, 1, event::PetitionKind::complaint);
    feedback_ = queries_.begin(2, 2, event::PetitionKind::feedback);
    event::PetitionTransferred transferred;
    transferred.from = UnitId{2};
    transferred.to = UnitId{44};
    queries_.add(feedback_, {event::NoteAdded{}, transferred});
    queries_.add(complaint_, {event::NoteAdded{}});
    event::OfficerAppointed appointed;
    appointed.officer = OfficerId{3};
    appointed.full_name = "Trần Văn Kín";
    queries_.add({}, {appointed});
  }

  FakeQueries queries_;
  Feed feed_{queries_, false};
  CaseId complaint_;
  CaseId feedback_;
};

TEST_F(FeedTest, GivesEveryEventOnceAndThoseOfACaseInOrder) {
  const auto all = read_all(feed_, {}, 1'000);
  EXPECT_EQ(ids(all), (std::vector<std::string>{"0-0-0", "1-0-0", "1-0-1", "1-2-0", "2-0-0",
                                                "2-0-1", "2-2-0", "2-2-1"}));
}

TEST_F(FeedTest, PiecesOfAnySizeGiveTheSame) {
  const auto whole = ids(read_all(feed_, {}, 1'000));
  for (std::size_t limit = 1; limit < 9; ++limit) {
    const auto pieces = ids(read_all(feed_, {}, limit));
    EXPECT_EQ(std::set(pieces.begin(), pieces.end()), std::set(whole.begin(), whole.end()));
    EXPECT_EQ(pieces.size(), whole.size()) << limit;
  }
}

TEST_F(FeedTest, ResumesFromEveryPositionItEverGave) {
  const auto all = read_all(feed_, {}, 3);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto cursor = feed_.resume(to_string(all[i].after));
    ASSERT_TRUE(cursor);
    std::vector<std::string> got;
    for (std::size_t j = 0; j <= i; ++j) got.push_back(all[j].event.id());
    while (true) {
      auto batch = feed_.poll({}, *cursor, 2);
      ASSERT_TRUE(batch);
      for (const auto& id : ids(batch->events)) got.push_back(id);
      *cursor = batch->after;
      if (!batch->more) break;
    }
    EXPECT_EQ(got.size(), all.size()) << i;
    EXPECT_EQ(std::set(got.begin(), got.end()).size(), all.size()) << i;
  }
}

TEST_F(FeedTest, APartitionAloneIsReadFromAnyOfItsPlaces) {
  const auto from = [&](std::uint64_t seq, std::uint32_t index) {
    return ids(feed_.poll({}, feed_.only({{1}, seq, index}), 10)->events);
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(from(0, 0), (Ids{"1-0-0", "1-0-1", "1-2-0"}));
  EXPECT_EQ(from(0, 1), (Ids{"1-0-1", "1-2-0"}));
  EXPECT_EQ(from(0, 2), (Ids{"1-2-0"}));
  EXPECT_EQ(from(1, 0), (Ids{"1-2-0"}));
  EXPECT_EQ(from(3, 0), Ids{});
}

TEST_F(FeedTest, EntryIsToldOfOnceTheStateHoldsIt) {
  queries_.fold_until(0);
  EXPECT_TRUE(read_all(feed_, {}, 1'000).empty());
  queries_.fold_until(1);
  auto batch = feed_.poll({}, feed_.beginning(), 1'000);
  EXPECT_EQ(ids(batch->events),
            (std::vector<std::string>{"0-0-0", "1-0-0", "1-0-1", "2-0-0", "2-0-1"}));
  queries_.fold_until({});
  batch = feed_.poll({}, batch->after, 1'000);
  EXPECT_EQ(ids(batch->events), (std::vector<std::string>{"2-2-0", "2-2-1", "1-2-0"}));
}

TEST_F(FeedTest, SequenceIsAnotherForEveryEventOfAPartition) {
  std::map<std::uint16_t, std::string> last;
  for (auto& delivery : read_all(feed_, {}, 1'000)) {
    auto& before = last[delivery.event.place.partition.value];
    const auto json = to_json(std::move(delivery.event));
    const std::string sequence(json.at("sequence").as_string());
    EXPECT_LT(before, sequence);
    before = sequence;
  }
}

TEST_F(FeedTest, IdTellsThePlace) {
  for (const auto& delivery : read_all(feed_, {}, 1'000))
    EXPECT_EQ(parse_event_id(delivery.event.id()), delivery.event.place);
  for (const auto* other :
       {"", "1", "1-2", "1-2-", "1-2-3-4", "1-2-3 ", "-1-2-3", "1-2-x", "70000-1-1"})
    EXPECT_FALSE(parse_event_id(other)) << other;
}

TEST_F(FeedTest, TheSameEventReadsTheSameWhateverHappenedSince) {
  Feed later(queries_, false);
  auto first = read_all(feed_, {}, 1'000);
  event::KindReclassified reclassified;
  reclassified.was = event::PetitionKind::complaint;
  reclassified.now = event::PetitionKind::denunciation;
  queries_.add(complaint_, {reclassified});
  auto second = read_all(later, {}, 1'000);
  ASSERT_EQ(second.size(), first.size() + 1);
  std::map<std::string, std::string> texts;
  for (auto& delivery : second) {
    const auto id = delivery.event.id();
    texts[id] = boost::json::serialize(to_json(std::move(delivery.event)));
  }
  for (auto& delivery : first) {
    const auto id = delivery.event.id();
    EXPECT_EQ(texts[id], boost::json::serialize(to_json(std::move(delivery.event))));
  }
}

TEST_F(FeedTest, FiltersByUnitBeforeAndAfterATransferByKindAndByType) {
  Filter filter;
  filter.units = {UnitId{2}};
  EXPECT_EQ(ids(read_all(feed_, filter, 10)),
            (std::vector<std::string>{"2-0-0", "2-0-1", "2-2-0", "2-2-1"}));
  filter.units = {UnitId{44}};
  EXPECT_EQ(ids(read_all(feed_, filter, 10)), (std::vector<std::string>{"2-2-0", "2-2-1"}));
  filter = {};
  filter.kinds = {event::PetitionKind::complaint};
  EXPECT_EQ(ids(read_all(feed_, filter, 10)),
            (std::vector<std::string>{"1-0-0", "1-0-1", "1-2-0"}));
  filter = {};
  filter.types = {"PetitionTransferred", "vn.donthu.OfficerAppointed.v1"};
  EXPECT_EQ(ids(read_all(feed_, filter, 10)), (std::vector<std::string>{"0-0-0", "2-2-1"}));
  EXPECT_TRUE(is_event_type("vn.donthu.PetitionRegistered.v1"));
  EXPECT_FALSE(is_event_type("vn.donthu.PetitionRegistered.v2"));
}

TEST_F(FeedTest, WhatAFilterHeldBackIsPassedOver) {
  Filter filter;
  filter.types = {"ClockConfirmed"};
  const auto batch = feed_.poll(filter, feed_.beginning(), 10);
  ASSERT_TRUE(batch);
  EXPECT_TRUE(batch->events.empty());
  EXPECT_EQ(batch->after.next, feed_.end().next);
}

TEST_F(FeedTest, RefusesACursorOfAnotherLogOrAheadOfThisOne) {
  auto cursor = feed_.end();
  cursor.next[1] += 1;
  EXPECT_EQ(feed_.resume(to_string(cursor)).error().reason, "cursor-ahead");
  cursor = feed_.end();
  cursor.log.bytes[0] ^= 1U;
  EXPECT_EQ(feed_.resume(to_string(cursor)).error().reason, "cursor-of-another-log");
  EXPECT_EQ(feed_.resume("x").error().reason, "bad-cursor");
}

TEST_F(FeedTest, AnEventHasTheAttributesOfCloudEvents) {
  auto all = read_all(feed_, {}, 10);
  const auto json = to_json(std::move(all[1].event));
  EXPECT_EQ(json.at("specversion").as_string(), "1.0");
  EXPECT_EQ(json.at("id").as_string(), "1-0-0");
  EXPECT_EQ(json.at("source").as_string(), "/donthu/" + to_string(queries_.log_id()));
  EXPECT_EQ(json.at("type").as_string(), "vn.donthu.PetitionRegistered.v1");
  EXPECT_EQ(json.at("subject").as_string(), to_string(complaint_));
  EXPECT_EQ(json.at("time").as_string(), "1970-01-01T00:00:00.500Z");
  EXPECT_EQ(json.at("recordedtime").as_string(), "1970-01-01T00:00:01.000Z");
  EXPECT_EQ(json.at("sequence").as_string(), "00000000000000000000.00000");
  EXPECT_EQ(json.at("partitionkey").as_string(), to_string(complaint_));
  EXPECT_EQ(json.at("registernumber").as_string(), "1/2022/1");
  EXPECT_EQ(json.at("petitionkind").as_string(), "complaint");
  EXPECT_EQ(json.at("handlingunit").as_string(), "1");
  EXPECT_EQ(json.at("caseversion").as_string(), "1");
  for (const auto& [name, value] : json) {
    EXPECT_LE(name.size(), 20U);
    EXPECT_EQ(std::string_view(name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
              std::string_view::npos);
    EXPECT_FALSE(value.is_null()) << std::string_view(name);
  }
}

TEST_F(FeedTest, NamesNobody) {
  for (auto& delivery : read_all(feed_, {}, 10)) {
    const auto text = boost::json::serialize(to_json(std::move(delivery.event)));
    EXPECT_EQ(text.find("Kín"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace donthu::feed
