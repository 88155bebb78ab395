#include "harness/run/sweep_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/registry.h"
#include "harness/run/sweep_results.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Right wherever the sample's number plus ten times the temperature is below `skill`; counts how often it is opened.
class ScriptedBackend : public Backend {
 public:
  explicit ScriptedBackend(std::int64_t skill) : skill_(skill) {
    info_.backend = "scripted";
    info_.model = "scripted";
    info_.fingerprint = "scripted " + std::to_string(skill);
    ++opened;
    most_open = std::max(most_open, ++open);
  }
  ~ScriptedBackend() override { --open; }
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token) override {
    for (const Request& request : requests) {
      ++asked;
      const SamplingParams& sampling = std::get<Generate>(request.body).sampling;
      const double difficulty = std::stod(request.id.sample_id) + 10.0 * sampling.temperature;
      Response response;
      response.id = request.id;
      response.body = Completion{difficulty < static_cast<double>(skill_) ? "yes" : "no", FinishReason::kStop, {}};
      response.usage = {5, 2 + sampling.top_k, 0.5};
      response.timing = {0.25, std::nullopt};
      sink.put(std::move(response));
    }
  }
  static int opened, open, most_open, asked;

 private:
  std::int64_t skill_;
  BackendInfo info_;
};

int ScriptedBackend::opened, ScriptedBackend::open, ScriptedBackend::most_open, ScriptedBackend::asked;

const BackendDef kScripted{"scripted", "", "",
                           [](const Options& options, const BackendContext&) -> std::unique_ptr<Backend> {
                             return std::make_unique<ScriptedBackend>(options.integer("skill", 30));
                           }};
const BackendDef* const kBackends[] = {&kScripted};

class SweepRuns : public testing::Test {
 protected:
  void SetUp() override {
    ScriptedBackend::opened = ScriptedBackend::open = ScriptedBackend::most_open = ScriptedBackend::asked = 0;
    std::string rows;
    for (int i = 0; i < 40; ++i)
      rows += "{\"id\": \"" + std::to_string(i) + "\", \"q\": \"q" + std::to_string(i) + "\", \"a\": \"yes\"}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write("task.yaml",
                  "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: [{metric: exact_match}, "
                  "{metric: token_f1}]\n");
  }

  Sweep sweep(const std::vector<std::string>& written) {
    std::vector<SweepAxis> axes;
    for (const std::string& one : written) axes.push_back(parse_axis(one));
    return make_sweep(std::move(axes), {});
  }

  std::vector<RunConfig> configs(const Sweep& sweep, const std::string& more = "",
                                 const std::string& task = "task.yaml") {
    std::vector<RunConfig> out;
    for (const SweepPoint& point : sweep.points) {
      out.push_back(parse_run_config(
          "name: r\nmodels: {m: {backend: scripted}, other: {backend: scripted}}\nmodel: m\ntasks: [" + task + "]\n" +
              more,
          "run.yaml", folder_.path(), sweep.overrides(point), [](const std::string&) { return std::nullopt; }));
      out.back().name = "r [" + point.name + "]";
    }
    return out;
  }

  SweepOutcome perform(const Sweep& sweep, const std::vector<RunConfig>& configs) {
    store::Store store = store::Store::open(folder_.path() + "/a.db");
    Listener listener;
    return perform_sweep(sweep, configs, registry_, store, "test", listener, never_);
  }

  SweepReport report(const Sweep& sweep, const SweepOutcome& outcome, SweepReportOptions options = {}) {
    const store::Store store = store::Store::open_for_reading(folder_.path() + "/a.db");
    return report_sweep(store, sweep, outcome.runs, registry_.metrics, options);
  }

  std::string refusal(const Sweep& sweep, const std::vector<RunConfig>& configs) {
    try {
      preview_sweep(sweep, configs, registry_, false);
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  }

  test::TempFolder folder_;
  const Registry registry_{metrics::builtin::all_metrics(), {}, kBackends, datasets::builtin::all_readers(), {}};
  const std::atomic<bool> never_{false};
};

TEST_F(SweepRuns, AModelThatNoAxisTouchesIsOpenedOnce) {
  const Sweep grid = sweep({"temperature=0,1", "top_k=0,5"});
  const SweepOutcome outcome = perform(grid, configs(grid));
  EXPECT_EQ(ScriptedBackend::opened, 2);  // m and other
  EXPECT_EQ(ScriptedBackend::open, 0);
  EXPECT_EQ(outcome.asked, 120);  // greedy, top_k changes nothing
  EXPECT_EQ(outcome.cached, 40);
  EXPECT_EQ(std::set<std::string>(outcome.runs.begin(), outcome.runs.end()).size(), 4U);
}

TEST_F(SweepRuns, AModelThatAnAxisTouchesIsOpenedForEachOfItsValuesAndOnlyOneAtATime) {
  const Sweep grid = sweep({"temperature=0,1,2", "models.m.skill=10,20"});
  perform(grid, configs(grid));
  EXPECT_EQ(ScriptedBackend::opened, 3);
  EXPECT_EQ(ScriptedBackend::most_open, 2);
}

TEST_F(SweepRuns, APointThatWasRunBeforeAsksNothing) {
  const Sweep small = sweep({"temperature=0,1"});
  perform(small, configs(small));
  EXPECT_EQ(ScriptedBackend::asked, 80);
  EXPECT_EQ(perform(small, configs(small)).asked, 0);
  const Sweep larger = sweep({"temperature=0,1,2"});
  EXPECT_EQ(perform(larger, configs(larger)).asked, 40);
  const store::Store store = store::Store::open_for_reading(folder_.path() + "/a.db");
  EXPECT_EQ(store::list_runs(store).size(), 3U);
  EXPECT_NO_THROW(store::resolve_run(store, "r [temperature=2]"));
}

