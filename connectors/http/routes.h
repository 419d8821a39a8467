// The table of routes: what is served, how, and what schemas/openapi.yaml says of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/call.h"
#include "connectors/http/target.h"

namespace donthu::http {

// Answers a call. Runs where it may wait, unless the route is quick.
using Handler = Result<Reply> (*)(Service&, const Call&);
// Makes the command of a call; the server gives it to the engine and answers when it is durable.
using Prepare = Result<runtime::Request> (*)(Service&, const Call&);

struct Route {
  Method method = Method::get;
  std::string path;       // "/v1/petitions/{case}".
  std::string operation;  // operationId.
  std::string summary;
  std::vector<std::string_view> parameters;  // Of the query; described in openapi.cc.
  std::vector<unsigned> statuses;            // That a client should expect.
  std::string_view reply;                    // Name of its schema, or a media type.
  std::string_view body;                     // Likewise; empty: takes none.
  Handler handler = nullptr;
  Prepare prepare = nullptr;
  std::string_view verb;              // Of commands.
  bool quick = false;                 // Its handler never waits.
  bool streams = false;               // The event stream.
  bool document = false;              // Its body may be as large as a document.
  std::vector<std::string> segments;  // Of the path; filled by the table.
  std::size_t index = 0;              // In the table.
};

[[nodiscard]] const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> path;
  std::string allow;  // Where the path is known but not the method.
};
[[nodiscard]] Match match(Method method, bool known_method, const Target& target);

// Takes each parameter of the route once, or repeatedly where it filters the feed.
// invalid "unknown-parameter", "repeated-parameter".
[[nodiscard]] Status check_parameters(const Route& route, const Target& target);

// Verbs that may be asked for by HTTP, read_sealed included.
[[nodiscard]] std::vector<std::string_view> served_verbs();

// What the routes call.
[[nodiscard]] Result<runtime::Request> prepare_registration(Service& service, const Call& call);
[[nodiscard]] Result<runtime::Request> prepare_command(Service& service, const Call& call);
[[nodiscard]] Reply answered(const Route& route, const runtime::Answer& answer);
[[nodiscard]] Result<Reply> read_sealed(Service& service, const Call& call);
[[nodiscard]] Result<Reply> store_document(Service& service, const Call& call);

[[nodiscard]] Result<Reply> get_petition(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_number(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_history(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_timeline(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_expected(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_explanation(Service& service, const Call& call);
[[nodiscard]] Result<Reply> find_petitions(Service& service, const Call& call);

[[nodiscard]] Result<Reply> get_units(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_officers(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_rules(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_report(Service& service, const Call& call);

[[nodiscard]] Result<Reply> get_alive(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_ready(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_metrics(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_sweeps(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_openapi(Service& service, const Call& call);
[[nodiscard]] Result<Reply> get_cluster(Service& service, const Call& call);

// The filter and the position that a call for the event stream asks for. invalid; not_found and
// conflict of a cursor, which are answered 410.
struct Subscription {
  feed::Filter filter;
  feed::Cursor cursor;
};
[[nodiscard]] Result<Subscription> subscription_of(Service& service, const Call& call);

}  // namespace donthu::http
