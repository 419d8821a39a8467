#include "engine/sealing/record.h"

#include <algorithm>

#include <sodium.h>

#include "engine/base/check.h"
#include "engine/sealing/cipher.h"

namespace donthu::sealing {
namespace {

constexpr ByteView header_magic("DTKEYS\x01\0", 8);
constexpr ByteView header_name = header_magic.substr(0, 6);
constexpr ByteView record_magic("DTK", 3);

constexpr std::size_t prefix_size = 32;
constexpr std::size_t number_at = 8;
constexpr std::size_t name_at = 16;
constexpr std::size_t name_size = 16;
constexpr std::size_t nonce_at = prefix_size;
constexpr std::size_t box_at = nonce_at + nonce_size;
constexpr std::size_t box_size = secret_size + tag_size;
constexpr std::size_t header_log_at = header_magic.size();

enum class Kind : std::uint8_t { key = 1, erased = 2, range = 3 };

Bytes bound_to(ByteView prefix, const LogId& log) {
  Bytes bound(prefix);
  bound.append(log.view());
  return bound;
}

// Prefix, nonce and box of `plain`, filled up with zeros.
Bytes sealed_record(Bytes record, ByteView nonce, ByteView plain, const LogId& log,
                    const Secret& wrapping_key) {
  DONTHU_CHECK(record.size() == prefix_size, "the prefix of a record has 32 bytes");
  const Bytes bound = bound_to(record, log);
  record.append(nonce);
  encrypt(record, plain, bound, nonce, wrapping_key);
  record.resize(record_size, '\0');
  return record;
}

Bytes prefix_of(Kind kind, std::uint64_t number, ByteView name) {
  Bytes prefix(record_magic);
  prefix.push_back(static_cast<char>(kind));
  prefix.append(4, '\0');
  put_le(prefix, number);
  prefix.append(name);
  return prefix;
}

// Whether record holds a box of `size` plain bytes, written to `plain`, and nothing after it.
bool open_record(char* plain, std::size_t size, ByteView record, const LogId& log,
                 const Secret& wrapping_key) {
  const std::size_t end = box_at + size + tag_size;
  return is_unused(record.substr(end)) &&
         decrypt(plain, record.substr(box_at, size + tag_size),
                 bound_to(record.substr(0, prefix_size), log), record.substr(nonce_at, nonce_size),
                 wrapping_key);
}

bool is_of_kind(ByteView record, Kind kind) {
  return record.size() == record_size && record.starts_with(record_magic) &&
         record[record_magic.size()] == static_cast<char>(kind);
}

std::unexpected<Error> damaged(std::uint64_t number) {
  return fail(ErrorCode::corrupt, "key-damaged",
              "key " + std::to_string(number) + " is not what was written", "keys.dat",
              "Restore the key folder from a copy, then repeat the erasures since");
}

}  // namespace

Bytes encode_header(const LogId& log, const Secret& wrapping_key, Random& random) {
  Bytes header(header_magic);
  header.append(log.view());
  header.resize(prefix_size, '\0');
  Bytes nonce(nonce_size, '\0');
  random.fill(octets(nonce.data()), nonce.size());
  return sealed_record(std::move(header), nonce, {}, log, wrapping_key);
}

Result<LogId> decode_header(ByteView header) {
  if (header.size() < record_size || !header.starts_with(header_name))
    return fail(ErrorCode::corrupt, "key-file-damaged",
                "this is no key file, or its head is damaged", "keys.dat",
                "Restore the key folder from a copy");
  if (!header.starts_with(header_magic))
    return fail(ErrorCode::unsupported, "key-file-version", "a newer version wrote this key file",
                "keys.dat", "Run the version that wrote it, or a newer one");
  return *id_from_bytes<LogId>(header.substr(header_log_at, sizeof(LogId)));
}

bool is_header(ByteView record) {
  return record.size() == record_size && record.starts_with(header_magic);
}

Status check_header(ByteView header, const Secret& wrapping_key) {
  DONTHU_ASSIGN(const LogId log, decode_header(header));
  if (open_record(nullptr, 0, header, log, wrapping_key)) return {};
  return fail(ErrorCode::invalid, "wrong-master-key",
              "the master key is not the one under which these keys were made", "keys.dat",
              "Restore master.key and keys.dat together, from the same copy");
}

Secret encode_new_key(Bytes& out, std::uint64_t number, const LogId& log,
                      const Secret& wrapping_key, Random& random) {
  // One draw for all three parts: each draw costs as much as the wrapping.
  std::array<char, secret_size + name_size + nonce_size> drawn{};
  random.fill(octets(drawn.data()), drawn.size());
  Secret key;
  std::copy_n(octets(drawn.data()), secret_size, key.data());
  sodium_memzero(drawn.data(), secret_size);
  const ByteView name(drawn.data() + secret_size, name_size);
  const ByteView nonce(drawn.data() + secret_size + name_size, nonce_size);
  out.append(
      sealed_record(prefix_of(Kind::key, number, name), nonce, key.view(), log, wrapping_key));
  return key;
}

Bytes encode_erased(ByteView record, std::uint64_t number, const LogId& log,
                    const Secret& wrapping_key, Random& random) {
  // A damaged record has no name to keep.
  const bool named = record.size() == record_size && record.starts_with(record_magic);
  const Bytes name = named ? Bytes(record.substr(name_at, name_size)) : Bytes(name_size, '\0');
  Bytes nonce(nonce_size, '\0');
  random.fill(octets(nonce.data()), nonce.size());
  return sealed_record(prefix_of(Kind::erased, number, name), nonce, {}, log, wrapping_key);
}

Result<Secret> decode_key(ByteView record, std::uint64_t number, const LogId& log,
                          const Secret& wrapping_key) {
  if (record.size() != record_size || !record.starts_with(record_magic) ||
      get_le<std::uint64_t>(record, number_at) != number)
    return damaged(number);
  const auto kind = static_cast<std::uint8_t>(record[record_magic.size()]);
  if (kind == static_cast<std::uint8_t>(Kind::erased)) {
    if (!open_record(nullptr, 0, record, log, wrapping_key)) return damaged(number);
    return fail(ErrorCode::not_found, "key-erased",
                "what was sealed here was erased: its key is destroyed");
  }
  if (kind != static_cast<std::uint8_t>(Kind::key)) {
    if (kind == 0) return damaged(number);
    return fail(ErrorCode::unsupported, "key-kind",
                "key " + std::to_string(number) + " was written by a newer version, or is damaged",
                "keys.dat", "Run the newer version");
  }
  Secret key;
  if (!open_record(reinterpret_cast<char*>(key.data()), secret_size, record, log, wrapping_key))
    return damaged(number);
  return key;
}

Result<std::uint64_t> number_of(ByteView record) {
  if (record.size() != record_size || !record.starts_with(record_magic)) return damaged(0);
  return get_le<std::uint64_t>(record, number_at);
}

ByteView record_name(ByteView record) { return record.substr(name_at, name_size); }

Bytes encode_range(const NumberRange& range, const LogId& log, const Secret& wrapping_key,
                   Random& random) {
  std::array<char, name_size + nonce_size> drawn{};
  random.fill(octets(drawn.data()), drawn.size());
  const ByteView name(drawn.data(), name_size);
  const ByteView nonce(drawn.data() + name_size, nonce_size);
  Bytes last;
  put_le(last, range.last);
  last.resize(secret_size, '\0');
  return sealed_record(prefix_of(Kind::range, range.first, name), nonce, last, log, wrapping_key);
}

bool is_range(ByteView record) { return is_of_kind(record, Kind::range); }
bool is_erasure(ByteView record) { return is_of_kind(record, Kind::erased); }

Result<NumberRange> decode_range(ByteView record, const LogId& log, const Secret& wrapping_key) {
  DONTHU_ASSIGN(const std::uint64_t first, number_of(record));
  Bytes last(secret_size, '\0');
  if (!is_range(record) || !open_record(last.data(), last.size(), record, log, wrapping_key))
    return damaged(first);
  return NumberRange{first, get_le<std::uint64_t>(last, 0)};
}

bool is_unused(ByteView record) {
  return std::all_of(record.begin(), record.end(), [](char c) { return c == '\0'; });
}

}  // namespace donthu::sealing
