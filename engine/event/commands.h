// What may be asked of the engine about a petition: the verbs.
#pragma once

#include "engine/event/file_commands.h"
#include "engine/event/handling_commands.h"
#include "engine/event/party_commands.h"
