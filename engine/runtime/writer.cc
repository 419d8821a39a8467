#include "engine/runtime/writer.h"

#include <algorithm>
#include <chrono>

#include "engine/base/check.h"

namespace donthu::runtime {
namespace {

// Longer than a change of leader takes. Whoever comes later is told at once instead of waiting too.
constexpr std::chrono::seconds longest_stall{6};

}  // namespace

Error busy(std::string message, std::string vi) {
  return {ErrorCode::unavailable, "busy", std::move(message),
          std::move(vi),          {},     "Try again in a moment with the same idempotency key"};
}

Writer::Writer(WriterPorts ports, std::map<PartitionId, PartitionState> partitions)
    : ports_(std::move(ports)),
      rows_(ports_.state),
      overlay_(rows_),
      cases_(ports_.configuration.cached_cases),
      guard_(ports_.clock, ports_.configuration),
      partitions_(std::move(partitions)),
      group_(std::make_shared<Group>()) {
  overlay_.push(group_->rows);
  Instant last;
  for (const auto& [id, partition] : partitions_) last = std::max(last, partition.head.log_time);
  for (const auto& [id, partition] : partitions_) agendas_.try_emplace(id, rows_, id);
  guard_.begin(last);
  doubt_ = guard_.reason();
  shown_ = partitions_;
  ports_.committer.on_done([this] { wake(); });
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
  ports_.committer.on_done({});
}

void Writer::submit(Prepared prepared, Completion done) {
  std::optional<Error> refused;
  {
    const std::lock_guard lock(mutex_);
    if (stop_)
      refused = busy("the engine is stopping", "Hệ thống đang dừng");
    else if (intake_stopped_)
      refused = intake_stopped_;
    else if (ports_.committer.stalled_for() > longest_stall)
      refused = busy("the log has not answered for a while", "Nhật ký không phản hồi");
    else if (queue_.size() >= ports_.configuration.queue_length)
      refused = busy("too many commands wait", "Hệ thống đang bận");
    else
      queue_.push({std::move(prepared), std::move(done)});
  }
  if (refused)
    done(std::unexpected(*refused));
  else
    wake_.notify_one();
}

void Writer::between_groups(const std::function<void()>& work) {
  std::unique_lock lock(mutex_);
  bool done = false;
  between_.emplace_back(&work, &done);
  woken_ = true;
  wake_.notify_one();
  between_done_.wait(lock, [&] { return done; });
}

void Writer::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

void Writer::assign(std::set<PartitionId> partitions) {
  {
    const std::lock_guard lock(mutex_);
    assigned_ = std::move(partitions);
    woken_ = true;
  }
  wake_.notify_one();
}

void Writer::stop_intake(const std::string& reason, ErrorCode code) {
  const std::lock_guard lock(mutex_);
  const bool full = code == ErrorCode::full;
  intake_stopped_ = Error{code,
                          full ? "disk-reserve" : "intake-stopped",
                          reason,
                          full ? "Ổ đĩa gần đầy: tạm ngừng tiếp nhận" : "Tạm ngừng tiếp nhận",
                          {},
                          full ? "Make room on the disk; reading goes on, and intake begins again "
                                 "by itself"
                               : "Try again later"};
}

void Writer::open_intake() {
  const std::lock_guard lock(mutex_);
  intake_stopped_.reset();
}

std::size_t Writer::queue_length() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::map<PartitionId, PartitionState> Writer::partitions() const {
  const std::lock_guard lock(shown_mutex_);
  return shown_;
}

bool Writer::is_ours(PartitionId partition) const {
  const std::lock_guard lock(shown_mutex_);
  const auto place = shown_.find(partition);
  return place != shown_.end() && place->second.ours;
}

std::string Writer::doubt() const {
  if (ports_.committer.stalled_for() > longest_stall) return "the log has not answered for a while";
  const std::lock_guard lock(shown_mutex_);
  return log_away_.empty() ? doubt_ : log_away_;
}

void Writer::run() {
  for (;;) {
    wait_for_work();
    {
      const std::lock_guard lock(mutex_);
      if (stop_ && queue_.empty() && between_.empty()) break;
    }
    one_round();
  }
  hand_over_group();
  ports_.committer.drain();
  settle_done();
}

void Writer::wait_for_work() {
  using std::chrono::milliseconds;
  // The system clock may be set while we sleep, so no sleep is longer than this.
  std::int64_t sleep_ms = 1'000;
  if (ports_.clock.simulated()) sleep_ms = 20;
  if (next_due_)
    sleep_ms = std::clamp<std::int64_t>(next_due_->ms - ports_.clock.now().ms, 0, sleep_ms);
  if (guard_.in_doubt()) sleep_ms = 1'000;
  if (counters_.open_sweeps > 0 && !guard_.in_doubt()) sleep_ms = 0;
  // It wakes us when it is free.
  if (ports_.committer.busy()) sleep_ms = 1'000;
  if (unsettled_) sleep_ms = std::min<std::int64_t>(sleep_ms, 100);
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, milliseconds(sleep_ms), [&] {
    const bool ends = stop_ && queue_.empty();
    return woken_ || ends || !between_.empty() || queue_.has_for(group_->asked, room());
  });
  woken_ = false;
}

