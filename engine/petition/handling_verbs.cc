// From registration to the answer or decision.
#include <algorithm>
#include <set>

#include "engine/petition/authority.h"
#include "engine/petition/escalation.h"
#include "engine/petition/hand_over.h"
#include "engine/petition/terms.h"
#include "engine/petition/verbs.h"

namespace donthu::petition {

using event::CaseStatus;
using event::PetitionKind;

namespace {

std::unexpected<Error> missing(std::string_view field, std::string_view vi, std::string_view en) {
  return reject(ErrorCode::invalid, "field-missing", std::string(vi), std::string(en),
                std::string(field), "Fill the field in and send the command again");
}

bool is_slug(std::string_view text) {
  return text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

Status check_slug(std::string_view text, std::string_view field) {
  if (is_slug(text)) return {};
  return reject(ErrorCode::invalid, "not-a-code", "Phải là mã, không phải văn bản tự do",
                "a code of lower-case letters, digits, _ and - (at most 64) is expected here",
                std::string(field), "Free text belongs in the field that is sealed");
}

Status check_parts(const std::vector<std::string>& parts) {
  std::set<std::string> seen;
  for (const std::string& part : parts) {
    DONTHU_TRY(check_slug(folded(part), "parts"));
    if (part.empty() || !seen.insert(part).second)
      return reject(ErrorCode::invalid, "parts-not-distinct", "Các nội dung phải khác nhau",
                    "the labels of the contents must be distinct and not empty", "parts",
                    "Label them A, B, C …");
  }
  if (parts.size() > 16)
    return reject(ErrorCode::full, "too-many-parts", "Tối đa 16 nội dung",
                  "a petition has at most 16 separate contents", "parts",
                  "Register the others as a petition of their own");
  return {};
}

Status check_registration(const event::Register& command, const Context& context) {
  if (command.matter.empty())
    return missing("matter", "Thiếu trích yếu nội dung", "the name of the matter is missing");
  if (command.matter.size() > 512 || !is_clean_text(command.matter))
    return reject(ErrorCode::invalid, "bad-matter", "Trích yếu quá dài hoặc có ký tự lạ",
                  "the name of the matter is longer than 512 bytes, or holds control characters",
                  "matter", "Shorten it; the account itself belongs in content");
  DONTHU_TRY(check_slug(command.topic, "topic"));
  if (command.locality.size() > 256 || !is_clean_text(command.locality))
    return reject(ErrorCode::invalid, "bad-locality", "Địa bàn quá dài hoặc có ký tự lạ",
                  "the locality is longer than 256 bytes, or holds control characters", "locality",
                  "Name the residential quarter or village");
  DONTHU_TRY(check_parts(command.parts));
  if (command.persons.size() > 64)
    return reject(ErrorCode::full, "too-many-persons", "Tối đa 64 người trong một đơn",
                  "a registration names at most 64 persons", "persons",
                  "Attach the list as a document, and name the representatives");
  if (command.received_at && *command.received_at > context.effective_at)
    return reject(ErrorCode::invalid, "received-after-effective", "Ngày nhận đơn sau ngày vào sổ",
                  "the receipt lies after the registration", "received_at",
                  "Give the day on which the office received it");
  if (!context.registry->is_valid(context.actor.unit, local_date(context.effective_at)))
    return reject(ErrorCode::rejected, "unit-not-in-force", "Đơn vị không còn hoạt động",
                  "the registering unit is not in force on that day", "unit",
                  "Register at the unit that took it over");
  return {};
}

// Down to a unit below: the petitioner went past it. To a unit that gave it away before: it goes
// round.
void look_at_way(Draft& draft, UnitId from, UnitId to) {
  const Case& state = draft.now_at();
  const bool lodged_there = state.number.unit == from;
  if (lodged_there && !state.level_skipping &&
      draft.context().registry->is_above(from, to, draft.legal_date()))
    draft.record(event::LevelSkippingFound{from, to});
  const auto before = std::ranges::find(state.transferred_by, to);
  if (!to || before == state.transferred_by.end()) return;
  event::TransferCircleFound circle;
  circle.way.assign(before, state.transferred_by.end());
  circle.way.push_back(to);
  draft.record(std::move(circle));
}

}  // namespace

Status Verbs::demand_open() const {
  if (now_at().open()) return {};
  return reject(ErrorCode::rejected, "case-not-open", "Vụ việc không còn đang giải quyết",
                "the case is " + std::string(event::name_of(now_at().status)) + ", not open", {},
                "Reopen it first, where there is a ground");
}

Result<FlowAfter> Verbs::operator()(const event::Register& command) {
  const Context& with = context();
  DONTHU_TRY(check_registration(command, with));
  event::PetitionRegistered e;
  const auto year = static_cast<std::uint16_t>(year_of(local_date(with.now)));
  e.number = {with.actor.unit, year, with.next_number(with.actor.unit, year)};
  e.kind = command.kind;
  e.instance = event::Instance::first;
  e.channel = command.channel;
  e.received_at = command.received_at.value_or(with.effective_at);
  e.matter = command.matter;
  e.topic = command.topic;
  e.locality = command.locality;
  e.complex = command.complex;
  e.remote = command.remote;
  e.parts = command.parts;
  e.persons = command.persons;
  e.content = command.content;
  e.case_key = with.case_key;
  e.origin = command.origin;
  draft_.record(std::move(e));
  return FlowAfter::restart;
}

Result<FlowAfter> Verbs::operator()(const event::Classify& command) {
  DONTHU_TRY(demand_open());
  DONTHU_TRY(check_slug(command.ground, "ground"));
  if (!command.eligible && !command.ineligible)
    return missing("ineligible", "Đơn không đủ điều kiện: phải nêu cách xử lý",
                   "an ineligible petition needs its outcome: guide, return or "
                   "file_without_action");
  if (command.eligible) DONTHU_TRY(demand_no_duplicate());
  draft_.note("eligible", command.eligible);
  draft_.note("within_authority", command.within_authority);
  draft_.record(event::PetitionClassified{command.eligible, command.within_authority,
                                          command.eligible ? std::nullopt : command.ineligible,
                                          command.ground, command.reason});
  const Deadline* acceptance = now_at().open_deadline("acceptance");
  if (acceptance != nullptr && !command.eligible) {
    meet_deadline(draft_, acceptance->id);
  } else if (acceptance != nullptr && !command.within_authority) {
    annul_deadline(draft_, acceptance->id, "not_within_authority");
  }
  if (!command.eligible) {
    annul_open_deadlines(draft_, "ineligible");
    end_assignments(draft_, "done");
  }
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Accept& command) {
  DONTHU_TRY(demand_open());
  if (now_at().status == CaseStatus::accepted)
    return reject(ErrorCode::rejected, "already-accepted", "Đơn đã được thụ lý",
                  "the petition is accepted already", {}, "Nothing is left to do");
  DONTHU_TRY(demand_no_duplicate());
  DONTHU_TRY(demand_representation());
  draft_.record(event::PetitionAccepted{context().effective_at,
                                        command.complex.value_or(now_at().complex),
                                        command.remote.value_or(now_at().remote)});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Decline& command) {
  DONTHU_TRY(demand_open());
  DONTHU_TRY(check_slug(command.ground, "ground"));
  draft_.record(event::PetitionDeclined{command.ground, command.reason});
  DONTHU_TRY(meet_deadlines(draft_, "decline"));
  annul_open_deadlines(draft_, "declined");
  end_assignments(draft_, "done");
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Assign& command) {
  DONTHU_TRY(demand_open());
  if (!command.officer) return missing("officer", "Thiếu cán bộ được giao", "no officer is named");
  if (command.task.empty())
    return missing("task", "Thiếu nội dung việc được giao", "the task is not named");
  DONTHU_TRY(check_slug(command.task, "task"));
  const UnitId unit = context().actor.unit;
  if (!context().registry->may_act(command.officer, unit, draft_.legal_date()))
    return reject(ErrorCode::rejected, "officer-of-another-unit",
                  "Cán bộ được giao không thuộc đơn vị này",
                  "the officer holds no office in the acting unit", "officer",
                  "Assign an officer of the unit, or transfer the case");
  DONTHU_ASSIGN(const OfficerId head, accountable_head(draft_, unit));
  std::optional<Date> due = command.due;
  if (const Deadline* next = next_duty(now_at()); next != nullptr && !due)
    due = next->limit.due_date;
  if (!due)
    return missing("due", "Thiếu hạn hoàn thành: không có thời hạn nào đang chạy",
                   "no due date is given, and no deadline runs that could give one");
  if (*due < draft_.legal_date())
    return reject(ErrorCode::invalid, "due-in-past", "Hạn hoàn thành đã qua",
                  "the due date lies in the past", "due", "Give a day from today on");
  const auto& open = now_at().assignments;
  const auto same = std::ranges::find_if(
      open, [&](const Assignment& assignment) { return assignment.task == command.task; });
  if (same != open.end()) {
    const Assignment former = *same;
    draft_.record(event::TaskEnded{former.officer, former.task, "reassigned"});
  }
  draft_.record(event::TaskAssigned{command.officer, command.task, *due, head, unit});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Transfer& command) {
  DONTHU_TRY(demand_open());
  DONTHU_TRY(check_slug(command.ground, "ground"));
  if (!command.to && command.outside.empty())
    return missing("to", "Thiếu nơi nhận đơn", "neither a unit nor a body outside is named");
  if (command.outside.size() > 256 || !is_clean_text(command.outside))
    return reject(ErrorCode::invalid, "bad-outside", "Tên cơ quan quá dài hoặc có ký tự lạ",
                  "the name of the body is longer than 256 bytes, or holds control characters",
                  "outside", "Give its official name");
  if (command.to && !context().registry->is_valid(command.to, draft_.legal_date()))
    return reject(ErrorCode::not_found, "unknown-unit", "Không có đơn vị nhận này",
                  "no such unit is in force on that day", "to",
                  "List units with donthu registry units");
  if (command.to == now_at().handling_unit)
    return reject(ErrorCode::rejected, "transfer-to-itself", "Đơn vị đang giữ đơn này",
                  "the unit handles the case already", "to", "Name another unit");
  DONTHU_TRY(meet_deadlines(draft_, "transfer"));
  annul_open_deadlines(draft_, "transferred");
  end_assignments(draft_, "unit_changed");
  const UnitId from = handler_for(now_at(), context());
  draft_.record(event::PetitionTransferred{from, command.to, command.outside, command.ground,
                                           command.reason});
  look_at_way(draft_, from, command.to);
  return command.to ? FlowAfter::restart : FlowAfter::stop;
}

Result<FlowAfter> Verbs::operator()(const event::Escalate& command) {
  DONTHU_TRY(demand_open());
  const UnitId from = handler_for(now_at(), context());
  const UnitId superior = context().registry->superior(from, draft_.legal_date());
  DONTHU_TRY(meet_deadlines(draft_, "escalate"));
  annul_open_deadlines(draft_, "escalated");
  end_assignments(draft_, "unit_changed");
  if (!superior) {
    draft_.record(event::RulingNeeded{from, "no_superior"});
    return FlowAfter::go_on;
  }
  draft_.record(event::PetitionEscalated{
      from, superior, event::EscalationReason::beyond_authority, true, 0, {}, command.reason});
  return FlowAfter::restart;
}

Result<FlowAfter> Verbs::operator()(const event::Verify& command) {
  DONTHU_TRY(demand_open());
  draft_.record(event::VerificationRecorded{command.finding});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::HoldMeeting& command) {
  DONTHU_TRY(demand_open());
  if (now_at().kind != PetitionKind::complaint || now_at().status != CaseStatus::accepted)
    return reject(ErrorCode::rejected, "no-settlement-to-meet-for",
                  "Chỉ tổ chức đối thoại khi giải quyết khiếu nại đã thụ lý",
                  "the dialogue is a step of settling an accepted complaint", {},
                  "Accept the complaint first");
  draft_.record(event::SettlementMeetingHeld{context().effective_at, context().actor.unit,
                                             command.minutes, command.document});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Answer& command) {
  DONTHU_TRY(demand_open());
  draft_.note("mode", event::name_of(command.mode));
  draft_.record(event::PetitionAnswered{command.mode, context().effective_at, context().actor.unit,
                                        command.answer, command.document});
  end_assignments(draft_, "done");
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Resolve& command) {
  DONTHU_TRY(demand_open());
  const bool complaint = now_at().kind == PetitionKind::complaint;
  if (command.document_number.empty())
    return missing("document_number", "Thiếu số văn bản", "the document's number is missing");
  if (command.document_number.size() > 64 || !is_clean_text(command.document_number))
    return reject(ErrorCode::invalid, "bad-document-number", "Số văn bản không hợp lệ",
                  "the document's number is longer than 64 bytes, or holds control characters",
                  "document_number", "Write it as on the document, e.g. 12/QĐ-UBND");
  if ((command.form == event::ResolutionForm::decision) != complaint)
    return reject(ErrorCode::invalid, "wrong-form",
                  "Khiếu nại kết thúc bằng quyết định, tố cáo bằng kết luận",
                  "a complaint ends with a decision, other kinds with a conclusion", "form",
                  complaint ? "Use decision" : "Use conclusion");
  draft_.record(event::PetitionResolved{command.form, command.outcome, command.document_number,
                                        context().effective_at, context().actor.unit,
                                        command.summary, command.document});
  end_assignments(draft_, "done");
  return FlowAfter::go_on;
}

}  // namespace donthu::petition
