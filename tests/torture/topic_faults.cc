// What becomes of the topic.
#include <array>

#include "tests/integration/kafka/topic_administration.h"
#include "tests/torture/faults.h"

namespace donthu::torture {
namespace {

constexpr std::array<Fault, 0> all = {};

}  // namespace

std::span<const Fault> topic_faults() { return all; }

}  // namespace donthu::torture
