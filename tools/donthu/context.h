// What every command of the tool shares: global options, the open data folder, output, exit codes.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "connectors/http/server.h"
#include "connectors/kafka/settings.h"
#include "engine/runtime/engine.h"
#include "tools/donthu/backend/backend.h"
#include "tools/donthu/terminal/output.h"

namespace donthu::cli {

// The exit codes of the tool: stable, and listed at the foot of --help.
enum class ExitCode : int {
  ok = 0,
  rejected = 1,  // The law or the procedure does not allow it; forbidden; an audit that failed.
  invalid = 2,   // Wrong usage or input; unsupported; an audit that cannot tell.
  not_found = 3,
  conflict = 4,     // Stale version, id used before, folder in use.
  unavailable = 5,  // Try again later: disk, clock, network, queue, unknown outcome.
  corrupt = 6,      // Stored bytes are not what was written.
};
[[nodiscard]] ExitCode exit_code_of(ErrorCode code);

struct GlobalOptions {
  std::filesystem::path data;     // --data, $DONTHU_DATA, ./donthu-data
  std::filesystem::path keys;     // --keys; empty: inside the data folder.
  std::filesystem::path schemas;  // --schemas; the shipped rules and registry.
  std::string brokers;  // --brokers: of the topic that holds the log; over what kafka.conf says.
  std::string topic;    // --topic
  std::string node;     // --node and --address, of donthu init: see kafka::Connection.
  std::string address;
  std::vector<std::string> client;  // --client NAME=VALUE, of librdkafka.
  std::string server;               // --server, $DONTHU_SERVER; empty: work on the folder itself.
  http::TlsFiles tls;  // --tls-certificate, --tls-key: our own; --tls-ca: whose servers are taken.
  std::uint64_t disk_reserve_mib = 256;  // --disk-reserve; see runtime::Configuration.
  std::uint64_t cache_mib = 128;         // --cache
  std::size_t cached_cases = 20'000;     // --cached-cases
  bool json = false;
  bool no_color = false;
};

// NAME=VALUE of a repeated option, over what `settings` holds. invalid "bad-setting".
[[nodiscard]] Status take_settings(const std::vector<std::string>& texts, const std::string& option,
                                   std::map<std::string, std::string>& settings);

// One command line. Not thread-safe.
//
// A command says what it does with on(); after parsing, run() does the one that was chosen, prints
// its error and gives the exit code. Actions take their options by reference from the App's
// callbacks, so keep option structs in shared_ptrs that the action captures.
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  GlobalOptions options;

  void on(CLI::App& command, std::function<Status()> action);
  [[nodiscard]] int run();
  // For an action that did its work and found something: an audit that is not sound.
  void finish_with(ExitCode code) { exit_code_ = code; }

  [[nodiscard]] Output& out() { return output_; }

  // From the global options; a command may change it before engine().
  [[nodiscard]] runtime::Configuration configuration() const;
  // Makes the data folder, with a simulated clock that stands at that instant where one is given.
  // Errors: those of Engine::create.
  [[nodiscard]] Status create_folder(const runtime::Configuration& configuration,
                                     std::optional<Instant> simulated);
  // Makes the data folder of one more node on a log. Errors: those of Engine::join.
  [[nodiscard]] Status join_log(const runtime::Configuration& configuration,
                                const std::filesystem::path& master_key);
  // How the folder of one node among several is opened: to ask only, as the node that writes what
  // it is assigned, to change the registry, or, before there are others, with everything its own.
  enum class Part : std::uint8_t { bystander, node, registrar, founder };
  void take_part(Part part) { part_ = part; }
  // The engine of the data folder, opened at the first call with the clock its log was made with,
  // and closed with the context. Output then says where the clock is simulated. With --server:
  // invalid "local-only". Errors: those of Engine::open.
  [[nodiscard]] Result<runtime::Engine*> engine();
  [[nodiscard]] Result<runtime::Engine*> engine(const runtime::Configuration& configuration);
  // Ends the engine's work; all that it wrote is on the disk.
  void close_folder();
  // What asks and commands work on: the folder, or the server.
  [[nodiscard]] Result<Backend*> backend();

  // What --brokers, --topic and --client say, over `connection`. invalid: --client without =.
  [[nodiscard]] Result<kafka::Connection> connection(kafka::Connection connection = {}) const;

  // A path below the shipped schemas.
  [[nodiscard]] std::filesystem::path schema(std::string_view path) const;

 private:
  class OpenFolder;

  Output output_;
  std::function<Status()> action_;
  Part part_ = Part::bystander;
  ExitCode exit_code_ = ExitCode::ok;
  std::unique_ptr<OpenFolder> folder_;
  std::unique_ptr<Backend> backend_;
};

}  // namespace donthu::cli
