// schemas/openapi.yaml, made from the table of routes and the descriptions of the types.
#pragma once

#include <string>

namespace donthu::http {

// OpenAPI 3.1 in JSON, which is YAML too. schemas/openapi.yaml holds exactly this text.
[[nodiscard]] std::string openapi_text();

}  // namespace donthu::http
