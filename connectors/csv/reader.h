// Reads comma-separated values (RFC 4180) row by row, within limits, and says where they are wrong.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu::csv {

struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t rows = 1'000'000;
  std::size_t cell = 65'536;  // Bytes of one cell.
};

struct Row {
  std::size_t line = 0;            // Where it begins in the file, from 1.
  std::vector<std::string> cells;  // In the order of the columns that were asked for.

  [[nodiscard]] const std::string& operator[](std::size_t column) const { return cells[column]; }
};

// UTF-8, with or without a byte order mark; lines end in LF or CR LF. The first line names the
// columns. Lines before it that begin with # are comments. Empty lines at the end are passed over.
//
// Every error is `invalid`, with the place as its field ("units.csv:12:name") and never a cell's
// content, which may be a person's. Not thread-safe; `bytes` is borrowed.
class Reader {
 public:
  // `columns`: exactly these must be there, in any order. bad-csv-columns: some are missing,
  // unknown or there twice. bad-csv: the bytes are no CSV; too-large: beyond a limit.
  [[nodiscard]] static Result<Reader> open(ByteView bytes, std::string_view file_name,
                                           const std::vector<std::string>& columns,
                                           const Limits& limits = {});

  // The next row, or nothing at the end. After an error there is nothing more to read.
  [[nodiscard]] Result<std::optional<Row>> next();

  // An error about a cell of a row, for the caller's own checks.
  [[nodiscard]] std::unexpected<Error> complain(const Row& row, std::size_t column,
                                                std::string reason, std::string message,
                                                std::string remedy) const;

 private:
  Reader(ByteView bytes, std::string_view file_name, const Limits& limits)
      : rest_(bytes), file_name_(file_name), limits_(limits) {}

  [[nodiscard]] Result<std::vector<std::string>> record();
  [[nodiscard]] Result<std::string> cell(std::size_t number);
  [[nodiscard]] Result<std::string> quoted_cell(std::size_t number);
  [[nodiscard]] Status arrange(const std::vector<std::string>& header,
                               const std::vector<std::string>& columns);
  [[nodiscard]] std::unexpected<Error> bad(std::size_t line, const std::string& column,
                                           std::string reason, std::string message,
                                           std::string remedy) const;
  [[nodiscard]] std::string column_name(std::size_t number) const;
  [[nodiscard]] bool at_line_end() const;
  void take_line_end();

  ByteView rest_;
  std::string file_name_;
  Limits limits_;
  std::size_t line_ = 1;
  std::size_t rows_ = 0;
  std::vector<std::string> header_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> places_;  // Of each column asked for, in the file.
};

// One cell, quoted where it has to be; and one line of them, with LF.
[[nodiscard]] std::string to_cell(std::string_view text);
[[nodiscard]] std::string to_line(const std::vector<std::string>& cells);

}  // namespace donthu::csv
