// Files that somebody, or something, has spoilt: refused or read, but never a crash; and what was
// read runs, to whatever end.
#include <gtest/gtest.h>

#include "tests/unit/process/random_procedure.h"

namespace donthu::process {
namespace {

constexpr std::uint32_t mutants = 4'000;

using namespace std::string_view_literals;

constexpr std::string_view fragments[] = {"<bpmn:",
                                          "</bpmn:process>",
                                          "<bpmn:exclusiveGateway id=\"x\"/>",
                                          "\"",
                                          "'",
                                          ">",
                                          "<",
                                          "&",
                                          ";",
                                          "&#x0;",
                                          "&amp;",
                                          "<![CDATA[",
                                          "]]>",
                                          "<!--",
                                          "-->",
                                          "<?",
                                          "<!DOCTYPE x>",
                                          "=",
                                          "default=\"",
                                          " id=\"",
                                          "donthu:command=\"v0\"",
                                          "sourceRef=\"n3\"",
                                          "attachedToRef=\"n1\"",
                                          "xmlns:bpmn=\"\"",
                                          "\xff",
                                          "\0"sv,
                                          "<bpmn:subProcess id=\"q\">",
                                          "</bpmn:subProcess>",
                                          "P0D",
                                          "9999999999",
                                          "\xe1\xba\xa1"};

std::string mutate(std::string text, Dice& dice) {
  for (std::uint32_t changes = 1 + dice.below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = dice.below(static_cast<std::uint32_t>(text.size()));
    const auto length = dice.below(40);
    switch (dice.below(8)) {
      case 0: text[at] = static_cast<char>(dice.below(256)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, fragments[dice.below(std::size(fragments))]); break;
      case 3:
        text.insert(at, text.substr(dice.below(static_cast<std::uint32_t>(text.size())), length));
        break;
      case 4: {
        // One line moved elsewhere: mostly still well-formed.
        const std::size_t begin = text.rfind('\n', at);
        const std::size_t end = text.find('\n', at);
        if (begin == std::string::npos || end == std::string::npos) break;
        const std::string line = text.substr(begin, end - begin);
        text.erase(begin, end - begin);
        const std::size_t to = text.find('\n', dice.below(static_cast<std::uint32_t>(text.size())));
        if (to != std::string::npos) text.insert(to, line);
        break;
      }
      default: {
        // One reference or id exchanged: well-formed, differently wired.
        const std::size_t digit = text.find_first_of("0123456789", at);
        if (digit != std::string::npos) text[digit] = static_cast<char>('0' + dice.below(10));
      }
    }
  }
  return text;
}

// Follows whatever was read, for as long as it goes.
class Follower : public Host {
 public:
  explicit Follower(ProcedureFile file) : file_(std::move(file)) {}

  void run(Dice& dice) {
    if (!process::start(file_.procedures[0]->id(), "1", *this)) return;
    for (int i = 0; i < 20 && !state_.ended; ++i) {
      time_.ms += ms_per_day;
      if (dice.one_in(4)) {
        if (!fire_deadline("d" + std::to_string(dice.below(2)), DeadlineMoment::overdue, *this))
          return;
      } else if (!complete_command("v" + std::to_string(dice.below(4)), *this)) {
        return;
      }
    }
    EXPECT_TRUE(stop(*this));
    EXPECT_TRUE(state_.tokens.empty());
  }

  [[nodiscard]] const FlowState& state() const override { return state_; }
  [[nodiscard]] Status changed(const FlowChange& change) override {
    const Status status = apply(state_, change);
    EXPECT_TRUE(status) << to_string(status.error());
    return status;
  }
  [[nodiscard]] Status call(const ServiceCall&) override { return {}; }
  [[nodiscard]] policy::Context variables() const override {
    return {{"pick", policy::Value("1")}};
  }
  [[nodiscard]] const Procedure* procedure(std::string_view id, std::string_view) const override {
    for (const auto& one : file_.procedures)
      if (one->id() == id) return one.get();
    return nullptr;
  }
  [[nodiscard]] Instant now() const override { return time_; }

 private:
  ProcedureFile file_;
  FlowState state_;
  Instant time_{1'700'000'000'000};
};

TEST(Mutation, SpoiltFilesNeverCrashTheParserOrTheExecution) {
  Dice dice(2026);
  std::size_t read = 0;
  std::map<std::string, std::size_t> reasons;
  for (std::uint32_t i = 0; i < mutants; ++i) {
    const std::string file = mutate(definitions(RandomProcedure(dice.below(200)).write()), dice);
    auto parsed = parse_procedures(file, {});
    if (!parsed) {
      ASSERT_FALSE(parsed.error().reason.empty());
      ASSERT_FALSE(parsed.error().message.empty());
      ++reasons[parsed.error().reason];
      continue;
    }
    ++read;
    Follower(std::move(*parsed)).run(dice);
    ASSERT_FALSE(HasFailure()) << file;
  }
  EXPECT_GT(read, mutants / 40);
  EXPECT_GT(reasons.size(), 10u);
}

TEST(Mutation, RandomBytesAreRefused) {
  Dice dice(7);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes;
    for (std::uint32_t length = dice.below(200); length > 0; --length)
      bytes += static_cast<char>(dice.one_in(3) ? "<>&\"'/!-[]= :"[dice.below(13)]
                                                : static_cast<char>(dice.below(256)));
    ASSERT_FALSE(parse_procedures(bytes, {}));
  }
}

}  // namespace
}  // namespace donthu::process
