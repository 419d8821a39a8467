#include "engine/event/codec.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/event/sample.h"

namespace donthu::event {
namespace {

template <class T>
void expect_round_trip(const T& value) {
  const Bytes bytes = encode(value);
  const auto decoded = decode<T>(bytes);
  ASSERT_TRUE(decoded.has_value()) << T::name << ": " << to_string(decoded.error());
  EXPECT_EQ(*decoded, value) << T::name;
  EXPECT_EQ(encode(*decoded), bytes) << T::name;
}

TEST(Codec, EveryEventComesBackAsItWas) {
  for_each_alternative<Event>([]<class T>(const T& empty) {
    expect_round_trip(empty);
    const T full = sample<T>(Sealing::box);
    EXPECT_NE(full, empty) << T::name;
    expect_round_trip(full);
  });
}

TEST(Codec, EveryCommandComesBackAsItWas) {
  for_each_alternative<Command>([]<class T>(const T& empty) {
    expect_round_trip(empty);
    expect_round_trip(sample<T>(Sealing::reference));
  });
}

// All kinds of fields that no event happens to have.
struct Odd {
  std::int8_t small = 0;
  std::int64_t large = 0;
  Text text;
  std::optional<std::vector<std::optional<bool>>> flags;
  std::vector<Event> events;
  Command command;

  friend bool operator==(const Odd&, const Odd&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("small", small), field("large", large), field("text", text),
            field("flags", flags), field("events", events), field("command", command));
  }
};

TEST(Codec, TakesWhateverFieldsMayBe) {
  Odd odd;
  odd.small = -7;
  odd.large = std::numeric_limits<std::int64_t>::min();
  odd.text = {"Đơn thư", "Petitions"};
  odd.flags = {true, std::nullopt, false};
  odd.events = {sample<PetitionClosed>(Sealing::box), sample<RuleChunk>(Sealing::box)};
  odd.command = sample<Assign>(Sealing::reference);
  const auto back = decode<Odd>(encode(odd));
  ASSERT_TRUE(back.has_value()) << to_string(back.error());
  EXPECT_EQ(*back, odd);
}

TEST(Codec, AppendsToWhatIsThere) {
  Bytes out = "before";
  encode_into(out, NoticeSent{"notify_acceptance", Instant{1}});
  EXPECT_EQ(out, "before" + encode(NoticeSent{"notify_acceptance", Instant{1}}));
}

// The bytes are cereal's own: its stock archive reads them.
TEST(Codec, WritesThePortableBinaryOfCereal) {
  std::istringstream stream(encode(DeadlineMet{7, Instant{-2}, true}));
  cereal::PortableBinaryInputArchive archive(stream);
  std::uint32_t deadline = 0;
  std::int64_t met_at = 0;
  std::uint8_t late = 0;
  archive(deadline, met_at, late);
  EXPECT_EQ(deadline, 7U);
  EXPECT_EQ(met_at, -2);
  EXPECT_EQ(late, 1U);
  EXPECT_EQ(stream.peek(), std::char_traits<char>::eof());
}

TEST(Codec, WritesLittleEndianWithSizesOfFourBytes) {
  EXPECT_EQ(to_hex(encode(NoticeSent{"ab", Instant{0x0102}})),
            "01"
            "02000000"
            "6162"
            "0201000000000000");
}

struct Expected {
  ErrorCode code;
  const char* reason;
  const char* field;
};

template <class T>
void expect_refused(const Bytes& bytes, const Expected& expected) {
  const auto decoded = decode<T>(bytes);
  ASSERT_FALSE(decoded.has_value()) << to_hex(bytes);
  EXPECT_EQ(decoded.error().code, expected.code);
  EXPECT_EQ(decoded.error().reason, expected.reason);
  EXPECT_EQ(decoded.error().field, expected.field);
  EXPECT_FALSE(decoded.error().remedy.empty());
}

TEST(Decode, RefusesWhatNoWriterWrites) {
  const Bytes good = encode(DeadlineMet{7, Instant{9}, true});
  expect_refused<DeadlineMet>("", {ErrorCode::corrupt, "not-a-document", ""});
  expect_refused<DeadlineMet>('\0' + good.substr(1), {ErrorCode::corrupt, "not-a-document", ""});
  expect_refused<DeadlineMet>(good + "x", {ErrorCode::corrupt, "bytes-left-over", "recorded_late"});
  expect_refused<DeadlineMet>(good.substr(0, 4), {ErrorCode::corrupt, "bytes-missing", "deadline"});
  expect_refused<DeadlineMet>(good.substr(0, good.size() - 1) + '\2',
                              {ErrorCode::corrupt, "bad-flag", "recorded_late"});
  expect_refused<PetitionClosed>(*from_hex("01ffffffff61"),
                                 {ErrorCode::corrupt, "size-beyond-bytes", "outcome"});
  expect_refused<FlowMoved>(*from_hex("01ffffff7f") + Bytes(64, '\0'),
                            {ErrorCode::corrupt, "size-beyond-bytes", "steps"});
  expect_refused<KindReclassified>(*from_hex("0109000100"),
                                   {ErrorCode::unsupported, "unknown-value", "was"});
}

TEST(Decode, CountsElementsByTheirLeastSize) {
  // A step takes at least 34 bytes, so 63 bytes hold one and not two.
  EXPECT_EQ(least_size<FlowStep>(), 34U);
  const Bytes two = *from_hex("0102000000") + Bytes(63, '\0');
  expect_refused<FlowMoved>(two, {ErrorCode::corrupt, "size-beyond-bytes", "steps"});
}

TEST(Decode, RefusesPlainNumbersThatAreNoEnum) {
  for (const int number : {0, 5, 64, 65'535}) {
    Bytes bytes = "\1";
    put_le(bytes, static_cast<std::uint16_t>(number));
    put_le(bytes, std::uint16_t{1});
    expect_refused<KindReclassified>(bytes, {ErrorCode::unsupported, "unknown-value", "was"});
  }
}

struct Deep {
  std::vector<Deep> inside;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("inside", inside));
  }
};

TEST(Decode, BoundsNesting) {
  const auto nested = [](int levels) {
    Bytes bytes = "\1";
    for (int i = 0; i < levels; ++i) put_le(bytes, std::uint32_t{1});
    put_le(bytes, std::uint32_t{0});
    return bytes;
  };
  EXPECT_TRUE(decode<Deep>(nested(max_nesting - 1)).has_value());
  expect_refused<Deep>(nested(max_nesting), {ErrorCode::corrupt, "nested-too-deep", "inside"});
  expect_refused<Deep>(nested(100'000), {ErrorCode::corrupt, "nested-too-deep", "inside"});
}

TEST(EncodeDeathTest, NeverStoresPlainTextOfASealedField) {
  NoteAdded note;
  note.note.plain = "Nguyễn Thị Mơ";
  EXPECT_DEATH((void)encode(note), "plain text");
}

TEST(EncodeDeathTest, NeverStoresAnEnumWithoutAName) {
  KindReclassified event;
  event.now = static_cast<PetitionKind>(77);
  EXPECT_DEATH((void)encode(event), "enum value without a name");
}

}  // namespace
}  // namespace donthu::event
