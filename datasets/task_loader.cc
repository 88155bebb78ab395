#include "datasets/task_loader.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::array<std::string_view, 4> kOutputTypes = {"multiple_choice", "generate_until", "loglikelihood",
                                                          "loglikelihood_rolling"};
constexpr std::array<std::string_view, 2> kSamplers = {"default", "first_n"};
// What lm-evaluation-harness lets a task choose; our metrics each have the one that belongs to them.
constexpr std::array<std::string_view, 11> kAggregations = {
    "mean", "perplexity", "weighted_perplexity", "bits_per_byte", "bleu",   "chrf",
    "ter",  "f1",         "matthews_corrcoef",   "brier_score",   "nanmean"};

// A task names Python functions with !function; say so before any reader stumbles over the key.
void refuse_functions(const YamlNode& node, const std::string& key, const std::string& source) {
  if (node.tag == "!function")
    throw Error(
        ErrorKind::kConfig,
        fmt::format("{}:{}: '{}' is a !function ('{}'): tasks are data and run no Python; write it as a template",
                    source, node.line, key, node.scalar));
  for (const YamlNode& item : node.items) refuse_functions(item, key, source);
  for (const auto& [name, value] : node.members) refuse_functions(value, name, source);
}

std::string resolved(const std::string& base_folder, const std::string& file) {
  const std::filesystem::path path(file);
  return path.is_absolute() ? file : (std::filesystem::path(base_folder) / path).lexically_normal().string();
}

class Loader {
 public:
  Loader(const Options& options, std::string base_folder) : options_(options), base_folder_(std::move(base_folder)) {}

  TaskSpec load() {
    spec_.name = options_.text("task");
    if (spec_.name.empty()) options_.fail("task", "expected a name, not an empty text");
    spec_.file = options_.source();
    spec_.output_type = static_cast<OutputType>(index_of("output_type", "generate_until", kOutputTypes));
    read_version();
    read_data_files();
    read_splits();
    read_sources();
    read_prompting();
    read_generation();
    read_metrics();
    for (const std::string& file : options_.texts("raters")) spec_.raters.push_back(resolved(base_folder_, file));
    options_.done();
    return std::move(spec_);
  }

 private:
  std::size_t index_of(std::string_view key, std::string fallback, std::span<const std::string_view> words) const {
    const std::string word = options_.one_of(key, std::move(fallback), words);
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
  }

  void read_version() {
    const Options metadata = options_.map("metadata");
    spec_.version = metadata.text("version", "");
    metadata.to_value();  // the rest is for people
  }

  void read_data_files() {
    const std::string path = options_.text("dataset_path", "json");
    if (path != "json")
      options_.fail("dataset_path", fmt::format("'{}' is not a kind of local file; expected json, with the files in "
                                                "dataset_kwargs.data_files",
                                                path));
    const Options kwargs = options_.map("dataset_kwargs");
    const std::optional<Options> files = kwargs.node("data_files");
    if (!files)
      options_.fail("dataset_kwargs", "the key 'data_files' is missing; expected a file, or a map from split to file");
    if (!files->is_map()) {
      add_files("train", kwargs, "data_files");  // as the datasets library names the split of a plain file
      return;
    }
    for (const std::string& split : files->keys()) add_files(split, *files, split);
  }

  void add_files(const std::string& split, const Options& options, const std::string& key) {
    for (const std::string& file : options.texts(key)) {
      if (file.empty()) options.fail(key, "expected the name of a file, not an empty text");
      spec_.data_files[split].push_back(resolved(base_folder_, file));
    }
    if (spec_.data_files[split].empty()) options.fail(key, "expected one file or more, not none");
  }

  std::string split_of(const Options& options, std::string_view key) const {
    const std::string split = options.text(key, "");
    if (split.empty() || spec_.data_files.contains(split)) return split;
    std::vector<std::string> known;
    for (const auto& [name, files] : spec_.data_files) known.push_back(name);
    const std::string near = did_you_mean(split, known);
    options.fail(key,
                 fmt::format("there is no split '{}' in dataset_kwargs.data_files{}; it has: {}", split,
                             near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(known, ", ")));
  }

