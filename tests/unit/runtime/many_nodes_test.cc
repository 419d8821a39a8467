// Several engines on one log: each partition has one writer at a time, whatever they believe, and
// everybody sees everything.
#include <thread>

#include "engine/event/commit_codec.h"
#include "engine/evidence/audit.h"
#include "engine/runtime/follower.h"
#include "engine/runtime/rebuild.h"
#include "tests/engine_fixture.h"
#include "tests/unit/runtime/shared_log.h"

namespace donthu::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t partitions = 4;
constexpr auto long_enough = 20s;

class ManyNodes : public testing::Test {
 protected:
  struct Member {
    Member(ManyNodes& test, const std::string& with_name)
        : name(with_name),
          source(test.shared_, test.beside_, test.claims_, name),
          ownership(test.claims_, name, {"a", "b", "c"}) {}
    std::string name;
    SharedSource source;
    GivenOwnership ownership;
    std::unique_ptr<bench::Workload> workload;
  };

  // One folder is filled by an engine that is alone; every node begins with a copy of it.
  void SetUp() override {
    const SharedSource source(shared_, beside_, claims_, "founder");
    Ports ports{&clock_};
    ports.log = &source;
    auto made = bench::Workload::create(path("founder"), DONTHU_SOURCE_DIR "/schemas", ports,
                                        configuration("founder"));
    ASSERT_TRUE(made) << to_string(made.error());
    made->reset();
    for (const char* name : {"a", "b", "c"}) {
      std::filesystem::copy(path("founder"), path(name), std::filesystem::copy_options::recursive);
      members_.emplace_back(std::make_unique<Member>(*this, name));
      start(*members_.back(), clock_);
    }
  }
  // The ownerships must outlive the engines.
  void TearDown() override {
    for (auto& member : members_) member->workload.reset();
  }

  void start(Member& member, Clock& clock) {
    Ports ports{&clock};
    ports.log = &member.source;
    ports.ownership = &member.ownership;
    auto opened = bench::Workload::open(path(member.name), ports, configuration(member.name));
    ASSERT_TRUE(opened) << to_string(opened.error());
    member.workload = *std::move(opened);
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return scratch_.path() / name;
  }
  [[nodiscard]] Configuration configuration(const std::string& name) const {
    Configuration with;
    with.data = path(name);
    with.partitions = partitions;
    with.block_cache_bytes = 8U << 20U;
    with.disk_reserve_bytes = 0;
    return with;
  }
  Engine& engine(std::size_t member) { return members_[member]->workload->engine(); }

  // owners[p]: the member that is to write partition p.
  void assign(const std::vector<std::size_t>& owners) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      std::set<PartitionId> own;
      for (std::uint16_t p = 0; p < owners.size(); ++p)
        if (owners[p] == i) own.insert({p});
      members_[i]->ownership.assign(own);
    }
  }
  [[nodiscard]] std::optional<std::size_t> owner(PartitionId partition) {
    const auto node = engine(0).owner(partition);
    for (std::size_t i = 0; node && i < members_.size(); ++i)
      if (members_[i]->name == node->name) return i;
    return std::nullopt;
  }
  bool writes(std::size_t member, PartitionId partition) {
    return engine(member).health().partitions[partition.value].ours;
  }
  void wait_until_owned(const std::vector<std::size_t>& owners) {
    for (std::uint16_t p = 0; p < owners.size(); ++p)
      eventually([&] { return owner({p}) == owners[p] && writes(owners[p], {p}); });
  }
  void assign_and_wait(const std::vector<std::size_t>& owners) {
    assign(owners);
    wait_until_owned(owners);
  }
  static void eventually(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + long_enough;
    while (!holds()) {
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "it never came";
      std::this_thread::sleep_for(2ms);
    }
  }

  // As a client does it: asks any node, then the owner that it names, until it is done.
  Result<Answer> execute_anywhere(const Request& request, std::size_t first) {
    std::size_t at = first % members_.size();
    for (int tries = 0; tries < 2'000; ++tries) {
      const auto answer = engine(at).execute(request);
      if (answer) return answer;
      const Error& error = answer.error();
      if (error.code != ErrorCode::unavailable && error.code != ErrorCode::outcome_unknown)
        return answer;
      if (error.reason == "partition-elsewhere")
        at = owner({static_cast<std::uint16_t>(std::stoi(error.field))}).value_or(at);
      std::this_thread::sleep_for(1ms);
    }
    return fail(ErrorCode::unavailable, "never", "it was never accepted");
  }

  // Every node has folded all of the log.
  void wait_until_all_know_all() {
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (std::uint16_t p = 0; p < partitions; ++p) {
        const Status here = engine(i).wait_for({p}, shared_->head({p})->next_seq, long_enough);
        EXPECT_TRUE(here) << to_string(here.error());
      }
  }

  // The log is sound, every registration stands in it once, and every node's state is its fold.
  void expect_whole(std::size_t registrations) {
    for (auto& member : members_) member->workload.reset();
    const auto audit = evidence::audit_log(*shared_, {});
    EXPECT_EQ(audit.verdict, evidence::Verdict::sound);
    std::map<CaseId, int> registered;
    for (std::uint16_t p = 1; p < partitions; ++p)
      ASSERT_TRUE(shared_->read({p}, 0, [&](std::uint64_t, ByteView stored) {
        const auto read = read_commit(stored);
        if (read && read->commit && std::holds_alternative<event::Register>(read->commit->command))
          ++registered[read->commit->case_id];
        return true;
      }));
    EXPECT_EQ(registered.size(), registrations);
    for (const auto& [id, times] : registered) EXPECT_EQ(times, 1) << to_string(id);
    for (const auto& member : members_) {
      auto options = state_options(nullptr);
      options.read_only = true;
      const auto state = store::Database::open((path(member->name) / "state").string(), options);
      ASSERT_TRUE(state);
      const auto compared = compare_with_log(*shared_, **state, path("compared"));
      ASSERT_TRUE(compared) << to_string(compared.error());
      EXPECT_TRUE(compared->equal()) << member->name << ": " << to_string(*compared->first);
    }
  }

  test::ScratchFolder scratch_;
  SimulatedClock clock_{*parse_instant("2026-03-02 08:00")};
  std::unique_ptr<log::MemoryLog> shared_;
  SharedLists beside_;
  Claims claims_;
  std::vector<std::unique_ptr<Member>> members_;
};

