#include "tools/donthu/bench/commands.h"

#include <thread>

#include <fmt/format.h>

#include "engine/petition/case.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/rebuild.h"
#include "tools/donthu/bench/load.h"
#include "tools/donthu/bench/measure.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::bench {
namespace {

void print_result(std::string_view what, std::uint64_t commands, double seconds,
                  std::vector<std::uint32_t> latencies) {
  fmt::print("{:<44} {:>9.0f}/s  {}\n", what, static_cast<double>(commands) / seconds,
             to_text(percentiles(std::move(latencies))));
  std::fflush(stdout);
}

void print_memory() {
  const Memory used = memory();
  fmt::print("resident {} MiB, at most {} MiB\n", used.resident_mib, used.peak_mib);
}

// Registers `cases` cases, from number `first` on.
Result<std::vector<CaseId>> register_cases(Workload& workload, Load& load, std::uint64_t first,
                                           std::uint64_t cases) {
  std::vector<CaseId> ids(cases);
  for (std::uint64_t i = 0; i < cases; ++i)
    load.submit(workload.registration(first + i),
                [&ids, i](const runtime::Answer& answer) { ids[i] = answer.case_id; });
  load.drain();
  DONTHU_TRY(load.status());
  return ids;
}

// Cases on their way at a steady rate: each is registered, and takes its next step when another
// second's cases have been registered after it.
class SteadyLoad {
 public:
  SteadyLoad(Workload& workload, std::uint64_t first, double per_second)
      : workload_(workload),
        first_(first),
        per_second_(per_second),
        apart_(static_cast<std::uint64_t>(per_second / verbs) + 1),
        // So that a case was registered when its next step comes, however long the answers take.
        load_(workload.engine(), static_cast<std::uint32_t>(apart_)),
        cases_(apart_ * (verbs + std::uint64_t{seconds})) {}

  // Whatever the answers take: a command that had to wait for its turn took longer.
  Status run() {
    DONTHU_TRY(set_out());
    const auto start = Steady::now();
    const auto commands = static_cast<std::uint64_t>(per_second_ * seconds);
    for (std::uint64_t i = 0; i < commands; ++i) {
      const std::chrono::duration<double> at(static_cast<double>(i) / per_second_);
      const auto due = start + std::chrono::duration_cast<Steady::duration>(at);
      std::this_thread::sleep_until(due);
      submit(i / verbs, i % verbs, due);
    }
    load_.drain();
    DONTHU_TRY(load_.status());
    print_result("all verbs, at a steady rate", commands, seconds_since(start), load_.latencies());
    return {};
  }

 private:
  static constexpr std::uint64_t verbs = 1 + Workload::steps;
  static constexpr unsigned seconds = 10;

  // The cases that are on their way when it begins.
  Status set_out() {
    for (std::uint64_t verb = 0; verb < Workload::steps; ++verb) {
      const std::uint64_t done_by_then = (Workload::steps - verb) * apart_;
      for (std::uint64_t i = 0; i < done_by_then; ++i) submit_for(i, verb, Steady::now());
      load_.drain();
    }
    (void)load_.latencies();
    return load_.status();
  }
  // In the n-th turn.
  void submit(std::uint64_t turn, std::uint64_t verb, Steady::time_point due) {
    submit_for(turn + (Workload::steps - verb) * apart_, verb, due);
  }
  void submit_for(std::uint64_t which, std::uint64_t verb, Steady::time_point due) {
    load_.wait_for_room();
    CaseId& id = cases_[which];
    if (verb == 0)
      load_.submit(
          workload_.registration(first_ + which),
          [&id](const runtime::Answer& answer) { id = answer.case_id; }, due);
    else
      load_.submit(workload_.step(first_ + which, id, verb - 1), {}, due);
  }

  Workload& workload_;
  std::uint64_t first_;
  double per_second_;
  std::uint64_t apart_;  // Turns between two steps of a case.
  Load load_;
  std::vector<CaseId> cases_;
};

}  // namespace

