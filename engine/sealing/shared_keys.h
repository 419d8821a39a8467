// The keys of a log as its nodes share them: which records every node must have, and whose a number
// is. For this room only.
//
// Numbers are claimed before they are used: a process shares a range, under a name that nobody else
// draws, and a range counts where it begins right after the last one that counted. All nodes read
// the same records in the same order, so all agree; and a range belongs to one process for as long
// as that lives, and to nobody afterwards. So no number is ever given out twice, neither by a
// process that was stopped for an hour, nor by two that were started from copies of one folder.
//
// The first record is a header as that of the key file: nobody shares keys under another master
// key.
//
// `keys.position`, beside the key file, tells up to where this node has read. Without it everything
// is read again, which does no harm.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "engine/base/ids.h"
#include "engine/base/ports.h"
#include "engine/base/shared_records.h"
#include "engine/sealing/master_key.h"
#include "engine/sealing/record.h"

namespace donthu::sealing {

// How far a node has come.
struct SharedPosition {
  std::uint64_t place = 0;    // Where to read on; 0: nothing was ever read, or all must be again.
  std::uint64_t highest = 0;  // The last number of the last range that counted.
};

constexpr const char* position_name = "keys.position";

// Absent or unreadable: the beginning.
[[nodiscard]] SharedPosition read_position(const std::filesystem::path& folder);
// Durable on return. full, io.
[[nodiscard]] Status write_position(const std::filesystem::path& folder,
                                    const SharedPosition& position);

// One thread at a time, but for publish() and strange().
class SharedKeys {
 public:
  // Gets every record of a key that was shared, proven or not, in their order.
  using Take = std::function<Status(std::uint64_t number, ByteView record)>;

  // All must outlive it.
  SharedKeys(SharedRecords& records, std::filesystem::path folder, const MasterKey& master,
             const LogId& log, Random& random);

  [[nodiscard]] const SharedPosition& position() const { return position_; }

  // Records of keys, the first of that number, the others following without a gap. Errors of
  // SharedRecords::publish.
  [[nodiscard]] Status publish(std::uint64_t first, ByteView records);

  // Gives what was shared since the last call. Errors of SharedRecords::read and of `take`; invalid
  // "wrong-master-key": the others have another one. Then the same is given again.
  [[nodiscard]] Status read_on(const Take& take);
  // The next read_on() gives everything.
  void begin_again() { position_ = {}; }
  // What was given is durable, and need not be given again after a restart. full, io.
  [[nodiscard]] Status remember();

  // After everything was read once: shares a header where there is none, or where the log is a new
  // one and nobody has claimed a number yet. invalid "wrong-master-key",  "keys-of-another-log";
  // else as publish() and read_on().
  [[nodiscard]] Status begin(bool new_log, const Take& take);

  // `count` numbers for this process alone, all above `above`; what lies between becomes nobody
  // else's either. Reads on meanwhile. unavailable "keys-not-shared": try again; else as read_on().
  [[nodiscard]] Result<NumberRange> claim(std::uint64_t above, std::uint64_t count,
                                          const Take& take);

  // Records that are neither keys nor ranges of this log, and were passed over.
  [[nodiscard]] std::uint64_t strange() const { return strange_; }
  void count_strange() { ++strange_; }

 private:
  [[nodiscard]] Status visit(ByteView record, const Take& take);

  SharedRecords& records_;
  const std::filesystem::path folder_;
  const MasterKey& master_;
  const LogId log_;
  Random& random_;
  SharedPosition position_;
  SharedPosition remembered_;
  Bytes header_;      // The last one before the first range, if it was read.
  Bytes claiming_;    // Name of the range that is being claimed.
  bool won_ = false;  // And whether it counts.
  std::atomic<std::uint64_t> strange_{0};
};

}  // namespace donthu::sealing
