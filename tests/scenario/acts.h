// What officers do in a story: a line becomes a request, and its answer is judged.
#pragma once

#include <optional>
#include <string>

#include "tests/scenario/words.h"
#include "tests/scenario/world.h"

namespace donthu::scenario {

class Acts {
 public:
  explicit Acts(World& world) : world_(world) {}

  // "lan REGISTERS complaint c1 …", "binh ACCEPTS c1 …", "binh DOES accept c1 …". With
  // `refused_because` the engine must refuse with that reason.
  [[nodiscard]] Status act(Words& words, const std::optional<std::string>& refused_because);
  // The same, where either answer will do, as long as a refusal is one that helps.
  [[nodiscard]] Status try_act(Words& words);
  // The last request once more, to the byte: the answer must be the stored one.
  [[nodiscard]] Status again();
  // Command ids that were accepted, for the checker.
  [[nodiscard]] std::size_t accepted() const { return accepted_; }

 private:
  [[nodiscard]] Status accept(runtime::Answer answer);
  [[nodiscard]] Status read_request(Words& words);
  [[nodiscard]] Status read_registration(Words& words, boost::json::object& data);
  [[nodiscard]] Status read_modifiers(Words& words, boost::json::object& data);
  [[nodiscard]] Status add_field(boost::json::object& data, const std::string& name,
                                 const std::string& value) const;

  World& world_;
  runtime::Request request_;
  std::string registering_;  // Name of the case to be registered; empty: another verb.
  std::string verb_;
  std::optional<runtime::Answer> answer_;  // Of `answered_`, the last request that was accepted.
  runtime::Request answered_;
  std::size_t accepted_ = 0;
  std::size_t next_key_ = 1;
};

}  // namespace donthu::scenario
