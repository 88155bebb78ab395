#include "datasets/task_loader.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>

#include "datasets/generation_options.h"
#include "datasets/task_file.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::array<std::string_view, 4> kOutputTypes = {"multiple_choice", "generate_until", "loglikelihood",
                                                          "loglikelihood_rolling"};
constexpr std::array<std::string_view, 2> kSamplers = {"default", "first_n"};
// What lm-evaluation-harness lets a task choose, and averages of F1; which of them a metric has, run/listed_metrics says.
constexpr std::array<std::string_view, 21> kAggregations = {
    "mean", "median", "nanmean", "bypass", "perplexity", "weighted_perplexity", "bits_per_byte", "bleu", "chrf", "chrf++",
    "ter", "brier_score", "f1", "micro_f1", "macro_f1", "weighted_f1", "micro_f1_score", "macro_f1_score",
    "weighted_f1_score", "mcc", "matthews_corrcoef"};
// The kinds of file that the datasets library reads by name.
constexpr std::array<std::string_view, 5> kFileKinds = {"json", "csv", "text", "parquet", "arrow"};

namespace fs = std::filesystem;

// Relative to the file that says it; where there is nothing, as written: then it is relative to the working folder, as
// in lm-evaluation-harness.
std::string resolved(const std::string& base_folder, const std::string& file) {
  const fs::path path(file);
  if (path.is_absolute()) return file;
  std::error_code error;
  const fs::path beside = (fs::path(base_folder) / path).lexically_normal();
  if (!fs::exists(beside, error) && fs::exists(path, error)) return file;
  return beside.string();
}

class Loader {
 public:
  Loader(const Options& options, std::string base_folder) : options_(options), base_folder_(std::move(base_folder)) {}

  TaskSpec load() {
    spec_.name = options_.text("task");
    if (spec_.name.empty()) options_.fail("task", "expected a name, not an empty text");
    spec_.alias = options_.text("task_alias", "");
    spec_.file = options_.source();
    spec_.tags = options_.texts("tag");
    spec_.output_type = static_cast<OutputType>(index_of("output_type", "generate_until", kOutputTypes));
    read_version();
    read_data_source();
    read_splits();
    read_rows();
    read_turns();
    read_forms();
    read_prompting();
    read_examples();
    read_generation();
    read_metrics();
    refuse_unsupported();
    for (const std::string& file : options_.texts("raters"))
      spec_.raters.push_back(resolved(folder_of("raters"), file));
    options_.done();
    return std::move(spec_);
  }

 private:
  std::size_t index_of(std::string_view key, std::string fallback, std::span<const std::string_view> words) const {
    const std::string word = options_.one_of(key, std::move(fallback), words);
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
  }

  // The folder that files of a key are relative to: an included file's own.
  std::string folder_of(std::string_view key) const {
    const std::string file = options_.file_of(key);
    return file == options_.source() ? base_folder_ : fs::path(file).parent_path().string();
  }

  void read_version() {
    const std::optional<Options> node = options_.node("metadata");
    if (!node || !node->is_map()) return;
    spec_.version = node->text("version", "");
    node->to_value();  // the rest is for people
  }

  void read_data_source() {
    DataSource& data = spec_.data;
    data.path = options_.text("dataset_path", "json");
    data.where = options_.where("dataset_path");
    if (data.path.empty()) options_.fail("dataset_path", "expected a kind of file, a folder or a dataset, not an empty text");
    data.name = options_.text("dataset_name", "");
    const Options kwargs = options_.map("dataset_kwargs");
    const std::string base_folder = folder_of("dataset_kwargs");
    const bool is_kind = std::find(kFileKinds.begin(), kFileKinds.end(), data.path) != kFileKinds.end();
    std::error_code error;
    if (!is_kind) {
      const std::string folder = resolved(folder_of("dataset_path"), data.path);
      if (fs::is_directory(folder, error)) data.path = folder;
    }
    data.data_dir = kwargs.text("data_dir", "");
    data.read.records = kwargs.text("field", "");
    data.read.records = kwargs.text("records", data.read.records);
    data.read.delimiter = kwargs.text("delimiter", kwargs.text("sep", ""));
    data.read.column_names = kwargs.texts("column_names");
    read_header(kwargs);
    data.read.sample_by = kwargs.text("sample_by", "");
    if (kwargs.has("keep_default_na")) data.read.keep_default_na = kwargs.flag("keep_default_na", true);
    // Of pandas' kinds of quoting only 3, none, reads otherwise than the others.
    if (kwargs.has("quoting")) data.read.quoting = kwargs.integer("quoting", 0, 0, 3) != 3;
    kwargs.flag("trust_remote_code", false);  // nothing is ever run
    kwargs.flag("streaming", false);          // rows always stream
    for (const std::string_view key : {"revision", "token", "cache_dir"}) kwargs.text(key, "");
    const std::optional<Options> files = kwargs.node("data_files");
    if (!files) {
      if (is_kind)
        options_.fail("dataset_kwargs", "the key 'data_files' is missing; expected a file, or a map from split to file");
      return;
    }
    if (!files->is_map())
      add_files("train", kwargs, "data_files", base_folder);  // as the datasets library names the split of a plain file
    else
      for (const std::string& split : files->keys()) add_files(split, *files, split, base_folder);
  }

