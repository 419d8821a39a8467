#include "engine/event/commit_codec.h"

#include <random>
#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "engine/event/codec.h"
#include "engine/event/json.h"
#include "engine/event/walk.h"
#include "tests/unit/event/allocation.h"
#include "tests/unit/event/sample.h"

namespace donthu::event {
namespace {

// Reading n bytes may allocate this much, whatever they say.
std::size_t allowance(std::size_t bytes) { return 65'536 + 512 * bytes; }

// Reads bytes that may be anything: no crash, little memory, and only one way to write a commit.
void expect_survives(const Bytes& bytes) {
  const std::size_t before = allocated_bytes();
  const auto commit = decode_commit(bytes);
  ASSERT_LE(allocated_bytes() - before, allowance(bytes.size())) << to_hex(bytes);
  if (commit) {
    ASSERT_EQ(encode_commit(*commit), bytes);
    ASSERT_TRUE(is_utf8(boost::json::serialize(to_json(*commit))));
  } else {
    ASSERT_TRUE(commit.error().code == ErrorCode::corrupt ||
                commit.error().code == ErrorCode::unsupported);
  }
}

TEST(CommitCodec, EveryEventAndCommandComesBack) {
  Commit commit = sample_commit();
  for_each_alternative<Event>(
      [&]<class T>(const T& /*type*/) { commit.events.emplace_back(sample<T>(Sealing::box)); });
  for_each_alternative<Command>([&]<class T>(const T& /*type*/) {
    commit.command = sample<T>(Sealing::reference);
    const Bytes bytes = encode_commit(commit);
    const auto back = decode_commit(bytes);
    ASSERT_TRUE(back.has_value()) << T::name << ": " << to_string(back.error());
    EXPECT_EQ(back->command, commit.command) << T::name;
    EXPECT_EQ(back->events, commit.events);
    EXPECT_EQ(back->actor, commit.actor);
    EXPECT_EQ(back->request_mac, commit.request_mac);
    EXPECT_EQ(back->correlation, commit.correlation);
    EXPECT_EQ(encode_commit(*back), bytes);
  });
}

TEST(CommitCodec, StoresOnlyReferencesInTheCommand) {
  Commit commit = sample_commit();
  auto request = sample<Register>(Sealing::box);
  request.content.box = "CIPHERTEXT";
  request.content.key = 77;
  commit.command = request;
  const Bytes bytes = encode_commit(commit);
  EXPECT_EQ(bytes.find("CIPHERTEXT"), Bytes::npos);
  const auto stored = std::get<Register>(decode_commit(bytes)->command).content;
  EXPECT_EQ(stored, (SealedText{SealedField::content, 77, {}, {}}));
  for_each_sealed(decode_commit(bytes)->command,
                  [](const SealedText& text) { EXPECT_TRUE(text.box.empty()); });
}

TEST(CommitCodecDeathTest, NeverStoresPlainText) {
  Commit commit = sample_commit();
  std::get<Register>(commit.command).persons.at(0).name.plain = "Nguyễn Thị Mơ";
  EXPECT_DEATH((void)encode_commit(commit), "plain text");
  commit = sample_commit();
  std::get<PetitionRegistered>(commit.events.at(0)).content.plain = "Tố cáo ông";
  EXPECT_DEATH((void)encode_commit(commit), "plain text");
}

TEST(CommitCodec, NamesTheUnknownRecordBeforeReadingIt) {
  Commit commit = sample_commit();
  commit.events = {PetitionClosed{"done"}};
  Bytes bytes = encode_commit(commit);
  const std::size_t record = bytes.size() - (8 + 4 + 4);
  ASSERT_EQ(get_le<std::uint16_t>(bytes, record), PetitionClosed::type);
  bytes[record + 2] = 9;             // Version.
  bytes[bytes.size() - 1] = '\xff';  // What it carries must not matter.
  const auto newer = decode_commit(bytes);
  ASSERT_FALSE(newer.has_value());
  EXPECT_EQ(newer.error().code, ErrorCode::unsupported);
  EXPECT_EQ(newer.error().reason, "unknown-event");
  EXPECT_NE(newer.error().message.find("type 118 version 9"), std::string::npos);
  EXPECT_EQ(newer.error().field, "events");
}

TEST(CommitCodec, NamesTheUnknownCommandAndFormat) {
  Commit commit = sample_commit();
  commit.command = Administer{};
  commit.events.clear();
  Bytes bytes = encode_commit(commit);
  bytes[bytes.size() - 4 - 4 - 8] = 99;
  EXPECT_EQ(decode_commit(bytes).error().reason, "unknown-command");
  bytes[1] = 2;
  EXPECT_EQ(decode_commit(bytes).error().reason, "unknown-commit-format");
  EXPECT_EQ(decode_commit(bytes).error().code, ErrorCode::unsupported);
}

TEST(CommitCodec, RefusesABoxInACommand) {
  AddNote note;
  note.note.key = 5;
  note.note.box = "x";
  // The same command as a plain value may have a box; in a record it may not.
  const Bytes payload = encode(note).substr(1);
  Bytes bytes = "\1";
  put_le(bytes, AddNote::type);
  put_le(bytes, AddNote::version);
  put_le(bytes, static_cast<std::uint32_t>(payload.size()));
  const auto command = decode<Command>(bytes + payload);
  ASSERT_FALSE(command.has_value());
  EXPECT_EQ(command.error().reason, "box-in-command");
}

TEST(CommitCodec, BoundsTheNumberOfEvents) {
  Commit commit = sample_commit();
  commit.events.assign(max_records, PetitionClosed{});
  Bytes bytes = encode_commit(commit);
  EXPECT_TRUE(decode_commit(bytes).has_value());
  const std::size_t count = bytes.size() - max_records * 12 - 4;
  ASSERT_EQ(get_le<std::uint32_t>(bytes, count), max_records);
  bytes[count] = 1;
  bytes += bytes.substr(bytes.size() - 12);
  EXPECT_EQ(decode_commit(bytes).error().reason, "too-many-records");
}

TEST(CommitCodec, RefusesARecordThatSaysTooMuchOrTooLittle) {
  Commit commit = sample_commit();
  commit.events = {PetitionClosed{"done"}};
  const Bytes bytes = encode_commit(commit);
  const std::size_t size = bytes.size() - 4 - 4 - 4;
  for (const char wrong : {'\0', '\7', '\xff'}) {
    Bytes changed = bytes;
    changed[size] = wrong;
    EXPECT_EQ(decode_commit(changed).error().code, ErrorCode::corrupt);
  }
}

TEST(CommitCodec, SurvivesEveryTruncation) {
  const Bytes bytes = encode_commit(sample_commit());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(decode_commit(bytes.substr(0, size)).has_value()) << size;
    expect_survives(bytes.substr(0, size));
  }
}

TEST(CommitCodec, SurvivesEveryFlippedBit) {
  const Bytes bytes = encode_commit(sample_commit());
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    Bytes changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    expect_survives(changed);
  }
}

TEST(CommitCodec, SurvivesHugeSizesEverywhere) {
  const Bytes bytes = encode_commit(sample_commit());
  for (std::size_t at = 0; at + 4 <= bytes.size(); ++at)
    for (const std::uint32_t huge : {0xffffffffU, 0x7fffffffU, 0x00ffffffU, 0x0000ffffU}) {
      Bytes changed = bytes;
      for (std::size_t i = 0; i < 4; ++i) changed[at + i] = static_cast<char>(huge >> (8 * i));
      expect_survives(changed);
    }
}

TEST(CommitCodec, SurvivesManyChangesAtOnce) {
  Commit commit = sample_commit();
  for_each_alternative<Event>(
      [&]<class T>(const T& /*type*/) { commit.events.emplace_back(sample<T>(Sealing::box)); });
  const Bytes bytes = encode_commit(commit);
  std::mt19937 random(20'220'124);
  for (int round = 0; round < 20'000; ++round) {
    Bytes changed = bytes;
    for (auto changes = random() % 8; changes-- > 0;) {
      const std::size_t at = random() % changed.size();
      switch (random() % 4) {
        case 0: changed[at] = static_cast<char>(random()); break;
        case 1: changed.erase(at, 1 + random() % 8); break;
        case 2: changed.insert(at, 1 + random() % 8, static_cast<char>(random())); break;
        default: changed.replace(at, 4, changed.substr(random() % changed.size(), 4));
      }
    }
    expect_survives(changed);
  }
}

TEST(RecordTypes, AreListedWithTheirNumbersAndNames) {
  EXPECT_EQ(event_types().size(), std::variant_size_v<Event>);
  EXPECT_EQ(command_types().size(), std::variant_size_v<Command>);
  EXPECT_EQ(name_of(Event(PetitionAccepted{})), "PetitionAccepted");
  EXPECT_EQ(verb_of(Command(GiveReport{})), "report");
  EXPECT_EQ(type_of(Event(DeadlineSet{})), (RecordType{200, 1, "DeadlineSet", ""}));
  EXPECT_EQ(type_of(Command(Accept{})), (RecordType{102, 1, "Accept", "accept"}));
  ASSERT_NE(find_event_type("RuleActivated"), nullptr);
  EXPECT_EQ(find_event_type("RuleActivated")->type, RuleActivated::type);
  EXPECT_EQ(find_event_type("accept"), nullptr);
  ASSERT_NE(find_command_type("accept"), nullptr);
  EXPECT_EQ(find_command_type("Accept"), nullptr);
  std::set<std::string_view> verbs;
  for (const auto& type : command_types()) EXPECT_TRUE(verbs.insert(type.verb).second);
}

TEST(SealedWalk, MeetsEverySealedTextOfACommand) {
  Register request = sample<Register>(Sealing::plain);
  std::vector<SealedField> about;
  for_each_sealed(request, [&](SealedText& text) {
    about.push_back(text.about);
    text.plain.clear();
  });
  using enum SealedField;
  const std::vector<SealedField> person{person_name, person_address, person_contact,
                                        person_identity};
  auto expected = person;
  expected.insert(expected.end(), person.begin(), person.end());
  expected.push_back(content);
  EXPECT_EQ(about, expected);
  EXPECT_EQ(request.content.plain, "");

  Commit commit = sample_commit();
  std::size_t count = 0;
  for_each_sealed(std::as_const(commit), [&](const SealedText& /*text*/) { ++count; });
  EXPECT_EQ(count, 18U);
}

}  // namespace
}  // namespace donthu::event
