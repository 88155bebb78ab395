#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/gate_result.h"

namespace assay {

/// A number with its confidence interval and what it rests on. Undefined parts are nullopt, never NaN and never 0.
struct Estimate {
  std::optional<double> value, low, high;
  double level = 0.95;
  std::string method;        ///< "wilson", "t", "percentile_bootstrap", ...; "" where there is no interval
  std::string no_interval;   ///< why there is no interval, in a few words; "" where there is one
  std::optional<double> standard_error;         ///< of the value
  std::optional<double> standard_error_within;  ///< the part of it that answers differing between epochs make
  std::int64_t clusters = 0;                    ///< groups of samples that belong together; 0: each by itself
  std::int64_t scored = 0, unscored = 0, failed = 0;
  std::uint64_t seed = 0;    ///< of the bootstrap
};

/// How the prompts of a task were made to fit a model's context.
struct ContextFit {
  std::string model, task;
  std::int64_t max_tokens = 0;  ///< that prompt and answer may have
  std::int64_t shortened = 0;   ///< samples with fewer few-shot examples than the task has
  std::int64_t dropped = 0;     ///< examples left out of them, in all
  std::int64_t too_long = 0;    ///< samples that do not fit even without examples
};

/// What a run was.
struct RunFacts {
  struct Model {
    std::string name, backend, model, fingerprint, numerics;
  };
  struct Task {
    std::string name, version, data_sha256;
    std::int64_t samples = 0;
    int epochs = 1;
    int num_fewshot = 0;
    std::string clusters = {};  ///< the field whose equal values belong together, "" for none
  };
  /// Tasks under one name, with numbers of their own.
  struct Group {
    struct Member {
      std::string name;
      bool is_group = false;
      bool operator==(const Member&) const = default;
    };
    /// A number that is made of those of its tasks.
    struct Number {
      std::string metric;
      std::optional<std::vector<std::string>> filters = {};  ///< the pipelines that count; nullopt: all that a task has
      bool by_size = true;  ///< each task by its scored samples; else all alike
      bool operator==(const Number&) const = default;
    };
    std::string name, alias, version;
    std::vector<Member> members;     ///< what stands directly in it
    std::vector<std::string> tasks;  ///< every task in it and in the groups inside it, each once
    std::vector<Number> numbers;
    bool operator==(const Group&) const = default;
  };
  std::string id, name, status;  ///< status: "running", "interrupted", "finished", "failed"
  std::vector<Model> models;
  std::vector<Task> tasks;
  std::uint64_t seed = 0;
  std::string started, finished;  ///< ISO 8601, UTC; finished "" while it is not
  std::string git, version, host, config_yaml, sampling;
  std::vector<Group> groups = {};  ///< outer ones before those inside them
  std::vector<ContextFit> context_fits = {};  ///< only where something did not fit
};

/// One headline number.
struct ResultRow {
  std::string model, task, metric, signature;
  Estimate estimate;
  bool higher_is_better = true;
  double scale = 1.0;
  std::int64_t truncated = 0, refused = 0;
};

/// A group's number: the weighted mean of its tasks' numbers.
struct GroupRow {
  struct Part {
    std::string task;
    double weight = 0.0;          ///< they sum to 1
    std::optional<double> value;  ///< the task's own
  };
  std::string model, group, metric, signature;  ///< the signature that all parts share, else ""
  bool by_size = true;               ///< weighted by scored samples; else all tasks alike
  std::vector<Part> parts;           ///< the tasks that it is of
  std::vector<std::string> without;  ///< tasks of the group that do not have the metric, and so are not in it
  Estimate estimate;
  bool higher_is_better = true;
  double scale = 1.0;
};

/// One rater's number with its standing.
struct RatingRow {
  std::string model, task, rater, judge, status, signature;  ///< status as in CalibrationStatus
  Estimate estimate;
  double scale = 1.0;
};

struct UsageTotals {
  std::int64_t requests = 0, cached = 0, prompt_tokens = 0, completion_tokens = 0;
  std::optional<double> cost;
  double wall_s = 0.0;
  std::optional<std::int64_t> reasoning_tokens = {};  ///< of the completion tokens; nullopt where no endpoint counted them
};

/// One score of one sample.
struct ScoreCell {
  std::string name;             ///< metric, or rater
  std::optional<double> value;
  std::string unscored;         ///< the reason, or ""
  std::string detail;
  bool is_rating = false;
  std::optional<std::string> extracted = std::nullopt;  ///< what the filters left of the answer; nullopt without filters
};

/// One turn of a dialogue.
struct TurnRow {
  std::string user, answer, reasoning, finish, failure;
};

/// One answer with everything a person wants to see beside it.
struct SampleRow {
  std::string model, task, sample_id;
  int epoch = 0;
  std::string prompt, answer, target;
  std::string finish;   ///< "stop", "length", ...; "" for log-likelihoods
  std::string failure;  ///< "kind: message", or ""
  double seconds = 0.0;
  std::int64_t prompt_tokens = 0, completion_tokens = 0;
  std::vector<ScoreCell> scores;
  std::string reasoning = {};       ///< what the model thought before its answer, "" for nothing
  std::vector<TurnRow> turns = {};  ///< of a dialogue, all of them: `answer` is the last one's; else empty
};

/// A stored run as reports see it. Threads: one thread.
class RunView {
 public:
  virtual ~RunView() = default;
  virtual const RunFacts& facts() const = 0;
  virtual std::vector<ResultRow> results() const = 0;
  virtual std::vector<RatingRow> ratings() const = 0;
  /// The numbers of groups of tasks, by model, group in the order of the facts, metric.
  virtual std::vector<GroupRow> groups() const { return {}; }
  virtual UsageTotals usage() const = 0;
  /// The outcomes of the run's own gates, where they were judged.
  virtual std::vector<GateResult> gates() const { return {}; }
  /// Calls `row` for each answer, by model, task, sample in the task's order, epoch. Memory does not grow with their number.
  virtual void for_each_sample(const std::function<void(const SampleRow&)>& row) const = 0;
};

struct ReportOptions {
  bool color = false;  ///< terminal escapes
  int width = 100;     ///< columns of a terminal
  int max_flips = 20;  ///< samples of a comparison that are listed one by one
};

struct Comparison;
struct ManyRuns;
struct SweepReport;

/// The registered definition of a report format. A writer is nullptr where the format does not serve that purpose.
struct ReportDef {
  std::string_view name;
  std::string_view summary;
  void (*write)(const RunView& run, const ReportOptions& options, std::ostream& out) = nullptr;
  void (*write_comparison)(const Comparison& comparison, const ReportOptions& options, std::ostream& out) = nullptr;
  void (*write_sweep)(const SweepReport& sweep, const ReportOptions& options, std::ostream& out) = nullptr;
  void (*write_many)(const ManyRuns& runs, const ReportOptions& options, std::ostream& out) = nullptr;
};

}  // namespace assay
