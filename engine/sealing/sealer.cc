#include "engine/sealing/sealer.h"

#include <array>

#include "engine/sealing/cipher.h"

namespace donthu::sealing {
namespace {

constexpr char box_version = 1;
constexpr std::string_view text_label = "donthu/sealed/1";

std::unexpected<Error> mismatch(std::string_view field) {
  return fail(ErrorCode::corrupt, "sealed-mismatch",
              "the sealed text was changed, or belongs to another case, field or key",
              std::string(field), "Run the audit; restore what it names from a copy");
}

}  // namespace

Result<Sealed> Sealer::seal(std::uint64_t key, const CaseId& of, std::string_view field,
                            std::string_view text) {
  if (key == 0)
    return fail(ErrorCode::invalid, "no-key", "a text is sealed under a key, and none was named",
                std::string(field), "Create a key for this person and case");
  if (text.size() > sealed_text_limit)
    return fail(ErrorCode::invalid, "text-too-long",
                "the text has " + std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(sealed_text_limit) + " are taken",
                std::string(field), "Shorten it, or attach it as a document");
  DONTHU_ASSIGN(const Secret secret, keys_.find(key));
  std::array<char, nonce_size> nonce{};
  random_.fill(octets(nonce.data()), nonce.size());
  const ByteView nonce_view(nonce.data(), nonce.size());
  Sealed sealed;
  sealed.key = key;
  sealed.box.reserve(sealed_overhead + text.size());
  sealed.box.push_back(box_version);
  sealed.box.append(nonce_view);
  encrypt(sealed.box, text, binding(text_label, keys_.log(), of, field, key), nonce_view, secret);
  return sealed;
}

Result<std::string> Sealer::unseal(const Sealed& sealed, const CaseId& of, std::string_view field) {
  const ByteView box = sealed.box;
  if (sealed.key == 0 || box.size() < sealed_overhead ||
      box.size() > sealed_overhead + sealed_text_limit)
    return mismatch(field);
  if (box.front() != box_version)
    return fail(ErrorCode::unsupported, "sealed-version",
                "a newer version sealed this text, or it was changed", std::string(field),
                "Run the newer version, or the audit");
  DONTHU_ASSIGN(const Secret secret, keys_.find(sealed.key));
  std::string text(box.size() - sealed_overhead, '\0');
  if (!decrypt(text.data(), box.substr(1 + nonce_size),
               binding(text_label, keys_.log(), of, field, sealed.key), box.substr(1, nonce_size),
               secret))
    return mismatch(field);
  return text;
}

}  // namespace donthu::sealing
