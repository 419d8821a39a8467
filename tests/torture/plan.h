// What one officer's client does next: registrations, and the verbs that follow on what it
// registered, in an order of its own. The same seed gives the same plan for the same answers.
#pragma once

#include <string>
#include <vector>

#include "engine/base/ports.h"
#include "engine/event/commit.h"

namespace donthu::torture {

struct Act {
  std::string key;   // The idempotency key.
  std::string verb;  // register, classify, …
  CaseId case_id;    // None for a registration.
  UnitId unit;
  OfficerId officer;
  std::string body;
};

// One thread.
class Plan {
 public:
  // No two clients have the same number. `clock` gives the days to which receipts are backdated, so
  // that deadlines fall due at once and at the next midnight.
  Plan(std::uint64_t seed, std::uint32_t client, const Clock& clock);

  [[nodiscard]] Act next();
  // What became of the last act: accepted, for the case, or refused.
  void accepted(const Act& act, const CaseId& id);
  void refused(const Act& act);

 private:
  enum class Stage : std::uint8_t { registered, classified, accepted, suspended };
  struct Open {
    CaseId id;
    UnitId unit;
    bool denunciation = false;
    Stage stage = Stage::registered;
  };

  [[nodiscard]] Act registration(std::string key);
  [[nodiscard]] Act step(std::string key, const Open& open);
  [[nodiscard]] std::string next_verb(Stage stage);
  void forget(const CaseId& id);

  std::uint32_t client_;
  const Clock& clock_;
  SeededRandom random_;
  std::uint64_t count_ = 0;
  std::vector<Open> open_;
  bool denounces_ = false;  // The last registration.
};

}  // namespace donthu::torture
