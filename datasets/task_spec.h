#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/reader.h"
#include "harness/core/request.h"
#include "harness/text/jinja/template.h"

namespace assay::datasets {

/// What a task asks of a model, in the terms of a task file's `output_type`.
enum class OutputType { kMultipleChoice, kGenerateUntil, kLoglikelihood, kLoglikelihoodRolling };

/// Stable names, as written in task files: "multiple_choice", "generate_until", "loglikelihood",
/// "loglikelihood_rolling".
std::string_view name_of(OutputType type);

/// How something is taken from a dataset row: the column of that name where there is one, else a template, compiled
/// once; or a constant list (choices written in the task file).
struct RowSource {
  std::string written;                                    ///< as in the task file; "" for a list
  std::shared_ptr<const text::jinja::Template> compiled;  ///< nullptr for a list or where the key is absent
  std::optional<std::vector<std::string>> list;
  std::string where;  ///< "file:line" of the key

  bool is_set() const { return compiled != nullptr || list.has_value(); }
};

/// How a question and its answer are made of a row; the examples of a task may have a form of their own.
struct DocForm {
  RowSource doc_to_text, doc_to_target, doc_to_choice;
  RowSource gen_prefix;                ///< what the model's answer begins with; may be unset
  std::string target_delimiter = " ";  ///< between a question and its answer or choice
};

/// How few-shot examples are chosen from their pool.
enum class FewshotSampler {
  kDrawn,   ///< drawn for each sample by a hash of seed, task and sample id ("default")
  kFirstN,  ///< the first of the pool, the same for all ("first_n")
};

/// Where a task's rows are, as written: see dataset_location.h for what it means.
struct DataSource {
  std::string path =
      "json";  ///< `dataset_path`: a kind of file (json, csv, text, parquet, arrow), a folder or a dataset's id
  std::string name;           ///< `dataset_name`: one configuration of it, "" for the only one
  std::map<std::string, std::vector<std::string>> files;  ///< `data_files`: split -> files or patterns; may be empty
  std::string data_dir;                                   ///< a folder inside it
  ReadOptions read;
  std::string where;  ///< "file:line" of the key that says where
};

/// A field that is made of a row before anything else looks at it (`doc_map`).
struct MappedField {
  std::string name;
  RowSource source;
};

/// What the user says in a dialogue, turn after turn (`turns`); where the task has a `doc_to_text`, that is the turn before
/// them. See turns.h.
struct TurnScript {
  RowSource list;                 ///< a column, or a template, that gives the texts; unset where there is a script
  std::vector<RowSource> script;  ///< a template for each turn, which may look at the answers so far
  int max_turns = 1000;           ///< after so many answers the dialogue ends
  bool targets_by_turn = false;   ///< the first target is that of the first turn, and so on

  bool is_set() const { return list.is_set() || !script.empty(); }
};

/// One metric that a task asks for. `options` is its map in the task file, with `metric`, `aggregation`,
/// `higher_is_better` and `hf_evaluate` already read: hand it to make_metric, which refuses what the metric does not
/// know.
struct MetricSpec {
  std::string name;
  Options options;
  std::string aggregation;               ///< as written, "" where it is not: the metric's own
  std::optional<bool> higher_is_better;  ///< where the file states it; the metric itself knows better
};

/// A task as its file describes it: data only. Paths are absolute or relative to the working folder, never to the file.
struct TaskSpec {
  std::string name;     ///< "TASK[VARIANT]" where its questions are put in several ways (see prompt_variants.h)
  std::string family;   ///< then TASK, by which examples and seeds are drawn; else ""
  std::vector<std::string> variant_keys;  ///< what the variant sets, and the run does not override
  std::string alias;    ///< what reports call it; "" for its name
  std::string file;     ///< the YAML it came from
  std::string version;  ///< metadata.version, "" where there is none
  std::vector<std::string> tags;

  DataSource data;
  std::string test_split, validation_split, training_split;  ///< as written, "" where not
  std::string stated_fewshot_split;                          ///< of fewshot_config or the task, "" where not
  std::string id_field;       ///< the column of a sample's id; see samples.h
  bool has_id_field = false;  ///< the file states `id_field` (it may state "": ids from the content)
  std::string clusters;       ///< the column whose equal values belong together (a shared passage); "" for none
  RowSource doc_filter;       ///< only rows where this expression is true are samples or examples; may be unset
  std::vector<MappedField> doc_map;

  OutputType output_type = OutputType::kGenerateUntil;
  DocForm form;
  DocForm example_form;
  /// The choices are contexts, and the target is the one continuation of each (`doc_to_text` gives the right one's
  /// number). Where the file does not say, the first row does, as in lm-evaluation-harness.
  std::optional<bool> choices_as_inputs;
  TurnScript turns;                    ///< of a dialogue; unset where each sample is one question
  RowSource description;               ///< in front of everything: a template of the row, or a constant; may be unset
  std::string system;                  ///< text of the system message, "" for none
  std::string fewshot_delimiter = "\n\n";  ///< between system text and description; the default stop
  std::string example_delimiter = "\n\n";  ///< behind each few-shot example

  std::optional<int> stated_num_fewshot;
  int num_fewshot = 0;
  FewshotSampler fewshot_sampler = FewshotSampler::kDrawn;
  std::vector<std::int64_t> fewshot_indices;      ///< the rows of the pool that may be shown; empty for all
  std::optional<std::vector<Value>> fewshot_rows;  ///< examples written in the task file itself
  std::uint64_t fewshot_seed = 1234;

  SamplingParams sampling;  ///< of generate_until; stop defaults to the few-shot delimiter
  int epochs = 1;           ///< how often each sample is asked (`epochs`, or lm-evaluation-harness's `repeats`)
  bool apply_chat_template = false;
  bool fewshot_as_multiturn = true;  ///< in a chat, each example is a turn of its own

  std::optional<std::int64_t> max_context_tokens;  ///< of prompt and answer; few-shot examples are left out to keep it

  std::vector<MetricSpec> metrics;
  Options filters;                  ///< the task's map, for the reader of its `filter_list`
  std::vector<std::string> raters;  ///< rater files, resolved as data files are

  /// The task's name without its variant.
  const std::string& task_name() const { return family.empty() ? name : family; }
  /// Whether the prompt variant sets this key.
  bool variant_sets(std::string_view key) const {
    return std::find(variant_keys.begin(), variant_keys.end(), key) != variant_keys.end();
  }
  /// test_split, or else validation_split; where neither is written, "": the only split there is.
  const std::string& eval_split() const { return !test_split.empty() ? test_split : validation_split; }
};

}  // namespace assay::datasets
