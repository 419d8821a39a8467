#include "tools/donthu/demo/words.h"

#include <array>
#include <sstream>
#include <utility>

namespace donthu::demo {
namespace {

class Sentence {
 public:
  Sentence(const petition::Case& state, const registry::Registry& registry, Date date)
      : state_(state), registry_(registry), date_(date) {}

  std::string operator()(const event::PetitionRegistered& e) const {
    return "Vào sổ số " + std::to_string(e.number.number) + "/" + std::to_string(e.number.year) +
           ": " + e.matter;
  }
  std::string operator()(const event::PetitionClassified& e) const {
    return e.eligible ? "Phân loại: đủ điều kiện xử lý, thuộc thẩm quyền"
                      : "Phân loại: không đủ điều kiện xử lý";
  }
  std::string operator()(const event::PetitionAccepted&) const { return "Thụ lý"; }
  std::string operator()(const event::TaskAssigned& e) const {
    const bool oversees = e.task == "oversee";
    return (oversees ? "Giao theo dõi, chịu trách nhiệm: " : "Giao việc: ") + officer(e.officer) +
           ", " + unit(e.unit);
  }
  std::string operator()(const event::PetitionEscalated& e) const {
    return "CHUYỂN CẤP TRÊN: " + unit(e.from) + " → " + unit(e.to);
  }
  std::string operator()(const event::RulingNeeded& e) const {
    return e.ground == "no_superior"
               ? "Không còn cấp trên: chờ phân xử (trong hàng đợi, ai cũng thấy)"
               : "Chờ phân xử: " + e.ground;
  }
  std::string operator()(const event::PetitionAnswered& e) const {
    return "Trả lời: " + unit(e.by);
  }
  std::string operator()(const event::PetitionResolved& e) const {
    return "Quyết định " + e.document_number + ": " + unit(e.by);
  }
  std::string operator()(const event::ReminderSent& e) const {
    return "Đôn đốc " + unit(e.to) + " về hạn " + purpose_of(e.deadline);
  }
  std::string operator()(const event::DeadlineSet& e) const {
    if (e.bearer == event::Bearer::citizen)
      return "Mở " + purpose_name(e.purpose) + " cho công dân: đến " + to_local_due(e.limit.due);
    return "Đặt hạn " + purpose_name(e.purpose) + ": " + to_local_due(e.limit.due) +
           (e.unit ? " (" + unit(e.unit) + ")" : std::string());
  }
  std::string operator()(const event::DeadlineDueSoon& e) const {
    return "Sắp hết hạn " + purpose_of(e.deadline) + ": còn đến " + to_local_due(e.due);
  }
  std::string operator()(const event::DeadlineMet& e) const {
    return "Đạt hạn " + purpose_of(e.deadline);
  }
  std::string operator()(const event::DeadlineOverdue& e) const {
    return "QUÁ HẠN " + purpose_of(e.deadline) + ": " + unit(e.unit) + " để quá hạn";
  }
  std::string operator()(const event::PetitionHandedOver& e) const {
    return "BÀN GIAO NGUYÊN TRẠNG: " + unit(e.from) + " → " + unit(e.to) +
           " (hạn giữ nguyên, chịu trách nhiệm: " + unit(e.accountable_to) + ")";
  }
  std::string operator()(const event::VerificationRecorded&) const { return "Xác minh"; }
  std::string operator()(const event::DeadlineLapsed& e) const {
    return "Hết " + purpose_of(e.deadline);
  }
  std::string operator()(const event::DeadlineAnnulled& e) const {
    return "Hủy hạn " + purpose_of(e.deadline);
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }

 private:
  [[nodiscard]] std::string unit(UnitId id) const { return registry_.name(id, date_); }
  [[nodiscard]] std::string officer(OfficerId id) const {
    const auto found = registry_.officer(id);
    return found ? found->name : std::string("?");
  }
  [[nodiscard]] std::string purpose_of(std::uint32_t deadline) const {
    const petition::Deadline* found = state_.find_deadline(deadline);
    return found != nullptr ? purpose_name(found->purpose) : std::string("?");
  }

  const petition::Case& state_;
  const registry::Registry& registry_;
  Date date_;
};

}  // namespace

std::string purpose_name(std::string_view purpose) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> names{
      {{"acceptance", "thụ lý"},
       {"resolution", "giải quyết"},
       {"answer", "trả lời"},
       {"forward", "chuyển đơn"},
       {"enforcement", "thi hành"},
       {"second_instance_window", "thời hiệu khiếu nại lần hai"}}};
  for (const auto& [slug, name] : names)
    if (slug == purpose) return std::string(name);
  return std::string(purpose);
}

std::string status_name(event::CaseStatus status) {
  using enum event::CaseStatus;
  switch (status) {
    case registered: return "đã vào sổ";
    case accepted: return "đã thụ lý, đang giải quyết";
    case closed: return "đã kết thúc";
    default: return std::string(event::name_of(status));
  }
}

std::string state_name(event::DeadlineState state) {
  using enum event::DeadlineState;
  switch (state) {
    case running: return "đang chạy";
    case suspended: return "tạm dừng";
    case met: return "đạt";
    case overdue: return "QUÁ HẠN";
    case annulled: return "đã hủy";
    case lapsed: return "đã hết";
  }
  return {};
}

std::string sentence(const event::Event& event, const petition::Case& state,
                     const registry::Registry& registry, Date date) {
  return std::visit(Sentence(state, registry, date), event);
}

std::string wrapped(const std::string& first, const std::string& text, std::size_t width) {
  const std::size_t indent = display_width(first);
  std::string lines;
  std::string line = first;
  std::size_t used = indent;
  bool fresh = true;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t size = display_width(word);
    if (!fresh && used + 1 + size > width) {
      lines += line + "\n";
      line = std::string(indent, ' ');
      used = indent;
      fresh = true;
    }
    line += (fresh ? "" : " ") + word;
    used += size + (fresh ? 0 : 1);
    fresh = false;
  }
  return lines + line + "\n";
}

}  // namespace donthu::demo
