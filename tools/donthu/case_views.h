// How a case, its history and its deadlines look to people. Each takes the JSON of the Backend.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void show_petitions(Output& out, Backend& backend, const boost::json::object& page);
void show_case(Output& out, Backend& backend, const boost::json::object& state);
void show_history(Output& out, Backend& backend, const boost::json::object& history);
void show_steps(Output& out, const boost::json::object& steps);
void show_facts(Output& out, Backend& backend, const boost::json::array& facts);
void show_explanation(Output& out, const boost::json::object& explanation);

// "30 ngày", from the JSON of a term.
[[nodiscard]] std::string shown_term(const boost::json::object& term);
// "Nguyễn Văn A (HK01)"… the name; "#3" for an officer without one; "" for none.
[[nodiscard]] std::string shown_officer(Backend& backend, OfficerId officer);
[[nodiscard]] std::string shown_unit(Backend& backend, UnitId unit, Date date);

}  // namespace donthu::cli
