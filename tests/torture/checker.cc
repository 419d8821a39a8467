#include "tests/torture/checker.h"

#include <algorithm>
#include <map>
#include <set>

#include "connectors/kafka/kafka_log.h"
#include "engine/event/commit_codec.h"
#include "engine/log/embedded_log.h"
#include "engine/petition/case.h"
#include "engine/runtime/data_folder.h"
#include "engine/sealing/master_key.h"

namespace donthu::torture {
namespace {

constexpr std::size_t most_findings = 20;

// Where a command stands.
struct Place {
  PartitionId partition;
  std::uint64_t seq = 0;
  std::uint64_t version = 0;
  std::string verb;
};

class Book {
 public:
  void say(std::string what) {
    if (findings.wrong.size() < most_findings) findings.wrong.push_back(std::move(what));
  }
  Findings findings;
};

// One log, read from its first entry to its last: all commits of all cases, and the cases that
// follow from them.
class Reading {
 public:
  explicit Reading(Book& book) : book_(book) {}

  void read(const log::EventLog& log) {
    for (std::uint16_t number = 0; number < log.partitions(); ++number) {
      const auto read = log.read({number}, 0, [&](std::uint64_t seq, ByteView stored) {
        take({number}, seq, stored);
        return true;
      });
      if (!read) book_.say("cannot be read: " + to_string(read.error()));
    }
  }

  [[nodiscard]] const std::vector<Place>& places(const CaseId& id, const CommandId& command) const {
    static const std::vector<Place> nowhere;
    const auto found = commands_.find({id, command});
    return found == commands_.end() ? nowhere : found->second;
  }
  // Of entries of all partitions, in their order.
  [[nodiscard]] const std::vector<Digest>& hashes() const { return hashes_; }

  void check_commands_stand_once() const {
    for (const auto& [key, places] : commands_)
      if (places.size() != 1)
        book_.say("case " + to_string(key.first) + ": a command stands " +
                  std::to_string(places.size()) + " times, at seq " +
                  std::to_string(places[0].seq) + " and " + std::to_string(places[1].seq));
  }

  void check_times(Instant now) const {
    if (last_time_ > now)
      book_.say("an entry was recorded at " + to_local(last_time_) + ", and it is " +
                to_local(now) + " now");
  }
  // Everything that was due by then has fired.
  void check_nothing_is_overdue(Instant now) const {
    for (const auto& [id, state] : cases_)
      for (const auto& due : petition::due_instants(state))
        if (due.at <= now)
          book_.say("case " + to_string(id) + ": what was due at " + to_local(due.at) +
                    " has not fired");
  }

 private:
  void take(PartitionId partition, std::uint64_t seq, ByteView stored) {
    ++book_.findings.entries;
    const auto entry = event::parse_entry(stored);
    if (!entry) return book_.say("an entry cannot be parsed: " + to_string(entry.error()));
    hashes_.push_back(entry->hash());
    last_time_ = std::max(last_time_, entry->envelope.log_time);
    if (entry->envelope.kind != event::EntryKind::commit) return;
    const auto commit = event::decode_commit(entry->body);
    if (!commit) return book_.say("a commit cannot be read: " + to_string(commit.error()));
    if (!commit->case_id) return;
    ++book_.findings.commits;
    commands_[{commit->case_id, entry->envelope.command}].push_back(
        {partition, seq, commit->case_version, std::string(event::verb_of(commit->command))});
    const Instant at = entry->envelope.log_time;
    // Refuses a commit whose version or chain does not follow.
    if (const auto applied = petition::apply(cases_[commit->case_id], *commit, at, entry->hash());
        !applied)
      book_.say("case " + to_string(commit->case_id) + ": " + to_string(applied.error()));
    for (const auto& event : commit->events) take_firing(commit->case_id, event, at);
  }

  void take_firing(const CaseId& id, const event::Event& event, Instant at) {
    if (const auto* overdue = std::get_if<event::DeadlineOverdue>(&event))
      fired(id, overdue->deadline, "overdue", overdue->due, at);
    if (const auto* lapsed = std::get_if<event::DeadlineLapsed>(&event))
      fired(id, lapsed->deadline, "lapsed", lapsed->due, at);
    if (const auto* soon = std::get_if<event::DeadlineDueSoon>(&event))
      fired(id, soon->deadline, "warned of", {}, at);
  }
  void fired(const CaseId& id, std::uint32_t deadline, const char* how, Instant due, Instant at) {
    ++book_.findings.deadlines;
    const auto what = "case " + to_string(id) + ": deadline " + std::to_string(deadline);
    if (!fired_.insert({id, deadline, how}).second) book_.say(what + " was twice " + how);
    if (due > at) book_.say(what + " was " + how + " before it was due");
  }

  Book& book_;
  Instant last_time_;
  std::vector<Digest> hashes_;
  std::map<std::pair<CaseId, CommandId>, std::vector<Place>> commands_;
  std::map<CaseId, petition::Case> cases_;
  std::set<std::tuple<CaseId, std::uint32_t, std::string>> fired_;
};

class Comparison {
 public:
  Comparison(Book& book, const Reading& log, const sealing::MasterKey& master,
             std::uint16_t partitions)
      : book_(book), log_(log), master_(master), partitions_(partitions) {}

