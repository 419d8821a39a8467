// What can happen to a petition.
#pragma once

#include "engine/event/file_events.h"
#include "engine/event/handling_events.h"
