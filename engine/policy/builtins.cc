#include "engine/policy/builtins.h"

#include <algorithm>
#include <vector>

namespace donthu::policy {
namespace {

std::vector<Builtin> collect_sorted() {
  std::vector<Builtin> all;
  for (const auto part :
       {text_builtins(), number_builtins(), list_builtins(), temporal_builtins()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::ranges::sort(all, {}, &Builtin::name);
  return all;
}

const std::vector<Builtin>& sorted_builtins() {
  static const std::vector<Builtin> all = collect_sorted();
  return all;
}

std::vector<std::string_view> collect_spaced() {
  std::vector<std::string_view> names;
  for (const Builtin& builtin : sorted_builtins()) {
    if (builtin.name.find(' ') != std::string_view::npos) names.push_back(builtin.name);
  }
  return names;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto& all = sorted_builtins();
  const auto found = std::ranges::lower_bound(all, name, {}, &Builtin::name);
  return found == all.end() || found->name != name ? nullptr : &*found;
}

std::span<const std::string_view> spaced_builtin_names() {
  static const std::vector<std::string_view> names = collect_spaced();
  return names;
}

}  // namespace donthu::policy