  void read_splits() {
    const std::string test = split_of(options_, "test_split");
    const std::string validation = split_of(options_, "validation_split");
    const std::string training = split_of(options_, "training_split");
    std::string fewshot = split_of(options_, "fewshot_split");
    if (const std::string split = split_of(options_.map("fewshot_config"), "split"); !split.empty()) fewshot = split;
    spec_.eval_split = !test.empty() ? test : validation;
    if (spec_.eval_split.empty()) {
      if (spec_.data_files.size() > 1 || !training.empty() || !fewshot.empty())
        options_.fail("", "neither test_split nor validation_split is given; expected the split to evaluate on");
      spec_.eval_split = spec_.data_files.begin()->first;  // one set of files: there is no other choice
    }
    for (const std::string& split : {fewshot, training, validation, spec_.eval_split})
      if (spec_.fewshot_split.empty()) spec_.fewshot_split = split;
  }

  RowSource read_source(std::string_view key) const {
    RowSource source;
    const std::optional<Options> node = options_.node(key);
    if (!node) return source;
    source.where = options_.where(key);
    if (node->is_scalar()) {
      source.written = options_.text(key);
      source.compiled =
          std::make_shared<const text::jinja::Template>(source.written, fmt::format("{} {}", source.where, key));
    } else if (node->is_list()) {
      source.list = options_.texts(key);
    } else {  // a map: its values, as for choices with labels
      source.list.emplace();
      for (const std::string& name : node->keys()) source.list->push_back(node->text(name));
    }
    return source;
  }

  void require(const RowSource& source, std::string_view key) const {
    if (!source.is_set())
      options_.fail("", fmt::format("the key '{}' is missing; a {} task needs it", key, name_of(spec_.output_type)));
  }

  void refuse_list(const RowSource& source, std::string_view key) const {
    if (source.list) options_.fail(key, "expected a template or the name of a column, not a list or a map");
  }

  void read_sources() {
    spec_.doc_to_text = read_source("doc_to_text");
    spec_.doc_to_target = read_source("doc_to_target");
    spec_.doc_to_choice = read_source("doc_to_choice");
    spec_.description = read_source("description");
    refuse_list(spec_.doc_to_text, "doc_to_text");
    refuse_list(spec_.description, "description");
    if (spec_.output_type != OutputType::kLoglikelihoodRolling) require(spec_.doc_to_text, "doc_to_text");
    if (spec_.output_type != OutputType::kGenerateUntil) require(spec_.doc_to_target, "doc_to_target");
    if (spec_.output_type == OutputType::kMultipleChoice) require(spec_.doc_to_choice, "doc_to_choice");
  }

