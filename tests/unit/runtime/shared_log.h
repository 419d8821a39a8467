// Several engines on one log, in one process: the log in memory, and an ownership that the test
// decides.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "engine/log/log_source.h"
#include "engine/log/memory_log.h"
#include "engine/runtime/ownership.h"
#include "tests/unit/sealing/shared_list.h"

namespace donthu::runtime {

// Who claimed what, as far as the engines' logs made claims.
class Claims {
 public:
  void note(const event::Claim& claim, const std::string& node) {
    const std::lock_guard lock(mutex_);
    nodes_[claim.nonce] = node;
  }
  [[nodiscard]] std::string claimant(const event::Claim& claim) const {
    const std::lock_guard lock(mutex_);
    const auto place = nodes_.find(claim.nonce);
    return place == nodes_.end() ? "" : place->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<event::Nonce, std::string> nodes_;
};

// Where a node's appends wait for as long as the test wants it.
class Gate {
 public:
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass(std::size_t partitions) {
    std::unique_lock lock(mutex_);
    widest_ = std::max(widest_, partitions);
    ++waiting_;
    changed_.wait(lock, [&] { return open_; });
    --waiting_;
  }
  [[nodiscard]] bool somebody_waits() const {
    const std::lock_guard lock(mutex_);
    return waiting_ > 0;
  }
  // The most partitions that went through together.
  [[nodiscard]] std::size_t widest() const {
    const std::lock_guard lock(mutex_);
    return widest_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  int waiting_ = 0;
  std::size_t widest_ = 0;
};

// One node's view of the shared log.
class NodeLog final : public log::EventLog {
 public:
  NodeLog(log::EventLog& shared, Claims& claims, std::string node, Gate& appends)
      : shared_(shared), claims_(claims), node_(std::move(node)), appends_(appends) {}

  [[nodiscard]] const event::Genesis& genesis() const override { return shared_.genesis(); }
  [[nodiscard]] Result<event::Claim> claim(PartitionId id) override {
    DONTHU_ASSIGN(auto claim, shared_.claim(id));
    claims_.note(claim, node_);
    return claim;
  }
  [[nodiscard]] std::vector<log::AppendOutcome> append(
      std::span<const log::Append> appends) override {
    appends_.pass(appends.size());
    return shared_.append(appends);
  }
  [[nodiscard]] std::size_t partitions_at_once() const override { return 1; }
  [[nodiscard]] Result<log::Head> head(PartitionId id) const override { return shared_.head(id); }
  [[nodiscard]] Result<std::uint64_t> current_epoch(PartitionId id) const override {
    return shared_.current_epoch(id);
  }
  [[nodiscard]] Result<std::optional<event::Claim>> last_claim(PartitionId id) const override {
    return shared_.last_claim(id);
  }
  [[nodiscard]] Result<std::uint64_t> read(PartitionId id, std::uint64_t from,
                                           const log::Visitor& visit) const override {
    return shared_.read(id, from, visit);
  }
  [[nodiscard]] Result<Bytes> read_one(PartitionId id, std::uint64_t seq) const override {
    return shared_.read_one(id, seq);
  }
  [[nodiscard]] Result<bool> wait_beyond(PartitionId id, std::uint64_t next_seq,
                                         std::chrono::milliseconds timeout) const override {
    return shared_.wait_beyond(id, next_seq, timeout);
  }
  [[nodiscard]] Status reopen() override { return {}; }
  [[nodiscard]] bool writable() const override { return true; }
  [[nodiscard]] log::VoidCounts void_counts(PartitionId id) const override {
    return shared_.void_counts(id);
  }

 private:
  log::EventLog& shared_;
  Claims& claims_;
  std::string node_;
  Gate& appends_;
};

// A node's view of a shared list.
class NodeList final : public SharedRecords {
 public:
  explicit NodeList(SharedList& list) : list_(list) {}
  [[nodiscard]] Status publish(std::span<const SharedRecord> records) override {
    return list_.publish(records);
  }
  [[nodiscard]] Result<std::uint64_t> read(std::uint64_t from, const Visitor& visit) override {
    return list_.read(from, visit);
  }

 private:
  SharedList& list_;
};

// What stands beside the log.
struct SharedLists {
  SharedList keys;
  SharedList documents;
};

// Makes the shared log when the first folder is made, and gives every engine its view.
class SharedSource final : public log::LogSource {
 public:
  SharedSource(std::unique_ptr<log::MemoryLog>& shared, SharedLists& beside, Claims& claims,
               std::string node)
      : shared_(shared), beside_(beside), claims_(claims), node_(std::move(node)) {}

  [[nodiscard]] Result<event::Genesis> create(const std::string&, const event::Genesis& genesis,
                                              Random&) const override {
    static SystemRandom nonces;
    shared_ = std::make_unique<log::MemoryLog>(genesis, nonces);
    return shared_->genesis();
  }
  [[nodiscard]] Result<std::unique_ptr<log::EventLog>> open(
      const std::string&, Random&, const log::EmbeddedLogOptions&) const override {
    return std::make_unique<NodeLog>(*shared_, claims_, node_, appends);
  }
  [[nodiscard]] Result<std::unique_ptr<log::EventLog>> join(const std::string& path,
                                                            Random& random) const override {
    return open(path, random, {});
  }
  [[nodiscard]] Result<std::unique_ptr<SharedRecords>> keys() const override {
    return std::make_unique<NodeList>(beside_.keys);
  }
  [[nodiscard]] Result<std::unique_ptr<SharedRecords>> documents() const override {
    return std::make_unique<NodeList>(beside_.documents);
  }

  mutable Gate appends;  // Of the node; it must outlive the engine.

 private:
  std::unique_ptr<log::MemoryLog>& shared_;
  SharedLists& beside_;
  Claims& claims_;
  std::string node_;
};

// The test assigns.
class GivenOwnership final : public Ownership {
 public:
  GivenOwnership(const Claims& claims, std::string name, std::vector<std::string> all)
      : claims_(claims), self_{name, "http://" + name}, all_(std::move(all)) {}

  void assign(const std::set<PartitionId>& partitions) {
    const std::lock_guard lock(mutex_);
    if (assigned_) assigned_(partitions);
  }

  [[nodiscard]] const Node& self() const override { return self_; }
  [[nodiscard]] Status join(std::function<void(std::set<PartitionId>)> assigned) override {
    const std::lock_guard lock(mutex_);
    assigned_ = std::move(assigned);
    return {};
  }
  void leave() override {
    const std::lock_guard lock(mutex_);
    if (assigned_) assigned_({});
    assigned_ = {};
  }
  [[nodiscard]] std::optional<Node> claimant(const event::Claim& claim) const override {
    const std::string name = claims_.claimant(claim);
    if (name.empty()) return std::nullopt;
    return Node{name, "http://" + name};
  }
  [[nodiscard]] std::vector<Node> nodes() const override {
    std::vector<Node> nodes;
    for (const auto& name : all_) nodes.push_back({name, "http://" + name});
    return nodes;
  }
  [[nodiscard]] std::string trouble() const override { return {}; }
  [[nodiscard]] Result<std::vector<Replicas>> replicas() const override {
    return std::vector<Replicas>();
  }

 private:
  const Claims& claims_;
  Node self_;
  std::vector<std::string> all_;
  std::mutex mutex_;
  std::function<void(std::set<PartitionId>)> assigned_;
};

}  // namespace donthu::runtime
