#include "engine/policy/operators.h"

#include <string>

#include "engine/policy/temporal.h"

namespace donthu::policy {
namespace {

template <class T>
Value value_or_null(const std::optional<T>& result) {
  return result ? Value(*result) : Value();
}

bool equal_lists(const List& left, const List& right, Work& work) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equal(left[i], right[i], work).value_or(false)) return false;
  }
  return true;
}

bool equal_contexts(const Context& left, const Context& right, Work& work) {
  if (left.size() != right.size()) return false;
  for (auto a = left.begin(), b = right.begin(); a != left.end(); ++a, ++b) {
    if (a->first != b->first || !equal(a->second, b->second, work).value_or(false)) return false;
  }
  return true;
}

Value duration_of(std::int64_t ms) {
  if (ms > duration_ms_limit || ms < -duration_ms_limit) return {};
  return DaysDuration{ms};
}

Value months_of(std::int64_t months) {
  if (months > duration_months_limit || months < -duration_months_limit) return {};
  return MonthsDuration{months};
}

// Milliseconds or months after a multiplication or division, without what is less than one.
std::optional<std::int64_t> whole_of(const std::optional<Number>& number) {
  const auto whole = number ? number->rounded(0, Rounding::down) : std::nullopt;
  return whole ? whole->to_int64() : std::nullopt;
}

Value scaled_duration(const Value& duration, const Number& by, bool multiplied) {
  const bool days = duration.days_duration() != nullptr;
  const Number amount =
      Number::of(days ? duration.days_duration()->ms : duration.months_duration()->months);
  const auto whole = whole_of(multiplied ? amount.times(by) : amount.divided_by(by));
  if (!whole) return {};
  return days ? duration_of(*whole) : months_of(*whole);
}

bool is_duration(const Value& value) { return value.days_duration() || value.months_duration(); }

Value shifted(const Value& start, const Value& duration) {
  if (const auto* days = duration.days_duration()) {
    if (start.date()) return value_or_null(add(*start.date(), *days));
    if (start.date_time()) return value_or_null(add(*start.date_time(), *days));
    if (start.time()) return add(*start.time(), *days);
    if (start.days_duration()) return duration_of(start.days_duration()->ms + days->ms);
  }
  if (const auto* months = duration.months_duration()) {
    if (start.date()) return value_or_null(add(*start.date(), *months));
    if (start.date_time()) return value_or_null(add(*start.date_time(), *months));
    if (start.months_duration()) return months_of(start.months_duration()->months + months->months);
  }
  return {};
}

std::optional<DateTime> as_date_time(const Value& value) {
  if (value.date_time()) return *value.date_time();
  if (value.date()) return date_time_of(*value.date(), {});
  return std::nullopt;
}

}  // namespace

std::optional<bool> equal(const Value& left, const Value& right, Work& work) {
  if (!work.spend(1)) return std::nullopt;
  if (left.is_null() || right.is_null()) return left.is_null() == right.is_null();
  if (left.kind() != right.kind()) return std::nullopt;
  if (left.string()) {
    const std::string& text = *left.string();
    if (text.size() != right.string()->size()) return false;
    return work.spend(text.size() / 64) ? std::optional(text == *right.string()) : std::nullopt;
  }
  if (left.list()) return equal_lists(*left.list(), *right.list(), work);
  if (left.context()) return equal_contexts(*left.context(), *right.context(), work);
  if (left.boolean()) return *left.boolean() == *right.boolean();
  return compare(left, right) == std::strong_ordering::equal;
}

std::optional<std::strong_ordering> compare(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return std::nullopt;
  if (left.number()) return *left.number() <=> *right.number();
  if (left.string()) return left.string()->compare(*right.string()) <=> 0;
  if (left.date()) return *left.date() <=> *right.date();
  if (left.time()) return utc_ms(*left.time()) <=> utc_ms(*right.time());
  if (left.date_time()) return left.date_time()->utc_ms() <=> right.date_time()->utc_ms();
  if (left.days_duration()) return *left.days_duration() <=> *right.days_duration();
  if (left.months_duration()) return *left.months_duration() <=> *right.months_duration();
  return std::nullopt;
}

Value add(const Value& left, const Value& right, Work& work) {
  if (left.number() && right.number()) return value_or_null(left.number()->plus(*right.number()));
  if (left.string() && right.string()) {
    const std::size_t size = left.string()->size() + right.string()->size();
    if (size > string_bytes_limit || !work.spend(size / 64)) {
      work.exhaust();
      return {};
    }
    return *left.string() + *right.string();
  }
  if (is_duration(right)) return shifted(left, right);
  if (is_duration(left)) return shifted(right, left);
  return {};
}

Value subtract(const Value& left, const Value& right) {
  if (left.number() && right.number()) return value_or_null(left.number()->minus(*right.number()));
  if (is_duration(right)) return shifted(left, negate(right));
  if (left.time() && right.time()) {
    return DaysDuration{utc_ms(*left.time()) - utc_ms(*right.time())};
  }
  const auto from = as_date_time(right);
  const auto to = as_date_time(left);
  if (from && to) return DaysDuration{to->utc_ms() - from->utc_ms()};
  return {};
}

Value multiply(const Value& left, const Value& right) {
  if (left.number() && right.number()) return value_or_null(left.number()->times(*right.number()));
  if (is_duration(left) && right.number()) return scaled_duration(left, *right.number(), true);
  if (is_duration(right) && left.number()) return scaled_duration(right, *left.number(), true);
  return {};
}

Value divide(const Value& left, const Value& right) {
  if (left.number() && right.number()) {
    return value_or_null(left.number()->divided_by(*right.number()));
  }
  if (is_duration(left) && right.number()) return scaled_duration(left, *right.number(), false);
  if (left.days_duration() && right.days_duration()) {
    return value_or_null(
        Number::of(left.days_duration()->ms).divided_by(Number::of(right.days_duration()->ms)));
  }
  if (left.months_duration() && right.months_duration()) {
    return value_or_null(Number::of(left.months_duration()->months)
                             .divided_by(Number::of(right.months_duration()->months)));
  }
  return {};
}

Value power(const Value& left, const Value& right) {
  if (!left.number() || !right.number()) return {};
  return value_or_null(left.number()->to_power(*right.number()));
}

Value negate(const Value& value) {
  if (value.number()) return value.number()->negated();
  if (value.days_duration()) return DaysDuration{-value.days_duration()->ms};
  if (value.months_duration()) return MonthsDuration{-value.months_duration()->months};
  return {};
}

void measure(const Value& value, Work& work) {
  if (!work.spend(1 + (value.string() ? value.string()->size() / 64 : 0))) return;
  if (const List* list = value.list()) {
    for (const Value& item : *list) {
      measure(item, work);
      if (work.exhausted()) return;
    }
  }
  if (const Context* context = value.context()) {
    for (const auto& [name, member] : *context) {
      measure(member, work);
      if (work.exhausted()) return;
    }
  }
}

}  // namespace donthu::policy
