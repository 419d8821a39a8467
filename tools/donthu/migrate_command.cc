// donthu migrate: the log of a folder into a topic of Apache Kafka, and back.
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/kafka/kafka_log.h"
#include "connectors/kafka/kafka_source.h"
#include "connectors/kafka/migration.h"
#include "engine/document/document_store.h"
#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"
#include "engine/sealing/key_file.h"
#include "engine/sealing/sealer.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

struct MigrateOptions {
  std::string to;
  kafka::TopicShape shape;
};

kafka::MigrationProgress shown(Progress& progress) {
  return [&progress](std::uint64_t done, std::uint64_t total) {
    progress.show(done, total);
    return true;
  };
}

// Opens keys and documents once, shared or each for itself, and takes over what others share.
Status open_once(const runtime::Configuration& configuration, const LogId& log, SharedRecords* keys,
                 SharedRecords* documents) {
  SystemRandom random;
  const runtime::DataFolder folder(configuration);
  DONTHU_ASSIGN(const auto master, sealing::MasterKey::open(folder.keys));
  DONTHU_ASSIGN(const auto own_keys,
                sealing::KeyFile::open(folder.keys, master, log, random, {}, keys));
  document::DocumentStore::Options options;
  options.document_limit = sealing::sealed_document_size(configuration.document_bytes);
  DONTHU_ASSIGN(const auto own_documents,
                document::DocumentStore::open(folder.documents(), options, documents));
  return own_documents->refresh();
}

// With the other nodes, if there are any: then the folder holds what they hold, and they what it
// holds.
Status share(const kafka::Connection& connection, const runtime::Configuration& configuration,
             const LogId& log) {
  const kafka::KafkaSource source(connection, runtime::DataFolder(configuration).kafka());
  DONTHU_ASSIGN(const auto keys, source.keys());
  DONTHU_ASSIGN(const auto documents, source.documents());
  return open_once(configuration, log, keys.get(), documents.get());
}

Result<std::uint64_t> into_topic(const Context& context, const runtime::DataFolder& folder,
                                 const kafka::TopicShape& shape) {
  if (context.options.brokers.empty())
    return reject(ErrorCode::invalid, "brokers-missing", "Chưa nêu cụm Kafka",
                  "the brokers are not named", "--brokers", "Give --brokers host:port,…");
  if (std::filesystem::exists(folder.kafka()))
    return reject(ErrorCode::conflict, "log-elsewhere",
                  "Nhật ký của thư mục này đã nằm trong Kafka",
                  "the log of this folder lies in a topic already", folder.kafka().string(),
                  "Bring it back first: donthu migrate --to folder");
  DONTHU_ASSIGN(const auto connection, context.connection());
  SystemRandom random;
  // Open for writing, so that no engine works on it meanwhile.
  DONTHU_ASSIGN(const auto log, log::EmbeddedLog::open(folder.log().string(), random));
  // Before anything is carried: without its keys nobody could work on the topic.
  DONTHU_ASSIGN(const auto master, sealing::MasterKey::open(folder.keys));
  Progress progress("Chuyển nhật ký vào Kafka / carrying the log");
  DONTHU_ASSIGN(const auto entries,
                kafka::carry_into_topic(*log, connection, shape, shown(progress)));
  // What it shared before went through other topics: opened alone, it begins anew.
  DONTHU_TRY(open_once(context.configuration(), log->genesis().log, nullptr, nullptr));
  DONTHU_TRY(share(connection, context.configuration(), log->genesis().log));
  // From here on the topic is the record, and the folder a copy.
  DONTHU_TRY(kafka::write_connection(folder.kafka(), connection));
  return entries;
}

Result<std::uint64_t> into_folder(const Context& context, const runtime::DataFolder& folder) {
  auto known = kafka::read_connection(folder.kafka());
  if (!known && known.error().code == ErrorCode::not_found)
    return reject(ErrorCode::conflict, "log-not-in-kafka",
                  "Nhật ký của thư mục này nằm trong chính nó, không ở Kafka",
                  "the log of this folder lies in the folder itself", folder.root.string(),
                  "Nothing is to be brought back");
  if (!known) return std::unexpected(known.error());
  DONTHU_ASSIGN(const auto connection, context.connection(*std::move(known)));
  SystemRandom random;
  Progress progress("Đưa nhật ký về thư mục / bringing the log back");
  {
    // Brings what the copy lacks.
    DONTHU_ASSIGN(const auto log, kafka::KafkaLog::open(connection, folder.log().string(), random));
  }
  DONTHU_ASSIGN(const auto copy, log::EmbeddedLog::open(folder.log().string(), random));
  DONTHU_ASSIGN(const auto entries, kafka::compare_with_topic(*copy, connection, shown(progress)));
  DONTHU_TRY(share(connection, context.configuration(), copy->genesis().log));
  std::error_code error;
  if (!std::filesystem::remove(folder.kafka(), error))
    return fail(ErrorCode::io, "cannot-write", "the connection cannot be taken away",
                folder.kafka().string(), "Check the folder's permissions");
  DONTHU_TRY(runtime::sync_folder(folder.root));
  return entries;
}

Status migrate(Context& context, const MigrateOptions& options) {
  const auto configuration = context.configuration();
  const runtime::DataFolder folder(configuration);
  DONTHU_TRY(folder.check());
  const bool into_kafka = options.to == "kafka";
  DONTHU_ASSIGN(const auto entries, into_kafka ? into_topic(context, folder, options.shape)
                                               : into_folder(context, folder));
  if (context.out().json()) {
    context.out().document({{"to", options.to}, {"entries", entries}});
    return {};
  }
  Output& out = context.out();
  out.line(into_kafka ? "Đã chuyển nhật ký vào Kafka / the log lies in the topic now"
                      : "Đã đưa nhật ký về thư mục / the log lies in the folder now",
           Style::good);
  out.entry("Bản ghi / entries", std::to_string(entries) + ", giống hệt từng byte / byte for byte");
  if (!into_kafka)
    out.entry("Chủ đề / topic",
              "để nguyên; không ai được ghi thêm / left as it is: nobody may write to it any more");
  return {};
}

}  // namespace

void add_migrate_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "migrate",
      "Chuyển nhật ký giữa thư mục và Kafka (máy chủ phải dừng) / move the log, offline");
  auto options = std::make_shared<MigrateOptions>();
  command->add_option("--to", options->to, "kafka (với --brokers, --topic) | folder")
      ->required()
      ->check(CLI::IsMember({"kafka", "folder"}));
  command->add_option("--replication", options->shape.replication,
                      "Số bản sao của chủ đề mới / replicas of a new topic");
  context.on(*command, [&context, options] { return migrate(context, *options); });
}

}  // namespace donthu::cli
