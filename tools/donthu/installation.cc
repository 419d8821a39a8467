#include "tools/donthu/installation.h"

#include "connectors/csv/registry_files.h"
#include "engine/petition/rule_manifest.h"

namespace donthu::tools {
Result<std::vector<runtime::RuleFile>> shipped_rules(const std::filesystem::path& schemas) {
  const auto list = schemas / "rules.csv";
  DONTHU_ASSIGN(const Bytes text, csv::read_file(list, petition::manifest_bytes_limit));
  DONTHU_ASSIGN(const auto rows, petition::parse_manifest(text, list.string()));
  std::vector<runtime::RuleFile> files;
  for (const auto& row : rows) {
    if (!row.by_default) continue;
    DONTHU_ASSIGN(Bytes content, csv::read_file(schemas / row.file));
    files.push_back({petition::activation_of(row), std::move(content)});
  }
  return files;
}

Status fill(runtime::Engine& engine, const std::filesystem::path& schemas) {
  DONTHU_ASSIGN(const auto tables, csv::load_registry(schemas / "registry"));
  DONTHU_ASSIGN(auto rules, shipped_rules(schemas));
  DONTHU_TRY(engine.change_registry(csv::facts_of(tables), "shipped registry", {}));
  return engine.publish_rules(std::move(rules), {});
}

}  // namespace donthu::tools
