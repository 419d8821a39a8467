// Files that only their owner may read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu::sealing {

// Owns a file descriptor. Reading and writing at a place is thread-safe.
class OpenFile {
 public:
  OpenFile(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // How many bytes were there to read, up to the size of `out`. io.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const;
  // full "disk-full" or io: some of the bytes may have been written.
  [[nodiscard]] Status write_at(std::uint64_t offset, ByteView bytes) const;
  [[nodiscard]] Result<std::uint64_t> size() const;
  // Cut or extended with zeros; durable after the next sync().
  [[nodiscard]] Status resize(std::uint64_t size) const;
  // Bytes and size are durable on return. After an error nobody knows what is, and asking again
  // does not tell.
  [[nodiscard]] Status sync() const;

 private:
  int descriptor_;
  std::filesystem::path path_;
};

// full for a disk, quota or file size limit; io for anything else.
[[nodiscard]] std::unexpected<Error> system_error(const char* action,
                                                  const std::filesystem::path& path, int number);

// invalid "not-private": others could read it, or it is not ours; the remedy names the command that
// mends it. not_found "no-such-folder". io.
[[nodiscard]] Status check_private_folder(const std::filesystem::path& folder);
// Makes the folder (0700) where it is absent, durable on return, and checks it.
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

// Opens a regular file that exists. not_found "no-such-file"; else as check_private_folder.
[[nodiscard]] Result<OpenFile> open_private_file(const std::filesystem::path& path, bool writable);
// Makes the file (0600) with these bytes; it appears whole and durable, or not at all.
// conflict "file-exists". full, io.
[[nodiscard]] Status create_private_file(const std::filesystem::path& path, ByteView bytes);

// Entries of the folder that were made or renamed are durable on return.
[[nodiscard]] Status sync_folder(const std::filesystem::path& folder);

}  // namespace donthu::sealing
