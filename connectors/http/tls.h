// TLS of the listener and of links to other nodes: what certificates are shown, and which are
// taken.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>

#include "connectors/http/server.h"

namespace donthu::http {

// What the caller of another program shows and takes: TLS 1.2 or later; the other side must show a
// certificate of files.authority, or without one of the authorities that the system knows. The
// certificate and the key may both be empty: none is shown.
// invalid "bad-tls": names the file that is missing or not what it should be.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> calling_tls(const TlsFiles& files);

// What a listener shows and takes. Where files.authority is given, every caller must show a
// certificate of it. Each connection is proved anew: sessions are not resumed. invalid "bad-tls".
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> listening_tls(
    const TlsFiles& files);

// Whether the context's own certificate stands for that host, a name or an address without port.
[[nodiscard]] bool is_named(boost::asio::ssl::context& context, const std::string& host);

}  // namespace donthu::http
