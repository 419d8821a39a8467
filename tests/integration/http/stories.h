// For every verb, what leads to a petition that takes it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace donthu::http {

struct Step {
  std::string_view verb;
  std::uint32_t officer = 22;  // In unit officer / 10 (see Office).
  std::string_view body = "{}";
  std::int64_t days_before = 0;  // That pass before the step.
};

struct Story {
  std::string_view kind = "complaint";
  std::vector<Step> steps;  // The last is the verb itself.
  std::uint32_t registrar = 22;
};

inline const std::map<std::string_view, Story>& stories() {
  static constexpr Step classify{"classify", 22, R"({"eligible":true})"};
  static constexpr Step accept{"accept", 21};
  static constexpr Step assign{"assign", 21, R"({"officer":23,"task":"verify"})"};
  static constexpr Step verify{"verify", 23, R"({"finding":"x"})"};
  static constexpr Step decide{
      "resolve", 21,
      R"({"form":"decision","outcome":"justified","document_number":"1/QD","summary":"x"})"};
  static constexpr Step withdraw{"withdraw", 22, R"({"scope":"full","reason":"x"})"};
  static constexpr Step suspend{"suspend", 21, R"({"ground":"awaiting_other_body","reason":"x"})"};
  static constexpr Step enforce{"enforce", 22, R"({"completed":true})"};
  static constexpr Step close{"close", 22, R"({"outcome":"done"})"};
  static constexpr Step void_it{"void", 21, R"({"reason":"x"})"};
  static constexpr Step demand{"demand_report", 11, R"({"note":"x"})", 200};
  static const std::map<std::string_view, Story> all{
      {"classify", {"complaint", {classify}}},
      {"accept", {"complaint", {classify, accept}}},
      {"decline",
       {"complaint", {classify, {"decline", 21, R"({"ground":"no_right","reason":"x"})"}}}},
      {"assign", {"complaint", {classify, accept, assign}}},
      {"transfer",
       {"complaint", {{"transfer", 22, R"({"to":3,"ground":"other_unit","reason":"x"})"}}}},
      {"escalate", {"complaint", {{"escalate", 22, R"({"reason":"x"})"}}}},
      {"verify", {"complaint", {classify, accept, assign, verify}}},
      {"answer", {"feedback", {classify, {"answer", 22, R"({"mode":"written","answer":"x"})"}}}},
      {"resolve", {"complaint", {classify, accept, assign, verify, decide}}},
      {"notify",
       {"complaint", {classify, accept, {"notify", 22, R"({"purpose":"notify_acceptance"})"}}}},
      {"extend",
       {"denunciation",
        {classify, accept, {"extend", 21, R"({"purpose":"resolution","reason":"x"})"}}}},
      {"suspend", {"denunciation", {classify, accept, suspend}}},
      {"resume", {"denunciation", {classify, accept, suspend, {"resume", 21}}}},
      {"withdraw", {"complaint", {classify, accept, withdraw}}},
      {"terminate",
       {"complaint",
        {classify, accept, {"terminate", 21, R"({"ground":"settled","reason":"x"})"}}}},
      {"enforce", {"complaint", {classify, accept, assign, verify, decide, enforce}}},
      {"close", {"complaint", {classify, accept, assign, verify, decide, close}}},
      {"reopen",
       {"complaint",
        {classify,
         accept,
         assign,
         verify,
         decide,
         close,
         {"reopen", 21, R"({"ground":"new_evidence","reason":"x"})"}}}},
      {"lodge_second_instance",
       {"complaint",
        {classify,
         accept,
         assign,
         verify,
         decide,
         {"lodge_second_instance", 22, R"({"reason":"x"})"}}}},
      {"apply_to_superior",
       {"denunciation", {classify, accept, {"apply_to_superior", 11, R"({"note":"x"})", 200}}}},
      {"demand_report", {"denunciation", {classify, accept, demand}}},
      {"report", {"denunciation", {classify, accept, demand, {"report", 22, R"({"report":"x"})"}}}},
      {"urge", {"complaint", {classify, {"urge", 11, R"({"note":"x"})"}}}},
      {"note", {"complaint", {{"note", 22, R"({"note":"x"})"}}}},
      {"attach", {"complaint", {{"attach", 22}}}},
      {"correct",
       {"complaint", {{"correct", 22, R"({"entry":"matter","now":"khác","reason":"x"})"}}}},
      {"reclassify", {"complaint", {{"reclassify", 22, R"({"kind":"feedback","reason":"x"})"}}}},
      {"void", {"complaint", {void_it}}},
      {"read_sealed", {"complaint", {{"read_sealed", 21, R"({"purpose":"review"})"}}}},
      {"link", {"complaint", {{"link", 22}}}},
      {"record_signatories",
       {"complaint",
        {{"record_signatories", 22,
          R"({"signatories":62,"representatives":[{"role":"representative","name":"x"}]})"}}}},
      {"withdraw_signature",
       {"complaint",
        {{"record_signatories", 22, R"({"signatories":62})"},
         {"withdraw_signature", 22, R"({"signatories":1,"reason":"x"})"}}}},
      {"hold_meeting",
       {"complaint", {classify, accept, {"hold_meeting", 22, R"({"minutes":"x"})"}}}},
      {"explain_delay", {"complaint", {{"explain_delay", 22, R"({"cause":"budget","note":"x"})"}}}},
      {"rule",
       {"complaint",
        {{"escalate", 12, R"({"reason":"x"})"}, {"rule", 11, R"({"to":2,"reason":"x"})"}},
        12}},
  };
  return all;
}

}  // namespace donthu::http
