#include "connectors/http/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace donthu::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

std::unexpected<Error> bad_tls(const char* what, const std::string& file, const error_code& error) {
  return reject(ErrorCode::invalid, "bad-tls", "Tệp TLS không dùng được: " + file,
                std::string("The ") + what + " cannot be used: " + error.message(), file,
                "Name a readable file in PEM; a key must belong to its certificate.");
}

Result<std::shared_ptr<ssl::context>> context_of(const TlsFiles& files, ssl::context::method side) {
  auto context = std::make_shared<ssl::context>(side);
  error_code error;
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                           ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                           ssl::context::no_tlsv1_1 | ssl::context::no_compression |
                           static_cast<long>(SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET),
                       error);
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  // A key under a passphrase is refused: the default would ask a terminal that may not be there.
  context->set_password_callback([](std::size_t, auto) { return std::string(); }, error);
  if (!files.certificate.empty()) {
    context->use_certificate_chain_file(files.certificate, error);
    if (error) return bad_tls("certificate", files.certificate, error);
    context->use_private_key_file(files.key, ssl::context::pem, error);
    if (error) return bad_tls("key", files.key, error);
  }
  if (!files.authority.empty()) {
    context->load_verify_file(files.authority, error);
    if (error) return bad_tls("certificate of the authority", files.authority, error);
  }
  return context;
}

}  // namespace

Result<std::shared_ptr<ssl::context>> calling_tls(const TlsFiles& files) {
  DONTHU_ASSIGN(auto context, context_of(files, ssl::context::tls_client));
  error_code ignored;
  if (files.authority.empty()) context->set_default_verify_paths(ignored);
  context->set_verify_mode(ssl::verify_peer, ignored);
  return context;
}

Result<std::shared_ptr<ssl::context>> listening_tls(const TlsFiles& files) {
  DONTHU_ASSIGN(auto context, context_of(files, ssl::context::tls_server));
  if (files.authority.empty()) return context;
  error_code ignored;
  context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, ignored);
  // So that a caller with several certificates knows which one is asked for.
  SSL_CTX_set_client_CA_list(context->native_handle(),
                             SSL_load_client_CA_file(files.authority.c_str()));
  return context;
}

bool is_named(ssl::context& context, const std::string& host) {
  auto* const certificate = SSL_CTX_get0_certificate(context.native_handle());
  if (certificate == nullptr) return false;
  return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
         X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

}  // namespace donthu::http
