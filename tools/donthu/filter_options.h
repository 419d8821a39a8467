// The options of case find and inbox that say which cases.
#pragma once

#include <string>

#include <CLI/App.hpp>

#include "tools/donthu/backend/backend.h"

namespace donthu::cli {

struct FilterOptions {
  std::string unit;
  std::string officer;
  std::string kind;
  std::string status;
  std::string received_from;
  std::string received_until;
  std::string words;
  bool open = false;
  bool overdue = false;
  bool stuck = false;
  bool rulings = false;
  std::string cursor;
  std::size_t limit = 50;
};

void add_filter_options(CLI::App& command, FilterOptions& options);

// not_found and invalid: as find_unit, find_officer; invalid "unknown-name": no such kind or
// status.
[[nodiscard]] Result<runtime::Filter> filter_of(Backend& backend, const FilterOptions& options);

}  // namespace donthu::cli
