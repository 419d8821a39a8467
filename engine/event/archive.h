// The stored form of values: cereal's portable binary archive, little-endian, bounded.
//
// A document begins with cereal's byte 1 (little-endian). Then, in the order of the fields:
//   integers        little-endian, of their own width
//   bool            one byte, 0 or 1
//   enums           u16
//   strong ids      their number; ids and digests their 16 or 32 bytes
//   Instant, Date   i64 milliseconds; i32 days since 1970-01-01
//   strings, Blob   u32 size, then the bytes as they are
//   std::vector     u32 count, then the elements
//   std::optional   one byte 0; or 1 and the value
//   SealedText      u16 about, u64 key, box as a string; never its plain text
//   std::variant    a record: u16 type, u16 version, u32 size of the payload, payload; the sealed
//                   texts of a command's record have no box
//   described types their fields
// Reading trusts nothing: no size is believed beyond the bytes that are there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <istream>
#include <limits>
#include <ostream>
#include <streambuf>
#include <string>

#include <cereal/archives/portable_binary.hpp>

#include "engine/base/check.h"
#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/event/described.h"
#include "engine/event/values.h"

namespace donthu::event {

// Described types inside described types.
inline constexpr int max_nesting = 32;

// The bytes that cereal writes; kept between documents, so that writing seldom allocates.
class ByteSink final : public std::streambuf {
 public:
  ByteSink() : buffer_(4'096, '\0') {}
  void clear();
  [[nodiscard]] ByteView bytes() const { return {buffer_.data(), size_}; }
  // Overwrites the four bytes at `offset`.
  void patch(std::size_t offset, std::uint32_t value);

 protected:
  std::streamsize xsputn(const char* data, std::streamsize size) override;
  int_type overflow(int_type byte) override;

 private:
  Bytes buffer_;
  std::size_t size_ = 0;
};

// The bytes that cereal reads.
class ByteSource final : public std::streambuf {
 public:
  void reset(ByteView bytes) {
    at_ = bytes.data();
    end_ = bytes.data() + bytes.size();
  }
  [[nodiscard]] std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
  // Hides all but the next `size` bytes, which the caller knows to be there; gives what `widen`
  // needs to show the rest again.
  [[nodiscard]] const char* narrow(std::size_t size) {
    const char* end = end_;
    end_ = at_ + size;
    return end;
  }
  void widen(const char* end) { end_ = end; }

 protected:
  std::streamsize xsgetn(char* data, std::streamsize size) override;

 private:
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

// Thrown by the reader, never out of decode().
struct DecodeFailure {
  ErrorCode code;
  const char* reason;
  std::string message;
};

class BinaryWriter final : public cereal::PortableBinaryOutputArchive {
 public:
  BinaryWriter(ByteSink& sink, std::ostream& stream)
      : PortableBinaryOutputArchive(stream, Options::LittleEndian()), sink_(sink) {}
  [[nodiscard]] ByteSink& sink() { return sink_; }

  // While set, sealed texts are written as references: about and key, with no box.
  bool references = false;

 private:
  ByteSink& sink_;
};

class BinaryReader final : public cereal::PortableBinaryInputArchive {
 public:
  // `field_name` is set to the field being read, and outlives the reader.
  BinaryReader(ByteSource& source, std::istream& stream, const char*& field_name)
      : PortableBinaryInputArchive(stream), source_(source), field_name_(field_name) {}
  [[nodiscard]] ByteSource& source() { return source_; }
  [[nodiscard]] std::size_t remaining() const { return source_.remaining(); }
  void begin(const char* field_name) { field_name_ = field_name; }

  int nesting = 0;
  // While set, sealed texts must be references.
  bool references = false;

 private:
  ByteSource& source_;
  const char*& field_name_;
};

[[noreturn]] void fail_size(std::uint64_t claimed, std::size_t remaining);
[[noreturn]] void fail_too_many(std::uint32_t count);
[[noreturn]] void fail_flag(std::uint8_t value);
[[noreturn]] void fail_enum(std::uint16_t value);
[[noreturn]] void fail_nesting();
[[noreturn]] void fail_box();
[[noreturn]] void fail_left_over(std::size_t size);
[[noreturn]] void fail_record(std::uint16_t type, std::uint16_t version, bool command);

// The numbers below 64 that have a name, as bits; every enum here stays below.
template <NamedEnum Enum>
inline constexpr std::uint64_t known_numbers = [] {
  std::uint64_t known = 0;
  for (const auto& entry : EnumNames<Enum>::values) {
    const auto number = static_cast<std::uint16_t>(entry.first);
    if (number >= 64) throw "known_numbers has no room for this number";
    known |= std::uint64_t{1} << number;
  }
  return known;
}();

template <NamedEnum Enum>
[[nodiscard]] constexpr bool is_known(Enum value) {
  const auto number = static_cast<std::uint16_t>(value);
  return number < 64 && ((known_numbers<Enum> >> number) & 1U) != 0;
}

// The fewest bytes that a value of this type takes; at least 1.
template <class T>
[[nodiscard]] std::size_t least_size();

struct LeastSize {
  std::size_t total = 0;

