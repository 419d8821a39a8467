// Several nodes on one log in this process, each with a server. The test says who writes what.
#pragma once

#include <set>
#include <thread>

#include "tests/integration/http/office.h"
#include "tests/unit/runtime/shared_log.h"

namespace donthu::http {

// Where nodes take requests. A node that is not here is not alive. Thread-safe.
class Directory {
 public:
  void set(const std::string& name, const std::string& address) {
    const std::scoped_lock lock(mutex_);
    addresses_[name] = address;
  }
  void forget(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    addresses_.erase(name);
  }
  [[nodiscard]] std::optional<runtime::Node> find(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    const auto found = addresses_.find(name);
    if (found == addresses_.end()) return std::nullopt;
    return runtime::Node{found->first, found->second};
  }
  [[nodiscard]] std::vector<runtime::Node> all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<runtime::Node> out;
    for (const auto& [name, address] : addresses_) out.push_back({name, address});
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> addresses_;
};

class AssignedOwnership final : public runtime::Ownership {
 public:
  AssignedOwnership(const runtime::Claims& claims, const Directory& directory, std::string name)
      : claims_(claims), directory_(directory), self_{std::move(name), ""} {}

  void assign(const std::set<PartitionId>& partitions) {
    const std::scoped_lock lock(mutex_);
    if (assigned_) assigned_(partitions);
  }

  [[nodiscard]] const runtime::Node& self() const override { return self_; }
  [[nodiscard]] Status join(std::function<void(std::set<PartitionId>)> assigned) override {
    const std::scoped_lock lock(mutex_);
    assigned_ = std::move(assigned);
    return {};
  }
  void leave() override {
    const std::scoped_lock lock(mutex_);
    if (assigned_) assigned_({});
    assigned_ = {};
  }
  [[nodiscard]] std::optional<runtime::Node> claimant(const event::Claim& claim) const override {
    return directory_.find(claims_.claimant(claim));
  }
  [[nodiscard]] std::vector<runtime::Node> nodes() const override { return directory_.all(); }
  [[nodiscard]] std::string trouble() const override { return {}; }
  [[nodiscard]] Result<std::vector<runtime::Replicas>> replicas() const override {
    std::vector<runtime::Replicas> out;
    for (std::uint16_t i = 0; i < 4; ++i) out.push_back({{i}, i == 3 ? -1 : 1, 3, 2});
    return out;
  }

 private:
  const runtime::Claims& claims_;
  const Directory& directory_;
  runtime::Node self_;
  std::mutex mutex_;
  std::function<void(std::set<PartitionId>)> assigned_;
};

class Cluster {
 public:
  static constexpr std::uint16_t partitions = 4;

  struct Member {
    Member(Cluster& cluster, std::string with_name)
        : name(std::move(with_name)),
          source(cluster.shared, cluster.beside, cluster.claims, name),
          ownership(cluster.claims, cluster.directory, name) {}
    std::string name;
    SystemRandom random;  // Nodes that draw the same names would take each other's keys for theirs.
    runtime::SharedSource source;
    AssignedOwnership ownership;
    std::unique_ptr<runtime::Engine> engine;
    std::unique_ptr<Server> server;
  };

  // Nodes "a", "b", …
  explicit Cluster(std::size_t count, const ServerOptions& options = {}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "donthu-nodes-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    const runtime::SharedSource source(shared, beside, claims, "founder");
    SeededRandom random{7};
    runtime::Ports ports{&clock, &random, &source, nullptr};
    Office::founded(configuration("founder"), ports).reset();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name(1, static_cast<char>('a' + i));
      std::filesystem::copy(folder_ / "founder", folder_ / name,
                            std::filesystem::copy_options::recursive);
      auto& member = *members.emplace_back(std::make_unique<Member>(*this, name));
      member.engine = Office::must(runtime::Engine::open(
          configuration(name), {&clock, &member.random, &member.source, &member.ownership}));
      member.server = Office::must(Server::start(*member.engine, options));
      const bool tls = !options.tls.certificate.empty();
      directory.set(name, (tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
                              std::to_string(member.server->port()));
    }
  }
  ~Cluster() {
    for (auto& member : members) member->server.reset();
    for (auto& member : members) member->engine.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  [[nodiscard]] std::uint16_t port(std::size_t member) const {
    return members[member]->server->port();
  }
  runtime::Engine& engine(std::size_t member) { return *members[member]->engine; }

  // All partitions to that member; nobody writes anything where there is no such member.
  void assign(std::size_t member) {
    std::set<PartitionId> all;
    for (std::uint16_t i = 0; i < partitions; ++i) all.insert({i});
    for (std::size_t i = 0; i < members.size(); ++i)
      members[i]->ownership.assign(i == member ? all : std::set<PartitionId>());
  }
  void assign_and_wait(std::size_t member) {
    assign(member);
    eventually([&] {
      for (std::size_t i = 0; i < members.size(); ++i)
        for (const auto& partition : engine(i).health().partitions)
          if (partition.ours != (i == member)) return false;
      return true;
    });
  }
  // A node that is none of the members makes the last claim on every partition.
  void give_to_stranger(const std::string& address) {
    assign_and_wait(members.size());
    directory.set("stranger", address);
    runtime::Gate open;
    runtime::NodeLog log(*shared, claims, "stranger", open);
    for (std::uint16_t i = 0; i < partitions; ++i) Office::must(log.claim({i}));
  }
  static void eventually(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds()) {
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "it never came";
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  SimulatedClock clock{Instant{Office::begin_ms}};
  std::unique_ptr<log::MemoryLog> shared;
  runtime::SharedLists beside;
  runtime::Claims claims;
  Directory directory;
  std::vector<std::unique_ptr<Member>> members;

 private:
  [[nodiscard]] runtime::Configuration configuration(const std::string& name) const {
    runtime::Configuration out;
    out.data = folder_ / name;
    out.partitions = partitions;
    out.disk_reserve_bytes = 0;
    return out;
  }

  std::filesystem::path folder_;
};

// Takes connections one after the other and does with each what the test says.
class Stranger {
 public:
  explicit Stranger(std::function<void(int)> deal) : deal_(std::move(deal)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, plain, size), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    ::getsockname(listener_, plain, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int socket = 0; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        deal_(socket);
        ::close(socket);
      }
    });
  }
  ~Stranger() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // What comes until nothing more comes for a moment.
  static std::string read(int socket) {
    std::string out;
    pollfd waits{socket, POLLIN, 0};
    while (::poll(&waits, 1, 100) > 0) {
      char bytes[4'096];
      const auto size = ::recv(socket, bytes, sizeof bytes, 0);
      if (size <= 0) break;
      out.append(bytes, static_cast<std::size_t>(size));
    }
    return out;
  }
  static void write(int socket, std::string_view text) {
    EXPECT_EQ(::send(socket, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

 private:
  std::function<void(int)> deal_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace donthu::http
