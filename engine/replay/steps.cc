#include "engine/replay/steps.h"

namespace donthu::replay {
namespace {

class Walk {
 public:
  explicit Walk(const StepVisitor& visit) : visit_(visit) {}

  // False: the visitor asked to stop.
  Result<bool> step_through(const runtime::HistoryEntry& entry) {
    const event::Commit& commit = entry.commit;
    petition::Case whole = state_;
    whole.id = commit.case_id;
    DONTHU_TRY(petition::apply(whole, commit, entry.recorded_at, entry.hash));
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      petition::Case after = state_;
      after.id = commit.case_id;
      if (i + 1 == commit.events.size())
        after = whole;
      else
        DONTHU_TRY(
            petition::apply(after, commit.events[i], {entry.recorded_at, commit.effective_at}));
      const bool go_on = visit_({entry, i, state_, after, changes_between(state_, after)});
      state_ = std::move(after);
      if (!go_on) return false;
    }
    state_ = std::move(whole);
    return true;
  }

  [[nodiscard]] petition::Case take() { return std::move(state_); }

 private:
  const StepVisitor& visit_;
  petition::Case state_;
};

}  // namespace

Result<petition::Case> each_step(const runtime::Queries& queries, const CaseId& id,
                                 const StepVisitor& visit) {
  DONTHU_ASSIGN(const auto history, queries.history(id));
  Walk walk(visit);
  for (const runtime::HistoryEntry& entry : history) {
    DONTHU_ASSIGN(const bool go_on, walk.step_through(entry));
    if (!go_on) break;
  }
  return walk.take();
}

}  // namespace donthu::replay
