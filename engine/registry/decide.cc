#include "engine/registry/decide.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/registry/judge.h"

namespace donthu::registry {
namespace {

// An entry holds 65,535 bytes; the rest is for the envelope, the actor and the codec's marks.
constexpr std::size_t change_max = 58'000;
constexpr std::size_t fixed_part = 96;

struct Size {
  static std::size_t of(const std::string& text) { return text.size() + 8; }

  std::size_t operator()(const event::UnitEstablished& fact) const {
    return of(fact.kind) + of(fact.code) + of(fact.full_name) + of(fact.citation);
  }
  std::size_t operator()(const event::UnitChanged& fact) const {
    return of(fact.kind.value_or("")) + of(fact.code.value_or("")) +
           of(fact.full_name.value_or("")) + of(fact.citation);
  }
  std::size_t operator()(const event::UnitSucceeded& fact) const {
    return of(fact.locality) + of(fact.citation);
  }
  std::size_t operator()(const event::OfficerAppointed& fact) const {
    return of(fact.full_name) + of(fact.staff_code) + of(fact.citation);
  }
  std::size_t operator()(const event::DelegationGranted& fact) const {
    std::size_t size = of(fact.citation);
    for (const std::string& verb : fact.verbs) size += of(verb);
    return size;
  }
  std::size_t operator()(const event::RuleChunk& fact) const { return of(fact.bytes.bytes); }
  std::size_t operator()(const event::RuleActivated& fact) const {
    return of(fact.id) + of(fact.rule_version) + of(fact.citation);
  }
  std::size_t operator()(const auto& fact) const { return of(fact.citation); }
};

std::size_t size_of(const event::RegistryEvent& fact) {
  return fixed_part + std::visit(Size{}, fact);
}

// What a fact must meet in the registry before it, and leave behind in the one after.
struct Judge {
  const Registry& before;
  const Registry& after;

  Status operator()(const event::UnitEstablished& fact) { return judge_unit(after, fact.unit); }

  Status operator()(const event::UnitChanged& fact) {
    const auto unit = before.unit(fact.unit, fact.effective_from);
    if (!unit->valid)
      return reject(ErrorCode::rejected, "unit-not-valid", "Đơn vị không tồn tại trong ngày này",
                    "the unit does not exist on " + to_string(fact.effective_from),
                    "effective_from", "choose a day of the unit's life");
    return judge_unit(after, fact.unit);
  }

  Status operator()(const event::UnitEnded& fact) { return judge_unit(after, fact.unit); }

  Status operator()(const event::UnitSucceeded& fact) {
    if (fact.extent == event::SuccessionExtent::none) {
      if (before == after)
        return reject(ErrorCode::rejected, "nothing-to-take-back",
                      "Không có nội dung kế thừa này để hủy bỏ",
                      "no such succession is recorded for that day and locality", "predecessor",
                      "name predecessor, successor, locality and date as they were recorded");
      return {};
    }
    if (!before.is_valid(fact.successor, fact.effective_from))
      return reject(ErrorCode::rejected, "successor-not-valid",
                    "Đơn vị kế thừa không tồn tại trong ngày này",
                    "the successor does not exist on " + to_string(fact.effective_from),
                    "successor", "establish it first, or mend the date");
    if (!before.is_valid(fact.predecessor, fact.effective_from - days{1}))
      return reject(
          ErrorCode::rejected, "predecessor-not-valid", "Đơn vị cũ không tồn tại đến ngày này",
          "the predecessor does not exist on the day before " + to_string(fact.effective_from),
          "predecessor", "mend the id or the date");
    if (fact.extent == event::SuccessionExtent::whole &&
        before.is_valid(fact.predecessor, fact.effective_from))
      return reject(ErrorCode::rejected, "predecessor-goes-on",
                    "Đơn vị cũ vẫn tồn tại sau ngày này",
                    "the whole of a unit cannot go over while the unit goes on", "extent",
                    "end the predecessor first, or say part");
    return {};
  }

  Status operator()(const event::OfficerAppointed& fact) {
    const OfficerId other = before.officer_by_staff_code(fact.staff_code);
    if (other && other != fact.officer)
      return reject(ErrorCode::rejected, "staff-code-in-use", "Mã cán bộ đã được dùng",
                    "the staff code belongs to officer " + std::to_string(other.value),
                    "staff_code", "give another code, or use that officer's id");
    return {};
  }

  Status operator()(const event::OfficeAssigned& fact) {
    if (!before.is_valid(fact.unit, fact.valid_from))
      return reject(ErrorCode::rejected, "unit-not-valid", "Đơn vị không tồn tại trong ngày này",
                    "the unit does not exist on " + to_string(fact.valid_from), "unit",
                    "choose a unit that exists then");
    if (before.officer(fact.officer)->valid_from > fact.valid_from)
      return reject(ErrorCode::rejected, "officer-not-yet-appointed",
                    "Cán bộ chưa được bổ nhiệm vào ngày này",
                    "the officer is known from a later day on", "valid_from",
                    "begin the office later, or correct the officer's appointment");
    return judge_office(after, fact.office);
  }

