// What lies where in a data folder, and what must hold before it is opened.
#pragma once

#include <filesystem>

#include "engine/base/result.h"
#include "engine/runtime/configuration.h"

namespace donthu::runtime {

// data/
//   FORMAT       the layout's number
//   log/         the stored entries: the record itself
//   state/       everything folded; can be made anew from the log
//   heads        where each partition ended, and up to where it was verified
//   kafka.conf   where the log lies in a topic of Apache Kafka: in which; `log` is then a copy
//   documents/   attachments, sealed, by digest
//   keys/        master key and key file, unless the configuration says elsewhere
struct DataFolder {
  std::filesystem::path root;
  std::filesystem::path keys;

  explicit DataFolder(const Configuration& configuration);

  [[nodiscard]] std::filesystem::path log() const { return root / "log"; }
  [[nodiscard]] std::filesystem::path state() const { return root / "state"; }
  [[nodiscard]] std::filesystem::path heads() const { return root / "heads"; }
  [[nodiscard]] std::filesystem::path kafka() const { return root / "kafka.conf"; }
  [[nodiscard]] std::filesystem::path documents() const { return root / "documents"; }

  // Makes the folder, and at the end its FORMAT: it is a data folder only once it is whole.
  // conflict "folder-not-empty"; io.
  [[nodiscard]] Status create_root() const;
  [[nodiscard]] Status write_format() const;
  // not_found "no-data-folder"; unsupported "newer-data-folder"; corrupt "bad-data-folder".
  [[nodiscard]] Status check() const;
};

// Bytes free for ordinary users on the disk of the data or that of the keys, whichever has less.
// io.
[[nodiscard]] Result<std::uint64_t> free_bytes(const DataFolder& folder);

// That `bytes` more leave the reserve free. full "disk-reserve"; io.
[[nodiscard]] Status check_room(const Configuration& configuration, std::uint64_t bytes = 0);

}  // namespace donthu::runtime
