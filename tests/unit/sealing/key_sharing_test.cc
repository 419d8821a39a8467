// Keys of several nodes: each test plays nodes as folders that share one list.
#include <set>
#include <thread>

#include "engine/sealing/key_folder.h"
#include "engine/sealing/record.h"
#include "engine/sealing/sealer.h"
#include "engine/sealing/shared_keys.h"
#include "tests/unit/sealing/fixture.h"
#include "tests/unit/sealing/peer.h"

namespace donthu::sealing {
namespace {

namespace files = std::filesystem;

class KeySharing : public Keys {
 protected:
  std::unique_ptr<Peer> peer(const std::string& name) {
    return std::make_unique<Peer>(root.path() / name, folder(), log, &shared);
  }
  // A copy of the node's folder as it is now, as a backup or a cloned machine has it.
  files::path clone(const Peer& of, const std::string& name) {
    const auto to = root.path() / name;
    files::copy(of.folder(), to);
    return to;
  }

  SharedList shared;
};

TEST_F(KeySharing, WhatOneNodeSealsEveryOtherReadsAndSealsOn) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make();
  Sealer sealing(*first->keys, random);
  Sealer reading(*second->keys, random);
  const auto sealed = *sealing.seal(key, case_number(1), "content", "Nguyễn Văn Tèo");
  EXPECT_EQ(reading.unseal(sealed, case_number(1), "content"), "Nguyễn Văn Tèo");
  const auto further = *reading.seal(key, case_number(1), "reason", "thêm");
  EXPECT_EQ(sealing.unseal(further, case_number(1), "reason"), "thêm");
}

TEST_F(KeySharing, NumbersOfNodesNeverMeet) {
  const auto first = peer("first");
  const auto second = peer("second");
  std::set<std::uint64_t> numbers;
  std::vector<std::pair<std::uint64_t, std::string>> known;
  for (int round = 0; round < 40; ++round)
    for (const auto* node : {&first, &second}) {
      const std::uint64_t key = (*node)->make(100);
      for (std::uint64_t i = 0; i < 100; ++i) EXPECT_TRUE(numbers.insert(key + i).second);
      known.emplace_back(key + 99, (*node)->text(key + 99));
    }
  const auto third = peer("third");
  for (const auto& [key, text] : known)
    for (const auto* node : {&first, &second, &third}) EXPECT_EQ((*node)->text(key), text) << key;
}

TEST_F(KeySharing, ANodeThatHasOnlyTheMasterKeyGetsAllKeysAtItsStart) {
  const auto first = peer("first");
  const std::uint64_t key = first->make(3);
  ASSERT_TRUE(first->keys->erase(key + 1));
  const auto fresh = peer("fresh");
  const int reads = shared.reads;
  EXPECT_EQ(fresh->text(key), first->text(key));
  EXPECT_EQ(fresh->text(key + 1), "key-erased");
  EXPECT_EQ(fresh->text(key + 2), first->text(key + 2));
  EXPECT_EQ(shared.reads, reads);
  // And still has them when nobody shares anything any more.
  fresh->share_with(nullptr);
  fresh->open();
  EXPECT_EQ(fresh->text(key + 2), first->text(key + 2));
}

TEST_F(KeySharing, AnErasureReachesTheOthersAndStays) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make(2);
  const std::string kept = second->text(key + 1);
  EXPECT_EQ(second->text(key).size(), secret_size);
  ASSERT_TRUE(first->keys->erase(key));
  ASSERT_TRUE(second->keys->refresh());
  EXPECT_EQ(second->text(key), "key-erased");
  EXPECT_EQ(second->record(key), first->record(key));
  EXPECT_EQ(second->text(key + 1), kept);
  shared.compact();
  const auto fresh = peer("fresh");
  EXPECT_EQ(fresh->text(key), "key-erased");
  EXPECT_EQ(fresh->text(key + 1), kept);
  // Also one that somebody else made, and that this node never saw.
  const std::uint64_t other = second->make();
  ASSERT_TRUE(first->keys->erase(other));
  ASSERT_TRUE(second->keys->refresh());
  EXPECT_EQ(second->text(other), "key-erased");
}

TEST_F(KeySharing, ALivingRecordNeverReplacesAnErasedOneNeitherHereNorInWhatIsShared) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make();
  ASSERT_EQ(second->text(key).size(), secret_size);
  const SharedRecord living{Bytes(shared.at(shared.size() - 33)->key), first->record(key)};
  ASSERT_TRUE(first->keys->erase(key));
  // As a restored node does that shares all it holds, or a request that was late.
  ASSERT_TRUE(shared.publish({&living, 1}));
  ASSERT_TRUE(second->keys->refresh());
  EXPECT_EQ(second->text(key), "key-erased");
  shared.compact();
  EXPECT_EQ(peer("fresh")->text(key), "key-erased");
}

