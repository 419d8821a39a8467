// A folder that goes away with the test.
#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace donthu::store {

class Folder {
 public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "donthu-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;  // A folder left behind harms no test.
    std::filesystem::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string root() const { return root_; }
  [[nodiscard]] std::string path(const std::string& name = "database") const {
    return root_ / name;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace donthu::store
