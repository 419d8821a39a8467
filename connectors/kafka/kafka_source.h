// A data folder whose log lies in a topic, and the file in the folder that says so.
#pragma once

#include <filesystem>

#include "connectors/kafka/settings.h"
#include "engine/log/log_source.h"

namespace donthu::kafka {

// Lines `brokers = …`, `topic = …`, `public.topic = …`, `node = …`, `address = …`,
// `patience.ms = …`, and `client.NAME = …` for each setting of librdkafka; # begins a comment. May
// hold passwords: readable by its owner only. Errors: not_found "no-connection-file"; invalid
// "connection-file" with file and line; io.
[[nodiscard]] Result<Connection> read_connection(const std::filesystem::path& file);
// Durable on return, and whole or not at all. Errors: full "disk-full"; io "cannot-write".
[[nodiscard]] Status write_connection(const std::filesystem::path& file,
                                      const Connection& connection);

class KafkaSource final : public log::LogSource {
 public:
  // `file` is written by create(), before anything else, so that the copy is never taken for a log
  // of its own.
  KafkaSource(Connection connection, std::filesystem::path file)
      : connection_(std::move(connection)), file_(std::move(file)) {}

  // Makes the topic where it is not there; otherwise `genesis` gives way to the topic's own.
  // conflict "log-begun": the topic holds entries of others, sealed under another master key than
  // the one that a new folder gets; join() it.
  [[nodiscard]] Result<event::Genesis> create(const std::string& path,
                                              const event::Genesis& genesis,
                                              Random& random) const override;
  [[nodiscard]] Result<std::unique_ptr<log::EventLog>> open(
      const std::string& path, Random& random,
      const log::EmbeddedLogOptions& options) const override;
  // `file` is written first, as by create().
  [[nodiscard]] Result<std::unique_ptr<log::EventLog>> join(const std::string& path,
                                                            Random& random) const override;
  [[nodiscard]] Result<std::unique_ptr<SharedRecords>> keys() const override;
  [[nodiscard]] Result<std::unique_ptr<SharedRecords>> documents() const override;

 private:
  Connection connection_;
  std::filesystem::path file_;
};

}  // namespace donthu::kafka
