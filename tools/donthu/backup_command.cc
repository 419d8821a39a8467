// donthu backup: a copy of the folder, made beside a running server.
#include <memory>

#include <CLI/CLI.hpp>

#include "engine/runtime/backup.h"
#include "engine/runtime/data_folder.h"
#include "engine/sealing/key_folder.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

// Reads what is durable, so a server may go on with the folder.
Status backup(Context& context, const std::string& target, const std::string& keys) {
  const auto configuration = context.configuration();
  {
    Progress progress("Sao lưu / backing up");
    const auto entries =
        runtime::back_up(configuration, target, [&](std::uint64_t done, std::uint64_t total) {
          progress.show(done, total);
          return true;
        });
    if (!entries) return std::unexpected(entries.error());
    if (!keys.empty()) {
      DONTHU_ASSIGN(const auto copied,
                    sealing::copy_keys(runtime::DataFolder(configuration).keys, keys));
      if (copied.damaged_count > 0)
        return fail(ErrorCode::corrupt, "keys-damaged",
                    std::to_string(copied.damaged_count) + " keys are damaged in the original",
                    keys, "All others were copied; look for an older copy of the keys");
    }
  }
  if (context.out().json()) {
    context.out().document({{"target", target}, {"keys", keys}});
    return {};
  }
  context.out().line("Đã sao lưu vào " + target, Style::good);
  if (keys.empty())
    context.out().warning({"Khóa niêm phong chưa được sao lưu; dùng --to-keys vào nơi khác",
                           "the keys were not copied: give --to-keys, to another place"});
  return {};
}

}  // namespace

void add_backup_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("backup", "Sao lưu nhật ký, trạng thái, tài liệu / back up");
  auto target = std::make_shared<std::string>();
  auto keys = std::make_shared<std::string>();
  command->add_option("target", *target, "Thư mục mới / a new folder")->required();
  command->add_option("--to-keys", *keys, "Sao lưu khóa vào thư mục này / copy the keys here");
  context.on(*command, [&context, target, keys] { return backup(context, *target, *keys); });
}

}  // namespace donthu::cli
