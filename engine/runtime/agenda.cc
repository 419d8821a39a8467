#include "engine/runtime/agenda.h"

#include "engine/base/check.h"

namespace donthu::runtime {
namespace {

constexpr std::size_t read_at_once = 2'048;
constexpr std::size_t held_at_most = 2 * read_at_once;

}  // namespace

void Agenda::arm(const projection::DueRow& row, std::uint64_t group) {
  on_their_way_.emplace_back(group, row);
  if (horizon_ && !(row < *horizon_)) return;
  near_.insert(row);
  keep_bounded();
}

// What lies behind is found again by reading on.
void Agenda::keep_bounded() {
  if (near_.size() <= held_at_most) return;
  const auto cut = std::next(near_.begin(), read_at_once);
  horizon_ = *cut;
  near_.erase(cut, near_.end());
}

void Agenda::settle(std::uint64_t group) {
  while (!on_their_way_.empty() && on_their_way_.front().first <= group) on_their_way_.pop_front();
}

Result<std::optional<projection::DueRow>> Agenda::first() {
  if (near_.empty() && horizon_) DONTHU_TRY(read_ahead());
  if (near_.empty()) return std::optional<projection::DueRow>();
  return std::optional(*near_.begin());
}

void Agenda::take_first() {
  DONTHU_CHECK(!near_.empty(), "only what first() gave is taken");
  near_.erase(near_.begin());
}

Status Agenda::read_ahead() {
  DONTHU_ASSIGN(const auto rows,
                projection::due_rows(*rows_, partition_, *horizon_, read_at_once + 1));
  std::optional<projection::DueRow> beyond;
  if (rows.size() > read_at_once) beyond = rows.back();
  near_.insert(rows.begin(), beyond ? std::prev(rows.end()) : rows.end());
  for (const auto& [group, row] : on_their_way_)
    if (!(row < *horizon_) && (!beyond || row < *beyond)) near_.insert(row);
  horizon_ = beyond;
  keep_bounded();
  return {};
}

void Agenda::forget() {
  near_.clear();
  horizon_ = projection::DueRow{};
}

}  // namespace donthu::runtime
