#include "connectors/kafka/public_stream.h"

#include <algorithm>
#include <utility>

#include <sys/resource.h>

#include "connectors/kafka/public_writer.h"

namespace donthu::kafka {

namespace {

using std::chrono::milliseconds;

constexpr int less_right = 10;             // To the processor: see nice(2).
constexpr milliseconds look_again{1'000};  // Where nothing happens: ownership may have moved.
constexpr milliseconds gather{10};         // What happens meanwhile goes into the same group.
constexpr milliseconds first_pause{100};   // After a failure; doubled with every further one.
constexpr milliseconds longest_pause{5'000};
// The engine's patience is for commands that people wait for. Here a shorter one bounds how long a
// server that ends waits for a cluster that is away.
constexpr milliseconds longest_patience{3'000};

Connection with_short_patience(Connection connection) {
  connection.patience = std::min(connection.patience, longest_patience);
  return connection;
}

std::vector<std::uint64_t> heads(const runtime::Queries& queries) {
  std::vector<std::uint64_t> next;
  for (std::uint16_t i = 0; i < queries.partitions(); ++i) next.push_back(queries.next_seq({i}));
  return next;
}

}  // namespace

PublicStream::PublicStream(runtime::Engine& engine, Connection connection, Ours ours)
    : engine_(engine),
      connection_(with_short_patience(std::move(connection))),
      ours_(ours ? std::move(ours) : [&engine](PartitionId id) { return engine.writes(id); }),
      feed_(engine.queries(), engine.simulated()),
      next_(heads(engine.queries())) {
  listener_ = engine_.listen([this] {
    const std::lock_guard lock(mutex_);
    something_happened_ = true;
    happened_.notify_one();
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

PublicStream::~PublicStream() {
  engine_.unlisten(listener_);
  thread_.request_stop();
  std::unique_lock lock(mutex_);
  // Again and again: a group that was only being put together is sent after the first time.
  while (!ended_) {
    if (writer_) writer_->give_up();
    happened_.wait_for(lock, gather, [&] { return ended_; });
  }
}

void PublicStream::run(const std::stop_token& stop) {
  // Of this thread, and of those that the client starts from it.
  ::setpriority(PRIO_PROCESS, 0, less_right);
  auto pause = first_pause;
  while (!stop.stop_requested()) {
    const auto worked = work();
    if (!worked) {
      note_failure(worked.error());
      wait(stop, pause);
      pause = std::min(pause * 2, longest_pause);
      continue;
    }
    pause = first_pause;
    if (*worked) continue;
    wait(stop, look_again);
    // Not wait(), which ends with the next thing that happens.
    if (!stop.stop_requested()) std::this_thread::sleep_for(gather);
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  happened_.notify_all();
}

// True: there is more to do at once.
Result<bool> PublicStream::work() {
  if (!writer_) DONTHU_TRY(open());
  {
    const std::lock_guard lock(mutex_);
    something_happened_ = false;
  }
  DONTHU_ASSIGN(const auto step, writer_->step(ours_));
  note(*writer_, step.events, step.trouble ? to_string(*step.trouble) : "");
  return step.more && !step.trouble;
}

Status PublicStream::open() {
  const auto partitions = engine_.queries().partitions();
  // A topic that goes away later was taken away by somebody: it is not made again.
  if (topic_made_)
    DONTHU_TRY(check_public_topic(connection_, partitions));
  else
    DONTHU_TRY(make_public_topic(connection_, partitions));
  topic_made_ = true;
  DONTHU_ASSIGN(auto writer, PublicWriter::open(engine_.queries(), feed_, connection_));
  const std::lock_guard lock(mutex_);
  writer_ = std::move(writer);
  return {};
}

void PublicStream::note(const PublicWriter& writer, std::size_t events, std::string trouble) {
  const std::lock_guard lock(mutex_);
  health_.connected = true;
  health_.trouble = std::move(trouble);
  health_.events_sent += events;
  for (std::uint16_t i = 0; i < next_.size(); ++i)
    if (const auto next = writer.next_seq({i})) next_[i] = *next;
}

void PublicStream::note_failure(const Error& error) {
  std::unique_ptr<PublicWriter> given_up;
  const std::lock_guard lock(mutex_);
  health_.connected = false;
  health_.trouble = to_string(error);
  given_up = std::move(writer_);
}

void PublicStream::wait(const std::stop_token& stop, milliseconds time) {
  std::unique_lock lock(mutex_);
  happened_.wait_for(lock, stop, time, [&] { return something_happened_ && writer_ != nullptr; });
}

Instant PublicStream::recorded_at(PartitionId partition, std::uint64_t seq) const {
  Instant found{};
  // What cannot be read is told by the writer.
  std::ignore = engine_.queries().each_entry(partition, seq, [&](const auto& entry) {
    found = entry.recorded_at;
    return false;
  });
  return found;
}

PublicStream::Health PublicStream::health() const {
  Health health;
  std::vector<std::uint64_t> next;
  {
    const std::lock_guard lock(mutex_);
    health = health_;
    next = next_;
  }
  const auto& queries = engine_.queries();
  const auto now = engine_.now();
  for (std::uint16_t i = 0; i < next.size(); ++i) {
    const auto end = queries.next_seq({i});
    if (!ours_({i}) || next[i] >= end) continue;
    health.entries_behind += end - next[i];
    if (const auto oldest = recorded_at({i}, next[i]); oldest != Instant{})
      health.oldest_ms = std::max(health.oldest_ms, now.ms - oldest.ms);
  }
  return health;
}

Result<std::uint64_t> write_public_stream(const runtime::Engine& engine,
                                          const Connection& connection, const TopicShape& shape,
                                          const PublicStreamProgress& progress) {
  const auto& queries = engine.queries();
  const auto end = heads(queries);
  DONTHU_TRY(make_public_topic(connection, queries.partitions(), shape));
  feed::Feed feed(queries, engine.simulated());
  DONTHU_ASSIGN(const auto writer, PublicWriter::open(queries, feed, connection));
  std::uint64_t events = 0;
  for (bool more = true; more;) {
    DONTHU_ASSIGN(const auto step, writer->step([](PartitionId) { return true; }));
    if (step.trouble) return std::unexpected(*step.trouble);
    events += step.events;
    more = false;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    for (std::uint16_t i = 0; i < end.size(); ++i) {
      const auto next = std::min(writer->next_seq({i}).value_or(0), end[i]);
      more = more || next < end[i];
      done += next;
      total += end[i];
    }
    if (progress && !progress(done, total))
      return fail(ErrorCode::unavailable, "stopped", "the work was stopped before its end", {},
                  "Give the command again: it goes on where it stopped");
  }
  return events;
}

}  // namespace donthu::kafka
