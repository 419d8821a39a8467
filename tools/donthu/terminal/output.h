// What commands print: tables, paragraphs and JSON on standard output; errors and progress on
// standard error.
//
// Colour and progress only on a terminal; NO_COLOR (no-color.org) and TERM=dumb are respected. One
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/base/time.h"

namespace donthu::cli {

enum class Style : std::uint8_t { plain, strong, faint, good, warning, bad };

struct Cell {
  Cell(std::string words) : text(std::move(words)) {}  // NOLINT: a text is a cell.
  Cell(const char* words) : text(words) {}             // NOLINT
  Cell(std::string words, Style how) : text(std::move(words)), style(how) {}

  std::string text;
  Style style = Style::plain;
};

struct Column {
  std::string heading;
  bool right = false;  // Numbers.
};

// Rows of cells under Vietnamese headings, aligned by columns of the terminal. A row may be shorter
// than the headings.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

struct OutputOptions {
  bool json = false;
  bool no_color = false;
};

class Output {
 public:
  explicit Output(OutputOptions options);

  [[nodiscard]] bool json() const { return options_.json; }
  void set_options(OutputOptions options);
  // From here on every output says that the log's clock is a simulated one.
  void set_simulated(Instant now);

  // For people.
  void line(std::string_view text, Style style = Style::plain);
  // Wrapped at the width of the terminal; further lines are indented, too.
  void paragraph(std::string_view text, std::size_t indent = 0, Style style = Style::plain);
  void heading(std::string_view text);
  // "Nhãn            giá trị", the values under one another. Nothing for an empty value.
  void entry(std::string_view label, std::string_view value, Style style = Style::plain);
  void table(const Table& table);

  // For programs: one JSON document, in lines.
  void document(boost::json::object json);
  // The text as it is, without a line added or a word: files made for other programs.
  void raw(std::string_view text);

  // io "cannot-write": what takes the output is full or gone, and some of it was lost.
  [[nodiscard]] Status finish();

  // On standard error. With --json as {"error": {…}}.
  void error(const Error& error);
  void warning(const Text& text);

 private:
  void begin();
  [[nodiscard]] std::string styled(std::string_view text, Style style) const;

  OutputOptions options_;
  bool color_ = false;
  bool error_color_ = false;
  std::size_t width_ = 100;
  std::optional<Instant> simulated_;
  bool begun_ = false;
};

// A bar on standard error while long work goes on; nothing where that is no terminal.
class Progress {
 public:
  explicit Progress(std::string label);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` of 0: not known.
  void show(std::uint64_t done, std::uint64_t total);

 private:
  std::string label_;
  bool terminal_ = false;
  std::int64_t last_ms_ = 0;
  bool shown_ = false;
};

// Lines of at most `width` columns, broken between words; a longer word stands alone.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);
// "1.234.567", as numbers are written in Vietnamese.
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace donthu::cli