  template <class... Values>
  void operator()(Field<Values>... fields) {
    ((total += least_size<std::remove_cvref_t<decltype(fields.value)>>()), ...);
  }
};

template <class T>
std::size_t least_size() {
  if constexpr (is_optional<T>) {
    return 1;
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, Blob> || is_vector<T>) {
    return 4;
  } else if constexpr (std::same_as<T, Date>) {
    return 4;
  } else if constexpr (std::same_as<T, SealedText>) {
    return 14;
  } else if constexpr (is_variant<T>) {
    return 8;
  } else if constexpr (Described<T>) {
    static const std::size_t size = [] {
      T value{};
      LeastSize probe;
      describe(probe, value);
      return std::max<std::size_t>(1, probe.total);
    }();
    return size;
  } else if constexpr (std::same_as<T, Text>) {
    return 8;
  } else {
    return sizeof(T);
  }
}

template <class T>
void write_value(BinaryWriter& out, const T& value);

inline void write_size(BinaryWriter& out, std::size_t size) {
  DONTHU_CHECK(size <= std::numeric_limits<std::uint32_t>::max(), "a value too large to store");
  out(cereal::make_size_tag(static_cast<std::uint32_t>(size)));
}

inline void write_bytes(BinaryWriter& out, ByteView bytes) {
  write_size(out, bytes.size());
  out(cereal::binary_data(bytes.data(), bytes.size()));
}

inline void write_sealed(BinaryWriter& out, const SealedText& text) {
  DONTHU_CHECK(text.plain.empty(), "plain text of a sealed field must never be stored");
  out(static_cast<std::uint16_t>(text.about), text.key);
  write_bytes(out, out.references ? ByteView() : ByteView(text.box));
}

template <class T>
void write_record(BinaryWriter& out, const T& record) {
  out(T::type, T::version);
  const std::size_t size_at = out.sink().bytes().size();
  out(std::uint32_t{0});
  const bool references = std::exchange(out.references, out.references || Verb<T>);
  write_value(out, record);
  out.references = references;
  const std::size_t size = out.sink().bytes().size() - size_at - 4;
  DONTHU_CHECK(size <= std::numeric_limits<std::uint32_t>::max(), "a record too large to store");
  out.sink().patch(size_at, static_cast<std::uint32_t>(size));
}

template <class T>
void write_value(BinaryWriter& out, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    out(static_cast<std::uint8_t>(value ? 1 : 0));
  } else if constexpr (std::integral<T>) {
    out(value);
  } else if constexpr (NamedEnum<T>) {
    DONTHU_CHECK(is_known(value), "an enum value without a name must never be stored");
    out(static_cast<std::uint16_t>(value));
  } else if constexpr (is_strong<T>) {
    out(value.value);
  } else if constexpr (is_id16<T> || std::same_as<T, Digest>) {
    out(cereal::binary_data(value.bytes.data(), value.bytes.size()));
  } else if constexpr (std::same_as<T, Instant>) {
    out(value.ms);
  } else if constexpr (std::same_as<T, Date>) {
    const auto days = value.time_since_epoch().count();
    DONTHU_CHECK(std::in_range<std::int32_t>(days), "a date beyond all calendars");
    out(static_cast<std::int32_t>(days));
  } else if constexpr (std::same_as<T, std::string>) {
    write_bytes(out, value);
  } else if constexpr (std::same_as<T, Blob>) {
    write_bytes(out, value.bytes);
  } else if constexpr (std::same_as<T, Text>) {
    write_bytes(out, value.vi);
    write_bytes(out, value.en);
  } else if constexpr (std::same_as<T, SealedText>) {
    write_sealed(out, value);
  } else if constexpr (is_optional<T>) {
    out(static_cast<std::uint8_t>(value ? 1 : 0));
    if (value) write_value(out, *value);
  } else if constexpr (is_vector<T>) {
    if constexpr (is_variant<typename T::value_type>)
      DONTHU_CHECK(value.size() <= max_records, "more records than one commit may hold");
    write_size(out, value.size());
    for (const auto& element : value) write_value(out, element);
  } else if constexpr (is_variant<T>) {
    std::visit([&out](const auto& record) { write_record(out, record); }, value);
  } else {
    static_assert(Described<T>, "fields.h says what a field may be");
    out(value);
  }
}

template <class T>
void read_value(BinaryReader& in, T& value);

template <class T>
[[nodiscard]] T read_number(BinaryReader& in) {
  T number{};
  in(number);
  return number;
}

[[nodiscard]] inline bool read_flag(BinaryReader& in) {
  const auto number = read_number<std::uint8_t>(in);
  if (number > 1) [[unlikely]]
    fail_flag(number);
  return number == 1;
}

// A size, or a count of elements of at least `least` bytes, that the bytes can hold.
[[nodiscard]] inline std::uint32_t read_size(BinaryReader& in, std::size_t least) {
  std::uint32_t size = 0;
  in(cereal::make_size_tag(size));
  if (size > in.remaining() / least) [[unlikely]]
    fail_size(size, in.remaining());
  return size;
}

inline void read_bytes(BinaryReader& in, Bytes& bytes) {
  bytes.resize(read_size(in, 1));
  in(cereal::binary_data(bytes.data(), bytes.size()));
}

template <NamedEnum Enum>
void read_enum(BinaryReader& in, Enum& value) {
  const auto number = read_number<std::uint16_t>(in);
  const auto candidate = static_cast<Enum>(number);
  if (!is_known(candidate)) [[unlikely]]
    fail_enum(number);
  value = candidate;
}

template <class T>
void read_elements(BinaryReader& in, std::vector<T>& elements) {
  const std::uint32_t count = read_size(in, least_size<T>());
  if constexpr (is_variant<T>)
    if (count > max_records) fail_too_many(count);
  elements.clear();
  elements.reserve(std::min<std::uint32_t>(count, 64));
  for (std::uint32_t i = 0; i < count; ++i) read_value(in, elements.emplace_back());
}

template <class Variant>
struct RecordReaders;

// Finds how to read a record by its numbers, in a table made at compile time.
template <class... Alternatives>
struct RecordReaders<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;
  using Read = void (*)(BinaryReader&, Variant&);
  struct Row {
    std::uint32_t key;
    Read read;
  };
  static constexpr std::uint32_t key_of(std::uint16_t type, std::uint16_t version) {
    return (static_cast<std::uint32_t>(type) << 16) | version;
  }
  static constexpr bool commands = (Verb<Alternatives> && ...);
  static constexpr auto rows = [] {
    std::array table{Row{key_of(Alternatives::type, Alternatives::version),
                         [](BinaryReader& in, Variant& value) {
                           read_value(in, value.template emplace<Alternatives>());
                         }}...};
    std::sort(table.begin(), table.end(), [](const Row& a, const Row& b) { return a.key < b.key; });
    return table;
  }();
  static_assert(std::adjacent_find(rows.begin(), rows.end(),
                                   [](const Row& a, const Row& b) { return a.key == b.key; }) ==
                    rows.end(),
                "two records share a type and version number");

