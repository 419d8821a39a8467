#include "connectors/http/problem.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace donthu::http {

unsigned status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid: return 400;
    case ErrorCode::not_found: return 404;
    case ErrorCode::rejected:
    case ErrorCode::conflict: return 409;
    case ErrorCode::forbidden: return 403;
    case ErrorCode::stale: return 412;
    case ErrorCode::unavailable:
    case ErrorCode::outcome_unknown: return 503;
    case ErrorCode::full: return 507;
    case ErrorCode::unsupported: return 501;
    case ErrorCode::corrupt:
    case ErrorCode::io: return 500;
  }
  return 500;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Internal Server Error";
  }
}

Reply problem(const Error& error) {
  if (error.reason == "too-large" && error.code == ErrorCode::invalid) return problem(413, error);
  return problem(status_of(error.code), error);
}

Reply problem(unsigned status, const Error& error) {
  boost::json::object body;
  body.emplace("type", "urn:donthu:problem:" + error.reason);
  body.emplace("title", boost::json::string_view(reason_phrase(status)));
  body.emplace("status", status);
  body.emplace("detail",
               event::write_text(error.message_vi.empty() ? error.message : error.message_vi));
  body.emplace("detail_en", event::write_text(error.message));
  body.emplace("code", name_of(error.code));
  body.emplace("reason", event::write_text(error.reason));
  if (!error.field.empty()) body.emplace("field", event::write_text(error.field));
  if (!error.remedy.empty()) body.emplace("remedy", event::write_text(error.remedy));
  Reply reply;
  reply.status = status;
  reply.body = boost::json::serialize(body);
  reply.content_type = "application/problem+json";
  if (status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace donthu::http
