// A disk that is full, or fills up: nothing half done, nothing lost, and words that help.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/integration/cli/serving.h"
#include "tests/integration/http/client.h"
#include "tests/integration/small_disk.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

class FullDisk : public ServingTest {
 protected:
  void SetUp() override {
    if (!disk_.mount("64m"))
      GTEST_SKIP() << "NOT TESTED: a full disk, because this process may not mount a tmpfs";
  }

  void resize(const std::string& size) const { ASSERT_TRUE(disk_.resize(size)); }
  void fill_but(std::uintmax_t bytes) const { disk_.fill_but(bytes); }
  [[nodiscard]] std::string place(const std::string& name) const {
    return (path("disk") / name).string();
  }

  Ran on(const std::string& folder, std::vector<std::string> words,
         const std::string& reserve = "0") const {
    words.insert(words.end(), {"--data", place(folder), "--disk-reserve", reserve});
    return run_as_given(words);
  }

  test::SmallDisk disk_{path("disk")};
};

TEST_F(FullDisk, AFolderIsMadeWholeOrNotAtAll) {
  for (const std::string size : {"24k", "60k", "100k", "140k", "200k", "300k", "400k", "500k"}) {
    resize(size);
    const auto ran = on("office", {"init", "--partitions", "4"});
    if (ran.exit_code == 0) continue;
    EXPECT_EQ(ran.exit_code, 5) << size << ran.error;
    EXPECT_THAT(ran.error, HasSubstr("không để lại phần dở dang nào")) << size;
    EXPECT_FALSE(std::filesystem::exists(place("office"))) << size;
    resize("64m");
    EXPECT_EQ(on("office", {"init", "--partitions", "4"}).exit_code, 0) << size;
    const auto units = on("office", {"--json", "registry", "units", "--date", "2026-01-01"});
    EXPECT_EQ(units.json().at("units").as_array().size(), 127U) << size;
    std::filesystem::remove_all(place("office"));
  }
}

