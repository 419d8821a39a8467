#include "engine/event/envelope.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace donthu::event {
namespace {

constexpr Instant monday{1'643'000'400'000};

LogId log_id(std::uint8_t first) {
  LogId id;
  for (auto& byte : id.bytes) byte = first++;
  return id;
}

Genesis sample_genesis() {
  return {log_id(0x10), {2}, 16, HashFunction::sha256_rfc6962, ClockKind::simulated, monday};
}

Bytes entry_at(const Head& head, std::uint64_t epoch, EntryKind kind = EntryKind::commit,
               ByteView body = "body", std::int64_t later_ms = 0) {
  Envelope envelope;
  envelope.kind = kind;
  envelope.epoch = epoch;
  envelope.seq = head.next_seq;
  envelope.prev = head.hash;
  envelope.log_time = {head.log_time.ms + later_ms};
  return *encode_entry(envelope, body);
}

Verdict judge(Acceptance& acceptance, const Bytes& bytes) {
  return acceptance.judge(*parse_entry(bytes));
}

Acceptance begun() {
  Acceptance acceptance(log_id(0x10), {2});
  EXPECT_EQ(judge(acceptance, *genesis_entry(sample_genesis())), Verdict::accepted);
  return acceptance;
}

Claim claim_of(std::uint64_t epoch) { return {log_id(0x10), {2}, epoch, {}}; }

TEST(Envelope, GoldenBytes) {
  Envelope envelope;
  envelope.epoch = 0x0102030405060708;
  envelope.seq = 0x1112131415161718;
  envelope.prev = leaf_hash("before");
  envelope.log_time = {0x2122232425262728};
  envelope.command = *command_id_from_string("303132333435363738393a3b3c3d3e3f");
  EXPECT_EQ(to_hex(*encode_entry(envelope, "xyz")),
            "4454454e"
            "0100"
            "0300"
            "0807060504030201"
            "1817161514131211" +
                to_hex(leaf_hash("before")) +
                "2827262524232221"
                "303132333435363738393a3b3c3d3e3f"
                "03000000"
                "78797a");
}

TEST(Envelope, GoldenBytesOfGenesisClaimAndEpochBegun) {
  EXPECT_EQ(to_hex(encode_genesis_body(sample_genesis())),
            "101112131415161718191a1b1c1d1e1f"
            "0200"
            "1000"
            "0100"
            "0200"
            "8088748a7e010000");
  const Claim claim{log_id(0x10), {2}, 7, *id_from_bytes<Nonce>("0123456789abcdef")};
  EXPECT_EQ(to_hex(encode_claim(claim)),
            "4454434c"
            "0100"
            "0200"
            "101112131415161718191a1b1c1d1e1f"
            "0700000000000000"
            "30313233343536373839616263646566");
  EXPECT_EQ(to_hex(encode_epoch_begun_body({7, claim.nonce, 6, monday})),
            "0700000000000000"
            "30313233343536373839616263646566"
            "0600000000000000"
            "8088748a7e010000");
  EXPECT_EQ(*parse_claim(encode_claim(claim)), claim);
}

// schemas/log-format.md §7 was written by a program of its own: who follows the page reads our
// logs.
TEST(Envelope, PublishedExampleIsWhatWeWriteAndAccept) {
  std::ifstream file(DONTHU_SOURCE_DIR "/schemas/log-format.md");
  ASSERT_TRUE(file);
  std::string page;
  for (std::string line; std::getline(file, line);) page += line;
  Genesis genesis;
  genesis.log.bytes.fill(0xd0);
  genesis.partitions = 1;
  genesis.clock = ClockKind::simulated;
  genesis.created = monday;
  Claim claim{genesis.log, {0}, 1, {}};
  for (std::uint8_t i = 0; i < 16; ++i) claim.nonce.bytes[i] = i;
  Acceptance acceptance(genesis.log, {0});
  const auto published = [&](const Bytes& entry) {
    EXPECT_NE(page.find("```" + to_hex(entry) + "```"), std::string::npos) << to_hex(entry);
    EXPECT_NE(page.find(to_hex(leaf_hash(entry))), std::string::npos) << to_hex(leaf_hash(entry));
    EXPECT_EQ(judge(acceptance, entry), Verdict::accepted);
  };
  published(*genesis_entry(genesis));
  ASSERT_EQ(acceptance.judge(claim), Verdict::accepted);
  published(*epoch_begun_entry(claim, acceptance.head(), monday));
  Envelope commit;
  commit.epoch = 1;
  commit.seq = 2;
  commit.prev = acceptance.head().hash;
  commit.log_time = monday;
  commit.command = *command_id_from_string("202122232425262728292a2b2c2d2e2f");
  published(*encode_entry(commit, "hi"));
}

TEST(Envelope, WhatWasEncodedIsParsedAgain) {
  const auto stored = entry_at({5, leaf_hash("x"), 3, monday}, 3);
  const auto entry = parse_entry(stored);
  ASSERT_TRUE(entry) << to_string(entry.error());
  EXPECT_EQ(entry->envelope.seq, 5U);
  EXPECT_EQ(entry->envelope.body_length, 4U);
  EXPECT_EQ(entry->body, "body");
  EXPECT_EQ(entry->hash(), leaf_hash(stored));
}

TEST(Envelope, LargestEntryIsTakenAndOneByteMoreIsRefusedWithBothSizes) {
  const auto largest = encode_entry({}, Bytes(max_body_bytes, 'x'));
  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->size(), max_entry_bytes);
  EXPECT_TRUE(parse_entry(*largest));
  const auto larger = encode_entry({}, Bytes(max_body_bytes + 1, 'x'));
  ASSERT_FALSE(larger);
  EXPECT_EQ(larger.error().code, ErrorCode::full);
  EXPECT_EQ(larger.error().reason, "entry-too-large");
  EXPECT_NE(larger.error().message.find("65536"), std::string::npos) << larger.error().message;
  EXPECT_NE(larger.error().message.find("65535"), std::string::npos) << larger.error().message;
}

