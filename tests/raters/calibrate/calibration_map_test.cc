#include "raters/calibrate/calibration_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::raters {
namespace {

CalibrationMap map_of(ScoreKind scores, MapKind kind) {
  CalibrationMap map;
  map.scores = scores;
  map.kind = kind;
  return map;
}

TEST(CalibrationMap, PredictsByItsKind) {
  EXPECT_EQ(map_of(ScoreKind::kProbability, MapKind::kIdentity).predict(0.3), 0.3);
  EXPECT_EQ(map_of(ScoreKind::kMargin, MapKind::kIdentity).predict(0.0), 0.5);
  CalibrationMap temperature = map_of(ScoreKind::kMargin, MapKind::kTemperature);
  temperature.slope = 0.5;
  EXPECT_NEAR(temperature.predict(2.0), 1.0 / (1.0 + std::exp(-1.0)), 1e-15);
  // A probability goes through its log odds: one half stays, the others move towards it.
  temperature.scores = ScoreKind::kProbability;
  EXPECT_EQ(temperature.predict(0.5), 0.5);
  EXPECT_NEAR(temperature.predict(0.8), 2.0 / 3.0, 1e-12);
  CalibrationMap platt = temperature;
  platt.kind = MapKind::kPlatt;
  platt.intercept = 1.0;
  EXPECT_NEAR(platt.predict(0.5), 1.0 / (1.0 + std::exp(-1.0)), 1e-15);
  CalibrationMap affine = map_of(ScoreKind::kPoints, MapKind::kAffine);
  affine.lowest = 1.0;
  affine.highest = 5.0;
  affine.slope = 0.5;
  affine.intercept = 2.0;
  EXPECT_EQ(affine.predict(3.0), 3.5);
  EXPECT_EQ(affine.predict(10.0), 5.0);
  EXPECT_EQ(affine.predict(-10.0), 1.0);
}

TEST(CalibrationMap, IsLinearBetweenPointsAndConstantBeyond) {
  CalibrationMap map = map_of(ScoreKind::kMargin, MapKind::kIsotonic);
  map.x = {-1.0, 0.0, 2.0};
  map.y = {0.1, 0.4, 0.8};
  EXPECT_EQ(map.predict({{-5.0, -1.0, -0.5, 0.0, 1.0, 2.0, 9.0}}),
            std::vector<double>({0.1, 0.1, 0.25, 0.4, 0.6000000000000001, 0.8, 0.8}));
}

TEST(CalibrationMap, ExtremesStayFinite) {
  CalibrationMap map = map_of(ScoreKind::kProbability, MapKind::kTemperature);
  map.slope = 2.0;
  EXPECT_GT(map.predict(0.0), 0.0);
  EXPECT_LT(map.predict(1.0), 1.0);
  EXPECT_EQ(logistic(-1e300), 0.0);
  EXPECT_EQ(logistic(1e300), 1.0);
  EXPECT_NEAR(log_odds(0.0), std::log(1e-6), 1e-5);
  EXPECT_EQ(log_odds(0.5), 0.0);
}

TEST(CalibrationMap, APreferenceForAPositionCancelsOut) {
  // The judge gives whatever is shown first 2 more in log odds.
  const double first = logistic(1.0 + 2.0), second = logistic(-1.0 + 2.0);
  EXPECT_NEAR(without_position(first, second), logistic(1.0), 1e-12);
  EXPECT_NEAR(without_position(0.9, 0.9), 0.5, 1e-12);
}

TEST(CalibrationMap, ComesBackFromJsonBitByBit) {
  std::vector<CalibrationMap> maps(5);
  maps[1] = map_of(ScoreKind::kMargin, MapKind::kTemperature);
  maps[1].slope = 1.0 / 3.0;
  maps[2] = map_of(ScoreKind::kProbability, MapKind::kPlatt);
  maps[2].slope = 0.1;
  maps[2].intercept = -1e-17;
  maps[3] = map_of(ScoreKind::kMargin, MapKind::kIsotonic);
  maps[3].x = {-0.1, 1.0 / 7.0};
  maps[3].y = {0.1, 2.0 / 3.0};
  maps[4] = map_of(ScoreKind::kPoints, MapKind::kAffine);
  maps[4].slope = 0.7;
  maps[4].intercept = 0.2;
  maps[4].lowest = 1.0;
  maps[4].highest = 5.0;
  for (const CalibrationMap& map : maps)
    EXPECT_EQ(map_of_value(json::parse(json::dump(to_value(map)), "test"), "test"), map);
  EXPECT_EQ(json::dump(to_value(maps[1])),
            R"({"scores":"margin","kind":"temperature","lowest":0.0,"highest":1.0,"slope":0.3333333333333333})");
}

TEST(CalibrationMap, RefusesWhatItDidNotWrite) {
  const auto message = [](const char* text) {
    try {
      map_of_value(json::parse(text, "card"), "card");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      return error.message();
    }
    return std::string("accepted");
  };
  EXPECT_EQ(message("3"), "card: the calibration map is integer, expected an object");
  EXPECT_EQ(message("{}"), "card: the calibration map has no 'scores'");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"platt"})"), "card: the calibration map has no 'lowest'");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"plat","lowest":0,"highest":1})"),
            "card: 'plat' is none of identity, temperature, platt, isotonic, affine, ordinal");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"platt","lowest":0,"highest":1,"slope":-1,"intercept":0})"),
            "card: the calibration map's slope is -1, expected more than 0");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"platt","lowest":1,"highest":1,"slope":1,"intercept":0})"),
            "card: the calibration map's lowest, 1, is not below highest, 1");
  EXPECT_EQ(message(R"({"scores":"points","kind":"platt","lowest":0,"highest":1,"slope":1,"intercept":0})"),
            "card: the calibration map's kind 'platt' does not fit scores of the kind points");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"isotonic","lowest":0,"highest":1,"x":[1,1],"y":[0,1]})"),
            "card: the calibration map's x does not rise at 1");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"isotonic","lowest":0,"highest":1,"x":[1,2],"y":[1,0]})"),
            "card: the calibration map's y falls from 1 to 0");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"isotonic","lowest":0,"highest":1,"x":[1,null],"y":[1,0]})"),
            "card: 'x' of the calibration map is null, expected a number");
  EXPECT_EQ(message(R"({"scores":"margin","kind":"isotonic","lowest":0,"highest":1,"x":[],"y":[]})"),
            "card: the calibration map's x and y have 0 and 0 numbers, expected as many and at least one");
}

}  // namespace
}  // namespace assay::raters
