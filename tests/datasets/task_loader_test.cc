#include "datasets/task_loader.h"

#include <string>
#include <vector>

#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TaskSpec parse(const std::string& body) { return parse_task(kHead + body, "demo.yaml", "base"); }
std::string error_in(const std::string& yaml) {
  return error_of([&] { parse_task(yaml, "demo.yaml", "base"); });
}
std::string body_error(const std::string& body) { return error_in(kHead + body); }

const std::string kAsk = "doc_to_text: question\ndoc_to_target: answer\n";

TEST(TaskLoader, ReadsEveryKey) {
  const TaskSpec spec = parse_task(
      "task: everything\n"
      "dataset_path: json\n"
      "dataset_kwargs:\n  data_files:\n    test: [a.jsonl, /abs/b.jsonl]\n    validation: ../v.jsonl\n    few: "
      "f.jsonl\n"
      "test_split: test\nvalidation_split: validation\nfewshot_split: few\n"
      "output_type: generate_until\n"
      "doc_to_text: 'Q: {{q}}'\ndoc_to_target: a\ndescription: 'Task {{d}}'\nsystem: Be brief.\n"
      "target_delimiter: '='\nfewshot_delimiter: '|'\nnum_fewshot: 4\n"
      "fewshot_config: {sampler: first_n, fewshot_delimiter: ';'}\n"
      "generation_kwargs: {until: [x, 'y'], max_gen_toks: 7, temperature: 0.5, do_sample: true, top_p: 0.9, top_k: 3}\n"
      "metric_list:\n  - {metric: exact_match, aggregation: mean, higher_is_better: true, ignore_case: true}\n  - "
      "{metric: bleu}\n"
      "repeats: 3\nmetadata: {version: 2.0, authors: [us]}\napply_chat_template: true\n"
      "raters: [../r.yaml]\nid_field: key\nclusters: passage\n",
      "dir/t.yaml", "dir");
  EXPECT_EQ(spec.name, "everything");
  EXPECT_EQ(spec.file, "dir/t.yaml");
  EXPECT_EQ(spec.version, "2.0");
  EXPECT_THAT(spec.data.files.at("test"), ElementsAre("dir/a.jsonl", "/abs/b.jsonl"));
  EXPECT_THAT(spec.data.files.at("validation"), ElementsAre("v.jsonl"));
  EXPECT_EQ(spec.eval_split(), "test");
  EXPECT_EQ(spec.stated_fewshot_split, "few");
  EXPECT_EQ(spec.output_type, OutputType::kGenerateUntil);
  EXPECT_EQ(spec.form.doc_to_text.written, "Q: {{q}}");
  EXPECT_EQ(spec.form.doc_to_text.where, "dir/t.yaml:12");
  EXPECT_TRUE(spec.description.is_set());
  EXPECT_FALSE(spec.form.doc_to_choice.is_set());
  EXPECT_EQ(spec.system, "Be brief.");
  EXPECT_EQ(spec.form.target_delimiter, "=");
  EXPECT_EQ(spec.fewshot_delimiter, "|");
  EXPECT_EQ(spec.example_form.target_delimiter, "=");
  EXPECT_EQ(spec.example_delimiter, ";");
  EXPECT_EQ(spec.num_fewshot, 4);
  EXPECT_EQ(spec.fewshot_sampler, FewshotSampler::kFirstN);
  EXPECT_THAT(spec.sampling.stop, ElementsAre("x", "y"));
  EXPECT_EQ(spec.sampling.max_tokens, 7);
  EXPECT_EQ(spec.sampling.temperature, 0.5);
  EXPECT_EQ(spec.sampling.top_p, 0.9);
  EXPECT_EQ(spec.sampling.top_k, 3);
  EXPECT_EQ(spec.epochs, 3);
  EXPECT_TRUE(spec.apply_chat_template);
  EXPECT_THAT(spec.raters, ElementsAre("r.yaml"));
  EXPECT_TRUE(spec.has_id_field);
  EXPECT_EQ(spec.id_field, "key");
  EXPECT_EQ(spec.clusters, "passage");
  ASSERT_EQ(spec.metrics.size(), 2u);
  EXPECT_EQ(spec.metrics[0].name, "exact_match");
  EXPECT_EQ(spec.metrics[0].aggregation, "mean");
  EXPECT_EQ(spec.metrics[0].higher_is_better, true);
  EXPECT_EQ(spec.metrics[1].name, "bleu");
}

