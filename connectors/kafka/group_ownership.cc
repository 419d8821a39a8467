#include "connectors/kafka/group_ownership.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "connectors/kafka/admin.h"
#include "engine/base/digest.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;
using runtime::Node;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                   Closing<rd_kafka_topic_partition_list_destroy>>;

constexpr std::size_t mark_bytes = 8;
constexpr auto poll_every = 50ms;
constexpr auto look_at_nodes_every = 500ms;
constexpr auto look_at_replicas_every = 5s;
// The request to leave is on its way that long before the connection is closed.
constexpr auto leaving = 400ms;

// As the members' client.id, which is all that the cluster tells of them.
constexpr std::string_view client_prefix = "donthu/";

std::string client_id(const Node& node) {
  return fmt::format("{}{}@{}", client_prefix, node.name, node.address);
}

std::optional<Node> node_of(std::string_view client) {
  const auto at = client.find('@');
  if (!client.starts_with(client_prefix) || at == client.npos) return std::nullopt;
  return Node{std::string(client.substr(client_prefix.size(), at - client_prefix.size())),
              std::string(client.substr(at + 1))};
}

std::set<PartitionId> partitions_of(const rd_kafka_topic_partition_list_t* list) {
  std::set<PartitionId> partitions;
  for (int i = 0; list != nullptr && i < list->cnt; ++i)
    partitions.insert({static_cast<std::uint16_t>(list->elems[i].partition)});
  return partitions;
}

}  // namespace

Bytes claim_mark(const std::string& node) {
  return Bytes(sha256("donthu node\n" + node).view().substr(0, mark_bytes));
}

struct GroupOwnership::State {
  State(Connection where, Part how)
      : connection(std::move(where)),
        group(connection.topic + ".nodes"),
        part(how),
        self{connection.node, connection.address} {}

  // Of the member's thread.
  void take_part(const std::stop_token& stop);
  void take(rd_kafka_event_t* event);
  void rebalance(rd_kafka_event_t* event);
  [[nodiscard]] Status open_member();
  void tell(const std::set<PartitionId>& partitions);

  // Of the watching thread.
  void watch(const std::stop_token& stop);

  const Connection connection;
  const std::string group;
  const Part part;
  const Node self;

  std::unique_ptr<Client> member;
  Queue queue;  // Of the member; dies before it.
  std::unique_ptr<Admin> admin;

  mutable std::mutex mutex;  // Guards what follows.
  std::condition_variable_any woken;
  std::vector<Node> nodes;
  Result<std::vector<runtime::Replicas>> replicas = std::vector<runtime::Replicas>();
  std::string trouble;

  std::mutex telling;  // Held while `assigned` is called.
  std::function<void(std::set<PartitionId>)> assigned;

  std::jthread watching;
  std::jthread membership;
};

void GroupOwnership::State::tell(const std::set<PartitionId>& partitions) {
  const std::lock_guard lock(telling);
  if (assigned) assigned(partitions);
}

Status GroupOwnership::State::open_member() {
  const auto adjust = [this](rd_kafka_conf_t* configuration) -> Status {
    const std::pair<const char*, std::string> own[] = {
        {"group.id", group},
        {"group.instance.id", self.name},
        {"client.id", client_id(self)},
        // The least that brokers allow by default: how soon a node that died is missed.
        {"session.timeout.ms", "6000"},
        // How soon the others learn that the partitions are shared out anew.
        {"heartbeat.interval.ms", "300"},
        {"partition.assignment.strategy", "range"}};
    for (const auto& [name, value] : own) DONTHU_TRY(set_client(configuration, name, value));
    rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
    return {};
  };
  DONTHU_ASSIGN(member, Client::open(Side::consumer, connection, nullptr, adjust));
  rd_kafka_poll_set_consumer(member->get());
  queue.reset(rd_kafka_queue_get_consumer(member->get()));
  const Partitions topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), connection.topic.c_str(), RD_KAFKA_PARTITION_UA);
  const auto error = rd_kafka_subscribe(member->get(), topics.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return fail(ErrorCode::unavailable, "kafka-cannot-join",
              fmt::format("The group {} cannot be joined: {}", group, rd_kafka_err2str(error)));
}

void GroupOwnership::State::take_part(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Event event(rd_kafka_queue_poll(queue.get(), static_cast<int>(poll_every.count())));
    if (event) take(event.get());
  }
  // Whoever leaves says so, and is not only missed.
  tell({});
  rd_kafka_unsubscribe(member->get());
  const auto until = std::chrono::steady_clock::now() + leaving;
  while (std::chrono::steady_clock::now() < until) {
    const Event event(rd_kafka_queue_poll(queue.get(), static_cast<int>(poll_every.count())));
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE)
      rd_kafka_assign(member->get(), nullptr);
  }
}

