// The text of JSON documents. Boost.JSON's parser, with a handler that refuses duplicate keys: the
// stock one keeps the last of them in silence.
#include <set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "engine/base/text.h"
#include "engine/event/json.h"

namespace donthu::event {
namespace {

namespace json = boost::json;

class Handler {
 public:
  Handler() { values_.reset(); }

  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(json::error_code& /*error*/) { return true; }
  bool on_document_end(json::error_code& /*error*/) { return true; }
  bool on_object_begin(json::error_code& /*error*/) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t count, json::error_code& /*error*/) {
    keys_.pop_back();
    values_.push_object(count);
    return true;
  }
  bool on_array_begin(json::error_code& /*error*/) { return true; }
  bool on_array_end(std::size_t count, json::error_code& /*error*/) {
    values_.push_array(count);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t /*size*/, json::error_code& /*error*/) {
    key_ += part;
    values_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t /*size*/, json::error_code& error) {
    key_ += part;
    values_.push_key(part);
    if (!keys_.back().insert(key_).second) {
      duplicate_ = true;
      error = json::error::syntax;
      return false;
    }
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t /*size*/, json::error_code& /*error*/) {
    values_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t /*size*/, json::error_code& /*error*/) {
    values_.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view /*part*/, json::error_code& /*error*/) { return true; }
  bool on_int64(std::int64_t number, json::string_view /*text*/, json::error_code& /*error*/) {
    values_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view /*text*/, json::error_code& /*error*/) {
    values_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view /*text*/, json::error_code& /*error*/) {
    values_.push_double(number);
    return true;
  }
  bool on_bool(bool flag, json::error_code& /*error*/) {
    values_.push_bool(flag);
    return true;
  }
  bool on_null(json::error_code& /*error*/) {
    values_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view /*part*/, json::error_code& /*error*/) { return true; }
  bool on_comment(json::string_view /*part*/, json::error_code& /*error*/) { return true; }

  [[nodiscard]] bool duplicate() const { return duplicate_; }
  [[nodiscard]] json::value release() { return values_.release(); }

 private:
  json::value_stack values_;
  std::vector<std::set<std::string>> keys_;  // Of each object that is open.
  std::string key_;
  bool duplicate_ = false;
};

// "line 3, column 14", both from 1, in characters.
std::string place_of(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char byte : text.substr(0, std::min(offset, text.size()))) {
    if (byte == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(byte) & 0xc0U) != 0x80U) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::unexpected<Error> bad_json(const char* reason, const std::string& what,
                                const std::string& what_vi, std::string place, const char* remedy) {
  return reject(ErrorCode::invalid, reason, what_vi, what, std::move(place), remedy);
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes)
    return bad_json("too-large",
                    "The document has more than " + std::to_string(limits.max_bytes) + " bytes",
                    "Nội dung dài quá " + std::to_string(limits.max_bytes) + " byte", {},
                    "Send less at a time.");
  json::parse_options options;
  options.max_depth = limits.max_depth;
  json::basic_parser<Handler> parser(options);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (parser.handler().duplicate())
    return bad_json("duplicate-key", "An object names the same field twice",
                    "Một trường được ghi hai lần", place_of(text, read), "Keep one of them.");
  if (error && !is_utf8(text))
    return bad_json("not-utf8", "The document is not UTF-8 text",
                    "Nội dung không phải là văn bản UTF-8", place_of(text, read),
                    "Send it in UTF-8; the place is where the first wrong byte stands.");
  if (error)
    return bad_json("bad-json", "The document is not JSON: " + error.message(),
                    "Nội dung không phải là JSON hợp lệ", place_of(text, read), "Mend it there.");
  if (text.substr(read).find_first_not_of(" \t\r\n") != std::string_view::npos)
    return bad_json("bad-json", "The document goes on after its end",
                    "Nội dung có phần thừa sau JSON", place_of(text, read),
                    "Send one JSON value, and nothing after it.");
  return parser.handler().release();
}

}  // namespace donthu::event
