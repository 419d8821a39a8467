// Rows as a fold reads and changes them, wherever they are kept.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu::projection {

// Read access to `state`: a database, a snapshot of it, or either under an overlay.
class Rows {
 public:
  virtual ~Rows() = default;
  // The value of a key; nothing where there is no such row. corrupt, io: as the store gives them.
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(ByteView key) const = 0;
  // Visits the rows from `from` (included) to `until` (not included) in the order of their keys;
  // stops where the visitor gives false.
  using Visitor = std::function<bool(ByteView key, ByteView value)>;
  [[nodiscard]] virtual Status scan(ByteView from, ByteView until, const Visitor& visit) const = 0;
};

// What a fold changed: a value, or nothing where the row is gone. Ordered, so that equal folds
// write equal batches.
using Changes = std::map<Bytes, std::optional<Bytes>, std::less<>>;

}  // namespace donthu::projection
