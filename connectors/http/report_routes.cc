// Figures of a period.
#include "connectors/http/reading.h"
#include "connectors/http/routes.h"
#include "engine/report/report.h"

namespace donthu::http {
namespace {

// Which of the words a parameter is; the first where it is absent.
Result<std::size_t> word_parameter(const Call& call, std::string_view name,
                                   std::initializer_list<std::string_view> words) {
  const auto* text = call.parameter(name);
  if (text == nullptr) return std::size_t{0};
  std::size_t place = 0;
  std::string remedy = "Write one of:";
  for (const std::string_view word : words) {
    if (word == *text) return place;
    ++place;
    (remedy += ' ') += word;
  }
  return bad_part(name, std::move(remedy) + ".");
}

}  // namespace

Result<Reply> get_report(Service& service, const Call& call) {
  report::ReportRequest request;
  const Date today = local_date(service.engine.now());
  DONTHU_ASSIGN(const auto from, date_parameter(call, "period_from"));
  DONTHU_ASSIGN(const auto until, date_parameter(call, "period_until"));
  request.from = from.value_or(make_date(year_of(today), 1, 1));
  request.until = until.value_or(today);
  DONTHU_ASSIGN(const auto basis, word_parameter(call, "basis", {"cohort", "flow"}));
  DONTHU_ASSIGN(const auto by, word_parameter(call, "as_of_kind", {"recorded", "effective"}));
  DONTHU_ASSIGN(const auto per, word_parameter(call, "per", {"total", "district", "ward"}));
  request.basis = basis == 0 ? report::Basis::cohort : report::Basis::flow;
  request.as_of_kind = by == 0 ? report::AsOfKind::recorded : report::AsOfKind::effective;
  request.per = static_cast<report::Per>(per);
  if (const auto* as_of = call.parameter("as_of")) {
    DONTHU_ASSIGN(request.as_of, parse_instant(*as_of, "as_of"));
  }
  const auto registry = service.engine.registry();
  auto computed = report::compute(service.engine.queries(), *registry, request);
  if (!computed && computed.error().reason == "bad-period")
    computed.error().field = until ? "period_until" : "period_from";
  DONTHU_ASSIGN(auto made, std::move(computed));
  made.simulated = service.engine.simulated();
  Reply reply;
  reply.body = report::to_json(made);
  return reply;
}

}  // namespace donthu::http
