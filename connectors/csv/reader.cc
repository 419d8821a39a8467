#include "connectors/csv/reader.h"

#include <algorithm>
#include <utility>

#include "engine/base/text.h"

namespace donthu::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

constexpr std::size_t most_columns = 256;

bool only_empty_lines(ByteView bytes) { return bytes.find_first_not_of("\r\n") == ByteView::npos; }

}  // namespace

Result<Reader> Reader::open(ByteView bytes, std::string_view file_name,
                            const std::vector<std::string>& columns, const Limits& limits) {
  Reader reader(bytes, file_name, limits);
  if (bytes.size() > limits.bytes)
    return reader.bad(0, "", "too-large",
                      "the file has " + std::to_string(bytes.size()) + " bytes of at most " +
                          std::to_string(limits.bytes),
                      "split the file");
  if (bytes.starts_with(byte_order_mark)) reader.rest_.remove_prefix(byte_order_mark.size());
  while (reader.rest_.starts_with('#')) {
    const std::size_t end = std::min(reader.rest_.find('\n'), reader.rest_.size() - 1);
    reader.rest_.remove_prefix(end + 1);
    ++reader.line_;
  }
  if (only_empty_lines(reader.rest_))
    return reader.bad(reader.line_, "", "bad-csv", "the file has no line that names its columns",
                      "name the columns in the first line");
  DONTHU_ASSIGN(const auto header, reader.record());
  DONTHU_TRY(reader.arrange(header, columns));
  return reader;
}

Status Reader::arrange(const std::vector<std::string>& header,
                       const std::vector<std::string>& columns) {
  std::string wrong;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (std::ranges::find(columns, header[i]) == columns.end())
      wrong += "; column " + std::to_string(i + 1) + " is unknown";
    else if (std::ranges::find(header, header[i]) != header.begin() + static_cast<long>(i))
      wrong += "; " + header[i] + " stands there twice";
  }
  std::string expected;
  for (const std::string& column : columns) {
    const auto place = std::ranges::find(header, column);
    if (place == header.end()) wrong += "; " + column + " is missing";
    places_.push_back(static_cast<std::size_t>(place - header.begin()));
    expected += (expected.empty() ? "" : ",") + column;
  }
  if (!wrong.empty())
    return bad(line_ - 1, "", "bad-csv-columns", "wrong columns" + wrong,
               "the first line must name these: " + expected);
  header_ = header;
  columns_ = columns;
  return {};
}

Result<std::optional<Row>> Reader::next() {
  if (only_empty_lines(rest_)) return std::optional<Row>();
  Row row;
  row.line = line_;
  if (++rows_ > limits_.rows)
    return bad(line_, "", "too-large", "more than " + std::to_string(limits_.rows) + " rows",
               "split the file");
  auto read = record();
  if (read && read->size() != header_.size())
    read = bad(row.line, "", "bad-csv",
               "the row has " + std::to_string(read->size()) + " cells, and the file has " +
                   std::to_string(header_.size()) + " columns",
               "quote cells that hold commas, or add the missing cells");
  if (!read) {
    rest_ = {};
    return std::unexpected(std::move(read).error());
  }
  for (const std::size_t place : places_) row.cells.push_back(std::move((*read)[place]));
  return std::optional<Row>(std::move(row));
}

Result<std::vector<std::string>> Reader::record() {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t number = cells.size();
    // The caller tells a row that is too wide; this only bounds the memory.
    if (number > (header_.empty() ? most_columns : header_.size())) return cells;
    DONTHU_ASSIGN(auto text, rest_.starts_with('"') ? quoted_cell(number) : cell(number));
    if (!is_utf8(text) || text.find('\0') != std::string::npos)
      return bad(line_, column_name(number), "bad-csv", "the cell is not UTF-8 text",
                 "save the file as UTF-8");
    cells.push_back(std::move(text));
    if (rest_.starts_with(',')) {
      rest_.remove_prefix(1);
      continue;
    }
    take_line_end();
    return cells;
  }
}

Result<std::string> Reader::cell(std::size_t number) {
  const std::size_t end = std::min(rest_.find_first_of(",\"\r\n"), rest_.size());
  if (end > limits_.cell)
    return bad(line_, column_name(number), "too-large", "the cell is too long", "shorten it");
  std::string text(rest_.substr(0, end));
  rest_.remove_prefix(end);
  if (rest_.starts_with('"'))
    return bad(line_, column_name(number), "bad-csv", "a quote stands inside a cell without quotes",
               "put the cell in quotes and double the quotes in it");
  if (rest_.starts_with('\r') && !at_line_end())
    return bad(line_, column_name(number), "bad-csv", "a carriage return stands alone",
               "end lines with LF or CR LF");
  return text;
}

Result<std::string> Reader::quoted_cell(std::size_t number) {
  const std::size_t begin = line_;
  std::string text;
  rest_.remove_prefix(1);
  while (true) {
    const std::size_t end = rest_.find('"');
    if (end == ByteView::npos)
      return bad(begin, column_name(number), "bad-csv", "a quote is opened and never closed",
                 "close it, or double the quotes inside the cell");
    if (text.size() + end > limits_.cell)
      return bad(begin, column_name(number), "too-large", "the cell is too long",
                 "shorten it, or close the quote that opens it");
    line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, end), '\n'));
    text += rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (!rest_.starts_with('"')) break;
    text += '"';
    rest_.remove_prefix(1);
  }
  if (!rest_.empty() && !rest_.starts_with(',') && !at_line_end())
    return bad(line_, column_name(number), "bad-csv", "text follows a closing quote",
               "double the quotes inside the cell");
  return text;
}

bool Reader::at_line_end() const { return rest_.starts_with('\n') || rest_.starts_with("\r\n"); }

void Reader::take_line_end() {
  if (rest_.empty()) return;
  rest_.remove_prefix(rest_.starts_with('\r') ? 2 : 1);
  ++line_;
}

std::string Reader::column_name(std::size_t number) const {
  return number < header_.size() ? header_[number] : "column " + std::to_string(number + 1);
}

std::unexpected<Error> Reader::bad(std::size_t line, const std::string& column, std::string reason,
                                   std::string message, std::string remedy) const {
  std::string place = file_name_;
  if (line > 0) place += ":" + std::to_string(line);
  if (!column.empty()) place += ":" + column;
  return fail(ErrorCode::invalid, std::move(reason), std::move(message), std::move(place),
              std::move(remedy));
}

std::unexpected<Error> Reader::complain(const Row& row, std::size_t column, std::string reason,
                                        std::string message, std::string remedy) const {
  return bad(row.line, columns_[column], std::move(reason), std::move(message), std::move(remedy));
}

std::string to_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with('#'))
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string to_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + to_cell(cells[i]);
  return line + "\n";
}

}  // namespace donthu::csv
