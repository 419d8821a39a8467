// For operators and other systems: health, metrics, the contract, and where a stream begins.
#include "connectors/http/cluster.h"
#include "connectors/http/openapi.h"
#include "connectors/http/problem.h"
#include "connectors/http/reading.h"
#include "connectors/http/routes.h"

namespace donthu::http {

Result<Reply> get_alive(Service& /*service*/, const Call& /*call*/) {
  Reply reply;
  reply.body = R"({"alive":true})";
  return reply;
}

Result<Reply> get_ready(Service& service, const Call& /*call*/) {
  const auto health = service.engine.health();
  if (!health.ready)
    return reject(ErrorCode::unavailable, "not-ready", "Hệ thống chưa nhận yêu cầu.",
                  "The engine takes no commands: " + health.reason, {}, "Try again later.");
  Reply reply;
  reply.body = R"({"ready":true})";
  return reply;
}

Result<Reply> get_metrics(Service& service, const Call& /*call*/) {
  std::vector<RouteName> names;
  for (const auto& route : routes())
    names.push_back({route.method == Method::get ? "GET" : "POST", route.path});
  const auto& measures = service.options.measures;
  const auto health = service.engine.health();
  Reply reply;
  reply.body = service.metrics.text(names, health, cluster_of(service.engine, health),
                                    measures ? measures() : std::vector<Measure>{});
  reply.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  return reply;
}

Result<Reply> get_cluster(Service& service, const Call& /*call*/) {
  return json_reply(cluster_of(service.engine, service.engine.health()));
}

Result<Reply> get_sweeps(Service& service, const Call& /*call*/) {
  SweepListBody body;
  DONTHU_ASSIGN(body.sweeps, service.engine.sweeps());
  return json_reply(body);
}

Result<Reply> get_openapi(Service& /*service*/, const Call& /*call*/) {
  static const auto text = openapi_text();
  Reply reply;
  reply.body = text;
  reply.content_type = "application/vnd.oai.openapi+json;version=3.1";
  return reply;
}

Result<Subscription> subscription_of(Service& service, const Call& call) {
  Subscription out;
  const std::string* after = nullptr;
  bool from_now = false;
  for (const auto& [name, value] : call.query) {
    if (name == "unit") {
      DONTHU_ASSIGN(const auto unit, read_id<UnitId>(value, name));
      out.filter.units.push_back(unit);
    } else if (name == "kind") {
      DONTHU_ASSIGN(const auto kind, read_name<event::PetitionKind>(value, name));
      out.filter.kinds.push_back(kind);
    } else if (name == "type") {
      if (!feed::is_event_type(value))
        return bad_part(name, "Name a kind of event, for example PetitionRegistered.");
      out.filter.types.push_back(value);
    } else if (name == "from") {
      if (value != "beginning" && value != "now") return bad_part(name, "Write beginning or now.");
      from_now = value == "now";
    } else if (name == "after") {
      after = &value;
    }
  }
  // A client that reconnects sends Last-Event-ID to the same target, so the header comes first.
  if (!call.last_event_id.empty()) {
    DONTHU_ASSIGN(out.cursor, service.feed.resume(call.last_event_id));
  } else if (after != nullptr) {
    DONTHU_ASSIGN(out.cursor, service.feed.resume(*after));
  } else {
    out.cursor = from_now ? service.feed.end() : service.feed.beginning();
  }
  return out;
}

}  // namespace donthu::http
