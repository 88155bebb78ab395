#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/store/run_writer.h"
#include "harness/store/store.h"

namespace assay::store {

/// A sample of a run as far as two runs can be told apart by it. Hashes are SHA-256.
struct SampleIdentity {
  std::string id;
  std::string input;   ///< hash of the sample's input
  std::string target;  ///< hash of its targets and choices
  std::string prompt;  ///< hash of what the model was asked in the first epoch; "" where it was not asked
  std::string keys;    ///< hash of the content keys of all its questions; "" where it was not asked
  std::optional<std::string> cluster;
};

/// The samples of a task in their order, with what this model was asked. Memory does not grow with their number.
void for_each_identity(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       const std::function<void(const SampleIdentity&)>& sample);

/// The metrics that a model's answers to a task were scored with, in the order of reports.
std::vector<Scorer> stored_scorers(const Store& store, const std::string& run, const std::string& model,
                                   const std::string& task);

/// The scores of one metric, in no certain order.
void for_each_score(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                    const std::string& metric,
                    const std::function<void(const std::string& sample_id, const Scored&)>& score);

/// The models that a run evaluated, in their order: those with answers of their own, judges not.
std::vector<std::string> evaluated_models(const Store& store, const std::string& run);

/// What a model answered to a sample in its first epoch and what was expected, as a person reads it; "" where there is none.
struct AnswerText {
  std::string answer, target;
};
AnswerText answer_text(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       const std::string& sample);

}  // namespace assay::store
