#include "connectors/http/position.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>

#include "connectors/http/reading.h"

namespace donthu::http {
namespace {

constexpr const char* header = "Donthu-Min-Position";
constexpr auto look_interval = std::chrono::milliseconds(10);

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Error in_vietnamese_too(Error error) {
  if (error.message_vi.empty())
    error.message_vi = error.reason == "not-yet-here"
                           ? "Nút này chưa cập nhật đến vị trí đó; hãy hỏi lại sau giây lát."
                           : "Không có vị trí này.";
  return error;
}

}  // namespace

std::string to_string(const Position& position) {
  return std::to_string(position.partition.value) + ":" + std::to_string(position.seq);
}

Result<std::vector<Position>> parse_positions(std::string_view text) {
  std::vector<Position> out;
  while (true) {
    const auto end = text.find(',');
    const auto one = trimmed(text.substr(0, end));
    const auto colon = one.find(':');
    if (colon == std::string_view::npos || out.size() == max_positions)
      return bad_part(header, "Send the Donthu-Position of answers, at most 64, by commas.");
    DONTHU_ASSIGN(const auto partition, read_number<std::uint16_t>(one.substr(0, colon), header));
    DONTHU_ASSIGN(const auto seq, read_number<std::uint64_t>(one.substr(colon + 1), header));
    if (seq == UINT64_MAX) return bad_part(header, "No entry has that number.");
    out.push_back({PartitionId{partition}, seq});
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// Looking again and again costs a follower a little; a thread for each that waits would let a few
// of them hold up all questions.
awaitable<Status> wait_for_positions(Shared& shared, std::string text) {
  const auto positions = parse_positions(text);
  if (!positions) co_return std::unexpected(positions.error());
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto until = steady_ms() + shared.service.options.position_wait_ms;
  for (const auto& position : *positions) {
    while (true) {
      std::function<Result<bool>()> work = [&]() -> Result<bool> {
        DONTHU_TRY(shared.service.engine.wait_for(position.partition, position.seq + 1,
                                                  std::chrono::milliseconds(0)));
        return true;
      };
      auto here = co_await ask<bool>(shared, std::move(work));
      if (here) break;
      if (here.error().code != ErrorCode::unavailable || steady_ms() >= until)
        co_return std::unexpected(in_vietnamese_too(std::move(here).error()));
      timer.expires_after(look_interval);
      boost::system::error_code ignored;
      co_await timer.async_wait(asio::redirect_error(use_awaitable, ignored));
    }
  }
  co_return Status{};
}

}  // namespace donthu::http
