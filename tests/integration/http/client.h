// A client of HTTP/1.1 that sends exactly the bytes it is told to.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace donthu::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Received {
  int status = 0;                              // 0: the connection ended, or nothing came in time.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;

  [[nodiscard]] boost::json::object json() const { return boost::json::parse(body).as_object(); }
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0, int answer_within_ms = 10'000)
      : port_(port), receive_buffer_(receive_buffer), answer_within_ms_(answer_within_ms) {}
  virtual ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // One request on a connection that is kept and made anew where it ended.
  Received send(std::string_view method, std::string_view target, const Headers& headers = {},
                std::string_view body = {}) {
    std::string out = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    bool host = false;
    for (const auto& [name, value] : headers) {
      out += name + ": " + value + "\r\n";
      host = host || name == "Host";
    }
    if (!host) out += "Host: localhost\r\n";
    if (!body.empty() || method == "POST")
      out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    out += "\r\n";
    out += body;
    const bool used_before = socket_ >= 0;
    const auto exchange = [&] {
      return write(out) ? read(method == "HEAD", answer_within_ms_) : Received{};
    };
    auto answer = exchange();
    // An idle connection may end just when it is used again.
    if (answer.status == 0 && used_before && ended_) {
      close();
      answer = exchange();
    }
    return answer;
  }
  Received get(std::string_view target, const Headers& headers = {}) {
    return send("GET", target, headers);
  }

  bool write(std::string_view bytes) {
    if (socket_ < 0 && !connect()) return false;
    while (!bytes.empty()) {
      const auto sent = put(bytes);
      if (sent <= 0) {
        ended_ = true;
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  Received read(bool head = false, int timeout_ms = 10'000) {
    Received out;
    while (buffer_.find("\r\n\r\n") == std::string::npos)
      if (!more(timeout_ms)) return close(), out;
    const auto end = buffer_.find("\r\n\r\n");
    parse_header(buffer_.substr(0, end), out);
    buffer_.erase(0, end + 4);
    if (out.status == 100) return read(head, timeout_ms);
    const auto length = out.header("content-length");
    const auto size = head || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size)
      if (!more(timeout_ms)) return close(), Received{};
    out.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    if (out.header("connection") == "close" && !out.header("content-length").empty()) close();
    return out;
  }

  // Of a stream: text up to a blank line. Empty: nothing came in time, or it ended.
  std::string read_piece(int timeout_ms) {
    while (buffer_.find("\n\n") == std::string::npos)
      if (!more(timeout_ms)) return {};
    const auto end = buffer_.find("\n\n");
    auto piece = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return piece;
  }

  // True where the other side has ended the connection; takes in what comes before that.
  bool ended(int timeout_ms) {
    while (more(timeout_ms)) {
    }
    return ended_;
  }

  void close() {
    undress();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    buffer_.clear();
  }

 protected:
  // What TLS does between the bytes and the socket.
  virtual bool dress() { return true; }
  virtual void undress() {}
  virtual ssize_t put(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  virtual ssize_t take(char* into, std::size_t size) { return ::recv(socket_, into, size, 0); }
  // Bytes are there without looking at the socket.
  virtual bool holds_some() { return false; }

  [[nodiscard]] int socket() const { return socket_; }

 private:
  bool connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer_ > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_, sizeof receive_buffer_);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ended_ = false;
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        dress())
      return true;
    close();
    return false;
  }

  bool more(int timeout_ms) {
    pollfd waits{socket_, POLLIN, 0};
    if (socket_ < 0 || (!holds_some() && ::poll(&waits, 1, timeout_ms) <= 0)) return false;
    char bytes[16'384];
    const auto size = take(bytes, sizeof bytes);
    if (size <= 0) {
      ended_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  static void parse_header(const std::string& text, Received& out) {
    out.status = std::stoi(text.substr(9, 3));
    std::size_t at = text.find("\r\n");
    while (at != std::string::npos) {
      const auto end = std::min(text.find("\r\n", at + 2), text.size());
      const auto line = text.substr(at + 2, end - at - 2);
      auto name = line.substr(0, line.find(':'));
      for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      out.headers[name] = line.substr(std::min(line.find(':') + 2, line.size()));
      at = end == text.size() ? std::string::npos : end;
    }
  }

  std::uint16_t port_;
  int receive_buffer_;
  int answer_within_ms_;
  int socket_ = -1;
  bool ended_ = false;
  std::string buffer_;
};

}  // namespace donthu::http
