#include "tools/donthu/context.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <CLI/CLI.hpp>

#include "connectors/kafka/group_ownership.h"
#include "connectors/kafka/kafka_source.h"
#include "engine/log/head_file.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/errors.h"

namespace donthu::cli {
namespace {

// Where a simulated clock stood when the tool was last done with the folder. Progress only: without
// it the clock goes on from the last entry of the log.
constexpr const char* clock_file = "simulated-now";

std::optional<Instant> remembered_instant(const std::filesystem::path& root) {
  std::ifstream file(root / clock_file);
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  const auto instant = parse_instant(text);
  if (!instant) return std::nullopt;
  return *instant;
}

void remember_instant(const std::filesystem::path& root, Instant now) {
  std::ofstream(root / clock_file, std::ios::trunc) << to_string(now) << "\n";
}

Instant last_instant(const runtime::DataFolder& folder) {
  Instant last{1};
  if (const auto remembered = remembered_instant(folder.root)) last = *remembered;
  if (const auto heads = log::read_head_file(folder.heads().string()))
    for (const auto& mark : heads->partitions) last = std::max(last, mark.head.log_time);
  return last;
}

// $DONTHU_SCHEMAS; beside an installed tool; where the tool was built.
std::filesystem::path shipped_schemas() {
  const char* named = std::getenv("DONTHU_SCHEMAS");
  if (named != nullptr && *named != '\0') return named;
  std::error_code error;
  const auto tool = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto beside = tool.parent_path().parent_path() / "share" / "donthu" / "schemas";
  if (!error && std::filesystem::exists(beside / "rules.csv", error)) return beside;
  return DONTHU_SCHEMAS_DIR;
}

}  // namespace

ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::rejected:
    case ErrorCode::forbidden: return ExitCode::rejected;
    case ErrorCode::invalid:
    case ErrorCode::unsupported: return ExitCode::invalid;
    case ErrorCode::not_found: return ExitCode::not_found;
    case ErrorCode::stale:
    case ErrorCode::conflict: return ExitCode::conflict;
    case ErrorCode::unavailable:
    case ErrorCode::outcome_unknown:
    case ErrorCode::full:
    case ErrorCode::io: return ExitCode::unavailable;
    case ErrorCode::corrupt: return ExitCode::corrupt;
  }
  return ExitCode::corrupt;
}

// Keeps the ports alive longer than the engine.
class Context::OpenFolder {
 public:
  SystemClock system_clock;
  std::unique_ptr<SimulatedClock> simulated_clock;
  SystemRandom random;
  std::unique_ptr<log::LogSource> source;  // Where the log does not lie in the folder itself.
  std::unique_ptr<kafka::GroupOwnership> ownership;  // Where several nodes work on it.
  std::filesystem::path root;
  std::unique_ptr<runtime::Engine> engine;

  ~OpenFolder() {
    if (engine == nullptr || !engine->simulated()) return;
    const Instant now = engine->now();
    engine.reset();
    remember_instant(root, now);
  }

  // Where it does not come, the change itself says why.
  void wait_for_registry() const {
    constexpr std::chrono::milliseconds look_every{10};
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!engine->writes(PartitionId{0}) && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(look_every);
  }

  Status open(const Context& context, const runtime::Configuration& configuration) {
    root = configuration.data;
    const runtime::DataFolder folder(configuration);
    DONTHU_TRY(folder.check());
    DONTHU_TRY(find_log(context, folder));
    const bool simulated = std::filesystem::exists(root / clock_file);
    Status opened = simulated ? open_simulated(configuration) : open_system(configuration);
    if (!opened && opened.error().reason == "clock-differs")
      opened = simulated ? open_system(configuration) : open_simulated(configuration);
    return opened;
  }

 private:
  Status find_log(const Context& context, const runtime::DataFolder& folder) {
    auto known = kafka::read_connection(folder.kafka());
    if (known) {
      DONTHU_ASSIGN(auto connection, context.connection(*std::move(known)));
      if (!connection.node.empty() && context.part_ != Part::founder) {
        using Group = kafka::GroupOwnership;
        auto part = Group::Part::bystander;
        if (context.part_ == Part::node) part = Group::Part::writer;
        if (context.part_ == Part::registrar) part = Group::Part::registrar;
        DONTHU_ASSIGN(ownership, Group::open(connection, part));
      }
      source = std::make_unique<kafka::KafkaSource>(std::move(connection), folder.kafka());
      return {};
    }
    if (known.error().code != ErrorCode::not_found) return std::unexpected(known.error());
    if (context.options.brokers.empty()) return {};
    return reject(ErrorCode::invalid, "log-not-in-kafka",
                  "Nhật ký của thư mục này nằm trong chính nó, không ở Kafka",
                  "the log of this folder lies in the folder itself, not in a topic", "--brokers",
                  "Leave --brokers out, or make a folder with donthu init --brokers");
  }
  Status open_system(const runtime::Configuration& configuration) {
    DONTHU_ASSIGN(engine, runtime::Engine::open(configuration, {&system_clock, &random,
                                                                source.get(), ownership.get()}));
    return {};
  }
  Status open_simulated(const runtime::Configuration& configuration) {
    simulated_clock =
        std::make_unique<SimulatedClock>(last_instant(runtime::DataFolder(configuration)));
    DONTHU_ASSIGN(engine, runtime::Engine::open(configuration, {simulated_clock.get(), &random,
                                                                source.get(), ownership.get()}));
    return {};
  }
};