  void read_prompting() {
    spec_.system = options_.text("system", "");
    spec_.target_delimiter = options_.text("target_delimiter", spec_.target_delimiter);
    spec_.fewshot_delimiter = options_.text("fewshot_delimiter", spec_.fewshot_delimiter);
    spec_.num_fewshot = static_cast<int>(options_.integer("num_fewshot", 0, 0, 1000));
    const Options fewshot = options_.map("fewshot_config");
    spec_.fewshot_sampler =
        fewshot.one_of("sampler", "default", kSamplers) == "first_n" ? FewshotSampler::kFirstN : FewshotSampler::kDrawn;
    spec_.example_target_delimiter = fewshot.text("target_delimiter", spec_.target_delimiter);
    spec_.example_delimiter = fewshot.text("fewshot_delimiter", spec_.fewshot_delimiter);
    spec_.apply_chat_template = options_.flag("apply_chat_template", false);
    spec_.has_id_field = options_.has("id_field");
    spec_.id_field = options_.text("id_field", "");
    spec_.clusters = options_.text("clusters", "");
    const std::optional<std::int64_t> epochs = options_.maybe_integer("epochs", 1, 100'000);
    const std::optional<std::int64_t> repeats = options_.maybe_integer("repeats", 1, 100'000);
    if (epochs && repeats && *epochs != *repeats)
      options_.fail("epochs", fmt::format("{} differs from 'repeats', which is {}; expected one of the two keys",
                                          *epochs, *repeats));
    spec_.epochs = static_cast<int>(epochs.value_or(repeats.value_or(1)));
  }

  void read_generation() {
    if (spec_.output_type != OutputType::kGenerateUntil) {
      if (options_.has("generation_kwargs"))
        options_.fail("generation_kwargs", fmt::format("a {} task generates nothing", name_of(spec_.output_type)));
      return;
    }
    const Options kwargs = options_.map("generation_kwargs");
    SamplingParams& sampling = spec_.sampling;
    sampling.stop = kwargs.texts("until");
    for (const std::string& stop : sampling.stop)
      if (stop.empty()) kwargs.fail("until", "an empty text would stop before the first word");
    if (!kwargs.has("until") && !spec_.fewshot_delimiter.empty()) sampling.stop = {spec_.fewshot_delimiter};
    sampling.max_tokens = static_cast<int>(kwargs.integer("max_gen_toks", sampling.max_tokens, 1, 10'000'000));
    const std::optional<double> temperature = kwargs.maybe_number("temperature");
    sampling.temperature = kwargs.number("temperature", 0.0, 0.0, 100.0);
    if (!kwargs.flag("do_sample", true)) sampling.temperature = 0.0;
    if (kwargs.flag("do_sample", false) && !temperature) sampling.temperature = 1.0;
    sampling.top_p = kwargs.number("top_p", 1.0, 0.0, 1.0);
    sampling.top_k = static_cast<int>(kwargs.integer("top_k", 0, 0, 10'000'000));
  }

  void read_metrics() {
    if (!options_.has("metric_list")) {
      for (const std::string_view name : default_metrics())
        spec_.metrics.push_back({std::string(name), Options(), "", {}});
      return;
    }
    for (const Options& item : options_.items("metric_list")) {
      if (!item.is_map()) item.fail("", "expected a map with the key 'metric'");
      item.to_value();  // the metric itself answers for the rest, with a memory of its own
      MetricSpec metric{"", item.detached(), "", {}};
      metric.name = metric.options.text("metric");
      if (metric.options.has("aggregation"))
        metric.aggregation = metric.options.one_of("aggregation", "", kAggregations);
      if (metric.options.has("higher_is_better"))
        metric.higher_is_better = metric.options.flag("higher_is_better", true);
      metric.options.flag("hf_evaluate", false);
      spec_.metrics.push_back(std::move(metric));
    }
  }

  std::vector<std::string_view> default_metrics() const {
    switch (spec_.output_type) {
      case OutputType::kMultipleChoice: return {"acc", "acc_norm"};
      case OutputType::kGenerateUntil: return {"exact_match"};
      case OutputType::kLoglikelihood: return {"perplexity", "acc"};
      case OutputType::kLoglikelihoodRolling: return {"word_perplexity", "byte_perplexity", "bits_per_byte"};
    }
    return {};
  }

  const Options& options_;
  std::string base_folder_;
  TaskSpec spec_;
};

}  // namespace

std::string_view name_of(OutputType type) { return kOutputTypes[static_cast<std::size_t>(type)]; }

TaskSpec parse_task(std::string_view yaml, const std::string& source, const std::string& base_folder) {
  refuse_functions(parse_yaml(yaml, source), "", source);
  const Options options = Options::from_yaml(yaml, source);
  return Loader(options, base_folder).load();
}

TaskSpec load_task(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (!file || !(text << file.rdbuf()))
    throw Error(ErrorKind::kConfig, fmt::format("{}: cannot be read; expected a task file in YAML", path));
  return parse_task(text.str(), path, std::filesystem::path(path).parent_path().string());
}

}  // namespace assay::datasets
