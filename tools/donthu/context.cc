#include "tools/donthu/context.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <CLI/CLI.hpp>

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
  std::filesystem::path root;
  std::unique_ptr<runtime::Engine> engine;

  ~OpenFolder() {
    if (engine == nullptr || !engine->simulated()) return;
    const Instant now = engine->now();
    engine.reset();
    remember_instant(root, now);
  }

  Status open(const runtime::Configuration& configuration) {
    root = configuration.data;
    const runtime::DataFolder folder(configuration);
    DONTHU_TRY(folder.check());
    const bool simulated = std::filesystem::exists(root / clock_file);
    Status opened = simulated ? open_simulated(configuration) : open_system(configuration);
    if (!opened && opened.error().reason == "clock-differs")
      opened = simulated ? open_system(configuration) : open_simulated(configuration);
    return opened;
  }

 private:
  Status open_system(const runtime::Configuration& configuration) {
    DONTHU_ASSIGN(engine, runtime::Engine::open(configuration, {&system_clock, &random}));
    return {};
  }
  Status open_simulated(const runtime::Configuration& configuration) {
    simulated_clock =
        std::make_unique<SimulatedClock>(last_instant(runtime::DataFolder(configuration)));
    DONTHU_ASSIGN(engine, runtime::Engine::open(configuration, {simulated_clock.get(), &random}));
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
  if (!simulated) return runtime::Engine::create(configuration, {&system_clock, &random});
  SimulatedClock clock(*simulated);
  DONTHU_TRY(runtime::Engine::create(configuration, {&clock, &random}));
  remember_instant(configuration.data, *simulated);
  return {};
}

Result<runtime::Engine*> Context::engine() { return engine(configuration()); }

Result<runtime::Engine*> Context::engine(const runtime::Configuration& configuration) {
  if (!options.server.empty())
    return reject(ErrorCode::invalid, "local-only", "Lệnh này chỉ làm việc trên thư mục dữ liệu",
                  "this command works on a data folder, not on a server", "--server",
                  "Leave --server out, and stop the server first");
  if (folder_ == nullptr) {
    auto folder = std::make_unique<OpenFolder>();
    DONTHU_TRY(folder->open(configuration));
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
    DONTHU_ASSIGN(backend_, remote_backend(options.server));
  }
  return backend_.get();
}

std::filesystem::path Context::schema(std::string_view path) const {
  return options.schemas / path;
}

}  // namespace donthu::cli