Status bench_commands(const BenchOptions& options) {
  SystemClock clock;
  const Place place(options);
  runtime::Configuration configuration;
  configuration.partitions = options.partitions;
  DONTHU_ASSIGN(const auto workload, Workload::create(options.folder, options.schemas,
                                                      place.ports(clock), configuration));
  fmt::print(
      "{}\ncommands in process: {} cases, {} partitions, register · classify · accept · assign · "
      "resolve, synced group commit\n",
      place.text(), options.cases, options.partitions);
  Load load(workload->engine(), options.in_flight);
  const auto all = Steady::now();
  auto start = Steady::now();
  DONTHU_ASSIGN(const auto ids, register_cases(*workload, load, 0, options.cases));
  print_result(fmt::format("register, {} in flight", options.in_flight), options.cases,
               seconds_since(start), load.latencies());
  static constexpr const char* names[] = {"classify", "accept", "assign", "resolve"};
  for (std::size_t which = 0; which < Workload::steps; ++which) {
    start = Steady::now();
    for (std::uint64_t i = 0; i < options.cases; ++i) load.submit(workload->step(i, ids[i], which));
    load.drain();
    DONTHU_TRY(load.status());
    print_result(fmt::format("{}, {} in flight", names[which], options.in_flight), options.cases,
                 seconds_since(start), load.latencies());
  }
  const double per_second =
      static_cast<double>(options.cases * (1 + Workload::steps)) / seconds_since(all);
  fmt::print("{:<44} {:>9.0f}/s\n", "all", per_second);
  Load single(workload->engine(), 1);
  const std::uint64_t few = std::min<std::uint64_t>(options.cases, 5'000);
  start = Steady::now();
  DONTHU_ASSIGN(const auto more, register_cases(*workload, single, options.cases, few));
  print_result("register, one in flight", few, seconds_since(start), single.latencies());
  const double steady = options.per_second > 0 ? options.per_second : per_second / 2;
  DONTHU_TRY(SteadyLoad(*workload, 2 * options.cases, steady).run());
  print_memory();
  return {};
}

// The last instant at which the engine must act on the case by itself.
Result<Instant> last_due(const runtime::Engine& engine, const CaseId& id) {
  DONTHU_ASSIGN(const auto state, engine.queries().find_case(id));
  Instant last;
  for (const auto& due : petition::due_instants(state)) last = std::max(last, due.at);
  return last;
}

Status bench_timers(const BenchOptions& options) {
  SimulatedClock clock(*parse_instant("2026-08-03 08:00"));
  DONTHU_ASSIGN(const auto workload, Workload::create(options.folder, options.schemas, {&clock}));
  fmt::print("{}\ntimers: {} cases with an armed deadline each, a tenth due in one second\n",
             machine(options.folder.string()), options.cases);
  Load load(workload->engine(), options.in_flight);
  const std::uint64_t early = options.cases / 10;
  DONTHU_ASSIGN(const auto ids, register_cases(*workload, load, 0, early));
  DONTHU_ASSIGN(const Instant due, last_due(workload->engine(), ids.front()));
  // The warnings of the tenth are past before the others come; then its terms end at once.
  clock.advance_to({due.ms - 1});
  workload->engine().settle();
  DONTHU_ASSIGN(const auto others, register_cases(*workload, load, early, options.cases - early));
  (void)load.latencies();
  const std::uint64_t before = workload->engine().health().deadlines_fired;
  clock.advance_to(due);
  const auto start = Steady::now();
  std::uint64_t commands = 0;
  double fired_after = 0;
  Load paced(workload->engine(), 8);
  while (seconds_since(start) < 120) {
    paced.submit(workload->registration(options.cases + commands++));
    const auto health = workload->engine().health();
    if (commands % 64 == 0 && health.deadlines_fired - before >= early &&
        health.firing_lag_ms == 0) {
      fired_after = seconds_since(start);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  paced.drain();
  DONTHU_TRY(paced.status());
  const std::uint64_t fired = workload->engine().health().deadlines_fired - before;
  fmt::print("{} deadlines fired in {:.1f} s ({:.0f}/s)\n", fired, fired_after,
             static_cast<double>(fired) / fired_after);
  print_result("commands meanwhile", commands, seconds_since(start), paced.latencies());
  print_memory();
  return {};
}

// The copy and the state are gone: everything comes from the topic.
Status read_topic_again(const BenchOptions& options, const Place& place, Clock& clock,
                        std::uint64_t events) {
  runtime::Configuration configuration;
  configuration.data = options.folder;
  const runtime::DataFolder folder(configuration);
  for (const auto& part : {folder.log(), folder.state(), folder.heads()})
    std::filesystem::remove_all(part);
  const auto start = Steady::now();
  DONTHU_ASSIGN(const auto workload, Workload::open(options.folder, place.ports(clock)));
  const double seconds = seconds_since(start);
  fmt::print("copy and state made anew from the topic: {} events in {:.2f} s, {:.0f} events/s\n",
             events, seconds, static_cast<double>(events) / seconds);
  return {};
}

Status bench_rebuild(const BenchOptions& options) {
  SystemClock clock;
  const Place place(options);
  runtime::Configuration configuration;
  {
    DONTHU_ASSIGN(const auto workload,
                  Workload::create(options.folder, options.schemas, place.ports(clock)));
    Load load(workload->engine(), options.in_flight);
    DONTHU_ASSIGN(const auto ids, register_cases(*workload, load, 0, options.cases));
    for (std::size_t which = 0; which < Workload::steps; ++which)
      for (std::uint64_t i = 0; i < options.cases; ++i)
        load.submit(workload->step(i, ids[i], which));
    load.drain();
    DONTHU_TRY(load.status());
  }
  configuration.data = options.folder;
  const auto start = Steady::now();
  DONTHU_ASSIGN(const auto folded, runtime::rebuild_state(configuration));
  const double seconds = seconds_since(start);
  fmt::print("{}\nrebuild of {} cases: {} entries, {} events in {:.2f} s, {:.0f} events/s\n",
             place.text(), options.cases, folded.entries, folded.events, seconds,
             static_cast<double>(folded.events) / seconds);
  if (options.kafka) DONTHU_TRY(read_topic_again(options, place, clock, folded.events));
  print_memory();
  return {};
}

Status bench_start(const BenchOptions& options) {
  SystemClock clock;
  {
    DONTHU_ASSIGN(const auto workload, Workload::create(options.folder, options.schemas, {&clock}));
    Load load(workload->engine(), options.in_flight);
    DONTHU_ASSIGN(const auto ids, register_cases(*workload, load, 0, options.cases));
  }
  const auto start = Steady::now();
  DONTHU_ASSIGN(const auto workload, Workload::open(options.folder, {&clock}));
  const double seconds = seconds_since(start);
  fmt::print("{}\nstart with {} open cases: {:.2f} s\n", machine(options.folder.string()),
             options.cases, seconds);
  print_memory();
  return {};
}

}  // namespace donthu::bench
