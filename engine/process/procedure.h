// A procedure: one BPMN 2.0 process as it is executed. Immutable after parsing, so any thread may
// read it; share it by pointer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/policy/feel.h"
#include "engine/process/duration.h"

namespace donthu::process {

enum class ElementKind : std::uint8_t {
  start_event,          // None start event.
  end_event,            // None end event.
  terminate_end_event,  // Ends its scope at once, whatever else stands in it.
  user_task,
  receive_task,
  service_task,
  message_catch_event,
  exclusive_gateway,
  parallel_gateway,
  sub_process,  // Embedded.
  call_activity,
  boundary_timer,
};

// The name as BPMN writes it ("userTask").
[[nodiscard]] const char* name_of(ElementKind kind);

// The moment in the life of a legal deadline to which a boundary timer is bound.
enum class DeadlineMoment : std::uint8_t { due_soon, overdue };

// "due_soon", "overdue": as written in the attribute donthu:on.
[[nodiscard]] const char* name_of(DeadlineMoment moment);

// An index into Procedure::elements() or ::flows().
using Index = std::uint32_t;
inline constexpr Index no_index = 0xffff'ffff;

struct SequenceFlow {
  std::string id;
  std::string name;
  Index source = no_index;
  Index target = no_index;
  std::optional<policy::Expression> condition;
};

// When a boundary timer fires: exactly one of the three.
struct TimerRule {
  std::optional<Duration> after;  // timeDuration: so long after the activity began.
  Instant at;                     // timeDate: at this instant.
  std::string deadline;           // donthu:deadline: when this deadline of the case reaches `on`.
  DeadlineMoment on = DeadlineMoment::overdue;
};

struct Element {
  std::string id;
  Text name;  // The drawn name, and donthu:name_en beside it.
  ElementKind kind = ElementKind::start_event;
  Index scope = no_index;       // The sub-process it stands in; no_index = the process itself.
  std::vector<Index> incoming;  // Sequence flows, in document order.
  std::vector<Index> outgoing;  // Sequence flows, in document order: conditions are asked in it.

  std::vector<std::string>
      commands;          // userTask, receiveTask, message catch: verbs that complete it.
  std::string deadline;  // userTask: purpose of the deadline that bounds it; may be empty.
  std::string message;   // receiveTask, message catch: name of the message.
  std::string function;  // serviceTask.
  std::map<std::string, std::string> inputs;  // serviceTask.
  std::string called;                         // callActivity: process id.
  Index default_flow = no_index;              // exclusiveGateway.
  Index start = no_index;                     // subProcess: its start event.
  std::vector<Index> boundary;                // Activities: the boundary events on them.

  Index attached_to = no_index;  // boundary_timer: its activity.
  bool interrupting = true;      // boundary_timer: cancelActivity.
  TimerRule timer;               // boundary_timer.
};

// The parts a procedure is made of, as the parser hands them over.
struct ProcedureParts {
  std::string id;
  Text name;
  std::vector<std::string> kinds;    // donthu:kinds: kinds of petition it is for.
  std::string instance;              // donthu:instance: "first", "second" or empty.
  std::vector<std::string> anytime;  // donthu:anytime: verbs allowed while the process is active.
  bool has_diagram = false;
  std::vector<Element> elements;
  std::vector<SequenceFlow> flows;
  Index start = no_index;
};

class Procedure {
 public:
  // `parts` must be sound (parser.h sees to it): every index in range, ids unique.
  explicit Procedure(ProcedureParts parts);

  [[nodiscard]] const std::string& id() const { return parts_.id; }
  [[nodiscard]] const Text& name() const { return parts_.name; }
  [[nodiscard]] const std::vector<std::string>& kinds() const { return parts_.kinds; }
  [[nodiscard]] const std::string& instance() const { return parts_.instance; }
  [[nodiscard]] const std::vector<std::string>& anytime() const { return parts_.anytime; }
  // Whether the file draws this process (BPMN diagram interchange). Without it it runs all the
  // same, but nobody sees the token move.
  [[nodiscard]] bool has_diagram() const { return parts_.has_diagram; }

  [[nodiscard]] const std::vector<Element>& elements() const { return parts_.elements; }
  [[nodiscard]] const std::vector<SequenceFlow>& flows() const { return parts_.flows; }
  [[nodiscard]] const Element& element(Index index) const { return parts_.elements[index]; }
  [[nodiscard]] const SequenceFlow& flow(Index index) const { return parts_.flows[index]; }
  [[nodiscard]] const Element& start() const { return parts_.elements[parts_.start]; }

  // The element of that id, or null. Logarithmic.
  [[nodiscard]] const Element* find(std::string_view element_id) const;

 private:
  ProcedureParts parts_;
  std::vector<Index> by_id_;
};

}  // namespace donthu::process
