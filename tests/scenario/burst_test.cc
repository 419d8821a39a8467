// Many commands in flight at once, with terms that have run out before they are registered: the
// groups overlap, and no deadline is lost between them.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/scenario/invariants.h"
#include "tests/scenario/world.h"

namespace donthu::scenario {
namespace {

constexpr int count = 600;

runtime::Request registration(const KnownOfficer& officer, Instant now, SeededRandom& random,
                              int number) {
  runtime::Request request;
  request.actor.officer = officer.id;
  request.actor.unit = officer.unit;
  request.principal = "burst";
  request.idempotency_key = "petition-" + std::to_string(number);
  event::Register command;
  command.kind = number % 2 == 0 ? event::PetitionKind::complaint : event::PetitionKind::feedback;
  command.matter = "Vụ việc " + std::to_string(number);
  command.received_at =
      Instant{now.ms - static_cast<std::int64_t>(random.below(40 * 24)) * ms_per_hour};
  request.command = std::move(command);
  return request;
}

TEST(Burst, LosesNoDeadlineBetweenGroups) {
  World world(*parse_instant("2022-06-01 08:00"));
  ASSERT_TRUE(world.begin({}));
  const std::vector<std::pair<std::string, std::string>> units = {{"first", "Phường Hàng Trống"},
                                                                  {"second", "Phường Hàng Bạc"},
                                                                  {"third", "Phường Hàng Gai"},
                                                                  {"above", "Quận Hoàn Kiếm"}};
  for (const auto& [name, full_name] : units) {
    ASSERT_TRUE(world.add_unit(name, full_name, local_date(world.now())));
    ASSERT_TRUE(world.add_officer(name + "-clerk", event::OfficeRole::registrar, name, {}));
    ASSERT_TRUE(world.add_officer(name + "-chair", event::OfficeRole::chair, name, {}));
  }
  SeededRandom random(1);
  std::atomic<int> accepted{0};
  std::atomic<int> answered{0};
  for (int i = 0; i < count; ++i) {
    const auto officer = world.officer(units[static_cast<std::size_t>(i % 4)].first + "-clerk");
    ASSERT_TRUE(officer);
    world.engine().submit(registration(*officer, world.now(), random, i),
                          [&](const Result<runtime::Answer>& answer) {
                            if (answer) ++accepted;
                            ++answered;
                          });
    // Groups of different sizes, some on their way to the disk while the next ones are decided.
    if (i % 50 == 49) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  while (answered < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(accepted, count);
  world.engine().settle();
  for (const auto& broken :
       broken_invariants(world.engine(), world.folder(), Firings::in_order_of_case))
    ADD_FAILURE() << broken;
  ASSERT_TRUE(world.advance_to(*parse_instant("2022-09-01 08:00")));
  for (const auto& broken :
       broken_invariants(world.engine(), world.folder(), Firings::in_order_of_case))
    ADD_FAILURE() << broken;
  world.close();
  EXPECT_EQ(differences_after_replay(world.folder()), std::vector<std::string>{});
}

}  // namespace
}  // namespace donthu::scenario
