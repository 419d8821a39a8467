#include "connectors/kafka/public_writer.h"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "connectors/kafka/consumer.h"

namespace donthu::kafka {

namespace {

constexpr std::string_view content_type = "application/cloudevents+json; charset=UTF-8";
constexpr std::size_t events_of_a_partition = 250;  // In one group.
constexpr std::uint64_t records_at_first = 64;      // Of the tail; more where all are strangers'.

std::string source_of(LogId log) {
  feed::CloudEvent event;
  event.log = log;
  return event.source();
}

Error of_another_log(const Connection& connection, std::string_view source) {
  return {ErrorCode::conflict,
          "stream-of-another-log",
          fmt::format("The topic {} holds the public stream {}", connection.topic, source),
          "Chủ đề này chứa luồng công khai của nhật ký khác",
          "public.topic",
          "Name another topic."};
}

// One partition's tail, looked for from its end backwards.
struct Search {
  PartitionId partition;
  std::uint64_t first = 0;  // Offsets: of the first record that there is, and after the last.
  std::uint64_t end = 0;
  std::uint64_t from = 0;  // Where it is read from this time.
  std::optional<feed::Place> last;
  bool read = false;  // To its end, this time.

  [[nodiscard]] bool over() const { return last || from == first; }
};

class TailSearch {
 public:
  TailSearch(const Connection& connection, LogId log)
      : connection_(connection), source_(source_of(log)) {}

  Result<std::vector<std::optional<feed::Place>>> run(const std::vector<PartitionId>& partitions) {
    const auto most = std::ranges::max_element(partitions);
    if (most == partitions.end()) return {};
    DONTHU_ASSIGN(consumer_,
                  Consumer::open(connection_, static_cast<std::uint16_t>(most->value + 1)));
    for (const auto partition : partitions) {
      DONTHU_ASSIGN(const auto offsets, consumer_->offsets(partition, connection_.patience));
      searches_.push_back({partition, offsets.first, offsets.end, offsets.end, {}, false});
    }
    for (auto records = records_at_first; !all_over(); records *= 8) DONTHU_TRY(look(records));
    std::vector<std::optional<feed::Place>> found;
    for (const auto& search : searches_) found.push_back(search.last);
    return found;
  }

 private:
  [[nodiscard]] bool all_over() const {
    return std::ranges::all_of(searches_, [](const auto& search) { return search.over(); });
  }

  // At the last `records` of every partition of which nothing was found yet.
  Status look(std::uint64_t records) {
    std::size_t left = 0;
    for (auto& search : searches_) {
      search.read = search.over();
      if (search.read) continue;
      search.from = search.end - std::min(records, search.end - search.first);
      DONTHU_TRY(consumer_->start(search.partition, search.from));
      ++left;
    }
    while (left > 0) {
      const auto all = consumer_->read(connection_.patience);
      if (all.empty())
        return std::unexpected(consumer_->client().unreachable(
            fmt::format("The end of the topic {} cannot be read", connection_.topic)));
      for (const auto& arrived : all) {
        const auto search = std::ranges::find(searches_, arrived.partition, &Search::partition);
        if (search == searches_.end() || search->read) continue;
        DONTHU_TRY(take(arrived, *search));
        if (search->read) --left;
      }
    }
    return {};
  }

  Status take(const Arrived& arrived, Search& search) const {
    if (arrived.lost)
      return fail(ErrorCode::unavailable, "kafka-cannot-read",
                  fmt::format("The end of partition {} of {} went away while it was read",
                              search.partition.value, connection_.topic),
                  {}, "Nothing needs to be done: it is read again.");
    for (const auto& incoming : arrived.records) {
      DONTHU_ASSIGN(const auto place, place_in(incoming.record, search.partition));
      // Two writers at a time repeat one another, so the last record is not always the furthest.
      if (place && (!search.last || *search.last < *place)) search.last = place;
      if (incoming.offset + 1 >= search.end) search.read = true;
    }
    if (arrived.at_end) search.read = true;
    return {};
  }

