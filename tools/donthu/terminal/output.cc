#include "tools/donthu/terminal/output.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <numeric>

#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/event/json.h"

namespace donthu::cli {
namespace {

bool wants_color(int descriptor, bool no_color) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color || (refused != nullptr && *refused != '\0')) return false;
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return ::isatty(descriptor) == 1;
}

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col >= 40)
    return size.ws_col;
  return 100;
}

const char* code_of(Style style) {
  switch (style) {
    case Style::strong: return "\033[1m";
    case Style::faint: return "\033[2m";
    case Style::good: return "\033[32m";
    case Style::warning: return "\033[33m";
    case Style::bad: return "\033[31m";
    case Style::plain: break;
  }
  return "";
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t has = display_width(text);
  const std::string blank(width > has ? width - has : 0, ' ');
  return right ? blank + text : text + blank;
}

// The width of each column, so that the whole stands in `limit` where wrapping can bring that
// about.
std::vector<std::size_t> column_widths(const Table& table, std::size_t limit) {
  std::vector<std::size_t> widths;
  for (const Column& column : table.columns) widths.push_back(display_width(column.heading));
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  if (widths.empty()) return widths;
  const std::size_t gaps = 2 * (widths.size() - 1);
  constexpr std::size_t least = 12;
  while (std::accumulate(widths.begin(), widths.end(), gaps) > limit) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= least) break;
    --*widest;
  }
  return widths;
}

std::string error_line(std::string_view label, std::string_view text) {
  return std::string(label) + std::string(text) + "\n";
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  const auto finish = [&] {
    lines.push_back(std::move(line));
    line.clear();
    used = 0;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t columns = display_width(word);
    if (used > 0 && used + 1 + columns > width) finish();
    if (used > 0) line.push_back(' '), ++used;
    line.append(word);
    used += columns;
    if (end < text.size() && text[end] == '\n') finish();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (used > 0 || lines.empty()) finish();
  return lines;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, ".");
  }
  return digits;
}

Output::Output(OutputOptions options) { set_options(options); }

void Output::set_options(OutputOptions options) {
  options_ = options;
  color_ = wants_color(STDOUT_FILENO, options.no_color);
  error_color_ = wants_color(STDERR_FILENO, options.no_color);
  width_ = terminal_width();
}

void Output::set_simulated(Instant now) { simulated_ = now; }

std::string Output::styled(std::string_view text, Style style) const {
  if (!color_ || style == Style::plain) return std::string(text);
  return code_of(style) + std::string(text) + "\033[0m";
}

void Output::begin() {
  if (begun_) return;
  begun_ = true;
  if (simulated_ && !options_.json)
    std::cout << styled("Đồng hồ mô phỏng (simulated clock): " + to_local(*simulated_),
                        Style::warning)
              << "\n";
}

void Output::line(std::string_view text, Style style) {
  begin();
  std::cout << styled(text, style) << "\n";
}

void Output::paragraph(std::string_view text, std::size_t indent, Style style) {
  begin();
  for (const std::string& part : wrapped(text, width_ > indent + 20 ? width_ - indent : 20))
    std::cout << std::string(indent, ' ') << styled(part, style) << "\n";
}

void Output::heading(std::string_view text) {
  begin();
  std::cout << "\n" << styled(text, Style::strong) << "\n";
}

void Output::entry(std::string_view label, std::string_view value, Style style) {
  if (value.empty()) return;
  begin();
  constexpr std::size_t column = 22;
  const auto lines = wrapped(value, width_ > column + 20 ? width_ - column : 20);
  for (std::size_t i = 0; i < lines.size(); ++i)
    std::cout << styled(padded(i == 0 ? std::string(label) : std::string(), column, false),
                        Style::faint)
              << (i == 0 && display_width(label) >= column ? "  " : "") << styled(lines[i], style)
              << "\n";
}

void Output::table(const Table& table) {
  begin();
  // What is read by a program or a file is not wrapped: a line is a row.
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  const auto widths = column_widths(table, terminal ? width_ : std::size_t{1} << 20U);
  const auto print = [&](const std::vector<Cell>& row) {
    std::vector<std::vector<std::string>> cells(widths.size());
    std::size_t height = 1;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string text = i < row.size() ? row[i].text : std::string();
      if (display_width(text) > widths[i])
        cells[i] = wrapped(text, widths[i]);
      else
        cells[i] = {text};
      height = std::max(height, cells[i].size());
    }
    for (std::size_t n = 0; n < height; ++n) {
      std::string out;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string text = n < cells[i].size() ? cells[i][n] : std::string();
        const bool last = i + 1 == widths.size() && !table.columns[i].right;
        out += styled(last ? text : padded(text, widths[i], table.columns[i].right),
                      i < row.size() ? row[i].style : Style::plain);
        if (i + 1 < widths.size()) out += "  ";
      }
      std::cout << out << "\n";
    }
  };
  std::vector<Cell> headings;
  for (const Column& column : table.columns) headings.emplace_back(column.heading, Style::strong);
  print(headings);
  for (const auto& row : table.rows) print(row);
}

void Output::document(boost::json::object json) {
  if (simulated_) {
    json["simulated"] = true;
    json["now"] = to_string(*simulated_);
  }
  std::cout << event::pretty_json(json);
}

void Output::raw(std::string_view text) { std::cout << text; }

Status Output::finish() {
  std::cout.flush();
  if (std::cout) return {};
  return reject(ErrorCode::io, "cannot-write", "Không ghi được kết quả ra",
                "the output could not be written", "standard output",
                "Look at the disk or the pipe that takes the output; what was asked for was done");
}

void Output::error(const Error& error) {
  if (options_.json) {
    boost::json::object body{{"code", name_of(error.code)}, {"reason", error.reason}};
    body["message"] = error.message;
    if (!error.message_vi.empty()) body["message_vi"] = error.message_vi;
    if (!error.field.empty()) body["field"] = error.field;
    if (!error.remedy.empty()) body["remedy"] = error.remedy;
    std::cerr << event::pretty_json(boost::json::object{{"error", std::move(body)}});
    return;
  }
  std::string text;
  if (!error.message_vi.empty()) text += error_line("Lỗi: ", error.message_vi);
  text += error_line("Error: ", error.message + " [" + error.reason + "]");
  if (!error.field.empty()) text += error_line("  Chỗ sai (field): ", error.field);
  if (!error.remedy.empty()) text += error_line("  Cách xử lý (remedy): ", error.remedy);
  std::cerr << (error_color_ ? "\033[31m" : "") << text << (error_color_ ? "\033[0m" : "");
}

void Output::warning(const Text& text) {
  std::cerr << (error_color_ ? "\033[33m" : "") << "Lưu ý: " << text.vi << "\nNote: " << text.en
            << (error_color_ ? "\033[0m" : "") << "\n";
}

namespace {
std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}
}  // namespace

Progress::Progress(std::string label)
    : label_(std::move(label)), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!terminal_) return;
  const std::int64_t now = steady_ms();
  if (shown_ && now - last_ms_ < 100) return;
  last_ms_ = now;
  shown_ = true;
  std::string text = "\r\033[K" + label_ + " ";
  if (total > 0) {
    constexpr std::uint64_t cells = 30;
    const std::uint64_t filled = std::min(done, total) * cells / total;
    text += "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "] " +
            std::to_string(std::min(done, total) * 100 / total) + "% ";
  }
  if (done == 0 && total == 0) {
    std::cerr << text << "…" << std::flush;
    return;
  }
  std::cerr << text << grouped(done) << (total > 0 ? "/" + grouped(total) : "") << std::flush;
}

}  // namespace donthu::cli
