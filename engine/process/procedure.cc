#include "engine/process/procedure.h"

#include <algorithm>
#include <numeric>

namespace donthu::process {

const char* name_of(ElementKind kind) {
  switch (kind) {
    case ElementKind::start_event: return "startEvent";
    case ElementKind::end_event:
    case ElementKind::terminate_end_event: return "endEvent";
    case ElementKind::user_task: return "userTask";
    case ElementKind::receive_task: return "receiveTask";
    case ElementKind::service_task: return "serviceTask";
    case ElementKind::message_catch_event: return "intermediateCatchEvent";
    case ElementKind::exclusive_gateway: return "exclusiveGateway";
    case ElementKind::parallel_gateway: return "parallelGateway";
    case ElementKind::sub_process: return "subProcess";
    case ElementKind::call_activity: return "callActivity";
    case ElementKind::boundary_timer: return "boundaryEvent";
  }
  return "unknown";
}

const char* name_of(DeadlineMoment moment) {
  return moment == DeadlineMoment::due_soon ? "due_soon" : "overdue";
}

Procedure::Procedure(ProcedureParts parts) : parts_(std::move(parts)) {
  by_id_.resize(parts_.elements.size());
  std::iota(by_id_.begin(), by_id_.end(), Index{0});
  std::sort(by_id_.begin(), by_id_.end(),
            [&](Index a, Index b) { return parts_.elements[a].id < parts_.elements[b].id; });
}

const Element* Procedure::find(std::string_view element_id) const {
  const auto at = std::lower_bound(
      by_id_.begin(), by_id_.end(), element_id,
      [&](Index index, std::string_view id) { return parts_.elements[index].id < id; });
  if (at == by_id_.end() || parts_.elements[*at].id != element_id) return nullptr;
  return &parts_.elements[*at];
}

}  // namespace donthu::process