TEST(Envelope, EveryCutAndEveryByteTooManyIsRefused) {
  const auto stored = entry_at({}, 1);
  for (std::size_t size = 0; size < stored.size(); ++size)
    EXPECT_EQ(parse_entry(ByteView(stored).substr(0, size)).error().code, ErrorCode::corrupt)
        << size;
  EXPECT_EQ(parse_entry(stored + "x").error().reason, "entry-length");
  EXPECT_EQ(parse_entry(Bytes(max_entry_bytes + 1, 'D')).error().reason, "entry-too-large");
}

TEST(Envelope, NewerVersionAndUnknownKindAreUnsupportedAndNotCorrupt) {
  auto stored = entry_at({}, 1);
  stored[4] = 2;
  EXPECT_EQ(parse_entry(stored).error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_entry(stored).error().reason, "entry-format-newer");
  stored[4] = 0;
  EXPECT_EQ(parse_entry(stored).error().code, ErrorCode::corrupt);
  stored[4] = 1;
  for (const char kind : {'\0', '\4'}) {
    stored[6] = kind;
    EXPECT_EQ(parse_entry(stored).error().reason, "entry-kind-unknown");
  }
  stored[0] = 'X';
  EXPECT_EQ(parse_entry(stored).error().reason, "entry-magic");
}

TEST(Envelope, TimeBefore1970IsRefusedBothWays) {
  Envelope envelope;
  envelope.log_time = {-1};
  EXPECT_EQ(encode_entry(envelope, "").error().code, ErrorCode::invalid);
  auto stored = entry_at({}, 1);
  stored[63] = '\x80';
  EXPECT_EQ(parse_entry(stored).error().reason, "entry-log-time");
}