  Status operator()(const event::OfficeVacated& fact) {
    const auto office = after.office(fact.office);
    if (fact.valid_until < office->valid_from - days{1})
      return reject(ErrorCode::rejected, "ends-before-it-begins",
                    "Ngày kết thúc trước ngày bắt đầu",
                    "the office begins only on " + to_string(office->valid_from), "valid_until",
                    "give the last day; the day before the first one voids the office");
    return judge_office(after, fact.office);
  }

  Status operator()(const event::DelegationGranted& fact) {
    if (before.may_act(fact.from, fact.unit, fact.valid_from)) return {};
    return reject(ErrorCode::rejected, "delegator-without-office",
                  "Người ủy quyền không giữ chức vụ ở đơn vị này",
                  "the delegator holds no office in the unit on " + to_string(fact.valid_from),
                  "from", "only who holds office in a unit delegates there");
  }

  Status operator()(const event::DelegationRevoked& fact) {
    const auto delegation = before.delegation(fact.delegation);
    if (fact.valid_until < delegation->valid_from - days{1})
      return reject(
          ErrorCode::rejected, "ends-before-it-begins", "Ngày kết thúc trước ngày bắt đầu",
          "the delegation begins only on " + to_string(delegation->valid_from), "valid_until",
          "give the last day; the day before the first one voids the delegation");
    return {};
  }

  Status operator()(const event::RuleChunk&) { return {}; }

  Status operator()(const event::RuleActivated& fact) {
    for (const auto& rule : before.rules(fact.kind))
      if (rule->id == fact.id && rule->published == fact.published &&
          rule->valid_from == fact.valid_from)
        return reject(ErrorCode::rejected, "rule-order-unclear",
                      "Đã có phiên bản cùng ngày công bố và ngày hiệu lực",
                      "version " + rule->version + " has the same publication and start",
                      "published",
                      "give the day on which this version was published; the later one prevails");
    return {};
  }
};

std::unexpected<Error> at_fact(Error error, std::size_t place) {
  error.field =
      "facts[" + std::to_string(place) + "]" + (error.field.empty() ? "" : ".") + error.field;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::vector<event::RegistryEvent>> decide(const Registry& registry,
                                                 const event::RegistryChange& change) {
  if (change.facts.empty())
    return reject(ErrorCode::invalid, "empty-change", "Chưa có nội dung thay đổi",
                  "the change holds no fact", "facts", "give at least one fact");
  if (!is_clean_text(change.reason) || change.reason.size() > 1000)
    return reject(ErrorCode::invalid, "bad-field", "Lý do không hợp lệ",
                  "the reason is not UTF-8 text of at most 1000 bytes", "reason", "shorten it");
  std::size_t size = change.reason.size();
  for (const auto& fact : change.facts) size += size_of(fact);
  if (size > change_max)
    return reject(ErrorCode::full, "change-too-large", "Nội dung thay đổi quá lớn",
                  "the change takes " + std::to_string(size) + " bytes of at most " +
                      std::to_string(change_max),
                  "facts", "split it into several changes");

  Registry after = registry;
  for (std::size_t place = 0; place < change.facts.size(); ++place) {
    const event::RegistryEvent& fact = change.facts[place];
    if (auto status = judge_shape(fact); !status) return at_fact(status.error(), place);
    const Registry before = after;
    if (auto status = after.apply(fact); !status) return at_fact(status.error(), place);
    if (auto status = std::visit(Judge{before, after}, fact); !status)
      return at_fact(status.error(), place);
  }
  return change.facts;
}

std::vector<event::RegistryChange> split_into_changes(std::vector<event::RegistryEvent> facts,
                                                      const std::string& reason) {
  std::vector<event::RegistryChange> changes;
  std::size_t size = 0;
  for (event::RegistryEvent& fact : facts) {
    const std::size_t more = size_of(fact);
    if (changes.empty() || size + more > change_max) {
      changes.push_back({{}, reason});
      size = reason.size();
    }
    size += more;
    changes.back().facts.push_back(std::move(fact));
  }
  return changes;
}

std::vector<event::RegistryEvent> rule_file_facts(event::RuleActivated activation, ByteView file) {
  std::vector<event::RegistryEvent> facts;
  activation.digest = sha256(file);
  const std::size_t pieces = (file.size() + event::rule_chunk_max - 1) / event::rule_chunk_max;
  for (std::size_t i = 0; i < pieces; ++i) {
    const ByteView part = file.substr(i * event::rule_chunk_max, event::rule_chunk_max);
    facts.push_back(event::RuleChunk{activation.digest,
                                     static_cast<std::uint32_t>(i),
                                     static_cast<std::uint32_t>(pieces),
                                     {Bytes(part)}});
  }
  facts.push_back(std::move(activation));
  return facts;
}

}  // namespace donthu::registry
