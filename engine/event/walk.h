// Visits the sealed texts inside described types, commands, events and commits.
#pragma once

#include <type_traits>

#include "engine/event/commit_codec.h"

namespace donthu::event {

template <class Visitor>
class SealedWalk {
 public:
  explicit SealedWalk(Visitor& visitor) : visitor_(visitor) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (visit(fields.value), ...);
  }

  template <class T>
  void visit(T& value) {
    if constexpr (std::same_as<T, SealedText>) {
      visitor_(value);
    } else if constexpr (is_optional<T>) {
      if (value) visit(*value);
    } else if constexpr (is_vector<T>) {
      for (auto& element : value) visit(element);
    } else if constexpr (is_variant<T>) {
      std::visit([this](auto& alternative) { visit(alternative); }, value);
    } else if constexpr (Described<T>) {
      describe(*this, value);
    }
  }

 private:
  Visitor& visitor_;
};

// Calls visitor(SealedText&) for every sealed text in `value`, given or not, in the order of the
// fields; those of a person come one after the other. To know whose they are, walk each Person.
template <class T, class Visitor>
  requires(!std::is_const_v<T>)
void for_each_sealed(T& value, Visitor&& visitor) {
  SealedWalk<std::remove_reference_t<Visitor>> walk(visitor);
  walk.visit(value);
}

// The same for a value that must not change: visitor(const SealedText&).
template <class T, class Visitor>
void for_each_sealed(const T& value, Visitor&& visitor) {
  const auto look = [&visitor](const SealedText& text) { visitor(text); };
  // serialize() is not const, for reading archives write through it; this walk does not.
  for_each_sealed(const_cast<T&>(value), look);
}

}  // namespace donthu::event
