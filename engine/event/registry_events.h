// The registry's facts: units, succession of units, officers, offices, delegations, and versions of
// rules. They are the events of partition 0, and a command to the registry is a list of the same
// facts (RegistryChange), judged by registry::decide.
//
// Every `valid_until` is the last day on which the fact holds (30/06/2025 for the districts), every
// `valid_from` and `effective_from` the first one. Dates are days of the Vietnamese calendar.
// What was recorded wrongly is corrected by a later fact about the same thing and day (a change, an
// end, a succession, an officer's name); both stay in the log.
#pragma once

#include <variant>

#include "engine/event/values.h"

namespace donthu::event {

// The tier of government. Quận, huyện and thị xã are all districts, and what the unit is called
// stands in UnitEstablished::kind.
enum class UnitLevel : std::uint16_t {
  city = 1,
  district = 2,
  ward = 3,
  commune = 4,
  township = 5
};

template <>
struct EnumNames<UnitLevel> {
  static constexpr std::array<std::pair<UnitLevel, std::string_view>, 5> values{
      {{UnitLevel::city, "city"},
       {UnitLevel::district, "district"},
       {UnitLevel::ward, "ward"},
       {UnitLevel::commune, "commune"},
       {UnitLevel::township, "township"}}};
};

// A unit exists from a date. Its id is ours and for ever; code and name may belong to another
// later.
struct UnitEstablished {
  static constexpr std::uint16_t type = 400;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "UnitEstablished"sv;

  UnitId unit;
  UnitLevel level = UnitLevel::commune;
  std::string kind;       // As the law calls it, lower case: "phường", "quận", "thị xã", "xã"…
  std::string code;       // The statistics office's code; empty where there is none.
  std::string full_name;  // As in the resolutions: "Phường Hàng Trống".
  UnitId parent;          // None for the top of the graph.
  Date valid_from;
  bool has_council = true;  // False for the wards of the pilot, 01/07/2021 to 30/06/2025.
  std::string citation;

  friend bool operator==(const UnitEstablished&, const UnitEstablished&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("unit", unit), field("level", level), field("kind", kind), field("code", code),
            field("full_name", full_name), field("parent", parent), field("valid_from", valid_from),
            field("has_council", has_council), field("citation", citation));
  }
};

// From a date on, some attributes of a unit are others. What is absent stays as it was.
struct UnitChanged {
  static constexpr std::uint16_t type = 401;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "UnitChanged"sv;

  UnitId unit;
  Date effective_from;
  std::optional<UnitLevel> level;
  std::optional<std::string> kind;
  std::optional<std::string> code;
  std::optional<std::string> full_name;
  std::optional<UnitId> parent;
  std::optional<bool> has_council;
  std::string citation;

  friend bool operator==(const UnitChanged&, const UnitChanged&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("unit", unit), field("effective_from", effective_from), field("level", level),
            field("kind", kind), field("code", code), field("full_name", full_name),
            field("parent", parent), field("has_council", has_council),
            field("citation", citation));
  }
};

// The unit is no more after the day. Absent: an end that was recorded wrongly is taken back.
struct UnitEnded {
  static constexpr std::uint16_t type = 402;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "UnitEnded"sv;

  UnitId unit;
  std::optional<Date> valid_until;
  std::string citation;

  friend bool operator==(const UnitEnded&, const UnitEnded&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("unit", unit), field("valid_until", valid_until), field("citation", citation));
  }
};

// `none` takes a fact back that was recorded wrongly.
enum class SuccessionExtent : std::uint16_t { whole = 1, part = 2, none = 3 };

template <>
struct EnumNames<SuccessionExtent> {
  static constexpr std::array<std::pair<SuccessionExtent, std::string_view>, 3> values{
      {{SuccessionExtent::whole, "whole"},
       {SuccessionExtent::part, "part"},
       {SuccessionExtent::none, "none"}}};
};

// The successor takes over the predecessor's territory: all of it, a part, or one locality.
struct UnitSucceeded {
  static constexpr std::uint16_t type = 403;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "UnitSucceeded"sv;

  UnitId predecessor;
  UnitId successor;
  std::string locality;  // Residential quarter or village; empty: not said which.
  SuccessionExtent extent = SuccessionExtent::whole;  // Part wherever a locality is named.
  Date effective_from;
  std::string citation;

  friend bool operator==(const UnitSucceeded&, const UnitSucceeded&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("predecessor", predecessor), field("successor", successor),
            field("locality", locality), field("extent", extent),
            field("effective_from", effective_from), field("citation", citation));
  }
};

// A holder of public office; the name is public for that reason, and is not sealed.
struct OfficerAppointed {
  static constexpr std::uint16_t type = 404;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "OfficerAppointed"sv;

  OfficerId officer;
  std::string full_name;
  std::string staff_code;  // Unique; how the outside (a token, an import) names the officer.
  Date valid_from;
  std::string citation;

  friend bool operator==(const OfficerAppointed&, const OfficerAppointed&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("officer", officer), field("full_name", full_name),
            field("staff_code", staff_code), field("valid_from", valid_from),
            field("citation", citation));
  }
};

enum class OfficeRole : std::uint16_t {
  chair = 1,             // Chủ tịch UBND: the accountable head.
  vice_chair = 2,        // Phó Chủ tịch UBND.
  registrar = 3,         // Receives and registers petitions.
  officer = 4,           // Handles petitions.
  inspector = 5,         // Thanh tra: audits.
  supervisor = 6,        // Supervises other units' handling.
  inspection_board = 7,  // Ban thanh tra nhân dân, ban giám sát đầu tư của cộng đồng: reads only.
  fatherland_front = 8,  // MTTQ: supervises conclusions.
  council = 9,           // HĐND and its standing body.
  administrator = 10,    // Keeps the registry and the rules.
};

