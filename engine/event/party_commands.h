// The verbs about who petitions, and about petitions that belong together.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// The same matter was brought before, or elsewhere, by the same person. Without `duplicate_of` an
// earlier link is taken back.
struct Link {
  static constexpr std::uint16_t type = 131;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Link"sv;
  static constexpr std::string_view verb = "link"sv;

  CaseId duplicate_of;
  DuplicateKind kind = DuplicateKind::duplicate;

  friend bool operator==(const Link&, const Link&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("duplicate_of", duplicate_of), field("kind", kind));
  }
};

// Many petition together (đơn nhiều người): how many, whether all have signed, and who represents
// them. Replaces what was recorded before.
struct RecordSignatories {
  static constexpr std::uint16_t type = 132;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "RecordSignatories"sv;
  static constexpr std::string_view verb = "record_signatories"sv;

  std::uint32_t signatories = 0;
  bool all_signed = false;
  std::optional<Digest> appointment;    // The document that appoints the representatives.
  std::vector<Person> representatives;  // Role: representative.

  friend bool operator==(const RecordSignatories&, const RecordSignatories&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("signatories", signatories), field("all_signed", all_signed),
            field("appointment", appointment), field("representatives", representatives));
  }
};

// Some of many signatories withdraw; the others go on.
struct WithdrawSignature {
  static constexpr std::uint16_t type = 133;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "WithdrawSignature"sv;
  static constexpr std::string_view verb = "withdraw_signature"sv;

  std::uint32_t signatories = 1;  // How many.
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const WithdrawSignature&, const WithdrawSignature&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("signatories", signatories), field("reason", reason));
  }
};

}  // namespace donthu::event
