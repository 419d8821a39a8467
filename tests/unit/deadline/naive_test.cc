// derive() against a calculation that knows nothing of it: closures written down once more, every
// day a cell of a table, terms counted cell by cell and hours minute by minute. It runs from each
// day of 2020 to 2026 with each term that the law has, then with extensions and suspensions drawn
// from a fixed seed.
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/deadline/derivation.h"
#include "tests/unit/deadline/calendars.h"

namespace donthu::deadline {
namespace {

struct Closure {
  const char* first;
  const char* last;
};

constexpr Closure closures[] = {
    {"01/01/2020", "01/01/2020"}, {"23/01/2020", "29/01/2020"}, {"02/04/2020", "02/04/2020"},
    {"30/04/2020", "01/05/2020"}, {"02/09/2020", "02/09/2020"}, {"01/01/2021", "01/01/2021"},
    {"10/02/2021", "16/02/2021"}, {"21/04/2021", "21/04/2021"}, {"30/04/2021", "03/05/2021"},
    {"02/09/2021", "03/09/2021"}, {"01/01/2022", "03/01/2022"}, {"31/01/2022", "04/02/2022"},
    {"09/04/2022", "11/04/2022"}, {"30/04/2022", "03/05/2022"}, {"01/09/2022", "04/09/2022"},
    {"31/12/2022", "02/01/2023"}, {"20/01/2023", "26/01/2023"}, {"29/04/2023", "03/05/2023"},
    {"01/09/2023", "04/09/2023"}, {"30/12/2023", "01/01/2024"}, {"08/02/2024", "14/02/2024"},
    {"18/04/2024", "18/04/2024"}, {"27/04/2024", "01/05/2024"}, {"31/08/2024", "03/09/2024"},
    {"01/01/2025", "01/01/2025"}, {"25/01/2025", "02/02/2025"}, {"05/04/2025", "07/04/2025"},
    {"30/04/2025", "04/05/2025"}, {"30/08/2025", "02/09/2025"}, {"01/01/2026", "04/01/2026"},
    {"14/02/2026", "22/02/2026"}, {"25/04/2026", "27/04/2026"}, {"30/04/2026", "03/05/2026"},
    {"29/08/2026", "02/09/2026"}, {"24/11/2026", "24/11/2026"},
};
constexpr const char* made_up[] = {"04/05/2024", "26/04/2025", "10/01/2026", "22/08/2026"};

// Days are numbers since 1970; 04/01/1970 was a Sunday.
std::int64_t number_of(const char* text) {
  return parse_date(text).value().time_since_epoch().count();
}

class Naive {
 public:
  Naive() {
    for (std::int64_t day = number_of("01/01/2020"); day < number_of("01/01/2030"); ++day) {
      const auto weekday = (day + 4) % 7;
      works_[day] = weekday != 0 && weekday != 6;
    }
    for (const auto& closure : closures)
      for (auto day = number_of(closure.first); day <= number_of(closure.last); ++day)
        works_[day] = false;
    for (const char* day : made_up) works_[number_of(day)] = true;
  }

  struct Limits {
    std::int64_t raw = 0;
    std::int64_t due = 0;
    std::int64_t due_minute = 24 * 60;
  };

  // `minute` is where the start lies in its day.
  [[nodiscard]] Limits count(std::int64_t day, std::int64_t minute, const Term& term) const {
    Limits limits;
    if (term.kind == DayKind::working_hours) {
      std::int64_t worked = 0;
      for (;; ++minute) {
        if (minute == 24 * 60) {
          minute = 0;
          ++day;
        }
        const bool open = (minute >= 480 && minute < 720) || (minute >= 810 && minute < 1050);
        if (works_.at(day) && !paused_.contains(day) && open) ++worked;
        if (worked == std::int64_t{term.amount} * 60) break;
      }
      limits.due_minute = minute + 1;
    } else {
      for (std::uint32_t counted = 0; counted < term.amount;) {
        ++day;
        if (paused_.contains(day)) continue;
        if (term.kind == DayKind::calendar_days || works_.at(day)) ++counted;
      }
    }
    while (paused_.contains(day + 1)) ++day;
    limits.raw = day;
    const bool rolls =
        term.kind != DayKind::calendar_days || term.roll_over == RollOver::next_working_day;
    while (rolls && (!works_.at(day) || paused_.contains(day + 1))) ++day;
    limits.due = day;
    return limits;
  }

  void pause(std::int64_t from, std::int64_t until) {
    for (auto day = from + 1; day <= until; ++day) paused_.insert(day);
  }
  void resume_all() { paused_.clear(); }

