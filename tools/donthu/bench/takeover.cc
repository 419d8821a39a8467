// Partitions that move from one node to another, on a real cluster.
#include <thread>

#include <fmt/format.h>

#include "connectors/kafka/group_ownership.h"
#include "connectors/kafka/kafka_source.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/measure.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::bench {
namespace {

constexpr auto look_every = std::chrono::milliseconds(1);

// One node, in this process.
class NodeUnderTest {
 public:
  static Result<std::unique_ptr<NodeUnderTest>> start(kafka::Connection connection,
                                                      const std::string& name,
                                                      const std::filesystem::path& folder,
                                                      Clock& clock) {
    std::unique_ptr<NodeUnderTest> node(new NodeUnderTest);
    connection.node = name;
    runtime::Configuration configuration;
    configuration.data = folder;
    node->source_ = std::make_unique<kafka::KafkaSource>(
        connection, runtime::DataFolder(configuration).kafka());
    DONTHU_ASSIGN(node->ownership_,
                  kafka::GroupOwnership::open(connection, kafka::GroupOwnership::Part::writer));
    runtime::Ports ports{&clock};
    ports.log = node->source_.get();
    ports.ownership = node->ownership_.get();
    DONTHU_ASSIGN(node->workload_, Workload::open(folder, ports));
    return node;
  }

  [[nodiscard]] runtime::Engine& engine() { return workload_->engine(); }

  // Registers the n-th petition as soon as this node may: the seconds that it took.
  [[nodiscard]] Result<double> first_command(std::uint64_t n) {
    const auto start = Steady::now();
    for (;;) {
      const auto answer = engine().execute(workload_->registration(n));
      if (answer) return seconds_since(start);
      if (answer.error().code != ErrorCode::unavailable) return std::unexpected(answer.error());
      std::this_thread::sleep_for(look_every);
    }
  }

 private:
  NodeUnderTest() = default;
  std::unique_ptr<log::LogSource> source_;
  std::unique_ptr<kafka::GroupOwnership> ownership_;
  std::unique_ptr<Workload> workload_;
};

}  // namespace

Status bench_takeover(const BenchOptions& options) {
  if (!options.kafka)
    return fail(ErrorCode::invalid, "brokers-missing", "nothing moves without a cluster",
                "--brokers", "Give --brokers, for instance what tools/kafka start prints");
  SystemClock clock;
  const Place place(options);
  const auto first = options.folder / "first";
  const auto second = options.folder / "second";
  std::filesystem::remove_all(options.folder);
  {
    DONTHU_ASSIGN(const auto workload,
                  Workload::create(first, options.schemas, place.ports(clock)));
    for (std::uint64_t n = 0; n < options.cases; ++n)
      workload->engine().submit(workload->registration(n), [](const auto&) {});
    workload->engine().settle();
  }
  fmt::print("{}\ntake-over, with about {} cases in the topic\n", place.text(), options.cases);
  std::filesystem::copy(first, second, std::filesystem::copy_options::recursive);
  std::uint64_t next = options.cases;
  {
    DONTHU_ASSIGN(const auto owner, NodeUnderTest::start(*options.kafka, "first", first, clock));
    DONTHU_ASSIGN(const double alone, owner->first_command(next));
    DONTHU_ASSIGN(const auto heir, NodeUnderTest::start(*options.kafka, "second", second, clock));
    // Every ward's partition is taken to its new owner.
    std::this_thread::sleep_for(std::chrono::seconds(2));
    std::jthread leaver([&] { owner->engine().hand_over(); });
    double slowest = 0;
    for (std::uint32_t ward = 0; ward < Workload::wards; ++ward) {
      DONTHU_ASSIGN(const double waited, heir->first_command(++next));
      slowest = std::max(slowest, waited);
    }
    fmt::print("warm, handed over: commands stood still for {:.2f} s at most\n", slowest);
    fmt::print("first node of the group, warm: {:.2f} s after it was opened\n", alone);
  }
  runtime::Configuration configuration;
  configuration.data = second;
  const runtime::DataFolder folder(configuration);
  for (const auto& part : {folder.log(), folder.state(), folder.heads()})
    std::filesystem::remove_all(part);
  const auto start = Steady::now();
  DONTHU_ASSIGN(const auto heir, NodeUnderTest::start(*options.kafka, "second", second, clock));
  DONTHU_ASSIGN(const double waited, heir->first_command(++next));
  fmt::print("cold, from an empty copy: {:.2f} s, {:.2f} s of them until the node was open\n",
             seconds_since(start), seconds_since(start) - waited);
  return {};
}

}  // namespace donthu::bench
