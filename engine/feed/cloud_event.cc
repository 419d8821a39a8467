#include "engine/feed/cloud_event.h"

#include "engine/event/commit_codec.h"
#include "engine/feed/public_fields.h"

namespace donthu::feed {
namespace {

std::string padded(std::uint64_t number) {
  auto digits = std::to_string(number);
  return std::string(20 - digits.size(), '0') + digits;
}

}  // namespace

std::string CloudEvent::id() const {
  return std::to_string(partition.value) + "-" + std::to_string(seq) + "-" + std::to_string(index);
}

std::string CloudEvent::type() const {
  return "vn.donthu." + std::string(name) + ".v" + std::to_string(version);
}

CloudEvent cloud_event(const runtime::LogEntry& entry, std::uint32_t index, LogId log,
                       std::optional<CaseFacts> facts, bool simulated) {
  const auto& event = entry.commit.events[index];
  const auto& type = event::type_of(event);
  CloudEvent out;
  out.log = log;
  out.partition = entry.partition;
  out.seq = entry.seq;
  out.index = index;
  out.name = type.name;
  out.version = type.version;
  out.case_id = entry.commit.case_id;
  out.case_version = entry.commit.case_version;
  out.facts = std::move(facts);
  out.effective_at = entry.commit.effective_at ? entry.commit.effective_at : entry.recorded_at;
  out.recorded_at = entry.recorded_at;
  out.simulated = simulated;
  out.data = public_data(event);
  return out;
}

boost::json::object to_json(CloudEvent event) {
  const auto key = event.case_id ? to_string(event.case_id) : std::string("administration");
  const auto text = [](std::uint64_t number) { return std::to_string(number); };
  boost::json::object out;
  out.reserve(20);
  out.emplace("specversion", "1.0");
  out.emplace("id", event.id());
  out.emplace("source", "/donthu/" + to_string(event.log));
  out.emplace("type", event.type());
  if (event.case_id) out.emplace("subject", key);
  out.emplace("time", to_string(event.effective_at));
  out.emplace("recordedtime", to_string(event.recorded_at));
  out.emplace("sequence", padded(event.seq));
  out.emplace("partitionkey", key);
  out.emplace("datacontenttype", "application/json");
  out.emplace("dataschema",
              "urn:donthu:feed:" + std::string(event.name) + ":v" + std::to_string(event.version));
  if (event.case_id) out.emplace("caseversion", text(event.case_version));
  if (event.facts) {
    const auto& number = event.facts->number;
    out.emplace("petitionkind", boost::json::string_view(event::name_of(event.facts->kind)));
    out.emplace("registernumber",
                text(number.unit.value) + "/" + text(number.year) + "/" + text(number.number));
    out.emplace("handlingunit", text(event.facts->handling_unit.value));
    out.emplace("accountableunit", text(event.facts->accountable_unit.value));
  }
  if (event.simulated) out.emplace("simulated", true);
  out.emplace("data", std::move(event.data));
  return out;
}

}  // namespace donthu::feed
