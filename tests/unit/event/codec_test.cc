#include "engine/event/codec.h"

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

}  // namespace
}  // namespace donthu::event