TEST(TaskLoader, LeavesTheOptionsOfAMetricToTheMetric) {
  const TaskSpec spec = parse(kAsk + "metric_list:\n  - metric: exact_match\n    ignore_case: true\n    typo: 1\n");
  ASSERT_EQ(spec.metrics.size(), 1u);
  const Options& options = spec.metrics[0].options;
  EXPECT_TRUE(options.flag("ignore_case", false));
  EXPECT_THAT(error_of([&] { options.done(); }), HasSubstr("demo.yaml:11: unknown key 'typo'"));
}

TEST(TaskLoader, HasTheDefaultsOfTheFormat) {
  const TaskSpec spec = parse(kAsk);
  EXPECT_EQ(spec.output_type, OutputType::kGenerateUntil);
  EXPECT_EQ(spec.form.target_delimiter, " ");
  EXPECT_EQ(spec.fewshot_delimiter, "\n\n");
  EXPECT_EQ(spec.example_form.target_delimiter, " ");
  EXPECT_EQ(spec.example_delimiter, "\n\n");
  EXPECT_EQ(spec.num_fewshot, 0);
  EXPECT_EQ(spec.fewshot_sampler, FewshotSampler::kDrawn);
  EXPECT_EQ(spec.epochs, 1);
  EXPECT_FALSE(spec.apply_chat_template);
  EXPECT_FALSE(spec.has_id_field);
  EXPECT_THAT(spec.sampling.stop, ElementsAre("\n\n"));
  EXPECT_EQ(spec.sampling.max_tokens, 256);
  EXPECT_EQ(spec.sampling.temperature, 0.0);
  ASSERT_EQ(spec.metrics.size(), 1u);
  EXPECT_EQ(spec.metrics[0].name, "exact_match");
}

TEST(TaskLoader, EachOutputTypeHasItsDefaultMetrics) {
  const auto names = [](const std::string& type) {
    std::vector<std::string> out;
    for (const MetricSpec& metric : parse(kAsk + "doc_to_choice: [a, b]\noutput_type: " + type + "\n").metrics)
      out.push_back(metric.name);
    return out;
  };
  EXPECT_THAT(names("multiple_choice"), ElementsAre("acc", "acc_norm"));
  EXPECT_THAT(names("loglikelihood"), ElementsAre("perplexity", "acc"));
  EXPECT_THAT(names("loglikelihood_rolling"), ElementsAre("word_perplexity", "byte_perplexity", "bits_per_byte"));
}

TEST(TaskLoader, SamplingFollowsDoSample) {
  const auto temperature = [](const std::string& kwargs) {
    return parse(kAsk + "generation_kwargs: {" + kwargs + "}\n").sampling.temperature;
  };
  EXPECT_EQ(temperature("do_sample: false, temperature: 0.7"), 0.0);
  EXPECT_EQ(temperature("do_sample: true"), 1.0);
  EXPECT_EQ(temperature("do_sample: true, temperature: 0.7"), 0.7);
  EXPECT_EQ(temperature("temperature: 0.7"), 0.7);
}

TEST(TaskLoader, APlainDataFileIsTheOnlySplit) {
  const TaskSpec spec =
      parse_task("task: t\ndataset_kwargs: {data_files: rows.jsonl}\n" + kAsk, "folder/t.yaml", "folder");
  EXPECT_EQ(spec.eval_split(), "");
  EXPECT_THAT(spec.data.files.at("train"), ElementsAre("folder/rows.jsonl"));
}

TEST(TaskLoader, RefusesUnknownKeysWithAHint) {
  EXPECT_EQ(body_error(kAsk + "metrics_list: []\n"),
            "demo.yaml:8: unknown key 'metrics_list'; did you mean 'metric_list'?");
  EXPECT_THAT(body_error(kAsk + "generation_kwargs:\n  untill: x\n"),
              HasSubstr("demo.yaml:9: unknown key 'untill' in 'generation_kwargs'; did you mean 'until'?"));
  EXPECT_THAT(body_error(kAsk + "fewshot_config: {samplr: first_n}\n"), HasSubstr("did you mean 'sampler'?"));
}

