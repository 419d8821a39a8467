// The import of Hanoi's published lists, against the figures that were counted by hand in them.
#include "connectors/csv/hanoi.h"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/registry/decide.h"

namespace donthu::csv {
namespace {

using registry::Registry;
using Outcome = registry::Succession::Outcome;

const Date last_day = make_date(2025, 6, 30);
const Date first_day = make_date(2025, 7, 1);

HanoiImport import_from(const std::filesystem::path& folder) {
  const auto before = read_file(folder / "hanoi-units-2022.csv").value();
  const auto after = read_file(folder / "hanoi-units-2026.csv").value();
  const auto succession = read_file(folder / "hanoi-succession-2025-07-01.csv").value();
  auto imported = import_hanoi({{"hanoi-units-2022.csv", before},
                                {"hanoi-units-2026.csv", after},
                                {"hanoi-succession-2025-07-01.csv", succession}});
  EXPECT_TRUE(imported) << to_string(imported.error());
  return std::move(imported).value_or(HanoiImport{});
}

// Through decide, as a log would get it.
Registry registry_of(const RegistryTables& tables) {
  Registry registry;
  for (const auto& change : registry::split_into_changes(facts_of(tables), "import")) {
    const auto decided = registry::decide(registry, change);
    EXPECT_TRUE(decided) << to_string(decided.error());
    if (!decided) break;
    for (const auto& fact : *decided) EXPECT_TRUE(registry.apply(fact));
  }
  return registry;
}

class HanoiLists : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(DONTHU_REGISTRY_DIR "/hanoi-units-2022.csv"))
      GTEST_SKIP() << "NOT TESTED: the published lists are not in " DONTHU_REGISTRY_DIR;
    imported = import_from(DONTHU_REGISTRY_DIR);
  }

  HanoiImport imported;
};

TEST_F(HanoiLists, TheReportCountsWhatTheListsHold) {
  const HanoiReport& report = imported.report;
  EXPECT_EQ(report.units_before, (std::map<std::string, std::size_t>{{"thanh_pho", 1},
                                                                     {"quan", 12},
                                                                     {"huyen", 17},
                                                                     {"thi_xa", 1},
                                                                     {"phuong", 175},
                                                                     {"xa", 383},
                                                                     {"thi_tran", 21}}));
  EXPECT_EQ(report.units_after,
            (std::map<std::string, std::size_t>{{"thanh_pho", 1}, {"phuong", 51}, {"xa", 75}}));
  EXPECT_EQ(report.codes_after, 127u);
  EXPECT_EQ(report.codes_known_before, 127u);
  EXPECT_EQ(report.codes_of_others.size(), 104u);
  EXPECT_EQ(report.pilot_wards, 175u);
}

TEST_F(HanoiLists, TheReportSaysWhatCouldNotBeResolved) {
  const HanoiReport& report = imported.report;
  EXPECT_EQ(report.succession_rows, 794u);
  EXPECT_EQ(report.rows_without_code, 35u);
  EXPECT_EQ(report.names_without_code, 29u);
  EXPECT_EQ(report.without_row_by_code.size(), 80u);
  EXPECT_EQ(report.pilot_wards_without_row_by_code, 17u);
  EXPECT_EQ(report.codes_on_several_rows, 193u);
  EXPECT_EQ(report.split_predecessors, 193u);
  EXPECT_EQ(report.split_pilot_wards_by_code, 107u);
  // Trung Hoà is split only once its two rows without a code are understood.
  EXPECT_EQ(report.split_pilot_wards, 108u);
  EXPECT_EQ(report.without_row.size(), 79u);
  EXPECT_EQ(report.resolved_by_name.size(), 3u);
  EXPECT_EQ(report.resolved_against_code.size(), 1u);
  EXPECT_EQ(report.unresolved.size(), 32u);
  EXPECT_EQ(report.spelled_otherwise.size(), 14u);
  EXPECT_EQ(report.doubtful.size(), 1u);
  EXPECT_THAT(to_text(report), testing::HasSubstr("unresolved, kept without a predecessor: 32"));
}

TEST_F(HanoiLists, NoRowOfTheTableIsLost) {
  EXPECT_EQ(imported.tables.successions.size(), 794u);
  std::size_t kept = 0;
  for (const SuccessionRow& row : imported.tables.successions)
    kept += !row.predecessor && row.note.starts_with("unresolved");
  EXPECT_EQ(kept, imported.report.unresolved.size());
}

