// What changes something: registration, the verbs, documents; and reading what is sealed.
#include <boost/json/object.hpp>

#include "connectors/http/bodies.h"
#include "connectors/http/position.h"
#include "connectors/http/problem.h"
#include "connectors/http/reading.h"
#include "connectors/http/routes.h"

namespace donthu::http {
namespace {

Result<event::Actor> actor_of(const Call& call) {
  event::Actor actor;
  if (call.officer.empty() || call.unit.empty())
    return reject(ErrorCode::invalid, "officer-missing", "Thiếu cán bộ thực hiện.",
                  "The request does not say which officer acts in which unit.",
                  call.officer.empty() ? "Donthu-Officer" : "Donthu-Unit",
                  "Send the headers Donthu-Officer and Donthu-Unit with ids of the registry.");
  DONTHU_ASSIGN(actor.officer, read_id<OfficerId>(call.officer, "Donthu-Officer"));
  DONTHU_ASSIGN(actor.unit, read_id<UnitId>(call.unit, "Donthu-Unit"));
  if (!call.on_behalf_of.empty()) {
    DONTHU_ASSIGN(actor.on_behalf_of, read_id<OfficerId>(call.on_behalf_of, "Donthu-On-Behalf-Of"));
  }
  if (!call.delegation.empty()) {
    DONTHU_ASSIGN(actor.delegation, read_id<DelegationId>(call.delegation, "Donthu-Delegation"));
  }
  return actor;
}

// draft-ietf-httpapi-idempotency-key-header: a quoted string; bare tokens are taken too.
Result<std::string> key_of(const Call& call) {
  auto key = call.idempotency_key;
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"')
    key = key.substr(1, key.size() - 2);
  const auto plain = [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; };
  if (key.empty() || key.size() > 128 || !std::all_of(key.begin(), key.end(), plain))
    return reject(ErrorCode::invalid, "idempotency-key-missing",
                  "Thiếu hoặc sai khóa chống lặp (Idempotency-Key).",
                  "The header Idempotency-Key is missing, or is not 1 to 128 visible characters.",
                  "Idempotency-Key",
                  "Make up a new key for every act, and send the same key when you try again.");
  return std::string(key);
}

Result<std::optional<std::uint64_t>> expected_version(const Call& call) {
  auto tag = call.if_match;
  if (tag.empty() || tag == "*") return std::optional<std::uint64_t>{};
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
    return bad_part("If-Match", "Send the ETag of the case as it was given, for example \"7\".");
  tag = tag.substr(1, tag.size() - 2);
  DONTHU_ASSIGN(const auto version, read_number<std::uint64_t>(tag, "If-Match"));
  return std::optional(version);
}

Result<runtime::Request> request_of(const Call& call) {
  runtime::Request request;
  DONTHU_ASSIGN(request.actor, actor_of(call));
  DONTHU_ASSIGN(request.idempotency_key, key_of(call));
  DONTHU_ASSIGN(request.expected_version, expected_version(call));
  // Until there are accounts, callers are told apart by the officer they act for.
  request.principal = "http:" + std::to_string(request.actor.officer.value);
  return request;
}

Status take_text(boost::json::object& body, std::string_view name, std::string& out) {
  const auto found = body.find(name);
  if (found == body.end()) return {};
  if (const auto* text = found->value().if_string(); text != nullptr)
    out = std::string(*text);
  else if (!found->value().is_null())
    return bad_part(name, "Write a text.");
  body.erase(found);
  return {};
}

// Takes what belongs to every act out of the body; what is left are the verb's own fields.
Status take_common(boost::json::object& body, runtime::Request& request) {
  std::string effective_at;
  DONTHU_TRY(take_text(body, "effective_at", effective_at));
  DONTHU_TRY(take_text(body, "backdating_reason", request.backdating_reason));
  if (request.backdating_reason.size() > 200)
    return bad_part("backdating_reason", "Write a code of at most 200 bytes.");
  if (effective_at.empty()) return {};
  DONTHU_ASSIGN(request.effective_at, parse_instant(effective_at, "effective_at"));
  return {};
}

Status read_command(Service& service, const Call& call, runtime::Request& request) {
  const event::JsonLimits limits{service.options.body_bytes, service.options.body_depth};
  DONTHU_ASSIGN(auto json, event::parse_json(call.body, limits));
  auto* body = json.if_object();
  if (body == nullptr)
    return reject(ErrorCode::invalid, "wrong-type", "Nội dung phải là một đối tượng JSON.",
                  "The body is not a JSON object.", {}, "Write the fields of the verb in { }.");
  DONTHU_TRY(take_common(*body, request));
  DONTHU_ASSIGN(request.command, event::command_from_json(call.route->verb, json));
  return {};
}

}  // namespace

Result<runtime::Request> prepare_registration(Service& service, const Call& call) {
  DONTHU_ASSIGN(auto request, request_of(call));
  if (request.expected_version)
    return bad_part("If-Match", "A new petition has no version yet: leave the header out.");
  DONTHU_TRY(read_command(service, call, request));
  return request;
}

Result<runtime::Request> prepare_command(Service& service, const Call& call) {
  DONTHU_ASSIGN(auto request, request_of(call));
  DONTHU_ASSIGN(request.case_id, case_of(call));
  DONTHU_TRY(read_command(service, call, request));
  return request;
}

Reply answered(const Route& route, const runtime::Answer& answer) {
  const AnswerBody body{answer.case_id, answer.version,     answer.partition.value,
                        answer.seq,     answer.recorded_at, answer.status,
                        answer.number,  answer.repeated,    answer.events};
  auto reply = json_reply(body);
  reply.headers.emplace_back("ETag", '"' + std::to_string(answer.version) + '"');
  reply.headers.emplace_back("Donthu-Position", to_string(Position{answer.partition, answer.seq}));
  if (route.path == "/v1/petitions") {
    reply.status = 201;
    reply.headers.emplace_back("Location", "/v1/petitions/" + to_string(answer.case_id));
  }
  return reply;
}

Result<Reply> read_sealed(Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto request, prepare_command(service, call));
  DONTHU_ASSIGN(const auto fields, service.engine.read_sealed(request));
  SealedBody body;
  for (const auto& [name, text] : fields) body.fields.push_back({name, text});
  return json_reply(body);
}

Result<Reply> store_document(Service& service, const Call& call) {
  DONTHU_TRY(actor_of(call));
  DONTHU_TRY(key_of(call));
  DONTHU_ASSIGN(const auto id, case_of(call));
  DONTHU_TRY(service.engine.queries().find_case(id));
  if (call.body.empty())
    return reject(ErrorCode::invalid, "empty-document", "Tài liệu rỗng.", "The document is empty.",
                  {}, "Send the bytes of the document as the body.");
  DONTHU_ASSIGN(const auto digest, service.engine.store_document(id, call.body));
  auto reply = json_reply(DocumentBody{digest, call.body.size()});
  reply.status = 201;
  return reply;
}

}  // namespace donthu::http