TEST_F(ManyNodes, EachWritesItsOwnAndKnowsAll) {
  assign_and_wait({0, 0, 1, 2});
  const auto& workload = *members_[0]->workload;
  std::set<std::size_t> asked;
  for (std::uint64_t n = 0; n < 30; ++n) {
    const auto answer = execute_anywhere(workload.registration(n), n);
    ASSERT_TRUE(answer) << to_string(answer.error());
    asked.insert(answer->partition.value);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      ASSERT_TRUE(engine(i).wait_for(answer->partition, answer->seq + 1, long_enough));
      EXPECT_TRUE(engine(i).queries().find_case(answer->case_id));
    }
  }
  EXPECT_EQ(asked, (std::set<std::size_t>{1, 2, 3}));
  // Who does not write a partition says so, and who does.
  const auto elsewhere = engine(0).execute(workload.registration(1'000));
  const auto refused = elsewhere ? engine(1).execute(workload.registration(1'001)) : elsewhere;
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "partition-elsewhere");
  EXPECT_EQ(engine(1).self()->name, "b");
  expect_whole(30 + (elsewhere ? 1 : 0));
}

// The log of these nodes had better be given one partition at a time.
TEST_F(ManyNodes, AGroupTouchesAsFewPartitionsAsTheLogLikes) {
  assign_and_wait({0, 0, 0, 0});
  Gate& appends = members_[0]->source.appends;
  appends.close();
  constexpr std::uint64_t commands = 60;
  std::atomic<std::uint64_t> answered = 0;
  for (std::uint64_t n = 0; n < commands; ++n)
    engine(0).submit(members_[0]->workload->registration(n), [&](const Result<Answer>& answer) {
      EXPECT_TRUE(answer);
      ++answered;
    });
  appends.open();
  eventually([&] { return answered == commands; });
  EXPECT_EQ(appends.widest(), 1U);
  expect_whole(commands);
}

TEST_F(ManyNodes, TheRegistryReachesEveryNode) {
  assign_and_wait({2, 0, 1, 2});
  event::UnitEstablished unit;
  unit.unit = {900};
  unit.level = event::UnitLevel::ward;
  unit.kind = "phường";
  unit.code = "900";
  unit.full_name = "Phường Mới";
  unit.parent = {1};
  unit.valid_from = make_date(2026, 1, 1);
  const Status elsewhere = engine(0).change_registry({unit}, "new ward", {});
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().reason, "partition-elsewhere");
  EXPECT_EQ(elsewhere.error().field, "0");
  ASSERT_TRUE(engine(2).change_registry({unit}, "new ward", {}));
  for (std::size_t i = 0; i < members_.size(); ++i)
    eventually(
        [&] { return engine(i).registry()->unit({900}, make_date(2026, 3, 2)).has_value(); });
  // What is decided from now on says that it knew of it.
  const std::uint64_t position = shared_->head({0})->next_seq;
  const auto answer = execute_anywhere(members_[0]->workload->registration(0), 0);
  ASSERT_TRUE(answer);
  const auto entry = read_commit(*shared_->read_one(answer->partition, answer->seq));
  EXPECT_EQ(entry->commit->registry_seq, position);
  expect_whole(1);
}

TEST_F(ManyNodes, DeadlinesFireOnceWhoeverOwnsThem) {
  assign_and_wait({0, 0, 1, 2});
  std::vector<CaseId> cases;
  for (std::uint64_t n = 0; n < 12; ++n)
    cases.push_back(execute_anywhere(members_[0]->workload->registration(n), 0)->case_id);
  assign_and_wait({1, 1, 2, 0});
  clock_.advance_to({clock_.now().ms + 60LL * 86'400'000});
  const auto overdue_everywhere = [&] {
    for (std::size_t i = 0; i < members_.size(); ++i) engine(i).settle();
    wait_until_all_know_all();
    for (const CaseId& id : cases) {
      std::map<std::string, int> fired;
      const auto history = engine(0).queries().history(id);
      for (const auto& entry : *history)
        for (const auto& event : entry.commit.events)
          if (const auto* overdue = std::get_if<event::DeadlineOverdue>(&event)) {
            EXPECT_EQ(++fired[std::to_string(overdue->deadline)], 1);
          }
      if (fired.empty()) return false;
    }
    return true;
  };
  eventually(overdue_everywhere);
  expect_whole(12);
}

TEST_F(ManyNodes, SweepsAreTakenByEveryOwner) {
  assign_and_wait({0, 0, 1, 2});
  for (std::uint64_t n = 0; n < 9; ++n)
    ASSERT_TRUE(execute_anywhere(members_[0]->workload->registration(n), 0));
  event::OfficeVacated vacated;
  vacated.office = {5};
  vacated.valid_until = make_date(2026, 3, 1);
  ASSERT_TRUE(engine(0).change_registry({vacated}, "left", {}));
  eventually([&] {
    for (std::size_t i = 0; i < members_.size(); ++i)
      if (engine(i).health().open_sweeps > 0) return false;
    return true;
  });
  int closed = 0;
  for (std::uint16_t p = 1; p < partitions; ++p)
    ASSERT_TRUE(shared_->read({p}, 0, [&](std::uint64_t, ByteView stored) {
      const auto read = read_commit(stored);
      if (read->commit)
        for (const auto& event : read->commit->events)
          closed += std::holds_alternative<event::SweepClosed>(event) ? 1 : 0;
      return true;
    }));
  EXPECT_GE(closed, partitions - 1);
  expect_whole(9);
}

TEST_F(ManyNodes, ANodeWhoseClockIsBehindHandsOverAtItsOwnMidnight) {
  SimulatedClock late{clock_.now()};
  members_[1]->workload.reset();
  start(*members_[1], late);
  assign_and_wait({0, 0, 1, 2});
  constexpr UnitId ended{4}, heir{5};
  event::UnitSucceeded succeeded;
  succeeded.predecessor = ended;
  succeeded.successor = heir;
  succeeded.effective_from = make_date(2026, 3, 3);
  ASSERT_TRUE(engine(0).change_registry(
      {event::UnitEnded{ended, make_date(2026, 3, 2), "test"}, succeeded}, "merged", {}));
  // Of the ward that ends, in a partition that the late node writes.
  const auto answer = execute_anywhere(members_[0]->workload->registration(2), 1);
  ASSERT_TRUE(answer) << to_string(answer.error());
  ASSERT_TRUE(writes(1, answer->partition));
  ASSERT_TRUE(engine(0).wait_for(answer->partition, answer->seq + 1, long_enough));
  late.advance_to(*parse_instant("2026-03-02 23:59"));
  clock_.advance_to(*parse_instant("2026-03-03 00:00"));
  const auto closed = [&] {
    const auto sweeps = engine(0).sweeps();
    return sweeps->back().kind == event::SweepKind::succession ? sweeps->back().closed : 0;
  };
  eventually([&] { return closed() == 2; });
  const auto handler = [&] {
    return engine(1).queries().find_case(answer->case_id)->handling_unit;
  };
  std::this_thread::sleep_for(200ms);  // For the late node to close its part, if it does not wait.
  EXPECT_EQ(closed(), 2);
  EXPECT_EQ(handler(), ended);
  late.advance_to(*parse_instant("2026-03-03 00:00"));
  eventually([&] { return closed() == 3; });
  EXPECT_EQ(handler(), heir);
  expect_whole(1);
}

TEST_F(ManyNodes, ASweepFindsWhatWasDecidedJustBeforeItWasSeen) {
  assign_and_wait({0, 1, 1, 1});
  const bench::Workload& work = *members_[1]->workload;
  const auto registered = engine(1).execute(work.registration(7));
  ASSERT_TRUE(registered) << to_string(registered.error());
  const CaseId id = registered->case_id;
  for (const std::size_t step : {0U, 1U}) ASSERT_TRUE(engine(1).execute(work.step(7, id, step)));
  // One group waits for the log, and in the next an officer gets a task.
  const std::uint64_t from = shared_->head(partition_of(id))->next_seq;
  Gate& appends = members_[1]->source.appends;
  appends.close();
  engine(1).submit(work.registration(8), [](const auto&) {});
  eventually([&] { return appends.somebody_waits(); });
  const auto before = engine(1).health().commands_accepted;
  engine(1).submit(work.step(7, id, 2), [](const auto&) {});
  eventually([&] { return engine(1).health().commands_accepted > before; });
  const auto assign = work.step(7, id, 2);
  const OfficerId officer = std::get<event::Assign>(assign.command).officer;
  event::OfficeVacated vacated;
  vacated.office = {officer.value};
  vacated.valid_until = make_date(2026, 3, 1);
  ASSERT_TRUE(engine(0).change_registry({vacated}, "left", {}));
  std::this_thread::sleep_for(200ms);  // For the writer to sweep, if it does not wait.
  appends.open();
  std::optional<std::uint64_t> visited;
  const auto sweep_is_closed = [&] {
    EXPECT_TRUE(shared_->read(partition_of(id), from, [&](std::uint64_t, ByteView stored) {
      const auto read = read_commit(stored);
      if (read->commit)
        for (const auto& event : read->commit->events)
          if (const auto* closed = std::get_if<event::SweepClosed>(&event))
            visited = closed->visited;
      return true;
    }));
    return visited.has_value();
  };
  eventually(sweep_is_closed);
  EXPECT_EQ(visited, 1U);
}

TEST_F(ManyNodes, AWriterThatWasNotToldStepsDown) {
  assign_and_wait({0, 0, 0, 0});
  ASSERT_TRUE(engine(0).execute(members_[0]->workload->registration(0)));
  // The zombie still believes in its assignment; the others were given it meanwhile.
  for (std::size_t i : {1U, 2U})
    members_[i]->ownership.assign(i == 1 ? std::set<PartitionId>{{0}, {1}}
                                         : std::set<PartitionId>{{2}, {3}});
  eventually([&] { return owner({1}) == 1U && owner({3}) == 2U; });
  for (std::uint64_t n = 1; n < 40; ++n)
    ASSERT_TRUE(execute_anywhere(members_[0]->workload->registration(n), 0));
  members_[0]->ownership.assign({});
  assign_and_wait({1, 1, 2, 2});
  for (std::uint64_t n = 0; n < 40; ++n) {
    const auto again = execute_anywhere(members_[0]->workload->registration(n), n);
    ASSERT_TRUE(again) << to_string(again.error());
    EXPECT_TRUE(again->repeated);
  }
  expect_whole(40);
}

TEST_F(ManyNodes, NothingIsLostOrDoubledWhilePartitionsMove) {
  assign_and_wait({0, 0, 1, 2});
  constexpr std::uint64_t officers = 6;
  constexpr std::uint64_t each = 150;
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> accepted = 0;
  {
    std::jthread mover([&] {
      SeededRandom random(7);
      while (!done) {
        std::vector<std::size_t> owners;
        for (std::uint16_t p = 0; p < partitions; ++p) owners.push_back(random.below(3));
        assign(owners);
        std::this_thread::sleep_for(15ms);
      }
    });
    std::vector<std::jthread> clients;
    for (std::uint64_t officer = 0; officer < officers; ++officer)
      clients.emplace_back([&, officer] {
        const auto& workload = *members_[0]->workload;
        for (std::uint64_t i = 0; i < each; ++i) {
          const std::uint64_t n = officer * each + i;
          const auto answer = execute_anywhere(workload.registration(n), n);
          ASSERT_TRUE(answer) << to_string(answer.error());
          const auto step = execute_anywhere(workload.step(n, answer->case_id, 0), n + 1);
          EXPECT_TRUE(step) << to_string(step.error());
          ++accepted;
        }
      });
    clients.clear();
    done = true;
  }
  EXPECT_EQ(accepted, officers * each);
  assign_and_wait({0, 0, 1, 2});
  wait_until_all_know_all();
  expect_whole(officers * each);
}

TEST_F(ManyNodes, WhatOneSealsItsHeirsReadAndSealOn) {
  const auto& workload = *members_[0]->workload;
  assign_and_wait({0, 0, 0, 0});
  std::vector<CaseId> cases;
  for (std::uint64_t n = 0; n < 6; ++n)
    cases.push_back(engine(0).execute(workload.registration(n))->case_id);
  for (std::size_t heir : {1U, 2U, 0U}) {
    assign_and_wait({heir, heir, heir, heir});
    for (std::uint64_t n = 0; n < cases.size(); ++n) {
      // The last step, a resolution, seals its summary under the case's own key.
      for (std::size_t step = 0; heir == 1 && step < bench::Workload::steps; ++step)
        ASSERT_TRUE(engine(heir).execute(workload.step(n, cases[n], step)));
      auto request = workload.step(n, cases[n], 0);
      request.command = event::ReadSealed{"review"};
      request.idempotency_key = "read-" + std::to_string(heir);
      const auto texts = engine(heir).read_sealed(request);
      ASSERT_TRUE(texts) << to_string(texts.error());
      std::multiset<std::string> found;
      for (const auto& [field, text] : *texts) found.insert(text);
      EXPECT_EQ(found.count(std::string(300, 'x')), 1U);
      EXPECT_EQ(found.count(std::string(200, 'y')), 1U);
      EXPECT_EQ(found.count("Nguyễn Văn Thử " + std::to_string(n)), 1U);
    }
  }
  expect_whole(cases.size());
}

TEST_F(ManyNodes, OneMoreJoinsWithTheMasterKeyAlone) {
  assign_and_wait({0, 0, 1, 2});
  const auto answer = execute_anywhere(members_[0]->workload->registration(0), 0);
  ASSERT_TRUE(answer);
  const auto content = Bytes(1'000, 'c');
  const auto digest = engine(*owner(answer->partition)).store_document(answer->case_id, content);
  ASSERT_TRUE(digest) << to_string(digest.error());
  members_.emplace_back(std::make_unique<Member>(*this, "d"));
  Member& member = *members_.back();
  SystemRandom random;
  Ports ports{&clock_, &random};
  ports.log = &member.source;
  const Status joined = Engine::join(configuration("d"), ports, path("a") / "keys");
  ASSERT_TRUE(joined) << to_string(joined.error());
  EXPECT_EQ(Engine::join(configuration("d"), ports, path("a") / "keys").error().reason,
            "folder-not-empty");
  start(member, clock_);
  assign_and_wait({3, 3, 3, 3});
  auto request = members_[0]->workload->step(0, answer->case_id, 0);
  request.command = event::ReadSealed{"review"};
  request.idempotency_key = "read";
  const auto texts = engine(3).read_sealed(request);
  ASSERT_TRUE(texts) << to_string(texts.error());
  EXPECT_FALSE(texts->empty());
  const std::string name = to_hex(*digest);
  eventually([&] {
    return std::filesystem::exists(path("d") / "documents" / name.substr(0, 2) / name.substr(2, 2) /
                                   name);
  });
  EXPECT_EQ(engine(3).health().strange_keys, 0U);
}

TEST_F(ManyNodes, WhoLeavesHandsOverAndAnswersQuestions) {
  assign_and_wait({0, 0, 1, 2});
  const auto answer = execute_anywhere(members_[0]->workload->registration(0), 0);
  ASSERT_TRUE(answer);
  std::jthread others([&] {
    std::this_thread::sleep_for(50ms);
    members_[1]->ownership.assign({{0}, {1}, {2}});
  });
  engine(0).hand_over();
  EXPECT_EQ(owner({0}), 1U);
  EXPECT_EQ(owner({1}), 1U);
  EXPECT_FALSE(writes(0, {0}));
  EXPECT_TRUE(engine(0).queries().find_case(answer->case_id));
  EXPECT_EQ(engine(0).execute(members_[0]->workload->registration(1)).error().reason,
            "partition-elsewhere");
  expect_whole(1);
}

}  // namespace
}  // namespace donthu::runtime
