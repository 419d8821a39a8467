#include "tools/donthu/installation.h"

#include <fstream>

#include "connectors/csv/registry_files.h"
#include "engine/petition/rule_manifest.h"

namespace donthu::tools {
namespace {

constexpr std::uintmax_t largest_file = 16 * 1024 * 1024;

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error)
    return fail(ErrorCode::not_found, "no-such-file", "there is no such file", path.string(),
                "Check the path");
  if (size > largest_file)
    return fail(ErrorCode::full, "file-too-large", "the file is larger than 16 MiB", path.string(),
                "Check that this is the right file");
  std::ifstream file(path, std::ios::binary);
  Bytes bytes(size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size)))
    return fail(ErrorCode::io, "cannot-read", "the file cannot be read", path.string(),
                "Check its permissions");
  return bytes;
}

Result<std::vector<runtime::RuleFile>> shipped_rules(const std::filesystem::path& schemas) {
  const auto list = schemas / "rules.csv";
  DONTHU_ASSIGN(const Bytes text, read_file(list));
  DONTHU_ASSIGN(const auto rows, petition::parse_manifest(text, list.string()));
  std::vector<runtime::RuleFile> files;
  for (const auto& row : rows) {
    if (!row.by_default) continue;
    DONTHU_ASSIGN(Bytes content, read_file(schemas / row.file));
    files.push_back({petition::activation_of(row), std::move(content)});
  }
  return files;
}

Status fill(runtime::Engine& engine, const std::filesystem::path& schemas) {
  DONTHU_ASSIGN(const auto tables, csv::load_registry(schemas / "registry"));
  DONTHU_TRY(engine.change_registry(csv::facts_of(tables), "shipped registry", {}));
  DONTHU_ASSIGN(auto rules, shipped_rules(schemas));
  return engine.publish_rules(std::move(rules), {});
}

}  // namespace donthu::tools
