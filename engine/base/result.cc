#include "engine/base/result.h"

namespace donthu {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::not_found: return "not-found";
    case ErrorCode::rejected: return "rejected";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::stale: return "stale";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::outcome_unknown: return "outcome-unknown";
    case ErrorCode::full: return "full";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::io: return "io";
  }
  return "unknown";
}

std::string to_string(const Error& error) {
  std::string text = error.message;
  if (!error.field.empty()) text += " (" + error.field + ")";
  if (!error.remedy.empty()) text += ". " + error.remedy;
  return text;
}

}  // namespace donthu