TEST_F(HanoiLists, ANameFromTheOtherEndOfTheCityIsNotTrusted) {
  for (const Finding& finding : imported.report.resolved_by_name)
    EXPECT_THAT(finding.predecessor,
                testing::AnyOf("Phường Trung Hoà", "Phường Trung Hòa", "Phường Yên Sở"));
}

TEST_F(HanoiLists, TheShippedFilesAreWhatTheImportGives) {
  const std::filesystem::path shipped = DONTHU_SOURCE_DIR "/schemas/registry";
  const std::string units = write_units(imported.tables.units, units_comment());
  const std::string succession =
      write_successions(imported.tables.successions, succession_comment());
  if (std::getenv("DONTHU_WRITE_SHIPPED") != nullptr) {
    std::ofstream(shipped / "hanoi-units.csv", std::ios::binary) << units;
    std::ofstream(shipped / "hanoi-succession.csv", std::ios::binary) << succession;
  }
  EXPECT_EQ(read_file(shipped / "hanoi-units.csv").value_or(""), units)
      << "set DONTHU_WRITE_SHIPPED=1 to write it anew, if the change is meant";
  EXPECT_EQ(read_file(shipped / "hanoi-succession.csv").value_or(""), succession);
}

class ShippedRegistry : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = load_registry(DONTHU_SOURCE_DIR "/schemas/registry");
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    tables = std::move(*loaded);
    hanoi = registry_of(tables);
  }

  static UnitId by_name(const std::string& name, Date date) {
    const auto found = hanoi.units_named(name, date);
    EXPECT_EQ(found.size(), 1u) << name;
    return found.empty() ? UnitId{} : found.front();
  }

  static inline RegistryTables tables;
  static inline Registry hanoi;
};

TEST_F(ShippedRegistry, AWardOf2022StandsBelowItsDistrictAndANewOneBelowTheCity) {
  const Date then = make_date(2022, 1, 24);
  const UnitId ward = hanoi.unit_by_code("00070", then);
  EXPECT_EQ(hanoi.name(ward, then), "Phường Hàng Trống");
  EXPECT_EQ(hanoi.name(hanoi.superior(ward, then), then), "Quận Hoàn Kiếm");
  const UnitId now = hanoi.unit_by_code("00070", first_day);
  EXPECT_NE(now, ward);
  EXPECT_EQ(hanoi.name(now, first_day), "Phường Hoàn Kiếm");
  EXPECT_EQ(hanoi.superior(now, first_day), hanoi.unit_by_code("01", first_day));
  EXPECT_EQ(hanoi.unit_by_code("01", then), hanoi.unit_by_code("01", first_day));
}

TEST_F(ShippedRegistry, TheNumbersOfUnitsAreThoseOfTheResolutions) {
  const auto count = [&](event::UnitLevel level, Date date) {
    std::size_t number = 0;
    for (const UnitId id : hanoi.units(date)) number += hanoi.level(id, date) == level;
    return number;
  };
  using enum event::UnitLevel;
  EXPECT_EQ(count(district, last_day), 30u);
  EXPECT_EQ(count(ward, last_day), 175u);
  EXPECT_EQ(count(commune, last_day), 383u);
  EXPECT_EQ(count(township, last_day), 21u);
  EXPECT_EQ(count(city, first_day), 1u);
  EXPECT_EQ(count(district, first_day), 0u);
  EXPECT_EQ(count(ward, first_day), 51u);
  EXPECT_EQ(count(commune, first_day), 75u);
  EXPECT_EQ(count(township, first_day), 0u);
}

TEST_F(ShippedRegistry, ThePilotsWardsHadNoCouncil) {
  const auto without = [&](Date date) {
    std::size_t number = 0;
    for (const UnitId id : hanoi.units(date)) number += !hanoi.unit(id, date)->has_council;
    return number;
  };
  EXPECT_EQ(without(make_date(2021, 6, 30)), 0u);
  EXPECT_EQ(without(make_date(2021, 7, 1)), 175u);
  EXPECT_EQ(without(last_day), 175u);
  EXPECT_EQ(without(first_day), 0u);
}