void Writer::one_round() {
  settle_done();
  look_at_clock();
  if (broken_) {
    recover_after(*broken_);
    if (broken_) std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  look_at_others();
  std::pair<const std::function<void()>*, bool*> between{nullptr, nullptr};
  {
    const std::lock_guard lock(mutex_);
    if (!between_.empty()) {
      between = between_.front();
      between_.pop_front();
    }
  }
  if (between.first != nullptr) {
    (void)flush_group();
    (*between.first)();
    (void)flush_group();
    {
      const std::lock_guard lock(mutex_);
      *between.second = true;
      woken_ = true;
    }
    between_done_.notify_all();
  }
  decide_waiting();
  if (!guard_.in_doubt() && !broken_ && !group_->acted) act();
  // The group grows while the one before it is on its way: a small one costs the log as much.
  if (!ports_.committer.busy()) hand_over_group();
}

void Writer::act() {
  if (const Status opened = open_succession(); !opened) broken_ = opened.error();
  if (broken_) return;
  const auto fired = fire_all_due(ports_.configuration.firings_per_group);
  const auto swept = step_sweeps(ports_.configuration.sweep_steps_per_group);
  if (!fired) broken_ = fired.error();
  if (!swept) broken_ = swept.error();
  group_->acted = (fired && *fired > 0) || (swept && *swept);
  if (group_->acted) wake();
}

GroupRoom Writer::room() const {
  // While all are refused, nobody is to wait for a turn.
  return {ports_.configuration.group_commands - group_->replies.size(),
          broken_ ? ports_.log.partitions() : ports_.log.partitions_at_once()};
}

void Writer::look_at_clock() {
  guard_.look();
  const std::lock_guard lock(shown_mutex_);
  doubt_ = guard_.reason();
}

// Rows of groups that are durable now are read from the database. Gives why one failed.
std::optional<Error> Writer::take_done() {
  std::optional<Error> failure;
  for (const Committed& committed : ports_.committer.take()) {
    if (committed.failure) {
      failure = committed.failure;
      continue;
    }
    overlay_.pop_oldest();
    for (auto& [id, agenda] : agendas_) agenda.settle(committed.group->number);
  }
  return failure;
}

void Writer::settle_done() {
  if (const auto failure = take_done()) recover_after(*failure);
}

void Writer::show() {
  const std::lock_guard lock(shown_mutex_);
  shown_ = partitions_;
}

std::optional<Error> Writer::refusal(PartitionId partition) const {
  if (broken_)
    return busy("the log could not be opened: " + broken_->message, "Nhật ký chưa mở lại được");
  if (guard_.in_doubt())
    return Error{ErrorCode::unavailable,
                 "clock-in-doubt",
                 "the clock is in doubt: " + guard_.reason(),
                 "Đồng hồ hệ thống không đáng tin",
                 {},
                 "Set the clock right; an operator then confirms it (donthu clock confirm)"};
  const PartitionState& state = partitions_.at(partition);
  if (!state.ours) return written_elsewhere(partition);
  if (!state.read_only.empty())
    return Error{ErrorCode::unavailable,
                 "partition-read-only",
                 state.read_only,
                 "Phân vùng chỉ cho đọc: nhật ký khác với những gì đã biết",
                 {},
                 "Run donthu audit verify; nothing is repaired or cut by itself"};
  return std::nullopt;
}

void Writer::decide_waiting() {
  std::vector<Waiting> taken;
  {
    const std::lock_guard lock(mutex_);
    taken = queue_.take(group_->asked, room());
  }
  for (Waiting& waiting : taken) decide_one(waiting);
}

void Writer::decide_one(Waiting& waiting) {
  if (group_->replies.empty()) group_->looked_at_others = last_look_;
  const std::uint64_t entries_before = group_->entries;
  auto answer = decide_request(waiting.prepared);
  if (!answer)
    ++counters_.rejected;
  else if (answer->repeated)
    ++counters_.repeated;
  else
    ++counters_.accepted;
  const bool of_entry = answer && !answer->repeated && group_->entries > entries_before;
  const PartitionId partition = partition_of(waiting.prepared.case_id);
  const PartitionState& place = partitions_.at(partition);
  // An engine that is alone cannot have been replaced.
  const bool may_be_replaced = place.writable() && ports_.settle_ownership;
  group_->replies.push_back({std::move(waiting.done), std::move(answer), of_entry, partition,
                             may_be_replaced ? place.epoch : 0});
}

Result<Answer> Writer::answer_repeat(const Prepared& prepared,
                                     const projection::CommandResult& stored) {
  if (stored.request_mac != prepared.request_mac)
    return reject(ErrorCode::conflict, "id-reused", "Mã lệnh này đã dùng cho một nội dung khác",
                  "this idempotency key was used for another request", "Idempotency-Key",
                  "Use a new key for a new command");
  Answer answer;
  answer.case_id = prepared.case_id;
  answer.version = stored.version;
  answer.partition = partition_of(prepared.case_id);
  answer.seq = stored.seq;
  answer.recorded_at = stored.recorded_at;
  answer.status = stored.status;
  answer.number = stored.number;
  answer.repeated = true;
  return answer;
}

Result<Answer> Writer::decide_request(Prepared& prepared) {
  Request& request = prepared.request;
  const PartitionId partition = partition_of(prepared.case_id);
  // What is known of it here may lag behind.
  if (!partitions_.at(partition).ours) return std::unexpected(written_elsewhere(partition));
  DONTHU_ASSIGN(auto before, load(prepared.case_id));
  if (before != nullptr) {
    DONTHU_ASSIGN(const auto stored,
                  projection::find_command(overlay_, prepared.case_id, prepared.command));
    if (stored) return answer_repeat(prepared, *stored);
  }
  if (auto refused = refusal(partition)) return std::unexpected(*refused);
  if (before != nullptr) {
    // The case's own due deadlines come first, so that nothing slips in ahead of them.
    DONTHU_TRY(fire_own_due(prepared.case_id));
    DONTHU_ASSIGN(before, load(prepared.case_id));
  }
  if (request.expected_version && before != nullptr && *request.expected_version != before->version)
    return reject(ErrorCode::stale, "stale-version",
                  "Vụ việc đã thay đổi (phiên bản " + std::to_string(before->version) + ")",
                  "the case is at version " + std::to_string(before->version) + ", not " +
                      std::to_string(*request.expected_version),
                  "If-Match", "Read the case again, then decide again");
  petition::Context context = context_for(partition, prepared.case_id);
  context.effective_at = request.effective_at.value_or(context.now);
  context.backdating_reason = request.backdating_reason;
  context.actor = request.actor;
  context.case_key = before != nullptr ? before->case_key : 0;
  bool seals = false;
  event::Command command = std::move(request.command);
  if (before != nullptr || std::holds_alternative<event::Register>(command)) {
    DONTHU_ASSIGN(seals, ports_.intake.seal(command, prepared.case_id, context.case_key));
  }
  DONTHU_ASSIGN(auto answer, decide_and_stage(before.get(), std::move(command), std::move(context),
                                              prepared.command, prepared.request_mac, request.cause,
                                              request.correlation));
  if (!answer)
    return reject(ErrorCode::rejected, "nothing-to-do", "Không có gì để thực hiện",
                  "the command changes nothing", "verb", "Nothing is left to do");
  group_->seals = group_->seals || seals;
  return *std::move(answer);
}

petition::Context Writer::context_for(PartitionId partition, const CaseId& id) {
  petition::Context context;
  // Log time never goes back, whatever the clock does.
  context.now = std::max(this->now(), partitions_.at(partition).head.log_time);
  context.effective_at = context.now;
  context.registry = ports_.registry.registry().get();
  context.rules = ports_.registry.rules().get();
  context.case_id = id;
  context.next_number = [this, partition](UnitId unit, std::uint16_t year) {
    auto [place, fresh] = numbers_.try_emplace({partition, unit, year}, 0);
    if (fresh)
      if (const auto last = projection::last_number(overlay_, partition, unit, year))
        place->second = *last;
    return place->second + 1;
  };
  context.knows_case = [this](const CaseId& other) {
    const auto found = load(other);
    return found && *found != nullptr;
  };
  return context;
}

Result<std::shared_ptr<const petition::Case>> Writer::load(const CaseId& id) {
  if (auto known = cases_.find(id)) return known;
  DONTHU_ASSIGN(auto stored, projection::find_case(overlay_, id));
  if (!stored) return std::shared_ptr<const petition::Case>();
  auto loaded = std::make_shared<const petition::Case>(*std::move(stored));
  cases_.put(loaded);
  return loaded;
}

void Writer::hand_over_group() {
  if (group_->empty()) return;
  group_->number = next_group_++;
  counters_.entries += group_->entries;
  ++counters_.groups;
  projection::Changes positions;
  for (const auto& [id, append] : group_->appends) {
    const PartitionState& state = partitions_.at(id);
    projection::put_position(positions, id,
                             {state.head.next_seq, state.head.hash, state.epoch,
                              state.head.log_time, state.registry_seq, state.highest_key});
  }
  if (!positions.empty()) group_->rows.add(std::move(positions));
  ports_.committer.hand_over(std::exchange(group_, std::make_shared<Group>()));
  overlay_.push(group_->rows);
  show();
}

Status Writer::flush_group() {
  hand_over_group();
  ports_.committer.drain();
  const bool was_broken = broken_.has_value();
  const std::optional<Error> failure = take_done();
  if (failure) {
    recover_after(*failure);
    return std::unexpected(*failure);
  }
  if (was_broken) return std::unexpected(*broken_);
  return {};
}

}  // namespace donthu::runtime
