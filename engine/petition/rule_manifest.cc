#include "engine/petition/rule_manifest.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "engine/base/text.h"
#include "engine/petition/rule_words.h"

namespace donthu::petition {
namespace {

constexpr std::size_t longest_cell = 1000;

struct Line {
  std::size_t number = 0;
  std::vector<std::string> cells;
};

// Reads CSV (RFC 4180): cells in quotes may hold commas, line breaks and doubled quotes.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view file_name) : text_(text), file_(file_name) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);  // As spreadsheets write it.
  }

  // Lines that are empty are passed over.
  Result<std::vector<Line>> read() {
    if (text_.size() > manifest_bytes_limit)
      return fail(ErrorCode::full, "file-too-large", "the list is larger than 1 MiB", at(1),
                  "a list of rules has some dozens of lines");
    if (!is_utf8(text_))
      return fail(ErrorCode::invalid, "not-utf8", "the list is not UTF-8", at(1),
                  "save it as CSV in UTF-8");
    std::vector<Line> lines;
    while (place_ < text_.size()) {
      DONTHU_ASSIGN(Line line, read_line());
      if (line.cells.size() != 1 || !line.cells[0].empty()) lines.push_back(std::move(line));
    }
    return lines;
  }

  [[nodiscard]] std::string at(std::size_t number) const {
    return file_ + ":" + std::to_string(number);
  }

 private:
  Result<Line> read_line() {
    Line line{number_, {}};
    for (;;) {
      DONTHU_ASSIGN(std::string cell, read_cell());
      line.cells.push_back(std::move(cell));
      if (place_ < text_.size() && text_[place_] == ',') {
        ++place_;
        continue;
      }
      if (place_ < text_.size() && text_[place_] == '\r') ++place_;
      if (place_ < text_.size() && text_[place_] != '\n')
        return fail(ErrorCode::invalid, "bad-csv", "text follows a cell in quotes", at(number_),
                    "put the whole cell into quotes");
      ++place_;
      ++number_;
      return line;
    }
  }

  Result<std::string> read_cell() {
    if (place_ < text_.size() && text_[place_] == '"') return read_quoted();
    const std::size_t end = std::min(text_.find_first_of(",\r\n", place_), text_.size());
    std::string cell(text_.substr(place_, end - place_));
    if (cell.find('"') != std::string::npos)
      return fail(ErrorCode::invalid, "bad-csv", "a quote stands within a cell", at(number_),
                  "put the whole cell into quotes, and double the quotes inside");
    place_ = end;
    return cell;
  }

  Result<std::string> read_quoted() {
    std::string cell;
    const std::size_t begun = number_;
    for (++place_; place_ < text_.size(); ++place_) {
      if (text_[place_] == '"') {
        const bool doubled = place_ + 1 < text_.size() && text_[place_ + 1] == '"';
        ++place_;
        if (!doubled) return cell;
      }
      if (text_[place_] == '\n') ++number_;
      cell.push_back(text_[place_]);
    }
    return fail(ErrorCode::invalid, "bad-csv", "a cell in quotes does not end", at(begun),
                "close the quotes");
  }

  std::string_view text_;
  std::string file_;
  std::size_t place_ = 0;
  std::size_t number_ = 1;
};

// Lines below the expected header, all of its width and with clean text.
Result<std::vector<Line>> read_table(CsvReader& reader, const std::vector<std::string>& header) {
  std::string expected;
  for (const std::string& name : header) expected += (expected.empty() ? "" : ",") + name;
  DONTHU_ASSIGN(std::vector<Line> lines, reader.read());
  if (lines.empty() || lines.front().cells != header)
    return fail(ErrorCode::invalid, "bad-header", "the list has another header",
                reader.at(lines.empty() ? 1 : lines.front().number),
                "its first line is: " + expected);
  for (const Line& line : lines) {
    if (line.cells.size() != header.size())
      return fail(ErrorCode::invalid, "bad-width",
                  "the line has " + std::to_string(line.cells.size()) + " cells instead of " +
                      std::to_string(header.size()),
                  reader.at(line.number), "give each line the cells of: " + expected);
    for (std::size_t column = 0; column < line.cells.size(); ++column)
      if (!is_clean_text(line.cells[column]) || line.cells[column].size() > longest_cell)
        return fail(ErrorCode::invalid, "bad-cell",
                    header[column] + " has control characters, or more than " +
                        std::to_string(longest_cell) + " bytes",
                    reader.at(line.number), "shorten it, or write it anew");
  }
  lines.erase(lines.begin());
  return lines;
}

