// The OMG's kit for DMN (Technology Compatibility Kit), level 2: every model and every case it has.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "engine/policy/decision.h"
#include "engine/policy/feel.h"

namespace donthu::policy {
namespace {

namespace fs = std::filesystem;

// Models that this room does not decide, and why. A model that is not here must pass completely.
const std::map<std::string, std::string> out_of_scope{};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The kit writes values as XML Schema does, with prefixes that differ from file to file.
pugi::xml_node local_child(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    std::string_view local = child.name();
    local.remove_prefix(local.find(':') == std::string_view::npos ? 0 : local.find(':') + 1);
    if (local == name) return child;
  }
  return {};
}

Value scalar(pugi::xml_node value) {
  if (value.attribute("xsi:nil").as_bool()) return {};
  std::string type = value.attribute("xsi:type").value();
  type.erase(0, type.find(':') == std::string::npos ? 0 : type.find(':') + 1);
  const std::string text = value.text().get();
  if (type == "boolean") return text == "true";
  if (type == "string") return text;
  if (type == "date" || type == "dateTime" || type == "time" || type == "duration") {
    return Expression::parse("@\"" + text + "\"", "kit")->evaluate({}).value();
  }
  const auto number = Number::parse(text);
  return number ? Value(*number) : Value("no number: " + text);
}

Value kit_value(pugi::xml_node node) {
  if (const auto list = local_child(node, "list")) {
    List items;
    for (const pugi::xml_node item : list.children()) items.push_back(kit_value(item));
    return items;
  }
  if (local_child(node, "component")) {
    Context members;
    for (const pugi::xml_node component : node.children()) {
      if (std::string_view(component.name()).ends_with("component")) {
        members[component.attribute("name").value()] = kit_value(component);
      }
    }
    return members;
  }
  return scalar(local_child(node, "value"));
}

// The kit's figures carry the error of binary fractions: it gives 562.707359373292 where the exact
// payment is 562.7073593732659… (number_test.cc has it to 34 digits). All other kinds must be
// equal.
bool agree(const Value& got, const Value& expected) {
  if (got.number() && expected.number()) {
    const auto apart = got.number()->minus(*expected.number());
    const auto allowed = expected.number()->absolute().times(*Number::parse("1e-12"));
    return apart && allowed && apart->absolute() <= *allowed;
  }
  if (got.list() && expected.list()) {
    return std::ranges::equal(*got.list(), *expected.list(), agree);
  }
  if (got.context() && expected.context()) {
    return std::ranges::equal(*got.context(), *expected.context(),
                              [](const auto& a, const auto& b) {
                                return a.first == b.first && agree(a.second, b.second);
                              });
  }
  return got == expected;
}

struct Score {
  int models = 0;
  int cases = 0;
  int passed = 0;
  int refused = 0;
};

void run_cases(const fs::path& path, const DecisionModel& model, Score& score) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file(path.c_str())) << path;
  for (const pugi::xml_node test : document.document_element().children("testCase")) {
    Context inputs;
    for (const pugi::xml_node input : test.children("inputNode")) {
      inputs[input.attribute("name").value()] = kit_value(input);
    }
    for (const pugi::xml_node expected : test.children("resultNode")) {
      ++score.cases;
      const auto outcome = model.decide(expected.attribute("name").value(), inputs);
      const std::string which = path.filename().string() + " case " + test.attribute("id").value() +
                                " " + expected.attribute("name").value();
      if (!outcome) {
        ADD_FAILURE() << which << ": " << to_string(outcome.error());
        continue;
      }
      const Value wanted = kit_value(expected.child("expected"));
      const bool passes = agree(outcome->result, wanted);
      EXPECT_TRUE(passes) << which << ": " << to_string(outcome->result) << ", expected "
                          << to_string(wanted);
      score.passed += passes ? 1 : 0;
    }
  }
}

TEST(DmnKit, EveryModelInScopePassesEveryCase) {
  const fs::path kit = fs::path(DONTHU_VECTORS_DIR) / "dmn-tck";
  if (!fs::is_directory(kit)) {
    GTEST_SKIP() << "NO KIT: " << kit << " is absent, so nothing compares us with the OMG's cases";
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kit)) {
    if (entry.path().extension() == ".dmn") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  Score score;
  for (const fs::path& file : files) {
    ++score.models;
    const auto model = DecisionModel::parse(content_of(file), file.filename().string());
    const auto excluded = out_of_scope.find(file.stem().string());
    if (excluded != out_of_scope.end()) {
      ++score.refused;
      EXPECT_FALSE(model) << file << " is decided now: take it off the list";
      continue;
    }
    if (!model) {
      ADD_FAILURE() << to_string(model.error());
      continue;
    }
    for (const auto& entry : fs::directory_iterator(file.parent_path())) {
      if (entry.path().extension() == ".xml") run_cases(entry.path(), *model, score);
    }
  }
  std::printf("DMN kit: %d models, %d out of scope; %d of %d results as expected\n", score.models,
              score.refused, score.passed, score.cases);
  EXPECT_GT(score.cases, 0) << "the kit has no cases";
}

}  // namespace
}  // namespace donthu::policy