  static void read(BinaryReader& in, Variant& value) {
    const auto type = read_number<std::uint16_t>(in);
    const auto version = read_number<std::uint16_t>(in);
    const auto key = key_of(type, version);
    const auto row = std::lower_bound(rows.begin(), rows.end(), key,
                                      [](const Row& a, std::uint32_t b) { return a.key < b; });
    if (row == rows.end() || row->key != key) fail_record(type, version, commands);
    const std::uint32_t size = read_size(in, 1);
    const char* end = in.source().narrow(size);
    const bool references = std::exchange(in.references, in.references || commands);
    row->read(in, value);
    in.references = references;
    if (in.remaining() != 0) fail_left_over(in.remaining());
    in.source().widen(end);
  }
};

template <class T>
void read_value(BinaryReader& in, T& value) {
  if constexpr (std::same_as<T, bool>) {
    value = read_flag(in);
  } else if constexpr (std::integral<T>) {
    in(value);
  } else if constexpr (NamedEnum<T>) {
    read_enum(in, value);
  } else if constexpr (is_strong<T>) {
    in(value.value);
  } else if constexpr (is_id16<T> || std::same_as<T, Digest>) {
    in(cereal::binary_data(value.bytes.data(), value.bytes.size()));
  } else if constexpr (std::same_as<T, Instant>) {
    in(value.ms);
  } else if constexpr (std::same_as<T, Date>) {
    value = Date{days{read_number<std::int32_t>(in)}};
  } else if constexpr (std::same_as<T, std::string>) {
    read_bytes(in, value);
  } else if constexpr (std::same_as<T, Blob>) {
    read_bytes(in, value.bytes);
  } else if constexpr (std::same_as<T, Text>) {
    read_bytes(in, value.vi);
    read_bytes(in, value.en);
  } else if constexpr (std::same_as<T, SealedText>) {
    read_enum(in, value.about);
    in(value.key);
    read_bytes(in, value.box);
    if (in.references && !value.box.empty()) fail_box();
  } else if constexpr (is_optional<T>) {
    value.reset();
    if (read_flag(in)) read_value(in, value.emplace());
  } else if constexpr (is_vector<T>) {
    read_elements(in, value);
  } else if constexpr (is_variant<T>) {
    RecordReaders<T>::read(in, value);
  } else {
    static_assert(Described<T>, "fields.h says what a field may be");
    if (++in.nesting > max_nesting) [[unlikely]]
      fail_nesting();
    in(value);
    --in.nesting;
  }
}

// How cereal meets a field. The archives of this room are the only ones, so the casts hold.
template <class T>
void save(cereal::PortableBinaryOutputArchive& archive, const Field<T>& field) {
  write_value(static_cast<BinaryWriter&>(archive), field.value);
}

template <class T>
void load(cereal::PortableBinaryInputArchive& archive, Field<T>& field) {
  auto& in = static_cast<BinaryReader&>(archive);
  in.begin(field.name);
  read_value(in, field.value);
}

}  // namespace donthu::event
