// What one command costs in each part of its way, on one thread and without a disk.
#include <array>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "engine/event/commit_codec.h"
#include "engine/petition/decide.h"
#include "engine/projection/fold.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/measure.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::bench {
namespace {

// A registered complaint, the command that is decided on it next, and all that deciding takes.
class Bench {
 public:
  static Result<std::unique_ptr<Bench>> create(const BenchOptions& options) {
    auto bench = std::unique_ptr<Bench>(new Bench);
    DONTHU_ASSIGN(bench->workload,
                  Workload::create(options.folder, options.schemas, {&bench->clock}));
    runtime::Engine& engine = bench->workload->engine();
    bench->registration = bench->workload->registration(0);
    DONTHU_ASSIGN(const auto answer, engine.execute(bench->registration));
    DONTHU_ASSIGN(bench->state, engine.queries().find_case(answer.case_id));
    DONTHU_ASSIGN(const auto history, engine.queries().history(answer.case_id));
    bench->commit = history.front().commit;
    bench->classification = bench->workload->step(0, answer.case_id, 0);
    bench->registry = engine.registry();
    bench->rules = engine.rules();
    return bench;
  }

  [[nodiscard]] petition::Context context(const event::Actor& actor) const {
    petition::Context context;
    context.now = context.effective_at = clock.now();
    context.actor = actor;
    context.registry = registry.get();
    context.rules = rules.get();
    context.case_id = state.id;
    context.case_key = state.case_key;
    context.next_number = [](UnitId, std::uint16_t) { return 1U; };
    return context;
  }

  SimulatedClock clock{*parse_instant("2026-08-03 08:00")};
  std::unique_ptr<Workload> workload;
  runtime::Request registration;
  runtime::Request classification;
  petition::Case state;
  event::Commit commit;
  std::shared_ptr<const registry::Registry> registry;
  std::shared_ptr<const petition::Rules> rules;

 private:
  Bench() = default;
};

void decide(benchmark::State& run, const Bench& bench, const petition::Case* before,
            const runtime::Request& request) {
  const petition::Context context = bench.context(request.actor);
  for (auto _ : run) {
    auto decision = petition::decide(before, request.command, context);
    if (!decision) return run.SkipWithError(decision.error().message.c_str());
    benchmark::DoNotOptimize(decision);
  }
}

event::Envelope envelope_of(const Bench& bench) {
  event::Envelope envelope;
  envelope.kind = event::EntryKind::commit;
  envelope.epoch = 1;
  envelope.seq = 2;
  envelope.log_time = bench.clock.now();
  return envelope;
}

void encode(benchmark::State& run, const Bench& bench) {
  const event::Envelope envelope = envelope_of(bench);
  for (auto _ : run) {
    auto entry = event::encode_entry(envelope, event::encode_commit(bench.commit));
    benchmark::DoNotOptimize(entry);
  }
}

void decode(benchmark::State& run, const Bench& bench) {
  const Bytes entry =
      event::encode_entry(envelope_of(bench), event::encode_commit(bench.commit)).value_or(Bytes());
  for (auto _ : run) {
    const auto parsed = event::parse_entry(entry);
    auto commit = event::decode_commit(parsed->body);
    benchmark::DoNotOptimize(commit);
  }
  run.SetBytesProcessed(run.iterations() * static_cast<std::int64_t>(entry.size()));
}

void chain(benchmark::State& run) {
  const Bytes entry(static_cast<std::size_t>(run.range(0)), 'x');
  for (auto _ : run) {
    auto hash = leaf_hash(entry);
    benchmark::DoNotOptimize(hash);
  }
  run.SetBytesProcessed(run.iterations() * run.range(0));
}

void fold(benchmark::State& run, const Bench& bench) {
  const projection::EntryFacts facts{partition_of(bench.state.id), 2, {}, bench.clock.now(), {}};
  for (auto _ : run) {
    projection::Changes changes;
    projection::fold_case(changes, facts, bench.commit, nullptr, bench.state);
    benchmark::DoNotOptimize(changes);
  }
}

void register_all(const Bench& bench) {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("decide/register", [&](benchmark::State& run) {
    decide(run, bench, nullptr, bench.registration);
  });
  RegisterBenchmark("decide/classify", [&](benchmark::State& run) {
    decide(run, bench, &bench.state, bench.classification);
  });
  RegisterBenchmark("entry/encode", [&](benchmark::State& run) { encode(run, bench); });
  RegisterBenchmark("entry/decode", [&](benchmark::State& run) { decode(run, bench); });
  RegisterBenchmark("entry/hash", chain)->Arg(1'000)->Arg(100'000);
  RegisterBenchmark("fold/register", [&](benchmark::State& run) { fold(run, bench); });
}

}  // namespace

Status bench_parts(const BenchOptions& options) {
  DONTHU_ASSIGN(const auto bench, Bench::create(options));
  fmt::print("{}\n", machine(options.folder.string()));
  std::array<char, 7> name{"donthu"};
  std::array<char*, 2> arguments{name.data(), nullptr};
  int count = 1;
  benchmark::Initialize(&count, arguments.data());
  register_all(*bench);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return {};
}

}  // namespace donthu::bench
