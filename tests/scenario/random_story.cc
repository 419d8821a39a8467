#include "tests/scenario/random_story.h"

#include <array>

#include "engine/base/ports.h"

namespace donthu::scenario {
namespace {

class Teller {
 public:
  explicit Teller(std::uint64_t seed) : random_(seed) {}

  std::vector<std::string> tell(std::size_t steps) {
    begin();
    for (std::size_t step = 0; step < steps; ++step) next();
    return std::move(lines_);
  }

 private:
  struct Era {
    const char* start;
    const char* first;
    const char* second;
    const char* above;
  };
  static constexpr std::array eras = {
      Era{"2022-01-04", "Phường Hàng Trống", "Phường Hàng Bạc", "Quận Hoàn Kiếm"},
      Era{"2025-05-05", "Phường Hàng Trống", "Phường Hàng Bạc", "Quận Hoàn Kiếm"},
      Era{"2026-05-04", "Phường Hoàn Kiếm", "Phường Cửa Nam", "Thành phố Hà Nội"}};

  void begin() {
    const Era& era = eras[random_.below(eras.size())];
    now_ = start_of_day(*parse_date(era.start));
    now_.ms += 8 * ms_per_hour;
    ends_ = std::string_view(era.start) == "2025-05-05";
    say("BEGIN " + time(now_));
    say(std::string("UNIT first \"") + era.first + "\"");
    say(std::string("UNIT second \"") + era.second + "\"");
    say(std::string("UNIT above \"") + era.above + "\"");
    if (std::string_view(era.above) != "Thành phố Hà Nội") {
      say("UNIT city \"Thành phố Hà Nội\"");
      say("OFFICER top chair city");
      officers_.emplace_back("top");
    }
    for (const std::string unit : {"first", "second", "above"})
      for (const std::string role : {"registrar", "chair", "officer"}) {
        say("OFFICER " + unit + "-" + role + " " + role + " " + unit);
        officers_.push_back(unit + "-" + role);
      }
    if (!ends_) return;
    say("UNIT successor \"Phường Hoàn Kiếm\" ON 2025-07-01");
    for (const std::string role : {"registrar", "chair"}) {
      say("OFFICER successor-" + role + " " + role + " successor FROM 2025-07-01");
      officers_.push_back("successor-" + role);
    }
    // Of the quarters that cases name, one is recorded.
    say("SUCCEEDS successor first 2025-07-01 \"Tổ dân phố 1\"");
  }

  void next() {
    const std::uint64_t dice = random_.below(100);
    if (cases_ == 0 || dice < 14)
      registration();
    else if (dice < 72)
      act();
    else if (dice < 90)
      pass(random_.below(14) * 24 + random_.below(24));
    else if (dice < 93)
      outage();
    else if (dice < 95)
      say("RESTART");
    else if (dice < 97)
      leave();
    else
      say("SCAN");
  }

  void registration() {
    static constexpr std::array kinds = {"complaint", "denunciation", "recommendation", "feedback"};
    std::string unit = random_.below(3) == 0 ? "second" : "first";
    if (ends_ && now_ >= start_of_day(make_date(2025, 7, 1))) unit = "successor";
    std::string line = "TRY " + unit + "-registrar REGISTERS " + pick(kinds) + " " + next_case() +
                       " \"Vụ việc\" BY \"Người dân\"";
    if (random_.below(3) == 0) line += " parts=a,b";
    if (random_.below(4) == 0) line += " complex";
    if (ends_) line += " locality=\"Tổ dân phố " + std::to_string(1 + random_.below(3)) + "\"";
    if (random_.below(3) == 0) line += " RECEIVED " + past();
    say(line);
  }

