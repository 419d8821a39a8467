// The command line of donthu: where its parts are wired.
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "tools/donthu/commands.h"
#include "tools/donthu/demo_command.h"
#include "tools/donthu/report_command.h"

namespace donthu::cli {
namespace {

constexpr const char* exit_codes =
    "Mã thoát / exit codes:\n"
    "  0  xong / done\n"
    "  1  bị từ chối, không có quyền, kiểm tra không đạt / rejected, forbidden, not sound\n"
    "  2  sai cú pháp hay dữ liệu, không hỗ trợ, không kết luận được / wrong usage or input, "
    "unsupported, cannot tell\n"
    "  3  không tìm thấy / not found\n"
    "  4  xung đột: phiên bản cũ, khóa đã dùng, thư mục đang được dùng / stale, conflict, in use\n"
    "  5  tạm thời không được: đĩa, mạng, đồng hồ / unavailable, input or output, full\n"
    "  6  dữ liệu hỏng: hãy chạy audit verify / corrupt\n"
    "\n"
    "Biến môi trường / environment: DONTHU_DATA, DONTHU_SERVER, DONTHU_OFFICER, DONTHU_UNIT, "
    "DONTHU_TLS_CERTIFICATE, DONTHU_TLS_KEY, DONTHU_TLS_CA, DONTHU_SCHEMAS, DONTHU_DISK_RESERVE, "
    "DONTHU_CACHE, NO_COLOR\n";

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.add_option("--data", options.data, "Thư mục dữ liệu / data folder (./donthu-data)");
  app.add_option("--keys", options.keys, "Thư mục khóa / key folder (inside the data folder)");
  app.add_option("--schemas", options.schemas, "Thư mục quy định kèm theo / shipped rules");
  app.add_option("--server", options.server,
                 "Làm việc với máy chủ / work on a server: http://127.0.0.1:8080");
  app.add_option("--tls-certificate", options.tls.certificate,
                 "Chứng thư của mình, PEM / our certificate and its chain")
      ->envname("DONTHU_TLS_CERTIFICATE");
  app.add_option("--tls-key", options.tls.key, "Khóa của chứng thư, PEM / its key")
      ->envname("DONTHU_TLS_KEY");
  app.add_option("--tls-ca", options.tls.authority,
                 "Nơi cấp chứng thư của máy chủ, PEM / authority of the server's certificate")
      ->envname("DONTHU_TLS_CA");
  app.add_option("--disk-reserve", options.disk_reserve_mib,
                 "Ngừng tiếp nhận khi ổ đĩa còn ít hơn, MiB / take nothing in below this (256)")
      ->envname("DONTHU_DISK_RESERVE")
      ->check(CLI::Range(0, 1 << 30));
  app.add_option("--cache", options.cache_mib, "Bộ nhớ đệm, MiB / block cache (128)")
      ->envname("DONTHU_CACHE")
      ->check(CLI::Range(1, 1 << 20));
  app.add_option("--cached-cases", options.cached_cases,
                 "Số hồ sơ giữ trong bộ nhớ / cases kept decoded (20000)")
      ->check(CLI::Range(1, 1 << 30));
  app.add_option("--brokers", options.brokers,
                 "Cụm Kafka giữ nhật ký / brokers of the log's topic: host:port,…");
  app.add_option("--topic", options.topic, "Chủ đề Kafka / the log's topic (donthu.log)");
  app.add_option("--client", options.client,
                 "Thiết lập kết nối Kafka / a setting of the client: NAME=VALUE, may be repeated")
      ->allow_extra_args(false);
  app.add_flag("--json", options.json, "Kết quả dạng JSON / output for programs");
  app.add_flag("--no-color", options.no_color, "Không tô màu / no colour");
}

int usage_error(CLI::App& app, const CLI::ParseError& error, bool json) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
  Output out({json, false});
  out.error({ErrorCode::invalid, "wrong-usage", error.what(), "Câu lệnh chưa đúng", "",
             "See --help of the command"});
  return static_cast<int>(ExitCode::invalid);
}

int run(int count, char** words) {
  Context context;
  CLI::App app{
      "donthu: nhật ký và quy trình giải quyết đơn thư công dân\n"
      "        (audit log and workflow engine for citizens' petitions)"};
  app.name("donthu");
  app.set_version_flag("--version", DONTHU_VERSION);
  app.footer(exit_codes);
  app.require_subcommand(1);
  app.fallthrough();  // Global options may stand anywhere; every subcommand takes this over.
  add_global_options(app, context.options);
  add_init_command(app, context);
  add_topics_commands(app, context);
  add_migrate_command(app, context);
  add_stream_commands(app, context);
  add_petition_commands(app, context);
  add_case_commands(app, context);
  add_inbox_command(app, context);
  add_registry_commands(app, context);
  add_rules_commands(app, context);
  add_clock_commands(app, context);
  add_backup_command(app, context);
  add_report_command(app, context);
  add_audit_commands(app, context);
  add_state_commands(app, context);
  add_serve_command(app, context);
  add_cluster_commands(app, context);
  add_bench_commands(app, context);
  add_completion_command(app, context);
  add_demo_commands(app, context);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, context.options.json);
  }
  return context.run();
}

}  // namespace
}  // namespace donthu::cli

int main(int count, char** words) {
  try {
    return donthu::cli::run(count, words);
  } catch (const std::exception& error) {
    std::cerr << "donthu: " << error.what() << "\n";
    return static_cast<int>(donthu::cli::ExitCode::unavailable);
  }
}
