// What nodes share, in memory: a topic without a broker.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/base/shared_records.h"

namespace donthu {

class SharedList final : public SharedRecords {
 public:
  Status publish(std::span<const SharedRecord> records) override {
    const std::lock_guard lock(mutex_);
    if (failing && !stored_though_failing) return std::unexpected(*failing);
    for (const auto& record : records) list_.emplace_back(record);
    if (failing) return std::unexpected(*failing);
    return {};
  }

  Result<std::uint64_t> read(std::uint64_t from, const Visitor& visit) override {
    std::vector<std::optional<SharedRecord>> found;
    {
      const std::lock_guard lock(mutex_);
      if (failing) return std::unexpected(*failing);
      ++reads;
      found = list_;
    }
    if (from > found.size()) return fail(ErrorCode::corrupt, "shared-records-cut", "cut", "topic");
    for (auto place = from; place < found.size(); ++place)
      if (found[place]) DONTHU_TRY(visit(place, found[place]->value));
    return found.size();
  }

  // Keeps the last record of each key, as a broker does after a while.
  void compact() {
    std::map<Bytes, std::size_t> last;
    for (std::size_t i = 0; i < list_.size(); ++i)
      if (list_[i]) last[list_[i]->key] = i;
    for (std::size_t i = 0; i < list_.size(); ++i)
      if (list_[i] && last[list_[i]->key] != i) list_[i].reset();
  }
  void lose(std::size_t place) { list_[place].reset(); }
  void clear() { list_.clear(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  [[nodiscard]] const std::optional<SharedRecord>& at(std::size_t place) const {
    return list_[place];
  }

  std::optional<Error> failing;
  bool stored_though_failing = false;  // As where the acknowledgement is lost.
  int reads = 0;

 private:
  std::mutex mutex_;
  std::vector<std::optional<SharedRecord>> list_;
};

}  // namespace donthu
