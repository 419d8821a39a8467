#include "tools/donthu/demo/run.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "tools/donthu/demo/matters.h"
#include "tools/donthu/installation.h"

namespace donthu::demo {
namespace {

// Commands of one wave, on their way through the engine.
class Wave {
 public:
  Wave(runtime::Engine& engine, RunResult& result) : engine_(engine), result_(result) {}
  ~Wave() { wait(); }
  Wave(const Wave&) = delete;
  Wave& operator=(const Wave&) = delete;

  // `id` is filled in where the command registers a case; it must outlive the wave.
  void submit(runtime::Request request, CaseId* id) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return flying_ < most_; });
      ++flying_;
    }
    engine_.submit(std::move(request), [this, id](Result<runtime::Answer> answer) {
      const std::lock_guard guard(mutex_);
      if (answer) {
        ++(answer->repeated ? result_.repeated : result_.commands);
        if (id != nullptr) *id = answer->case_id;
      } else {
        ++result_.rejected;
        if (!result_.first_rejection) result_.first_rejection = answer.error();
      }
      --flying_;
      room_.notify_all();
    });
  }

  void wait() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return flying_ == 0; });
  }

 private:
  static constexpr std::uint32_t most_ = 4'096;

  runtime::Engine& engine_;
  RunResult& result_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::uint32_t flying_ = 0;
};

Instant morning(Date day) { return {start_of_day(day).ms + 8 * ms_per_hour + 30 * ms_per_minute}; }
Instant midday(Date day) { return {start_of_day(day).ms + 10 * ms_per_hour}; }

event::SealedText sealed(event::SealedText text, std::string plain) {
  text.plain = std::move(plain);
  return text;
}

event::Command registration(const Plan& plan, std::size_t number) {
  const PlannedCase& planned = plan.cases[number];
  SeededRandom random(plan.seed * 1'000'003 + number);
  const Matter matter = matter_of(planned.kind, planned.matter);
  event::Register command;
  command.kind = planned.kind;
  command.channel = planned.channel;
  if (planned.received_at) command.received_at = planned.received_at;
  command.matter = matter.name;
  command.topic = matter.topic;
  command.locality = "Tổ dân phố " + std::to_string(1 + planned.matter % 12);
  command.content.plain = "Đơn mô phỏng số " + std::to_string(number) + ": " + matter.name + ".";
  event::Person person;
  person.role = planned.kind == event::PetitionKind::complaint      ? event::PersonRole::complainant
                : planned.kind == event::PetitionKind::denunciation ? event::PersonRole::denouncer
                                                                    : event::PersonRole::petitioner;
  person.name.plain = invented_name(random);
  person.address.plain = "Số " + std::to_string(1 + random.below(200)) + ", ngõ " +
                         std::to_string(1 + random.below(90));
  command.persons.push_back(std::move(person));
  return command;
}

event::Command resolution(const PlannedCase& planned) {
  event::Resolve command;
  const bool denounced = planned.kind == event::PetitionKind::denunciation;
  command.form = denounced ? event::ResolutionForm::conclusion : event::ResolutionForm::decision;
  static constexpr std::array outcomes{event::Outcome::justified, event::Outcome::partly_justified,
                                       event::Outcome::unjustified};
  command.outcome = outcomes[planned.matter % outcomes.size()];
  command.document_number =
      std::to_string(1 + planned.matter) + (denounced ? "/KL-UBND" : "/QĐ-UBND");
  command.summary.plain = "Nội dung mô phỏng";
  return command;
}

event::Command command_of(const Plan& plan, std::size_t number, const Step& step) {
  const PlannedCase& planned = plan.cases[number];
  switch (step.act) {
    case Act::register_petition: return registration(plan, number);
    case Act::classify: return event::Classify{};
    case Act::accept: return event::Accept{};
    case Act::notify: return event::Notify{"notify_acceptance"};
    case Act::answer:
    case Act::answer_on_the_spot:
    case Act::enter_answer: {
      event::Answer command;
      if (step.act == Act::answer_on_the_spot) command.mode = event::AnswerMode::on_the_spot;
      command.answer = sealed(command.answer, "Trả lời mô phỏng");
      return command;
    }
    case Act::resolve: return resolution(planned);
    case Act::enforce: {
      event::Enforce command;
      command.completed = true;
      return command;
    }
    case Act::close: {
      event::Close command;
      command.outcome = "concluded";
      return command;
    }
    case Act::escalate: {
      event::Escalate command;
      command.reason = sealed(command.reason, "Vượt thẩm quyền của phường");
      return command;
    }
    case Act::void_entry: {
      event::Void command;
      command.reason = sealed(command.reason, "Vào sổ nhầm, trùng một mục đã có");
      return command;
    }
    case Act::fix_receipt: {
      event::Correct command;
      command.entry = "received_at";
      const Instant entered = morning(planned.steps.front().day);
      command.now = to_string(Instant{entered.ms - 30 * ms_per_minute});
      command.reason = sealed(command.reason, "Ghi nhầm giờ nhận");
      return command;
    }
  }
  return event::AddNote{};
}