  void compare(const Tally& told) const {
    std::map<std::pair<std::uint32_t, CaseId>, std::uint64_t> last;  // Seq, by client and case.
    for (const auto& one : told.acknowledged) {
      compare(one);
      auto& before = last[{one.client, one.id}];
      if (one.seq <= before)
        book_.say(one.key + " was told after another of its case, and stands before it");
      before = one.seq;
    }
    for (const auto& one : told.refused)
      if (one.id && !places(one).empty())
        book_.say(one.key + " was refused, and stands in the log");
    for (const auto& one : told.unsettled)
      if (places(one).size() > 1) book_.say(one.key + " stands more than once");
  }

 private:
  void compare(const Acknowledged& one) const {
    const auto& places = log_.places(one.id, master_.command_id(one.id, one.key));
    if (places.size() != 1)
      return book_.say(one.verb + " " + one.key + " was acknowledged, and stands " +
                       std::to_string(places.size()) + " times in the log");
    const auto& at = places[0];
    if (at.partition.value != one.partition || at.seq != one.seq || at.version != one.version ||
        at.verb != one.verb)
      book_.say(one.verb + " " + one.key + " was acknowledged at " + std::to_string(one.partition) +
                ":" + std::to_string(one.seq) + " version " + std::to_string(one.version) +
                ", and stands as " + at.verb + " at " + std::to_string(at.partition.value) + ":" +
                std::to_string(at.seq) + " version " + std::to_string(at.version));
  }

  [[nodiscard]] const std::vector<Place>& places(const Unsettled& one) const {
    const CaseId id = one.id ? one.id : case_of(one);
    return log_.places(id, master_.command_id(id, one.key));
  }
  // As the intake does: a registration that is tried again meets its own case.
  [[nodiscard]] CaseId case_of(const Unsettled& one) const {
    const PartitionId partition{
        static_cast<std::uint16_t>(1 + one.unit.value % (partitions_ - 1U))};
    return master_.make_case_id(partition, "http:" + std::to_string(one.officer.value), one.unit,
                                one.key);
  }

  Book& book_;
  const Reading& log_;
  const sealing::MasterKey& master_;
  std::uint16_t partitions_;
};

void audit(Book& book, const Server& node) {
  const auto ran = node.tool({"audit", "verify"});
  if (ran.exit_code != 0)
    book.say("audit verify of " + node.data().string() + " gave " + std::to_string(ran.exit_code) +
             ": " + ran.out.substr(0, 2'000) + ran.error.substr(0, 2'000));
}

// A node's own copy. Where there are several nodes, those that ended first have not read how the
// others took over from them.
void read_copy(Book& book, World& world, const Server& node, Reading& into) {
  SystemRandom random;
  const auto path = (node.data() / "log").string();
  if (world.servers().size() > 1) {
    const auto log = kafka::KafkaLog::open(world.connection(), path, random);
    if (!log) book.say("the copy does not follow the topic: " + to_string(log.error()));
  }
  const auto copy = log::EmbeddedLog::open(path, random);
  if (!copy) return book.say("the copy cannot be opened: " + to_string(copy.error()));
  into.read(**copy);
}

// A reader that begins anew, from the topic alone.
void check_topic(Book& book, World& world, const Reading& copy) {
  SystemRandom random;
  const test::ScratchFolder folder;
  const auto log =
      kafka::KafkaLog::open(world.connection(), (folder.path() / "log").string(), random);
  if (!log) return book.say("the topic cannot be read: " + to_string(log.error()));
  Book ignored;
  Reading fresh(ignored);
  fresh.read(**log);
  if (fresh.hashes() != copy.hashes()) book.say("the topic leads to other entries than the copy");
  for (std::uint16_t number = 0; number < (*log)->partitions(); ++number) {
    const auto voids = (*log)->void_counts({number});
    book.findings.voids += voids.entries + voids.claims;
  }
}

}  // namespace

Findings check(World& world, const Tally& told, const Expectations& expected) {
  Book book;
  for (const auto& wrong : told.wrong) book.say("a client got: " + wrong);
  const auto servers = world.servers();
  const auto began = Steady::now();
  for (const Server* node : servers) audit(book, *node);
  book.findings.audit_seconds = std::chrono::duration<double>(Steady::now() - began).count();
  runtime::Configuration configuration;
  configuration.data = servers[0]->data();
  const runtime::DataFolder folder(configuration);
  const auto master = sealing::MasterKey::open(folder.keys);
  if (!master) {
    book.say("no master key: " + to_string(master.error()));
    return book.findings;
  }
  Reading first(book);
  read_copy(book, world, *servers[0], first);
  for (const Server* node : servers) {
    if (node == servers[0]) continue;
    Book ignored;
    Reading other(ignored);
    read_copy(book, world, *node, other);
    if (other.hashes() != first.hashes()) book.say("the copies of two nodes differ");
  }
  first.check_commands_stand_once();
  first.check_times(world.clock().now());
  Comparison(book, first, *master, world.partitions()).compare(told);
  if (expected.whole) {
    first.check_nothing_is_overdue(world.clock().now());
    check_topic(book, world, first);
  }
  return book.findings;
}

}  // namespace donthu::torture
