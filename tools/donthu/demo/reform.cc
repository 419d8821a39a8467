#include "tools/donthu/demo/reform.h"

#include "tools/donthu/demo/city.h"

namespace donthu::demo {
namespace {

const Date lodged = make_date(2025, 6, 10);
const Date decided = make_date(2025, 7, 8);

Result<UnitId> unit_named(const registry::Registry& registry, std::string_view name, Date date) {
  const auto found = registry.units_named(name, date);
  if (found.size() == 1) return found.front();
  return fail(ErrorCode::not_found, "no-such-unit",
              "the registry has no unit " + std::string(name) + " on " + to_string(date), "schemas",
              "Fill the folder with the shipped registry");
}

struct Wards {
  UnitId before;
  UnitId after;
};

Result<Wards> wards_of(const registry::Registry& registry) {
  Wards wards;
  DONTHU_ASSIGN(wards.before, unit_named(registry, "Phường Hàng Trống", lodged));
  DONTHU_ASSIGN(wards.after, unit_named(registry, "Phường Hoàn Kiếm", reform_day));
  return wards;
}

// SYNTHETIC: who heads the new ward, and that it has this quarter of the old one.
std::vector<event::RegistryEvent> invented_facts(const Wards& wards, std::uint64_t seed) {
  SeededRandom random(seed + 2025);
  std::vector<event::RegistryEvent> facts = chair_facts(wards.after, reform_day, random);
  event::UnitSucceeded quarter;
  quarter.predecessor = wards.before;
  quarter.successor = wards.after;
  quarter.locality = "Tổ dân phố 1";
  quarter.extent = event::SuccessionExtent::part;
  quarter.effective_from = reform_day;
  quarter.citation = "Tổ dân phố mô phỏng / synthetic";
  facts.emplace_back(std::move(quarter));
  return facts;
}

class Story {
 public:
  Story(runtime::Engine& engine, std::uint64_t seed) : engine_(engine), seed_(seed) {}

  Status go_to(Date day) {
    const Instant at{start_of_day(day).ms + 9 * ms_per_hour};
    if (at <= engine_.now()) return {};
    DONTHU_ASSIGN([[maybe_unused]] const auto fired, engine_.advance_to(at));
    return {};
  }

  // By the chair of the unit.
  Status act(UnitId unit, event::Command command) {
    runtime::Request request;
    request.actor.officer = ward_staff(unit).chair;
    request.actor.unit = unit;
    request.principal = "demo";
    request.idempotency_key = "reform-" + std::to_string(seed_) + "-" + std::to_string(next_++);
    request.case_id = id;
    request.command = std::move(command);
    const auto answer = engine_.execute(std::move(request));
    if (!answer) return std::unexpected(answer.error());
    id = answer->case_id;
    return {};
  }

  CaseId id;

 private:
  runtime::Engine& engine_;
  std::uint64_t seed_;
  int next_ = 0;
};

event::Command complaint() {
  event::Register command;
  command.matter = "Khiếu nại quyết định xử phạt về trật tự xây dựng";
  command.topic = "construction";
  command.locality = "Tổ dân phố 1";
  command.content.plain = "Đơn mô phỏng.";
  event::Person person;
  person.role = event::PersonRole::complainant;
  person.name.plain = "Người khiếu nại mô phỏng";
  command.persons.push_back(std::move(person));
  return command;
}

event::Command decision() {
  event::Resolve command;
  command.outcome = event::Outcome::partly_justified;
  command.document_number = "12/QĐ-UBND";
  return command;
}

}  // namespace

Result<CaseId> cross_reform(runtime::Engine& engine, std::uint64_t seed) {
  DONTHU_ASSIGN(const Wards wards, wards_of(*engine.registry()));
  if (!engine.registry()->officer(ward_staff(wards.after).chair))
    DONTHU_TRY(engine.change_registry(invented_facts(wards, seed), "synthetic reform", {}));
  Story story(engine, seed);
  DONTHU_TRY(story.go_to(lodged));
  DONTHU_TRY(story.act(wards.before, complaint()));
  DONTHU_TRY(story.act(wards.before, event::Classify{}));
  DONTHU_TRY(story.go_to(lodged + days{2}));
  DONTHU_TRY(story.act(wards.before, event::Accept{}));
  DONTHU_TRY(story.go_to(lodged + days{6}));
  DONTHU_TRY(story.act(wards.before, event::Verify{}));
  DONTHU_TRY(story.go_to(decided));
  DONTHU_TRY(story.act(wards.after, decision()));
  return story.id;
}

}  // namespace donthu::demo
