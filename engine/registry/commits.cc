#include "engine/registry/commits.h"

#include <algorithm>
#include <type_traits>

namespace donthu::registry {
namespace {

template <class T, class Variant>
struct IsAlternative;

template <class T, class... Alternatives>
struct IsAlternative<T, std::variant<Alternatives...>>
    : std::disjunction<std::is_same<T, Alternatives>...> {};

template <class T>
constexpr bool is_fact = IsAlternative<std::remove_cvref_t<T>, event::RegistryEvent>::value;

}  // namespace

std::optional<event::RegistryEvent> registry_fact(const event::Event& event) {
  return std::visit(
      [](const auto& each) -> std::optional<event::RegistryEvent> {
        if constexpr (is_fact<decltype(each)>) return event::RegistryEvent(each);
        return std::nullopt;
      },
      event);
}

std::vector<event::Event> as_events(std::vector<event::RegistryEvent> facts) {
  std::vector<event::Event> events;
  events.reserve(facts.size());
  for (event::RegistryEvent& fact : facts)
    std::visit([&](auto& each) { events.push_back(std::move(each)); }, fact);
  return events;
}

bool concerns_registry(const event::Commit& commit) {
  return std::ranges::any_of(commit.events, [](const event::Event& event) {
    return std::visit([](const auto& each) { return is_fact<decltype(each)>; }, event);
  });
}

Status apply_commit(Registry& registry, const event::Commit& commit) {
  if (!concerns_registry(commit)) return {};
  Registry after = registry;
  for (const event::Event& event : commit.events)
    if (const auto fact = registry_fact(event)) DONTHU_TRY(after.apply(*fact));
  registry = std::move(after);
  return {};
}

}  // namespace donthu::registry
