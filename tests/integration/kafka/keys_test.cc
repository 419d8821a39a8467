// Keys of several nodes through a real topic. What the key file makes of it in every corner:
// tests/unit/sealing/key_sharing_test.cc.
#include <thread>

#include "connectors/kafka/admin.h"
#include "connectors/kafka/side_topic.h"
#include "connectors/kafka/topic_settings.h"
#include "engine/document/document_store.h"
#include "engine/sealing/sealer.h"
#include "tests/integration/kafka/broker.h"
#include "tests/key_file.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;
namespace files = std::filesystem;

constexpr TopicKind kind = TopicKind::keys;

CaseId sample_case() {
  CaseId id;
  id.bytes.fill(7);
  return id;
}

// The key folder of a node, and the topic through which it shares.
class KeyNode {
 public:
  // With the master key in `master`, if that is not its own folder.
  KeyNode(Connection connection, files::path folder, const files::path& master)
      : connection_(std::move(connection)), folder_(std::move(folder)) {
    const bool first = folder_ == master;
    if (!first && !files::exists(folder_)) {
      files::create_directory(folder_);
      files::permissions(folder_, files::perms::owner_all);
      files::copy_file(master / "master.key", folder_ / "master.key");
    }
    auto key =
        first ? sealing::MasterKey::create(folder_, random_) : sealing::MasterKey::open(folder_);
    EXPECT_TRUE(key) << to_string(key.error());
    master_.emplace(*std::move(key));
    if (!files::exists(folder_ / "keys.dat")) {
      EXPECT_TRUE(sealing::KeyFile::create(folder_, *master_, log_, random_, {}));
    }
    open();
  }

  void open() {
    close();
    topic_ = *SideTopic::open(connection_, kind);
    auto keys = sealing::KeyFile::open(folder_, *master_, log_, random_, {}, topic_.get());
    ASSERT_TRUE(keys) << to_string(keys.error());
    keys_ = *std::move(keys);
  }
  void close() {
    keys_.reset();
    topic_.reset();
  }

  std::uint64_t make(std::size_t count = 1) { return sealing::make_keys(*keys_, count); }
  std::string text(std::uint64_t key) { return sealing::key_text(*keys_, key); }
  [[nodiscard]] sealing::KeyFile& keys() { return *keys_; }
  [[nodiscard]] SideTopic& topic() { return *topic_; }
  [[nodiscard]] const files::path& folder() const { return folder_; }

 private:
  static inline SystemRandom random_;
  const LogId log_ = log::sample_genesis().log;
  Connection connection_;
  files::path folder_;
  std::optional<sealing::MasterKey> master_;
  std::unique_ptr<SideTopic> topic_;
  std::unique_ptr<sealing::KeyFile> keys_;
};

class SharedTopic : public testing::Test {
 protected:
  [[nodiscard]] files::path path(const std::string& name) const { return folder_.path(name); }
  std::unique_ptr<KeyNode> node(const std::string& name) {
    return std::make_unique<KeyNode>(connection_, path(name), path("first"));
  }

  const Connection connection_ = new_topic();
  log::Folder folder_;
};

TEST_F(SharedTopic, WhatOneNodeSealsAnotherUnsealsAndErasingReachesIt) {
  const auto first = node("first");
  const auto second = node("second");
  SystemRandom random;
  const std::uint64_t key = first->make(2);
  sealing::Sealer sealing(first->keys(), random);
  sealing::Sealer reading(second->keys(), random);
  const auto sealed = *sealing.seal(key, sample_case(), "content", "Nguyễn Văn Tèo");
  EXPECT_EQ(reading.unseal(sealed, sample_case(), "content"), "Nguyễn Văn Tèo");
  const auto further = *reading.seal(key, sample_case(), "reason", "thêm");
  EXPECT_EQ(sealing.unseal(further, sample_case(), "reason"), "thêm");
  ASSERT_TRUE(first->keys().erase(key));
  ASSERT_TRUE(second->keys().refresh());
  EXPECT_EQ(reading.unseal(sealed, sample_case(), "content").error().reason, "key-erased");
  // A node that has only the master key.
  const auto fresh = node("fresh");
  EXPECT_EQ(fresh->text(key), "key-erased");
  EXPECT_EQ(fresh->text(key + 1), first->text(key + 1));
}

TEST_F(SharedTopic, ARestoredFolderAndTheProcessItWasCopiedFromShareNoNumber) {
  const auto first = node("first");
  const std::uint64_t before = first->make(10);
  first->close();
  files::copy(first->folder(), path("copy"));
  first->open();
  const std::uint64_t late = first->make(300);
  const auto held_back = first->keys().create(3);
  ASSERT_TRUE(held_back);
  const auto copy = node("copy");
  EXPECT_EQ(copy->text(before), first->text(before));
  EXPECT_EQ(copy->text(late + 299), first->text(late + 299));
  std::map<std::uint64_t, std::string> known;
  for (int round = 0; round < 5; ++round)
    for (auto* one : {first.get(), copy.get()}) {
      const std::uint64_t key = one->make(400);
      for (std::uint64_t i = 0; i < 400; ++i)
        ASSERT_TRUE(known.emplace(key + i, one->text(key + i)).second);
    }
  for (const auto& [key, text] : known) {
    EXPECT_EQ(first->text(key), text);
    EXPECT_EQ(copy->text(key), text);
  }
  EXPECT_EQ(copy->text(*held_back), first->text(*held_back));
}