  // pandas' `header`: the line that holds the columns' names, `infer` by default, null for none.
  void read_header(const Options& kwargs) const {
    const std::vector<std::string> keys = kwargs.keys();
    if (std::find(keys.begin(), keys.end(), "header") == keys.end()) return;
    const bool has_names = !spec_.data.read.column_names.empty();
    const std::optional<Options> header = kwargs.node("header");
    if (!header) {  // null
      if (!has_names) kwargs.fail("header", "without a line of names the columns have none; write them as 'column_names'");
      return;
    }
    const std::string written = header->is_scalar() ? header->scalar() : "";
    if (written == "infer" || (written == "0" && !has_names)) return;
    kwargs.fail("header", "expected null with column_names, 'infer', or 0 without column_names");
  }

  void add_files(const std::string& split, const Options& options, const std::string& key, const std::string& base_folder) {
    std::vector<std::string>& files = spec_.data.files[split];
    for (const std::string& file : options.texts(key)) {
      if (file.empty()) options.fail(key, "expected the name of a file, not an empty text");
      // Inside a dataset's folder a name is that folder's own.
      const bool is_kind = std::find(kFileKinds.begin(), kFileKinds.end(), spec_.data.path) != kFileKinds.end();
      files.push_back(is_kind ? resolved(base_folder, file) : file);
    }
    if (files.empty()) options.fail(key, "expected one file or more, not none");
  }

  // A split that is named must be there, as far as the file alone can tell; `train[:100]` is a part of one.
  std::string split_of(const Options& options, std::string_view key) const {
    const std::string split = options.text(key, "");
    const std::string base = split.substr(0, split.find_first_of("[+"));
    const auto& files = spec_.data.files;
    if (split.empty() || files.empty() || files.contains(base)) return split;
    std::vector<std::string> known;
    for (const auto& [name, list] : files) known.push_back(name);
    // One file that holds an object of splits says itself which there are.
    if (files.size() == 1 && known.front() == "train" && !options_.map("dataset_kwargs").node("data_files")->is_map())
      return split;
    const std::string near = did_you_mean(base, known);
    options.fail(key,
                 fmt::format("there is no split '{}' in dataset_kwargs.data_files{}; it has: {}", base,
                             near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(known, ", ")));
  }

  void read_splits() {
    spec_.test_split = split_of(options_, "test_split");
    spec_.validation_split = split_of(options_, "validation_split");
    spec_.training_split = split_of(options_, "training_split");
    spec_.stated_fewshot_split = split_of(options_, "fewshot_split");
    if (const std::string split = split_of(options_.map("fewshot_config"), "split"); !split.empty())
      spec_.stated_fewshot_split = split;
    const bool one_split = spec_.data.files.size() == 1;
    if (spec_.eval_split().empty() &&
        (!one_split || !spec_.training_split.empty() || !spec_.stated_fewshot_split.empty()))
      options_.fail("", "neither test_split nor validation_split is given; expected the split to evaluate on");
  }

  void read_rows() {
    if (const std::optional<std::string> expression = options_.maybe_text("doc_filter"))
      spec_.doc_filter = compiled("{{ (" + *expression + ") }}", options_, "doc_filter");
    const Options map = options_.map("doc_map");
    for (const std::string& name : map.keys()) {
      RowSource source = read_source(map, name);
      if (!source.is_set()) map.fail(name, "expected a template or the name of a column");
      spec_.doc_map.push_back({name, std::move(source)});
    }
    spec_.has_id_field = options_.has("id_field");
    spec_.id_field = options_.text("id_field", "");
    spec_.clusters = options_.text("clusters", "");
  }

  static RowSource compiled(std::string written, const Options& options, std::string_view key) {
    RowSource source;
    source.where = options.where(key);
    source.written = std::move(written);
    text::jinja::TemplateOptions template_options;
    template_options.html_safe_json = true;
    source.compiled = std::make_shared<const text::jinja::Template>(source.written, fmt::format("{} {}", source.where, key),
                                                                    template_options);
    return source;
  }

