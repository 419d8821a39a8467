#include "engine/replay/changes.h"

#include <algorithm>
#include <sstream>

#include "engine/event/json.h"

namespace donthu::replay {
namespace {

using Json = boost::json::value;

std::string text_of(const Json& json) {
  std::ostringstream text;
  text << json;
  return text.str();
}

class Comparison {
 public:
  void compare(const std::string& path, const Json& before, const Json& after) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) {
      compare_objects(path, before, after);
    } else if (before.is_array() && after.is_array()) {
      compare_arrays(path, before, after);
    } else {
      changes_.push_back({path, text_of(before), text_of(after)});
    }
  }

  [[nodiscard]] std::vector<Change> take() { return std::move(changes_); }

 private:
  void compare_objects(const std::string& path, const Json& before, const Json& after) {
    for (const auto& [name, value] : after.get_object()) {
      const Json* was = before.get_object().if_contains(name);
      compare(path.empty() ? std::string(name) : path + "." + std::string(name),
              was != nullptr ? *was : Json(), value);
    }
    for (const auto& [name, value] : before.get_object())
      if (!after.get_object().contains(name))
        compare(path.empty() ? std::string(name) : path + "." + std::string(name), value, Json());
  }

  void compare_arrays(const std::string& path, const Json& before, const Json& after) {
    const auto& was = before.get_array();
    const auto& is = after.get_array();
    for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i)
      compare(path + "[" + std::to_string(i) + "]", i < was.size() ? was[i] : Json(),
              i < is.size() ? is[i] : Json());
  }

  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> changes_between(const petition::Case& before, const petition::Case& after) {
  Comparison comparison;
  comparison.compare({}, event::to_json(before), event::to_json(after));
  return comparison.take();
}

}  // namespace donthu::replay
