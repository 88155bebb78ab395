#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/run/checks/finding.h"
#include "harness/run/plan.h"

namespace assay::run {

/// One sample as the checks see it.
struct SampleView {
  const OpenTask& task;
  const Sample& sample;
  std::span<const Sample* const> examples;  ///< that are shown in front of it
  std::span<const Request> requests;        ///< the first that are asked about it
  std::string where;                        ///< "file:line" of its row
};

/// A request as a model gets it.
struct EncodedRequest {
  std::string text;                                      ///< with the chat template written out
  std::vector<std::int32_t> ids;                         ///< of that text
  std::vector<std::vector<std::int32_t>> continuations;  ///< ids of each, where continuations are scored
};

/// What checks ask of a model: its tokenizer and chat template, and no weights.
struct ModelView {
  std::string name;           ///< for messages
  std::string chat_template;  ///< Jinja source, "" for none
  std::string bos_text, eos_text;
  std::optional<std::int32_t> bos;
  bool adds_bos = false;  ///< in front of plain text
  std::optional<std::int64_t> context_length;
  std::function<EncodedRequest(const Request&)> encode;          ///< Throws: Error for what the template refuses
  std::function<std::int64_t(const std::string&)> count_tokens;  ///< of a plain text
};

/// The columns that rows have, gathered row by row.
class ColumnUse {
 public:
  explicit ColumnUse(const datasets::TaskSpec& spec);
  /// Requires: the row as the templates see it.
  void see(const Value& row, const std::string& where);
  /// Names in templates that no row has, or that some rows lack. `has_failed`: a row could not be made into a sample.
  void report(Findings& findings, bool has_failed) const;

 private:
  struct Use {
    std::string name, key, where;  // the column, the task's key that wants it and its place
    std::int64_t rows = 0;
    std::string first_without;
  };
  std::vector<Use> uses_;
  std::set<std::string> columns_;
  std::int64_t rows_ = 0;
};

// What each check finds and why it matters: docs/validate.md. All are pure functions of what they are given.

/// Questions and answers that are empty, or that end so that two blanks or none come between them.
void check_texts(const SampleView& view, Findings& findings);
/// Choices that are equal, that are letters which the prompt does not list, or that meet their delimiter badly.
void check_choices(const SampleView& view, Findings& findings);
/// Stops that cut right answers or shown ones, or fire at once.
void check_stops(const SampleView& view, Findings& findings);
/// Questions that are shown with their answer before they are asked.
void check_examples(const SampleView& view, Findings& findings);
/// Answers longer than `max_tokens`, by their words.
void check_answer_words(const SampleView& view, Findings& findings);

/// The right answers' positions, and the metrics' scores of right answers, over the whole task.
class GoldScores {
 public:
  explicit GoldScores(const OpenTask& task);
  void see(const SampleView& view);
  /// Metrics that cannot score such answers, that do not give a right one the full score, or whose filters find nothing in
  /// it.
  void report(Findings& findings) const;

 private:
  struct MetricUse {
    std::int64_t scored = 0, unscored = 0, below = 0, not_found = 0;
    std::string reason, first_below, first_not_found, first_where;
  };
  const OpenTask& task_;
  std::vector<MetricUse> uses_;
  std::map<int, std::int64_t> positions_;  // of the right choices
  std::int64_t samples_ = 0;
};

/// What is wrong with the stops and delimiters before any sample is seen.
void check_stop_list(const OpenTask& task, Findings& findings);
/// A chat template that writes no prompt for the next turn, or a stop that fires while the model thinks.
void check_chat_template(const OpenTask& task, const ModelView& model, Findings& findings);
/// A prompt as the model gets it: begin of sequence twice or not at all, texts that the template drops.
void check_encoded(const SampleView& view, const Request& request, const EncodedRequest& encoded, const ModelView& model,
                   Findings& findings);
/// Prompts and answers longer than the model's context or `max_tokens`.
void check_token_counts(const SampleView& view, const Request& request, const EncodedRequest& encoded,
                        const ModelView& model, Findings& findings);

}  // namespace assay::run
