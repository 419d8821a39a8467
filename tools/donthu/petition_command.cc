// donthu petition register, and a subcommand for each verb.
#include <fstream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "engine/base/digest.h"
#include "tools/donthu/command_fields.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

// What every act has besides its fields.
struct ActOptions {
  std::string verb;
  std::string case_name;
  std::vector<std::string> fields;
  std::string officer;
  std::string unit;
  std::string on_behalf_of;
  std::uint32_t delegation = 0;
  std::string key;
  std::string effective;
  std::string backdating_reason;
  std::string file;
  std::optional<std::uint64_t> expected_version;
};

struct PersonOptions {
  std::string role;
  std::string name;
  std::string address;
  std::string contact;
  std::string identity;
};

struct RegisterOptions {
  ActOptions act;
  PersonOptions person;
  std::string kind = "complaint";
  std::string channel = "counter";
  std::string matter;
  std::string topic;
  std::string locality;
  std::string content;
  std::string received;
  std::vector<std::string> parts;
  bool complex = false;
  bool remote = false;
};

void add_act_options(CLI::App& command, ActOptions& options) {
  command
      .add_option("--officer", options.officer, "Cán bộ thực hiện: mã cán bộ hoặc id / who acts")
      ->envname("DONTHU_OFFICER")
      ->required();
  command
      .add_option("--unit", options.unit,
                  "Đơn vị: mã, tên hoặc #id / the acting unit (default: the officer's only one)")
      ->envname("DONTHU_UNIT");
  command.add_option("--on-behalf-of", options.on_behalf_of, "Thay mặt cán bộ / for whom");
  command.add_option("--delegation", options.delegation, "Số văn bản ủy quyền / delegation id");
  command.add_option("--key", options.key,
                     "Khóa chống lặp / idempotency key: the same key is answered again, not done "
                     "again (default: a new one)");
  command.add_option("--effective", options.effective,
                     "Thời điểm có hiệu lực / when it took effect (default: now)");
  command.add_option("--backdating-reason", options.backdating_reason,
                     "Lý do ghi lùi ngày / why it is recorded late");
}

Result<event::Actor> actor_of(Backend& backend, const ActOptions& options, Date date) {
  event::Actor actor;
  DONTHU_ASSIGN(actor.officer, find_officer(backend, options.officer, date));
  if (options.unit.empty()) {
    DONTHU_ASSIGN(actor.unit, only_unit_of(backend, actor.officer, date));
  } else {
    DONTHU_ASSIGN(actor.unit, find_unit(backend, options.unit, date));
  }
  if (!options.on_behalf_of.empty()) {
    DONTHU_ASSIGN(actor.on_behalf_of,
                  find_officer(backend, options.on_behalf_of, date, "--on-behalf-of"));
  }
  actor.delegation = DelegationId{options.delegation};
  return actor;
}

