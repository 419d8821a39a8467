// Reads BPMN 2.0 files (OMG formal/2013-12-09, ISO/IEC 19510) into procedures, and refuses what
// this engine does not execute: nothing that is drawn is ignored in silence.
//
// The meaning that BPMN leaves open is written in attributes of the namespace
// http://donthu.vn/schema/bpmn/1 (by custom `donthu:`); lists are separated by space:
//   process       donthu:kinds, donthu:instance ("first" | "second"), donthu:anytime,
//   donthu:name_en flow nodes    donthu:name_en userTask      donthu:command (verbs, any of which
//   completes it), donthu:deadline receiveTask, intermediateCatchEvent with messageEventDefinition:
//   donthu:command serviceTask   donthu:function; in extensionElements <donthu:input name="…"
//   value="…"/> boundaryEvent donthu:deadline with donthu:on ("due_soon" | "overdue"), instead of
//   timeDuration or
//                 timeDate in its timerEventDefinition
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/process/procedure.h"

namespace donthu::process {

inline constexpr std::string_view extension_namespace = "http://donthu.vn/schema/bpmn/1";
inline constexpr std::size_t max_file_bytes = 1'048'576;
inline constexpr std::size_t max_elements = 1'000;  // Flow nodes and sequence flows of one file.

// The words a procedure may use. A list that is absent is not checked.
struct Vocabulary {
  std::optional<std::vector<std::string>> functions;  // donthu:function
  std::optional<std::vector<std::string>> commands;   // donthu:command, donthu:anytime
  std::optional<std::vector<std::string>> deadlines;  // donthu:deadline
  std::optional<std::vector<std::string>> kinds;      // donthu:kinds
  std::optional<std::vector<std::string>> names;      // Names that conditions may use.
  std::optional<std::vector<std::string>> processes;  // calledElement, besides those of the file.
};

struct ProcedureFile {
  std::vector<std::shared_ptr<const Procedure>> procedures;  // In document order, at least one.
  // What runs, but deserves a look: no diagram, foreign extensions that have no effect here, …
  // Same shape as a problem; `field` is the element's id.
  std::vector<Error> warnings;
};

// Pure. Of an error `field` is the id of the element ("line 12" where there is none), the message
// names the element's kind and BPMN name, the remedy says what to do. unsupported: BPMN that this
// engine does not execute (reason "element-not-supported", …). invalid: not well-formed, or not
// sound (reason says which). full: too large. Where several things are wrong it is the first one;
// problems_of() gives them all.
[[nodiscard]] Result<ProcedureFile> parse_procedures(std::string_view bpmn,
                                                     const Vocabulary& vocabulary);

// Everything that parse_procedures() would refuse, as far as it can be said at once (what a drawing
// means is asked only where all its elements are good); at most 100; empty for a good file.
[[nodiscard]] std::vector<Error> problems_of(std::string_view bpmn, const Vocabulary& vocabulary);

}  // namespace donthu::process
