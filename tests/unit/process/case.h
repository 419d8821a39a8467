// A case without a petition: holds the flow, records its changes, and writes BPMN in few words.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/process/execution.h"
#include "engine/process/parser.h"

namespace donthu::process {

inline std::string definitions(const std::string& content) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:donthu="http://donthu.vn/schema/bpmn/1" xmlns:other="urn:other" id="file"
 targetNamespace="urn:test">
)" + content +
         "\n</bpmn:definitions>\n";
}

inline std::string process(const std::string& id, const std::string& content,
                           const std::string& attributes = "") {
  return "<bpmn:process id=\"" + id + "\" name=\"Quy trình\" isExecutable=\"true\" " + attributes +
         ">\n" + content + "</bpmn:process>\n";
}

inline std::string element(const std::string& kind, const std::string& id,
                           const std::string& attributes = "", const std::string& content = "") {
  return "<bpmn:" + kind + " id=\"" + id + "\" name=\"" + id + "!\" " + attributes + ">" + content +
         "</bpmn:" + kind + ">\n";
}

inline std::string start_at(const std::string& id) { return element("startEvent", id); }
inline std::string end_at(const std::string& id) { return element("endEvent", id); }
inline std::string terminate_at(const std::string& id) {
  return element("endEvent", id, "", "<bpmn:terminateEventDefinition/>");
}
inline std::string task(const std::string& id, const std::string& commands,
                        const std::string& attributes = "") {
  return element("userTask", id, "donthu:command=\"" + commands + "\" " + attributes);
}
inline std::string service(const std::string& id, const std::string& function) {
  return element("serviceTask", id, "donthu:function=\"" + function + "\"");
}

// "a>b" from a to b with the id "a>b" as XML allows it: "a-b".
inline std::string flow(const std::string& source, const std::string& target,
                        const std::string& condition = "") {
  const std::string inner = condition.empty()
                                ? ""
                                : "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">" +
                                      condition + "</bpmn:conditionExpression>";
  return "<bpmn:sequenceFlow id=\"" + source + "-" + target + "\" sourceRef=\"" + source +
         "\" targetRef=\"" + target + "\">" + inner + "</bpmn:sequenceFlow>\n";
}

// A chain of flows: path({"start", "task", "end"}).
inline std::string path(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t i = 1; i < ids.size(); ++i) text += flow(ids[i - 1], ids[i]);
  return text;
}

inline std::string boundary_for(const std::string& id, const std::string& activity,
                                const std::string& duration, bool interrupting) {
  return element("boundaryEvent", id,
                 "attachedToRef=\"" + activity + "\" cancelActivity=\"" +
                     (interrupting ? "true" : "false") + "\"",
                 "<bpmn:timerEventDefinition><bpmn:timeDuration>" + duration +
                     "</bpmn:timeDuration></bpmn:timerEventDefinition>");
}
inline std::string boundary_on(const std::string& id, const std::string& activity,
                               const std::string& deadline, const std::string& moment,
                               bool interrupting) {
  return element("boundaryEvent", id,
                 "attachedToRef=\"" + activity + "\" cancelActivity=\"" +
                     (interrupting ? "true" : "false") + "\" donthu:deadline=\"" + deadline +
                     "\" donthu:on=\"" + moment + "\"",
                 "<bpmn:timerEventDefinition/>");
}

// Follows one procedure file under the version "1".
class Case : public Host {
 public:
  explicit Case(const std::string& content) {
    Result<ProcedureFile> file = parse_procedures(definitions(content), {});
    if (!file) {
      ADD_FAILURE() << file.error().reason << ": " << to_string(file.error());
      return;
    }
    for (const auto& one : file->procedures) procedures_[one->id()] = one;
  }

  // The case starts with `id`.
  Status begin(const std::string& id = "main") { return process::start(id, "1", *this); }