TEST_F(KeySharing, ARecordThatIsNotProvenIsPassedOver) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make(2);
  const std::string text = second->text(key);
  const Bytes sound = first->record(key);
  for (std::size_t i = 0; i < record_size; ++i) {
    SharedRecord changed;
    put_be(changed.key, key);
    changed.value = sound;
    changed.value[i] = static_cast<char>(changed.value[i] ^ 1);
    ASSERT_TRUE(shared.publish({&changed, 1}));
  }
  for (const auto* junk : {"", "DTK", "somebody else's"}) {
    const SharedRecord foreign{junk, junk};
    ASSERT_TRUE(shared.publish({&foreign, 1}));
  }
  ASSERT_TRUE(second->keys->refresh());
  EXPECT_EQ(second->keys->strange_records(), record_size + 3);
  EXPECT_EQ(second->text(key), text);
  EXPECT_EQ(second->record(key), sound);
  // A new node neither stores them nor takes another key for this one.
  const auto fresh = peer("fresh");
  EXPECT_EQ(fresh->text(key), text);
  // Nor does a proven one replace another under the same number.
  Bytes rival;
  (void)encode_new_key(rival, key, log, first->master().key_encryption_key(), random);
  SharedRecord second_key;
  put_be(second_key.key, key);
  second_key.value = rival;
  ASSERT_TRUE(shared.publish({&second_key, 1}));
  ASSERT_TRUE(second->keys->refresh());
  EXPECT_EQ(second->text(key), text);
  EXPECT_EQ(second->keys->strange_records(), record_size + 4);
}

TEST_F(KeySharing, NobodySharesUnderAnotherMasterKey) {
  const auto stranger = [&](bool new_log) {
    static int number = 0;
    const auto place = root.path() / ("stranger" + std::to_string(++number));
    SystemRandom system;
    const auto other = MasterKey::create(place, system);
    EXPECT_TRUE(other);
    const auto made = KeyFile::create(place, *other, log, system, options, &shared, new_log);
    return made ? std::string() : made.error().reason;
  };
  // Somebody began the log, and gave up before anything was sealed.
  EXPECT_EQ(stranger(true), "");
  EXPECT_EQ(stranger(false), "wrong-master-key");
  EXPECT_EQ(stranger(true), "");
  const auto mine = root.path() / "mine";
  {
    const auto own = MasterKey::copy(folder(), mine);
    ASSERT_TRUE(own);
    ASSERT_TRUE(KeyFile::create(mine, *own, log, random, options, &shared, true));
  }
  EXPECT_EQ(stranger(false), "wrong-master-key");
  Peer first(mine, log, &shared);
  const auto second = peer("second");
  EXPECT_EQ(first.make(), 1U);
  // From here on nobody can begin anew.
  EXPECT_EQ(stranger(true), "wrong-master-key");
  EXPECT_EQ(second->text(1), first.text(1));
  EXPECT_EQ(peer("third")->text(1), first.text(1));
}

TEST_F(KeySharing, NobodySharesForAnotherLog) {
  const auto first = peer("first");
  Peer elsewhere(root.path() / "elsewhere", folder(), log_number(9), nullptr);
  elsewhere.share_with(&shared);
  EXPECT_EQ(elsewhere.try_open().error().reason, "keys-of-another-log");
  first->make();
  EXPECT_EQ(elsewhere.try_open().error().reason, "wrong-master-key");
}

TEST_F(KeySharing, TwoThatRunFromCopiesOfOneFolderShareNoNumber) {
  const auto original = peer("original");
  const std::uint64_t before = original->make(3);
  original->keys.reset();
  const auto copied = clone(*original, "copied");
  original->open();
  Peer copy(copied, log, &shared);
  std::map<std::uint64_t, std::string> known;
  for (int round = 0; round < 30; ++round)
    for (auto* node : {original.get(), &copy}) {
      const std::uint64_t key = node->make(50);
      for (std::uint64_t i = 0; i < 50; ++i)
        ASSERT_TRUE(known.emplace(key + i, node->text(key + i)).second);
    }
  for (const auto& [key, text] : known) {
    EXPECT_EQ(original->text(key), text);
    EXPECT_EQ(copy.text(key), text);
  }
  EXPECT_EQ(original->text(before), copy.text(before));
}

