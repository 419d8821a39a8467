#include "engine/base/digest.h"

#include <memory>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include "engine/base/check.h"

namespace donthu {
namespace {

const unsigned char* data_of(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// One context a thread: making one costs as much as hashing a small entry.
template <class Context, Context* (*make)(), void (*free)(Context*)>
Context* of_this_thread() {
  thread_local const std::unique_ptr<Context, decltype(free)> context(make(), free);
  return context.get();
}

EVP_MAC_CTX* make_mac_context() {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);
  EVP_MAC_free(algorithm);
  std::string name = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  DONTHU_CHECK(context != nullptr && EVP_MAC_CTX_set_params(context, parameters) == 1,
               "OpenSSL has HMAC with SHA-256");
  return context;
}

}  // namespace

Digest sha256(ByteView first, ByteView second) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  auto* context = of_this_thread<EVP_MD_CTX, EVP_MD_CTX_new, EVP_MD_CTX_free>();
  Digest digest;
  const bool done = EVP_DigestInit_ex2(context, algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(context, digest.bytes.data(), nullptr) == 1;
  DONTHU_CHECK(done, "OpenSSL could not compute SHA-256");
  return digest;
}

Digest sha256(ByteView bytes) { return sha256(bytes, {}); }

Digest leaf_hash(ByteView bytes) { return sha256(ByteView("\0", 1), bytes); }

Digest hmac_sha256(ByteView key, ByteView bytes) {
  // Without a key the context would go on with the one before.
  DONTHU_CHECK(!key.empty(), "an HMAC has a key");
  auto* context = of_this_thread<EVP_MAC_CTX, make_mac_context, EVP_MAC_CTX_free>();
  Digest digest;
  std::size_t size = 0;
  const bool done = EVP_MAC_init(context, data_of(key), key.size(), nullptr) == 1 &&
                    EVP_MAC_update(context, data_of(bytes), bytes.size()) == 1 &&
                    EVP_MAC_final(context, digest.bytes.data(), &size, digest.bytes.size()) == 1;
  DONTHU_CHECK(done && size == digest.bytes.size(), "OpenSSL could not compute an HMAC");
  return digest;
}

std::string to_hex(ByteView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

std::optional<Digest> digest_from_bytes(ByteView bytes) {
  Digest digest;
  if (bytes.size() != digest.bytes.size()) return std::nullopt;
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? digest_from_bytes(*bytes) : std::nullopt;
}

std::string to_base64(ByteView bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data_of(bytes),
                  static_cast<int>(bytes.size()));
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return Bytes{};
  Bytes bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), data_of(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  // EVP_DecodeBlock skips white space and takes stray padding; only the canonical form is ours.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::string to_base64url(ByteView bytes) {
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  std::string padded(text);
  for (char& c : padded) {
    if (c == '+' || c == '/' || c == '=') return std::nullopt;
    c = c == '-' ? '+' : c == '_' ? '/' : c;
  }
  while (padded.size() % 4 != 0) padded.push_back('=');
  return from_base64(padded);
}

}  // namespace donthu
