#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/reader.h"
#include "harness/core/response.h"
#include "harness/core/sample.h"

namespace assay::run {

/// A prediction that already exists, as a sample with its answers.
struct Prediction {
  Sample sample;
  std::vector<Response> answers;  ///< one an epoch (and slot); a `null` prediction is a Failure
};

/// Reads rows `{"id", "prediction": TEXT or [TEXT..], "references": TEXT or [TEXT..]}`,
/// `{"id", "choices": [..], "logprobs": [..], "target": INDEX or [INDEX..]}` and, for perplexities,
/// `{"id", "text", "logprob", "num_tokens"}`. A row without an id is numbered from 1.
///
/// Choices may have `"num_tokens": [..]` and `"logprobs_unconditional": [..]`, which becomes slot 1. Any row may say what
/// its answer took: `"prompt_tokens"`, `"completion_tokens"`, `"seconds"`, `"first_token_seconds"` and `"cost"`, each a
/// number or, for several predictions, a list with one for each. All members stay in the sample's fields.
/// Threads: one reader, one thread.
class PredictionReader {
 public:
  explicit PredictionReader(Reader& rows) : rows_(rows) {}

  /// The next prediction, nullopt at the end.
  /// Throws: Error(kData) with file and line for a member that is missing or of the wrong type.
  std::optional<Prediction> next();

 private:
  Reader& rows_;
  long row_ = 0;
};

}  // namespace assay::run
