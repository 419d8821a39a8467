// Wrong entries are put right by an event; what stood there stays in the record.
#include "engine/petition/terms.h"
#include "engine/petition/verbs.h"

namespace donthu::petition {
namespace {

std::unexpected<Error> bad_value(std::string_view entry, std::string_view what) {
  return reject(ErrorCode::invalid, "bad-correction", "Giá trị đính chính không hợp lệ",
                "the corrected value of '" + std::string(entry) + "' " + std::string(what), "now",
                "Give the value as it should have been entered");
}

const char* as_text(bool flag) { return flag ? "true" : "false"; }

// What stands there now, and the corrected value in the form in which events carry it.
struct Correction {
  std::string was;
  std::string now;
};

Result<Correction> read_correction(const Case& state, const event::Correct& command,
                                   const Context& context) {
  const std::string& now = command.now;
  if (now.size() > 512 || !is_clean_text(now))
    return bad_value(command.entry, "is longer than 512 bytes, or holds control characters");
  if (command.entry == "matter") {
    if (now.empty()) return bad_value(command.entry, "is empty");
    return Correction{state.matter, now};
  }
  if (command.entry == "topic") return Correction{state.topic, now};
  if (command.entry == "locality") return Correction{state.locality, now};
  if (command.entry == "complex" || command.entry == "remote") {
    if (now != "true" && now != "false") return bad_value(command.entry, "is not true or false");
    return Correction{as_text(command.entry == "complex" ? state.complex : state.remote), now};
  }
  if (command.entry == "channel") {
    event::Channel channel{};
    if (!event::from_name(now, channel)) return bad_value(command.entry, "is not a channel");
    return Correction{std::string(event::name_of(state.channel)), now};
  }
  if (command.entry == "received_at") {
    DONTHU_ASSIGN(const Instant received, parse_instant(now, "now"));
    if (received > context.effective_at) return bad_value(command.entry, "lies in the future");
    return Correction{to_string(state.received_at), to_string(received)};
  }
  return reject(ErrorCode::invalid, "not-correctable", "Không đính chính được mục này",
                "there is no entry of that name that can be corrected", "entry",
                "Use matter, topic, locality, channel, received_at, complex or remote");
}

// Terms that began with the receipt begin anew with the corrected one.
Status restart_terms(Draft& draft, Instant was) {
  const std::vector<Deadline> before = draft.now_at().deadlines;
  for (const Deadline& deadline : before)
    if (deadline.state == event::DeadlineState::running && deadline.start == was)
      DONTHU_TRY(set_deadline(draft, deadline.purpose, {draft.now_at().handling_since, nullptr},
                              deadline.unit, deadline.rung));
  return {};
}

}  // namespace

Result<FlowAfter> Verbs::operator()(const event::Correct& command) {
  DONTHU_ASSIGN(auto correction, read_correction(now_at(), command, context()));
  if (correction.was == correction.now)
    return reject(ErrorCode::rejected, "nothing-to-correct", "Giá trị không thay đổi",
                  "the entry has that value already", "now", "Nothing is left to do");
  const Instant received_before = now_at().handling_since;
  draft_.record(event::EntryCorrected{command.entry, std::move(correction.was),
                                      std::move(correction.now), command.reason});
  if (command.entry == "received_at") DONTHU_TRY(restart_terms(draft_, received_before));
  return FlowAfter::go_on;
}

}  // namespace donthu::petition
