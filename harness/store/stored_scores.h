#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/store/run_writer.h"
#include "harness/store/store.h"

namespace assay::store {

/// A sample of a run as far as two runs can be told apart by it. Hashes are short and of this process only.
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

/// The scores of all metrics of a task, in one pass and no certain order; details are left out.
void for_each_score(
    const Store& store, const std::string& run, const std::string& model, const std::string& task,
    const std::function<void(const std::string& metric, const std::string& sample_id, const Scored&)>& score);

/// The models that a run evaluated, in their order: those with answers of their own, judges not.
std::vector<std::string> evaluated_models(const Store& store, const std::string& run);

/// The samples that a model (by its fingerprint) got right in one stored run and wrong in another, with the share of runs in
/// which it was right: of the same metric with the same signature, whatever the sampling was. Empty where fewer than two runs
/// have it.
std::map<std::string, double> unstable_samples(const Store& store, const std::string& fingerprint, const std::string& task,
                                               const std::string& metric, const std::string& signature);

/// What a model answered to a sample in its first epoch and what was expected, as a person reads it; "" where there is none.
struct AnswerText {
  std::string answer, target;
};
AnswerText answer_text(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       const std::string& sample);

}  // namespace assay::store
