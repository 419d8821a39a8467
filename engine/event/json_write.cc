#include "engine/event/json_write.h"

#include <boost/json/serialize.hpp>

#include "engine/event/json.h"

namespace donthu::event {
namespace {

// Bytes of the strict UTF-8 character at the front; 0 where there is none.
std::size_t character_size(std::string_view text) {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size)
    if (is_utf8(text.substr(0, size))) return size;
  return 0;
}

void write_pretty(const boost::json::value& json, std::size_t depth, std::string& out) {
  const std::string inner(2 * (depth + 1), ' ');
  const auto separate = [&](bool& first) {
    out += first ? "\n" : ",\n";
    first = false;
    out += inner;
  };
  bool first = true;
  if (const auto* object = json.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& [name, value] : *object) {
      separate(first);
      out += boost::json::serialize(boost::json::string_view(name)) + ": ";
      write_pretty(value, depth + 1, out);
    }
    out += "\n" + std::string(2 * depth, ' ') + "}";
  } else if (const auto* array = json.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (const auto& value : *array) {
      separate(first);
      write_pretty(value, depth + 1, out);
    }
    out += "\n" + std::string(2 * depth, ' ') + "]";
  } else {
    out += boost::json::serialize(json);
  }
}

}  // namespace

boost::json::value write_text(std::string_view text) {
  if (is_utf8(text)) return boost::json::string(text);
  std::string mended;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    mended += size == 0 ? std::string_view("\ufffd") : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return boost::json::string(mended);
}

boost::json::value write_sealed_text(const SealedText& text, const JsonWriteOptions& options) {
  if (!text.given()) return nullptr;
  boost::json::object object{{"sealed", true}};
  if (options.boxes) {
    object.emplace("about", name_of(text.about));
    object.emplace("key", text.key);
    object.emplace("box", to_base64(text.box));
  }
  return object;
}

boost::json::value to_json(const Event& event, const JsonWriteOptions& options) {
  return write_json(event, options);
}

boost::json::value to_json(const Command& command, const JsonWriteOptions& options) {
  return write_json(command, options);
}

boost::json::value to_json(const Commit& commit, const JsonWriteOptions& options) {
  return write_json(commit, options);
}

boost::json::value data_to_json(const Event& event, const JsonWriteOptions& options) {
  return std::visit([&](const auto& data) { return write_json(data, options); }, event);
}

boost::json::value data_to_json(const Command& command, const JsonWriteOptions& options) {
  return std::visit([&](const auto& data) { return write_json(data, options); }, command);
}

std::string pretty_json(const boost::json::value& json) {
  std::string text;
  write_pretty(json, 0, text);
  return text + "\n";
}

}  // namespace donthu::event
