// The list of the rule files that a new installation activates: schemas/rules.csv.
//
// A CSV file (RFC 4180, UTF-8) with the header
//   kind,id,version,file,valid_from,valid_until,published,citation,default
// kind: calendar, procedure, policy, topics. file: path relative to the list. valid_until is empty
// where the rule has no end. default: yes, or no for an alternative that only an operator
// activates.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/event/registry_events.h"

namespace donthu::petition {

struct ManifestRow {
  event::RuleKind kind = event::RuleKind::policy;
  std::string id;
  std::string version;
  std::string file;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;
  bool by_default = true;

  friend bool operator==(const ManifestRow&, const ManifestRow&) = default;
};

inline constexpr std::size_t manifest_bytes_limit = 1024 * 1024;

// Pure. Rows in the order of the file. invalid with field "file_name:line": what is wrong there.
// Two rows of the same kind, id and version are refused, and paths that leave the list's folder.
[[nodiscard]] Result<std::vector<ManifestRow>> parse_manifest(std::string_view csv,
                                                              std::string_view file_name);

// The fact that activates the row's file; the digest is for registry::rule_file_facts to set.
[[nodiscard]] event::RuleActivated activation_of(const ManifestRow& row);

// One line of topics.csv.
struct Topic {
  std::string code;  // Slug; stored in petitions.
  Text name;

  friend bool operator==(const Topic&, const Topic&) = default;
};

// schemas/topics.csv: header code,name_vi,name_en. Errors as above; a code stands only once.
[[nodiscard]] Result<std::vector<Topic>> parse_topics(std::string_view csv,
                                                      std::string_view file_name);

}  // namespace donthu::petition
