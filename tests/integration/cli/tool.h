// Runs the real tool in a folder of its own, with words as they are: no shell between.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/child.h"

namespace donthu::cli {

using test::Ran;

class ToolTest : public ::testing::Test {
 protected:
  ToolTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "donthu-cli-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  ~ToolTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::filesystem::path data() const {
    return elsewhere_.empty() ? folder_ / "data" : elsewhere_;
  }
  // Work on this data folder from now on.
  void use_folder(std::filesystem::path data) { elsewhere_ = std::move(data); }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  // On the test's data folder.
  Ran run(std::vector<std::string> words, std::vector<std::string> environment = {}) const {
    return run_on(data(), std::move(words), environment);
  }
  Ran run_on(const std::filesystem::path& folder, std::vector<std::string> words,
             const std::vector<std::string>& environment = {}) const {
    words.insert(words.begin(), {DONTHU_TOOL, "--data", folder.string()});
    return run_words(words, environment);
  }

  // With no data folder but the one that `words` name.
  [[nodiscard]] Ran run_as_given(std::vector<std::string> words) const {
    words.insert(words.begin(), DONTHU_TOOL);
    return run_words(words, {});
  }

  [[nodiscard]] static std::string content(const std::filesystem::path& file) {
    return test::content(file);
  }

  void write(const std::filesystem::path& file, const std::string& text) const {
    std::ofstream(file, std::ios::binary) << text;
  }

  // A folder on 24/01/2022 with a chair (HT01) and a registrar (HT02) in the ward Hàng Trống.
  void make_office() const {
    ASSERT_EQ(
        run({"init", "--partitions", "4", "--simulated", "--at", "2022-01-24 08:00"}).exit_code, 0);
    appoint_two("HT", "00070", "2021-07-01");
  }
  // A chair, whose staff code is the prefix and 01, and a registrar, with 02.
  void appoint_two(const std::string& prefix, const std::string& unit, const std::string& from,
                   const std::vector<std::string>& more = {}) const {
    for (const auto& [name, code, role] :
         {std::tuple{"Nguyễn Văn An", "01", "chair"}, {"Trần Thị Bình", "02", "registrar"}}) {
      std::vector<std::string> words{"registry",     "appoint",     "--name", name,
                                     "--staff-code", prefix + code, "--unit", unit,
                                     "--role",       role,          "--from", from};
      words.insert(words.end(), more.begin(), more.end());
      ASSERT_EQ(run(words).exit_code, 0);
    }
  }
  Ran register_one(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"petition", "register", "--officer",
                                   "HT02",     "--matter", "Bồi thường đất nông nghiệp"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  // Starts the tool and leaves it running; what it prints goes to the file.
  pid_t start(std::vector<std::string> words, const std::filesystem::path& out,
              const std::vector<std::string>& environment = {}) const {
    words.insert(words.begin(), {DONTHU_TOOL, "--data", data().string()});
    const pid_t child = test::spawn(words, environment, out, folder_ / "stderr");
    EXPECT_GT(child, 0);
    return child;
  }

 private:
  Ran run_words(const std::vector<std::string>& words,
                const std::vector<std::string>& environment) const {
    return test::run_to_end(words, environment, folder_);
  }

  std::filesystem::path folder_;
  std::filesystem::path elsewhere_;
};

}  // namespace donthu::cli
