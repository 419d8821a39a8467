// Several nodes on a real broker share the partitions out, and know who claimed what.
#include <mutex>
#include <thread>

#include "connectors/kafka/group_ownership.h"
#include "tests/integration/kafka/broker.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;
using Part = GroupOwnership::Part;

class Member {
 public:
  Member(Connection connection, const std::string& name, Part part = Part::writer) {
    connection.node = name;
    connection.address = "http://127.0.0.1:1/" + name;
    auto opened = GroupOwnership::open(connection, part);
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    ownership_ = *std::move(opened);
    const auto joined = ownership_->join([this](std::set<PartitionId> assigned) {
      const std::lock_guard lock(mutex_);
      assigned_ = std::move(assigned);
    });
    EXPECT_TRUE(joined) << to_string(joined.error());
  }

  [[nodiscard]] GroupOwnership& ownership() { return *ownership_; }
  [[nodiscard]] std::set<PartitionId> assigned() const {
    const std::lock_guard lock(mutex_);
    return assigned_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<PartitionId> assigned_;
  std::unique_ptr<GroupOwnership> ownership_;
};

bool eventually(const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + 40s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

// Each of the four partitions is one member's, and each member has its share.
bool shared_out(const std::vector<const Member*>& members) {
  std::set<PartitionId> all;
  std::size_t count = 0;
  for (const auto* member : members) {
    const auto own = member->assigned();
    if (own.empty()) return false;
    count += own.size();
    all.insert(own.begin(), own.end());
  }
  return count == 4 && all.size() == 4;
}

TEST(Ownership, PartitionsAreSharedOutAndHandedOver) {
  const auto connection = new_topic();
  Member first(connection, "first");
  ASSERT_TRUE(eventually([&] { return shared_out({&first}); }));
  Member second(connection, "second");
  ASSERT_TRUE(eventually([&] { return shared_out({&first, &second}); }));
  Member bystander(connection, "bystander", Part::bystander);
  ASSERT_TRUE(eventually([&] {
    return bystander.ownership().nodes().size() == 3 && first.ownership().nodes().size() == 2;
  }));
  EXPECT_EQ(first.ownership().nodes()[1].address, "http://127.0.0.1:1/second");

  const auto left_at = std::chrono::steady_clock::now();
  first.ownership().leave();
  EXPECT_TRUE(first.assigned().empty());
  ASSERT_TRUE(eventually([&] { return shared_out({&second}); }));
  // Not only once it is missed, which takes the six seconds of a session.
  EXPECT_LT(std::chrono::steady_clock::now() - left_at, 4s);
  EXPECT_TRUE(bystander.assigned().empty());
}

TEST(Ownership, ANodeIsKnownByItsClaims) {
  auto connection = new_topic();
  Member first(connection, "first");
  Member second(connection, "second");
  ASSERT_TRUE(eventually([&] { return first.ownership().nodes().size() == 2; }));
  connection.node = "second";
  Node node(connection);
  const auto claim = node.log().claim({2});
  ASSERT_TRUE(claim);
  const auto owner = first.ownership().claimant(*claim);
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->name, "second");
  connection.node.clear();
  Node nameless(connection);
  EXPECT_FALSE(first.ownership().claimant(*nameless.log().claim({2})));
}

TEST(Ownership, WhoTakesANameEndsTheOneBefore) {
  const auto connection = new_topic();
  Member before(connection, "same");
  ASSERT_TRUE(eventually([&] { return shared_out({&before}); }));
  Member after(connection, "same");
  ASSERT_TRUE(eventually([&] { return shared_out({&after}); }));
  ASSERT_TRUE(eventually([&] { return !before.ownership().trouble().empty(); }));
  EXPECT_NE(before.ownership().trouble().find("same"), std::string::npos);
  EXPECT_TRUE(before.assigned().empty());
}

TEST(Ownership, ReplicasAreTold) {
  const auto connection = new_topic();
  Member member(connection, "one");
  ASSERT_TRUE(eventually([&] {
    const auto replicas = member.ownership().replicas();
    return replicas && replicas->size() == 4;
  }));
  const auto replicas = member.ownership().replicas();
  for (const auto& one : *replicas) {
    EXPECT_GE(one.leader, 1);
    EXPECT_EQ(one.replicas, 1);
    EXPECT_EQ(one.in_sync, 1);
  }
}

}  // namespace
}  // namespace donthu::kafka