// Plays the days of a plan.
class Player {
 public:
  Player(runtime::Engine& engine, const Plan& plan)
      : engine_(engine), plan_(plan), ids_(plan.cases.size()) {
    for (std::size_t i = 0; i < plan.cases.size(); ++i)
      for (std::size_t step = 0; step < plan.cases[i].steps.size(); ++step)
        days_[plan.cases[i].steps[step].day].push_back({i, step});
  }

  Status play_day(Date day) {
    const auto found = days_.find(day);
    // A day that was over when an earlier run stopped was played whole; only its ids are asked for.
    const bool is_over = engine_.now() >= end_of_day(day);
    if (found != days_.end()) {
      DONTHU_TRY(go_to(morning(day)));
      submit(found->second, true);
      if (!is_over) {
        DONTHU_TRY(go_to(midday(day)));
        submit(found->second, false);
      }
    }
    return go_to(end_of_day(day));
  }

  [[nodiscard]] RunResult result() const {
    RunResult result = result_;
    result.climbing = ids_[plan_.climbing];
    return result;
  }

 private:
  struct Place {
    std::size_t number;
    std::size_t step;
  };

  Status go_to(Instant at) {
    if (at <= engine_.now()) return {};
    DONTHU_ASSIGN(const auto fired, engine_.advance_to(at));
    result_.fired += fired;
    return {};
  }

  void submit(const std::vector<Place>& places, bool registrations) {
    Wave wave(engine_, result_);
    for (const Place& place : places) {
      if ((place.step == 0) != registrations) continue;
      wave.submit(request_of(place), registrations ? &ids_[place.number] : nullptr);
    }
  }

  [[nodiscard]] runtime::Request request_of(const Place& place) const {
    const Step& step = plan_.cases[place.number].steps[place.step];
    runtime::Request request;
    request.actor.officer = step.officer;
    request.actor.unit = step.unit;
    request.principal = "demo";
    request.idempotency_key = "demo-" + std::to_string(plan_.seed) + "-" +
                              std::to_string(place.number) + "-" + std::to_string(place.step);
    if (place.step > 0) request.case_id = ids_[place.number];
    if (step.days_back > 0) {
      request.effective_at = Instant{midday(step.day).ms - step.days_back * ms_per_day};
      request.backdating_reason = "entered_late";
    }
    request.command = command_of(plan_, place.number, step);
    return request;
  }

  runtime::Engine& engine_;
  const Plan& plan_;
  std::vector<CaseId> ids_;
  std::map<Date, std::vector<Place>> days_;
  RunResult result_;
};

}  // namespace

Result<RunResult> play(runtime::Engine& engine, const Plan& plan,
                       const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                       Date until) {
  Player player(engine, plan);
  const auto all = static_cast<std::uint64_t>((until - first_day).count() + 1);
  std::uint64_t done = 0;
  for (Date day = first_day; day <= until; day += days{1}) {
    DONTHU_TRY(player.play_day(day));
    progress(++done, all);
  }
  engine.settle();
  return player.result();
}

Result<Plan> plan_for(const runtime::Engine& engine, std::uint64_t seed, const Goal& goal) {
  const auto registry = engine.registry();
  const auto rules = engine.rules();
  PlanRequest request;
  request.seed = seed;
  request.goal = goal;
  request.wards = pilot_wards(*registry);
  request.story_ward = registry->unit_by_code("00070", last_day);
  const auto* calendar = rules->calendar(last_day);
  if (request.wards.empty() || !request.story_ward || calendar == nullptr)
    return fail(ErrorCode::not_found, "no-pilot-wards",
                "the registry holds no wards of the pilot, or no calendar is in force", "schemas",
                "Fill the folder with the shipped registry and rules");
  request.district_of = [&](UnitId ward) { return registry->superior(ward, last_day); };
  request.is_working = [&](Date day) { return calendar->compiled->is_working(day); };
  return make_plan(request);
}

Status furnish(runtime::Engine& engine, const std::filesystem::path& schemas, std::uint64_t seed) {
  if (engine.registry()->units(last_day).empty()) DONTHU_TRY(tools::fill(engine, schemas));
  const auto registry = engine.registry();
  if (registry->officers().empty())
    return engine.change_registry(staff_facts(*registry, seed), "synthetic officers", {});
  const auto facts = staff_facts(*registry, seed);
  const auto* ours = facts.empty() ? nullptr : std::get_if<event::OfficerAppointed>(&facts.front());
  const auto known = ours != nullptr ? registry->officer(ours->officer) : std::nullopt;
  if (known && known->name == ours->full_name && known->staff_code == ours->staff_code) return {};
  return reject(ErrorCode::conflict, "not-a-demonstration",
                "Thư mục này không phải do phần trình diễn với số gieo này tạo ra",
                "the folder holds other officers than those of the demonstration with this seed",
                "--data", "Choose an empty folder, or the seed that filled this one");
}

}  // namespace donthu::demo
