#include "tools/donthu/demo/plan.h"

#include <algorithm>

#include "tools/donthu/demo/city.h"

namespace donthu::demo {
namespace {

using event::PetitionKind;

// A working day by its number; the days of both periods and what follows them.
using WorkingDays = std::vector<Date>;

// Makes the cases of one period.
class Author {
 public:
  Author(const PlanRequest& request, Plan& plan)
      : request_(request), plan_(plan), random_(request.seed) {
    for (Date day = period_starts.front(); day < period_starts.back() + days{200}; day += days{1})
      if (request.is_working(day)) days_.push_back(day);
    for (std::size_t i = 0; i < request.wards.size(); ++i)
      weight_ += weights_.emplace_back(1 + random_.below(6));
  }

  void write(std::size_t period) {
    begin_ = place_of(period_starts[period]);
    end_ = place_of(period_starts[period + 1]);
    const Totals& totals = request_.goal.periods[period];
    std::uint32_t open = totals.received - totals.resolved;
    if (period == 1 && open > 0) {
      write_climbing();
      --open;
    }
    std::uint32_t resolved = totals.resolved;
    if (period == 1 && resolved > 0) {
      write_midnight();
      --resolved;
    }
    for (std::uint32_t i = 0; i < resolved; ++i) write_resolved(i);
    for (std::uint32_t i = 0; i < open; ++i) {
      if (i % 2 == 0)
        write_in_hand();
      else
        write_neglected(period);
    }
    // Mistakes, which count nowhere.
    for (std::uint32_t i = 0; i < totals.received / 600; ++i) write_mistake();
  }

