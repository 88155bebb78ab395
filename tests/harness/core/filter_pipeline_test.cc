#include "harness/core/filter_pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "harness/core/error.h"

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class TakeFirst final : public Filter {
 public:
  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample&) const override {
    answers.resize(1);
    return answers;
  }
  std::size_t num_left(std::size_t) const override { return 1; }
};

class Append final : public Filter {
 public:
  explicit Append(const Options& options) : text_(options.text("text")), times_(options.integer("times", 1)) {}
  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample&) const override {
    for (FilteredAnswer& answer : answers)
      for (int i = 0; i < times_; ++i) answer.text += text_;
    return answers;
  }

 private:
  std::string text_;
  std::int64_t times_;
};

constexpr std::array<FilterInfo, 1> kFirst = {{{"take_first", "", ""}}};
constexpr std::array<FilterInfo, 1> kAppend = {{{"append", "", ""}}};
constexpr FilterDef kFirstDef = {kFirst, "", [](std::string_view, const Options&) -> std::unique_ptr<Filter> {
                                   return std::make_unique<TakeFirst>();
                                 }};
constexpr FilterDef kAppendDef = {kAppend, "", [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                    return std::make_unique<Append>(options);
                                  }};
constexpr std::array<const FilterDef*, 2> kDefs = {&kFirstDef, &kAppendDef};

std::vector<FilterPipeline> read(const std::string& yaml) {
  const Options options = Options::from_yaml(yaml, "task.yaml");
  std::vector<FilterPipeline> pipelines = read_filter_list(options, kDefs);
  options.done();
  return pipelines;
}

std::string refusal(const std::string& yaml) {
  try {
    read(yaml);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.message();
  }
  return "";
}

TEST(FilterPipeline, RunsItsFiltersInTheirOrder) {
  const auto pipelines = read(
      "filter_list:\n- name: two\n  filter:\n  - {function: append, times: 2, text: x}\n  - {function: take_first}\n"
      "- name: all\n  filter: [{function: append, text: '!'}]\n");
  ASSERT_EQ(pipelines.size(), 2u);
  EXPECT_EQ(pipelines[0].name(), "two");
  const std::vector<std::string> texts = {"a", "b"};
  const auto one = pipelines[0].apply(texts, {});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].text, "axx");
  EXPECT_TRUE(pipelines[0].leaves_one());
  EXPECT_EQ(pipelines[1].apply(texts, {}).at(1).text, "b!");
  EXPECT_FALSE(pipelines[1].leaves_one());
}

TEST(FilterPipeline, TheSignatureDoesNotDependOnTheOrderOfOptions) {
  const auto a = read("filter_list: [{name: x, filter: [{function: append, times: 2, text: x}, {function: take_first}]}]");
  const auto b = read("filter_list: [{name: y, filter: [{text: x, times: 2, function: append}, {function: take_first}]}]");
  EXPECT_EQ(a[0].signature(), R"(append{"text":"x","times":2}|take_first)");
  EXPECT_EQ(a[0].signature(), b[0].signature());
}

TEST(FilterPipeline, WithoutAListTheFirstAnswerIsTaken) {
  for (const char* yaml : {"{}", "filter_list: null"}) {
    const auto pipelines = read(yaml);
    ASSERT_EQ(pipelines.size(), 1u);
    EXPECT_EQ(pipelines[0].name(), "none");
    EXPECT_EQ(pipelines[0].signature(), "take_first");
    EXPECT_TRUE(pipelines[0].leaves_one());
  }
}

TEST(FilterPipeline, RefusesWhatIsNotMeantWithItsPlace) {
  EXPECT_THAT(refusal("filter_list:\n- name: a\n  filter:\n  - function: take_frist\n"),
              AllOf(HasSubstr("task.yaml:4"), HasSubstr("did you mean 'take_first'?")));
  EXPECT_THAT(refusal("filter_list:\n- name: a\n  filter:\n  - function: append\n    text: x\n    tims: 2\n"),
              AllOf(HasSubstr("task.yaml:6"), HasSubstr("tims"), HasSubstr("times")));
  EXPECT_THAT(refusal("filter_list: [{name: a, filters: [{function: take_first}]}]"), HasSubstr("filter"));
  EXPECT_THAT(
      refusal(
          "filter_list:\n- {name: a, filter: [{function: take_first}]}\n- {name: a, filter: [{function: take_first}]}\n"),
      AllOf(HasSubstr("task.yaml:3"), HasSubstr("a second pipeline is called 'a'")));
  EXPECT_THAT(refusal("filter_list: [{name: a, filter: []}]"), HasSubstr("at least one filter"));
  EXPECT_THAT(refusal("filter_list: []"), HasSubstr("at least one pipeline"));
  EXPECT_THAT(refusal("filter_list: [{name: 'a,b', filter: [{function: take_first}]}]"), HasSubstr("no comma"));
  EXPECT_THAT(refusal("filter_list: [take_first]"), HasSubstr("expected a map"));
  EXPECT_THAT(refusal("filter_list: take_first"), HasSubstr("expected a list"));
  EXPECT_THAT(refusal("filter_list: [{name: a, filter: [take_first]}]"), HasSubstr("expected a map"));
}

TEST(FilterPipeline, SaysWhyAPythonFunctionIsNoFilter) {
  EXPECT_THAT(refusal("filter_list: [{name: a, filter: [{function: custom, filter_fn: '!function utils.f'}]}]"),
              HasSubstr("Python function"));
}

}  // namespace
}  // namespace assay
