// Described types as JSON, for people and other programs. The stored form is archive.h's.
//
//   bool, integers     as they are; strings as they are
//   enums              their name
//   strong ids         a number; null for none
//   ids                hexadecimal; null for none
//   Digest             hexadecimal
//   Instant            "2022-02-28T17:00:00.000Z"; null for none
//   Date               "2022-01-24"
//   Blob               base64
//   std::optional      the value, or null
//   SealedText         {"sealed": true}, or null where it was not given. Never its text, its key or
//                      its box; an export for another engine of the same owner can ask for those.
//   events, commands   {"type": "PetitionRegistered", "version": 1, "data": {…}}; of commands
//                      "verb": "register" instead of "type"
//
// Written: every field is there, absent values as null, in the order of the type.
// Read: any field may be left out and then keeps its default; what a verb cannot do without is for
// petition::decide to demand. Anything unknown, misspelt, out of range or of another type is
// refused, and sealed texts are read from plain strings into `plain`.
// Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "engine/base/result.h"
#include "engine/event/commit_codec.h"
#include "engine/event/json_read.h"
#include "engine/event/json_write.h"

namespace donthu::event {

// Of any described type, and of Event, Command and Commit. Stored strings that are not UTF-8 are
// written with U+FFFD for what is wrong.
template <class T>
[[nodiscard]] boost::json::value to_json(const T& value, const JsonWriteOptions& options = {}) {
  return write_json(value, options);
}
[[nodiscard]] boost::json::value to_json(const Event& event, const JsonWriteOptions& options = {});
[[nodiscard]] boost::json::value to_json(const Command& command,
                                         const JsonWriteOptions& options = {});
[[nodiscard]] boost::json::value to_json(const Commit& commit,
                                         const JsonWriteOptions& options = {});

// Only the fields of the event or command that is inside.
[[nodiscard]] boost::json::value data_to_json(const Event& event,
                                              const JsonWriteOptions& options = {});
[[nodiscard]] boost::json::value data_to_json(const Command& command,
                                              const JsonWriteOptions& options = {});

// invalid: the first thing that is wrong, in Vietnamese and English. Error::field is its full path
// ("persons[0].name"), Error::remedy what to write instead. Reasons: "wrong-type", "unknown-field",
// "unknown-name", "out-of-range", "too-long", "too-many", "bad-text", "bad-id", "bad-base64", and
// those of parse_date and parse_instant.
template <class T>
[[nodiscard]] Result<T> from_json(const boost::json::value& json,
                                  const JsonReadOptions& options = {}) {
  Result<T> value(std::in_place);
  DONTHU_TRY(read_value_json(json, *value, JsonPlace{}, options));
  return value;
}

// The fields of the command with that verb. As from_json; and invalid "unknown-verb".
[[nodiscard]] Result<Command> command_from_json(std::string_view verb,
                                                const boost::json::value& data,
                                                const JsonReadOptions& options = {});

struct JsonLimits {
  std::size_t max_bytes = 1U << 20U;
  std::size_t max_depth = 32;
};

// Reads a JSON document (RFC 8259), strictly: UTF-8, no duplicate keys, nothing after the value.
// invalid "bad-json", "duplicate-key", "too-large": Error::field is "line 3, column 14".
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text,
                                                    const JsonLimits& limits = {});

// The same bytes for the same value, in lines with two spaces of indentation, ending in a line
// feed.
[[nodiscard]] std::string pretty_json(const boost::json::value& json);

}  // namespace donthu::event
