#include "engine/sealing/cipher.h"

#include <sodium.h>

#include "engine/base/check.h"

namespace donthu::sealing {

static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == secret_size);
static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == nonce_size);
static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == tag_size);
static_assert(crypto_kdf_KEYBYTES == secret_size && crypto_kdf_CONTEXTBYTES == 8);

void Secret::wipe() { sodium_memzero(bytes_.data(), bytes_.size()); }

void start_cipher() {
  static const bool started = sodium_init() >= 0;
  DONTHU_CHECK(started, "libsodium did not start");
}

void encrypt(Bytes& out, ByteView plain, ByteView beside, ByteView nonce, const Secret& key) {
  DONTHU_CHECK(nonce.size() == nonce_size, "a nonce has 24 bytes");
  const std::size_t start = out.size();
  out.resize(start + plain.size() + tag_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(octets(out.data() + start), nullptr, octets(plain),
                                             plain.size(), octets(beside), beside.size(), nullptr,
                                             octets(nonce), key.data());
}

bool decrypt(char* out, ByteView box, ByteView beside, ByteView nonce, const Secret& key) {
  if (box.size() < tag_size || nonce.size() != nonce_size) return false;
  return crypto_aead_xchacha20poly1305_ietf_decrypt(octets(out), nullptr, nullptr, octets(box),
                                                    box.size(), octets(beside), beside.size(),
                                                    octets(nonce), key.data()) == 0;
}

Secret derive_key(const Secret& from, std::uint64_t number, const char (&purpose)[9]) {
  Secret key;
  const bool done =
      crypto_kdf_derive_from_key(key.data(), secret_size, number, purpose, from.data()) == 0;
  DONTHU_CHECK(done, "libsodium could not derive a key");
  return key;
}

void put_framed(Bytes& out, ByteView part) {
  put_le(out, static_cast<std::uint32_t>(part.size()));
  out.append(part);
}

Bytes binding(std::string_view label, const LogId& log, const CaseId& of, std::string_view field,
              std::uint64_t key) {
  Bytes number;
  put_le(number, key);
  Bytes bound;
  bound.reserve(5 * sizeof(std::uint32_t) + label.size() + log.bytes.size() + of.bytes.size() +
                field.size() + number.size());
  put_framed(bound, label);
  put_framed(bound, log.view());
  put_framed(bound, of.view());
  put_framed(bound, field);
  put_framed(bound, number);
  return bound;
}

}  // namespace donthu::sealing
