// List, boolean and context functions (DMN 1.5 §10.3.4.2, 10.3.4.4, 10.3.4.8).
#include <algorithm>
#include <array>
#include <optional>

#include "engine/policy/builtins.h"

namespace donthu::policy {
namespace {

using Arguments = std::span<const Value>;

// A single value stands for the list of it (§10.3.2.9.4); null for none.
std::optional<List> list_of(const Value& value) {
  if (value.is_null()) return std::nullopt;
  return value.list() ? *value.list() : List{value};
}

// min(a, b, c) is min([a, b, c]).
std::optional<List> all_of(Arguments arguments) {
  return arguments.size() == 1 ? list_of(arguments[0]) : List(arguments.begin(), arguments.end());
}

Value negation(Arguments arguments, Work&) {
  return arguments[0].boolean() ? Value(!*arguments[0].boolean()) : Value();
}

bool contains(const List& list, const Value& wanted, Work& work) {
  return std::ranges::any_of(
      list, [&](const Value& item) { return equal(item, wanted, work).value_or(false); });
}

Value list_contains(Arguments arguments, Work& work) {
  const auto list = list_of(arguments[0]);
  return list ? Value(contains(*list, arguments[1], work)) : Value();
}

Value count(Arguments arguments, Work&) {
  const auto list = list_of(arguments[0]);
  return list ? Value(static_cast<std::int64_t>(list->size())) : Value();
}

// The outermost by `keep`, or null where the items cannot be compared.
Value extreme(Arguments arguments, bool largest) {
  const auto list = all_of(arguments);
  if (!list || list->empty()) return {};
  Value best = list->front();
  if (!compare(best, best)) return {};
  for (const Value& item : *list) {
    const auto order = compare(item, best);
    if (!order) return {};
    if (largest ? *order > 0 : *order < 0) best = item;
  }
  return best;
}

Value smallest(Arguments arguments, Work&) { return extreme(arguments, false); }
Value largest(Arguments arguments, Work&) { return extreme(arguments, true); }

Value sum_of(const List& list, Work& work) {
  if (list.empty()) return {};
  Value total = list.front();
  if (!total.number() && !total.days_duration() && !total.months_duration()) return {};
  for (std::size_t i = 1; i < list.size(); ++i) total = add(total, list[i], work);
  return total;
}

Value sum(Arguments arguments, Work& work) {
  const auto list = all_of(arguments);
  return list ? sum_of(*list, work) : Value();
}

Value mean(Arguments arguments, Work& work) {
  const auto list = all_of(arguments);
  if (!list || list->empty()) return {};
  return divide(sum_of(*list, work), Value(static_cast<std::int64_t>(list->size())));
}

Value product(Arguments arguments, Work&) {
  const auto list = all_of(arguments);
  if (!list || list->empty()) return {};
  Value total = 1;
  for (const Value& item : *list) total = multiply(total, item);
  return total;
}

Value median(Arguments arguments, Work& work) {
  auto list = all_of(arguments);
  if (!list || list->empty()) return {};
  if (!std::ranges::all_of(*list, [](const Value& item) { return item.number() != nullptr; })) {
    return {};
  }
  std::ranges::sort(*list, {}, [](const Value& item) { return *item.number(); });
  const std::size_t middle = list->size() / 2;
  if (list->size() % 2 == 1) return (*list)[middle];
  return divide(add((*list)[middle - 1], (*list)[middle], work), 2);
}

// all(): false decides, then what is no boolean; any() likewise with true.
Value decided(Arguments arguments, bool decisive) {
  const auto list = all_of(arguments);
  if (!list) return {};
  bool unknown = false;
  for (const Value& item : *list) {
    if (!item.boolean()) {
      unknown = true;
    } else if (*item.boolean() == decisive) {
      return decisive;
    }
  }
  return unknown ? Value() : Value(!decisive);
}

Value all(Arguments arguments, Work&) { return decided(arguments, false); }
Value any(Arguments arguments, Work&) { return decided(arguments, true); }

Value append(Arguments arguments, Work&) {
  auto list = list_of(arguments[0]);
  if (!list) list.emplace();
  list->insert(list->end(), arguments.begin() + 1, arguments.end());
  return std::move(*list);
}

Value concatenate(Arguments arguments, Work& work) {
  List joined;
  for (const Value& argument : arguments) {
    const auto list = list_of(argument);
    if (!list || joined.size() + list->size() > list_length_limit || !work.spend(list->size())) {
      if (list) work.exhaust();
      return {};
    }
    joined.insert(joined.end(), list->begin(), list->end());
  }
  return joined;
}

// A place from 1, or from the end below 0, as an index; nothing where it is not in [1, size].
std::optional<std::size_t> place_in(std::size_t size, const Value& place) {
  const auto number = place.integer();
  const auto length = static_cast<std::int64_t>(size);
  if (!number || *number == 0 || *number > length || *number < -length) return std::nullopt;
  return static_cast<std::size_t>(*number > 0 ? *number - 1 : length + *number);
}

Value insert_before(Arguments arguments, Work&) {
  auto list = list_of(arguments[0]);
  const auto place = list ? place_in(list->size(), arguments[1]) : std::nullopt;
  if (!place) return {};
  list->insert(list->begin() + static_cast<std::ptrdiff_t>(*place), arguments[2]);
  return std::move(*list);
}

Value remove(Arguments arguments, Work&) {
  auto list = list_of(arguments[0]);
  const auto place = list ? place_in(list->size(), arguments[1]) : std::nullopt;
  if (!place) return {};
  list->erase(list->begin() + static_cast<std::ptrdiff_t>(*place));
  return std::move(*list);
}

Value reverse(Arguments arguments, Work&) {
  auto list = list_of(arguments[0]);
  if (!list) return {};
  std::ranges::reverse(*list);
  return std::move(*list);
}

Value sublist(Arguments arguments, Work&) {
  const auto list = list_of(arguments[0]);
  const auto start = list ? place_in(list->size(), arguments[1]) : std::nullopt;
  if (!start) return {};
  std::size_t length = list->size() - *start;
  if (arguments.size() == 3) {
    const auto wanted = arguments[2].integer();
    if (!wanted || *wanted < 1 || static_cast<std::uint64_t>(*wanted) > length) return {};
    length = static_cast<std::size_t>(*wanted);
  }
  const auto first = list->begin() + static_cast<std::ptrdiff_t>(*start);
  return List(first, first + static_cast<std::ptrdiff_t>(length));
}

Value index_of(Arguments arguments, Work& work) {
  const auto list = list_of(arguments[0]);
  if (!list) return {};
  List places;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (equal((*list)[i], arguments[1], work).value_or(false)) {
      places.push_back(static_cast<std::int64_t>(i + 1));
    }
  }
  return places;
}

void add_distinct(List& into, const List& items, Work& work) {
  for (const Value& item : items) {
    if (work.exhausted()) return;
    if (!contains(into, item, work)) into.push_back(item);
  }
}

Value distinct_values(Arguments arguments, Work& work) {
  const auto list = list_of(arguments[0]);
  if (!list) return {};
  List distinct;
  add_distinct(distinct, *list, work);
  return distinct;
}

Value merged(Arguments arguments, Work& work) {
  List distinct;
  for (const Value& argument : arguments) {
    const auto list = list_of(argument);
    if (!list) return {};
    add_distinct(distinct, *list, work);
  }
  return distinct;
}

void flatten_into(List& flat, const Value& value, Work& work) {
  if (!work.spend(1)) return;
  if (!value.list()) {
    flat.push_back(value);
    return;
  }
  for (const Value& item : *value.list()) flatten_into(flat, item, work);
}

Value flatten(Arguments arguments, Work& work) {
  if (arguments[0].is_null()) return {};
  List flat;
  flatten_into(flat, arguments[0], work);
  return flat;
}

Value get_value(Arguments arguments, Work&) {
  return arguments[1].string() ? arguments[0].member(*arguments[1].string()) : Value();
}

Value get_entries(Arguments arguments, Work& work) {
  if (!arguments[0].context()) return {};
  List entries;
  for (const auto& [key, member] : *arguments[0].context()) {
    if (!work.spend(1)) return {};
    entries.push_back(Context{{"key", key}, {"value", member}});
  }
  return entries;
}

constexpr std::array table{
    Builtin{"all", 1, arguments_limit, all},
    Builtin{"any", 1, arguments_limit, any},
    Builtin{"append", 2, arguments_limit, append},
    Builtin{"concatenate", 1, arguments_limit, concatenate},
    Builtin{"count", 1, 1, count},
    Builtin{"distinct values", 1, 1, distinct_values},
    Builtin{"flatten", 1, 1, flatten},
    Builtin{"get entries", 1, 1, get_entries},
    Builtin{"get value", 2, 2, get_value},
    Builtin{"index of", 2, 2, index_of},
    Builtin{"insert before", 3, 3, insert_before},
    Builtin{"list contains", 2, 2, list_contains},
    Builtin{"max", 1, arguments_limit, largest},
    Builtin{"mean", 1, arguments_limit, mean},
    Builtin{"median", 1, arguments_limit, median},
    Builtin{"min", 1, arguments_limit, smallest},
    Builtin{"not", 1, 1, negation},
    Builtin{"product", 1, arguments_limit, product},
    Builtin{"remove", 2, 2, remove},
    Builtin{"reverse", 1, 1, reverse},
    Builtin{"sublist", 2, 3, sublist},
    Builtin{"sum", 1, arguments_limit, sum},
    Builtin{"union", 1, arguments_limit, merged},
};

}  // namespace

std::span<const Builtin> list_builtins() { return table; }

}  // namespace donthu::policy
