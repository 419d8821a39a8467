// The public stream of a real server, killed again and again, as other programs read it.
#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include <netinet/in.h>
#include <sys/socket.h>

#include "connectors/kafka/kafka_source.h"
#include "connectors/kafka/public_stream.h"
#include "engine/runtime/data_folder.h"
#include "tests/integration/cli/serving.h"
#include "tests/integration/http/client.h"
#include "tests/integration/kafka/broker.h"
#include "tests/integration/kafka/programs.h"
#include "tests/integration/kafka/public_records.h"

namespace donthu::cli {
namespace {

// What the story knows of persons and what only the office may know.
const std::vector<std::string> private_words{
    "Lương Thị Kín", "Ngõ Hàng Giấu", "0912 345 678", "ranh giới thửa đất",
    "Trần Thị Bình", "HK02",          "sealed"};

class PublicReaders : public ServingTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"init", "--brokers", log_.brokers, "--topic", log_.topic, "--partitions", "4",
                   "--disk-reserve", "0"})
                  .exit_code,
              0);
    appoint_two("HK", "Phường Hoàn Kiếm", "2025-07-01", {"--disk-reserve", "0"});
    write(file(), content(file()) + "public.topic = " + stream_.topic + "\n");
  }

  [[nodiscard]] std::filesystem::path file() const { return data() / "kafka.conf"; }
  void serve_stream() { serve({"--disk-reserve", "0"}); }

  void register_some(int count) {
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(ask({"petition", "register", "--officer", "HK02", "--matter",
                     "Khiếu nại về ranh giới thửa đất", "--person-name", private_words[0],
                     "--person-address", private_words[1], "--person-contact", private_words[2],
                     "--content", "Bà Lương Thị Kín trình bày"})
                    .exit_code,
                0);
  }

  [[nodiscard]] std::string metrics() const {
    http::Client client(port());
    return client.send("GET", "/metrics").body;
  }
  void wait_until_told() const {
    for (int tries = 0; tries < 200; ++tries) {
      const auto text = metrics();
      if (text.find("donthu_public_stream_connected 1\n") != text.npos &&
          text.find("donthu_public_stream_lag_entries 0\n") != text.npos)
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL() << metrics().substr(0, 4'000);
  }

  // Of the folder, when nobody works on it.
  [[nodiscard]] kafka::Records told() const {
    SystemClock clock;
    SystemRandom random;
    runtime::Configuration configuration;
    configuration.data = data();
    configuration.partitions = 0;  // As the log has.
    configuration.disk_reserve_bytes = 0;
    const kafka::KafkaSource source(*kafka::read_connection(file()), file());
    const auto engine = runtime::Engine::open(configuration, {&clock, &random, &source});
    if (!engine) throw std::runtime_error(to_string(engine.error()));
    // Opening it began an epoch, of which the public hears nothing.
    return kafka::told_by((*engine)->queries(), false);
  }

  int keys_ = 0;
  const kafka::Connection log_ = kafka::Broker::connection();
  const kafka::Connection stream_ = kafka::public_connection(log_);
};

TEST_F(PublicReaders, KilledServerLeavesNoGapAndRepeatsOnlyTheEnd) {
  for (int round = 0; round < 5; ++round) {
    serve_stream();
    register_some(2 + round % 3);
    // Sometimes before it had a chance to tell anything.
    std::this_thread::sleep_for(std::chrono::milliseconds(40 * (round % 3)));
    kill_server();
  }
  serve_stream();
  register_some(1);
  wait_until_told();
  stop();
  const auto records = kafka::records_in(stream_, 4);
  EXPECT_EQ(kafka::difference(kafka::without_repeats(records), told()), "");
  // What was on its way when the server was killed: never more than a group.
  EXPECT_LE(kafka::count(records) - kafka::count(told()), 5U * 250U);
}

TEST_F(PublicReaders, NothingSealedOrPersonalLeavesAndNothingIsMissingAfterARebuild) {
  serve_stream();
  register_some(3);
  wait_until_told();
  EXPECT_NE(metrics().find("donthu_public_stream_lag_milliseconds 0\n"), std::string::npos);
  EXPECT_EQ(metrics().find("donthu_public_stream_events_total 0\n"), std::string::npos);
  stop();
  const auto records = kafka::records_in(stream_, 4);
  EXPECT_EQ(kafka::difference(records, told()), "");
  for (const auto& partition : records)
    for (const auto& record : partition)
      for (const auto& word : private_words)
        EXPECT_EQ(record.find(word), std::string::npos) << record;
  // The bytes of the broker's own files, too: keys, headers, and whatever else it keeps of them.
  const auto stored =
      kafka::run_program("grep -r -c -a -F '" + private_words[0] + "' " + kafka::Broker::folder() +
                         "/n1/data/" + stream_.topic + "-*");
  EXPECT_FALSE(stored.lines.empty());
  for (const auto& line : stored.lines) EXPECT_TRUE(line.ends_with(":0")) << line;

  const auto rebuilt = run({"stream", "rebuild", "told-again", "--disk-reserve", "0", "--json"});
  ASSERT_EQ(rebuilt.exit_code, 0) << rebuilt.error;
  EXPECT_EQ(rebuilt.json().at("events").to_number<std::size_t>(), kafka::count(records));
  auto again = stream_;
  again.topic = "told-again";
  EXPECT_EQ(kafka::difference(kafka::records_in(again, 4), records), "");
}

TEST_F(PublicReaders, TopicIsMadeAheadAndChecked) {
  const std::vector<std::string> cluster{"--brokers", log_.brokers, "--topic",
                                         log_.topic,  "--public",   "--json"};
  const auto topics = [&](const std::string& act) {
    std::vector<std::string> words{"topics", act};
    words.insert(words.end(), cluster.begin(), cluster.end());
    return run(words);
  };
  EXPECT_EQ(topics("check").exit_code, 3);
  const auto made = run({"topics", "init", "--brokers", log_.brokers, "--topic", log_.topic,
                         "--partitions", "4", "--public", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  EXPECT_EQ(made.json().at("public_topic").as_string(), log_.topic + ".public");
  EXPECT_EQ(topics("check").exit_code, 0);
}

// A port that was free a moment ago: a node's address is known before it listens.
std::uint16_t free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(listener);
  return ntohs(address.sin_port);
}

// A server of several on one log.
struct ServingNode {
  std::uint16_t port = 0;
  pid_t process = 0;

  [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(port); }
  [[nodiscard]] std::string metrics() const {
    http::Client client(port);
    return client.send("GET", "/metrics").body;
  }
  void end(int signal) {
    int status = 0;
    ::kill(process, signal);
    ::waitpid(process, &status, 0);
  }
};

TEST_F(PublicReaders, AnotherNodeGoesOnWhereTheFirstWasKilled) {
  const auto start_node = [&](const std::filesystem::path& folder, ServingNode& node) {
    use_folder(folder);
    node.process =
        start({"--json", "serve", "--disk-reserve", "0", "--port", std::to_string(node.port)},
              path("serving-" + std::to_string(node.port)));
    use_folder({});
  };
  const auto register_at = [&](const ServingNode& node) {
    // While partitions move, the tool says so, and is asked again.
    for (int tries = 0; tries < 60; ++tries) {
      if (run({"petition", "register", "--officer", "HK02", "--matter", "Cấp giấy chứng nhận",
               "--key", "k" + std::to_string(++keys_), "--server", node.address()})
              .exit_code == 0)
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    FAIL() << "nobody takes the petition";
  };
  ServingNode first{free_port()};
  ServingNode second{free_port()};
  ASSERT_EQ(
      run_on(path("second"), {"init", "--join", "--brokers", log_.brokers, "--topic", log_.topic,
                              "--master-key", (data() / "keys").string(), "--node", "b",
                              "--address", second.address(), "--disk-reserve", "0"})
          .exit_code,
      0);
  write(file(), content(file()) + "node = a\naddress = " + first.address() + "\n");
  const auto other = path("second") / "kafka.conf";
  write(other, content(other) + "public.topic = " + stream_.topic + "\n");
  start_node(data(), first);
  start_node(path("second"), second);
  for (int i = 0; i < 3; ++i) register_at(i % 2 == 0 ? first : second);
  first.end(SIGKILL);
  for (int i = 0; i < 3; ++i) register_at(second);
  // Only what a node writes does it tell of: the killed one's share comes when it is missed.
  const auto told_all = [&] {
    const auto text = second.metrics();
    return text.find("donthu_partition_owned{partition=\"0\"} 1\n") != text.npos &&
           text.find("donthu_public_stream_lag_entries 0\n") != text.npos &&
           text.find("donthu_public_stream_connected 1\n") != text.npos;
  };
  // For a while: it looks at what it has to tell a moment after it has to.
  for (int tries = 0, quiet = 0; tries < 600 && quiet < 20; ++tries) {
    quiet = told_all() ? quiet + 1 : 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(told_all()) << second.metrics().substr(0, 3'000);
  second.end(SIGTERM);
  const auto lines = content(file());
  write(file(), lines.substr(0, lines.find("node = a")));  // Alone, to be opened here.
  EXPECT_EQ(kafka::difference(kafka::without_repeats(kafka::records_in(stream_, 4)), told()), "");
}

// One line for each record: partition, key, headers, value.
TEST_F(PublicReaders, KcatReadsIt) {
  if (kafka::run_program("command -v kcat").exit_code != 0) {
    std::cerr << "\n*** kcat IS NOT INSTALLED (./tools/setup --with-checks): NOT TESTED ***\n\n";
    GTEST_SKIP();
  }
  serve_stream();
  register_some(2);
  wait_until_told();
  const auto read = kafka::run_program("kcat -b " + stream_.brokers + " -t " + stream_.topic +
                                       R"( -C -e -q -f '%p\t%k\t%h\t%s\n')");
  stop();
  ASSERT_EQ(read.exit_code, 0);
  EXPECT_EQ(read.lines.size(), kafka::count(told()));
  std::map<std::string, std::string> partition_of;
  for (const auto& line : read.lines) {
    std::istringstream parts(line);
    std::string partition;
    std::string key;
    std::string headers;
    std::string value;
    std::getline(
        std::getline(std::getline(std::getline(parts, partition, '\t'), key, '\t'), headers, '\t'),
        value, '\t');
    EXPECT_EQ(headers, "content-type=application/cloudevents+json; charset=UTF-8");
    const auto json = boost::json::parse(value);
    EXPECT_EQ(json.at("partitionkey").as_string(), key);
    if (json.as_object().contains("subject")) {
      EXPECT_EQ(json.at("subject").as_string(), key);
      EXPECT_EQ(partition_of.emplace(key, partition).first->second, partition);
    }
  }
  EXPECT_GE(partition_of.size(), 2U);
}

TEST_F(PublicReaders, StockSdkOfCloudEventsReadsIt) {
  const auto python = kafka::run_program(DONTHU_SOURCE_DIR "/tools/clients cloudevents");
  if (python.exit_code != 0) {
    std::cerr << "\n*** THE CLOUDEVENTS SDK IS NOT INSTALLED: NOT TESTED ***\n\n";
    GTEST_SKIP();
  }
  serve_stream();
  register_some(2);
  wait_until_told();
  stop();
  const auto read = kafka::run_program(python.lines.at(0) +
                                       " " DONTHU_SOURCE_DIR "/tools/clients.d/read_stream.py " +
                                       stream_.brokers + " " + stream_.topic);
  ASSERT_EQ(read.exit_code, 0);
  const auto all = told();
  ASSERT_EQ(read.lines.size(), kafka::count(all));
  std::vector<std::size_t> next(all.size());
  for (const auto& line : read.lines) {
    const auto event = boost::json::parse(line);
    const auto partition = event.at("partition").to_number<std::size_t>();
    const auto wanted = boost::json::parse(all[partition][next[partition]++]);
    for (const auto* name : {"id", "source", "type", "sequence", "partitionkey", "data"})
      EXPECT_EQ(event.at(name), wanted.at(name)) << line;
  }
}

}  // namespace
}  // namespace donthu::cli
