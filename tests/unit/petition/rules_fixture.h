// The shipped rules, read as a new installation reads them, and rule files made for a test.
#pragma once

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "engine/petition/rule_manifest.h"
#include "engine/petition/rule_words.h"
#include "engine/petition/rules.h"

namespace donthu::petition {

inline std::string read_schema(const std::string& path) {
  std::ifstream file(std::string(DONTHU_SOURCE_DIR) + "/schemas/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Date day(std::string_view text) { return *parse_date(text); }

inline std::vector<ManifestRow> shipped_manifest() {
  const auto rows = parse_manifest(read_schema("rules.csv"), "rules.csv");
  if (!rows) {
    ADD_FAILURE() << to_string(rows.error());
    return {};
  }
  return *rows;
}

inline RuleFile rule_file(const ManifestRow& row, std::string bytes) {
  auto version = std::make_shared<registry::RuleVersion>();
  version->kind = row.kind;
  version->id = row.id;
  version->version = row.version;
  version->digest = sha256(bytes);
  version->valid_from = row.valid_from;
  version->valid_until = row.valid_until;
  version->published = row.published;
  version->citation = row.citation;
  return {std::move(version), std::make_shared<const Bytes>(std::move(bytes))};
}

inline std::vector<RuleFile> shipped_files() {
  std::vector<RuleFile> files;
  for (const ManifestRow& row : shipped_manifest())
    if (row.by_default) files.push_back(rule_file(row, read_schema(row.file)));
  return files;
}

inline const Rules& shipped_rules() {
  static const std::shared_ptr<const Rules> rules = [] {
    const auto compiled = Rules::compile(shipped_files());
    EXPECT_TRUE(compiled.has_value()) << to_string(compiled.error());
    return compiled.value_or(nullptr);
  }();
  return *rules;
}

// Days on which the law changed, the days before, and every half year between.
inline std::vector<Date> days_of_law() {
  std::vector<Date> days{day("2020-12-09"), day("2020-12-10"), day("2021-06-30"),
                         day("2021-07-01"), day("2025-06-30"), day("2025-07-01"),
                         day("2026-06-30"), day("2026-07-01"), day("2026-12-31")};
  for (int year = 2019; year <= 2027; ++year)
    for (const unsigned month : {1U, 7U}) days.push_back(make_date(year, month, 1));
  return days;
}

// A whole process file around `inside`; `on_process` are further attributes of the process.
inline std::string bpmn(std::string_view id, std::string_view inside,
                        std::string_view on_process = {}) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:donthu="http://donthu.vn/schema/bpmn/1" id="definitions" targetNamespace="http://test">
  <process id=")" +
         std::string(id) + "\" " + std::string(on_process) + ">" + std::string(inside) +
         "</process></definitions>";
}

}  // namespace donthu::petition