  void act() {
    static constexpr std::array acts = {
        "CLASSIFIES % eligible",
        "CLASSIFIES % eligible",
        "CLASSIFIES % eligible",
        "CLASSIFIES % eligible outside-authority",
        "CLASSIFIES % ineligible guide",
        "ACCEPTS %",
        "ACCEPTS %",
        "ACCEPTS % complex",
        "DECLINES % ground=other",
        "ASSIGNS % TO first-officer task=verify",
        "ASSIGNS % TO above-officer task=triage",
        "TRANSFERS % TO second ground=place",
        "TRANSFERS % outside=\"Tòa án\" ground=court",
        "ESCALATES %",
        "VERIFIES % REASON \"Đã xác minh\"",
        "ANSWERS % written REASON \"Trả lời\"",
        "RESOLVES % form=decision outcome=justified document_number=1/QĐ",
        "RESOLVES % form=decision outcome=unjustified document_number=2/QĐ",
        "RESOLVES % form=conclusion outcome=justified document_number=3/KL",
        "NOTIFIES % purpose=notify_acceptance",
        "EXTENDS % REASON \"Phức tạp\"",
        "SUSPENDS % ground=awaiting_other_body",
        "SUSPENDS % ground=awaiting_other_body",
        "RESUMES %",
        "RESUMES %",
        "WITHDRAWS % full",
        "WITHDRAWS % partial parts=a",
        "WITHDRAWS % full coerced",
        "TERMINATES % ground=settled",
        "ENFORCES %",
        "ENFORCES % completed",
        "CLOSES %",
        "REOPENS % ground=new_evidence",
        "LODGES-SECOND-INSTANCE %",
        "LODGES-SECOND-INSTANCE %",
        "APPLIES-TO-SUPERIOR %",
        "DEMANDS-REPORT %",
        "REPORTS % REASON \"Báo cáo\"",
        "URGES %",
        "NOTES % REASON \"Ghi chú\"",
        "CORRECTS % entry=complex now=true",
        "CORRECTS % entry=received_at now=@",
        "RECLASSIFIES % kind=denunciation",
        "RECLASSIFIES % kind=complaint",
        "VOIDS % REASON \"Nhầm\"",
        "RULES % TO second",
        "RULES % TO above",
        "READS-SEALED % purpose=audit",
        "TRANSFERS % TO first ground=place",
        "LINKS % repeat duplicate_of=c1",
        "RECORDS-SIGNATORIES % signatories=7 representatives=A,B",
        "RECORDS-SIGNATORIES % signatories=7 all-signed representatives=A appointment="
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "WITHDRAWS-SIGNATURES % signatories=1",
        "WITHDRAWS-SIGNATURES % signatories=6",
        "HOLDS-MEETING % REASON \"Đối thoại\"",
        "EXPLAINS-DELAY % cause=staff REASON \"Thiếu người\""};
    std::string what = pick(acts);
    if (ends_ && what == "RULES % TO second") what = "RULES % TO successor";
    what.replace(what.find('%'), 1, "c" + std::to_string(1 + random_.below(cases_)));
    if (const auto at = what.find('@'); at != std::string::npos)
      what.replace(at, 1, to_string(Instant{now_.ms - hours(30 * 24)}));
    std::string line =
        "TRY " + officers_[static_cast<std::size_t>(random_.below(officers_.size()))] + " " + what;
    if (random_.below(5) == 0) line += " EFFECTIVE " + past() + " BECAUSE late_entry";
    say(line);
  }

  void pass(std::uint64_t hours_on) {
    now_.ms += static_cast<std::int64_t>(hours_on) * ms_per_hour;
    say("AT " + time(now_));
  }

  void outage() {
    now_.ms += hours(60 * 24);
    say("OUTAGE UNTIL " + time(now_));
  }

  void leave() {
    if (ends_) return;
    say("LEAVES first-officer");
    say("OFFICER first-officer officer first");
  }

  std::string next_case() { return "c" + std::to_string(++cases_); }
  std::string past() { return time({now_.ms - hours(25 * 24)}); }
  std::int64_t hours(std::uint64_t below) {
    return static_cast<std::int64_t>(1 + random_.below(below)) * ms_per_hour;
  }
  template <std::size_t Count>
  std::string pick(const std::array<const char*, Count>& from) {
    return from[static_cast<std::size_t>(random_.below(Count))];
  }
  static std::string time(Instant at) {
    const int minute = minute_of_day(at);
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return to_string(local_date(at)) + " " + two(minute / 60) + ":" + two(minute % 60);
  }
  void say(std::string line) { lines_.push_back(std::move(line)); }

  SeededRandom random_;
  Instant now_;
  bool ends_ = false;  // The units of this era end within it.
  std::size_t cases_ = 0;
  std::vector<std::string> officers_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> random_story(std::uint64_t seed, std::size_t steps) {
  return Teller(seed).tell(steps);
}

}  // namespace donthu::scenario
