// The life of a legal deadline.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// A legal deadline begins. Everything its derivation used stands here.
struct DeadlineSet {
  static constexpr std::uint16_t type = 200;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineSet"sv;

  std::uint32_t deadline = 0;  // Number within the case, from 1.
  std::string purpose;         // Slug, e.g. acceptance, resolution, notify_acceptance.
  Bearer bearer = Bearer::authority;
  UnitId unit;  // Whose duty it is.
  Instant start;
  Term term;
  Limit limit;
  bool climbs = false;  // Its lapse climbs the ladder.
  std::uint16_t extensions_allowed = 0;
  Term extension;
  std::uint16_t rung = 0;       // How often the ladder was climbed before.
  std::uint16_t warn_days = 0;  // Working days before the due date on which to warn; 0: no warning.
  std::string met_by;           // The verbs that meet it, separated by spaces.
  RuleCitation rule;

  friend bool operator==(const DeadlineSet&, const DeadlineSet&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("purpose", purpose), field("bearer", bearer),
            field("unit", unit), field("start", start), field("term", term), field("limit", limit),
            field("climbs", climbs), field("extensions_allowed", extensions_allowed),
            field("extension", extension), field("rung", rung), field("warn_days", warn_days),
            field("met_by", met_by), field("rule", rule));
  }
};

// The warning before a deadline.
struct DeadlineDueSoon {
  static constexpr std::uint16_t type = 201;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineDueSoon"sv;

  std::uint32_t deadline = 0;
  Instant due;

  friend bool operator==(const DeadlineDueSoon&, const DeadlineDueSoon&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("due", due));
  }
};

// The deadline stands still.
struct DeadlineSuspended {
  static constexpr std::uint16_t type = 202;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineSuspended"sv;

  std::uint32_t deadline = 0;
  Date from;

  friend bool operator==(const DeadlineSuspended&, const DeadlineSuspended&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("from", from));
  }
};

// The deadline runs again, with its new limit.
struct DeadlineResumed {
  static constexpr std::uint16_t type = 203;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineResumed"sv;

  std::uint32_t deadline = 0;
  Date until;
  Limit limit;

  friend bool operator==(const DeadlineResumed&, const DeadlineResumed&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("until", until), field("limit", limit));
  }
};

// Extended, in writing, within the number that the law allows.
struct DeadlineExtended {
  static constexpr std::uint16_t type = 204;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineExtended"sv;

  std::uint32_t deadline = 0;
  Term by;
  std::uint16_t count = 0;  // Which extension this is, from 1.
  Limit limit;
  RuleCitation rule;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const DeadlineExtended&, const DeadlineExtended&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("by", by), field("count", count),
            field("limit", limit), field("rule", rule), field("reason", reason));
  }
};

// Its limit was computed anew: another calendar, another rule, or a corrected start.
struct DeadlineRecomputed {
  static constexpr std::uint16_t type = 205;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineRecomputed"sv;

  std::uint32_t deadline = 0;
  std::string cause;  // Slug: calendar, policy, corrected_start, reclassified.
  Instant start;
  Term term;
  Limit limit;
  Limit was;
  RuleCitation rule;

  friend bool operator==(const DeadlineRecomputed&, const DeadlineRecomputed&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("cause", cause), field("start", start),
            field("term", term), field("limit", limit), field("was", was), field("rule", rule));
  }
};

// `late` where the act was done in time and recorded after the deadline had been found overdue.
struct DeadlineMet {
  static constexpr std::uint16_t type = 206;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineMet"sv;

  std::uint32_t deadline = 0;
  Instant met_at;  // When the act took effect.
  bool recorded_late = false;

  friend bool operator==(const DeadlineMet&, const DeadlineMet&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("met_at", met_at),
            field("recorded_late", recorded_late));
  }
};

// Overdue is a fact with a date of its own: the due instant.
struct DeadlineOverdue {
  static constexpr std::uint16_t type = 207;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineOverdue"sv;

  std::uint32_t deadline = 0;
  Instant due;
  Instant fired_at;
  UnitId unit;        // The unit that let it lapse, and stays responsible in the record.
  OfficerId officer;  // Who was assigned then; none if nobody was.

  friend bool operator==(const DeadlineOverdue&, const DeadlineOverdue&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("due", due), field("fired_at", fired_at),
            field("unit", unit), field("officer", officer));
  }
};

// It should not have been running, or fired wrongly. Both stay visible.
struct DeadlineAnnulled {
  static constexpr std::uint16_t type = 208;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineAnnulled"sv;

  std::uint32_t deadline = 0;
  std::string cause;  // Slug: transferred, terminated, voided, superseded, fired_wrongly, …

  friend bool operator==(const DeadlineAnnulled&, const DeadlineAnnulled&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("cause", cause));
  }
};

// A citizen's term ended unused.
struct DeadlineLapsed {
  static constexpr std::uint16_t type = 209;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DeadlineLapsed"sv;

  std::uint32_t deadline = 0;
  Instant due;

  friend bool operator==(const DeadlineLapsed&, const DeadlineLapsed&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("due", due));
  }
};

}  // namespace donthu::event
