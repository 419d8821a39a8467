// Who petitions, and which petitions belong together.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// The same matter of the same person as another petition: it counts as received, and is not
// eligible for handling (Circular 05/2021/TT-TTCP, Article 6). Without `duplicate_of` an earlier
// link was a mistake.
struct PetitionLinked {
  static constexpr std::uint16_t type = 133;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionLinked"sv;

  CaseId duplicate_of;
  DuplicateKind kind = DuplicateKind::duplicate;

  friend bool operator==(const PetitionLinked&, const PetitionLinked&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("duplicate_of", duplicate_of), field("kind", kind));
  }
};

// Of many who petition together: how many, whether all have signed, who represents them, and
// whether the law demands representatives of so many.
struct SignatoriesRecorded {
  static constexpr std::uint16_t type = 134;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SignatoriesRecorded"sv;

  std::uint32_t signatories = 0;
  bool all_signed = false;
  std::optional<Digest> appointment;
  std::vector<Person> representatives;
  bool representation_required = false;
  RuleCitation rule;

  friend bool operator==(const SignatoriesRecorded&, const SignatoriesRecorded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("signatories", signatories), field("all_signed", all_signed),
            field("appointment", appointment), field("representatives", representatives),
            field("representation_required", representation_required), field("rule", rule));
  }
};

// Some signatories withdrew; with none remaining the petition is withdrawn.
struct SignatureWithdrawn {
  static constexpr std::uint16_t type = 135;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SignatureWithdrawn"sv;

  std::uint32_t signatories = 0;
  std::uint32_t remaining = 0;
  RuleCitation rule;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const SignatureWithdrawn&, const SignatureWithdrawn&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("signatories", signatories), field("remaining", remaining), field("rule", rule),
            field("reason", reason));
  }
};

}  // namespace donthu::event
