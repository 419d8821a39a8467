#include "connectors/http/target.h"

#include "engine/base/digest.h"
#include "engine/base/text.h"

namespace donthu::http {
namespace {

std::unexpected<Error> bad_target(std::string message) {
  return reject(ErrorCode::invalid, "bad-target", "Địa chỉ yêu cầu không hợp lệ.",
                std::move(message), {}, "Percent-encode UTF-8, as schemas/openapi.yaml shows.");
}

Result<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return bad_target("A % is not followed by two hex digits.");
    out += *byte;
    i += 2;
  }
  if (!is_clean_text(out)) return bad_target("The target is not clean UTF-8.");
  return out;
}

constexpr std::size_t max_parts = 64;

}  // namespace

Result<Target> parse_target(std::string_view target) {
  Target out;
  if (target.empty() || target.front() != '/' || target.find('#') != std::string_view::npos)
    return bad_target("The target is not an absolute path.");
  const auto mark = target.find('?');
  auto path = target.substr(1, mark == std::string_view::npos ? mark : mark - 1);
  while (true) {
    const auto end = path.find('/');
    DONTHU_ASSIGN(auto segment, decoded(path.substr(0, end)));
    out.segments.push_back(std::move(segment));
    if (end == std::string_view::npos) break;
    if (out.segments.size() == max_parts) return bad_target("The path has too many segments.");
    path.remove_prefix(end + 1);
  }
  if (mark == std::string_view::npos) return out;
  auto query = target.substr(mark + 1);
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return bad_target("A parameter has no name or no value.");
    if (out.query.size() == max_parts) return bad_target("There are too many parameters.");
    DONTHU_ASSIGN(auto name, decoded(pair.substr(0, equals)));
    DONTHU_ASSIGN(auto value, decoded(pair.substr(equals + 1)));
    out.query.emplace_back(std::move(name), std::move(value));
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace donthu::http
