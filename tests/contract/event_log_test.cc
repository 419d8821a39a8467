// The contract on the logs that need nothing but a folder.
#include "engine/log/embedded_log.h"
#include "engine/log/faulty_log.h"
#include "engine/log/memory_log.h"
#include "tests/contract/event_log_contract.h"

namespace donthu::log {
namespace {

class MemorySubject final : public Subject {
 public:
  EventLog& log() override { return log_; }

 private:
  SeededRandom random_{1};
  MemoryLog log_{sample_genesis(), random_};
};

class FaultlessSubject final : public Subject {
 public:
  EventLog& log() override { return log_; }

 private:
  SeededRandom random_{1};
  MemoryLog under_{sample_genesis(), random_};
  FaultyLog log_{under_, 7};
};

class EmbeddedSubject final : public Subject {
 public:
  EmbeddedSubject() {
    auto log = EmbeddedLog::create(folder_.path(), sample_genesis(), random_);
    EXPECT_TRUE(log) << to_string(log.error());
    log_ = std::move(*log);
  }
  EventLog& log() override { return *log_; }
  bool restart() override {
    log_.reset();
    auto log = EmbeddedLog::open(folder_.path(), random_);
    EXPECT_TRUE(log) << to_string(log.error());
    log_ = std::move(*log);
    return true;
  }

 private:
  SeededRandom random_{1};
  Folder folder_;
  std::unique_ptr<EmbeddedLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Logs, EventLogContract,
                         testing::Values(Implementation{"Memory", make<MemorySubject>},
                                         Implementation{"Embedded", make<EmbeddedSubject>},
                                         Implementation{"FaultyWithoutFaults",
                                                        make<FaultlessSubject>}),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

}  // namespace
}  // namespace donthu::log
