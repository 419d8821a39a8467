// Values of described types in which every field differs from its default.
#pragma once

#include <string>

#include "engine/event/commit_codec.h"

namespace donthu::event {

// What sealed texts a sample holds.
enum class Sealing {
  box,        // As stored in events.
  reference,  // As stored in commands: a key, no box.
  plain       // As in a request.
};

// Fills fields with values that follow from their order alone.
class Sampler {
 public:
  explicit Sampler(Sealing sealing) : sealing_(sealing) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (fill(fields.value), ...);
  }

  template <class T>
  void fill(T& value) {
    ++count_;
    if constexpr (std::same_as<T, bool>) {
      value = !value;
    } else if constexpr (std::integral<T>) {
      value = static_cast<T>(1'000 + count_);
    } else if constexpr (NamedEnum<T>) {
      value = EnumNames<T>::values.back().first;
    } else if constexpr (is_strong<T>) {
      value.value = static_cast<decltype(value.value)>(70 + count_);
    } else if constexpr (is_id16<T> || std::same_as<T, Digest>) {
      for (std::size_t i = 0; i < value.bytes.size(); ++i)
        value.bytes[i] = static_cast<std::uint8_t>(i + count_);
    } else if constexpr (std::same_as<T, Instant>) {
      value.ms = 1'656'634'800'123 + static_cast<std::int64_t>(count_);
    } else if constexpr (std::same_as<T, Date>) {
      value = Date{days{19'000 + static_cast<int>(count_)}};
    } else if constexpr (std::same_as<T, std::string>) {
      value = "Khiếu nại " + std::to_string(count_);
    } else if constexpr (std::same_as<T, Blob>) {
      value.bytes = std::string("\0\x01\xff blob ", 9) + std::to_string(count_);
    } else if constexpr (std::same_as<T, SealedText>) {
      if (sealing_ == Sealing::plain) {
        value.plain = "Nguyễn Thị Mơ " + std::to_string(count_);
        return;
      }
      value.key = 500 + count_;
      if (sealing_ == Sealing::box)
        value.box = std::string("\x01\0\xfe", 3) + "box" + std::to_string(count_);
    } else if constexpr (is_optional<T>) {
      fill(value.emplace());
    } else if constexpr (is_vector<T>) {
      fill(value.emplace_back());
      fill(value.emplace_back());
    } else {
      static_assert(Described<T>);
      describe(*this, value);
    }
  }

 private:
  Sealing sealing_;
  std::size_t count_ = 0;
};

template <class T>
[[nodiscard]] T sample(Sealing sealing) {
  T value{};
  Sampler sampler(sealing);
  sampler.fill(value);
  return value;
}

// Calls visit(T{}) for each alternative of the variant.
template <class Variant, std::size_t I = 0, class Visit>
void for_each_alternative(const Visit& visit) {
  if constexpr (I < std::variant_size_v<Variant>) {
    visit(std::variant_alternative_t<I, Variant>{});
    for_each_alternative<Variant, I + 1>(visit);
  }
}

// A commit with one command and the given events.
[[nodiscard]] inline Commit sample_commit() {
  Commit commit;
  Sampler sampler(Sealing::box);
  sampler.fill(commit.actor);
  sampler.fill(commit.case_id);
  sampler.fill(commit.case_version);
  sampler.fill(commit.previous_of_case);
  sampler.fill(commit.effective_at);
  sampler.fill(commit.backdating_reason);
  sampler.fill(commit.registry_seq);
  sampler.fill(commit.request_mac);
  sampler.fill(commit.cause);
  sampler.fill(commit.correlation);
  commit.command = sample<Register>(Sealing::reference);
  commit.events = {sample<PetitionRegistered>(Sealing::box), sample<DeadlineSet>(Sealing::box),
                   sample<FlowMoved>(Sealing::box)};
  return commit;
}

}  // namespace donthu::event