TEST_F(KeySharing, AFolderRestoredFromAnOldCopyTakesNoNumberTwice) {
  const auto original = peer("original");
  const std::uint64_t early = original->make(3);
  original->keys.reset();
  const auto copied = clone(*original, "restored");
  original->open();
  const std::uint64_t late = original->make(200);
  const std::string text = original->text(late + 199);
  ASSERT_TRUE(original->keys->erase(early));
  // The old process stands still, with numbers that it has not given out yet.
  const auto held_back = original->keys->create(5);
  ASSERT_TRUE(held_back);
  Peer restored(copied, log, &shared);
  EXPECT_EQ(restored.text(late + 199), text);
  EXPECT_EQ(restored.text(early), "key-erased");
  const std::uint64_t fresh = restored.make(5);
  EXPECT_GT(fresh, *held_back + 4);
  // Now it goes on, and harms nobody.
  ASSERT_TRUE(original->keys->sync());
  const std::uint64_t zombie = original->make(5);
  ASSERT_TRUE(restored.keys->refresh());
  EXPECT_NE(zombie, fresh);
  EXPECT_EQ(restored.text(zombie), original->text(zombie));
  EXPECT_EQ(restored.text(*held_back), original->text(*held_back));
  EXPECT_EQ(original->text(fresh), restored.text(fresh));
}

TEST_F(KeySharing, ManyThatClaimAtOnceAgree) {
  std::vector<std::unique_ptr<Peer>> nodes;
  for (int i = 0; i < 4; ++i) nodes.push_back(peer("node" + std::to_string(i)));
  std::vector<std::vector<std::uint64_t>> made(nodes.size());
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < nodes.size(); ++i)
      running.emplace_back([&, i] {
        for (int round = 0; round < 8; ++round) made[i].push_back(nodes[i]->make(1'000));
      });
  }
  std::set<std::uint64_t> numbers;
  for (const auto& firsts : made)
    for (const std::uint64_t first : firsts)
      for (std::uint64_t i = 0; i < 1'000; ++i) EXPECT_TRUE(numbers.insert(first + i).second);
  for (const auto& node : nodes) ASSERT_TRUE(node->keys->refresh());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const std::uint64_t first : made[i])
      EXPECT_EQ(nodes[(i + 1) % nodes.size()]->text(first), nodes[i]->text(first));
}

TEST_F(KeySharing, KeysThatCannotBeSharedWaitAndAreSharedLater) {
  const auto first = peer("first");
  const auto second = peer("second");
  shared.failing = Error{ErrorCode::unavailable, "away", "away", {}, {}, {}};
  EXPECT_EQ(first->keys->create(1).error().reason, "keys-not-shared");
  shared.failing.reset();
  const std::uint64_t key = *first->keys->create(2);
  shared.failing = Error{ErrorCode::unavailable, "away", "away", {}, {}, {}};
  EXPECT_EQ(first->keys->sync().error().reason, "away");
  EXPECT_LT(first->keys->last_durable(), key);
  EXPECT_EQ(first->keys->erase(key).error().reason, "away");
  shared.failing.reset();
  EXPECT_EQ(second->text(key), "key-missing");
  ASSERT_TRUE(first->keys->sync());
  EXPECT_EQ(second->text(key), first->text(key));
  // Where only the answer is lost, doing it again changes nothing.
  const std::uint64_t next = *first->keys->create(100);
  shared.failing = Error{ErrorCode::outcome_unknown, "lost", "lost", {}, {}, {}};
  shared.stored_though_failing = true;
  EXPECT_FALSE(first->keys->sync());
  shared.failing.reset();
  ASSERT_TRUE(first->keys->sync());
  EXPECT_EQ(second->text(next + 99), first->text(next + 99));
  EXPECT_EQ(second->keys->strange_records(), 0U);
}

