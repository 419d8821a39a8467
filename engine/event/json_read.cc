#include "engine/event/json_read.h"

#include <algorithm>
#include <array>

#include "engine/base/digest.h"
#include "engine/event/json.h"

namespace donthu::event {
namespace {

constexpr std::size_t shown_bytes = 64;

// What was given, fit to be repeated in a message.
std::string shown(std::string_view given) {
  if (!is_clean_text(given)) return "(not readable)";
  if (given.size() <= shown_bytes) return "\"" + std::string(given) + "\"";
  std::size_t end = shown_bytes;
  while (!is_utf8(given.substr(0, end))) --end;
  return "\"" + std::string(given.substr(0, end)) + "…\"";
}

std::string joined(const AllowedNames& names) {
  std::string text;
  for (const auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

// The place as the subject of a sentence.
std::string subject(const JsonPlace& place) {
  const auto path = place.path();
  return path.empty() ? "The document" : path;
}

std::string subject_vi(const JsonPlace& place) {
  const auto path = place.path();
  return path.empty() ? "Nội dung" : path;
}

Text name_of_kind(JsonKind kind) {
  switch (kind) {
    case JsonKind::boolean: return {"true hoặc false", "true or false"};
    case JsonKind::integer: return {"số nguyên", "a whole number"};
    case JsonKind::text: return {"chuỗi ký tự", "a string"};
    case JsonKind::list: return {"danh sách", "a list"};
    case JsonKind::object: return {"đối tượng JSON", "an object"};
    case JsonKind::sealed: return {"văn bản đã niêm phong, hoặc null", "a sealed text, or null"};
  }
  return {};
}

Text name_of_given(const boost::json::value& given) {
  switch (given.kind()) {
    case boost::json::kind::null: return {"null", "null"};
    case boost::json::kind::bool_: return {"true/false", "true or false"};
    case boost::json::kind::string: return {"chuỗi ký tự", "a string"};
    case boost::json::kind::array: return {"danh sách", "a list"};
    case boost::json::kind::object: return {"đối tượng", "an object"};
    default: return {"số", "a number"};
  }
}

bool is_about_a_person(SealedField about) {
  return about == SealedField::person_name || about == SealedField::person_address ||
         about == SealedField::person_contact || about == SealedField::person_identity;
}

Status read_box(const boost::json::value& json, SealedText& out, const JsonPlace& place,
                const JsonReadOptions& options) {
  const auto* object = json.if_object();
  if (object == nullptr) return wrong_type(place, JsonKind::sealed, json);
  bool sealed = false;
  Blob box;
  JsonObjectReader reader(*object, place, options);
  reader(field("sealed", sealed), field("about", out.about), field("key", out.key),
         field("box", box));
  DONTHU_TRY(reader.finish());
  if (!sealed) return wrong_type(place, JsonKind::sealed, json);
  out.box = std::move(box.bytes);
  return {};
}

}  // namespace

std::size_t max_sealed_bytes(SealedField about, const JsonReadOptions& options) {
  return is_about_a_person(about) ? options.max_person_text : options.max_sealed_text;
}

std::string JsonPlace::path() const {
  if (parent_ == nullptr) return {};
  const std::string before = parent_->path();
  if (name_.empty()) return before + "[" + std::to_string(index_) + "]";
  return before.empty() ? std::string(name_) : before + "." + std::string(name_);
}

std::unexpected<Error> wrong_type(const JsonPlace& place, JsonKind wanted,
                                  const boost::json::value& given) {
  const auto kind = name_of_kind(wanted);
  const auto is = name_of_given(given);
  return reject(ErrorCode::invalid, "wrong-type",
                subject_vi(place) + " phải là " + kind.vi + ", không phải " + is.vi,
                subject(place) + " must be " + kind.en + ", not " + is.en, place.path(),
                "Write " + kind.en + ".");
}

std::unexpected<Error> out_of_range(const JsonPlace& place, const std::string& least,
                                    const std::string& most) {
  return reject(ErrorCode::invalid, "out-of-range",
                subject_vi(place) + " phải là số nguyên từ " + least + " đến " + most,
                subject(place) + " must be a whole number from " + least + " to " + most,
                place.path(), "Write a number in that range, without a fraction.");
}

std::unexpected<Error> unknown_name(const JsonPlace& place, std::string_view given,
                                    const AllowedNames& allowed) {
  return reject(ErrorCode::invalid, "unknown-name",
                subject_vi(place) + ": không có giá trị " + shown(given),
                subject(place) + " knows no value " + shown(given), place.path(),
                "Use one of: " + joined(allowed) + ".");
}

std::unexpected<Error> unknown_version(const JsonPlace& place) {
  return reject(ErrorCode::invalid, "unknown-name", subject_vi(place) + ": không có phiên bản này",
                subject(place) + " has no such version", place.path(),
                "Leave the version out, or use one that this program knows.");
}

std::unexpected<Error> bad_id(const JsonPlace& place, std::size_t digits) {
  const auto count = std::to_string(digits);
  return reject(ErrorCode::invalid, "bad-id",
                subject_vi(place) + " phải gồm đúng " + count + " chữ số thập lục phân",
                subject(place) + " must be exactly " + count + " hexadecimal digits", place.path(),
                "Copy it whole, from where it was shown.");
}

std::unexpected<Error> bad_base64(const JsonPlace& place) {
  return reject(ErrorCode::invalid, "bad-base64",
                subject_vi(place) + " không phải là base64 hợp lệ",
                subject(place) + " is not base64 (RFC 4648 section 4, padded)", place.path(),
                "Encode the bytes again.");
}

std::unexpected<Error> too_long(const JsonPlace& place, std::size_t max_bytes) {
  const auto most = std::to_string(max_bytes);
  return reject(ErrorCode::invalid, "too-long",
                subject_vi(place) + " dài quá " + most + " byte UTF-8",
                subject(place) + " is longer than " + most + " bytes of UTF-8", place.path(),
                "Shorten it, or attach a document.");
}

std::unexpected<Error> too_many(const JsonPlace& place, std::size_t max_elements) {
  const auto most = std::to_string(max_elements);
  return reject(ErrorCode::invalid, "too-many", subject_vi(place) + " có quá " + most + " phần tử",
                subject(place) + " has more than " + most + " elements", place.path(),
                "Send fewer at a time.");
}

Status only_known_fields(const boost::json::object& object, const JsonPlace& place,
                         const AllowedNames& known) {
  for (const auto& entry : object) {
    const std::string_view name = entry.key();
    if (std::ranges::find(known, name) != known.end()) continue;
    const bool readable = name.size() <= shown_bytes && is_clean_text(name) && !name.empty();
    return reject(ErrorCode::invalid, "unknown-field",
                  subject_vi(place) + " không có trường " + shown(name),
                  subject(place) + " has no field " + shown(name),
                  readable ? place.member(name).path() : place.path(),
                  "Remove it. Fields here: " + joined(known) + ".");
  }
  return {};
}

Status read_text(const boost::json::value& json, std::string& out, const JsonPlace& place,
                 std::size_t max_bytes, TextForm form) {
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  if (text->size() > max_bytes) return too_long(place, max_bytes);
  const std::string_view view(*text);
  const bool one_line = view.find_first_of("\t\n") == std::string_view::npos;
  if (!is_clean_text(view) || (form == TextForm::line && !one_line))
    return reject(ErrorCode::invalid, "bad-text",
                  subject_vi(place) + " có ký tự điều khiển không được phép",
                  subject(place) + " has control characters" +
                      (form == TextForm::line ? ", tabs or more than one line" : ""),
                  place.path(), "Remove them.");
  out.assign(view);
  return {};
}

Status read_json(const boost::json::value& json, bool& out, const JsonPlace& place) {
  const auto* flag = json.if_bool();
  if (flag == nullptr) return wrong_type(place, JsonKind::boolean, json);
  out = *flag;
  return {};
}

Status read_json(const boost::json::value& json, Instant& out, const JsonPlace& place) {
  if (json.is_null()) return out = Instant{}, Status{};
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  DONTHU_ASSIGN(out, parse_instant(*text, place.path()));
  return {};
}

Status read_json(const boost::json::value& json, Date& out, const JsonPlace& place) {
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  DONTHU_ASSIGN(out, parse_date(*text, place.path()));
  return {};
}

Status read_json(const boost::json::value& json, Blob& out, const JsonPlace& place,
                 const JsonReadOptions& options) {
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  auto bytes = from_base64(*text);
  if (!bytes) return bad_base64(place);
  if (bytes->size() > options.max_blob) return too_long(place, options.max_blob);
  out.bytes = *std::move(bytes);
  return {};
}

Status read_json(const boost::json::value& json, SealedText& out, const JsonPlace& place,
                 const JsonReadOptions& options) {
  if (json.is_null()) return {};
  if (options.boxes) return read_box(json, out, place, options);
  const auto form = is_about_a_person(out.about) ? TextForm::line : TextForm::paragraphs;
  return read_text(json, out.plain, place, max_sealed_bytes(out.about, options), form);
}

Status read_hex(const boost::json::value& json, std::uint8_t* out, std::size_t size,
                const JsonPlace& place) {
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  const auto bytes = from_hex(*text);
  if (!bytes || bytes->size() != size) return bad_id(place, 2 * size);
  std::copy(bytes->begin(), bytes->end(), out);
  return {};
}

Result<Command> command_from_json(std::string_view verb, const boost::json::value& data,
                                  const JsonReadOptions& options) {
  if (find_command_type(verb) == nullptr) {
    AllowedNames verbs;
    for (const auto& type : command_types()) verbs.push_back(type.verb);
    return reject(ErrorCode::invalid, "unknown-verb", "Không có thao tác " + shown(verb),
                  "There is no verb " + shown(verb), "verb", "Use one of: " + joined(verbs) + ".");
  }
  Result<Command> command(std::in_place);
  const JsonPlace document;
  DONTHU_TRY(RecordJson<Command>::read(verb, nullptr, data, *command, document.member("verb"),
                                       document, options));
  return command;
}

}  // namespace donthu::event
