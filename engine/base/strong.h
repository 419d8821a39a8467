// Numbers that must not be mixed up get types of their own.
#pragma once

#include <compare>
#include <functional>

namespace donthu {

template <class Representation, class Tag>
struct Strong {
  Representation value{};

  friend auto operator<=>(const Strong&, const Strong&) = default;
  [[nodiscard]] explicit operator bool() const { return value != Representation{}; }
};

}  // namespace donthu

template <class Representation, class Tag>
struct std::hash<donthu::Strong<Representation, Tag>> {
  std::size_t operator()(const donthu::Strong<Representation, Tag>& strong) const {
    return std::hash<Representation>{}(strong.value);
  }
};
