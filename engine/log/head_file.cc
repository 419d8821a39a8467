#include "engine/log/head_file.h"

#include <cerrno>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "engine/base/durable_file.h"

namespace donthu::log {

namespace {

constexpr ByteView magic = "DTHF";
constexpr std::uint16_t format_version = 1;
constexpr std::size_t header_bytes = 24;
constexpr std::size_t checksum_bytes = 32;
constexpr std::size_t largest_file =
    header_bytes + std::size_t{event::max_partitions} * 2 * head_bytes + checksum_bytes;

std::unexpected<Error> broken(std::string reason, std::string message) {
  return fail(ErrorCode::corrupt, std::move(reason), std::move(message), {},
              "Keep the file for the audit; without it the head is not compared.");
}

constexpr std::string_view io_reason = "head-file-io";

}  // namespace

void put_head(Bytes& out, const event::Head& head) {
  put_le(out, head.next_seq);
  out += head.hash.view();
  put_le(out, head.epoch);
  put_le(out, static_cast<std::uint64_t>(head.log_time.ms));
}

event::Head get_head(ByteView bytes, std::size_t offset) {
  event::Head head;
  head.next_seq = get_le<std::uint64_t>(bytes, offset);
  bytes.copy(reinterpret_cast<char*>(head.hash.bytes.data()), head.hash.bytes.size(), offset + 8);
  head.epoch = get_le<std::uint64_t>(bytes, offset + 40);
  head.log_time = {static_cast<std::int64_t>(get_le<std::uint64_t>(bytes, offset + 48))};
  return head;
}

Bytes encode_head_file(const HeadFile& file) {
  Bytes out;
  out.reserve(header_bytes + file.partitions.size() * 2 * head_bytes + checksum_bytes);
  out += magic;
  put_le(out, format_version);
  put_le(out, static_cast<std::uint16_t>(file.partitions.size()));
  out += file.log.view();
  for (const auto& mark : file.partitions) {
    put_head(out, mark.head);
    put_head(out, mark.verified);
  }
  out += sha256(out).view();
  return out;
}

Result<HeadFile> parse_head_file(ByteView bytes) {
  if (bytes.size() < header_bytes + checksum_bytes || bytes.size() > largest_file)
    return broken("head-file-length", fmt::format("The head file has {} bytes", bytes.size()));
  if (!bytes.starts_with(magic))
    return broken("head-file-magic", "This is not a head file: it does not begin with DTHF");
  const auto version = get_le<std::uint16_t>(bytes, 4);
  if (version > format_version)
    return fail(ErrorCode::unsupported, "head-file-newer",
                fmt::format("The head file has format version {}, this program knows up to {}",
                            version, format_version),
                {}, "Use the version of the program that wrote it, or a newer one.");
  const std::size_t count = get_le<std::uint16_t>(bytes, 6);
  if (version == 0 || count > event::max_partitions ||
      bytes.size() != header_bytes + count * 2 * head_bytes + checksum_bytes)
    return broken("head-file-length",
                  fmt::format("The head file has {} bytes for {} partitions", bytes.size(), count));
  const auto covered = bytes.size() - checksum_bytes;
  if (sha256(bytes.substr(0, covered)).view() != bytes.substr(covered))
    return broken("head-file-checksum", "The head file's checksum is wrong");
  HeadFile file;
  file.log = *id_from_bytes<LogId>(bytes.substr(8, 16));
  file.partitions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto offset = header_bytes + i * 2 * head_bytes;
    file.partitions.push_back({get_head(bytes, offset), get_head(bytes, offset + head_bytes)});
  }
  return file;
}

Result<HeadFile> read_head_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    const int error = errno;
    if (error != ENOENT) return file_refused("open", path, error, io_reason);
    return fail(ErrorCode::not_found, "no-head-file", fmt::format("There is no file {}", path),
                path);
  }
  Bytes bytes(largest_file + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return file_refused("read", path, errno, io_reason);
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  auto file = parse_head_file(bytes);
  if (!file) file.error().field = path;
  return file;
}

Status write_head_file(const std::string& path, const HeadFile& file) {
  return replace_file(path, encode_head_file(file), 0640, io_reason);
}

}  // namespace donthu::log