TEST_F(FullDisk, AnInitThatWasKilledIsBegunAgain) {
  std::filesystem::create_directories(path("disk") / "office" / ".donthu-init" / "log");
  write(path("disk") / "office" / ".donthu-init" / "FORMAT", "donthu 1\n");
  EXPECT_EQ(on("office", {"case", "find"}).exit_code, 3) << "it is no data folder yet";
  EXPECT_EQ(on("office", {"init", "--partitions", "4"}).exit_code, 0);
  EXPECT_EQ(on("office", {"audit", "verify"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(path("disk") / "office" / ".donthu-init"));
}

TEST_F(FullDisk, AnInitBesideAnotherTouchesNothing) {
  const auto staging = path("disk") / "office" / ".donthu-init";
  std::filesystem::create_directories(staging / "log");
  const int held = ::open(staging.c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  const auto second = on("office", {"init", "--partitions", "4"});
  EXPECT_EQ(second.exit_code, 4) << second.error;
  EXPECT_THAT(second.error, HasSubstr("init-running"));
  EXPECT_TRUE(std::filesystem::exists(staging / "log"));
  ::close(held);
  EXPECT_EQ(on("office", {"init", "--partitions", "4"}).exit_code, 0);
}

TEST_F(FullDisk, BelowTheReserveNothingIsTakenInAndReadingGoesOn) {
  ASSERT_EQ(on("office", {"init", "--partitions", "4"}).exit_code, 0);
  const std::vector<std::string> appoint{"registry",     "appoint",   "--name", "Trần Thị Bình",
                                         "--staff-code", "HK02",      "--unit", "Phường Hoàn Kiếm",
                                         "--role",       "registrar", "--from", "2025-07-01"};
  const auto refused = on("office", appoint, "256");
  EXPECT_EQ(refused.exit_code, 5) << refused.error;
  EXPECT_THAT(refused.error, HasSubstr("Ổ đĩa gần đầy"));
  EXPECT_THAT(refused.error, HasSubstr("--disk-reserve"));
  ASSERT_EQ(on("office", appoint).exit_code, 0);
  const auto entered = on(
      "office", {"petition", "register", "--officer", "HK02", "--matter", "Đèn đường", "--json"});
  ASSERT_EQ(entered.exit_code, 0) << entered.error;
  const std::string id(entered.json().at("case").as_string());
  EXPECT_EQ(on("office", {"petition", "note", id, "note=x", "--officer", "HK02"}, "256").exit_code,
            5);
  write(path("letter"), "thư");
  EXPECT_EQ(
      on("office",
         {"petition", "attach", id, "--file", path("letter").string(), "--officer", "HK02"}, "256")
          .exit_code,
      5);
  EXPECT_EQ(on("office", {"case", "show", id}, "256").exit_code, 0);
  EXPECT_EQ(on("office", {"init"}, "256").exit_code, 4);
  EXPECT_EQ(on("other", {"init"}, "256").exit_code, 5);
  EXPECT_FALSE(std::filesystem::exists(place("other")));
}

TEST_F(FullDisk, CopiesAndRebuildsThatFindNoRoomLeaveNothing) {
  ASSERT_EQ(on("office", {"init", "--partitions", "4"}).exit_code, 0);
  for (const std::uintmax_t left : {0U, 16'384U, 65'536U}) {
    fill_but(left);
    const auto rebuilt = on("office", {"rebuild"});
    EXPECT_EQ(rebuilt.exit_code, 5) << left << rebuilt.error;
    EXPECT_THAT(rebuilt.error, HasSubstr("Ổ đĩa đã đầy"));
    EXPECT_FALSE(std::filesystem::exists(place("office/state.new"))) << left;
    const auto copied = on("office", {"backup", place("copy")});
    EXPECT_EQ(copied.exit_code, 5) << left << copied.error;
    EXPECT_FALSE(std::filesystem::exists(place("copy"))) << left;
    EXPECT_EQ(on("office", {"audit", "verify"}).exit_code, 0) << left << " it only reads";
  }
  disk_.make_room();
  EXPECT_EQ(on("office", {"rebuild"}).exit_code, 0);
  EXPECT_EQ(on("office", {"backup", place("copy")}).exit_code, 0);
  EXPECT_EQ(on("copy", {"audit", "verify", "--log-only"}).exit_code, 0);
}

class ServerOnFullDisk : public FullDisk {
 protected:
  // A server at work on a disk of that size.
  void begin(const std::string& size, const std::string& reserve) {
    resize(size);
    use_folder(place("office"));
    make_open_office();
    serve({"--disk-reserve", reserve});
  }
  http::Received enter(http::Client& client, const std::string& content) {
    const auto key = "k" + std::to_string(acknowledged_.size());
    const auto answer = client.send("POST", "/v1/petitions",
                                    {{"Donthu-Officer", "2"},
                                     {"Donthu-Unit", "614"},
                                     {"Idempotency-Key", key},
                                     {"Content-Type", "application/json"}},
                                    R"({"matter":"Lối đi chung","content":")" + content + "\"}");
    if (answer.status == 201)
      acknowledged_.emplace_back(answer.json().at("case").as_string().c_str());
    return answer;
  }
  // Enters petitions until one is answered so.
  http::Received enter_until(http::Client& client, int status, const std::string& content = {}) {
    for (int tries = 0; tries < 1'000; ++tries) {
      const auto answer = enter(client, content);
      if (answer.status == status) return answer;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {};
  }
  void expect_all_there() {
    http::Client client(port());
    for (const auto& id : acknowledged_)
      EXPECT_EQ(client.get("/v1/petitions/" + id).status, 200) << id;
  }

  std::vector<std::string> acknowledged_;
};

TEST_F(ServerOnFullDisk, StopsIntakeEarlyAnswersQuestionsAndGoesOnWhenThereIsRoom) {
  begin("300m", "64");  // A store at work takes room in advance and may give some of it back.
  http::Client client(port());
  ASSERT_EQ(enter_until(client, 201).status, 201);
  fill_but(0);
  const auto full = enter_until(client, 507);
  ASSERT_EQ(full.status, 507);
  EXPECT_EQ(full.json().at("reason").as_string(), "disk-reserve");
  EXPECT_FALSE(full.json().at("remedy").as_string().empty());
  EXPECT_EQ(client.get("/v1/petitions/" + acknowledged_.front()).status, 200);
  EXPECT_EQ(client.get("/readyz").status, 503);
  // A whole line: it is written in pieces.
  for (int tries = 0; tries < 300 && !warnings().contains('\n'); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_THAT(warnings(), HasSubstr("Ngừng nhận việc")) << "the operator is told too";
  disk_.make_room();
  ASSERT_EQ(enter_until(client, 201).status, 201);
  fill_but(0);
  kill_server();
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0) << "also with no byte free";
  disk_.make_room();
  serve({"--disk-reserve", "64"});
  expect_all_there();
}

TEST_F(ServerOnFullDisk, ThatRunsIntoTheEndLosesNothingAndGoesOnWhenThereIsRoom) {
  begin("64m", "0");
  http::Client client(port());
  fill_but(256 * 1024);
  const std::string content(15'000, 'n');
  const auto refused = enter_until(client, 503, content);
  ASSERT_EQ(refused.status, 503);
  EXPECT_EQ(refused.json().at("reason").as_string(), "outcome-unknown");
  EXPECT_EQ(client.get("/v1/petitions?limit=2").status, 200);
  disk_.make_room();
  EXPECT_EQ(enter_until(client, 201, content).status, 201) << "there is room again";
  EXPECT_EQ(client.get("/readyz").status, 200);
  stop();
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  serve({"--disk-reserve", "0"});
  http::Client again(port());
  EXPECT_EQ(enter(again, content).status, 201);
  expect_all_there();
}

}  // namespace
}  // namespace donthu::cli
