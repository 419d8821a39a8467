// A procedure while it is read: its parts beside the XML they came from, and what is wrong with
// them. Inside of parser.h; other rooms use that.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "engine/base/result.h"
#include "engine/process/parser.h"
#include "engine/process/procedure.h"

namespace donthu::process {

// Problems, and warnings, that are told of one file. What is beyond is counted by nobody: the file
// is no drawing of a person.
inline constexpr std::size_t max_told = 100;

// What stood in the file, in quotes, as far as a terminal can show it on one line.
[[nodiscard]] std::string quoted(std::string_view text);

// Collects what is wrong with a file. The texts name the element by kind, BPMN name, id and line.
class Report {
 public:
  explicit Report(std::string_view xml) : xml_(xml) {}

  void refuse(ErrorCode code, std::string reason, pugi::xml_node node, const std::string& what,
              std::string remedy);
  void refuse(Error error) { problems_.push_back(std::move(error)); }
  void warn(std::string reason, pugi::xml_node node, const std::string& what, std::string remedy);

  [[nodiscard]] bool clean() const { return problems_.empty(); }
  [[nodiscard]] std::vector<Error>& problems() { return problems_; }
  [[nodiscard]] std::vector<Error>& warnings() { return warnings_; }

 private:
  [[nodiscard]] Error about(ErrorCode code, std::string reason, pugi::xml_node node,
                            const std::string& what, std::string remedy) const;

  std::string_view xml_;
  std::vector<Error> problems_;
  std::vector<Error> warnings_;
};

// `parts.elements[i]` was read from `element_nodes[i]`; flows likewise.
struct Draft {
  pugi::xml_node node;
  ProcedureParts parts;
  std::vector<pugi::xml_node> element_nodes;
  std::vector<pugi::xml_node> flow_nodes;
  std::vector<Index> flow_scopes;
};

// Message names by id.
using Messages = std::map<std::string, std::string, std::less<>>;

// What every stage works with.
struct Reading {
  Report& report;
  const Vocabulary& vocabulary;
  const Messages& messages;
};

// Stage 1: elements and flows, each by itself. References stay unresolved.
[[nodiscard]] Draft read_process(pugi::xml_node process, const Reading& reading);
// Stage 2: references become indexes.
void resolve_references(Draft& draft, Report& report);
// Stage 3: the drawing as a whole can be executed.
void check_soundness(const Draft& draft, Report& report);

}  // namespace donthu::process
