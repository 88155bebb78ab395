#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "datasets/fewshot.h"
#include "datasets/prompt.h"
#include "datasets/task_set.h"
#include "harness/core/json.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

const std::string kFolder = std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks";

// Tasks over data that a user brings can only be read here.
bool has_own_data(const TaskListing& task) { return !task.is_group && load_task(task.file).data.path == "json"; }

// Every task file of the folder with data of its own must be in the golden file: a new task needs its first requests there.
TEST(ShippedTasks, AllHaveGoldenRequests) {
  const std::string file = test::test_data("golden/datasets/tasks.json");
  const Value golden = json::parse(test::read_file(file), file);
  std::set<std::string> expected, found;
  for (const Value::Member& task : golden.find("tasks")->as_object()) expected.insert(task.key);
  for (const TaskListing& task : list_tasks({kFolder}))
    if (has_own_data(task)) found.insert(task.name);
  EXPECT_EQ(found, expected);
}

TEST(ShippedTasks, FirstRequestsAreTheGoldenOnes) {
  const std::string file = test::test_data("golden/datasets/tasks.json");
  const Value golden = json::parse(test::read_file(file), file);
  for (const auto& [name, requests] : golden.find("tasks")->as_object()) {
    SCOPED_TRACE(name);
    const TaskSpec spec = find_task(name, {kFolder});
    const PromptStyle style = default_style(spec);
    const test_support::LoadedSet set = test_support::load_samples(spec, builtin::all_readers());
    const FewshotPool pool(test_support::load_fewshot_samples(spec, builtin::all_readers()).samples);
    ASSERT_GE(requests.size(), 3u);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const Value& request = requests.as_array()[i];
      const Sample& sample = set.samples.at(i);
      EXPECT_EQ(sample.id, request.find("sample")->as_string());
      const std::vector<const Sample*> examples = pool.choose(spec, sample);
      Value ids = Value::array();
      for (const Sample* example : examples) ids.push_back(example->id);
      EXPECT_EQ(json::dump(ids), json::dump(*request.find("examples")));
      const Prompt prompt = make_prompts(spec, sample, examples, style).front();
      Prompt expected;
      if (const Value* context = request.find("context")) expected.text = context->as_string();
      if (const Value* messages = request.find("messages"))
        for (const Value& message : messages->as_array())
          expected.messages.push_back({message.find("role")->as_string(), message.find("content")->as_string()});
      EXPECT_EQ(prompt, expected);
      Value continuations = Value::array(), stop = Value::array();
      for (const std::string& text : make_continuations(spec, sample, style)) continuations.push_back(text);
      for (const std::string& text : spec.sampling.stop) stop.push_back(text);
      const bool generates = spec.output_type == OutputType::kGenerateUntil;
      EXPECT_EQ(request.find("continuations") == nullptr, generates);
      if (generates) {
        EXPECT_EQ(json::dump(stop), json::dump(*request.find("stop")));
        EXPECT_EQ(spec.sampling.max_tokens, request.find("max_tokens")->as_int());
      } else {
        EXPECT_EQ(json::dump(continuations), json::dump(*request.find("continuations")));
      }
    }
  }
}

TEST(ShippedTasks, EverySampleLoadsWithAnIdOfItsOwnAndExamplesOtherThanItself) {
  for (const TaskListing& listing : list_tasks({kFolder})) {
    SCOPED_TRACE(listing.name);
    if (!has_own_data(listing)) continue;
    const TaskSpec spec = load_task(listing.file);
    EXPECT_EQ(spec.version, "1.0");
    const test_support::LoadedSet set = test_support::load_samples(spec, builtin::all_readers());
    const FewshotPool pool(test_support::load_fewshot_samples(spec, builtin::all_readers()).samples);
    EXPECT_GE(set.samples.size(), 40u);
    EXPECT_GE(pool.size(), 6u);
    EXPECT_GE(pool.size(), static_cast<std::size_t>(spec.num_fewshot) + 1);
    std::set<std::string> ids, inputs;
    for (const Sample& sample : set.samples) {
      ids.insert(sample.id);
      inputs.insert(sample.input);
      EXPECT_FALSE(sample.targets.empty());
      // A full draw leaves out nothing: no example repeats a question of the test.
      EXPECT_EQ(pool.choose(spec, sample, static_cast<int>(pool.size())).size(), pool.size()) << sample.id;
    }
    EXPECT_EQ(ids.size(), set.samples.size());
    EXPECT_EQ(inputs.size(), set.samples.size());
  }
}

TEST(ShippedTasks, GeneralKnowledgeHasItsAnswersAtEachPositionEquallyOften) {
  const test_support::LoadedSet set =
      test_support::load_samples(find_task("general_knowledge", {kFolder}), builtin::all_readers());
  std::map<int, int> positions;
  for (const Sample& sample : set.samples) {
    EXPECT_EQ(sample.choices.size(), 4u) << sample.id;
    EXPECT_EQ(std::set<std::string>(sample.choices.begin(), sample.choices.end()).size(), 4u) << sample.id;
    ASSERT_EQ(sample.target_choices.size(), 1u) << sample.id;
    ++positions[sample.target_choices[0]];
  }
  ASSERT_EQ(positions.size(), 4u);
  for (const auto& [position, count] : positions) EXPECT_EQ(count, 18) << position;
}

TEST(ShippedTasks, GroupsResolveToTheirTasks) {
  const TaskSet mmlu = resolve_tasks("mmlu", {kFolder});
  EXPECT_EQ(mmlu.tasks.size(), 57u);
  ASSERT_EQ(mmlu.groups.size(), 5u);
  EXPECT_EQ(mmlu.groups[0].metrics.size(), 1u);
  EXPECT_EQ(resolve_tasks("mmlu_stem", {kFolder}).tasks.size(), 19u);
  EXPECT_EQ(resolve_tasks("mmlu_humanities", {kFolder}).tasks.size(), 13u);
  EXPECT_EQ(resolve_tasks("mmlu_social_sciences", {kFolder}).tasks.size(), 12u);
  EXPECT_EQ(resolve_tasks("mmlu_other", {kFolder}).tasks.size(), 13u);
  EXPECT_EQ(resolve_tasks("mmlu_pro", {kFolder}).tasks.size(), 14u);
  EXPECT_EQ(resolve_tasks("gpqa", {kFolder}).tasks.size(), 15u);  // a tag
}

TEST(ShippedTasks, NameRaterFilesThatAreThere) {
  for (const TaskListing& listing : list_tasks({kFolder})) {
    if (listing.is_group) continue;
    for (const std::string& rater : load_task(listing.file).raters) EXPECT_TRUE(std::filesystem::exists(rater)) << rater;
  }
}

}  // namespace
}  // namespace assay::datasets
