#include "tools/donthu/case_views.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

Style deadline_style(const std::string& state) {
  if (state == "overdue") return Style::bad;
  if (state == "met") return Style::good;
  if (state == "running") return Style::strong;
  return Style::faint;
}

Date day_of(const object& state) {
  const Instant received = instant_at(state, "received_at");
  return local_date(received);
}

std::string due_text(const object& limit) {
  const Instant due = instant_at(limit, "due");
  if (!due) return {};
  return to_local_due(due) + (flag_at(limit, "provisional") ? " (tạm tính)" : "");
}

void show_deadlines(Output& out, Backend& backend, const object& state) {
  const array& deadlines = array_at(state, "deadlines");
  if (deadlines.empty()) return;
  out.heading("Thời hạn");
  Table table{{{"#", true},
               {"Việc"},
               {"Thời hạn"},
               {"Tính từ"},
               {"Đến hạn"},
               {"Tình trạng"},
               {"Đơn vị"},
               {"Căn cứ"}},
              {}};
  for (const auto& value : deadlines) {
    const object& deadline = value.as_object();
    const std::string how = text_at(deadline, "state");
    std::string words = deadline_word(how);
    if (flag_at(deadline, "met_recorded_late")) words += ", ghi muộn";
    table.rows.push_back(
        {std::to_string(number_at(deadline, "id")),
         purpose_word(text_at(deadline, "purpose")),
         shown_term(object_at(deadline, "term")),
         local_at(deadline, "start"),
         due_text(object_at(deadline, "limit")),
         {words, deadline_style(how)},
         shown_unit(backend, unit_at(deadline, "unit"), local_date(instant_at(deadline, "start"))),
         text_at(object_at(deadline, "rule"), "citation")});
  }
  out.table(table);
}

void show_people(Output& out, Backend& backend, const object& state) {
  const array& persons = array_at(state, "persons");
  if (!persons.empty()) {
    out.heading("Người trong hồ sơ");
    Table table{{{"Vai trò"}, {"Thông tin"}}, {}};
    for (const auto& value : persons) {
      std::string sealed;
      const object& person = value.as_object();
      for (const auto& [field, word] :
           {std::pair{"name", "họ tên"}, std::pair{"address", "địa chỉ"},
            std::pair{"contact", "liên hệ"}, std::pair{"identity", "số định danh"}})
        if (!object_at(person, field).empty())
          sealed += std::string(sealed.empty() ? "" : ", ") + word;
      table.rows.push_back({role_word(text_at(person, "role")),
                            {sealed.empty() ? "—" : sealed + " (niêm phong)", Style::faint}});
    }
    out.table(table);
  }
  const array& assignments = array_at(state, "assignments");
  if (assignments.empty()) return;
  out.heading("Đang giao");
  Table table{{{"Cán bộ"}, {"Việc"}, {"Hạn"}, {"Chịu trách nhiệm"}}, {}};
  for (const auto& value : assignments) {
    const object& assignment = value.as_object();
    table.rows.push_back({shown_officer(backend, officer_at(assignment, "officer")),
                          text_at(assignment, "task"), text_at(assignment, "due"),
                          shown_officer(backend, officer_at(assignment, "accountable"))});
  }
  out.table(table);
}

std::string signatories_text(const object& state, std::uint64_t many) {
  std::string text = grouped(many) + " người ký";
  text += flag_at(state, "all_signed") ? ", đủ chữ ký" : ", chưa đủ chữ ký";
  if (flag_at(state, "representation_required") && text_at(state, "appointment").empty())
    text += ", chưa có văn bản cử người đại diện";
  return text;
}

// In their order, each by its name.
std::string units_text(Backend& backend, const object& state, std::string_view name, Date date) {
  std::string text;
  for (const auto& unit : array_at(state, name))
    text += (text.empty() ? "" : " → ") +
            shown_unit(backend, UnitId{unit.to_number<std::uint32_t>()}, date);
  return text + " → " + shown_unit(backend, unit_at(state, "handling_unit"), date);
}

std::string shown_value(const boost::json::value& value) {
  if (value.is_null()) return "—";
  if (value.is_string() && value.get_string().empty()) return "—";
  if (value.is_object() && value.get_object().contains("sealed")) return "(niêm phong)";
  if (value.is_string()) return std::string(std::string_view(value.get_string()));
  return boost::json::serialize(value);
}

}  // namespace

std::string shown_term(const object& term) {
  const auto amount = number_at(term, "amount");
  if (amount == 0) return {};
  return std::to_string(amount) + " " + value_word(text_at(term, "day_kind"));
}

std::string shown_officer(Backend& backend, OfficerId officer) {
  if (!officer) return {};
  const std::string name = backend.officer_name(officer);
  return name.empty() ? "#" + std::to_string(officer.value) : name;
}