TEST_F(SharedTopic, NodesThatMakeKeysAtOnceAgree) {
  std::vector<std::unique_ptr<KeyNode>> nodes;
  nodes.push_back(node("first"));
  nodes.push_back(node("second"));
  nodes.push_back(node("third"));
  std::vector<std::vector<std::uint64_t>> made(nodes.size());
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < nodes.size(); ++i)
      running.emplace_back([&, i] {
        for (int round = 0; round < 5; ++round) made[i].push_back(nodes[i]->make(900));
      });
  }
  std::set<std::uint64_t> numbers;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const std::uint64_t first : made[i])
      for (std::uint64_t key = first; key < first + 900; ++key) {
        EXPECT_TRUE(numbers.insert(key).second);
        if (key % 100 != 0) continue;
        EXPECT_EQ(nodes[(i + 1) % nodes.size()]->text(key), nodes[i]->text(key));
      }
}

TEST_F(SharedTopic, WhatWasReadIsNotReadAgainAndALaterRecordIsFound) {
  const auto topic = *SideTopic::open(connection_, kind);
  const auto published = [&](const std::string& value) {
    const SharedRecord record{value, value};
    return topic->publish({&record, 1});
  };
  std::vector<std::string> seen;
  const auto read = [&](std::uint64_t from) {
    return topic->read(from, [&](std::uint64_t, ByteView value) {
      seen.emplace_back(value);
      return Status{};
    });
  };
  EXPECT_EQ(*read(0), 0U);
  ASSERT_TRUE(published("one"));
  ASSERT_TRUE(published("two"));
  const auto next = *read(0);
  EXPECT_EQ(*read(next), next);
  ASSERT_TRUE(published("three"));
  EXPECT_EQ(*read(next), next + 1);
  EXPECT_EQ(seen, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(read(next + 5).error().reason, "shared-records-cut");
  const auto stopped = topic->read(
      0, [](std::uint64_t, ByteView) -> Status { return fail(ErrorCode::io, "enough", "enough"); });
  EXPECT_EQ(stopped.error().reason, "enough");
  seen.clear();
  EXPECT_EQ(*read(1), next + 1);
  EXPECT_EQ(seen, (std::vector<std::string>{"two", "three"}));
}

TEST_F(SharedTopic, DocumentsGoThroughATopicOfTheirOwn) {
  const auto share = [&] { return *SideTopic::open(connection_, TopicKind::documents); };
  const auto first_topic = share();
  const auto second_topic = share();
  const auto first = *document::DocumentStore::open(path("one"), {}, first_topic.get());
  const auto second = *document::DocumentStore::open(path("two"), {}, second_topic.get());
  Bytes large(20 << 20, '\0');
  SystemRandom().fill(reinterpret_cast<std::uint8_t*>(large.data()), large.size());
  const auto stored = first->put(document::source_of(large));
  ASSERT_TRUE(stored) << to_string(stored.error());
  const auto small = second->put(document::source_of("short"));
  ASSERT_TRUE(small) << to_string(small.error());
  const auto found = second->get(stored->digest);
  ASSERT_TRUE(found) << to_string(found.error());
  EXPECT_EQ(*document::read_all(*found, large.size()), large);
  ASSERT_TRUE(first->refresh());
  EXPECT_TRUE(first->verify(small->digest));
}

TEST_F(SharedTopic, SettingsThatLoseKeysOrKeepErasedOnesAreRefusedByName) {
  const std::map<std::string, std::string> sound{{"cleanup.policy", "compact"},
                                                 {"max.compaction.lag.ms", "86400000"},
                                                 {"message.timestamp.type", "LogAppendTime"},
                                                 {"max.message.bytes", "1048576"}};
  const std::map<std::string, std::string> dangers{{"cleanup.policy", "delete"},
                                                   {"max.compaction.lag.ms", "9000000000"},
                                                   {"unclean.leader.election.enable", "true"},
                                                   {"min.insync.replicas", "2"},
                                                   {"message.timestamp.type", "CreateTime"}};
  for (const auto& [setting, value] : dangers) {
    const auto log = Broker::connection();
    const auto admin = *Admin::open(beside(log, kind));
    auto settings = sound;
    settings[setting] = value;
    ASSERT_TRUE(admin->create(1, 1, settings));
    while (!admin->state()) std::this_thread::sleep_for(10ms);
    const auto opened = SideTopic::open(log, kind);
    ASSERT_FALSE(opened) << setting;
    EXPECT_EQ(opened.error().field, setting);
  }
  const auto log = Broker::connection();
  const auto admin = *Admin::open(beside(log, kind));
  EXPECT_EQ(SideTopic::open(log, kind).error().reason, "no-topic");
  ASSERT_TRUE(admin->create(2, 1, sound));
  while (!admin->state()) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(SideTopic::open(log, kind).error().field, "partitions");
}

TEST_F(SharedTopic, AClusterThatIsAwayIsSaid) {
  auto away = connection_;
  away.brokers = "127.0.0.1:1";
  away.patience = 300ms;
  EXPECT_EQ(SideTopic::open(away, kind).error().reason, "kafka-unreachable");
  EXPECT_EQ(SideTopic::open(away, kind).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace donthu::kafka
