#include "harness/run/judging.h"

#include <algorithm>
#include <map>

namespace assay::run {
namespace {

bool has_failure(std::span<const Response> responses) {
  return std::any_of(responses.begin(), responses.end(), [](const Response& r) { return r.failed(); });
}

// The questions of one round to one judge, with where each reply belongs.
struct Batch {
  std::vector<Request> requests;
  std::vector<Response*> places;
};

}  // namespace

std::optional<std::vector<std::optional<Rating>>> rate_samples(const Rater& rater, std::span<const Judged> samples,
                                                               const AskJudge& ask) {
  std::vector<std::vector<Response>> replies(samples.size());
  std::vector<bool> failed(samples.size(), false);
  for (std::size_t i = 0; i < samples.size(); ++i)
    failed[i] = has_failure(samples[i].answers) || has_failure(samples[i].rivals);
  while (true) {
    std::vector<std::vector<JudgeRequest>> asked(samples.size());
    std::map<std::size_t, Batch> batches;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (failed[i]) continue;
      asked[i] = rater.requests(samples[i], replies[i]);
      const std::size_t before = replies[i].size();
      replies[i].resize(before + asked[i].size());
      for (std::size_t k = 0; k < asked[i].size(); ++k) {
        Batch& batch = batches[asked[i][k].judge];
        batch.requests.push_back(std::move(asked[i][k].request));
        batch.places.push_back(&replies[i][before + k]);
      }
    }
    if (batches.empty()) break;
    for (auto& [judge, batch] : batches) {
      std::optional<std::vector<Response>> responses = ask(judge, batch.requests);
      if (!responses) return std::nullopt;
      for (std::size_t k = 0; k < responses->size(); ++k) *batch.places[k] = std::move((*responses)[k]);
    }
    for (std::size_t i = 0; i < samples.size(); ++i) failed[i] = failed[i] || has_failure(replies[i]);
  }
  std::vector<std::optional<Rating>> ratings(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (!failed[i]) ratings[i] = rater.rate(samples[i], replies[i]);
  return ratings;
}

}  // namespace assay::run