std::string shown_unit(Backend& backend, UnitId unit, Date date) {
  if (!unit) return {};
  const std::string name = backend.unit_name(unit, date);
  return name.empty() ? "#" + std::to_string(unit.value) : name;
}

void show_petitions(Output& out, Backend& backend, const object& page) {
  Table table{{{"Số vào sổ"},
               {"Hồ sơ"},
               {"Loại"},
               {"Trạng thái"},
               {"Vụ việc"},
               {"Đơn vị"},
               {"Nhận"},
               {"Đến hạn"}},
              {}};
  for (const auto& value : array_at(page, "petitions")) {
    const object& summary = value.as_object();
    const object& next = object_at(summary, "next_due");
    const Instant due = instant_at(next, "due");
    const bool late = number_at(summary, "times_overdue") > 0;
    std::string status = status_word(text_at(summary, "status"));
    if (flag_at(summary, "suspended")) status += ", tạm đình chỉ";
    if (flag_at(summary, "ruling_needed")) status += ", chờ xác định thẩm quyền";
    if (!text_at(summary, "stuck").empty()) status += ", bị treo";
    if (late) status += ", đã quá hạn";
    table.rows.push_back(
        {shown_number(backend, object_at(summary, "number")),
         text_at(summary, "id").substr(0, 12),
         kind_word(text_at(summary, "kind")),
         {status, late ? Style::bad : Style::plain},
         text_at(summary, "matter"),
         shown_unit(backend, unit_at(summary, "handling_unit"), local_date(backend.now())),
         to_vietnamese(local_date(instant_at(summary, "received_at"))),
         due ? purpose_word(text_at(next, "purpose")) + " " + to_local_due(due) : std::string()});
  }
  if (table.rows.empty())
    out.line("Không có hồ sơ nào");
  else
    out.table(table);
  if (const std::string next = text_at(page, "next"); !next.empty())
    out.line("Còn nữa: --cursor " + next, Style::faint);
}

void show_case(Output& out, Backend& backend, const object& state) {
  const Date date = day_of(state);
  out.entry("Số vào sổ", shown_number(backend, object_at(state, "number")), Style::strong);
  out.entry("Hồ sơ", text_at(state, "id"));
  out.entry("Phiên bản", std::to_string(number_at(state, "version")));
  out.entry("Bị treo", text_at(state, "stuck"), Style::bad);
  out.entry("Loại đơn",
            kind_word(text_at(state, "kind")) + ", " + value_word(text_at(state, "instance")));
  out.entry("Trạng thái",
            status_word(text_at(state, "status")) +
                (flag_at(state, "suspended") ? ", đang tạm đình chỉ" : "") +
                (flag_at(state, "ruling_needed")
                     ? ", chờ xác định thẩm quyền (" + text_at(state, "ruling_ground") + ")"
                     : ""),
            Style::strong);
  out.entry("Vụ việc", text_at(state, "matter"));
  out.entry("Lĩnh vực", text_at(state, "topic"));
  out.entry("Địa bàn", text_at(state, "locality"));
  out.entry("Kênh", value_word(text_at(state, "channel")));
  out.entry("Tính chất", std::string(flag_at(state, "complex") ? "phức tạp " : "") +
                             (flag_at(state, "remote") ? "vùng sâu, vùng xa" : ""));
  if (const auto many = number_at(state, "signatories"); many > 0)
    out.entry("Đơn nhiều người", signatories_text(state, many));
  if (const auto other = text_at(state, "duplicate_of"); !other.empty())
    out.entry("Đơn trùng", value_word(text_at(state, "duplicate_kind")) + ": " + other,
              Style::warning);
  if (flag_at(state, "level_skipping")) out.entry("Vượt cấp", "có", Style::warning);
  if (flag_at(state, "went_in_circles"))
    out.entry("Chuyển vòng tròn", units_text(backend, state, "transferred_by", date),
              Style::warning);
  out.entry("Nội dung", object_at(state, "content").empty() ? "" : "(niêm phong)", Style::faint);
  out.entry("Đơn vị giải quyết", shown_unit(backend, unit_at(state, "handling_unit"), date));
  out.entry("Chịu trách nhiệm", shown_unit(backend, unit_at(state, "accountable_unit"), date));
  out.entry("Nhận lúc", local_at(state, "received_at"));
  out.entry("Vào sổ lúc", local_at(state, "registered_at"));
  out.entry("Thụ lý lúc", local_at(state, "accepted_at"));
  out.entry("Kết thúc lúc", local_at(state, "finished_at"));
  out.entry("Kết quả", value_word(text_at(state, "outcome")));
  show_people(out, backend, state);
  show_deadlines(out, backend, state);
}

