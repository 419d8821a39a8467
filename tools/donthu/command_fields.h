// "field=value" on the command line to the JSON of a verb.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "tools/donthu/backend/backend.h"

namespace donthu::cli {

// The verbs that people may give a case, in the order of the law; not register.
[[nodiscard]] const std::vector<std::string>& case_verbs();

// The JSON Schema of a verb's fields; empty for an unknown verb.
[[nodiscard]] boost::json::object fields_of_verb(std::string_view verb);
// One line a field, for the help of a verb: name, kind of value, allowed values.
[[nodiscard]] std::string help_of_fields(std::string_view verb);

// Reads each "field=value" as its field's type asks: true or false (có, không), numbers, lists with
// commas, "@path" for the text of a file, units and officers as find_unit and find_officer take
// them, null for none. A field that the verb has not, or a value of another type, is refused by
// reading the command: see event::command_from_json.
// invalid "bad-field": there is no '=', or the field stands twice; io: the file cannot be read.
[[nodiscard]] Result<boost::json::object> read_fields(Backend& backend, std::string_view verb,
                                                      const std::vector<std::string>& assignments,
                                                      Date date);

}  // namespace donthu::cli