TEST_F(ShippedRegistry, HangTrongIsSeveralAndHangBacIsOne) {
  const UnitId hang_trong = by_name("Phường Hàng Trống", last_day);
  const auto split = hanoi.successor(hang_trong, "", first_day);
  EXPECT_EQ(split.outcome, Outcome::several);
  EXPECT_EQ(split.unit, hanoi.unit_by_code("01", first_day));
  EXPECT_THAT(split.candidates,
              testing::UnorderedElementsAre(by_name("Phường Hoàn Kiếm", first_day),
                                            by_name("Phường Cửa Nam", first_day)));
  EXPECT_EQ(hanoi.successor(hang_trong, "Tổ dân phố 1", first_day).reason, "locality-not-recorded");
  const auto whole = hanoi.successor(by_name("Phường Hàng Bạc", last_day), "", first_day);
  EXPECT_EQ(whole.outcome, Outcome::one);
  EXPECT_EQ(whole.unit, by_name("Phường Hoàn Kiếm", first_day));
}

TEST_F(ShippedRegistry, EveryOldCommuneIsResolvedOrSaysWhyNot) {
  std::map<Outcome, std::size_t> outcomes;
  for (const UnitId id : hanoi.units(last_day)) {
    const auto found = hanoi.successor(id, "", first_day);
    ++outcomes[found.outcome];
    EXPECT_EQ(found.outcome == Outcome::undetermined, !found.reason.empty());
  }
  // 610 units: the city and 307 communes that went whole; the 30 districts and 193 split communes;
  // 79 communes whose row is missing.
  EXPECT_EQ(outcomes[Outcome::one], 1u + 307u);
  EXPECT_EQ(outcomes[Outcome::several], 30u + 193u);
  EXPECT_EQ(outcomes[Outcome::undetermined], 79u);
}

TEST_F(ShippedRegistry, TheDemonstrationsLocalitiesAreMarkedAndDecide) {
  const auto name = "hanoi-localities-synthetic.csv";
  const auto bytes = read_file(std::filesystem::path(DONTHU_SOURCE_DIR "/schemas/registry") / name);
  ASSERT_TRUE(bytes);
  const auto rows = read_successions(*bytes, name);
  ASSERT_TRUE(rows) << to_string(rows.error());
  Registry demonstration = hanoi;
  for (const auto& change :
       registry::split_into_changes(facts_of({{}, *rows}), "synthetic localities")) {
    const auto decided = registry::decide(demonstration, change);
    ASSERT_TRUE(decided) << to_string(decided.error());
    for (const auto& fact : *decided) ASSERT_TRUE(demonstration.apply(fact));
  }
  const UnitId hang_trong = by_name("Phường Hàng Trống", last_day);
  const auto where = [&](const char* locality) {
    return demonstration.name(demonstration.successor(hang_trong, locality, first_day).unit,
                              first_day);
  };
  EXPECT_EQ(where("Tổ dân phố 1"), "Phường Hoàn Kiếm");
  EXPECT_EQ(where("Tổ dân phố 4"), "Phường Cửa Nam");
  for (const SuccessionRow& row : *rows) EXPECT_THAT(row.note, testing::HasSubstr("synthetic"));
}

TEST(Hanoi, AWrongListSaysWhere) {
  const std::string good = "code,name,level,parent\n01,Thành phố Hà Nội,thanh_pho,\n";
  const std::string rows =
      "successor_code,successor_name,predecessor_name,predecessor_code\n99999,Phường Mới,X,\n";
  const auto place = [](const HanoiFiles& files) {
    const auto imported = import_hanoi(files);
    return imported ? std::string("accepted") : imported.error().field;
  };
  EXPECT_EQ(place({{"b", good}, {"a", good}, {"s", rows}}), "s:2:successor_code");
  EXPECT_EQ(place({{"b", good + "001,X,lang,01\n"}, {"a", good}, {"s", rows}}), "b:3:level");
  EXPECT_EQ(place({{"b", good + "001,X,quan,77\n"}, {"a", good}, {"s", rows}}), "b:3:parent");
  EXPECT_EQ(place({{"b", good + "01,X,quan,\n"}, {"a", good}, {"s", rows}}), "b:3:code");
  EXPECT_EQ(place({{"b", good}, {"a", "code\n"}, {"s", rows}}), "a:1");
}

}  // namespace
}  // namespace donthu::csv
