// Errors as RFC 9457 problem details: what is wrong in Vietnamese and English, and what to do.
#pragma once

#include "connectors/http/call.h"

namespace donthu::http {

// The status of an error: the one table.
[[nodiscard]] unsigned status_of(ErrorCode code);
[[nodiscard]] std::string_view reason_phrase(unsigned status);

// application/problem+json, with Retry-After where it may be tried again.
[[nodiscard]] Reply problem(const Error& error);
// With a status that belongs to HTTP and not to an error code.
[[nodiscard]] Reply problem(unsigned status, const Error& error);

}  // namespace donthu::http