void show_history(Output& out, Backend& backend, const object& history) {
  Table table{{{"#", true},
               {"Ghi nhận"},
               {"Có hiệu lực"},
               {"Người thực hiện"},
               {"Việc"},
               {"Sự kiện"},
               {"Mục", true}},
              {}};
  for (const auto& value : array_at(history, "entries")) {
    const object& entry = value.as_object();
    const object& commit = object_at(entry, "commit");
    const object& actor = object_at(commit, "actor");
    const OfficerId officer = officer_at(actor, "officer");
    std::string who = officer ? shown_officer(backend, officer) : "(hệ thống)";
    if (const OfficerId behalf = officer_at(actor, "on_behalf_of"))
      who += " thay " + shown_officer(backend, behalf);
    std::string events;
    for (const auto& event : array_at(commit, "events"))
      events += (events.empty() ? "" : ", ") + event_word(text_at(event.as_object(), "type"));
    std::string effective = local_at(commit, "effective_at");
    if (effective == local_at(entry, "recorded_at")) effective = "như trên";
    if (const auto reason = text_at(commit, "backdating_reason"); !reason.empty())
      effective += " (" + reason + ")";
    table.rows.push_back({std::to_string(number_at(commit, "case_version")),
                          local_at(entry, "recorded_at"), effective, who,
                          verb_word(text_at(object_at(commit, "command"), "verb")), events,
                          std::to_string(number_at(entry, "partition")) + ":" +
                              std::to_string(number_at(entry, "seq"))});
  }
  out.table(table);
}

void show_steps(Output& out, const object& steps) {
  for (const auto& value : array_at(steps, "steps")) {
    const object& step = value.as_object();
    out.heading(std::to_string(number_at(step, "version")) + "  " + local_at(step, "recorded_at") +
                "  " + event_word(text_at(step, "event")) + " (" + text_at(step, "event") + ")");
    Table table{{{"Trường"}, {"Trước"}, {"Sau"}}, {}};
    for (const auto& each : array_at(step, "changes")) {
      const object& change = each.as_object();
      table.rows.push_back({text_at(change, "field"),
                            {shown_value(change.at("before")), Style::faint},
                            shown_value(change.at("after"))});
    }
    if (table.rows.empty())
      out.line("  không đổi gì", Style::faint);
    else
      out.table(table);
  }
}

void show_facts(Output& out, Backend& backend, const array& facts) {
  Table table{
      {{"Có hiệu lực"}, {"Ghi nhận"}, {"Sự việc"}, {"Chi tiết"}, {"Đơn vị"}, {"Đến đơn vị"}}, {}};
  for (const auto& value : facts) {
    const object& fact = value.as_object();
    const Date date = local_date(instant_at(fact, "effective_at"));
    const std::string kind = text_at(fact, "kind");
    const std::string detail = text_at(fact, "detail");
    const bool about_deadline = number_at(fact, "deadline") > 0 && kind != "escalated";
    std::string words = kind == "received" || kind == "reclassified" ? kind_word(detail)
                        : about_deadline                             ? purpose_word(detail)
                                                                     : value_word(detail);
    if (flag_at(fact, "late")) words += " (ghi muộn)";
    const Instant effective = instant_at(fact, "effective_at");
    table.rows.push_back({kind == "overdue" ? to_local_due(effective) : to_local(effective),
                          local_at(fact, "recorded_at"),
                          {fact_word(kind), kind == "overdue" ? Style::bad : Style::plain},
                          words,
                          shown_unit(backend, unit_at(fact, "unit"), date),
                          shown_unit(backend, unit_at(fact, "other"), date)});
  }
  if (table.rows.empty())
    out.line("Chưa có gì");
  else
    out.table(table);
}

void show_explanation(Output& out, const object& explanation) {
  const object& limit = object_at(explanation, "limit");
  const object& rule = object_at(explanation, "rule");
  const std::string number =
      number_at(explanation, "deadline") > 0
          ? "Thời hạn " + std::to_string(number_at(explanation, "deadline")) + ": "
          : std::string("Thời hạn: ");
  out.heading(number + purpose_word(text_at(explanation, "purpose")) + ", đến hạn " +
              due_text(limit));
  if (const auto state = text_at(explanation, "state"); !state.empty())
    out.entry("Tình trạng", deadline_word(state), deadline_style(state));
  out.entry("Căn cứ", text_at(rule, "citation"));
  out.entry("Quy định", text_at(rule, "rule") + " " + text_at(rule, "version") + ", dòng " +
                            std::to_string(number_at(rule, "row")));
  const array& lines = array_at(explanation, "lines");
  for (const auto& line : lines) out.paragraph(text_at(line.as_object(), "vi"), 2);
  out.line("  In English:", Style::faint);
  for (const auto& line : lines) out.paragraph(text_at(line.as_object(), "en"), 2, Style::faint);
}

}  // namespace donthu::cli
