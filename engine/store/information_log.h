// Where RocksDB notes what it does. Not for other rooms.
#pragma once

#include <memory>
#include <string>

#include <rocksdb/env.h>

namespace donthu::store {

// The file LOG in the database's folder: warnings and worse, a few megabytes at most. RocksDB's own
// writer of that file is not used, because Debian builds RocksDB with its assertions on, and one of
// them ends the process once a write to LOG has failed, as it does on a full disk. This one drops
// what it cannot write.
[[nodiscard]] std::shared_ptr<rocksdb::Logger> open_information_log(const std::string& folder);

}  // namespace donthu::store
