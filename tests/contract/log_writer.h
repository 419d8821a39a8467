// What tests of logs need: a folder that goes away, a genesis, and a writer that keeps a chain.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/log/event_log.h"

namespace donthu::log {

class Folder {
 public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "donthu-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;  // A folder left behind harms no test.
    std::filesystem::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path(const std::string& name = "log") const { return root_ / name; }

 private:
  std::filesystem::path root_;
};

inline constexpr Instant sample_time{1'643'000'400'000};

inline event::Genesis sample_genesis(std::uint16_t partitions = 4) {
  event::Genesis genesis;
  genesis.log.bytes.fill(0xd0);
  genesis.partitions = partitions;
  genesis.clock = event::ClockKind::simulated;
  genesis.created = sample_time;
  return genesis;
}

// Claims a partition, begins its epoch and appends. One thread at a time.
class Writer {
 public:
  Writer(EventLog& log, PartitionId partition) : log_(log), partition_(partition) {
    const auto claim = log.claim(partition);
    EXPECT_TRUE(claim) << to_string(claim.error());
    epoch_ = claim->epoch;
    head_ = *log.head(partition);
    write({*event::epoch_begun_entry(*claim, head_, sample_time)});
  }

  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  [[nodiscard]] const Head& head() const { return head_; }

  [[nodiscard]] Bytes next_entry(const Head& after, std::size_t body_bytes = 40) const {
    event::Envelope envelope;
    envelope.epoch = epoch_;
    envelope.seq = after.next_seq;
    envelope.prev = after.hash;
    envelope.log_time = {after.log_time.ms + 1};
    Bytes body(body_bytes, static_cast<char>('a' + after.next_seq % 26));
    return *event::encode_entry(envelope, body);
  }

  [[nodiscard]] static Head head_after(Head head, const std::vector<Bytes>& entries) {
    for (const auto& bytes : entries)
      head = event::head_after(*event::parse_entry(bytes), leaf_hash(bytes));
    return head;
  }

  [[nodiscard]] std::vector<Bytes> entries_after(Head head, std::size_t count,
                                                 std::size_t body_bytes = 40) const {
    std::vector<Bytes> entries;
    for (std::size_t i = 0; i < count; ++i) {
      entries.push_back(next_entry(head, body_bytes));
      head = head_after(head, {entries.back()});
    }
    return entries;
  }

  // One append for each size; returns everything that was written.
  std::vector<Bytes> write_groups(const std::vector<std::size_t>& sizes) {
    std::vector<Bytes> written;
    for (const auto size : sizes) {
      const auto entries = entries_after(head_, size);
      write(entries);
      written.insert(written.end(), entries.begin(), entries.end());
    }
    return written;
  }

 private:
  void write(const std::vector<Bytes>& entries) {
    const auto outcome = log_.append_one({partition_, epoch_, head_, entries});
    ASSERT_TRUE(std::holds_alternative<Appended>(outcome)) << "outcome " << outcome.index();
    head_ = std::get<Appended>(outcome).head;
  }

  EventLog& log_;
  PartitionId partition_;
  std::uint64_t epoch_ = 0;
  Head head_;
};

}  // namespace donthu::log
