// Who petitions, and which petitions belong together.
#include <algorithm>

#include "engine/petition/escalation.h"
#include "engine/petition/terms.h"
#include "engine/petition/verbs.h"

namespace donthu::petition {

namespace {

// More households than a ward has.
constexpr std::uint32_t most_signatories = 100'000;

std::unexpected<Error> not_of_many() {
  return reject(ErrorCode::rejected, "not-of-many", "Đơn này không phải đơn nhiều người",
                "this is not a petition of many", {},
                "Record the signatories first (record_signatories), or withdraw the petition");
}

Status check_representatives(const event::RecordSignatories& command, const Draft::Ruling& rule) {
  const auto roles_right =
      std::ranges::all_of(command.representatives, [](const event::Person& person) {
        return person.role == event::PersonRole::representative && person.name.given();
      });
  if (!roles_right)
    return reject(ErrorCode::invalid, "not-a-representative",
                  "Người đại diện phải có họ tên và vai trò representative",
                  "each of these persons is a representative, with a name", "representatives",
                  "Leave other persons out");
  const auto count = static_cast<std::int64_t>(command.representatives.size());
  const std::int64_t fewest = rule.number("fewest");
  const std::int64_t most = rule.number("most");
  if (count == 0 || (count >= fewest && count <= most)) return {};
  const std::string bounds = std::to_string(fewest) + "–" + std::to_string(most);
  return reject(
      ErrorCode::rejected, "wrong-number-of-representatives",
      "Đơn của " + std::to_string(command.signatories) + " người cử " + bounds +
          " người đại diện (" + rule.citation.citation + ")",
      std::to_string(command.signatories) + " signatories appoint " + bounds + " representatives",
      "representatives", "Name them as the appointment does");
}

}  // namespace

Result<FlowAfter> Verbs::operator()(const event::Link& command) {
  if (!command.duplicate_of && now_at().duplicate_of) {
    draft_.record(event::PetitionLinked{{}, command.kind});
    return FlowAfter::go_on;
  }
  if (!command.duplicate_of || command.duplicate_of == now_at().id)
    return reject(ErrorCode::invalid, "linked-to-itself", "Đơn không thể trùng với chính nó",
                  "a petition repeats another, not itself", "duplicate_of",
                  "Name the petition that was there before");
  if (context().knows_case && !context().knows_case(command.duplicate_of))
    return reject(ErrorCode::not_found, "unknown-duplicate", "Không có đơn bị trùng này",
                  "there is no such case that this one could repeat", "duplicate_of",
                  "Find it with donthu case find");
  if (now_at().duplicate_of == command.duplicate_of && now_at().duplicate_kind == command.kind)
    return reject(ErrorCode::rejected, "already-linked", "Đã ghi nhận là đơn trùng",
                  "the petition is linked so already", {}, "Nothing is left to do");
  draft_.record(event::PetitionLinked{command.duplicate_of, command.kind});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::RecordSignatories& command) {
  DONTHU_TRY(demand_open());
  if (command.signatories < 2 || command.signatories > most_signatories)
    return reject(
        ErrorCode::invalid, "bad-signatories", "Số người ký phải từ 2 trở lên",
        "a petition of many has 2 to " + std::to_string(most_signatories) + " signatories",
        "signatories", "Count those who sign, or whose household signs");
  auto facts = draft_.facts();
  facts.insert_or_assign("signatories", static_cast<std::int64_t>(command.signatories));
  DONTHU_ASSIGN(const auto rule,
                draft_.rule("representation", "representation", facts, draft_.legal_date()));
  DONTHU_TRY(check_representatives(command, rule));
  draft_.record(event::SignatoriesRecorded{command.signatories, command.all_signed,
                                           command.appointment, command.representatives,
                                           rule.flag("required"), rule.citation});
  return FlowAfter::go_on;
}

Result<FlowAfter> Verbs::operator()(const event::WithdrawSignature& command) {
  DONTHU_TRY(demand_open());
  const std::uint32_t signatories = now_at().signatories;
  if (signatories == 0) return not_of_many();
  if (command.signatories == 0 || command.signatories > signatories)
    return reject(ErrorCode::invalid, "bad-signatories",
                  "Đơn chỉ còn " + std::to_string(signatories) + " người ký",
                  std::to_string(signatories) + " signatories remain, and at least one withdraws",
                  "signatories", "Count those who withdraw");
  auto facts = draft_.facts();
  facts.insert_or_assign("scope", event::name_of(event::WithdrawalScope::full));
  DONTHU_ASSIGN(auto citation, demand_allowed(draft_, "withdrawal", facts, "signatories"));
  const std::uint32_t remaining = signatories - command.signatories;
  draft_.record(event::SignatureWithdrawn{command.signatories, remaining, std::move(citation),
                                          command.reason});
  return remaining > 0 ? FlowAfter::go_on : end_withdrawn();
}

Status Verbs::demand_no_duplicate() const {
  if (!now_at().duplicate_of) return {};
  return reject(ErrorCode::rejected, "repeats-another",
                "Đơn trùng, gửi lại hoặc bản sao thì không đủ điều kiện xử lý",
                "a petition that repeats another is not eligible for handling", {},
                "Guide the petitioner once, then file it without action; a wrong link is taken "
                "back by link without duplicate_of");
}

// All signatures, the appointment of representatives, and representatives in the number that the
// law demands (Decree 124/2020/NĐ-CP, Articles 5 to 7).
Status Verbs::demand_representation() const {
  const Case& state = now_at();
  if (!state.representation_required) return {};
  const bool represented = std::ranges::any_of(state.persons, [](const event::Person& person) {
    return person.role == event::PersonRole::representative;
  });
  std::string vi;
  std::string en;
  const auto lacks = [&](bool there, const char* what_vi, const char* what_en) {
    if (there) return;
    vi += (vi.empty() ? "" : ", ") + std::string(what_vi);
    en += (en.empty() ? "" : ", ") + std::string(what_en);
  };
  lacks(state.all_signed, "chữ ký của tất cả", "all signatures");
  lacks(state.appointment.has_value(), "văn bản cử người đại diện", "the appointment document");
  lacks(represented, "người đại diện", "the representatives");
  if (en.empty()) return {};
  return reject(ErrorCode::rejected, "representation-missing", "Đơn nhiều người còn thiếu: " + vi,
                "a petition of many still lacks: " + en, {},
                "Record them (record_signatories), then accept it");
}

}  // namespace donthu::petition
