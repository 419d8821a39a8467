#include "connectors/http/line.h"

#include <array>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace donthu::http {

using asio::use_awaitable;
using boost::system::error_code;

Line::Line(tcp::socket connected, std::shared_ptr<asio::ssl::context> tls)
    : socket(std::move(connected)), context_(std::move(tls)) {
  if (context_) tls_.emplace(socket, *context_);
}

void Line::give_up() {
  expired = true;
  error_code ignored;
  socket.cancel(ignored);
}

awaitable<error_code> Line::answer_handshake() {
  error_code error;
  if (!tls_) co_return error;
  co_await tls_->async_handshake(asio::ssl::stream_base::server,
                                 asio::redirect_error(use_awaitable, error));
  shaken_ = !error;
  co_return error;
}

awaitable<error_code> Line::begin_handshake(const std::string& host) {
  error_code error;
  if (!tls_) co_return error;
  tls_->set_verify_callback(asio::ssl::host_name_verification(host), error);
  if (error) co_return error;
  error_code no_address;
  asio::ip::make_address(host, no_address);
  // RFC 6066: an address is no name that could be indicated.
  if (no_address)
    SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
  co_await tls_->async_handshake(asio::ssl::stream_base::client,
                                 asio::redirect_error(use_awaitable, error));
  shaken_ = !error;
  co_return error;
}

awaitable<std::size_t> Line::read_some(asio::mutable_buffer into, error_code& error) {
  if (tls_) return tls_->async_read_some(into, asio::redirect_error(use_awaitable, error));
  return socket.async_read_some(into, asio::redirect_error(use_awaitable, error));
}

awaitable<std::size_t> Line::write(asio::const_buffer bytes, error_code& error) {
  if (tls_) return asio::async_write(*tls_, bytes, asio::redirect_error(use_awaitable, error));
  return asio::async_write(socket, bytes, asio::redirect_error(use_awaitable, error));
}

awaitable<void> Line::finish_writing() {
  if (std::exchange(finished_, true)) co_return;
  error_code ignored;
  if (shaken_) co_await tls_->async_shutdown(asio::redirect_error(use_awaitable, ignored));
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

awaitable<void> Line::drain() {
  std::array<char, 4'096> bytes{};
  error_code error;
  while (!error)
    co_await socket.async_read_some(asio::buffer(bytes),
                                    asio::redirect_error(use_awaitable, error));
}

}  // namespace donthu::http