Context::Context() : output_(OutputOptions{}) {
  const char* data = std::getenv("DONTHU_DATA");
  options.data = data != nullptr && *data != '\0' ? data : "donthu-data";
  const char* server = std::getenv("DONTHU_SERVER");
  if (server != nullptr) options.server = server;
  options.schemas = shipped_schemas();
}

Context::~Context() { close_folder(); }

void Context::close_folder() {
  backend_.reset();
  folder_.reset();
}

void Context::on(CLI::App& command, std::function<Status()> action) {
  command.callback([this, action = std::move(action)] { action_ = action; });
}

int Context::run() {
  output_.set_options({options.json, options.no_color});
  if (!action_) return static_cast<int>(ExitCode::invalid);
  Status done = action_();
  if (done) done = output_.finish();
  close_folder();
  if (!done) {
    output_.error(in_two_languages(done.error()));
    return static_cast<int>(exit_code_of(done.error().code));
  }
  return static_cast<int>(exit_code_);
}

runtime::Configuration Context::configuration() const {
  runtime::Configuration configuration;
  configuration.data = options.data;
  configuration.keys = options.keys;
  configuration.partitions = 0;
  configuration.disk_reserve_bytes = options.disk_reserve_mib << 20U;
  configuration.block_cache_bytes = options.cache_mib << 20U;
  configuration.cached_cases = options.cached_cases;
  return configuration;
}

Status Context::create_folder(const runtime::Configuration& configuration,
                              std::optional<Instant> simulated) {
  SystemRandom random;
  SystemClock system_clock;
  std::optional<kafka::KafkaSource> source;
  if (!options.brokers.empty()) {
    DONTHU_ASSIGN(auto connection, this->connection());
    source.emplace(std::move(connection), runtime::DataFolder(configuration).kafka());
  }
  const auto* elsewhere = source ? &*source : nullptr;
  if (!simulated)
    return runtime::Engine::create(configuration, {&system_clock, &random, elsewhere});
  SimulatedClock clock(*simulated);
  DONTHU_TRY(runtime::Engine::create(configuration, {&clock, &random, elsewhere}));
  remember_instant(configuration.data, *simulated);
  return {};
}

Status Context::join_log(const runtime::Configuration& configuration,
                         const std::filesystem::path& master_key) {
  SystemRandom random;
  SystemClock clock;
  DONTHU_ASSIGN(auto connection, this->connection());
  const kafka::KafkaSource source(std::move(connection),
                                  runtime::DataFolder(configuration).kafka());
  return runtime::Engine::join(configuration, {&clock, &random, &source}, master_key);
}

Result<runtime::Engine*> Context::engine() { return engine(configuration()); }

Result<runtime::Engine*> Context::engine(const runtime::Configuration& configuration) {
  if (!options.server.empty())
    return reject(ErrorCode::invalid, "local-only", "Lệnh này chỉ làm việc trên thư mục dữ liệu",
                  "this command works on a data folder, not on a server", "--server",
                  "Leave --server out, and stop the server first");
  if (folder_ == nullptr) {
    auto folder = std::make_unique<OpenFolder>();
    DONTHU_TRY(folder->open(*this, configuration));
    if (part_ == Part::registrar) folder->wait_for_registry();
    folder_ = std::move(folder);
    if (folder_->engine->simulated()) output_.set_simulated(folder_->engine->now());
  }
  return folder_->engine.get();
}

Result<Backend*> Context::backend() {
  if (backend_ != nullptr) return backend_.get();
  if (options.server.empty()) {
    DONTHU_ASSIGN(auto* const opened, engine());
    backend_ = local_backend(*opened);
  } else {
    DONTHU_ASSIGN(backend_, remote_backend(options.server, options.tls));
  }
  return backend_.get();
}

Result<kafka::Connection> Context::connection(kafka::Connection connection) const {
  if (!options.brokers.empty()) connection.brokers = options.brokers;
  if (!options.topic.empty()) connection.topic = options.topic;
  if (!options.node.empty()) connection.node = options.node;
  if (!options.address.empty()) connection.address = options.address;
  DONTHU_TRY(take_settings(options.client, "--client", connection.client));
  return connection;
}

Status take_settings(const std::vector<std::string>& texts, const std::string& option,
                     std::map<std::string, std::string>& settings) {
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == text.npos)
      return reject(ErrorCode::invalid, "bad-setting", "Thiết lập phải có dạng TÊN=GIÁ TRỊ",
                    "a setting is NAME=VALUE", option);
    settings[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

std::filesystem::path Context::schema(std::string_view path) const {
  return options.schemas / path;
}

}  // namespace donthu::cli
