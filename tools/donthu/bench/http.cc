// Commands over HTTP: synchronous clients on threads, as many offices would send them.
#include <atomic>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "connectors/http/server.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/measure.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr std::uint32_t connections = 32;

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    socket_.set_option(tcp::no_delay(true));
  }

  // The body of the answer; an empty one where it was refused.
  std::string post(const std::string& target, const runtime::Request& request,
                   const std::string& body) {
    beast::http::request<beast::http::string_body> message(beast::http::verb::post, target, 11);
    message.set(beast::http::field::host, "127.0.0.1");
    message.set(beast::http::field::content_type, "application/json");
    message.set("Idempotency-Key", request.idempotency_key);
    message.set("Donthu-Officer", std::to_string(request.actor.officer.value));
    message.set("Donthu-Unit", std::to_string(request.actor.unit.value));
    message.body() = body;
    message.prepare_payload();
    beast::http::write(socket_, message);
    beast::http::response<beast::http::string_body> answer;
    beast::http::read(socket_, buffer_, answer);
    return answer.result_int() < 300 ? answer.body() : std::string();
  }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  beast::flat_buffer buffer_;
};

std::string registration_body(const runtime::Request& request) {
  const auto& command = std::get<event::Register>(request.command);
  return boost::json::serialize(boost::json::object{
      {"kind", "complaint"},
      {"matter", command.matter},
      {"topic", command.topic},
      {"content", command.content.plain},
      {"persons",
       boost::json::array{boost::json::object{{"role", "complainant"},
                                              {"name", command.persons[0].name.plain},
                                              {"address", command.persons[0].address.plain}}}}});
}

struct Shared {
  std::atomic<std::uint64_t> next{0};
  std::atomic<std::uint64_t> refused{0};
};

void work(const Workload& workload, std::uint16_t port, std::uint64_t cases, Shared& shared,
          std::vector<std::uint32_t>& latencies) {
  Client client(port);
  for (std::uint64_t n = shared.next++; n < cases; n = shared.next++) {
    const auto timed = [&](const std::string& target, const runtime::Request& request,
                           const std::string& body) {
      const auto start = Steady::now();
      auto answer = client.post(target, request, body);
      latencies.push_back(static_cast<std::uint32_t>(seconds_since(start) * 1e6));
      if (answer.empty()) ++shared.refused;
      return answer;
    };
    const auto registration = workload.registration(n);
    const auto answer = timed("/v1/petitions", registration, registration_body(registration));
    if (answer.empty()) continue;
    const auto id = case_id_from_string(boost::json::parse(answer).at("case").as_string().c_str());
    if (!id) continue;
    const std::string commands = "/v1/petitions/" + to_string(*id) + "/commands/";
    timed(commands + "classify", workload.step(n, *id, 0), R"({"eligible":true})");
    timed(commands + "accept", workload.step(n, *id, 1), "{}");
  }
}

}  // namespace

Status bench_http(const BenchOptions& options) {
  SystemClock clock;
  DONTHU_ASSIGN(const auto workload, Workload::create(options.folder, options.schemas, {&clock}));
  DONTHU_ASSIGN(const auto server, http::Server::start(workload->engine(), {}));
  fmt::print(
      "{}\ncommands over HTTP: {} cases, register · classify · accept, {} connections, "
      "client in the same process\n",
      machine(options.folder.string()), options.cases, connections);
  Shared shared;
  std::vector<std::vector<std::uint32_t>> latencies(connections);
  std::vector<std::thread> threads;
  const auto start = Steady::now();
  for (std::uint32_t i = 0; i < connections; ++i)
    threads.emplace_back(
        [&, i] { work(*workload, server->port(), options.cases, shared, latencies[i]); });
  for (std::thread& thread : threads) thread.join();
  const double seconds = seconds_since(start);
  std::vector<std::uint32_t> all;
  for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
  const auto count = static_cast<double>(all.size());
  fmt::print("{:.0f} commands/s, {} refused, {}\n", count / seconds, shared.refused.load(),
             to_text(percentiles(std::move(all))));
  const Memory used = memory();
  fmt::print("resident {} MiB, at most {} MiB\n", used.resident_mib, used.peak_mib);
  return {};
}

}  // namespace donthu::bench
