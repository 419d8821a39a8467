#include "engine/feed/cloud_event.h"

#include <charconv>

#include "engine/event/commit_codec.h"
#include "engine/feed/public_fields.h"

namespace donthu::feed {
namespace {

std::string padded(std::uint64_t number, std::size_t width) {
  auto digits = std::to_string(number);
  return std::string(width - digits.size(), '0') + digits;
}

// An entry of 65,535 bytes holds fewer events than five digits count.
std::string sequence_of(const Place& place) {
  return padded(place.seq, 20) + "." + padded(place.index, 5);
}

// The number that `text` begins with, which is taken off together with the dash behind it.
template <class Number>
bool take_number(std::string_view& text, bool last, Number& number) {
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || (read.ptr == end) != last) return false;
  if (!last && *read.ptr != '-') return false;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + (last ? 0 : 1));
  return true;
}

}  // namespace

std::optional<Place> parse_event_id(std::string_view id) {
  Place place;
  if (take_number(id, false, place.partition.value) && take_number(id, false, place.seq) &&
      take_number(id, true, place.index))
    return place;
  return std::nullopt;
}

std::string CloudEvent::source() const { return "/donthu/" + to_string(log); }

std::string CloudEvent::id() const {
  return std::to_string(place.partition.value) + "-" + std::to_string(place.seq) + "-" +
         std::to_string(place.index);
}

std::string CloudEvent::partition_key() const {
  return case_id ? to_string(case_id) : "administration";
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
  out.place = {entry.partition, entry.seq, index};
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
  const auto key = event.partition_key();
  const auto text = [](std::uint64_t number) { return std::to_string(number); };
  boost::json::object out;
  out.reserve(20);
  out.emplace("specversion", "1.0");
  out.emplace("id", event.id());
  out.emplace("source", event.source());
  out.emplace("type", event.type());
  if (event.case_id) out.emplace("subject", key);
  out.emplace("time", to_string(event.effective_at));
  out.emplace("recordedtime", to_string(event.recorded_at));
  out.emplace("sequence", sequence_of(event.place));
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
