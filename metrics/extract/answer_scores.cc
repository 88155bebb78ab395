#include "metrics/extract/answer_scores.h"

#include <algorithm>
#include <vector>

#include "metrics/text/epochs.h"

namespace assay::metrics {
namespace {

// What a person reads in a table: more is cut.
constexpr std::size_t kMaxDetails = 8;

}  // namespace

Scored unscored(std::string reason) { return {Unscored{std::move(reason)}, std::nullopt, ""}; }

Scored mean_over_answers(std::span<const Response> epochs, const AnswerScore& score) {
  auto texts = completion_texts(epochs);
  if (auto* reason = std::get_if<Unscored>(&texts)) return unscored(std::move(reason->reason));
  std::vector<double> values;
  std::vector<std::string> details;
  for (const std::string_view text : std::get<0>(texts)) {
    std::string detail;
    auto value = score(text, detail);
    if (auto* reason = std::get_if<Unscored>(&value)) return unscored(std::move(reason->reason));
    values.push_back(std::get<double>(value));
    if (!detail.empty() && details.size() < kMaxDetails &&
        std::find(details.begin(), details.end(), detail) == details.end())
      details.push_back(std::move(detail));
  }
  std::string joined;
  for (const std::string& detail : details) {
    if (!joined.empty()) joined += "; ";
    joined += detail;
  }
  return scored_epochs(values, std::move(joined));
}

}  // namespace assay::metrics
