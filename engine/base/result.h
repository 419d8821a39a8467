// Errors are values. An error code exists only where a caller reacts differently to it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace donthu {

enum class ErrorCode : std::uint8_t {
  invalid,          // The input is wrong: mend it and ask again.
  not_found,        // The thing named does not exist.
  rejected,         // Understood, but the law or the procedure does not allow it now.
  forbidden,        // The actor may not do this.
  stale,            // The case has moved on: read it again, then decide again.
  conflict,         // The same id was used for something else, or another writer holds this.
  unavailable,      // Not now: try again later, nothing was done.
  outcome_unknown,  // May or may not have been stored: look the command id up before trying again.
  full,             // A limit or the disk is reached: make room.
  corrupt,          // Stored bytes are not what was written: stop, and run the audit.
  unsupported,      // Written by a newer version, or a feature this version refuses.
  io,               // The operating system refused.
};

// The stable name of a code, as the surfaces show it ("invalid", "not-found", …).
[[nodiscard]] const char* name_of(ErrorCode code);

// What went wrong, where, and what to do. Never carries personal data or secrets: it names fields,
// not their content.
struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string reason;      // Stable slug, e.g. "deadline-already-met"; the part scripts may match.
  std::string message;     // English: what is wrong and where.
  std::string message_vi;  // Vietnamese; empty where only an operator ever sees the error.
  std::string field;       // Path of the input field, file:line, or other place; may be empty.
  std::string remedy;      // What the caller should do, English; may be empty.

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

// Shorthand for the common shape: return fail(ErrorCode::invalid, "bad-date", "…", "received_at").
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string reason,
                                                 std::string message, std::string field = {},
                                                 std::string remedy = {}) {
  return std::unexpected(
      Error{code, std::move(reason), std::move(message), {}, std::move(field), std::move(remedy)});
}

// The same for errors that officers read: Vietnamese first.
[[nodiscard]] inline std::unexpected<Error> reject(ErrorCode code, std::string reason,
                                                   std::string message_vi, std::string message,
                                                   std::string field = {},
                                                   std::string remedy = {}) {
  return std::unexpected(Error{code, std::move(reason), std::move(message), std::move(message_vi),
                               std::move(field), std::move(remedy)});
}

// One line for people: "message (field). remedy".
[[nodiscard]] std::string to_string(const Error& error);

}  // namespace donthu

// Evaluates `expression`; on an error returns it from the enclosing function. GCC 12
// has no monadic functions of std::expected yet.
#define DONTHU_TRY(expression)                                          \
  do {                                                                  \
    if (auto donthu_status = (expression); !donthu_status) [[unlikely]] \
      return std::unexpected(std::move(donthu_status).error());         \
  } while (false)

#define DONTHU_CONCAT_INNER(a, b) a##b
#define DONTHU_CONCAT(a, b) DONTHU_CONCAT_INNER(a, b)

// DONTHU_ASSIGN(auto value, compute()); on an error returns it from the enclosing function.
#define DONTHU_ASSIGN(declaration, expression)                                          \
  auto DONTHU_CONCAT(donthu_result_, __LINE__) = (expression);                          \
  if (!DONTHU_CONCAT(donthu_result_, __LINE__)) [[unlikely]]                            \
    return std::unexpected(std::move(DONTHU_CONCAT(donthu_result_, __LINE__)).error()); \
  declaration = *std::move(DONTHU_CONCAT(donthu_result_, __LINE__))
