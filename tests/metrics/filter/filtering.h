#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/filter_pipeline.h"
#include "harness/core/json.h"
#include "metrics/filter_registry.h"
#include "tests/support/shared.h"

namespace assay::test {

/// A filter from its options as YAML: "function: regex\nfallback: x".
inline std::unique_ptr<Filter> filter_of(const std::string& yaml) {
  const Options options = Options::from_yaml(yaml, "task.yaml");
  return make_filter(metrics::filters::all_filters(), options.text("function"), options);
}

inline std::vector<FilteredAnswer> answers_of(const std::vector<std::string>& texts) {
  std::vector<FilteredAnswer> answers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) answers[i].text = texts[i];
  return answers;
}

inline std::vector<FilteredAnswer> filtered(const std::string& yaml, const std::vector<std::string>& texts,
                                            const Sample& sample = {}) {
  return filter_of(yaml)->apply(answers_of(texts), sample);
}

/// What one answer becomes: its text, "FELL BACK: text", "NO TEXT: text" or "UNSCORED: reason".
inline std::string shown(const FilteredAnswer& answer) {
  if (answer.unscored) return "UNSCORED: " + *answer.unscored;
  return (answer.fell_back ? "FELL BACK: " : "") + std::string(answer.is_text ? "" : "NO TEXT: ") + answer.text;
}
inline std::string one(const std::string& yaml, const std::string& text, const Sample& sample = {}) {
  return shown(filtered(yaml, {text}, sample).at(0));
}
inline std::vector<std::string> all_shown(const std::string& yaml, const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const FilteredAnswer& answer : filtered(yaml, texts)) out.push_back(shown(answer));
  return out;
}

inline Sample sample_with_choices(std::vector<std::string> choices) {
  Sample sample;
  sample.choices = std::move(choices);
  sample.fields = Value::object();
  return sample;
}

/// The message of the error that these options are refused with.
inline std::string refusal(const std::string& yaml) {
  try {
    filter_of(yaml);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.message();
  }
  return "";
}

}  // namespace assay::test