  Status command(const std::string& verb) {
    Result<CommandPlace> place = complete_command(verb, *this);
    if (!place) return std::unexpected(place.error());
    if (place->kind != CommandPlace::Kind::waited_for)
      return fail(ErrorCode::rejected, "not-waited-for", verb);
    return {};
  }

  // "task other-task": elements with active tokens, by token id, without the timers.
  [[nodiscard]] std::string standing() const {
    std::string text;
    for (const Token& token : live_.tokens)
      if (token.state != TokenState::timer)
        text += (text.empty() ? "" : " ") + token.element +
                (token.state == TokenState::waiting_at_gateway ? "?" : "");
    return text;
  }

  // "entered:task left:end": the changes since the last call of this.
  std::string story() {
    std::string text;
    for (; told_ < recorded_.size(); ++told_) {
      const FlowChange& change = recorded_[told_];
      text += std::string(text.empty() ? "" : " ") + name_of(change.kind);
      if (!change.element.empty()) text += ":" + change.element;
    }
    return text;
  }

  // Law 2: the recorded changes alone give the same state.
  void expect_replay_equal() const {
    FlowState folded;
    for (const FlowChange& change : recorded_) {
      const Status status = apply(folded, change);
      ASSERT_TRUE(status) << to_string(status.error());
    }
    EXPECT_EQ(folded, live_);
  }

  [[nodiscard]] const Token* timer(const std::string& element) const {
    for (const Token& token : live_.tokens)
      if (token.state == TokenState::timer && token.element == element) return &token;
    return nullptr;
  }

  // What a crash or a rejected command leaves: the working copy is thrown away.
  [[nodiscard]] std::pair<FlowState, std::size_t> mark() const { return {live_, recorded_.size()}; }
  void restore(std::pair<FlowState, std::size_t> mark) {
    live_ = std::move(mark.first);
    recorded_.resize(mark.second);
    told_ = std::min(told_, recorded_.size());
  }

  [[nodiscard]] const std::vector<FlowChange>& recorded() const { return recorded_; }
  [[nodiscard]] const std::map<std::string, std::shared_ptr<const Procedure>>& procedures() const {
    return procedures_;
  }

  policy::Context names;
  Instant time{1'700'000'000'000};
  std::uint32_t limit = step_limit;
  std::vector<std::string> calls;
  std::map<std::string, std::string> last_inputs;
  std::function<Status(const std::string&)> on_call = [](const std::string&) { return Status{}; };
  std::map<std::string, std::string> versions;  // Of called procedures, by id.
  std::string withdrawn;                        // A procedure that is no longer there.

  [[nodiscard]] const FlowState& state() const override { return live_; }
  [[nodiscard]] Status changed(const FlowChange& change) override {
    recorded_.push_back(change);
    return apply(live_, change);
  }
  [[nodiscard]] Status call(const ServiceCall& call) override {
    calls.emplace_back(call.function);
    last_inputs = call.inputs;
    return on_call(std::string(call.function));
  }
  [[nodiscard]] policy::Context variables() const override { return names; }
  [[nodiscard]] const Procedure* procedure(std::string_view id,
                                           std::string_view version) const override {
    const auto found = procedures_.find(std::string(id));
    if (id == withdrawn || found == procedures_.end()) return nullptr;
    const auto pinned = versions.find(std::string(id));
    if (version != (pinned == versions.end() ? "1" : pinned->second)) return nullptr;
    return found->second.get();
  }
  [[nodiscard]] std::string called_version(std::string_view id,
                                           std::string_view caller) const override {
    const auto pinned = versions.find(std::string(id));
    return pinned == versions.end() ? Host::called_version(id, caller) : pinned->second;
  }
  [[nodiscard]] Instant now() const override { return time; }
  [[nodiscard]] std::uint32_t max_steps() const override { return limit; }

 private:
  std::map<std::string, std::shared_ptr<const Procedure>> procedures_;
  FlowState live_;
  std::vector<FlowChange> recorded_;
  std::size_t told_ = 0;
};

}  // namespace donthu::process
