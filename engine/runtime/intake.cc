#include "engine/runtime/intake.h"

#include "engine/base/text.h"
#include "engine/event/commit_codec.h"
#include "engine/event/walk.h"
#include "engine/petition/decide.h"
#include "engine/petition/disclosure.h"

namespace donthu::runtime {
namespace {

constexpr std::size_t longest_key = 128;

void add_framed(Bytes& out, ByteView part) {
  put_le(out, static_cast<std::uint32_t>(part.size()));
  out += part;
}

// All that makes two requests the same: plain texts too, each framed by its length.
Bytes canonical(const Request& request) {
  Bytes bytes;
  put_le(bytes, request.actor.officer.value);
  put_le(bytes, request.actor.unit.value);
  put_le(bytes, request.actor.on_behalf_of.value);
  put_le(bytes, request.actor.delegation.value);
  put_le(bytes, static_cast<std::uint64_t>(request.effective_at.value_or(Instant{}).ms));
  add_framed(bytes, request.backdating_reason);
  event::Command bare = request.command;
  event::for_each_sealed(bare, [&](event::SealedText& text) {
    add_framed(bytes, text.plain);
    text.plain.clear();
  });
  event::Commit commit;
  commit.command = std::move(bare);
  add_framed(bytes, event::encode_commit(commit));
  return bytes;
}

std::vector<event::Person>* persons_of(event::Command& command) {
  if (auto* registration = std::get_if<event::Register>(&command)) return &registration->persons;
  if (auto* many = std::get_if<event::RecordSignatories>(&command)) return &many->representatives;
  return nullptr;
}

}  // namespace

Intake::Intake(const sealing::MasterKey& master, sealing::KeyFile& keys, sealing::Sealer& sealer,
               std::uint16_t partitions)
    : master_(master), keys_(keys), sealer_(sealer), partitions_(partitions) {}

PartitionId Intake::partition_for(UnitId unit) const {
  return {static_cast<std::uint16_t>(1 + unit.value % (partitions_ - 1u))};
}

Result<Prepared> Intake::prepare(Request request) const {
  if (request.idempotency_key.empty() || request.idempotency_key.size() > longest_key ||
      !is_clean_text(request.idempotency_key))
    return reject(ErrorCode::invalid, "bad-idempotency-key",
                  "Khóa chống lặp phải có 1 đến 128 byte",
                  "the idempotency key must have 1 to 128 bytes of text", "Idempotency-Key",
                  "Make a new random one for each command, and keep it for retries");
  if (petition::is_engine_command(request.command) ||
      std::holds_alternative<event::Administer>(request.command) ||
      std::holds_alternative<event::Release>(request.command))
    return fail(ErrorCode::invalid, "not-a-verb", "only the engine itself gives this command",
                "verb", "Use one of the verbs in the OpenAPI document");
  bool clean = true;
  event::for_each_sealed(request.command, [&](event::SealedText& text) {
    clean = clean && text.plain.size() <= sealing::sealed_text_limit && is_clean_text(text.plain);
  });
  if (!clean)
    return reject(ErrorCode::invalid, "bad-text", "Văn bản quá dài hoặc có ký tự lạ",
                  "a text is longer than 16 KiB, or is not clean UTF-8", "command",
                  "Attach long texts as documents");
  DONTHU_TRY(petition::check_disclosure(request.command));

  Prepared prepared;
  const bool registers = std::holds_alternative<event::Register>(request.command);
  if (registers) {
    prepared.case_id = master_.make_case_id(partition_for(request.actor.unit), request.principal,
                                            request.actor.unit, request.idempotency_key);
  } else {
    prepared.case_id = request.case_id;
    const std::uint16_t partition = partition_of(request.case_id).value;
    if (!request.case_id || partition == 0 || partition >= partitions_)
      return reject(ErrorCode::not_found, "unknown-case", "Không có vụ việc này",
                    "there is no such case", "case", "Find it with donthu case find");
  }
  prepared.command = master_.command_id(prepared.case_id, request.idempotency_key);
  prepared.request_mac = master_.request_mac(canonical(request));
  prepared.request = std::move(request);
  return prepared;
}

Result<bool> Intake::seal(event::Command& command, const CaseId& id,
                          std::uint64_t& case_key) const {
  auto* persons = persons_of(command);
  const std::size_t new_keys = (case_key == 0 ? 1 : 0) + (persons != nullptr ? persons->size() : 0);
  std::uint64_t next_key = 0;
  if (new_keys > 0) {
    DONTHU_ASSIGN(const std::uint64_t first, keys_.create(new_keys));
    next_key = first;
    if (case_key == 0) case_key = next_key++;
  }
  Status sealed;
  const auto seal_text = [&](event::SealedText& text, std::uint64_t key) {
    if (text.plain.empty() || !sealed) return;
    auto box = sealer_.seal(key, id, event::name_of(text.about), text.plain);
    if (!box) {
      sealed = std::unexpected(box.error());
      return;
    }
    text.key = box->key;
    text.box = std::move(box->box);
    text.plain.clear();
  };
  if (persons != nullptr)
    for (event::Person& person : *persons) {
      const std::uint64_t key = next_key++;
      event::for_each_sealed(person, [&](event::SealedText& text) { seal_text(text, key); });
    }
  event::for_each_sealed(command, [&](event::SealedText& text) { seal_text(text, case_key); });
  DONTHU_TRY(sealed);
  return new_keys > 0;
}

}  // namespace donthu::runtime