TEST_F(KeySharing, NumbersThatWereClaimedAheadAreGivenOutWithoutTheOthers) {
  const auto first = peer("first");
  ASSERT_TRUE(first->keys->prepare());
  const std::size_t size = shared.size();
  ASSERT_TRUE(first->keys->prepare());
  EXPECT_EQ(shared.size(), size);
  const Error away{ErrorCode::unavailable, "away", "away", {}, {}, {}};
  shared.failing = away;
  EXPECT_EQ(first->keys->create(800), 1U);
  EXPECT_EQ(first->keys->prepare().error().reason, "keys-not-shared");
  shared.failing.reset();
  // Those that wait are stored before others are taken up.
  ASSERT_TRUE(first->keys->prepare());
  EXPECT_EQ(first->keys->last_durable(), 1'024U);
  shared.failing = away;
  EXPECT_EQ(first->keys->create(300), 1'025U);
  shared.failing.reset();
  EXPECT_EQ(peer("second")->text(800), first->text(800));
}

TEST_F(KeySharing, AFileThatWasAlwaysAloneSharesItsKeysTheFirstTime) {
  ASSERT_TRUE(keys->create(5));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->erase(4));
  const auto third = keys->find(3);
  ASSERT_TRUE(third);
  keys.reset();
  Peer moved(folder(), log, &shared);
  const auto other = peer("other");
  EXPECT_EQ(other->text(3), std::string(third->view()));
  EXPECT_EQ(other->text(4), "key-erased");
  EXPECT_GT(other->make(), 5U);
  const std::size_t size = shared.size();
  moved.open();
  EXPECT_EQ(shared.size(), size);
  // Home again, the numbers of others stay theirs.
  const std::uint64_t others = other->make(10);
  moved.open();
  moved.share_with(nullptr);
  moved.open();
  EXPECT_EQ(moved.text(others), other->text(others));
  EXPECT_GT(moved.make(), others + 9);
  const std::uint64_t own = moved.make();
  moved.open();
  // And shared once more, all that was made alone is shared.
  moved.share_with(&shared);
  moved.open();
  EXPECT_EQ(other->text(own), moved.text(own));
  EXPECT_GT(other->make(2'000), own);
}

TEST_F(KeySharing, WhereSharingBeginsAnewNoNumberOfBeforeIsGivenOut) {
  const auto moved = peer("moved");
  const auto other = peer("other");
  other->make();
  moved->open();
  moved->share_with(nullptr);
  moved->open();
  // Of the range that is its own, which the one that moved knows of.
  const std::uint64_t later = other->make(200);
  SharedList another;
  moved->share_with(&another);
  moved->open();
  EXPECT_GT(moved->make(), later + 199);
}

TEST_F(KeySharing, ALostPositionOnlyRepeatsWork) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make(50);
  ASSERT_TRUE(second->keys->refresh());
  second->keys.reset();
  const Bytes before = read_file(second->folder() / "keys.dat");
  const std::size_t size = shared.size();
  files::remove(second->folder() / "keys.position");
  second->open();
  EXPECT_EQ(read_file(second->folder() / "keys.dat"), before);
  EXPECT_EQ(shared.size(), size);
  EXPECT_GT(second->make(), key + 49);
}

TEST_F(KeySharing, WhatTheFileLostIsFetchedAgain) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make(3);
  ASSERT_TRUE(second->keys->refresh());
  second->keys.reset();
  Bytes bytes = read_file(second->folder() / "keys.dat");
  bytes[place_of(key) + 100] = 'X';
  bytes.replace(place_of(key + 1), record_size, Bytes(record_size, '\0'));
  write_file(second->folder() / "keys.dat", bytes);
  second->open();
  EXPECT_EQ(second->text(key), first->text(key));
  EXPECT_EQ(second->text(key + 1), first->text(key + 1));
  EXPECT_EQ(second->text(key + 90'000), "key-missing");
}

TEST_F(KeySharing, SharedRecordsThatWereLostAreNoticedAndGivenBack) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t one = first->make(3);
  const std::uint64_t two = second->make(3);
  const std::string text = first->text(one);
  ASSERT_TRUE(first->keys->refresh());
  ASSERT_TRUE(second->keys->refresh());
  shared.clear();
  EXPECT_EQ(first->keys->refresh().error().reason, "shared-keys-cut");
  EXPECT_EQ(first->try_open().error().reason, "shared-keys-cut");
  second->keys.reset();
  for (auto* node : {first.get(), second.get()}) {
    files::remove(node->folder() / "keys.position");
    node->open();
  }
  const auto fresh = peer("fresh");
  EXPECT_EQ(fresh->text(one), text);
  EXPECT_EQ(fresh->text(two), second->text(two));
  EXPECT_GT(fresh->make(), two + 2);
}

TEST_F(KeySharing, ACopyOfASharedFolderIsWholeAndHasNoHolesFilled) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t key = first->make(3);
  second->make(40);
  ASSERT_TRUE(first->keys->refresh());
  const auto copied = copy_keys(first->folder(), root.path() / "copy");
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->damaged_count, 0U);
  EXPECT_LT(copied->keys, 200U);
  EXPECT_EQ(read_file(root.path() / "copy/keys.dat"), read_file(first->folder() / "keys.dat"));
  Peer restored(root.path() / "copy", log, &shared);
  EXPECT_EQ(restored.text(key), first->text(key));
}

TEST_F(KeySharing, AFullDiskLeavesWhatOthersStored) {
  const auto first = peer("first");
  const auto second = peer("second");
  const std::uint64_t mine = *first->keys->create(400);
  const std::uint64_t others = second->make(3);
  ASSERT_TRUE(first->keys->refresh());
  const std::string text = first->text(others);
  {
    const FileSizeLimit limit(place_of(mine) + 10);
    EXPECT_EQ(first->keys->sync().error().code, ErrorCode::full);
  }
  ASSERT_TRUE(first->keys->sync());
  first->open();
  EXPECT_EQ(first->text(others), text);
  EXPECT_EQ(first->text(mine + 399), second->text(mine + 399));
}

}  // namespace
}  // namespace donthu::sealing