 private:
  [[nodiscard]] std::size_t place_of(Date day) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(days_, day) - days_.begin());
  }
  [[nodiscard]] std::size_t between(std::size_t low, std::size_t high) {
    return low + random_.below(high - low + 1);
  }
  [[nodiscard]] UnitId any_ward() {
    std::uint64_t point = random_.below(weight_);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (point < weights_[i]) return request_.wards[i];
      point -= weights_[i];
    }
    return request_.wards.back();
  }
  [[nodiscard]] PetitionKind any_kind() {
    const std::uint64_t point = random_.below(100);
    if (point < 12) return PetitionKind::complaint;
    if (point < 15) return PetitionKind::denunciation;
    return point < 73 ? PetitionKind::recommendation : PetitionKind::feedback;
  }
  [[nodiscard]] PetitionKind answered_kind() {
    return random_.below(10) < 7 ? PetitionKind::recommendation : PetitionKind::feedback;
  }
  [[nodiscard]] event::Channel any_channel() {
    using enum event::Channel;
    static constexpr std::array all{counter, counter,   counter,    post,          online,
                                    online,  reception, conference, voter_contact, telephone};
    return all[random_.below(all.size())];
  }

  PlannedCase& begin_case(PetitionKind kind, std::size_t day) {
    PlannedCase& made = plan_.cases.emplace_back();
    made.kind = kind;
    made.ward = any_ward();
    made.matter = static_cast<std::uint32_t>(random_.below(1000));
    made.channel = any_channel();
    made.steps.push_back(
        {Act::register_petition, days_[day], made.ward, ward_staff(made.ward).registrar, 0});
    return made;
  }
  // At the ward, by its chair or the officer who handles the case.
  void add(PlannedCase& made, Act act, std::size_t day, int days_back = 0) {
    const Staff staff = ward_staff(made.ward);
    const bool by_chair = act == Act::resolve || act == Act::accept || act == Act::void_entry;
    const bool by_registrar = act == Act::classify || act == Act::fix_receipt;
    const OfficerId handler = made.matter % 2 == 0 ? staff.first : staff.second;
    const OfficerId officer = by_chair ? staff.chair : by_registrar ? staff.registrar : handler;
    made.steps.push_back({act, days_[day], made.ward, officer, days_back});
  }

  // From classification to the end; ends with the answer or decision on `day + length`.
  void add_answer(PlannedCase& made, std::size_t day, std::size_t length) {
    if (length == 0) {
      made.channel = event::Channel::conference;
      add(made, Act::answer_on_the_spot, day);
      return;
    }
    if (length > 1) add(made, Act::classify, day + 1);
    add(made, Act::answer, day + length);
  }
  void add_decision(PlannedCase& made, std::size_t day, std::size_t length) {
    add(made, Act::classify, day + 1);
    add(made, Act::accept, day + between(3, 5));
    const bool denounced = made.kind == PetitionKind::denunciation;
    if (denounced) add(made, Act::notify, day + 7);
    add(made, Act::resolve, day + length);
    add(made, denounced ? Act::close : Act::enforce, day + length + between(2, 8));
  }
  [[nodiscard]] std::size_t any_length(PetitionKind kind) {
    const bool late = random_.below(100) < 6;
    if (kind == PetitionKind::recommendation || kind == PetitionKind::feedback)
      return late ? between(11, 25) : random_.below(10) < 2 ? 0 : between(1, 9);
    return late ? between(30, 45) : between(12, 22);
  }

  void write_resolved(std::uint32_t number) {
    if (number % 60 == 7) return write_beyond_authority();
    if (number % 400 == 11) return write_entered_late();
    const PetitionKind kind = any_kind();
    const std::size_t length = any_length(kind);
    const std::size_t day = between(begin_, end_ - 1 - length);
    PlannedCase& made = begin_case(kind, day);
    const bool decided = kind == PetitionKind::complaint || kind == PetitionKind::denunciation;
    if (number % 350 == 5 && day > begin_ && length > 2 && !decided)
      add(made, Act::fix_receipt, day + 1);
    if (decided)
      add_decision(made, day, length);
    else
      add_answer(made, day, length);
  }
  // The district answers what the ward may not decide.
  void write_beyond_authority() {
    const std::size_t day = between(begin_, end_ - 15);
    PlannedCase& made = begin_case(PetitionKind::recommendation, day);
    add(made, Act::classify, day + 1);
    add(made, Act::escalate, day + 2);
    const UnitId district = request_.district_of(made.ward);
    made.steps.push_back(
        {Act::answer, days_[day + between(5, 10)], district, superior_staff(district).first, 0});
  }
  // Answered in time; the entry was forgotten until after the deadline.
  void write_entered_late() {
    const std::size_t day = between(begin_, end_ - 20);
    PlannedCase& made = begin_case(PetitionKind::recommendation, day);
    add(made, Act::classify, day + 1);
    const std::size_t entered = day + 14;
    const auto back = days_[entered] - days_[day + 8];
    add(made, Act::enter_answer, entered, static_cast<int>(back.count()));
  }
  // Received shortly before the period ends; its term still runs.
  void write_in_hand() {
    const PetitionKind kind = answered_kind();
    const std::size_t length = between(6, 9);
    const std::size_t day = between(end_ - 6, end_ - 1);
    PlannedCase& made = begin_case(kind, day);
    add_answer(made, day, length);
  }
  // Nobody answers in time; some never.
  void write_neglected(std::size_t period) {
    const PetitionKind kind = random_.below(4) == 0 ? PetitionKind::complaint : answered_kind();
    const std::size_t day = between(begin_, end_ - 30);
    PlannedCase& made = begin_case(kind, day);
    if (random_.below(3) > 0) add(made, Act::classify, day + between(1, 3));
    const bool decided = kind == PetitionKind::complaint;
    if (period == 0 && !decided && random_.below(3) > 0)
      add(made, Act::answer, end_ + between(5, 120));
  }
  void write_mistake() {
    const std::size_t day = between(begin_, end_ - 5);
    PlannedCase& made = begin_case(answered_kind(), day);
    add(made, Act::void_entry, day + 1);
  }
  // 00:30 on 01/07/2021 in Hanoi, which is still 30/06 in UTC.
  void write_midnight() {
    const std::size_t day = place_of(period_starts[1]);
    PlannedCase& made = begin_case(PetitionKind::feedback, day);
    made.received_at = {start_of_day(period_starts[1]).ms + 30 * ms_per_minute};
    made.channel = event::Channel::online;
    add_answer(made, day, 3);
  }
  // Accepted before Tết of 2022, and then left lying (DOMAIN F4's days).
  void write_climbing() {
    plan_.climbing = plan_.cases.size();
    PlannedCase& made = begin_case(PetitionKind::complaint, place_of(make_date(2022, 1, 24)));
    made.ward = request_.story_ward;
    made.matter = 0;
    made.channel = event::Channel::counter;
    made.steps.front().unit = made.ward;
    made.steps.front().officer = ward_staff(made.ward).registrar;
    add(made, Act::classify, place_of(make_date(2022, 1, 26)));
    add(made, Act::accept, place_of(make_date(2022, 1, 27)));
  }

  const PlanRequest& request_;
  Plan& plan_;
  SeededRandom random_;
  WorkingDays days_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t weight_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

Plan make_plan(const PlanRequest& request) {
  Plan plan;
  plan.seed = request.seed;
  Author author(request, plan);
  author.write(0);
  author.write(1);
  return plan;
}

}  // namespace donthu::demo
