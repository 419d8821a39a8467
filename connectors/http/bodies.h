// The bodies of answers, described once for JSON and for schemas/openapi.yaml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/event/schema.h"
#include "engine/petition/case.h"
#include "engine/projection/fact.h"
#include "engine/runtime/sweeps.h"

namespace donthu::http {

using event::field;

struct AnswerBody {
  CaseId case_id;
  std::uint64_t version = 0;
  std::uint16_t partition = 0;
  std::uint64_t seq = 0;
  Instant recorded_at;
  event::CaseStatus status = event::CaseStatus::registered;
  event::RegisterNumber number;
  bool repeated = false;
  std::vector<std::string> events;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("case", case_id), field("version", version), field("partition", partition),
            field("seq", seq), field("recorded_at", recorded_at), field("status", status),
            field("number", number), field("repeated", repeated), field("events", events));
  }
};

struct NextDue {
  std::uint32_t deadline = 0;
  std::string purpose;
  Instant due;
  bool provisional = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("deadline", deadline), field("purpose", purpose), field("due", due),
            field("provisional", provisional));
  }
};

// A case in a list.
struct SummaryBody {
  CaseId id;
  std::uint64_t version = 0;
  event::RegisterNumber number;
  event::PetitionKind kind = event::PetitionKind::complaint;
  event::Instance instance = event::Instance::first;
  event::Channel channel = event::Channel::counter;
  event::CaseStatus status = event::CaseStatus::registered;
  std::string matter;
  std::string topic;
  std::string locality;
  UnitId handling_unit;
  UnitId accountable_unit;
  std::vector<OfficerId> officers;  // With an open task.
  Instant received_at;
  Instant accepted_at;
  Instant finished_at;
  std::optional<event::Outcome> outcome;
  bool suspended = false;
  bool ruling_needed = false;
  std::uint16_t times_overdue = 0;
  std::uint16_t times_escalated = 0;
  std::optional<NextDue> next_due;  // The open deadline of an authority that falls due first.
  std::string stuck;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("version", version), field("number", number),
            field("kind", kind), field("instance", instance), field("channel", channel),
            field("status", status), field("matter", matter), field("topic", topic),
            field("locality", locality), field("handling_unit", handling_unit),
            field("accountable_unit", accountable_unit), field("officers", officers),
            field("received_at", received_at), field("accepted_at", accepted_at),
            field("finished_at", finished_at), field("outcome", outcome),
            field("suspended", suspended), field("ruling_needed", ruling_needed),
            field("times_overdue", times_overdue), field("times_escalated", times_escalated),
            field("next_due", next_due), field("stuck", stuck));
  }
};

[[nodiscard]] SummaryBody summary_of(const petition::Case& state);

struct PageBody {
  std::vector<SummaryBody> petitions;
  std::optional<std::string> next;  // Cursor; null: this is the last page.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("petitions", petitions), field("next", next));
  }
};

// A case by effective time: what had happened by then, as it is known now.
struct EffectiveBody {
  CaseId id;
  event::RegisterNumber number;
  event::PetitionKind kind = event::PetitionKind::complaint;
  Instant as_of;
  std::vector<projection::Fact> facts;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("number", number), field("kind", kind), field("as_of", as_of),
            field("facts", facts));
  }
};

struct TimelineBody {
  std::vector<projection::Fact> facts;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("facts", facts));
  }
};

// One commit of a history, but for the commit itself (schemas/commit.json).
struct EntryBody {
  std::uint16_t partition = 0;
  std::uint64_t seq = 0;
  std::uint64_t epoch = 0;
  Digest hash;
  Digest previous;
  Instant recorded_at;
  CommandId command;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("partition", partition), field("seq", seq), field("epoch", epoch),
            field("hash", hash), field("previous", previous), field("recorded_at", recorded_at),
            field("command", command));
  }
};

struct ExpectedBody {
  std::string verb;
  std::string element;
  Text name;
  std::string deadline;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("verb", verb), field("element", element), field("name", name),
            field("deadline", deadline));
  }
};

struct ExpectedListBody {
  std::vector<ExpectedBody> verbs;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("verbs", verbs));
  }
};

