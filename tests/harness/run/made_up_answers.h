#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/request.h"
#include "harness/core/response.h"
#include "harness/core/value.h"

namespace assay::run {

/// Hands out the made-up answers of a golden file in the order of lm-evaluation-harness's requests, which is that of ours.
class MadeUpAnswers {
 public:
  explicit MadeUpAnswers(const Value& responses) : responses_(responses) {}

  /// The responses to the requests of one sample; those of epochs come with the first one.
  std::vector<Response> of(const std::vector<Request>& requests) {
    std::vector<Response> out;
    for (const Request& request : requests) {
      if (request.id.epoch > 0) continue;
      if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) {
        Loglikelihoods scores;
        for (const std::string& continuation : scored->continuations) scores.continuations.push_back(next_score(continuation));
        out.push_back({request.id, scores, {}, {}});
      } else if (const auto* rolling = std::get_if<RollingLoglikelihood>(&request.body)) {
        const Value& one = next();
        const Value& value = one.is_array() ? one.as_array().front() : one;
        out.push_back({request.id, Loglikelihoods{{{value.as_double(), 1, static_cast<int>(rolling->text.size()), false}}}, {}, {}});
      } else {
        const Value& texts = responses_.as_array().at(next_++);
        for (std::size_t epoch = 0; epoch < texts.size(); ++epoch) {
          Response response;
          response.id = {request.id.sample_id, 0, static_cast<int>(epoch)};
          response.body = Completion{texts.as_array()[epoch].as_string(), FinishReason::kStop, {}};
          out.push_back(std::move(response));
        }
      }
    }
    return out;
  }

 private:
  const Value& next() { return responses_.as_array().at(next_++).as_array().front(); }
  ContinuationScore next_score(const std::string& continuation) {
    const Value& pair = next();
    return {pair.as_array()[0].as_double(), 1, static_cast<int>(continuation.size()), pair.as_array()[1].as_bool()};
  }

  const Value& responses_;
  std::size_t next_ = 0;
};

}  // namespace assay::run