template <>
struct EnumNames<OfficeRole> {
  static constexpr std::array<std::pair<OfficeRole, std::string_view>, 10> values{
      {{OfficeRole::chair, "chair"},
       {OfficeRole::vice_chair, "vice_chair"},
       {OfficeRole::registrar, "registrar"},
       {OfficeRole::officer, "officer"},
       {OfficeRole::inspector, "inspector"},
       {OfficeRole::supervisor, "supervisor"},
       {OfficeRole::inspection_board, "inspection_board"},
       {OfficeRole::fatherland_front, "fatherland_front"},
       {OfficeRole::council, "council"},
       {OfficeRole::administrator, "administrator"}}};
};

// One officer holds one role in one unit. The id names this holding, not a post that others fill
// later. An officer leaves by vacating every office; the person stays known.
struct OfficeAssigned {
  static constexpr std::uint16_t type = 405;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "OfficeAssigned"sv;

  OfficeId office;
  OfficerId officer;
  UnitId unit;
  OfficeRole role = OfficeRole::officer;
  bool acting = false;  // A vice chair put in charge while there is no chair.
  Date valid_from;
  std::optional<Date> valid_until;  // Where the term is fixed beforehand.
  std::string citation;

  friend bool operator==(const OfficeAssigned&, const OfficeAssigned&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("office", office), field("officer", officer), field("unit", unit),
            field("role", role), field("acting", acting), field("valid_from", valid_from),
            field("valid_until", valid_until), field("citation", citation));
  }
};

struct OfficeVacated {
  static constexpr std::uint16_t type = 406;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "OfficeVacated"sv;

  OfficeId office;
  Date valid_until;
  std::string citation;

  friend bool operator==(const OfficeVacated&, const OfficeVacated&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("office", office), field("valid_until", valid_until),
            field("citation", citation));
  }
};

// `from` lets `to` act in the unit for the named verbs; `from` stays accountable (DOMAIN A1, 33).
struct DelegationGranted {
  static constexpr std::uint16_t type = 407;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DelegationGranted"sv;

  DelegationId delegation;
  OfficerId from;
  OfficerId to;
  UnitId unit;
  std::vector<std::string> verbs;  // Names of commands, or "*" alone for all of them.
  Date valid_from;
  std::optional<Date> valid_until;
  std::string citation;

  friend bool operator==(const DelegationGranted&, const DelegationGranted&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("delegation", delegation), field("from", from), field("to", to),
            field("unit", unit), field("verbs", verbs), field("valid_from", valid_from),
            field("valid_until", valid_until), field("citation", citation));
  }
};

struct DelegationRevoked {
  static constexpr std::uint16_t type = 408;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DelegationRevoked"sv;

  DelegationId delegation;
  Date valid_until;
  std::string citation;

  friend bool operator==(const DelegationRevoked&, const DelegationRevoked&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("delegation", delegation), field("valid_until", valid_until),
            field("citation", citation));
  }
};

// So that a chunk with its envelope stays below the 65,535 bytes of an entry.
inline constexpr std::size_t rule_chunk_max = std::size_t{48} * 1024;
inline constexpr std::uint32_t rule_chunks_max = 256;

// A part of a rule file.
struct RuleChunk {
  static constexpr std::uint16_t type = 409;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "RuleChunk"sv;

  Digest digest;  // SHA-256 of the whole file.
  std::uint32_t index = 0;
  std::uint32_t count = 1;
  Blob bytes;

  friend bool operator==(const RuleChunk&, const RuleChunk&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("digest", digest), field("index", index), field("count", count),
            field("bytes", bytes));
  }
};

enum class RuleKind : std::uint16_t { calendar = 1, procedure = 2, policy = 3, topics = 4 };

template <>
struct EnumNames<RuleKind> {
  static constexpr std::array<std::pair<RuleKind, std::string_view>, 4> values{
      {{RuleKind::calendar, "calendar"},
       {RuleKind::procedure, "procedure"},
       {RuleKind::policy, "policy"},
       {RuleKind::topics, "topics"}}};
};

// A version of a rule is in force for the legal dates of its interval. Where two versions claim a
// day, the one published later prevails.
struct RuleActivated {
  static constexpr std::uint16_t type = 410;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "RuleActivated"sv;

  RuleKind kind = RuleKind::policy;
  std::string id;            // "hanoi", "complaint-first", …
  std::string rule_version;  // Unique for kind and id.
  Digest digest;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;

  friend bool operator==(const RuleActivated&, const RuleActivated&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("kind", kind), field("id", id), field("rule_version", rule_version),
            field("digest", digest), field("valid_from", valid_from),
            field("valid_until", valid_until), field("published", published),
            field("citation", citation));
  }
};

using RegistryEvent = std::variant<UnitEstablished, UnitChanged, UnitEnded, UnitSucceeded,
                                   OfficerAppointed, OfficeAssigned, OfficeVacated,
                                   DelegationGranted, DelegationRevoked, RuleChunk, RuleActivated>;

// The one command of the registry: all of these facts, or none. Who asks stands in the commit.
struct RegistryChange {
  std::vector<RegistryEvent> facts;
  std::string reason;  // Why, in the asker's words; public, so no personal data.

  friend bool operator==(const RegistryChange&, const RegistryChange&) = default;
};

}  // namespace donthu::event
