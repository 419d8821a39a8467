// What a log has to tell the public, and what a topic holds of it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "connectors/kafka/consumer.h"
#include "engine/feed/feed.h"

namespace donthu::kafka {

using Records = std::vector<std::vector<std::string>>;  // By partition, in their order.

inline Records told_by(const runtime::Queries& queries, bool simulated) {
  feed::Feed feed(queries, simulated);
  Records out(queries.partitions());
  auto cursor = feed.beginning();
  for (bool more = true; more;) {
    auto batch = feed.poll({}, cursor, 1'000);
    EXPECT_TRUE(batch);
    if (!batch) break;
    for (auto& delivery : batch->events) {
      auto& partition = out[delivery.event.place.partition.value];
      partition.push_back(boost::json::serialize(feed::to_json(std::move(delivery.event))));
    }
    more = batch->more;
    cursor = std::move(batch->after);
  }
  return out;
}

inline Records records_in(const Connection& connection, std::uint16_t partitions) {
  Records out(partitions);
  EXPECT_TRUE(
      read_from_beginning(connection, partitions, [&](const Arrived& arrived) -> Result<bool> {
        EXPECT_FALSE(arrived.lost);
        for (const auto& incoming : arrived.records)
          out[arrived.partition.value].push_back(incoming.record);
        return arrived.at_end;
      }));
  return out;
}

// As a reader does that drops every event whose sequence is not beyond the last one: what is left
// is in order by itself.
inline Records without_repeats(const Records& records) {
  Records out(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::string last;
    for (const auto& record : records[i]) {
      const auto json = boost::json::parse(record);
      const std::string sequence(json.at("sequence").as_string());
      if (sequence <= last) continue;
      last = sequence;
      out[i].push_back(record);
    }
  }
  return out;
}

// Where they differ first, in few words; empty: nowhere.
inline std::string difference(const Records& found, const Records& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto [one, other] = std::ranges::mismatch(found[i], wanted[i]);
    if (one == found[i].end() && other == wanted[i].end()) continue;
    return "partition " + std::to_string(i) + ": " + std::to_string(found[i].size()) + " of " +
           std::to_string(wanted[i].size()) + "; record " + std::to_string(one - found[i].begin()) +
           " is " + (one == found[i].end() ? "missing" : one->substr(0, 60)) + ", wanted " +
           (other == wanted[i].end() ? "nothing" : other->substr(0, 60));
  }
  return "";
}

inline std::size_t count(const Records& records) {
  std::size_t all = 0;
  for (const auto& partition : records) all += partition.size();
  return all;
}

}  // namespace donthu::kafka
