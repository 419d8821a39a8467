// donthu backup: a copy of the folder that the engine makes while it works.
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

Status backup(Context& context, const std::string& target, const std::string& keys) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  {
    Progress progress("Sao lưu");
    progress.show(0, 0);
    DONTHU_TRY(engine->backup(target));
    if (!keys.empty()) DONTHU_TRY(engine->backup_keys(keys));
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
