// Where a matter lies, by the locality that was entered and the unit that registered it.
#include <gmock/gmock.h>

#include "engine/petition/hand_over.h"
#include "tests/unit/registry/small_city.h"

namespace donthu::petition {
namespace {

using registry::cua_nam;
using registry::hang_bac;
using registry::hang_trong;
using registry::hoan_kiem_district;
using registry::Place;

std::vector<Place> places(UnitId registrar, UnitId handler, const std::string& locality) {
  Case state;
  state.number.unit = registrar;
  state.locality = locality;
  return places_of(state, handler, registry::small_city(), registry::last_day);
}

TEST(PlacesOfAMatter, AreAQuarterOfTheHandlingWard) {
  EXPECT_THAT(places(hang_trong, hang_trong, "Tổ dân phố 1"),
              testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}));
  EXPECT_THAT(places(hang_trong, hang_trong, ""), testing::ElementsAre(Place{hang_trong, ""}));
  EXPECT_THAT(places(hang_trong, hang_trong, " ; , "), testing::ElementsAre(Place{hang_trong, ""}));
}

TEST(PlacesOfAMatter, LieInTheWardThatRegisteredWhatADistrictHandles) {
  EXPECT_THAT(places(hang_trong, hoan_kiem_district, "Tổ dân phố 1"),
              testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}));
  EXPECT_THAT(places(hoan_kiem_district, hoan_kiem_district, "Tổ dân phố 1"),
              testing::ElementsAre(Place{hoan_kiem_district, "Tổ dân phố 1"}));
}

TEST(PlacesOfAMatter, NameTheirWardWithOrWithoutItsKindAndDiacritics) {
  for (const char* text :
       {"Phường Hàng Trống, Tổ dân phố 1", "hang trong, Tổ dân phố 1", "Tổ dân phố 1,  HÀNG TRỐNG",
        "Tổ dân phố 1, phường Hàng Trống, quận Hoàn Kiếm, thành phố Hà Nội"})
    EXPECT_THAT(places(hoan_kiem_district, hoan_kiem_district, text),
                testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}))
        << text;
}

TEST(PlacesOfAMatter, MayBeSeveral) {
  EXPECT_THAT(places(hoan_kiem_district, hoan_kiem_district,
                     "Hàng Trống, Tổ dân phố 1; Phường Hàng Bạc; Tổ dân phố 9"),
              testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}, Place{hang_bac, ""},
                                   Place{hoan_kiem_district, "Tổ dân phố 9"}));
}

TEST(PlacesOfAMatter, AreNotInAUnitElsewhere) {
  // A ward names another: nothing is known of a quarter of that name here, and a person rules.
  EXPECT_THAT(places(hang_trong, hang_trong, "Hàng Bạc, Tổ dân phố 1"),
              testing::ElementsAre(Place{hang_trong, "Hàng Bạc"}));
  EXPECT_THAT(places(hang_trong, hang_trong, "Tổ dân phố 1, Phường Hàng Trống, Quận Hoàn Kiếm"),
              testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}));
  // The ward that registered it lies in no district that has ended now.
  EXPECT_THAT(places(cua_nam, hang_trong, "Tổ dân phố 1"),
              testing::ElementsAre(Place{hang_trong, "Tổ dân phố 1"}));
}

}  // namespace
}  // namespace donthu::petition
