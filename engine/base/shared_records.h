// What all nodes of a cluster share beside the log: keys, and documents.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu {

struct SharedRecord {
  Bytes key;  // Of records with the same key only the last one is sure to be kept.
  Bytes value;
};

// A list to which every node appends, and which every node reads in the same order. Thread-safe.
class SharedRecords {
 public:
  // The value of a record; `place` grows from record to record. An error ends the reading.
  using Visitor = std::function<Status(std::uint64_t place, ByteView value)>;

  virtual ~SharedRecords() = default;

  // On success all are kept, in this order, and every read that begins afterwards finds them,
  // wherever it is done. unavailable; outcome_unknown: any of them may be kept or not, or may yet
  // be; publishing them again does no harm.
  [[nodiscard]] virtual Status publish(std::span<const SharedRecord> records) = 0;

  // Shows what stands from the place `from` on, up to the end as it is when the call begins, or
  // further, and gives the place after that: where the next call goes on. Some that had the same
  // key as a later one may be left out.
  // corrupt "shared-records-cut": `from` is beyond the end, so records that were read once are no
  // longer kept. unavailable. Else the error of `visit`.
  [[nodiscard]] virtual Result<std::uint64_t> read(std::uint64_t from, const Visitor& visit) = 0;
};

}  // namespace donthu