  // None for a record that is no event of any log.
  Result<std::optional<feed::Place>> place_in(ByteView record, PartitionId partition) const {
    const auto none = std::optional<feed::Place>{};
    boost::system::error_code error;
    const auto json = boost::json::parse(record, error);
    if (error || !json.is_object()) return none;
    const auto text = [&](const char* name) {
      const auto* value = json.get_object().if_contains(name);
      return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                    : std::string();
    };
    const auto source = text("source");
    if (source != source_ && source.starts_with("/donthu/"))
      return std::unexpected(of_another_log(connection_, source));
    const auto place = source == source_ ? feed::parse_event_id(text("id")) : none;
    return place && place->partition == partition ? place : none;
  }

  const Connection& connection_;
  const std::string source_;
  std::unique_ptr<Consumer> consumer_;
  std::vector<Search> searches_;
};

}  // namespace

Result<std::vector<std::optional<feed::Place>>> find_tails(
    const Connection& connection, const std::vector<PartitionId>& partitions, LogId log) {
  return TailSearch(connection, log).run(partitions);
}

PublicWriter::PublicWriter(const runtime::Queries& queries, feed::Feed& feed,
                           const Connection& connection)
    : queries_(queries), feed_(feed), connection_(connection), places_(queries.partitions()) {}

Result<std::unique_ptr<PublicWriter>> PublicWriter::open(const runtime::Queries& queries,
                                                         feed::Feed& feed,
                                                         const Connection& connection) {
  std::unique_ptr<PublicWriter> writer(new PublicWriter(queries, feed, connection));
  DONTHU_ASSIGN(writer->producer_, Producer::open(connection));
  return writer;
}

std::optional<std::uint64_t> PublicWriter::next_seq(PartitionId partition) const {
  const auto& place = places_[partition.value];
  return place ? std::optional(place->next[partition.value]) : std::nullopt;
}

Status PublicWriter::find_places(const Wanted& wanted) {
  std::vector<PartitionId> sought;
  for (std::uint16_t i = 0; i < places_.size(); ++i) {
    if (!wanted({i}))
      places_[i].reset();  // Another may go on with it meanwhile.
    else if (!places_[i])
      sought.push_back({i});
  }
  DONTHU_ASSIGN(const auto tails, find_tails(connection_, sought, queries_.log_id()));
  for (std::size_t i = 0; i < sought.size(); ++i) {
    auto from = tails[i].value_or(feed::Place{sought[i], 0, 0});
    if (tails[i]) ++from.index;
    if (tails[i] && from.seq >= queries_.next_seq(sought[i]))
      return fail(ErrorCode::unavailable, "stream-ahead",
                  fmt::format("Partition {} of {} tells of entry {}, which the log has not",
                              sought[i].value, connection_.topic, from.seq),
                  "public.topic",
                  "Where the log was restored to an earlier state, name another topic for the "
                  "stream.");
    places_[sought[i].value] = feed_.only(from);
  }
  return {};
}

Result<PublicWriter::Step> PublicWriter::step(const Wanted& wanted) {
  DONTHU_TRY(find_places(wanted));
  Step step;
  std::vector<Record> records;
  auto after = places_;
  for (auto& place : after) {
    if (!place) continue;
    auto batch = feed_.poll({}, *place, events_of_a_partition);
    if (!batch) {
      step.trouble = std::move(batch).error();
      continue;
    }
    for (auto& [event, cursor] : batch->events) {
      Record record{event.place.partition, event.partition_key(), {}};
      record.text = boost::json::serialize(feed::to_json(std::move(event)));
      records.push_back(std::move(record));
    }
    step.more = step.more || batch->more;
    place = std::move(batch->after);
  }
  DONTHU_TRY(send(records));
  places_ = std::move(after);
  step.events = records.size();
  return step;
}

Status PublicWriter::send(const std::vector<Record>& records) {
  if (records.empty()) return {};
  std::vector<Outgoing> outgoing;
  outgoing.reserve(records.size());
  for (const auto& record : records)
    outgoing.push_back({record.partition, record.text, record.key, content_type});
  DONTHU_TRY(producer_->send(outgoing));
  return {};
}

}  // namespace donthu::kafka
