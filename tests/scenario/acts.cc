#include "tests/scenario/acts.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include "engine/event/json.h"

namespace donthu::scenario {
namespace {

using boost::json::object;

struct Phrase {
  std::string_view word;
  std::string_view verb;
};

// What a clerk writes, and the verb that it is.
constexpr std::array phrases = {Phrase{"CLASSIFIES", "classify"},
                                Phrase{"ACCEPTS", "accept"},
                                Phrase{"DECLINES", "decline"},
                                Phrase{"ASSIGNS", "assign"},
                                Phrase{"TRANSFERS", "transfer"},
                                Phrase{"ESCALATES", "escalate"},
                                Phrase{"VERIFIES", "verify"},
                                Phrase{"ANSWERS", "answer"},
                                Phrase{"RESOLVES", "resolve"},
                                Phrase{"NOTIFIES", "notify"},
                                Phrase{"EXTENDS", "extend"},
                                Phrase{"SUSPENDS", "suspend"},
                                Phrase{"RESUMES", "resume"},
                                Phrase{"WITHDRAWS", "withdraw"},
                                Phrase{"TERMINATES", "terminate"},
                                Phrase{"ENFORCES", "enforce"},
                                Phrase{"CLOSES", "close"},
                                Phrase{"REOPENS", "reopen"},
                                Phrase{"LODGES-SECOND-INSTANCE", "lodge_second_instance"},
                                Phrase{"APPLIES-TO-SUPERIOR", "apply_to_superior"},
                                Phrase{"DEMANDS-REPORT", "demand_report"},
                                Phrase{"REPORTS", "report"},
                                Phrase{"URGES", "urge"},
                                Phrase{"NOTES", "note"},
                                Phrase{"ATTACHES", "attach"},
                                Phrase{"CORRECTS", "correct"},
                                Phrase{"RECLASSIFIES", "reclassify"},
                                Phrase{"VOIDS", "void"},
                                Phrase{"RULES", "rule"},
                                Phrase{"READS-SEALED", "read_sealed"},
                                Phrase{"LINKS", "link"},
                                Phrase{"RECORDS-SIGNATORIES", "record_signatories"},
                                Phrase{"WITHDRAWS-SIGNATURES", "withdraw_signature"},
                                Phrase{"HOLDS-MEETING", "hold_meeting"},
                                Phrase{"EXPLAINS-DELAY", "explain_delay"}};

// Words that stand alone after the case, and the field that they fill.
struct Short {
  std::string_view verb;
  std::string_view word;
  std::string_view field;
  std::string_view value;
};
constexpr std::array shorts = {
    Short{"classify", "eligible", "eligible", "true"},
    Short{"classify", "ineligible", "eligible", "false"},
    Short{"classify", "guide", "ineligible", "guide"},
    Short{"classify", "return", "ineligible", "return"},
    Short{"classify", "file_without_action", "ineligible", "file_without_action"},
    Short{"classify", "outside-authority", "within_authority", "false"},
    Short{"accept", "complex", "complex", "true"},
    Short{"register", "complex", "complex", "true"},
    Short{"register", "remote", "remote", "true"},
    Short{"withdraw", "full", "scope", "full"},
    Short{"withdraw", "partial", "scope", "partial"},
    Short{"withdraw", "coerced", "coerced", "true"},
    Short{"answer", "on_the_spot", "mode", "on_the_spot"},
    Short{"answer", "written", "mode", "written"},
    Short{"enforce", "completed", "completed", "true"},
    Short{"link", "duplicate", "kind", "duplicate"},
    Short{"link", "repeat", "kind", "repeat"},
    Short{"link", "copy", "kind", "copy"},
    Short{"record_signatories", "all-signed", "all_signed", "true"}};

// The sealed field that REASON "…" fills.
std::string_view text_field(std::string_view verb) {
  if (verb == "verify") return "finding";
  if (verb == "answer") return "answer";
  if (verb == "resolve") return "summary";
  if (verb == "report") return "report";
  if (verb == "hold_meeting") return "minutes";
  static constexpr std::array noted = {"resume", "enforce",       "close", "apply_to_superior",
                                       "note",   "demand_report", "urge",  "explain_delay"};
  return std::ranges::find(noted, verb) != noted.end() ? "note" : "reason";
}

std::string_view role_of_petitioner(std::string_view kind) {
  if (kind == "complaint") return "complainant";
  if (kind == "denunciation") return "denouncer";
  return "petitioner";
}

// "a,b,c"
std::vector<std::string> listed(const std::string& value) {
  std::vector<std::string> all;
  for (std::size_t from = 0; from <= value.size();) {
    const auto comma = std::min(value.find(',', from), value.size());
    all.push_back(value.substr(from, comma - from));
    from = comma + 1;
  }
  return all;
}

}  // namespace

Status Acts::add_field(object& data, const std::string& name, const std::string& value) const {
  if (name == "now") {
    data[name] = value;
  } else if (value == "true" || value == "false") {
    data[name] = value == "true";
  } else if (value.starts_with("[") || value.starts_with("{")) {
    DONTHU_ASSIGN(data[name], event::parse_json(value));
  } else if (name == "to") {
    DONTHU_ASSIGN(const UnitId unit, world_.unit(value));
    data[name] = unit.value;
  } else if (name == "officer") {
    DONTHU_ASSIGN(const auto officer, world_.officer(value));
    data[name] = officer.id.value;
  } else if (name == "origin" || name == "duplicate_of") {
    DONTHU_ASSIGN(const CaseId other, world_.case_id(value));
    data[name] = to_string(other);
  } else if (name == "representatives") {
    boost::json::array persons;
    for (const std::string& person : listed(value))
      persons.push_back(object{{"role", "representative"}, {"name", person}});
    data[name] = std::move(persons);
  } else if (name == "parts") {
    boost::json::array parts;
    for (const std::string& part : listed(value)) parts.emplace_back(part);
    data[name] = std::move(parts);
  } else if (name == "size_bytes" || name == "signatories") {
    data[name] = std::stoll(value);
  } else {
    data[name] = value;
  }
  return {};
}

Status Acts::read_registration(Words& words, object& data) {
  DONTHU_ASSIGN(const std::string kind, words.demand("the kind of petition"));
  data["kind"] = kind;
  DONTHU_ASSIGN(registering_, words.demand("the name of the case"));
  DONTHU_ASSIGN(data["matter"], words.demand("the matter, in quotation marks"));
  if (words.take_if("BY")) {
    DONTHU_ASSIGN(const std::string name, words.demand("the petitioner's name"));
    data["persons"] =
        boost::json::array{object{{"role", role_of_petitioner(kind)}, {"name", name}}};
  }
  return {};
}

Status Acts::read_modifiers(Words& words, object& data) {
  while (!words.done()) {
    if (auto field = words.take_field()) {
      DONTHU_TRY(add_field(data, field->first, field->second));
    } else if (words.take_if("EFFECTIVE")) {
      DONTHU_ASSIGN(request_.effective_at, words.demand_instant());
    } else if (words.take_if("RECEIVED")) {
      DONTHU_ASSIGN(const Instant received, words.demand_instant());
      data["received_at"] = to_string(received);
    } else if (words.take_if("BECAUSE")) {
      DONTHU_ASSIGN(request_.backdating_reason, words.demand("the reason for backdating"));
    } else if (words.take_if("KEY")) {
      DONTHU_ASSIGN(request_.idempotency_key, words.demand("an idempotency key"));
    } else if (words.take_if("IF-VERSION")) {
      DONTHU_ASSIGN(const std::string version, words.demand("a version"));
      request_.expected_version = std::stoull(version);
    } else if (words.take_if("FOR")) {
      DONTHU_ASSIGN(const std::string unit, words.demand("a unit"));
      DONTHU_ASSIGN(request_.actor.unit, world_.unit(unit));
    } else if (words.take_if("REASON")) {
      DONTHU_ASSIGN(data[text_field(verb_)], words.demand("a text"));
    } else if (verb_ == "assign" && words.take_if("TO")) {
      DONTHU_ASSIGN(const std::string officer, words.demand("an officer"));
      DONTHU_TRY(add_field(data, "officer", officer));
    } else if (words.take_if("TO")) {
      DONTHU_ASSIGN(const std::string unit, words.demand("a unit"));
      DONTHU_TRY(add_field(data, "to", unit));
    } else {
      const std::string word = words.take();
      const auto known = std::ranges::find_if(shorts, [&](const Short& candidate) {
        return candidate.verb == verb_ && candidate.word == word;
      });
      if (known == shorts.end()) return bad_line("'" + word + "' is not understood here");
      DONTHU_TRY(add_field(data, std::string(known->field), std::string(known->value)));
    }
  }
  return {};
}

Status Acts::read_request(Words& words) {
  request_ = {};
  registering_.clear();
  request_.principal = "story";
  request_.idempotency_key = "step-" + std::to_string(next_key_++);
  DONTHU_ASSIGN(const std::string name, words.demand("an officer"));
  DONTHU_ASSIGN(const auto officer, world_.officer(name));
  request_.actor.officer = officer.id;
  request_.actor.unit = officer.unit;
  DONTHU_ASSIGN(const std::string phrase, words.demand("what the officer does"));
  object data;
  if (phrase == "REGISTERS") {
    verb_ = "register";
    DONTHU_TRY(read_registration(words, data));
  } else {
    const auto known = std::ranges::find(phrases, phrase, &Phrase::word);
    if (phrase == "DOES") {
      DONTHU_ASSIGN(verb_, words.demand("a verb"));
    } else if (known == phrases.end()) {
      return bad_line("'" + phrase + "' is no act; write DOES and the verb");
    } else {
      verb_ = known->verb;
    }
    DONTHU_ASSIGN(const std::string of, words.demand("a case"));
    DONTHU_ASSIGN(request_.case_id, world_.case_id(of));
  }
  DONTHU_TRY(read_modifiers(words, data));
  DONTHU_ASSIGN(request_.command, event::command_from_json(verb_, data));
  return {};
}

Status Acts::act(Words& words, const std::optional<std::string>& refused_because) {
  DONTHU_TRY(read_request(words));
  auto answer = world_.engine().execute(request_);
  if (refused_because) {
    if (answer) return bad_line("this was accepted, though it must be refused");
    if (answer.error().reason != *refused_because)
      return bad_line("refused for another reason: " + answer.error().reason + ": " +
                      to_string(answer.error()));
    if (answer.error().message.empty() || answer.error().remedy.empty())
      return bad_line("the refusal " + answer.error().reason + " does not say what to do");
    return {};
  }
  if (!answer) return std::unexpected(answer.error());
  return accept(*std::move(answer));
}

Status Acts::accept(runtime::Answer answer) {
  if (answer.repeated) return bad_line("this was taken for a repeat of an earlier command");
  ++accepted_;
  if (!registering_.empty()) world_.name_case(registering_, answer.case_id);
  answer_ = std::move(answer);
  answered_ = request_;
  return {};
}

Status Acts::try_act(Words& words) {
  const Status read = read_request(words);
  // Its registration was refused.
  if (!read && read.error().reason == "no-such-case") return {};
  DONTHU_TRY(read);
  auto answer = world_.engine().execute(request_);
  if (answer) return accept(*std::move(answer));
  using enum ErrorCode;
  static constexpr std::array ordinary = {invalid, not_found, rejected, forbidden};
  const Error& error = answer.error();
  const bool helps = std::ranges::find(ordinary, error.code) != ordinary.end() &&
                     !error.message.empty() && !error.remedy.empty();
  return helps ? Status{} : std::unexpected(error);
}

Status Acts::again() {
  if (!answer_) return bad_line("nothing was accepted that could be asked again");
  const auto repeat = world_.engine().execute(answered_);
  if (!repeat) return std::unexpected(repeat.error());
  const bool same = repeat->repeated && repeat->case_id == answer_->case_id &&
                    repeat->version == answer_->version && repeat->seq == answer_->seq &&
                    repeat->recorded_at == answer_->recorded_at &&
                    repeat->number == answer_->number && repeat->status == answer_->status;
  if (!same) return bad_line("the repeat was not answered as the first time");
  return {};
}

}  // namespace donthu::scenario
