#include "tools/donthu/demo/matters.h"

#include <array>
#include <span>

namespace donthu::demo {
namespace {

struct Known {
  const char* topic;
  const char* name;
};

constexpr std::array complaints{
    Known{"land", "Khiếu nại quyết định về ranh giới thửa đất và lối đi chung"},
    Known{"land_clearance", "Khiếu nại phương án bồi thường khi mở rộng ngõ"},
    Known{"construction_order", "Khiếu nại quyết định xử phạt xây dựng không phép"},
    Known{"pavement_order", "Khiếu nại việc thu giữ biển hiệu trên vỉa hè"},
    Known{"civil_status", "Khiếu nại việc từ chối xác nhận nơi cư trú"},
    Known{"social_policy", "Khiếu nại việc xét hộ cận nghèo"}};
constexpr std::array denunciations{
    Known{"construction_order", "Tố cáo việc làm ngơ cho xây dựng sai phép"},
    Known{"administrative_procedure", "Tố cáo việc gây khó khăn khi chứng thực giấy tờ"},
    Known{"social_policy", "Tố cáo việc lập danh sách hỗ trợ không đúng đối tượng"}};
constexpr std::array recommendations{
    Known{"drainage", "Kiến nghị nạo vét cống thoát nước, ngõ ngập sau mưa"},
    Known{"electricity_lighting", "Kiến nghị sửa đèn chiếu sáng trong ngõ"},
    Known{"roads_traffic", "Kiến nghị sửa mặt đường hỏng, bổ sung gờ giảm tốc"},
    Known{"environment", "Kiến nghị dời điểm tập kết rác khỏi cổng trường"},
    Known{"education", "Kiến nghị bổ sung lớp mầm non công lập"},
    Known{"housing", "Kiến nghị thành lập ban quản trị nhà chung cư"},
    Known{"water_supply", "Kiến nghị khắc phục nước sạch yếu ở tầng cao"},
    Known{"fire_safety", "Kiến nghị lắp trụ nước chữa cháy ở khu dân cư"},
    Known{"land_certificate", "Kiến nghị đẩy nhanh cấp giấy chứng nhận quyền sử dụng đất"}};
constexpr std::array feedback{
    Known{"environment", "Phản ánh tiếng ồn karaoke ban đêm"},
    Known{"pavement_order", "Phản ánh lấn chiếm vỉa hè để xe và bán hàng"},
    Known{"public_security", "Phản ánh tụ tập gây mất trật tự ở vườn hoa"},
    Known{"health", "Phản ánh quán ăn không bảo đảm vệ sinh"},
    Known{"environment", "Phản ánh đổ trộm phế thải xây dựng"},
    Known{"administrative_procedure", "Phản ánh thái độ phục vụ ở bộ phận một cửa"}};

std::span<const Known> matters_of(event::PetitionKind kind) {
  switch (kind) {
    case event::PetitionKind::complaint: return complaints;
    case event::PetitionKind::denunciation: return denunciations;
    case event::PetitionKind::recommendation: return recommendations;
    case event::PetitionKind::feedback: return feedback;
  }
  return feedback;
}

}  // namespace

Matter matter_of(event::PetitionKind kind, std::uint32_t number) {
  const auto all = matters_of(kind);
  const Known& known = all[number % all.size()];
  return {known.topic, known.name};
}

}  // namespace donthu::demo
