// Small values that events and commands share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/digest.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/event/fields.h"

namespace donthu::event {

using namespace std::string_view_literals;

// Bytes that are not text: base64 in JSON.
struct Blob {
  Bytes bytes;

  friend bool operator==(const Blob&, const Blob&) = default;
};

// What a sealed text is about; bound into its encryption, so that a text cannot be moved to another
// field. Numbers are stored; never reuse one.
enum class SealedField : std::uint16_t {
  none = 0,
  person_name = 1,
  person_address = 2,
  person_contact = 3,
  person_identity = 4,
  content = 5,
  reason = 6,
  note = 7,
  finding = 8,
  answer = 9,
  document_name = 10,
};

template <>
struct EnumNames<SealedField> {
  static constexpr std::array values{std::pair{SealedField::none, "none"sv},
                                     std::pair{SealedField::person_name, "person_name"sv},
                                     std::pair{SealedField::person_address, "person_address"sv},
                                     std::pair{SealedField::person_contact, "person_contact"sv},
                                     std::pair{SealedField::person_identity, "person_identity"sv},
                                     std::pair{SealedField::content, "content"sv},
                                     std::pair{SealedField::reason, "reason"sv},
                                     std::pair{SealedField::note, "note"sv},
                                     std::pair{SealedField::finding, "finding"sv},
                                     std::pair{SealedField::answer, "answer"sv},
                                     std::pair{SealedField::document_name, "document_name"sv}};
};

// Text that can reveal a person. It enters as `plain` with a request, is sealed before anything is
// decided, and is stored only as a box: no stored byte ever comes from `plain`. An empty text (no
// plain, no box) was not given.
struct SealedText {
  SealedField about = SealedField::none;
  std::uint64_t key = 0;  // The key's place in the key file.
  Bytes box;              // Version, nonce, ciphertext and tag; empty in stored commands, for the
                          // commit's events carry it.
  std::string plain;      // Only between the request and its sealing; never stored.

  [[nodiscard]] bool given() const { return !plain.empty() || !box.empty() || key != 0; }
  friend bool operator==(const SealedText&, const SealedText&) = default;
};

// The numbers are stored; never reuse one.
enum class PersonRole : std::uint16_t {
  petitioner = 1,  // Of a recommendation or feedback.
  complainant = 2,
  denouncer = 3,
  representative = 4,
  respondent = 5,
};

template <>
struct EnumNames<PersonRole> {
  static constexpr std::array values{std::pair{PersonRole::petitioner, "petitioner"sv},
                                     std::pair{PersonRole::complainant, "complainant"sv},
                                     std::pair{PersonRole::denouncer, "denouncer"sv},
                                     std::pair{PersonRole::representative, "representative"sv},
                                     std::pair{PersonRole::respondent, "respondent"sv}};
};

// A person in a case. All that identifies is sealed under a key of this person in this case.
struct Person {
  PersonRole role = PersonRole::petitioner;
  SealedText name{SealedField::person_name, 0, {}, {}};
  SealedText address{SealedField::person_address, 0, {}, {}};
  SealedText contact{SealedField::person_contact, 0, {}, {}};
  SealedText identity{SealedField::person_identity, 0, {}, {}};

  friend bool operator==(const Person&, const Person&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("role", role), field("name", name), field("address", address),
            field("contact", contact), field("identity", identity));
  }
};

// Who acts, in what office, for whom. All zero: the engine itself (a deadline that fell due).
struct Actor {
  OfficerId officer;
  UnitId unit;
  OfficerId on_behalf_of;
  DelegationId delegation;

  [[nodiscard]] bool is_engine() const { return !officer; }
  friend bool operator==(const Actor&, const Actor&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("officer", officer), field("unit", unit), field("on_behalf_of", on_behalf_of),
            field("delegation", delegation));
  }
};

// A register number: dense per unit and year, given in the commit that registers.
struct RegisterNumber {
  UnitId unit;
  std::uint16_t year = 0;
  std::uint32_t number = 0;

  friend auto operator<=>(const RegisterNumber&, const RegisterNumber&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("unit", unit), field("year", year), field("number", number));
  }
};

// Which row of which version of a rule decided, and the law it cites.
struct RuleCitation {
  std::string rule;  // Id of the policy or procedure.
  std::string version;
  std::uint32_t row = 0;  // Row of the decision table, from 1; 0 where no row applies.
  std::string citation;   // E.g. "Luật Khiếu nại 2011, Điều 28".

  friend bool operator==(const RuleCitation&, const RuleCitation&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("rule", rule), field("version", version), field("row", row),
            field("citation", citation));
  }
};

}  // namespace donthu::event
