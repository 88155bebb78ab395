#include "metrics/text/epochs.h"

#include <fmt/core.h>

#include <cmath>
#include <unordered_map>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

std::string_view kind_of(const Response& response) {
  if (std::holds_alternative<Completion>(response.body)) return "a completion";
  if (std::holds_alternative<Loglikelihoods>(response.body)) return "log-likelihoods";
  return "a failure";
}

/// The bodies of type T in slot 0, or why there are none.
template <class T>
std::variant<std::vector<const T*>, Unscored> bodies(std::span<const Response> epochs, std::string_view expected) {
  std::vector<const T*> found;
  for (const Response& response : epochs) {
    if (response.id.slot != 0) continue;
    const T* body = std::get_if<T>(&response.body);
    if (body == nullptr) return Unscored{fmt::format("the answer is {}, expected {}", kind_of(response), expected)};
    found.push_back(body);
  }
  if (found.empty()) return Unscored{"no answer"};
  return found;
}

}  // namespace

std::variant<std::vector<std::string_view>, Unscored> completion_texts(std::span<const Response> epochs) {
  auto found = bodies<Completion>(epochs, "a completion");
  if (auto* unscored = std::get_if<Unscored>(&found)) return std::move(*unscored);
  std::vector<std::string_view> texts;
  for (const Completion* completion : std::get<0>(found)) texts.push_back(completion->text);
  return texts;
}

std::variant<std::vector<const Loglikelihoods*>, Unscored> loglikelihoods(std::span<const Response> epochs) {
  return bodies<Loglikelihoods>(epochs, "log-likelihoods");
}

std::variant<std::vector<const Loglikelihoods*>, Unscored> unconditional_loglikelihoods(
    std::span<const Response> epochs) {
  std::unordered_map<int, const Loglikelihoods*> of_epoch;
  for (const Response& response : epochs)
    if (response.id.slot == 1) of_epoch.emplace(response.id.epoch, std::get_if<Loglikelihoods>(&response.body));
  std::vector<const Loglikelihoods*> found;
  for (const Response& response : epochs) {
    if (response.id.slot != 0) continue;
    const auto at = of_epoch.find(response.id.epoch);
    if (at == of_epoch.end() || at->second == nullptr)
      return Unscored{"no log-likelihoods of the choices without their context"};
    found.push_back(at->second);
  }
  if (found.empty()) return Unscored{"no answer"};
  return found;
}

Scored mean_over_epochs(const Sample& sample, std::span<const Response> epochs,
                        const std::function<double(std::string_view text)>& score) {
  if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
  auto texts = completion_texts(epochs);
  if (auto* unscored = std::get_if<Unscored>(&texts)) return {std::move(*unscored), std::nullopt, ""};
  std::vector<double> values;
  for (const std::string_view text : std::get<0>(texts)) values.push_back(score(text));
  return scored_epochs(values);
}

Scored scored_epochs(std::span<const double> values, std::string detail) {
  ASSAY_CHECK(!values.empty());
  const double n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double v : values) mean += v;
  mean /= n;
  ASSAY_CHECK(std::isfinite(mean));
  double squares = 0.0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {StatsRow{mean, n, squares}, mean, std::move(detail)};
}

}  // namespace assay::metrics
