// Terms, withdrawal, the second instance, oversight, and the file itself.
#include <algorithm>

#include "engine/petition/authority.h"
#include "engine/petition/escalation.h"
#include "engine/petition/hand_over.h"
#include "engine/petition/terms.h"
#include "engine/petition/verbs.h"

namespace donthu::petition {

using event::CaseStatus;
using event::DeadlineState;
using event::PetitionKind;

Result<event::RuleCitation> demand_allowed(const Draft& draft, std::string_view policy,
                                           const policy::Context& facts, std::string_view field) {
  DONTHU_ASSIGN(const auto ruling, draft.rule(policy, policy, facts, draft.legal_date()));
  if (ruling.flag("allowed")) return ruling.citation;
  const std::string citation =
      ruling.citation.citation.empty() ? std::string() : " (" + ruling.citation.citation + ")";
  return reject(
      ErrorCode::rejected, "law-does-not-allow",
      "Pháp luật có hiệu lực ngày " + to_vietnamese(draft.legal_date()) + " không cho phép" +
          citation,
      "the law in force on " + to_string(draft.legal_date()) + " does not allow this" + citation,
      std::string(field), "See the policy '" + std::string(policy) + "' (donthu rules)");
}

namespace {

// The overdue deadline of a denunciation's settlement, or null.
const Deadline* overdue_resolution(const Case& state) {
  for (const Deadline& deadline : state.deadlines)
    if (deadline.purpose == "resolution" && deadline.state == DeadlineState::overdue)
      return &deadline;
  return nullptr;
}

std::unexpected<Error> not_for_this_kind(std::string_view vi, std::string_view en) {
  return reject(ErrorCode::rejected, "not-for-this-kind", std::string(vi), std::string(en), {},
                "Reclassify the kind first, if it is wrong");
}

}  // namespace

Result<FlowAfter> Verbs::operator()(const event::Notify& command) {
  if (command.purpose.empty())
    return reject(ErrorCode::invalid, "field-missing", "Thiếu loại thông báo",
                  "the purpose of the notice is missing", "purpose",
                  "Name the deadline it meets, e.g. notify_acceptance");
  draft_.record(event::NoticeSent{command.purpose, context().effective_at});
  for (const Deadline& deadline : std::vector<Deadline>(now_at().deadlines))
    if (deadline.purpose == command.purpose &&
        (deadline.open() || (deadline.state == DeadlineState::overdue && !deadline.met_at)))
      meet_deadline(draft_, deadline.id);
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Extend& command) {
  DONTHU_TRY(demand_open());
  const std::string purpose = command.purpose.empty() ? "resolution" : command.purpose;
  DONTHU_TRY(extend_deadline(draft_, purpose, command.reason));
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Suspend& command) {
  DONTHU_TRY(demand_open());
  if (now_at().suspended || now_at().status != CaseStatus::accepted)
    return reject(ErrorCode::rejected, now_at().suspended ? "already-suspended" : "not-accepted",
                  "Chỉ tạm đình chỉ vụ việc đã thụ lý và đang chạy thời hạn",
                  "only an accepted case whose clock runs can be suspended", {},
                  "See case show for its status");
  auto facts = draft_.facts();
  facts.insert_or_assign("ground", event::name_of(command.ground));
  DONTHU_ASSIGN(auto citation, demand_allowed(draft_, "suspension", facts, "ground"));
  const Date from = draft_.legal_date();
  draft_.record(
      event::PetitionSuspended{command.ground, from, std::move(citation), command.reason});
  suspend_deadlines(draft_, from);
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Resume&) {
  DONTHU_TRY(demand_open());
  if (!now_at().suspended)
    return reject(ErrorCode::rejected, "not-suspended", "Vụ việc không bị tạm đình chỉ",
                  "the case is not suspended", {}, "Nothing is left to do");
  const Date until = draft_.legal_date();
  draft_.record(event::PetitionResumed{until});
  DONTHU_TRY(resume_deadlines(draft_, until));
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Withdraw& command) {
  DONTHU_TRY(demand_open());
  auto facts = draft_.facts();
  facts.insert_or_assign("scope", event::name_of(command.scope));
  DONTHU_ASSIGN(auto citation, demand_allowed(draft_, "withdrawal", facts, "scope"));
  std::vector<std::string> parts = command.parts;
  if (command.scope == event::WithdrawalScope::full) parts = now_at().parts;
  if (command.scope == event::WithdrawalScope::partial && parts.empty())
    return reject(ErrorCode::invalid, "field-missing", "Rút một phần: phải nêu phần được rút",
                  "a partial withdrawal names the parts that are withdrawn", "parts",
                  "Name them by their labels");
  for (const std::string& part : parts)
    if (std::ranges::find(now_at().parts, part) == now_at().parts.end())
      return reject(ErrorCode::not_found, "unknown-part", "Đơn không có nội dung này",
                    "the petition has no such content, or it was withdrawn before", "parts",
                    "See case show for the labels");
  draft_.record(event::PetitionWithdrawn{command.scope, parts, command.coerced, std::move(citation),
                                         command.reason});
  const bool all = command.scope == event::WithdrawalScope::full || now_at().parts.empty();
  // A withdrawal under threat or bribery ends nothing (Law on Denunciations, Article 33).
  return !all || command.coerced ? FlowAfter::go_on : end_withdrawn();
}

FlowAfter Verbs::end_withdrawn() {
  draft_.record(event::PetitionTerminated{event::TerminationGround::withdrawn, {}});
  annul_open_deadlines(draft_, "withdrawn");
  end_assignments(draft_, "case_ended");
  return FlowAfter::stop;
}

Result<FlowAfter> Verbs::operator()(const event::Terminate& command) {
  DONTHU_TRY(demand_open());
  draft_.record(event::PetitionTerminated{command.ground, command.reason});
  annul_open_deadlines(draft_, "terminated");
  end_assignments(draft_, "case_ended");
  return FlowAfter::stop;
}

Result<FlowAfter> Verbs::operator()(const event::Enforce& command) {
  if (now_at().status != CaseStatus::resolved)
    return reject(ErrorCode::rejected, "not-resolved", "Chưa có quyết định để thi hành",
                  "there is no decision yet that could be carried out", {}, "Resolve it first");
  draft_.note("completed", command.completed);
  draft_.record(event::EnforcementRecorded{command.completed, command.note});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Close& command) {
  if (now_at().open())
    return reject(ErrorCode::rejected, "still-open", "Vụ việc còn đang giải quyết",
                  "the case is still being settled", {},
                  "Resolve, answer or terminate it before it is closed");
  if (now_at().status == CaseStatus::closed || now_at().status == CaseStatus::voided)
    return reject(ErrorCode::rejected, "already-closed", "Hồ sơ đã đóng",
                  "the file is closed already", {}, "Nothing is left to do");
  draft_.record(event::PetitionClosed{command.outcome.empty() ? "done" : command.outcome});
  annul_open_duties(draft_, "closed");
  end_assignments(draft_, "case_ended");
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Reopen& command) {
  if (now_at().open() || now_at().status == CaseStatus::voided)
    return reject(ErrorCode::rejected, "cannot-reopen", "Không thể mở lại vụ việc này",
                  "only a case that ended can be reopened, and no voided one", {},
                  "See case show for its status");
  if (command.ground.empty())
    return reject(ErrorCode::invalid, "field-missing", "Mở lại phải có căn cứ",
                  "reopening needs a ground", "ground", "Name it by its code");
  draft_.record(event::PetitionReopened{command.ground, command.reason});
  return FlowAfter::restart;
}

Result<FlowAfter> Verbs::operator()(const event::LodgeSecondInstance& command) {
  const Case& state = now_at();
  if (state.kind != PetitionKind::complaint || state.instance != event::Instance::first)
    return not_for_this_kind("Chỉ khiếu nại lần đầu mới khiếu nại lần hai",
                             "only a complaint of first instance goes to the second");
  const Deadline* lapsed = overdue_resolution(state);
  const bool decided = state.outcome.has_value() &&
                       (state.status == CaseStatus::resolved || state.status == CaseStatus::closed);
  if (!decided && lapsed == nullptr)
    return reject(ErrorCode::rejected, "first-instance-runs",
                  "Lần đầu chưa hết hạn và chưa có quyết định",
                  "the first instance has neither decided nor run out of time", {},
                  "Wait for the decision or the end of its term (Article 33)");
  const Deadline* window = state.open_deadline("second_instance_window");
  if (window == nullptr || context().effective_at > window->limit.due)
    return reject(ErrorCode::rejected, "window-lapsed", "Đã hết thời hiệu khiếu nại lần hai",
                  "the time to lodge a second complaint is over", {},
                  "An obstacle outside the complainant's will is a ground to reopen");
  // A case that climbed is with the superior already; the first instance is the one that lapsed.
  const UnitId first = lapsed != nullptr ? lapsed->unit : state.finished_by;
  const UnitId superior = superior_of(*context().registry, first, draft_.legal_date());
  meet_deadline(draft_, window->id);
  annul_open_deadlines(draft_, "second_instance");
  end_assignments(draft_, "unit_changed");
  if (!superior) {
    draft_.record(event::RulingNeeded{first, "no_superior"});
    return FlowAfter::go_on;
  }
  draft_.record(event::SecondInstanceLodged{first, superior, context().effective_at});
  if (command.reason.given()) draft_.record(event::NoteAdded{command.reason});
  return FlowAfter::restart;
}

Result<FlowAfter> Verbs::operator()(const event::ApplyToSuperior&) {
  if (now_at().kind != PetitionKind::denunciation)
    return not_for_this_kind("Chỉ tố cáo mới áp dụng Điều 38 Luật Tố cáo",
                             "only a denouncer may apply to the superior (Article 38)");
  const Deadline* lapsed = overdue_resolution(now_at());
  if (lapsed == nullptr)
    return reject(ErrorCode::rejected, "not-overdue", "Thời hạn giải quyết chưa quá hạn",
                  "the settlement is not overdue", {},
                  "Article 38 applies once the term has passed without a conclusion");
  const UnitId superior = superior_of(*context().registry, lapsed->unit, draft_.legal_date());
  if (!superior) {
    draft_.record(event::RulingNeeded{lapsed->unit, "no_superior"});
    return FlowAfter::go_on;
  }
  draft_.record(event::SuperiorApplied{superior, context().effective_at});
  DONTHU_TRY(set_deadline(draft_, "demand_report", {context().effective_at, nullptr}, superior));
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::DemandReport& command) {
  const Deadline* demanded = now_at().open_deadline("demand_report");
  if (demanded == nullptr && overdue_resolution(now_at()) == nullptr)
    return reject(ErrorCode::rejected, "not-overdue", "Thời hạn giải quyết chưa quá hạn",
                  "the settlement is not overdue", {}, "Article 38 applies to overdue cases");
  const UnitId handler = now_at().handling_unit;
  draft_.record(
      event::ReportDemanded{context().actor.unit, handler, context().effective_at, command.note});
  DONTHU_TRY(set_deadline(draft_, "report", {context().effective_at, nullptr}, handler));
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::GiveReport& command) {
  if (now_at().open_deadline("report") == nullptr)
    return reject(ErrorCode::rejected, "no-report-demanded", "Chưa có yêu cầu báo cáo",
                  "no report was demanded", {}, "The superior demands it first");
  draft_.record(event::ReportGiven{context().actor.unit, context().effective_at, command.report});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Urge& command) {
  DONTHU_TRY(demand_open());
  draft_.record(event::PetitionUrged{context().actor.unit, command.note});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::ExplainDelay& command) {
  const Deadline* late = nullptr;
  for (const Deadline& deadline : now_at().deadlines) {
    const bool named = command.purpose.empty() || deadline.purpose == command.purpose;
    const bool lapsed = named && deadline.bearer == event::Bearer::authority &&
                        deadline.state == DeadlineState::overdue;
    // The acting unit's own goes before that of another.
    if (lapsed && (late == nullptr || deadline.unit == context().actor.unit)) late = &deadline;
  }
  if (late == nullptr)
    late = command.purpose.empty() ? next_duty(now_at()) : now_at().open_deadline(command.purpose);
  if (late == nullptr)
    return reject(ErrorCode::rejected, "no-such-deadline", "Không có thời hạn nào để giải trình",
                  "no such deadline runs or is overdue", "purpose",
                  "See case show for the deadlines");
  draft_.record(event::DelayExplained{late->id, context().actor.unit, command.cause, command.note});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::AddNote& command) {
  draft_.record(event::NoteAdded{command.note});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Attach& command) {
  if (now_at().attachments.size() >= 255)
    return reject(ErrorCode::full, "too-many-attachments", "Tối đa 255 tài liệu",
                  "a case has at most 255 documents", {}, "Combine documents into one file");
  draft_.record(event::DocumentAttached{command.digest, command.size_bytes, command.media_type,
                                        command.document_name});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::Reclassify& command) {
  DONTHU_TRY(demand_open());
  if (command.kind == now_at().kind)
    return reject(ErrorCode::rejected, "same-kind", "Đơn đã thuộc loại này",
                  "the petition is of that kind already", "kind", "Nothing is left to do");
  annul_open_deadlines(draft_, "reclassified");
  draft_.record(event::KindReclassified{now_at().kind, command.kind, command.reason});
  return FlowAfter::restart;
}

Result<FlowAfter> Verbs::operator()(const event::Void& command) {
  if (now_at().status == CaseStatus::voided)
    return reject(ErrorCode::rejected, "already-voided", "Đã hủy bản ghi này",
                  "the entry is void already", {}, "Nothing is left to do");
  if (!command.reason.given())
    return reject(ErrorCode::invalid, "field-missing", "Hủy bản ghi phải nêu lý do",
                  "voiding an entry needs a reason", "reason", "Say what the mistake was");
  draft_.record(event::PetitionVoided{command.reason});
  annul_open_deadlines(draft_, "voided");
  end_assignments(draft_, "case_ended");
  return FlowAfter::stop;
}

Result<FlowAfter> Verbs::operator()(const event::Rule& command) {
  // Cases of a unit that ended wait for a ruling from its first day out of office.
  const bool gone = !context().registry->is_valid(now_at().handling_unit, draft_.legal_date());
  if (!now_at().ruling_needed && !(gone && now_at().open()))
    return reject(ErrorCode::rejected, "no-ruling-needed", "Vụ việc không chờ phán định thẩm quyền",
                  "the case does not wait for a ruling", {}, "See case show");
  if (!context().registry->is_valid(command.to, draft_.legal_date()))
    return reject(ErrorCode::not_found, "unknown-unit", "Không có đơn vị này",
                  "no such unit is in force on that day", "to",
                  "List units with donthu registry units");
  hand_over_to(draft_, command.to);
  draft_.record(event::RulingMade{command.to, command.reason});
  assign_to_head(draft_, command.to, "unit_changed");
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::ReadSealed& command) {
  // A refusal is recorded as well as a reading: the auditors are audited too.
  const auto& with = context();
  const bool assigned = std::ranges::any_of(now_at().assignments, [&](const Assignment& open) {
    return open.officer == with.actor.officer || open.accountable == with.actor.officer;
  });
  const auto facts = draft_.facts();
  const bool handles = with.actor.unit == now_at().handling_unit;
  draft_.record(event::SealedRead{assigned || handles, command.purpose});
  return FlowAfter::go_on;
}

}  // namespace donthu::petition
