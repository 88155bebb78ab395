#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/metric.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::test {

/// The built-in metric written as `name:option=value,...`.
inline std::unique_ptr<Metric> metric_of(std::string_view written) {
  return make_metric(metrics::builtin::all_metrics(), written, "test");
}

/// The metric with the options of a JSON object; nulls and sacreBLEU's `force` are left out.
inline std::unique_ptr<Metric> metric_of(std::string name, const Value& options) {
  char separator = ':';
  for (const auto& [key, value] : options.as_object()) {
    if (value.is_null() || key == "force") continue;
    name += separator + key + "=" + (value.is_string() ? value.as_string() : json::dump(value));
    separator = ',';
  }
  return metric_of(name);
}

inline Response completion(std::string text, int epoch = 0) {
  return {{"s", 0, epoch}, Completion{std::move(text), FinishReason::kStop, {}}, {}, {}};
}

inline Response logprobs(const std::vector<double>& values, int epoch = 0) {
  Loglikelihoods body;
  for (const double v : values) body.continuations.push_back({v, 1, 1, false});
  return {{"s", 0, epoch}, body, {}, {}};
}

inline Sample sample_with_targets(std::vector<std::string> targets) {
  Sample sample;
  sample.id = "s";
  sample.targets = std::move(targets);
  return sample;
}

inline Scored score_text(const Metric& metric, std::string answer, std::vector<std::string> targets) {
  const std::vector<Response> epochs = {completion(std::move(answer))};
  return metric.score(sample_with_targets(std::move(targets)), epochs);
}

/// The value of one scored answer; NaN, which equals nothing, where it was not scored.
inline double text_value(const Metric& metric, std::string answer, std::vector<std::string> targets) {
  return score_text(metric, std::move(answer), std::move(targets))
      .value.value_or(std::numeric_limits<double>::quiet_NaN());
}

inline std::string unscored_reason(const Scored& scored) {
  return scored.is_scored() ? "" : std::get<Unscored>(scored.row).reason;
}

/// Rows collected from scores.
struct RowTable {
  std::vector<double> data;
  std::size_t width = 0;

  void add(const Scored& scored) {
    ASSERT_TRUE(scored.is_scored()) << unscored_reason(scored);
    const StatsRow& row = std::get<StatsRow>(scored.row);
    width = row.size();
    data.insert(data.end(), row.begin(), row.end());
  }
  StatsRows rows() const { return {data, width, {}}; }
};

/// The strings of a JSON list; nulls are left out.
inline std::vector<std::string> strings(const Value& list) {
  std::vector<std::string> found;
  for (const Value& item : list.as_array())
    if (item.is_string()) found.push_back(item.as_string());
  return found;
}

inline Value read_json(const std::string& path) { return json::parse(read_file(path), path); }

/// One line of tests/golden/metrics/texts.jsonl.
struct TextLine {
  std::string prediction;
  std::vector<std::string> references;
};

inline std::vector<TextLine> golden_lines() {
  const std::string text = read_file(test_data("golden/metrics/texts.jsonl"));
  std::vector<TextLine> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const Value line = json::parse(text.substr(at, end - at), "texts.jsonl");
    lines.push_back({line.find("prediction")->as_string(), strings(*line.find("references"))});
    at = end + 1;
  }
  return lines;
}

/// sacreBLEU's signature with the options that it does not name, where they are not the usual ones.
inline std::string complete_signature(std::string signature, const Value& options) {
  const Value* order = options.find("max_ngram_order");
  if (order != nullptr && order->as_double() != 4.0) signature += "|max_ngram_order:" + json::dump(*order);
  const Value* beta = options.find("beta");
  if (beta != nullptr && beta->as_double() != 2.0) signature += "|beta:" + json::dump(*beta);
  return signature;
}

/// A file of what reference tools make of texts.jsonl.
inline Value golden_texts(const std::string& file) { return read_json(test_data("golden/metrics/" + file)); }

/// Checks the corpus scores and signatures of one metric in such a file.
inline void expect_golden_corpora(const std::string& name, const std::string& file = "texts_expected.json") {
  const std::vector<TextLine> lines = golden_lines();
  ASSERT_GE(lines.size(), 500U);
  int checked = 0;
  const Value golden = golden_texts(file);
  for (const Value& corpus : golden.find("corpora")->as_array()) {
    if (corpus.find("metric")->as_string() != name) continue;
    const std::string which = corpus.find("references")->as_string();
    SCOPED_TRACE(json::dump(*corpus.find("options")) + " " + which);
    const auto metric = metric_of(name, *corpus.find("options"));
    RowTable table;
    for (std::size_t i = 0; i < (which == "head" ? 20 : lines.size()); ++i) {
      std::vector<std::string> references = lines[i].references;
      if (which == "single") references.resize(1);
      table.add(score_text(*metric, lines[i].prediction, references));
    }
    EXPECT_NEAR(metric->value(table.rows()).value(), corpus.find("score")->as_double(), 1e-9);
    EXPECT_EQ(metric->signature(), complete_signature(corpus.find("signature")->as_string(), *corpus.find("options")));
    ++checked;
  }
  EXPECT_GE(checked, 20);
}

/// Checks one column of values a line in such a file.
inline void expect_golden_column(const Metric& metric, const std::string& column,
                                 const std::string& file = "texts_expected.json") {
  SCOPED_TRACE(column);
  const std::vector<TextLine> lines = golden_lines();
  const Value golden = golden_texts(file);
  const Value& values = *golden.find("lines")->find(column);
  ASSERT_EQ(values.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double expected = values.as_array()[i].as_double();
    EXPECT_NEAR(text_value(metric, lines[i].prediction, lines[i].references), expected, 1e-9) << "line " << i;
  }
}

inline Value golden_text_metrics() { return read_json(test_data("golden/metrics/text_metrics_expected.json")); }

/// Checks one column of values a line in text_metrics_expected.json; with `first_only` against the first reference.
inline void expect_text_metric_column(const Metric& metric, const std::string& column, bool first_only = false) {
  SCOPED_TRACE(column);
  std::vector<TextLine> lines = golden_lines();
  const Value golden = golden_text_metrics();
  const Value& values = *golden.find("lines")->find(column);
  ASSERT_EQ(values.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (first_only) lines[i].references.resize(1);
    EXPECT_NEAR(text_value(metric, lines[i].prediction, lines[i].references), values.as_array()[i].as_double(), 1e-9)
        << "line " << i;
  }
}

/// Checks the corpus values of one metric in text_metrics_expected.json; unscored lines are left out.
inline void expect_text_metric_corpora(const std::string& name, int num_corpora, bool first_only = false) {
  int checked = 0;
  std::vector<TextLine> lines = golden_lines();
  const Value golden = golden_text_metrics();
  for (const Value& corpus : golden.find("corpora")->as_array()) {
    if (corpus.find("metric")->as_string() != name) continue;
    SCOPED_TRACE(name + " " + json::dump(*corpus.find("options")));
    const auto metric = metric_of(name, *corpus.find("options"));
    RowTable table;
    for (TextLine& line : lines) {
      if (first_only) line.references.resize(1);
      const Scored scored = score_text(*metric, line.prediction, line.references);
      if (scored.is_scored()) table.add(scored);
    }
    EXPECT_NEAR(metric->value(table.rows()).value(), corpus.find("value")->as_double(), 1e-9);
    ++checked;
  }
  EXPECT_EQ(checked, num_corpora);
}

}  // namespace assay::test