std::string new_key() {
  SystemRandom random;
  Bytes bytes(16, '\0');
  random.fill(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  return to_hex(bytes);
}

Result<Act> act_of(Backend& backend, const ActOptions& options) {
  Act act;
  act.verb = options.verb;
  act.key = options.key.empty() ? new_key() : options.key;
  act.backdating_reason = options.backdating_reason;
  act.expected_version = options.expected_version;
  if (!options.effective.empty()) {
    DONTHU_ASSIGN(act.effective_at, parse_instant(options.effective, "--effective"));
  }
  const Date date = local_date(act.effective_at.value_or(backend.now()));
  DONTHU_ASSIGN(act.actor, actor_of(backend, options, date));
  if (!options.case_name.empty()) {
    DONTHU_ASSIGN(act.case_id, find_case(backend, options.case_name));
  }
  DONTHU_ASSIGN(act.data, read_fields(backend, options.verb, options.fields, date));
  return act;
}

// What may have been done, or may be done later, is asked for again with the same key: so the error
// names the one that was made up here.
Result<object> execute(Backend& backend, const Act& act) {
  auto answer = backend.execute(act);
  if (!answer && (answer.error().code == ErrorCode::outcome_unknown ||
                  answer.error().code == ErrorCode::unavailable))
    answer.error().remedy += (answer.error().remedy.empty() ? "" : ". ") +
                             std::string("Try again with --key ") + act.key;
  return answer;
}

void show_answer(Context& context, Backend& backend, const Act& act, object answer) {
  Output& out = context.out();
  if (out.json()) {
    answer["key"] = act.key;
    out.document(std::move(answer));
    return;
  }
  out.line((flag_at(answer, "repeated") ? "Đã ghi từ trước: " : "Đã ghi: ") + verb_word(act.verb),
           Style::good);
  out.entry("Số vào sổ", shown_number(backend, object_at(answer, "number")), Style::strong);
  out.entry("Hồ sơ", text_at(answer, "case"));
  out.entry("Trạng thái", status_word(text_at(answer, "status")));
  out.entry("Phiên bản", std::to_string(number_at(answer, "version")));
  out.entry("Ghi nhận lúc", local_at(answer, "recorded_at"));
  std::string events;
  for (const auto& name : array_at(answer, "events"))
    events += (events.empty() ? "" : ", ") + event_word(std::string_view(name.as_string()));
  out.entry("Sự kiện", events);
  out.entry("Khóa chống lặp", act.key, Style::faint);
}

void set_text(object& data, std::string_view name, const std::string& value) {
  if (!value.empty()) data[name] = value;
}

Result<object> person_of(const RegisterOptions& options) {
  object person;
  std::string role = options.person.role;
  if (role.empty())
    role = options.kind == "complaint"      ? "complainant"
           : options.kind == "denunciation" ? "denouncer"
                                            : "petitioner";
  person["role"] = role;
  set_text(person, "name", options.person.name);
  set_text(person, "address", options.person.address);
  set_text(person, "contact", options.person.contact);
  set_text(person, "identity", options.person.identity);
  if (person.size() == 1) person.clear();
  return person;
}

Status register_petition(Context& context, const RegisterOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(Act act, act_of(*backend, options.act));
  object& data = act.data;
  data["kind"] = options.kind;
  data["channel"] = options.channel;
  set_text(data, "matter", options.matter);
  set_text(data, "topic", options.topic);
  set_text(data, "locality", options.locality);
  set_text(data, "content", options.content);
  if (options.complex) data["complex"] = true;
  if (options.remote) data["remote"] = true;
  if (!options.received.empty()) {
    DONTHU_ASSIGN(const auto received, parse_instant(options.received, "--received"));
    data["received_at"] = to_string(received);
  }
  if (!options.parts.empty()) {
    array parts;
    for (const std::string& part : options.parts) parts.emplace_back(part);
    data["parts"] = std::move(parts);
  }
  DONTHU_ASSIGN(auto person, person_of(options));
  if (!person.empty()) data["persons"] = array{std::move(person)};
  DONTHU_ASSIGN(auto answer, execute(*backend, act));
  show_answer(context, *backend, act, std::move(answer));
  return {};
}

Status store_file(Backend& backend, Act& act, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const Bytes content{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return reject(ErrorCode::io, "cannot-read", "Không đọc được tệp " + path,
                  "cannot read the file " + path, "--file", "Look at the path and its permissions");
  DONTHU_ASSIGN(const auto stored, backend.store_document(act, content));
  act.data["digest"] = stored.at("digest");
  act.data["size_bytes"] = stored.at("size_bytes");
  if (!act.data.contains("document_name")) {
    const std::string name = std::filesystem::path(path).filename().string();
    act.data["document_name"] = name;
  }
  if (!act.data.contains("media_type")) act.data["media_type"] = "application/octet-stream";
  return {};
}

Status give_verb(Context& context, const ActOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(Act act, act_of(*backend, options));
  if (options.verb == event::ReadSealed::verb) {
    DONTHU_ASSIGN(auto texts, backend->read_sealed(act));
    if (context.out().json()) {
      context.out().document(std::move(texts));
      return {};
    }
    Table table{{{"Trường"}, {"Nội dung"}}, {}};
    for (const auto& text : array_at(texts, "fields"))
      table.rows.push_back({text_at(text.as_object(), "field"), text_at(text.as_object(), "text")});
    context.out().table(table);
    return {};
  }
  if (!options.file.empty()) DONTHU_TRY(store_file(*backend, act, options.file));
  DONTHU_ASSIGN(auto answer, execute(*backend, act));
  show_answer(context, *backend, act, std::move(answer));
  return {};
}

void add_register(CLI::App& petition, Context& context) {
  auto* command = petition.add_subcommand("register", verb_help("register"));
  auto options = std::make_shared<RegisterOptions>();
  options->act.verb = "register";
  add_act_options(*command, options->act);
  command->add_option("--kind", options->kind,
                      "Loại: complaint | denunciation | recommendation | feedback");
  command->add_option("--channel", options->channel, "Kênh tiếp nhận: counter, post, online, …");
  command->add_option("--matter", options->matter,
                      "Tên vụ việc, không nêu tên người / name of the matter; names no person");
  command->add_option("--topic", options->topic, "Lĩnh vực / code of schemas/topics.csv");
  command->add_option("--locality", options->locality, "Tổ dân phố, thôn / residential quarter");
  command->add_option("--content", options->content, "Nội dung, được niêm phong / sealed content");
  command->add_option("--received", options->received, "Nhận lúc / when received (default: now)");
  command->add_option("--part", options->parts, "Nội dung riêng / label of a separate content");
  command->add_flag("--complex", options->complex, "Vụ việc phức tạp / complex");
  command->add_flag("--remote", options->remote, "Vùng sâu, vùng xa / remote area");
  command->add_option("--person-role", options->person.role,
                      "petitioner | complainant | denouncer | representative | respondent");
  command->add_option("--person-name", options->person.name, "Họ tên, được niêm phong / sealed");
  command->add_option("--person-address", options->person.address, "Địa chỉ, được niêm phong");
  command->add_option("--person-contact", options->person.contact, "Liên hệ, được niêm phong");
  command->add_option("--person-identity", options->person.identity,
                      "Số định danh, được niêm phong");
  command->add_option("fields", options->act.fields, "field=value");
  command->footer(help_of_fields("register"));
  context.on(*command, [&context, options] { return register_petition(context, *options); });
}

}  // namespace

void add_petition_commands(CLI::App& app, Context& context) {
  auto* petition =
      app.add_subcommand("petition", "Đơn thư: vào sổ và mọi việc trên hồ sơ / petitions");
  petition->require_subcommand(1);
  add_register(*petition, context);
  for (const std::string& verb : case_verbs()) {
    auto* command = petition->add_subcommand(verb, verb_help(verb));
    auto options = std::make_shared<ActOptions>();
    options->verb = verb;
    command
        ->add_option("case", options->case_name,
                     "Hồ sơ: id, 6 chữ số đầu trở lên, hoặc đơn-vị/năm/số")
        ->required();
    command->add_option("fields", options->fields, "field=value");
    add_act_options(*command, *options);
    command->add_option("--if-version", options->expected_version,
                        "Chỉ khi hồ sơ còn ở phiên bản này / only at this version");
    if (verb == event::Attach::verb)
      command->add_option("--file", options->file, "Tệp cần đính kèm / the document");
    command->footer(help_of_fields(verb));
    context.on(*command, [&context, options] { return give_verb(context, *options); });
  }
}

}  // namespace donthu::cli