 private:
  std::map<std::int64_t, bool> works_;
  std::set<std::int64_t> paused_;
};

std::vector<Term> legal_terms() {
  std::vector<Term> terms;
  for (const auto roll : {RollOver::none, RollOver::next_working_day})
    for (const std::uint32_t amount : {1U, 7U, 10U, 15U, 30U, 45U, 60U, 70U, 90U})
      terms.push_back({amount, DayKind::calendar_days, roll});
  for (const std::uint32_t amount : {1U, 2U, 3U, 5U, 7U, 10U, 15U})
    terms.push_back({amount, DayKind::working_days});
  for (const std::uint32_t amount : {4U, 8U}) terms.push_back({amount, DayKind::working_hours});
  return terms;
}

Date date_of(std::int64_t day) { return Date{days{day}}; }

Instant instant_of(std::int64_t day, std::int64_t minute) {
  return {start_of_day(date_of(day)).ms + minute * ms_per_minute};
}

testing::AssertionResult agree(const Derivation& derivation, const Naive::Limits& limits) {
  if (derivation.raw_limit == date_of(limits.raw) && derivation.due_date == date_of(limits.due) &&
      derivation.due == instant_of(limits.due, limits.due_minute))
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "from " << to_local(derivation.start) << ", term " << derivation.term.amount
         << " of kind " << static_cast<int>(derivation.term.kind) << ": derived "
         << to_string(derivation.raw_limit) << " and " << to_local_due(derivation.due)
         << ", counted " << to_string(date_of(limits.raw)) << " and "
         << to_local_due(instant_of(limits.due, limits.due_minute));
}

TEST(NaiveCount, AgreesFromEveryDayWithEveryTerm) {
  const Naive naive;
  const auto& calendar = with_culture_day();
  const auto terms = legal_terms();
  const auto until = number_of("01/01/2027");
  int provisional = 0;
  for (auto day = number_of("01/01/2020"); day < until; ++day) {
    for (const auto& term : terms) {
      const std::int64_t minute = (day * 37) % (24 * 60);
      const auto derivation = derive({instant_of(day, minute), term}, calendar);
      ASSERT_TRUE(derivation) << to_string(derivation.error());
      const auto limits = naive.count(day, minute, term);
      ASSERT_TRUE(agree(*derivation, limits));
      const bool asks_calendar =
          term.kind != DayKind::calendar_days || term.roll_over != RollOver::none;
      ASSERT_EQ(derivation->provisional, asks_calendar && limits.due >= until);
      if (derivation->provisional) ++provisional;
    }
  }
  EXPECT_GT(provisional, 0);
}

TEST(NaiveCount, AgreesWithExtensionsAndSuspensions) {
  Naive naive;
  const auto& calendar = with_culture_day();
  const auto terms = legal_terms();
  std::mt19937 random(20260701);
  const auto pick = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(limit));
  };
  for (int round = 0; round < 40'000; ++round) {
    const auto day = number_of("01/01/2020") + pick(2'557);
    const auto minute = pick(24 * 60);
    Request request{instant_of(day, minute), terms[static_cast<std::size_t>(pick(27))]};
    if (pick(2) == 0) request.term.counts_from = CountsFrom::rolled;
    for (auto extensions = pick(3); extensions > 0; --extensions)
      request.extensions.push_back(terms[static_cast<std::size_t>(pick(25))]);  // In days.
    naive.resume_all();
    auto from = day - 20 + pick(60);
    for (auto pauses = pick(4); pauses > 0; --pauses) {
      const auto until = from + pick(30);
      request.pauses.push_back({date_of(from), date_of(until)});
      naive.pause(from, until);
      from = until + pick(15);
    }
    const auto derivation = derive(request, calendar);
    ASSERT_TRUE(derivation) << to_string(derivation.error());
    auto limits = naive.count(day, minute, request.term);
    Term before = request.term;
    for (const auto& extension : request.extensions) {
      const bool raw = before.counts_from == CountsFrom::raw;
      limits = naive.count(raw ? limits.raw : limits.due, 0, extension);
      before = extension;
    }
    ASSERT_TRUE(agree(*derivation, limits)) << "round " << round;
  }
}

// What the explanation shows is what was counted.
TEST(Spans, FollowOneAnotherAndCountUpToTheTerm) {
  const auto& calendar = with_culture_day();
  for (auto day = number_of("01/01/2025"); day < number_of("01/01/2026"); ++day) {
    for (const auto& term : legal_terms()) {
      Request request{instant_of(day, 700), term};
      request.pauses = {{date_of(day + 3), date_of(day + 9)}};
      const auto derivation = derive(request, calendar);
      ASSERT_TRUE(derivation);
      ASSERT_EQ(derivation->steps.size(), 1U);
      const auto& step = derivation->steps[0];
      const bool hours = term.kind == DayKind::working_hours;
      ASSERT_EQ(step.spans.back().total, hours ? term.amount * 60 : term.amount);
      Date expected = date_of(day + (hours ? 0 : 1));
      for (const auto& span : step.spans) {
        if (span.rolling) break;
        ASSERT_EQ(span.first, expected) << to_local(request.start) << ' ' << term.amount;
        expected = span.last + days{1};
      }
    }
  }
}

}  // namespace
}  // namespace donthu::deadline
