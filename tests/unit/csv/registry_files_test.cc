#include "connectors/csv/registry_files.h"

#include <fstream>

#include <gtest/gtest.h>

namespace donthu::csv {
namespace {

const std::string unit_header =
    "unit,level,kind,code,name,parent,valid_from,valid_until,without_council_from,citation,"
    "ended_by\n";

std::string error_of(const std::string& lines) {
  const auto rows = read_units(unit_header + lines, "u.csv");
  return rows ? "" : rows.error().reason + " " + rows.error().field;
}

TEST(RegistryFiles, WhatIsWrittenIsReadBack) {
  UnitRow city{{1}, event::UnitLevel::city, "thành phố", "01", "Thành phố Hà Nội",
               {},  make_date(2020, 7, 1),  {},          {},   "a, \"b\"",
               ""};
  UnitRow ward{{2},
               event::UnitLevel::ward,
               "phường",
               "00070",
               "Phường Hàng Trống",
               {1},
               make_date(2020, 7, 1),
               make_date(2025, 6, 30),
               make_date(2021, 7, 1),
               "c",
               "d"};
  const std::vector<UnitRow> units{city, ward};
  EXPECT_EQ(read_units(write_units(units, {"made by a test", ""}), "u.csv").value(), units);
  const std::vector<SuccessionRow> rows{{{2},
                                         "Phường Hàng Trống",
                                         {3},
                                         "Phường Cửa Nam",
                                         "Tổ 1",
                                         event::SuccessionExtent::part,
                                         make_date(2025, 7, 1),
                                         "note",
                                         "NQ"},
                                        {{},
                                         "Xã Lạ",
                                         {3},
                                         "Phường Cửa Nam",
                                         "",
                                         event::SuccessionExtent::part,
                                         make_date(2025, 7, 1),
                                         "unresolved",
                                         "NQ"}};
  EXPECT_EQ(read_successions(write_successions(rows, {}), "s.csv").value(), rows);
}

TEST(RegistryFiles, AWrongCellIsNamed) {
  EXPECT_EQ(error_of("x,city,k,,N,,2020-07-01,,,,\n"), "bad-number u.csv:2:unit");
  EXPECT_EQ(error_of("0,city,k,,N,,2020-07-01,,,,\n"), "bad-number u.csv:2:unit");
  EXPECT_EQ(error_of("99999999999,city,k,,N,,2020-07-01,,,,\n"), "bad-number u.csv:2:unit");
  EXPECT_EQ(error_of("1,town,k,,N,,2020-07-01,,,,\n"), "bad-name u.csv:2:level");
  EXPECT_EQ(error_of("1,city,k,,N,,2020-02-30,,,,\n"), "bad-date u.csv:2:valid_from");
  EXPECT_EQ(error_of("1,city,k,,N,,,,,,\n"), "bad-date u.csv:2:valid_from");
  EXPECT_EQ(error_of("1,city,k,,N,,2020-07-01,,,,\n1,city,k,,N,,2020-07-01,,,,\n"),
            "unit-id-taken u.csv:3:unit");
  EXPECT_EQ(error_of("1,city,k,,N,2,2020-07-01,,,,\n"), "unknown-unit u.csv:2:parent");
  EXPECT_EQ(error_of("1,city,k,,N,,2020-07-01,,,,\n"), "");
}

TEST(RegistryFiles, EndsComeBeforeTheUnitsThatTakeOverTheCodes) {
  RegistryTables tables;
  tables.units = read_units(unit_header +
                                "1,city,k,01,C,,2020-07-01,,,,\n"
                                "2,district,k,001,D,1,2020-07-01,2025-06-30,,,\n"
                                "3,ward,k,00001,W,2,2020-07-01,2025-06-30,2021-07-01,,\n"
                                "4,ward,k,00001,N,1,2025-07-01,,,,\n",
                            "u.csv")
                     .value();
  const auto facts = facts_of(tables);
  ASSERT_EQ(facts.size(), 7u);
  EXPECT_TRUE(std::holds_alternative<event::UnitChanged>(facts[3]));
  EXPECT_EQ(std::get<event::UnitEnded>(facts[4]).unit, UnitId{3});
  EXPECT_EQ(std::get<event::UnitEnded>(facts[5]).unit, UnitId{2});
  EXPECT_EQ(std::get<event::UnitEstablished>(facts[6]).unit, UnitId{4});
}

TEST(RegistryFiles, AFolderWithoutFilesIsRefused) {
  const auto missing = load_registry("/nonexistent/registry");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "no-registry-folder");
  EXPECT_EQ(read_file("/nonexistent/file").error().reason, "no-file");
  EXPECT_EQ(read_file(DONTHU_SOURCE_DIR).error().reason, "not-a-file");
  EXPECT_EQ(load_registry(DONTHU_SOURCE_DIR "/cmake").error().reason, "no-registry-files");
}

TEST(RegistryFiles, AFileBeyondTheLimitIsNotRead) {
  EXPECT_EQ(read_file(DONTHU_SOURCE_DIR "/LICENSE", 10).error().reason, "too-large");
}

}  // namespace
}  // namespace donthu::csv
