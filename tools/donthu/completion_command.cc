// donthu completion: scripts for shells, from the commands themselves.
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

// "petition register" -> the words that may follow.
std::map<std::string, std::string> words_of(const CLI::App& app, const std::string& path = {}) {
  std::map<std::string, std::string> all;
  std::string words;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string name = command->get_name();
    words += name + " ";
    all.merge(words_of(*command, path.empty() ? name : path + " " + name));
  }
  for (const auto* option : app.get_options())
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  all[path] = words;
  return all;
}

// Both shells: bash as it is, zsh through its own bashcompinit.
std::string script_of(const CLI::App& app, bool zsh) {
  std::string script;
  if (zsh) script += "#compdef donthu\nautoload -U +X bashcompinit && bashcompinit\n";
  script +=
      "_donthu() {\n"
      "  local word path=\"\" current=\"${COMP_WORDS[COMP_CWORD]}\" i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    case \"$word\" in -*) ;; *) [[ -n \"$(_donthu_words \"${path:+$path }$word\")\" ]] && "
      "path=\"${path:+$path }$word\" ;; esac\n"
      "  done\n"
      "  COMPREPLY=($(compgen -W \"$(_donthu_words \"$path\") $(_donthu_words '')\" -- "
      "\"$current\"))\n"
      "  [[ -n \"$path\" ]] && COMPREPLY=($(compgen -W \"$(_donthu_words \"$path\")\" -- "
      "\"$current\"))\n"
      "}\n"
      "_donthu_words() {\n"
      "  case \"$1\" in\n";
  for (const auto& [path, words] : words_of(app))
    script += "    '" + path + "') echo '" + words + "' ;;\n";
  script +=
      "  esac\n"
      "}\n"
      "complete -o default -F _donthu donthu\n";
  return script;
}

}  // namespace

void add_completion_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "completion", "Tự hoàn thành lệnh / shell completion: source <(donthu completion bash)");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash | zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  context.on(*command, [&context, &app, shell]() -> Status {
    context.out().raw(script_of(app, *shell == "zsh"));
    return {};
  });
}

}  // namespace donthu::cli
