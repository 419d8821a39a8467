// A DMN file into a model. XML stops here: nothing else of this room knows pugixml.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "engine/policy/model.h"

namespace donthu::policy {

// Used once for one file.
class ModelReader {
 public:
  ModelReader(std::string_view xml, std::string_view file_name);
  Result<DecisionModel> read();

 private:
  // What one decision or function requires, by the ids the file gives.
  struct Requirements {
    std::vector<std::string> inputs;
    std::vector<std::string> decisions;
    std::vector<std::string> functions;
  };
  // What the expressions of one decision may name.
  struct Scope {
    Declarations declared;           // Also the names of components, which follow a point.
    std::vector<std::string> known;  // What is required.
  };
  struct FunctionSource {
    pugi::xml_node node;
    Requirements requires_;
    std::shared_ptr<const Function> function;
    bool in_progress = false;
  };

  // model_reader.cc
  Status open();
  Status collect();
  Status collect_element(pugi::xml_node node, std::string_view element);
  Status remember_id(const std::string& id, pugi::xml_node node);
  Status read_decision(pugi::xml_node node);
  Status read_logic(pugi::xml_node node, Decision& decision, Logic& logic, const Scope& scope);
  Result<Expression> read_expression(const std::string& text, const std::string& place,
                                     Decision& decision, const Scope& scope) const;
  Result<UnaryTests> read_tests(const std::string& text, const std::string& place,
                                Decision& decision, const Scope& scope) const;
  Status check_names(const std::vector<std::string>& names, Decision& decision, const Scope& scope,
                     const std::string& place) const;
  Result<std::shared_ptr<const Function>> function(const std::string& id);
  Result<std::shared_ptr<const Function>> read_function(const std::string& id,
                                                        FunctionSource& source);
  Status declare(const Requirements& needed, Scope& scope);
  Result<Requirements> requirements(pugi::xml_node node) const;
  Status order_decisions();
  Status visit(std::size_t index, std::vector<int>& state, std::vector<std::size_t>& order);

  // types_reader.cc
  Status read_types();
  Result<ItemType> read_type(pugi::xml_node node, int depth);
  Status check_type(const ItemType& type, const std::string& place) const;

  // table_reader.cc
  Status read_table(pugi::xml_node node, Decision& decision, Logic& logic, const Scope& scope);
  Status read_hit_policy(pugi::xml_node node, Decision& decision) const;
  Status read_input(pugi::xml_node node, Decision& decision, Logic& logic, const Scope& scope);
  Status read_output(pugi::xml_node node, Decision& decision, Logic& logic, const Scope& scope);
  Status read_ranking(const Decision& decision, TableOutput& output, const std::string& text,
                      const std::string& place) const;
  Status read_rule(pugi::xml_node node, Decision& decision, Logic& logic, const Scope& scope);
  Status check_table(const Decision& decision, const Logic& logic) const;

  // The element's name where it is of the model's namespace; empty for diagrams and extensions.
  [[nodiscard]] std::string_view element_of(pugi::xml_node node) const;
  [[nodiscard]] std::string qualified(std::string_view element) const;
  [[nodiscard]] pugi::xml_node child(pugi::xml_node node, std::string_view element) const;
  // The content of the child's <text>, without the white space around it.
  [[nodiscard]] std::string text_in(pugi::xml_node node, std::string_view element) const;
  [[nodiscard]] std::string text_of(pugi::xml_node node) const;
  // "file#id" of the nearest element that has an id.
  [[nodiscard]] std::string place_of(pugi::xml_node node) const;
  [[nodiscard]] std::string type_of(pugi::xml_node node) const;
  [[nodiscard]] Status refuse(pugi::xml_node node, std::string_view why) const;
  [[nodiscard]] Status check_language(pugi::xml_node node) const;

  std::string_view xml_;
  std::shared_ptr<DecisionModel::Parsed> model_;
  pugi::xml_document document_;
  pugi::xml_node definitions_;
  std::string prefix_;                              // With its colon.
  std::map<std::string, std::string> input_names_;  // By id.
  std::map<std::string, std::size_t> decision_indices_;
  std::map<std::string, FunctionSource> functions_;
  std::map<std::string, pugi::xml_node> ids_;
  std::vector<pugi::xml_node> decision_nodes_;
  std::vector<Requirements> decision_requirements_;
  std::vector<std::string> component_names_;
};

[[nodiscard]] std::string trimmed(std::string_view text);

}  // namespace donthu::policy
