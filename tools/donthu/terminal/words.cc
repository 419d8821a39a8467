#include "tools/donthu/terminal/words.h"

#include <map>

namespace donthu::cli {
namespace {

using Words = std::map<std::string_view, std::string_view>;

std::string word_of(const Words& words, std::string_view slug) {
  const auto found = words.find(slug);
  return std::string(found == words.end() ? slug : found->second);
}

struct VerbWords {
  std::string_view vi;
  std::string_view en;
};

const std::map<std::string_view, VerbWords>& verbs() {
  static const std::map<std::string_view, VerbWords> words{
      {"register", {"Tiếp nhận, vào sổ", "enter a petition into the register"}},
      {"classify", {"Phân loại, xử lý đơn", "triage: eligible or not, within authority or not"}},
      {"accept", {"Thụ lý", "accept for settlement; the legal clock starts"}},
      {"decline", {"Không thụ lý", "do not accept"}},
      {"assign", {"Giao việc", "give a task to an officer"}},
      {"transfer", {"Chuyển đơn", "forward to the competent unit or a body outside"}},
      {"escalate", {"Báo cáo lên cấp trên", "hand up what is beyond the unit's authority"}},
      {"verify", {"Xác minh", "record a finding"}},
      {"answer", {"Trả lời", "answer a recommendation or feedback"}},
      {"resolve", {"Giải quyết", "decide a complaint, or conclude a denunciation"}},
      {"notify", {"Thông báo", "record that a notice was sent"}},
      {"extend", {"Gia hạn", "extend a running deadline"}},
      {"suspend", {"Tạm đình chỉ", "stop the clock"}},
      {"resume", {"Tiếp tục giải quyết", "let the clock run again"}},
      {"withdraw", {"Rút đơn", "the petitioner withdraws, in whole or in part"}},
      {"terminate", {"Đình chỉ", "end the case without a decision"}},
      {"enforce", {"Thi hành quyết định", "record the carrying out of the decision"}},
      {"close", {"Đóng hồ sơ", "close the file"}},
      {"reopen", {"Mở lại hồ sơ", "open a closed file, on a ground"}},
      {"lodge_second_instance", {"Khiếu nại lần hai", "go to the second instance"}},
      {"apply_to_superior", {"Tố cáo tiếp lên cấp trên", "apply to the superior (Article 38)"}},
      {"demand_report", {"Yêu cầu báo cáo", "the superior demands a report"}},
      {"report", {"Báo cáo", "the handler reports"}},
      {"urge", {"Đôn đốc", "remind the handling unit"}},
      {"note", {"Ghi chú", "put a note on the file"}},
      {"attach", {"Đính kèm tài liệu", "attach a document (--file)"}},
      {"correct", {"Đính chính", "put a wrong entry right"}},
      {"reclassify", {"Đổi loại đơn", "the kind was wrong"}},
      {"void", {"Hủy mục ghi nhầm", "the entry was a mistake"}},
      {"rule", {"Xác định thẩm quyền", "name the competent unit of a case that waits for it"}},
      {"read_sealed", {"Đọc thông tin niêm phong", "read sealed texts; the reading is recorded"}},
      {"link", {"Ghi nhận đơn trùng", "the petition repeats another, or is a copy of it"}},
      {"record_signatories",
       {"Ghi nhận đơn nhiều người", "how many sign, all or not, and who represents them"}},
      {"withdraw_signature", {"Người ký rút tên", "some of many signatories withdraw"}},
      {"hold_meeting", {"Đối thoại giải quyết khiếu nại", "hold the dialogue of the settlement"}},
      {"explain_delay", {"Giải trình chậm", "say why a term was not, or will not be kept"}},
      {"administer", {"Quản trị", "administration"}},
      {"fire_deadline", {"Thời hạn đến", "a deadline fell due"}},
      {"fire_timer", {"Hẹn giờ đến", "a timer fell due"}},
      {"recompute", {"Tính lại thời hạn", "compute deadlines anew"}},
      {"reassign_to_head", {"Chuyển việc về người đứng đầu", "the task goes to the head"}},
      {"hand_over", {"Bàn giao nguyên trạng", "another unit goes on with the case"}},
      {"release", {"Mở hồ sơ bị treo", "release a stuck case"}}};
  return words;
}

}  // namespace

std::string kind_word(std::string_view slug) {
  static const Words words{{"complaint", "Khiếu nại"},
                           {"denunciation", "Tố cáo"},
                           {"recommendation", "Kiến nghị"},
                           {"feedback", "Phản ánh"}};
  return word_of(words, slug);
}

std::string status_word(std::string_view slug) {
  static const Words words{{"registered", "Đã tiếp nhận"}, {"classified", "Đủ điều kiện xử lý"},
                           {"accepted", "Đã thụ lý"},      {"resolved", "Đã giải quyết"},
                           {"answered", "Đã trả lời"},     {"ineligible", "Không đủ điều kiện"},
                           {"declined", "Không thụ lý"},   {"transferred", "Đã chuyển đơn"},
                           {"terminated", "Đã đình chỉ"},  {"closed", "Đã đóng"},
                           {"voided", "Đã hủy (ghi nhầm)"}};
  return word_of(words, slug);
}

std::string verb_word(std::string_view slug) {
  const auto found = verbs().find(slug);
  return std::string(found == verbs().end() ? slug : found->second.vi);
}

std::string verb_help(std::string_view slug) {
  const auto found = verbs().find(slug);
  if (found == verbs().end()) return std::string(slug);
  return std::string(found->second.vi) + ": " + std::string(found->second.en);
}

std::string event_word(std::string_view name) {
  static const Words words{{"PetitionRegistered", "Vào sổ"},
                           {"PetitionClassified", "Phân loại"},
                           {"PetitionAccepted", "Thụ lý"},
                           {"PetitionDeclined", "Không thụ lý"},
                           {"TaskAssigned", "Giao việc"},
                           {"TaskEnded", "Kết thúc việc"},
                           {"PetitionTransferred", "Chuyển đơn"},
                           {"PetitionEscalated", "Chuyển lên cấp trên"},
                           {"RulingNeeded", "Chờ xác định thẩm quyền"},
                           {"RulingMade", "Đã xác định thẩm quyền"},
                           {"PetitionHandedOver", "Bàn giao nguyên trạng"},
                           {"PetitionLinked", "Đơn trùng"},
                           {"SignatoriesRecorded", "Đơn nhiều người"},
                           {"SignatureWithdrawn", "Người ký rút tên"},
                           {"SettlementMeetingHeld", "Đối thoại giải quyết"},
                           {"DelayExplained", "Giải trình chậm"},
                           {"LevelSkippingFound", "Đơn vượt cấp"},
                           {"TransferCircleFound", "Chuyển đơn vòng tròn"},
                           {"VerificationRecorded", "Kết quả xác minh"},
                           {"PetitionAnswered", "Trả lời"},
                           {"PetitionResolved", "Giải quyết"},
                           {"NoticeSent", "Gửi thông báo"},
                           {"PetitionSuspended", "Tạm đình chỉ"},
                           {"PetitionResumed", "Tiếp tục"},
                           {"PetitionWithdrawn", "Rút đơn"},
                           {"PetitionTerminated", "Đình chỉ"},
                           {"EnforcementRecorded", "Thi hành"},
                           {"PetitionClosed", "Đóng hồ sơ"},
                           {"PetitionReopened", "Mở lại"},
                           {"SecondInstanceLodged", "Khiếu nại lần hai"},
                           {"SuperiorApplied", "Tố cáo tiếp"},
                           {"ReportDemanded", "Yêu cầu báo cáo"},
                           {"ReportGiven", "Báo cáo"},
                           {"PetitionUrged", "Đôn đốc"},
                           {"ReminderSent", "Nhắc việc"},
                           {"NoteAdded", "Ghi chú"},
                           {"DocumentAttached", "Đính kèm"},
                           {"EntryCorrected", "Đính chính"},
                           {"KindReclassified", "Đổi loại đơn"},
                           {"PetitionVoided", "Hủy mục"},
                           {"SealedRead", "Đọc niêm phong"},
                           {"DeadlineSet", "Đặt thời hạn"},
                           {"DeadlineDueSoon", "Sắp đến hạn"},
                           {"DeadlineSuspended", "Dừng thời hạn"},
                           {"DeadlineResumed", "Tiếp thời hạn"},
                           {"DeadlineExtended", "Gia hạn"},
                           {"DeadlineRecomputed", "Tính lại thời hạn"},
                           {"DeadlineMet", "Đạt thời hạn"},
                           {"DeadlineOverdue", "Quá hạn"},
                           {"DeadlineAnnulled", "Hủy thời hạn"},
                           {"DeadlineLapsed", "Hết thời hạn"},
                           {"FlowStarted", "Bắt đầu quy trình"},
                           {"FlowMoved", "Quy trình đi tiếp"},
                           {"FlowIncident", "Sự cố quy trình"},
                           {"FlowStopped", "Dừng quy trình"}};
  return word_of(words, name);
}

std::string purpose_word(std::string_view slug) {
  static const Words words{{"acceptance", "Thụ lý"},
                           {"resolution", "Giải quyết"},
                           {"initial_handling", "Xử lý ban đầu"},
                           {"answer", "Trả lời"},
                           {"notify_acceptance", "Thông báo thụ lý"},
                           {"forward", "Chuyển đơn"},
                           {"second_instance_window", "Quyền khiếu nại lần hai"},
                           {"legal_effect", "Có hiệu lực pháp luật"},
                           {"enforcement", "Thi hành"},
                           {"oversight", "Cấp trên xử lý"},
                           {"demand_report", "Yêu cầu báo cáo"},
                           {"report", "Báo cáo"}};
  return word_of(words, slug);
}

std::string deadline_word(std::string_view slug) {
  static const Words words{{"running", "Đang tính"}, {"suspended", "Tạm dừng"},
                           {"met", "Đạt"},           {"overdue", "Quá hạn"},
                           {"annulled", "Đã hủy"},   {"lapsed", "Đã hết"}};
  return word_of(words, slug);
}

std::string role_word(std::string_view slug) {
  static const Words words{{"petitioner", "Người kiến nghị, phản ánh"},
                           {"complainant", "Người khiếu nại"},
                           {"denouncer", "Người tố cáo"},
                           {"representative", "Người đại diện"},
                           {"respondent", "Người bị khiếu nại, tố cáo"},
                           {"chair", "Chủ tịch UBND"},
                           {"vice_chair", "Phó Chủ tịch UBND"},
                           {"registrar", "Cán bộ tiếp nhận"},
                           {"officer", "Cán bộ xử lý"},
                           {"inspector", "Thanh tra"},
                           {"supervisor", "Giám sát"},
                           {"inspection_board", "Ban thanh tra nhân dân"},
                           {"fatherland_front", "MTTQ"},
                           {"council", "HĐND"},
                           {"administrator", "Quản trị"}};
  return word_of(words, slug);
}

std::string fact_word(std::string_view slug) {
  static const Words words{{"received", "Tiếp nhận"},
                           {"classified", "Phân loại"},
                           {"accepted", "Thụ lý"},
                           {"declined", "Không thụ lý"},
                           {"transferred", "Chuyển đơn"},
                           {"escalated", "Chuyển lên cấp trên"},
                           {"overdue", "Quá hạn"},
                           {"met", "Đúng hạn"},
                           {"annulled", "Hủy thời hạn"},
                           {"resolved", "Giải quyết"},
                           {"answered", "Trả lời"},
                           {"terminated", "Đình chỉ"},
                           {"closed", "Đóng hồ sơ"},
                           {"reopened", "Mở lại"},
                           {"second_instance", "Khiếu nại lần hai"},
                           {"voided", "Hủy mục"},
                           {"reclassified", "Đổi loại đơn"},
                           {"received_corrected", "Đính chính ngày nhận"},
                           {"withdrawn", "Rút đơn"},
                           {"suspended", "Tạm đình chỉ"},
                           {"resumed", "Tiếp tục"},
                           {"handed_over", "Bàn giao"},
                           {"ruling_needed", "Chờ xác định thẩm quyền"},
                           {"ruled", "Đã xác định thẩm quyền"},
                           {"linked", "Đơn trùng"},
                           {"delay_explained", "Giải trình chậm"},
                           {"level_skipping", "Đơn vượt cấp"},
                           {"transfer_circle", "Chuyển đơn vòng tròn"},
                           {"mass_petition", "Đơn nhiều người"},
                           {"meeting", "Đối thoại giải quyết"}};
  return word_of(words, slug);
}

std::string sweep_word(std::string_view slug) {
  static const Words words{{"calendar", "Lịch mới"},
                           {"policy", "Chính sách mới"},
                           {"officer_left", "Cán bộ thôi việc"},
                           {"succession", "Đơn vị kết thúc hoạt động"}};
  return word_of(words, slug);
}

std::string value_word(std::string_view slug) {
  static const Words words{{"first", "Lần đầu"},
                           {"second", "Lần hai"},
                           {"counter", "Trực tiếp tại trụ sở"},
                           {"post", "Bưu chính"},
                           {"online", "Trực tuyến"},
                           {"reception", "Tiếp công dân"},
                           {"conference", "Hội nghị đối thoại"},
                           {"voter_contact", "Tiếp xúc cử tri"},
                           {"press", "Báo chí"},
                           {"social_media", "Mạng xã hội"},
                           {"transferred_in", "Nơi khác chuyển đến"},
                           {"telephone", "Điện thoại"},
                           {"justified", "Đúng"},
                           {"partly_justified", "Đúng một phần"},
                           {"unjustified", "Sai"},
                           {"eligible", "Đủ điều kiện"},
                           {"ineligible", "Không đủ điều kiện"},
                           {"beyond_authority", "Vượt thẩm quyền"},
                           {"overdue", "Quá hạn"},
                           {"on_the_spot", "Tại chỗ"},
                           {"written", "Bằng văn bản"},
                           {"city", "Thành phố"},
                           {"district", "Cấp huyện"},
                           {"ward", "Phường"},
                           {"commune", "Xã"},
                           {"township", "Thị trấn"},
                           {"duplicate", "Trùng với đơn đang giải quyết"},
                           {"repeat", "Gửi lại việc đã giải quyết xong"},
                           {"copy", "Bản sao đã gửi nơi có thẩm quyền"},
                           {"calendar", "Lịch"},
                           {"procedure", "Quy trình"},
                           {"policy", "Chính sách"},
                           {"topics", "Lĩnh vực"},
                           {"calendar_days", "ngày"},
                           {"working_days", "ngày làm việc"},
                           {"working_hours", "giờ làm việc"}};
  return word_of(words, slug);
}

}  // namespace donthu::cli
