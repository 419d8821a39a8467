// What the feed promises, for programs: the schema of its events, and schemas/asyncapi.yaml.
#pragma once

#include <string>

#include "engine/event/json.h"

namespace donthu::feed {

// JSON Schema of a CloudEvent of any kind, its data included.
[[nodiscard]] boost::json::object cloud_event_schema();

// AsyncAPI 3.0, in JSON, which is YAML: the topic of the public stream, and the Server-Sent Events.
// Whole in itself: a reader needs no file beside it.
[[nodiscard]] std::string asyncapi_text();

}  // namespace donthu::feed