TEST_F(SweepRuns, ThePreviewCountsRequestsAndThoseThatDiffer) {
  const Sweep grid = sweep({"temperature=0,1", "top_k=0,5", "tasks.0.epochs=1,2"});
  const SweepPreview preview = preview_sweep(grid, configs(grid), registry_, true);
  EXPECT_THAT(preview.requests, ElementsAre(40, 80, 40, 80, 40, 80, 40, 80));
  EXPECT_EQ(preview.different, 80 * 3);
  EXPECT_THAT(preview.metrics, ElementsAre("t.exact_match", "t.token_f1"));
  EXPECT_THAT(preview.headlines, ElementsAre("t.exact_match"));
  EXPECT_EQ(ScriptedBackend::opened, 0);
}

TEST_F(SweepRuns, AMistakeOfASettingShowsBeforeAnythingIsAsked) {
  const Sweep missing = sweep({"tasks.0.task=task.yaml,none.yaml"});
  EXPECT_THAT(refusal(missing, configs(missing)),
              testing::AllOf(HasSubstr("none.yaml"), HasSubstr("at the setting tasks.0.task=none.yaml")));
  const Sweep idle = sweep({"temperature=0,1"});
  EXPECT_THAT(refusal(idle, configs(idle, "", "{task: task.yaml, sampling: {temperature: 0.3}}")),
              HasSubstr("sweep tasks.0.sampling.temperature instead"));
}

TEST_F(SweepRuns, TheReportSetsEverySettingAgainstTheDefaultAndKnowsWhatItTook) {
  const Sweep grid = sweep({"temperature=0,1,2", "top_k=0,3"});
  const SweepReport found = report(grid, perform(grid, configs(grid)));
  ASSERT_EQ(found.settings.size(), 6U);
  const SweepReport::Setting& base = found.settings[0];
  EXPECT_TRUE(base.is_default);
  EXPECT_FALSE(base.scores[0].against_default);
  EXPECT_DOUBLE_EQ(*base.scores[0].result.estimate.value, 0.75);
  EXPECT_DOUBLE_EQ(*base.tokens, 2.0);
  EXPECT_DOUBLE_EQ(*base.latency, 0.25);
  EXPECT_DOUBLE_EQ(*base.cost, 0.5);
  const SweepReport::Setting& hot = found.settings[5];
  EXPECT_EQ(hot.name, "temperature=2 top_k=3");
  EXPECT_DOUBLE_EQ(*hot.tokens, 5.0);
  const PairedResult& lost = *hot.scores[0].against_default;
  EXPECT_DOUBLE_EQ(*lost.difference, -0.5);
  EXPECT_EQ(lost.test, "mcnemar_mid_p");
  EXPECT_EQ(lost.verdict, Verdict::kRegressed);
  EXPECT_EQ(found.settings[1].scores[0].against_default->test, "same_answers");
  for (const SweepReport::Setting& setting : found.settings)
    EXPECT_EQ(setting.on_front, setting.values[0] == "0") << setting.name;
  EXPECT_THAT(found.quality, ElementsAre("t.exact_match"));
}

TEST_F(SweepRuns, PValuesAreAdjustedOverTheWholeSweep) {
  const Sweep grid = sweep({"temperature=0,0.5,1"});
  const SweepReport found = report(grid, perform(grid, configs(grid)));
  // Four tests: two settings, two metrics. The smallest p is multiplied by all of them.
  double smallest = 1.0, adjusted = 1.0;
  for (const SweepReport::Setting& setting : found.settings)
    for (const SweepReport::Score& score : setting.scores)
      if (score.against_default && *score.against_default->p < smallest) {
        smallest = *score.against_default->p;
        adjusted = *score.against_default->p_adjusted;
      }
  EXPECT_LT(smallest, 0.1);
  EXPECT_NEAR(adjusted, std::min(1.0, 4.0 * smallest), 1e-12);
}

TEST_F(SweepRuns, EpochsGiveTheCurveOfBestOfK) {
  const Sweep grid = sweep({"temperature=0,1"});
  const SweepReport found = report(grid, perform(grid, configs(grid, "", "{task: task.yaml, epochs: 3}")));
  for (const SweepReport::Setting& setting : found.settings) {
    ASSERT_EQ(setting.best_of.size(), 1U);
    ASSERT_EQ(setting.best_of[0].of.size(), 3U);
    EXPECT_DOUBLE_EQ(*setting.best_of[0].of[0].value, *setting.scores[0].result.estimate.value);
  }
  EXPECT_DOUBLE_EQ(*found.settings[0].tokens, 6.0);  // of a sample: three answers
}

TEST_F(SweepRuns, AQualityThatThereIsNotIsRefused) {
  const Sweep grid = sweep({"temperature=0,1"});
  const SweepOutcome outcome = perform(grid, configs(grid));
  SweepReportOptions options;
  options.quality = {"t.tokenf1"};
  EXPECT_THROW(report(grid, outcome, options), Error);
  options.quality = {"t.token_f1"};
  EXPECT_THAT(report(grid, outcome, options).quality, ElementsAre("t.token_f1"));
}

TEST_F(SweepRuns, AModelCanBeTheSetting) {
  const Sweep grid = sweep({"model=m,other"});
  const SweepReport found = report(grid, perform(grid, configs(grid)));
  EXPECT_EQ(found.settings[1].scores[0].result.model, "other");
  ASSERT_TRUE(found.settings[1].scores[0].against_default);
  EXPECT_EQ(*found.settings[1].scores[0].against_default->difference, 0.0);
}

}  // namespace
}  // namespace assay::run