TEST(Genesis, BodyIsBounded) {
  const auto body = encode_genesis_body(sample_genesis());
  EXPECT_EQ(*parse_genesis_body(body), sample_genesis());
  EXPECT_FALSE(parse_genesis_body(body + "x"));
  EXPECT_FALSE(parse_genesis_body(ByteView(body).substr(1)));
  auto changed = sample_genesis();
  changed.partition = {16};
  EXPECT_EQ(parse_genesis_body(encode_genesis_body(changed)).error().reason, "genesis-partitions");
  changed = sample_genesis();
  changed.hash = static_cast<HashFunction>(2);
  EXPECT_EQ(parse_genesis_body(encode_genesis_body(changed)).error().code, ErrorCode::unsupported);
}

TEST(Claim, IsBounded) {
  const auto bytes = encode_claim(claim_of(1));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_claim(ByteView(bytes).substr(0, size))) << size;
  EXPECT_EQ(parse_claim(bytes + "x").error().reason, "claim-length");
  auto newer = bytes;
  newer[4] = 9;
  EXPECT_EQ(parse_claim(newer).error().code, ErrorCode::unsupported);
  EXPECT_TRUE(looks_like_claim(bytes));
  EXPECT_FALSE(looks_like_claim(entry_at({}, 1)));
}

TEST(Acceptance, EmptyLogTakesItsOwnGenesisAndNothingElse) {
  Acceptance acceptance(log_id(0x10), {2});
  EXPECT_EQ(acceptance.head(), Head{});
  EXPECT_EQ(acceptance.judge(claim_of(1)), Verdict::before_genesis);
  EXPECT_EQ(judge(acceptance, entry_at({}, 0)), Verdict::misplaced_genesis);
  auto foreign = sample_genesis();
  foreign.log = log_id(0x20);
  EXPECT_EQ(judge(acceptance, *genesis_entry(foreign)), Verdict::foreign_log);
  foreign = sample_genesis();
  foreign.partition = {3};
  EXPECT_EQ(judge(acceptance, *genesis_entry(foreign)), Verdict::foreign_log);
  EXPECT_EQ(judge(acceptance, *genesis_entry(sample_genesis())), Verdict::accepted);
  EXPECT_EQ(acceptance.head().next_seq, 1U);
  EXPECT_EQ(judge(acceptance, *genesis_entry(sample_genesis())), Verdict::wrong_seq);
}

TEST(Acceptance, ClaimCountsOnlyForTheNextEpochOfThisPartition) {
  auto acceptance = begun();
  EXPECT_EQ(acceptance.judge(claim_of(2)), Verdict::unclaimed_epoch);
  EXPECT_EQ(acceptance.judge(claim_of(0)), Verdict::stale_epoch);
  auto foreign = claim_of(1);
  foreign.partition = {3};
  EXPECT_EQ(acceptance.judge(foreign), Verdict::foreign_log);
  EXPECT_EQ(acceptance.judge(claim_of(1)), Verdict::accepted);
  EXPECT_EQ(acceptance.judge(claim_of(1)), Verdict::stale_epoch);
  EXPECT_EQ(acceptance.current_epoch(), 1U);
  EXPECT_EQ(acceptance.void_claims(), 4U);
}

TEST(Acceptance, DeposedWriterCannotChangeState) {
  auto acceptance = begun();
  ASSERT_EQ(acceptance.judge(claim_of(1)), Verdict::accepted);
  const auto first = claim_of(1);
  ASSERT_EQ(judge(acceptance, *epoch_begun_entry(first, acceptance.head(), monday)),
            Verdict::accepted);
  const auto zombie = entry_at(acceptance.head(), 1);
  ASSERT_EQ(acceptance.judge(claim_of(2)), Verdict::accepted);
  const auto before = acceptance.head();
  EXPECT_EQ(judge(acceptance, zombie), Verdict::stale_epoch);
  EXPECT_EQ(judge(acceptance, entry_at(before, 3)), Verdict::unclaimed_epoch);
  EXPECT_EQ(acceptance.head(), before);
  EXPECT_EQ(acceptance.void_entries(), 2U);
}