// A relative path that stays below the list's folder, with '/' between its parts.
bool is_inside(std::string_view path) {
  if (path.empty() || path.starts_with('/') || path.find_first_of("\\:") != path.npos) return false;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return true;
}

bool is_version(std::string_view text) {
  return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
}

class ManifestReader {
 public:
  explicit ManifestReader(const std::string& where) : where_(where) {}

  Result<ManifestRow> read(const std::vector<std::string>& cells) const {
    ManifestRow row;
    if (!event::from_name(cells[0], row.kind))
      return wrong("kind", cells[0], "write calendar, procedure, policy or topics");
    row.id = cells[1];
    if (!is_slug(row.id)) return wrong("id", row.id, "write small letters, digits, '-' and '_'");
    row.version = cells[2];
    if (!is_version(row.version))
      return wrong("version", row.version, "write letters, digits, '.', '-' and '_', at most 40");
    row.file = cells[3];
    if (!is_inside(row.file))
      return wrong("file", row.file, "write a path below the folder of this list");
    DONTHU_TRY(read_dates(cells, row));
    row.citation = cells[7];
    if (row.citation.empty()) return wrong("citation", "", "say what the rule rests on");
    if (cells[8] != "yes" && cells[8] != "no") return wrong("default", cells[8], "write yes or no");
    row.by_default = cells[8] == "yes";
    return row;
  }

 private:
  [[nodiscard]] Status read_dates(const std::vector<std::string>& cells, ManifestRow& row) const {
    const auto from = parse_date(cells[4]);
    if (!from) return wrong("valid_from", cells[4], "write a day as 2026-07-01");
    row.valid_from = *from;
    if (!cells[5].empty()) {
      const auto until = parse_date(cells[5]);
      if (!until || *until < *from)
        return wrong("valid_until", cells[5], "write a day not before valid_from, or nothing");
      row.valid_until = *until;
    }
    const auto published = parse_date(cells[6]);
    if (!published) return wrong("published", cells[6], "write a day as 2026-07-01");
    row.published = *published;
    return {};
  }

  [[nodiscard]] std::unexpected<Error> wrong(const std::string& column, const std::string& value,
                                             std::string remedy) const {
    return fail(ErrorCode::invalid, "bad-" + column, column + " is '" + value + "'", where_,
                std::move(remedy));
  }

  const std::string& where_;
};

}  // namespace

Result<std::vector<ManifestRow>> parse_manifest(std::string_view csv, std::string_view file_name) {
  static const std::vector<std::string> header{"kind",      "id",         "version",
                                               "file",      "valid_from", "valid_until",
                                               "published", "citation",   "default"};
  CsvReader reader(csv, file_name);
  DONTHU_ASSIGN(const std::vector<Line> lines, read_table(reader, header));
  std::vector<ManifestRow> rows;
  std::set<std::tuple<event::RuleKind, std::string, std::string>> known;
  for (const Line& line : lines) {
    const std::string where = reader.at(line.number);
    DONTHU_ASSIGN(ManifestRow row, ManifestReader(where).read(line.cells));
    if (!known.emplace(row.kind, row.id, row.version).second)
      return fail(ErrorCode::invalid, "duplicate-rule",
                  "version " + row.version + " of " + row.id + " stands twice", where,
                  "give each line its own version");
    rows.push_back(std::move(row));
  }
  return rows;
}

event::RuleActivated activation_of(const ManifestRow& row) {
  event::RuleActivated fact;
  fact.kind = row.kind;
  fact.id = row.id;
  fact.rule_version = row.version;
  fact.valid_from = row.valid_from;
  fact.valid_until = row.valid_until;
  fact.published = row.published;
  fact.citation = row.citation;
  return fact;
}

Result<std::vector<Topic>> parse_topics(std::string_view csv, std::string_view file_name) {
  CsvReader reader(csv, file_name);
  DONTHU_ASSIGN(const std::vector<Line> lines, read_table(reader, {"code", "name_vi", "name_en"}));
  std::vector<Topic> topics;
  for (const Line& line : lines) {
    if (!is_slug(line.cells[0]) || line.cells[1].empty() || line.cells[2].empty())
      return fail(ErrorCode::invalid, "bad-topic",
                  "topic '" + line.cells[0] + "' lacks a code or a name", reader.at(line.number),
                  "write a code of small letters, digits, '-' and '_', and both names");
    if (std::ranges::find(topics, line.cells[0], &Topic::code) != topics.end())
      return fail(ErrorCode::invalid, "duplicate-topic",
                  "topic '" + line.cells[0] + "' stands twice", reader.at(line.number),
                  "remove one of them");
    topics.push_back({line.cells[0], {line.cells[1], line.cells[2]}});
  }
  return topics;
}

}  // namespace donthu::petition
