#include "harness/core/json.h"
#include "reports/viewer/page.h"
#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int count_of(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The parsed JSON of the page's element `id`.
Value data_of(const std::string& page, const std::string& id) {
  const std::string start = "id=\"" + id + "\">";
  const std::size_t from = page.find(start) + start.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from), id);
}

TEST(HtmlReport, HoldsFactsNumbersAndAnswers) {
  const std::string page = write(builtin::html, example_run());
  const Value report = data_of(page, "report");
  EXPECT_EQ(report.find("results")->as_array()[0].find("value")->as_double(), 1.0 / 3.0);
  EXPECT_EQ(report.find("ratings")->as_array()[0].find("status")->as_string(), "UNCALIBRATED");
  EXPECT_EQ(report.find("config")->as_string(), "name: checkpoint\n");
  const Value samples = data_of(page, "samples");
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples.as_array()[0].find("answer")->as_string(), "4, \"four\"\nor so");
  EXPECT_EQ(samples.as_array()[0].find("scores")->as_array()[1].find("unscored")->as_string(), "no verdict");
  EXPECT_EQ(samples.as_array()[1].find("failure")->as_string(), "timeout: no answer");
}

TEST(HtmlReport, HoldsTheNumbersOfGroups) {
  const std::string page = write(builtin::html, grouped_run());
  EXPECT_THAT(page, HasSubstr("<section aria-labelledby=\"groups-title\" id=\"groups-section\" hidden>"));
  EXPECT_EQ(data_of(page, "report").find("groups")->as_array()[0].find("group")->as_string(), "outer");
}

TEST(HtmlReport, HostileTextCannotLeaveItsData) {
  FakeRun run = example_run();
  const std::string hostile = hostile_text();
  run.facts_value.name = run.facts_value.config_yaml = run.result_rows[0].metric = run.rating_rows[0].rater = hostile;
  for (SampleRow& row : run.sample_rows) row.prompt = row.answer = row.target = row.sample_id = row.failure = hostile;
  run.sample_rows[0].scores[0].detail = hostile;
  const std::string page = write(builtin::html, run);
  // The three script elements are ours: two of data and the page's own.
  EXPECT_EQ(count_of(page, "<script"), 3);
  EXPECT_EQ(count_of(page, "</script"), 3);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<!-- ")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xA8")));
  EXPECT_EQ(page.find('\0'), std::string::npos);
  // Nothing is lost either, but the byte that was no UTF-8.
  std::string expected = hostile;
  expected.replace(expected.find('\xFF'), 1, "\xEF\xBF\xBD");
  EXPECT_EQ(data_of(page, "samples").as_array()[0].find("answer")->as_string(), expected);
}

TEST(HtmlReport, ShowsAllTurnsOfADialogueAndWhatTheModelThought) {
  FakeRun run = example_run();
  run.sample_rows[0].turns = {{"Name a river.", "The Elbe.", "", "stop", ""}, {"Where?", "", "It is", "length", ""}};
  run.sample_rows[1].reasoning = "1 + 1 is <b>2</b>";
  const Value samples = data_of(write(builtin::html, run), "samples");
  const Value& turns = *samples.as_array()[0].find("turns");
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns.as_array()[0].find("user")->as_string(), "Name a river.");
  EXPECT_EQ(turns.as_array()[1].find("reasoning")->as_string(), "It is");
  EXPECT_EQ(samples.as_array()[1].find("reasoning")->as_string(), "1 + 1 is <b>2</b>");
  EXPECT_EQ(samples.as_array()[1].find("turns"), nullptr);
}

TEST(HtmlReport, AsksForNothingAndAllowsOnlyItsOwnScript) {
  const std::string page = write(builtin::html, example_run());
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
  for (const char* part :
       {" src=", "href=", "@import", "url(", "fetch(", "innerHTML", "insertAdjacentHTML", "document.write", "eval("})
    EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(HtmlReport, PageTextIsAsciiAndEndsNoElement) {
  for (const std::string_view text : {viewer::kStyle, viewer::kScript}) {
    EXPECT_EQ(text.find("</"), std::string_view::npos);
    for (const char c : text) EXPECT_GT(c, 0);
  }
}

TEST(HtmlReport, ARunWithoutAnswersIsAPage) {
  EXPECT_EQ(data_of(write(builtin::html, FakeRun{}), "samples").size(), 0u);
}

}  // namespace
}  // namespace assay::reports::test
