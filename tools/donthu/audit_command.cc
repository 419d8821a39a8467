// donthu audit: from the stored bytes to the rows that people see, beside a running server or not.
#include <memory>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "engine/evidence/audit.h"
#include "engine/log/embedded_log.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/rebuild.h"
#include "engine/runtime/state_rows.h"
#include "engine/sealing/key_folder.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/errors.h"

namespace donthu::cli {
namespace {

using evidence::Verdict;

struct VerifyOptions {
  bool log_only = false;
};

// What the audit of the rows found; nothing where it was not asked for or could not be made.
struct RowAudit {
  std::optional<runtime::StateComparison> compared;
  std::optional<Error> trouble;
};

using OpenState = Result<std::unique_ptr<store::Database>>;

// Before the log, so that beside a working server the rows are never ahead of it.
OpenState open_state(const runtime::DataFolder& folder) {
  auto options = runtime::state_options(nullptr);
  options.create_if_missing = false;
  options.read_only = true;
  return store::Database::open(folder.state().string(), options);
}

RowAudit audit_rows(const log::EventLog& log, const OpenState& state) {
  RowAudit audit;
  if (!state) {
    audit.trouble = state.error();
    return audit;
  }
  const auto scratch =
      std::filesystem::temp_directory_path() / ("donthu-audit-" + std::to_string(::getpid()));
  Progress progress("Dựng lại trạng thái / folding the log");
  auto compared = runtime::compare_with_log(log, **state, scratch, {},
                                            [&](std::uint64_t done, std::uint64_t total) {
                                              progress.show(done, total);
                                              return true;
                                            });
  if (compared)
    audit.compared = *std::move(compared);
  else
    audit.trouble = compared.error();
  return audit;
}

using KeyAudit = Result<sealing::CopiedKeys>;

// An auditor need not have the keys, nor the right to read them: then nothing is said of them.
bool elsewhere(const KeyAudit& keys) {
  return !keys &&
         (keys.error().code == ErrorCode::not_found || keys.error().reason == "not-private");
}

Verdict verdict_of(const evidence::Audit& log, const RowAudit& rows, const KeyAudit& keys) {
  if (log.verdict == Verdict::broken || (rows.compared && !rows.compared->equal()) ||
      (rows.trouble && rows.trouble->code == ErrorCode::corrupt) ||
      (keys && keys->damaged_count > 0) || (!keys && keys.error().code == ErrorCode::corrupt))
    return Verdict::broken;
  if (log.verdict == Verdict::cannot_tell || rows.trouble || (!keys && !elsewhere(keys)))
    return Verdict::cannot_tell;
  return Verdict::sound;
}

// What every surface of the tool says of an error; here it is a finding.
std::string told(const Error& error) {
  const Error both = in_two_languages(error);
  return both.message_vi + " / " + to_string(both);
}

void print_keys(Output& out, const KeyAudit& keys) {
  if (elsewhere(keys)) {
    out.entry("Khóa / keys", "không có ở đây, không kiểm / not here, or not ours: not looked at");
  } else if (!keys) {
    out.line(told(keys.error()), Style::bad);
  } else if (keys->damaged_count == 0) {
    out.entry("Khóa / keys",
              std::to_string(keys->keys) + " khóa, không khóa nào hỏng / none damaged",
              Style::good);
  } else {
    out.entry(
        "Khóa / keys",
        std::to_string(keys->damaged_count) + " khóa bị hỏng, trước hết là khóa " +
            std::to_string(keys->damaged.front()) +
            ": phục hồi thư mục khóa từ bản sao / damaged, restore the key folder from a copy",
        Style::bad);
  }
}

void print_people(Output& out, const evidence::Audit& audit, const RowAudit& rows,
                  const KeyAudit& keys, Verdict verdict) {
  Table table{{{"Phân vùng", true},
               {"Bản ghi", true},
               {"Hồ sơ", true},
               {"Sự kiện", true},
               {"Thời hạn", true},
               {"Kết quả"}},
              {}};
  for (const auto& partition : audit.partitions)
    table.rows.push_back(
        {std::to_string(partition.partition.value), std::to_string(partition.head.next_seq),
         std::to_string(partition.cases), std::to_string(partition.events),
         std::to_string(partition.deadlines),
         partition.bad ? Cell("sai từ bản ghi " + std::to_string(partition.bad->seq), Style::bad)
         : partition.trouble ? Cell("không đọc được", Style::warning)
                             : Cell("đúng", Style::good)});
  out.table(table);
  if (audit.first_bad) out.line(to_string(*audit.first_bad), Style::bad);
  if (audit.trouble) out.line(told(*audit.trouble), Style::warning);
  if (rows.compared)
    out.entry("Trạng thái so với nhật ký / rows against the log",
              rows.compared->equal()
                  ? std::to_string(rows.compared->rows) + " dòng, giống hệt / rows, all equal"
                  : runtime::to_string(*rows.compared->first),
              rows.compared->equal() ? Style::good : Style::bad);
  if (rows.trouble) out.line(told(*rows.trouble), Style::warning);
  print_keys(out, keys);
  switch (verdict) {
    case Verdict::sound: out.line("Kết luận: NGUYÊN VẸN / sound", Style::good); break;
    case Verdict::broken: out.line("Kết luận: ĐÃ BỊ SAI LỆCH / broken", Style::bad); break;
    case Verdict::cannot_tell:
      out.line("Kết luận: KHÔNG KẾT LUẬN ĐƯỢC / cannot tell", Style::warning);
  }
}

void print_document(Output& out, const evidence::Audit& audit, const RowAudit& rows,
                    const KeyAudit& keys, Verdict verdict) {
  boost::json::object document{{"verdict", evidence::name_of(verdict)}};
  boost::json::array partitions;
  for (const auto& partition : audit.partitions)
    partitions.push_back(boost::json::object{{"partition", partition.partition.value},
                                             {"entries", partition.head.next_seq},
                                             {"head", to_hex(partition.head.hash)},
                                             {"cases", partition.cases},
                                             {"events", partition.events},
                                             {"deadlines", partition.deadlines}});
  document.emplace("partitions", std::move(partitions));
  if (audit.first_bad)
    document.emplace("first_bad",
                     boost::json::object{{"partition", audit.first_bad->partition.value},
                                         {"seq", audit.first_bad->seq},
                                         {"what", audit.first_bad->what},
                                         {"message", audit.first_bad->message}});
  if (rows.compared) {
    document.emplace("rows", rows.compared->rows);
    document.emplace("rows_that_differ", rows.compared->differences);
  }
  if (audit.trouble) document.emplace("trouble", to_string(*audit.trouble));
  if (rows.trouble) document.emplace("rows_trouble", to_string(*rows.trouble));
  if (keys) {
    document.emplace("keys", keys->keys);
    document.emplace("keys_damaged", keys->damaged_count);
  } else if (!elsewhere(keys)) {
    document.emplace("keys_trouble", to_string(keys.error()));
  }
  out.document(std::move(document));
}

using Heads = Result<log::HeadFile>;

// A head file that cannot be read no longer says where the log ended: whether its end was cut off
// cannot be told. One that is absent was never written, or is lost: the state still knows the end.
void weigh_heads(const Heads& heads, evidence::Audit& audit) {
  if (heads || heads.error().code == ErrorCode::not_found || audit.verdict != Verdict::sound)
    return;
  audit.verdict = Verdict::cannot_tell;
  audit.trouble = heads.error();
  audit.trouble->remedy =
      "Every entry is sound; whether some were cut off at the end cannot be told without this "
      "file. Keep it, and take the heads of a backup in its place";
}

// Beside a working server tables are merged while they are read: then those that took their place
// are read.
Status check_tables(log::EmbeddedLog& log) {
  for (int tries = 0;; ++tries) {
    Status checked = log.check_tables();
    if (checked || checked.error().reason != "tables-replaced" || tries == 5) return checked;
    DONTHU_TRY(log.reopen());
  }
}

evidence::Audit audit_entries(log::EmbeddedLog& log, const Heads& heads) {
  evidence::AuditOptions options;
  if (heads) options.heads = &*heads;
  Progress progress("Kiểm tra nhật ký / verifying the log");
  auto audit = evidence::audit_log(log, options, [&](std::uint64_t done, std::uint64_t total) {
    progress.show(done, total);
    return true;
  });
  if (audit.verdict == Verdict::broken) return audit;
  if (const Status tables = check_tables(log); !tables) {
    audit.verdict =
        tables.error().code == ErrorCode::corrupt ? Verdict::broken : Verdict::cannot_tell;
    audit.trouble = tables.error();
  }
  weigh_heads(heads, audit);
  return audit;
}

Status verify(Context& context, const VerifyOptions& options) {
  const auto configuration = context.configuration();
  const runtime::DataFolder folder(configuration);
  // The exit code is the verdict here too: whoever asks a script knows only these three.
  if (const Status there = folder.check(); !there) {
    context.out().error(in_two_languages(there.error()));
    context.finish_with(there.error().code == ErrorCode::corrupt ? ExitCode::rejected
                                                                 : ExitCode::invalid);
    return {};
  }
  // Before the log: what it remembers must be in a log that is opened after it.
  const Heads heads = log::read_head_file(folder.heads().string());
  const OpenState state = open_state(folder);
  SystemRandom random;
  log::EmbeddedLogOptions log_options;
  log_options.read_only = true;
  const auto log = log::EmbeddedLog::open(folder.log().string(), random, log_options);
  evidence::Audit audit;
  RowAudit rows;
  if (!log) {
    audit.verdict = log.error().code == ErrorCode::corrupt ? Verdict::broken : Verdict::cannot_tell;
    audit.trouble = log.error();
  } else {
    audit = audit_entries(**log, heads);
    if (!options.log_only && audit.verdict != Verdict::broken) rows = audit_rows(**log, state);
  }
  const KeyAudit keys = sealing::check_keys(folder.keys);
  const Verdict verdict = verdict_of(audit, rows, keys);
  if (context.out().json())
    print_document(context.out(), audit, rows, keys, verdict);
  else
    print_people(context.out(), audit, rows, keys, verdict);
  if (verdict == Verdict::broken) context.finish_with(ExitCode::rejected);
  if (verdict == Verdict::cannot_tell) context.finish_with(ExitCode::invalid);
  return {};
}

}  // namespace

void add_audit_commands(CLI::App& app, Context& context) {
  auto* audit = app.add_subcommand("audit", "Kiểm toán nhật ký / audit");
  audit->require_subcommand(1);
  auto* command = audit->add_subcommand(
      "verify",
      "Từ byte đến hồ sơ: 0 nguyên vẹn, 1 sai lệch, 2 không kết luận được\n"
      "bytes, hashes, chain, cases, rows: exits 0 sound, 1 broken, 2 cannot tell");
  auto options = std::make_shared<VerifyOptions>();
  command->add_flag("--log-only", options->log_only,
                    "Không so trạng thái với nhật ký / without the rows of the state");
  context.on(*command, [&context, options] { return verify(context, *options); });
}

}  // namespace donthu::cli
