#include "tools/donthu/errors.h"

#include <array>
#include <string_view>
#include <utility>

namespace donthu::cli {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

// By reason.
constexpr std::array known{
    Words{"no-data-folder", "Chưa có thư mục dữ liệu ở đây; hãy tạo bằng lệnh donthu init"},
    Words{"folder-in-use",
          "Thư mục dữ liệu đang được một tiến trình khác dùng; hãy dừng nó, hoặc dùng --server"},
    Words{"newer-data-folder", "Thư mục dữ liệu do phiên bản mới hơn ghi; hãy dùng phiên bản đó"},
    Words{"bad-data-folder", "Tệp FORMAT của thư mục dữ liệu đã bị sửa"},
    Words{"keys-behind", "Thư mục khóa cũ hơn nhật ký; hãy phục hồi bản mới nhất của thư mục khóa"},
    Words{"folder-not-empty", "Thư mục đã có dữ liệu; hãy chọn thư mục trống"},
    Words{"cannot-listen", "Không mở được cổng này; hãy chọn cổng khác bằng --port"},
    Words{"disk-full", "Ổ đĩa đã đầy; hãy giải phóng dung lượng rồi làm lại"},
    Words{"file-not-readable", "Không đọc được tệp"},
    Words{"no-file", "Không có tệp này"},
    Words{"not-a-file", "Đây không phải là tệp"},
    Words{"bad-csv-columns", "Tệp CSV sai cột"},
    Words{"bad-csv", "Tệp CSV không đúng dạng"},
    Words{"bad-date", "Ngày không hợp lệ trong tệp CSV"},
    Words{"bad-name", "Tên không có trong danh sách cho phép"},
    Words{"no-registry-folder", "Không có thư mục danh mục này"},
    Words{"no-registry-files", "Thư mục không có tệp *-units.csv"},
    Words{"unit-id-taken", "Mã số đơn vị đã được dùng"},
    Words{"rule-version-taken", "Bản này của quy định đã có; hãy đặt tên bản khác"},
    Words{"bad-xml", "Tệp không phải XML đúng dạng; hãy xuất lại từ phần mềm vẽ"},
    Words{"dmn-syntax", "Tệp không phải XML đúng dạng; hãy xuất lại từ phần mềm vẽ"},
    Words{"not-bpmn", "Tệp không phải BPMN 2.0"},
    Words{"element-not-supported", "Quy trình có phần tử mà hệ thống không thực hiện"},
    Words{"attribute-not-supported", "Quy trình có thuộc tính mà hệ thống không thực hiện"},
    Words{"no-command", "Việc trong quy trình không nêu lệnh nào hoàn thành nó (donthu:command)"},
    Words{"unknown-command", "Quy trình nêu lệnh không có (donthu:command)"},
    Words{"process-id", "Mã quy trình trong tệp khác với tên quy định"},
    Words{"procedure-cannot-run", "Quy trình có đường đi không thực hiện được"},
    Words{"several-rows", "Bảng quyết định dùng hit policy không được hỗ trợ"},
    Words{"feel-syntax", "Biểu thức FEEL sai cú pháp"},
    Words{"wrong-master-key", "Khóa chủ không phải khóa đã niêm phong dữ liệu này"},
    Words{"master-key-missing", "Không có khóa chủ; hãy khôi phục thư mục khóa từ bản sao"},
    Words{"key-file-damaged", "Tệp khóa đã hỏng; hãy khôi phục thư mục khóa từ bản sao"},
    Words{"outcome-unknown", "Chưa rõ đã ghi hay chưa; hãy làm lại đúng lệnh này"},
};

// By code, for all other reasons.
std::string_view general(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return "Dữ liệu đưa vào không hợp lệ";
    case ErrorCode::not_found: return "Không tìm thấy";
    case ErrorCode::rejected: return "Không được phép vào lúc này";
    case ErrorCode::forbidden: return "Không có quyền";
    case ErrorCode::stale: return "Hồ sơ đã thay đổi; hãy đọc lại rồi quyết định";
    case ErrorCode::conflict: return "Xung đột với cái đã có";
    case ErrorCode::unavailable: return "Tạm thời chưa làm được; chưa có gì thay đổi";
    case ErrorCode::outcome_unknown: return "Chưa rõ đã ghi hay chưa; hãy làm lại đúng lệnh này";
    case ErrorCode::full: return "Hết chỗ: ổ đĩa đầy hoặc vượt giới hạn";
    case ErrorCode::corrupt:
      return "Dữ liệu đã lưu bị sai lệch; hãy giữ nguyên và chạy donthu audit verify";
    case ErrorCode::unsupported: return "Phiên bản này không hỗ trợ";
    case ErrorCode::io: return "Hệ điều hành từ chối đọc hoặc ghi";
  }
  return "Có lỗi";
}

std::string_view vietnamese(const Error& error) {
  for (const auto& [reason, words] : known)
    if (reason == error.reason) return words;
  return general(error.code);
}

// A folded state is no loss: the log is the record.
bool is_about_state(const Error& error) {
  return error.code == ErrorCode::corrupt && error.field.ends_with("/state");
}

}  // namespace

Error in_two_languages(Error error) {
  if (error.reason == "database-in-use") {
    error.reason = "folder-in-use";
    error.message = "another process has this data folder open";
    error.remedy = "Stop it, or give --server where it is a donthu server";
  }
  if (error.reason == "disk-reserve")
    error.remedy += "; or name a smaller reserve with --disk-reserve (MiB)";
  if (is_about_state(error)) {
    error.message_vi = "Trạng thái bị hỏng; nhật ký vẫn là bản gốc: dựng lại bằng donthu rebuild";
    error.remedy = "The log is the record: make the state anew with donthu rebuild";
  }
  if (error.message_vi.empty()) error.message_vi = vietnamese(error);
  return error;
}

}  // namespace donthu::cli
