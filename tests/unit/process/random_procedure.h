// Random block-structured procedures: every kind of element, nested as a person might draw them.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/process/case.h"

namespace donthu::process {

// The same numbers on every machine, unlike the distributions of <random>.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  bool one_in(std::uint32_t chances) { return below(chances) == 0; }

 private:
  std::mt19937 engine_;
};

// Gives process "main" and the processes it calls. Conditions ask for `pick` ("0", "1", …); where
// it is none of them the default flows lead out of every loop. Deadlines are d0 and d1, verbs v0 to
// v3.
class RandomProcedure {
 public:
  explicit RandomProcedure(std::uint32_t seed) : dice_(seed) {}

  std::string write() {
    std::string file = write_process("main", 3);
    return file + called_;
  }

 private:
  struct Block {
    std::string entry;
    std::string exit;
  };

  std::string fresh(const char* prefix) { return prefix + std::to_string(next_++); }
  std::string verb() { return "v" + std::to_string(dice_.below(4)); }

  std::string write_process(const std::string& id, int depth) {
    return process(id, write_scope(depth), "donthu:anytime=\"note\"");
  }

  std::string write_scope(int depth) {
    std::string outer = std::move(text_);
    text_.clear();
    const std::string start = fresh("s");
    const std::string end = fresh("e");
    text_ += start_at(start) + (dice_.one_in(8) ? terminate_at(end) : end_at(end));
    const Block inside = depth > 1 ? sequence(depth) : block(depth);
    text_ += flow(start, inside.entry) + flow(inside.exit, end);
    std::swap(outer, text_);
    return outer;
  }

  Block block(int depth) {
    if (depth == 0) return leaf();
    switch (dice_.below(7)) {
      case 0: return sequence(depth);
      case 1: return choice(depth);
      case 2: return parallel(depth);
      case 3: return loop(depth);
      case 4: return sub_process(depth);
      case 5: return call(depth);
      default: return leaf();
    }
  }

  Block leaf() {
    const std::string id = fresh("n");
    switch (dice_.below(5)) {
      case 0: text_ += service(id, "note"); return {id, id};
      case 1:
        text_ += element("intermediateCatchEvent", id, "donthu:command=\"" + verb() + "\"",
                         "<bpmn:messageEventDefinition/>");
        return {id, id};
      case 2:
        text_ += element("receiveTask", id, "donthu:command=\"" + verb() + "\"");
        return watched({id, id});
      default: text_ += task(id, "v0 " + std::string("v") + std::to_string(1 + dice_.below(3)));
    }
    return watched({id, id});
  }

  // Boundary timers on an activity. An interrupting one meets the activity's way out, so that every
  // fork still joins; the others end by themselves.
  Block watched(Block activity) {
    while (dice_.one_in(2)) {
      const bool interrupting = dice_.one_in(2);
      const std::string id = fresh("b");
      if (dice_.one_in(2))
        text_ += boundary_for(id, activity.entry, "P" + std::to_string(1 + dice_.below(3)) + "D",
                              interrupting);
      else
        text_ += boundary_on(id, activity.entry, "d" + std::to_string(dice_.below(2)),
                             dice_.one_in(2) ? "due_soon" : "overdue", interrupting);
      const std::string handler = fresh("n");
      text_ += task(handler, verb()) + flow(id, handler);
      if (interrupting) {
        const std::string merge = fresh("g");
        text_ +=
            element("exclusiveGateway", merge) + flow(activity.exit, merge) + flow(handler, merge);
        activity.exit = merge;
      } else {
        const std::string end = fresh("e");
        text_ += end_at(end) + flow(handler, end);
      }
    }
    return activity;
  }

  Block sequence(int depth) {
    Block all = block(depth - 1);
    for (std::uint32_t more = 1 + dice_.below(3); more > 0; --more) {
      const Block next = block(depth - 1);
      text_ += flow(all.exit, next.entry);
      all.exit = next.exit;
    }
    return all;
  }

  Block choice(int depth) {
    const std::string split = fresh("g");
    const std::string merge = fresh("g");
    const std::uint32_t branches = 2 + dice_.below(2);
    std::string default_flow;
    for (std::uint32_t branch = 0; branch < branches; ++branch) {
      const Block inside = block(depth - 1);
      const bool last = branch + 1 == branches;
      text_ +=
          flow(split, inside.entry, last ? "" : "= pick = \"" + std::to_string(branch) + "\"") +
          flow(inside.exit, merge);
      default_flow = split + "-" + inside.entry;
    }
    text_ += element("exclusiveGateway", split, "default=\"" + default_flow + "\"") +
             element("exclusiveGateway", merge);
    return {split, merge};
  }

  Block parallel(int depth) {
    const std::string fork = fresh("g");
    const std::string join = fresh("g");
    text_ += element("parallelGateway", fork) + element("parallelGateway", join);
    for (std::uint32_t branches = 2 + dice_.below(2); branches > 0; --branches) {
      const Block inside = block(depth - 1);
      text_ += flow(fork, inside.entry) + flow(inside.exit, join);
    }
    return {fork, join};
  }

  Block loop(int depth) {
    const std::string merge = fresh("g");
    const std::string wait = fresh("n");
    const std::string split = fresh("g");
    const std::string out = fresh("g");
    const Block inside = block(depth - 1);
    text_ += element("exclusiveGateway", merge) + task(wait, verb()) +
             element("exclusiveGateway", split, "default=\"" + split + "-" + out + "\"") +
             element("exclusiveGateway", out) + path({merge, wait, inside.entry}) +
             flow(inside.exit, split) + flow(split, merge, "pick = \"0\"") + flow(split, out);
    return {merge, out};
  }

  Block sub_process(int depth) {
    const std::string id = fresh("p");
    text_ += element("subProcess", id, "", write_scope(depth - 1));
    return watched({id, id});
  }

  Block call(int depth) {
    const std::string id = fresh("c");
    const std::string called = fresh("main");
    text_ += element("callActivity", id, "calledElement=\"" + called + "\"");
    std::string outer = std::move(text_);
    text_.clear();
    called_ += write_process(called, depth - 1);
    text_ = std::move(outer);
    return watched({id, id});
  }

  Dice dice_;
  std::uint32_t next_ = 1;
  std::string text_;
  std::string called_;
};

}  // namespace donthu::process
