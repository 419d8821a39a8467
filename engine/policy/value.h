// What a FEEL expression works on and gives (DMN 1.5 §10.3.2).
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/time.h"
#include "engine/policy/number.h"

namespace donthu::policy {

class Value;
using List = std::vector<Value>;
// Names and their values, in the order of the names' bytes, so that nothing depends on insertion.
using Context = std::map<std::string, Value, std::less<>>;

// A time of day in milliseconds since 00:00, with its offset from UTC where one was written.
struct TimeOfDay {
  std::int64_t ms = 0;
  std::optional<std::int16_t> offset_minutes;
  friend bool operator==(const TimeOfDay&, const TimeOfDay&) = default;
};

// A date and time. Where no offset was written it is local time of Vietnam (UTC+7), which is the
// time zone that DMN leaves to the implementation.
struct DateTime {
  std::int64_t local_ms = 0;  // Milliseconds since 1970-01-01T00:00 as the clock on the wall shows.
  std::optional<std::int16_t> offset_minutes;
  [[nodiscard]] std::int64_t utc_ms() const;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

// "days and time duration", to the millisecond.
struct DaysDuration {
  std::int64_t ms = 0;
  friend auto operator<=>(const DaysDuration&, const DaysDuration&) = default;
};

// "years and months duration".
struct MonthsDuration {
  std::int64_t months = 0;
  friend auto operator<=>(const MonthsDuration&, const MonthsDuration&) = default;
};

enum class Kind : std::uint8_t {
  null,
  boolean,
  number,
  string,
  date,
  time,
  date_time,
  days_duration,
  months_duration,
  list,
  context,
};

// The FEEL name of a kind: "boolean", "date and time", …
[[nodiscard]] std::string_view name_of(Kind kind);

// An immutable value. Copying never copies text, lists or contexts: those are shared. Distinct
// values may be used by distinct threads, and one value may be read by many.
class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool boolean) : content_(boolean) {}
  Value(Number number) : content_(number) {}
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char> &&
             (sizeof(Integer) < 8 || std::signed_integral<Integer>))
  Value(Integer integer) : content_(Number::of(static_cast<std::int64_t>(integer))) {}
  // Binary fractions have no place here: give a Number made from decimal text.
  Value(double) = delete;
  Value(std::string text) : content_(std::make_shared<const std::string>(std::move(text))) {}
  Value(std::string_view text) : Value(std::string(text)) {}
  Value(const char* text) : Value(std::string(text)) {}
  Value(Date date) : content_(date) {}
  // A date and time at Vietnam's offset.
  Value(Instant instant);
  Value(TimeOfDay time) : content_(time) {}
  Value(DateTime date_time) : content_(date_time) {}
  Value(DaysDuration duration) : content_(duration) {}
  Value(MonthsDuration duration) : content_(duration) {}
  Value(List list);
  Value(Context context);

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(content_.index()); }
  [[nodiscard]] bool is_null() const { return content_.index() == 0; }
  [[nodiscard]] bool is_true() const { return boolean() != nullptr && *boolean(); }
  [[nodiscard]] bool is_false() const { return boolean() != nullptr && !*boolean(); }

  // The content, or nullptr where the value is of another kind. Valid as long as the value.
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&content_); }
  [[nodiscard]] const Number* number() const { return std::get_if<Number>(&content_); }
  [[nodiscard]] const std::string* string() const { return shared<std::string>(); }
  [[nodiscard]] const Date* date() const { return std::get_if<Date>(&content_); }
  [[nodiscard]] const TimeOfDay* time() const { return std::get_if<TimeOfDay>(&content_); }
  [[nodiscard]] const DateTime* date_time() const { return std::get_if<DateTime>(&content_); }
  [[nodiscard]] const DaysDuration* days_duration() const {
    return std::get_if<DaysDuration>(&content_);
  }
  [[nodiscard]] const MonthsDuration* months_duration() const {
    return std::get_if<MonthsDuration>(&content_);
  }
  [[nodiscard]] const List* list() const { return shared<List>(); }
  [[nodiscard]] const Context* context() const { return shared<Context>(); }
  // The integer where the value is a number without a fraction that fits; else nothing.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  // The instant where the value is a date and time; else nothing.
  [[nodiscard]] std::optional<Instant> instant() const;
  // The member of a context; null where there is none or this is no context.
  [[nodiscard]] Value member(std::string_view name) const;

  // Same kind and same content. FEEL's own "=" has three answers: see equal() in operators.h.
  friend bool operator==(const Value& left, const Value& right);

 private:
  template <class T>
  [[nodiscard]] const T* shared() const {
    const auto* held = std::get_if<std::shared_ptr<const T>>(&content_);
    return held ? held->get() : nullptr;
  }

  // In the order of Kind.
  std::variant<std::monostate, bool, Number, std::shared_ptr<const std::string>, Date, TimeOfDay,
               DateTime, DaysDuration, MonthsDuration, std::shared_ptr<const List>,
               std::shared_ptr<const Context>>
      content_;
};

// What FEEL's string() gives: text as it is, `[1, "a"]`, `{key: 1}`, `2022-01-24`, `P30D`, `null`.
[[nodiscard]] std::string to_string(const Value& value);
// FEEL text that evaluates to the same value again: `"a"`, `date("2022-01-24")`, `null`.
[[nodiscard]] std::string to_literal(const Value& value);

}  // namespace donthu::policy
