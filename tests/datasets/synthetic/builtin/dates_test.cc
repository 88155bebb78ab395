#include <array>
#include <cstdio>
#include <string>

#include "tests/datasets/synthetic/support_synthetic.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;

struct Day {
  int year = 0, month = 0, day = 0;
};

// The Julian day number. Source: Fliegel & Van Flandern 1968, "A machine algorithm for processing calendar dates".
long julian(Day d) {
  const long a = (d.month - 14) / 12;
  return (1461L * (d.year + 4800 + a)) / 4 + (367L * (d.month - 2 - 12 * a)) / 12 -
         (3L * ((d.year + 4900 + a) / 100)) / 4 + d.day - 32075;
}

std::vector<Day> iso_days(const std::string& text) {
  std::vector<Day> out;
  for (std::size_t i = 0; i + 10 <= text.size(); ++i) {
    Day d;
    if (text[i + 4] == '-' && text[i + 7] == '-' &&
        std::sscanf(text.c_str() + i, "%4d-%2d-%2d", &d.year, &d.month, &d.day) == 3)
      out.push_back(d);
  }
  return out;
}

TEST(Dates, HoldsWhatEveryKindHolds) { test_support::expect_what_holds_for_every_kind("dates", ""); }

TEST(Dates, AnswersAgreeWithJulianDayNumbers) {
  constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
  const std::string options =
      "{tasks: [add, subtract, weekday, between, day_of_year, leap_year], from_year: 1, to_year: 9999, "
      "max_days: 100000}";
  for (const Value& item : make_items("dates", options, 1500)) {
    const std::string task = text_of(item, "task"), question = text_of(item, "question"),
                      answer = text_of(item, "answer");
    const std::vector<Day> asked = iso_days(question), answered = iso_days(answer);
    if (task == "weekday") {
      EXPECT_EQ(answer, kDays[static_cast<std::size_t>(julian(asked.at(0)) % 7)]) << question;
    } else if (task == "between") {
      EXPECT_EQ(answer, std::to_string(julian(asked.at(1)) - julian(asked.at(0)))) << question;
    } else if (task == "day_of_year") {
      EXPECT_EQ(answer, std::to_string(julian(asked.at(0)) - julian({asked.at(0).year, 1, 1}) + 1)) << question;
    } else if (task == "leap_year") {
      int year = 0;
      ASSERT_EQ(std::sscanf(question.c_str(), "Is %d", &year), 1) << question;
      EXPECT_EQ(answer, julian({year + 1, 1, 1}) - julian({year, 1, 1}) == 366 ? "yes" : "no") << question;
    } else {
      long days = 0;
      ASSERT_EQ(std::sscanf(question.c_str(), "What date is %ld", &days), 1) << question;
      EXPECT_EQ(julian(answered.at(0)) - julian(asked.at(0)), task == "add" ? days : -days) << question;
    }
  }
}

TEST(Dates, AreWrittenInTheFormatAskedFor) {
  const std::string only = "tasks=weekday,from_year=2024,to_year=2024,format=";
  EXPECT_THAT(text_of(make_items("dates", only + "us", 1)[0], "question"),
              ::testing::ContainsRegex("[0-9][0-9]/[0-9][0-9]/2024"));
  EXPECT_THAT(text_of(make_items("dates", only + "european", 1)[0], "question"),
              ::testing::ContainsRegex("[0-9][0-9]\\.[0-9][0-9]\\.2024"));
  EXPECT_THAT(text_of(make_items("dates", only + "long", 1)[0], "question"),
              ::testing::ContainsRegex("[A-Z][a-z]+ [0-9]+, 2024"));
}

TEST(Dates, AYearHasAsManyQuestionsAsDays) {
  EXPECT_EQ(make_items("dates", "tasks=weekday,from_year=2024,to_year=2024", 366).size(), 366u);
  EXPECT_THAT(error_of_items("dates", "tasks=weekday,from_year=2024,to_year=2024", 367), HasSubstr("behind 366 items"));
}

TEST(Dates, ChoicesHoldTheAnswer) {
  for (const Value& item : make_items("dates", "choices=4", 200))
    EXPECT_EQ(
        item.find("choices")->as_array().at(static_cast<std::size_t>(item.find("answer_index")->as_int())).as_string(),
        text_of(item, "answer"));
}

TEST(Dates, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of_items("dates", "tasks=moon"), HasSubstr("unknown value 'moon'"));
  EXPECT_THAT(error_of_items("dates", "from_year=2000,to_year=1999"), HasSubstr("2000 is later than 'to_year' (1999)"));
  EXPECT_THAT(error_of_items("dates", "to_year=10000"), HasSubstr("out of range"));
  EXPECT_THAT(error_of_items("dates", "tasks=leap_year,choices=3"), HasSubstr("yes and no"));
}

}  // namespace
}  // namespace assay::datasets