void GroupOwnership::State::take(rd_kafka_event_t* event) {
  const auto type = rd_kafka_event_type(event);
  if (type == RD_KAFKA_EVENT_REBALANCE) return rebalance(event);
  if (type != RD_KAFKA_EVENT_ERROR || rd_kafka_event_error_is_fatal(event) == 0) return;
  char why[256] = "";
  const bool replaced =
      rd_kafka_fatal_error(member->get(), why, sizeof why) == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
  {
    const std::lock_guard lock(mutex);
    trouble = replaced ? fmt::format("another node runs under the name {}", self.name)
                       : fmt::format("this node is no member of its group any more: {}", why);
  }
  tell({});
}

// Nothing is read through the group, so nothing is assigned to its reader.
void GroupOwnership::State::rebalance(rd_kafka_event_t* event) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    // Until the new assignment is here, whoever wrote a partition goes on: the claims decide.
    rd_kafka_assign(member->get(), nullptr);
    return;
  }
  const Partitions none(rd_kafka_topic_partition_list_new(0));
  rd_kafka_assign(member->get(), none.get());
  tell(partitions_of(rd_kafka_event_topic_partition_list(event)));
  woken.notify_all();
}

void GroupOwnership::State::watch(const std::stop_token& stop) {
  auto replicas_due = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    auto members = admin->members(group);
    {
      const std::lock_guard lock(mutex);
      if (members) {
        nodes.clear();
        for (const auto& client : *members)
          if (auto node = node_of(client)) nodes.push_back(*std::move(node));
      }
    }
    if (std::chrono::steady_clock::now() >= replicas_due) {
      auto found = admin->replicas();
      const std::lock_guard lock(mutex);
      replicas = std::move(found);
      replicas_due = std::chrono::steady_clock::now() + look_at_replicas_every;
    }
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, look_at_nodes_every, [] { return false; });
  }
}

GroupOwnership::GroupOwnership(std::unique_ptr<State> state) : state_(std::move(state)) {}

GroupOwnership::~GroupOwnership() {
  leave();
  state_->watching = {};
}

Result<std::unique_ptr<GroupOwnership>> GroupOwnership::open(const Connection& connection,
                                                             Part part) {
  DONTHU_TRY(check(connection));
  auto state = std::make_unique<State>(connection, part);
  // The one who watches must not hold up the end of the process for long.
  Connection impatient = connection;
  impatient.patience = std::min<std::chrono::milliseconds>(connection.patience, 2s);
  DONTHU_ASSIGN(state->admin, Admin::open(impatient));
  state->watching = std::jthread(
      [borrowed = state.get()](const std::stop_token& stop) { borrowed->watch(stop); });
  return std::unique_ptr<GroupOwnership>(new GroupOwnership(std::move(state)));
}

const Node& GroupOwnership::self() const { return state_->self; }

Status GroupOwnership::join(std::function<void(std::set<PartitionId>)> assigned) {
  {
    const std::lock_guard lock(state_->telling);
    state_->assigned = std::move(assigned);
  }
  if (state_->part == Part::registrar) state_->tell({PartitionId{0}});
  if (state_->part != Part::writer) return {};
  DONTHU_TRY(state_->open_member());
  state_->membership =
      std::jthread([this](const std::stop_token& stop) { state_->take_part(stop); });
  return {};
}

void GroupOwnership::leave() {
  state_->membership = {};
  state_->queue.reset();
  state_->member.reset();
  const std::lock_guard lock(state_->telling);
  if (state_->assigned) state_->assigned({});
  state_->assigned = {};
}

std::optional<Node> GroupOwnership::claimant(const event::Claim& claim) const {
  const ByteView nonce(reinterpret_cast<const char*>(claim.nonce.bytes.data()),
                       claim.nonce.bytes.size());
  for (const auto& node : nodes())
    if (nonce.starts_with(claim_mark(node.name))) return node;
  return std::nullopt;
}

std::vector<Node> GroupOwnership::nodes() const {
  std::vector<Node> all;
  {
    const std::lock_guard lock(state_->mutex);
    all = state_->nodes;
  }
  const auto is_self = [this](const Node& node) { return node.name == state_->self.name; };
  if (std::ranges::none_of(all, is_self)) all.push_back(state_->self);
  std::ranges::sort(all, {}, &Node::name);
  return all;
}

std::string GroupOwnership::trouble() const {
  const std::lock_guard lock(state_->mutex);
  return state_->trouble;
}

Result<std::vector<runtime::Replicas>> GroupOwnership::replicas() const {
  const std::lock_guard lock(state_->mutex);
  return state_->replicas;
}

}  // namespace donthu::kafka
