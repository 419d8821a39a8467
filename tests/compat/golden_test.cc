// What was ever stored can be read for ever: for every event and command of every version there is
// a file of bytes in golden/ that must decode to the same value, and encode to the same bytes.
//
// A new type or version gets its file by DONTHU_UPDATE_GOLDEN=1 in the environment; a file that is
// there is never written again. If one of these tests fails, the stored form has changed: give the
// type a successor instead (engine/event/fields.h).
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "engine/event/codec.h"
#include "engine/event/json.h"
#include "tests/unit/event/sample.h"

namespace donthu::event {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(DONTHU_SOURCE_DIR) / "tests" / "compat" / "golden";

bool updating() { return std::getenv("DONTHU_UPDATE_GOLDEN") != nullptr; }

// A file is a line "# " with the value as JSON, then its bytes in lines of hexadecimal.
struct Golden {
  std::string json;
  Bytes bytes;
};

Golden read_golden(const std::filesystem::path& path) {
  std::ifstream file(path);
  Golden golden;
  std::string hex;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("# "))
      golden.json = line.substr(2);
    else
      hex += line;
  golden.bytes = from_hex(hex).value_or("");
  return golden;
}

void write_golden(const std::filesystem::path& path, const Golden& golden) {
  std::filesystem::create_directories(folder);
  std::ofstream file(path);
  file << "# " << golden.json << "\n";
  const std::string hex = to_hex(golden.bytes);
  for (std::size_t at = 0; at < hex.size(); at += 96) file << hex.substr(at, 96) << "\n";
}

template <class T>
std::string json_of(const T& value) {
  return boost::json::serialize(to_json(value, {.boxes = true}));
}

// `encode_value` and `decode_value` are what the program stores such a value with.
template <class T, class Encode, class Decode>
void expect_golden(const std::string& name, const T& sample_value, const Encode& encode_value,
                   const Decode& decode_value) {
  const auto path = folder / (name + ".hex");
  if (!std::filesystem::exists(path) && updating())
    write_golden(path, {json_of(sample_value), encode_value(sample_value)});
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing: DONTHU_UPDATE_GOLDEN=1";
  const auto golden = read_golden(path);
  const auto decoded = decode_value(golden.bytes);
  ASSERT_TRUE(decoded.has_value()) << path << ": " << to_string(decoded.error());
  EXPECT_EQ(json_of(*decoded), golden.json) << path;
  EXPECT_EQ(to_hex(encode_value(*decoded)), to_hex(golden.bytes)) << path;
}

template <class T>
std::string file_of() {
  return std::string(T::name) + ".v" + std::to_string(T::version);
}

template <class Variant, class T>
void expect_golden_record(Sealing sealing) {
  expect_golden(
      file_of<T>(), Variant(sample<T>(sealing)), [](const Variant& value) { return encode(value); },
      [](ByteView bytes) { return decode<Variant>(bytes); });
}

TEST(GoldenBytes, OfEveryEventAreReadForEver) {
  for_each_alternative<Event>(
      []<class T>(const T& /*type*/) { expect_golden_record<Event, T>(Sealing::box); });
}

TEST(GoldenBytes, OfEveryCommandAreReadForEver) {
  for_each_alternative<Command>(
      []<class T>(const T& /*type*/) { expect_golden_record<Command, T>(Sealing::reference); });
}

TEST(GoldenBytes, OfACommitAreReadForEver) {
  expect_golden("Commit.v1", sample_commit(), encode_commit, decode_commit);
}

TEST(GoldenBytes, OfNoTypeAreForgotten) {
  std::set<std::string> expected{"Commit.v1.hex", "numbers.txt"};
  for_each_alternative<Event>(
      [&]<class T>(const T& /*type*/) { expected.insert(file_of<T>() + ".hex"); });
  for_each_alternative<Command>(
      [&]<class T>(const T& /*type*/) { expected.insert(file_of<T>() + ".hex"); });
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    EXPECT_TRUE(expected.contains(entry.path().filename().string()))
        << entry.path() << " can no longer be read: a stored type was taken away";
}

// Lines "PetitionRegistered.kind complaint 1", one for each name of each enum in each place.
class NumberLines {
 public:
  explicit NumberLines(std::string path) : path_(std::move(path)) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (look(path_ + "." + fields.name, fields.value), ...);
  }
  [[nodiscard]] const std::set<std::string>& lines() const { return lines_; }

 private:
  template <class T>
  void look(const std::string& path, T& value) {
    if constexpr (NamedEnum<T>) {
      for (const auto& [number, name] : EnumNames<T>::values)
        lines_.insert(path + " " + std::string(name) + " " +
                      std::to_string(static_cast<std::uint16_t>(number)));
    } else if constexpr (std::same_as<T, SealedText>) {
      look(path + ".about", value.about);
    } else if constexpr (is_optional<T> || is_vector<T>) {
      typename T::value_type element{};
      look(path, element);
    } else if constexpr (Described<T>) {
      NumberLines inner(path);
      describe(inner, value);
      lines_.insert(inner.lines_.begin(), inner.lines_.end());
    }
  }

  std::string path_;
  std::set<std::string> lines_;
};

TEST(GoldenNumbers, OfEveryEnumNeverChange) {
  std::set<std::string> now;
  const auto collect = [&]<class T>(T value) {
    NumberLines numbers(file_of<T>());
    describe(numbers, value);
    now.insert(numbers.lines().begin(), numbers.lines().end());
  };
  for_each_alternative<Event>(collect);
  for_each_alternative<Command>(collect);

  const auto path = folder / "numbers.txt";
  std::set<std::string> stored;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) stored.insert(line);
  for (const auto& line : stored)
    EXPECT_TRUE(now.contains(line)) << line << ": a stored number lost its meaning";
  if (updating() && !HasFailure()) {
    std::ofstream out(path);
    for (const auto& line : now) out << line << "\n";
    return;
  }
  for (const auto& line : now)
    EXPECT_TRUE(stored.contains(line)) << line << " is new: DONTHU_UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace donthu::event