  static RowSource read_source(const Options& options, std::string_view key) {
    const std::optional<Options> node = options.node(key);
    if (!node) return {};
    if (node->is_scalar()) return compiled(options.text(key), options, key);
    RowSource source;
    source.where = options.where(key);
    source.list.emplace();
    if (node->is_list()) {
      for (const Options& item : node->items()) source.list->push_back(list_item(item.to_value(), item));
    } else {  // a map: its values, as for choices with labels
      for (const std::string& name : node->keys()) source.list->push_back(list_item(node->node(name)->to_value(), *node->node(name)));
    }
    return source;
  }

  // An unquoted yes, no, on or off is true or false in YAML, and prints as Python prints that.
  static std::string list_item(const Value& value, const Options& item) {
    if (value.is_bool()) return value.as_bool() ? "True" : "False";
    if (value.is_array() || value.is_object() || value.is_null()) item.fail("", "expected a text");
    return item.scalar();
  }

  void require(const RowSource& source, std::string_view key) const {
    if (!source.is_set())
      options_.fail("", fmt::format("the key '{}' is missing; a {} task needs it", key, name_of(spec_.output_type)));
  }

  void refuse_list(const RowSource& source, std::string_view key) const {
    if (source.list) options_.fail(key, "expected a template or the name of a column, not a list or a map");
  }

  void read_turns() {
    TurnScript& turns = spec_.turns;
    const std::optional<Options> node = options_.node("turns");
    if (node && spec_.output_type != OutputType::kGenerateUntil)
      options_.fail("turns", fmt::format("a {} task asks once; a dialogue needs output_type: generate_until",
                                         name_of(spec_.output_type)));
    if (!node) {
      for (const std::string_view key : {"max_turns", "targets_by_turn"})
        if (options_.has(key)) options_.fail(key, "there are no 'turns' that it could be about");
      return;
    }
    if (node->is_list()) {
      for (const Options& item : node->items()) {
        if (!item.is_scalar()) item.fail("", "expected a template, what the user says in one turn");
        turns.script.push_back(compiled(item.scalar(), item, ""));
      }
      if (turns.script.empty()) options_.fail("turns", "the list is empty; expected a template for each turn");
    } else {
      turns.list = read_source(options_, "turns");
      refuse_list(turns.list, "turns");
    }
    turns.max_turns = static_cast<int>(options_.integer("max_turns", turns.max_turns, 1, turns.max_turns));
    turns.targets_by_turn = options_.flag("targets_by_turn", false);
  }

  void read_forms() {
    DocForm& form = spec_.form;
    form.doc_to_text = read_source(options_, "doc_to_text");
    form.doc_to_target = read_source(options_, "doc_to_target");
    form.doc_to_choice = read_source(options_, "doc_to_choice");
    form.gen_prefix = read_source(options_, "gen_prefix");
    form.target_delimiter = options_.text("target_delimiter", form.target_delimiter);
    spec_.description = read_source(options_, "description");
    refuse_list(form.doc_to_text, "doc_to_text");
    refuse_list(form.gen_prefix, "gen_prefix");
    refuse_list(spec_.description, "description");
    if (spec_.output_type != OutputType::kLoglikelihoodRolling && !spec_.turns.is_set())
      require(form.doc_to_text, "doc_to_text");
    if (spec_.output_type != OutputType::kGenerateUntil) require(form.doc_to_target, "doc_to_target");
    if (spec_.output_type == OutputType::kMultipleChoice) require(form.doc_to_choice, "doc_to_choice");
    if (options_.has("choices_as_inputs")) spec_.choices_as_inputs = options_.flag("choices_as_inputs", false);
    if (spec_.choices_as_inputs.value_or(false) && spec_.output_type != OutputType::kMultipleChoice)
      options_.fail("choices_as_inputs", fmt::format("a {} task has no choices to ask about", name_of(spec_.output_type)));
  }