TEST(Acceptance, EpochBeginsWithItsEntryAndOnlyOnce) {
  auto acceptance = begun();
  ASSERT_EQ(acceptance.judge(claim_of(1)), Verdict::accepted);
  EXPECT_EQ(judge(acceptance, entry_at(acceptance.head(), 1)), Verdict::epoch_change);
  ASSERT_EQ(judge(acceptance, *epoch_begun_entry(claim_of(1), acceptance.head(), monday)),
            Verdict::accepted);
  EXPECT_EQ(judge(acceptance, *epoch_begun_entry(claim_of(1), acceptance.head(), monday)),
            Verdict::epoch_change);
  EXPECT_EQ(judge(acceptance, entry_at(acceptance.head(), 1)), Verdict::accepted);
}

TEST(Acceptance, SeqPrevAndTimeMustFollow) {
  auto acceptance = begun();
  ASSERT_EQ(acceptance.judge(claim_of(1)), Verdict::accepted);
  ASSERT_EQ(judge(acceptance, *epoch_begun_entry(claim_of(1), acceptance.head(), monday)),
            Verdict::accepted);
  const auto head = acceptance.head();
  auto off = head;
  ++off.next_seq;
  EXPECT_EQ(judge(acceptance, entry_at(off, 1)), Verdict::wrong_seq);
  off = head;
  off.hash.bytes[0] ^= 1;
  EXPECT_EQ(judge(acceptance, entry_at(off, 1)), Verdict::wrong_prev);
  EXPECT_EQ(judge(acceptance, entry_at(head, 1, EntryKind::commit, "", -1)),
            Verdict::log_time_back);
  EXPECT_EQ(judge(acceptance, entry_at(head, 1, EntryKind::genesis)), Verdict::misplaced_genesis);
  EXPECT_EQ(judge(acceptance, entry_at(head, 1, EntryKind::commit, "", 0)), Verdict::accepted);
}

TEST(Acceptance, NewEpochsFirstEntryIsClampedToTheTimeOfTheOldOnesLast) {
  const Head head{9, leaf_hash("x"), 4, monday};
  const auto bytes = *epoch_begun_entry(claim_of(5), head, {monday.ms - 1});
  const auto entry = *parse_entry(bytes);
  EXPECT_EQ(entry.envelope.log_time, monday);
  const auto body = *parse_epoch_begun_body(entry.body);
  EXPECT_EQ(body.epoch, 5U);
  EXPECT_EQ(body.previous_epoch, 4U);
  EXPECT_EQ(body.previous_log_time, monday);
}

// The claims between them are not in a copy, so an epoch may grow by more than one.
TEST(CopyAcceptance, AgreesWithTheRuleForTheLogItselfWithoutSeeingClaims) {
  auto acceptance = begun();
  CopyAcceptance copy(log_id(0x10), {2});
  ASSERT_EQ(copy.judge(*parse_entry(*genesis_entry(sample_genesis()))), Verdict::accepted);
  ASSERT_EQ(acceptance.judge(claim_of(1)), Verdict::accepted);
  ASSERT_EQ(acceptance.judge(claim_of(2)), Verdict::accepted);
  const auto begins = *epoch_begun_entry(claim_of(2), acceptance.head(), monday);
  EXPECT_EQ(judge(acceptance, begins), Verdict::accepted);
  EXPECT_EQ(copy.judge(*parse_entry(begins)), Verdict::accepted);
  EXPECT_EQ(copy.head(), acceptance.head());
  EXPECT_EQ(copy.judge(*parse_entry(entry_at(copy.head(), 3))), Verdict::epoch_change);
  EXPECT_EQ(copy.judge(*parse_entry(entry_at(copy.head(), 1))), Verdict::epoch_change);
  EXPECT_EQ(copy.judge(*parse_entry(entry_at(copy.head(), 2))), Verdict::accepted);
}

}  // namespace
}  // namespace donthu::event
