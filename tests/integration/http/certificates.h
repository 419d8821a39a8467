// A small authority of the test's own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "connectors/http/server.h"

namespace donthu::http {

// Issues certificates with the openssl command, into a folder that goes with it.
class Authority {
 public:
  Authority() {
    std::string pattern = (std::filesystem::temp_directory_path() / "donthu-ca-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test" +
        into("ca"));
  }
  ~Authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  [[nodiscard]] std::string certificate() const { return file("ca.pem"); }

  // For the names, as in "DNS:one.example,IP:127.0.0.1".
  [[nodiscard]] TlsFiles issue(const std::string& name, const std::string& names) const {
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name +
        " -addext subjectAltName=" + names + " -keyout " + file(name + ".key") + " -out " +
        file(name + ".csr"));
    run("x509 -req -in " + file(name + ".csr") + " -CA " + file("ca.pem") + " -CAkey " +
        file("ca.key") + " -CAcreateserial -days 2 -copy_extensions copy -out " +
        file(name + ".pem"));
    return {file(name + ".pem"), file(name + ".key"), certificate()};
  }

 private:
  [[nodiscard]] std::string file(const std::string& name) const {
    return (folder_ / name).string();
  }
  [[nodiscard]] std::string into(const std::string& name) const {
    return " -keyout " + file(name + ".key") + " -out " + file(name + ".pem");
  }
  static void run(const std::string& words) {
    const auto line = "openssl " + words + " 2>/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
  }

  std::filesystem::path folder_;
};

}  // namespace donthu::http