  void read_prompting() {
    spec_.system = options_.text("system", "");
    spec_.fewshot_delimiter = options_.text("fewshot_delimiter", spec_.fewshot_delimiter);
    if (const auto shots = options_.maybe_integer("num_fewshot", 0, 1000)) spec_.stated_num_fewshot = static_cast<int>(*shots);
    spec_.num_fewshot = spec_.stated_num_fewshot.value_or(0);
    spec_.max_context_tokens = options_.maybe_integer("max_context_tokens", 1, 1'000'000'000);
    spec_.apply_chat_template = options_.flag("apply_chat_template", false);
    spec_.fewshot_as_multiturn = options_.flag("fewshot_as_multiturn", true);
    const std::optional<std::int64_t> epochs = options_.maybe_integer("epochs", 1, 100'000);
    const std::optional<std::int64_t> repeats = options_.maybe_integer("repeats", 1, 100'000);
    if (epochs && repeats && *epochs != *repeats)
      options_.fail("epochs", fmt::format("{} differs from 'repeats', which is {}; expected one of the two keys",
                                          *epochs, *repeats));
    spec_.epochs = static_cast<int>(epochs.value_or(repeats.value_or(1)));
  }

  void read_examples() {
    const Options fewshot = options_.map("fewshot_config");
    spec_.fewshot_sampler =
        fewshot.one_of("sampler", "default", kSamplers) == "first_n" ? FewshotSampler::kFirstN : FewshotSampler::kDrawn;
    DocForm& form = spec_.example_form;
    form = spec_.form;
    const auto own = [&](RowSource& source, std::string_view key) {
      if (RowSource stated = read_source(fewshot, key); stated.is_set()) source = std::move(stated);
    };
    own(form.doc_to_text, "doc_to_text");
    own(form.doc_to_target, "doc_to_target");
    own(form.doc_to_choice, "doc_to_choice");
    own(form.gen_prefix, "gen_prefix");
    form.target_delimiter = fewshot.text("target_delimiter", form.target_delimiter);
    spec_.example_delimiter = fewshot.text("fewshot_delimiter", spec_.fewshot_delimiter);
    fewshot.node("process_docs");  // null: a function was refused before
    if (const std::optional<Options> indices = fewshot.node("fewshot_indices"))
      for (const Options& item : fewshot.items("fewshot_indices"))
        spec_.fewshot_indices.push_back(row_number(item, *indices));
    if (fewshot.node("samples")) {
      spec_.fewshot_rows.emplace();
      for (const Options& item : fewshot.items("samples")) {
        if (!item.is_map()) item.fail("", "expected a map of fields, one example");
        spec_.fewshot_rows->push_back(item.to_value());
      }
    }
  }

  static std::int64_t row_number(const Options& item, const Options& indices) {
    const Value value = item.to_value();
    const Value* number = &value;
    if (!number->is_int() || number->as_int() < 0)
      indices.fail("", fmt::format("expected the numbers of rows from 0, not '{}'", item.is_scalar() ? item.scalar() : "a list"));
    return number->as_int();
  }

  void read_generation() {
    if (spec_.output_type != OutputType::kGenerateUntil) {
      // lm-evaluation-harness lets it stand and does nothing with it; so do tasks that include a generating one.
      if (options_.node("generation_kwargs")) options_.map("generation_kwargs").to_value();
      return;
    }
    if (!spec_.fewshot_delimiter.empty()) spec_.sampling.stop = {spec_.fewshot_delimiter};
    spec_.sampling = datasets::read_generation(options_.map("generation_kwargs"), spec_.sampling);
  }

  void read_metrics() {
    spec_.filters = options_.detached();
    options_.node("filter_list");
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
      metric.options.flag("weight_by_size", true);  // of a group's number; a task's own has no use for it
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

  // Keys that the original has and that would change the result if they were passed over.
  void refuse_unsupported() const {
    for (const std::string_view key : {"doc_to_image", "doc_to_audio"})
      if (options_.has(key)) options_.fail(key, "only text is evaluated, no images and no sound");
    if (options_.has("use_prompt")) options_.fail("use_prompt", "prompts of promptsource are not known; write doc_to_text");
    for (const std::string_view key : {"process_docs", "process_results", "custom_dataset", "class"})
      if (options_.has(key)) options_.fail(key, "expected no Python: tasks are data (see doc_map, doc_filter and metric_list)");
    // Asked for so that it is known: it has no effect on prompts or scores, there as here.
    options_.flag("should_decontaminate", false);
    options_.flag("unsafe_code", false);
    options_.node("doc_to_decontamination_query");
    options_.node("group_alias");
    options_.node("prompts");  // each of them is a task of its own: prompt_variants.h
  }

  const Options& options_;
  std::string base_folder_;
  TaskSpec spec_;
};

}  // namespace

std::string_view name_of(OutputType type) { return kOutputTypes[static_cast<std::size_t>(type)]; }

TaskSpec make_task(const YamlNode& node, const std::string& source, const std::string& base_folder) {
  const Options options(node, source);
  return Loader(options, base_folder).load();
}

TaskSpec parse_task(std::string_view yaml, const std::string& source, const std::string& base_folder) {
  return make_task(parse_task_file(yaml, source, base_folder), source, base_folder);
}

TaskSpec load_task(const std::string& path) {
  return make_task(read_task_file(path), path, fs::path(path).parent_path().string());
}

}  // namespace assay::datasets