struct ExplanationBody {
  std::uint32_t deadline = 0;
  std::string purpose;
  event::DeadlineState state = event::DeadlineState::running;
  event::Limit limit;
  event::RuleCitation rule;
  std::vector<Text> lines;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("deadline", deadline), field("purpose", purpose), field("state", state),
            field("limit", limit), field("rule", rule), field("lines", lines));
  }
};

struct UnitBody {
  UnitId id;
  event::UnitLevel level = event::UnitLevel::commune;
  std::string kind;
  std::string code;
  std::string name;
  UnitId parent;
  bool has_council = true;
  Date valid_from;
  std::optional<Date> valid_until;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("level", level), field("kind", kind), field("code", code),
            field("name", name), field("parent", parent), field("has_council", has_council),
            field("valid_from", valid_from), field("valid_until", valid_until));
  }
};

struct UnitListBody {
  Date date;
  std::vector<UnitBody> units;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("date", date), field("units", units));
  }
};

struct OfficeBody {
  OfficeId id;
  UnitId unit;
  event::OfficeRole role = event::OfficeRole::officer;
  bool acting = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("unit", unit), field("role", role), field("acting", acting));
  }
};

struct OfficerBody {
  OfficerId id;
  std::string name;
  std::string staff_code;
  std::vector<OfficeBody> offices;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("name", name), field("staff_code", staff_code),
            field("offices", offices));
  }
};

struct OfficerListBody {
  Date date;
  std::vector<OfficerBody> officers;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("date", date), field("officers", officers));
  }
};

struct RuleBody {
  event::RuleKind kind = event::RuleKind::policy;
  std::string id;
  std::string version;
  Digest digest;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("kind", kind), field("id", id), field("version", version),
            field("digest", digest), field("valid_from", valid_from),
            field("valid_until", valid_until), field("published", published),
            field("citation", citation));
  }
};

struct RuleListBody {
  std::vector<RuleBody> rules;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("rules", rules));
  }
};

struct SweepListBody {
  std::vector<runtime::SweepState> sweeps;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("sweeps", sweeps));
  }
};

// An engine on the log.
struct NodeBody {
  std::string name;
  std::string address;
  bool answers = false;  // It is the one that gives this answer.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("name", name), field("address", address), field("answers", answers));
  }
};

// How the log's storage keeps a partition.
struct ReplicasBody {
  std::optional<std::uint32_t> leader;  // Null: there is none; nothing can be appended.
  std::uint16_t replicas = 0;
  std::uint16_t in_sync = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("leader", leader), field("replicas", replicas), field("in_sync", in_sync));
  }
};

struct PartitionBody {
  std::uint16_t partition = 0;
  std::optional<std::string> owner;  // Null: a single node; or nobody who can be asked.
  bool ours = false;                 // The node that answers writes it.
  std::uint64_t epoch = 0;
  std::uint64_t next_seq = 0;
  std::uint64_t folded_seq = 0;  // Folded up to here, at the node that answers.
  std::uint64_t lag = 0;
  std::uint64_t void_entries = 0;  // Since the node started.
  std::uint64_t void_claims = 0;
  std::string read_only;                 // Why nothing is written to it; else empty.
  std::optional<ReplicasBody> replicas;  // Null: not known, or the log lies in the folder.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("partition", partition), field("owner", owner), field("ours", ours),
            field("epoch", epoch), field("next_seq", next_seq), field("folded_seq", folded_seq),
            field("lag", lag), field("void_entries", void_entries),
            field("void_claims", void_claims), field("read_only", read_only),
            field("replicas", replicas));
  }
};

struct ClusterBody {
  std::optional<std::string> self;  // Null: the node is alone on its log.
  bool ready = false;
  std::string reason;           // Why no commands are taken; else empty.
  std::vector<NodeBody> nodes;  // Those alive.
  std::string storage;          // Why nothing is known of the log's storage; else empty.
  std::vector<PartitionBody> partitions;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("self", self), field("ready", ready), field("reason", reason),
            field("nodes", nodes), field("storage", storage), field("partitions", partitions));
  }
};

struct DocumentBody {
  Digest digest;
  std::uint64_t size_bytes = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("digest", digest), field("size_bytes", size_bytes));
  }
};

struct SealedFieldBody {
  std::string field_name;
  std::string text;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("field", field_name), field("text", text));
  }
};

struct SealedBody {
  std::vector<SealedFieldBody> fields;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("fields", fields));
  }
};

}  // namespace donthu::http