TEST(TaskLoader, RefusesFunctionsWithTheReason) {
  EXPECT_THAT(body_error(kAsk + "process_docs: !function utils.prepare\n"),
              StartsWith("demo.yaml:8: 'process_docs' is a !function ('utils.prepare'): tasks are data and run no Python"));
  EXPECT_THAT(body_error(kAsk + "metric_list:\n  - metric: !function utils.mine\n"),
              AllOf(StartsWith("demo.yaml:9: "), HasSubstr("!function ('utils.mine')")));
}

TEST(TaskLoader, NamesWhatIsMissing) {
  EXPECT_EQ(error_in("dataset_kwargs: {data_files: x.jsonl}\n"), "demo.yaml:1: the key 'task' is missing");
  EXPECT_THAT(error_in("task: t\n" + kAsk), HasSubstr("the key 'data_files' is missing"));
  EXPECT_THAT(body_error("doc_to_target: a\n"),
              HasSubstr("the key 'doc_to_text' is missing; a generate_until task needs it"));
  EXPECT_THAT(body_error(kAsk + "output_type: multiple_choice\n"),
              HasSubstr("the key 'doc_to_choice' is missing; a multiple_choice task needs it"));
  EXPECT_THAT(error_in("task: t\ndataset_kwargs: {data_files: {a: a.jsonl, b: b.jsonl}}\n" + kAsk),
              HasSubstr("neither test_split nor validation_split is given"));
}

TEST(TaskLoader, NamesWhatIsWrong) {
  EXPECT_THAT(
      body_error(kAsk + "validation_split: tset\n"),
      HasSubstr("'validation_split': there is no split 'tset' in dataset_kwargs.data_files; did you mean 'test'?"));
  EXPECT_THAT(body_error(kAsk + "output_type: multiple_choices\n"), HasSubstr("unknown value 'multiple_choices'"));
  EXPECT_THAT(body_error(kAsk + "num_fewshot: -1\n"), HasSubstr("demo.yaml:8: 'num_fewshot': -1 is out of range"));
  EXPECT_THAT(body_error(kAsk + "epochs: 2\nrepeats: 3\n"), HasSubstr("differs from 'repeats', which is 3"));
  EXPECT_THAT(body_error(kAsk + "generation_kwargs: {until: ['']}\n"),
              HasSubstr("'generation_kwargs.until': an empty text"));
  EXPECT_THAT(body_error("doc_to_text: [a]\ndoc_to_target: b\n"),
              HasSubstr("expected a template or the name of a column"));
  EXPECT_THAT(body_error(kAsk + "metric_list: [acc]\n"), HasSubstr("expected a map with the key 'metric'"));
  EXPECT_THAT(body_error(kAsk + "metric_list: [{metric: acc, aggregation: mode}]\n"),
              HasSubstr("unknown value 'mode'"));
}

TEST(TaskLoader, TakesPandasHeaderWhereItSaysWhatIsReadAnyway) {
  const auto with = [](const std::string& more) {
    return error_in("task: t\ndataset_path: csv\ntest_split: test\ndataset_kwargs: {data_files: {test: a.csv}, " + more + "}\n" + kAsk);
  };
  EXPECT_EQ(with("header: null, column_names: [q, a]"), "no error");
  EXPECT_EQ(with("header: infer"), "no error");
  EXPECT_EQ(with("header: 0"), "no error");
  EXPECT_THAT(with("header: null"), HasSubstr("write them as 'column_names'"));
  EXPECT_THAT(with("header: 2"), HasSubstr("'dataset_kwargs.header': expected null with column_names"));
}

TEST(TaskLoader, NamesThePlaceOfATemplateThatDoesNotCompile) {
  EXPECT_THAT(body_error("doc_to_text: 'Q: {{ question'\ndoc_to_target: b\n"), HasSubstr("demo.yaml:6 doc_to_text"));
}

TEST(TaskLoader, NamesAFileThatIsNotThere) {
  EXPECT_EQ(error_of([] { load_task("/nowhere/t.yaml"); }),
            "/nowhere/t.yaml: cannot be opened (No such file or directory); expected a task file in YAML");
}

}  // namespace
}  // namespace assay::datasets
