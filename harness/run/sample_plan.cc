#include "harness/run/sample_plan.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::run {
namespace {

// Up to here every whole number is a double.
constexpr double kMostSamples = 9e15;

// 968.9999999999 that rounding made of 969 is 969.
double whole_samples(double exact) {
  if (!(exact <= kMostSamples))
    throw Error(ErrorKind::kUsage, "the difference is so small beside the spread that no number of samples shows it");
  return std::max(2.0, std::ceil(exact * (1.0 - 1e-12)));
}

int epochs_of(const RunFacts& facts, const std::string& task) {
  for (const RunFacts::Task& candidate : facts.tasks)
    if (candidate.name == task) return std::max(1, candidate.epochs);
  return 1;
}

// The variance of one answer around its sample's expected score, and how many answers a score is the mean of.
struct Within {
  double variance = 0.0, epochs = 1.0;
  double of_mean() const { return variance / epochs; }
};

std::optional<Within> within_of(const RunFacts& facts, const ResultRow* row, std::optional<double> given) {
  if (row != nullptr && row->estimate.standard_error_within) {
    const Estimate& e = row->estimate;
    const double epochs = epochs_of(facts, row->task);
    // n se_within^2 is the mean of s_i^2 / K_i.
    return Within{static_cast<double>(e.scored) * *e.standard_error_within * *e.standard_error_within * epochs, epochs};
  }
  if (given) return Within{*given * *given, 1.0};
  return std::nullopt;
}

const ResultRow* find_row(std::span<const ResultRow> rows, const std::string& model, const PairedResult& result) {
  for (const ResultRow& row : rows)
    if (row.model == model && row.task == result.task && row.metric == result.metric) return &row;
  return nullptr;
}

// Where samples vary no more than their answers do, chance may have made the difference negative; but a given figure
// that is twice too large is a mistake.
bool is_beyond(double within, double total) { return within > 2.0 * total; }

constexpr const char* kTooMuchWithin = "the scores vary far less than the standard deviation over epochs tells";

}  // namespace

std::string_view name_of(SamplePlan::Sought sought) {
  switch (sought) {
    case SamplePlan::Sought::kSamples: return "n";
    case SamplePlan::Sought::kDifference: return "difference";
    case SamplePlan::Sought::kPower: return "power";
  }
  return "";
}

SamplePlan plan_means(const PlanQuestion& question, const metrics::PairedVariance& variance, double design_effect) {
  ASSAY_CHECK(question.samples || question.difference);
  SamplePlan plan;
  plan.power = question.goal.power;
  if (!question.samples) {
    plan.difference = std::abs(*question.difference);
    plan.exact_samples = design_effect * metrics::samples_needed(plan.difference, variance, question.goal);
    plan.samples = whole_samples(plan.exact_samples);
    return plan;
  }
  plan.samples = plan.exact_samples = *question.samples;
  const double worth = plan.samples / design_effect;
  if (question.difference) {
    plan.sought = SamplePlan::Sought::kPower;
    plan.difference = std::abs(*question.difference);
    plan.power = metrics::power_of(worth, plan.difference, variance, question.goal.alpha);
  } else {
    plan.sought = SamplePlan::Sought::kDifference;
    plan.difference = metrics::detectable_difference(worth, variance, question.goal);
  }
  return plan;
}

SamplePlan plan_proportions(const PlanQuestion& question, double lost, double gained, double design_effect) {
  ASSAY_CHECK(!question.difference);
  SamplePlan plan;
  plan.difference = gained - lost;
  if (question.samples) {
    plan.sought = SamplePlan::Sought::kPower;
    plan.samples = plan.exact_samples = *question.samples;
    plan.power = metrics::mcnemar_power(plan.samples / design_effect, lost, gained, question.goal.alpha);
  } else {
    plan.exact_samples = design_effect * metrics::mcnemar_pairs_needed(lost, gained, question.goal);
    plan.samples = whole_samples(plan.exact_samples);
    plan.power = question.goal.power;
  }
  return plan;
}

std::vector<StoredSpread> spread_of_run(const RunFacts& facts, std::span<const ResultRow> results, double correlation,
                                        std::optional<double> within_sd) {
  ASSAY_CHECK(correlation >= -1.0 && correlation < 1.0);
  std::vector<StoredSpread> spreads;
  for (const ResultRow& row : results) {
    const Estimate& e = row.estimate;
    StoredSpread spread{row.model, row.task, row.metric, row.scale, e.scored, e.clusters, std::nullopt, false, ""};
    if (e.standard_error && *e.standard_error > 0.0) {
      // n se^2 is what one sample adds to the variance, whatever the value is made of and however samples cluster.
      const double total = static_cast<double>(e.scored) * *e.standard_error * *e.standard_error;
      const std::optional<Within> found = within_of(facts, &row, within_sd);
      const Within within = found.value_or(Within{});
      spread.knows_epochs = found.has_value();
      if (is_beyond(within.of_mean(), total))
        spread.reason = kTooMuchWithin;
      else
        spread.variance = {2.0 * (1.0 - correlation) * std::max(0.0, total - within.of_mean()), within.variance,
                           within.variance, within.epochs, within.epochs};
    } else {
      spread.reason = e.no_interval.empty() ? "the scores do not differ" : e.no_interval;
    }
    spreads.push_back(std::move(spread));
  }
  return spreads;
}

std::vector<StoredSpread> spread_of_pairs(const Comparison& comparison, const RunSide& base, const RunSide& candidate,
                                          std::optional<double> within_sd) {
  std::vector<StoredSpread> spreads;
  for (const PairedResult& result : comparison.results) {
    StoredSpread spread{result.candidate_model, result.task, result.metric,
                        result.scale,           result.n,    result.clusters,
                        std::nullopt,           false,       ""};
    if (result.standard_error && *result.standard_error > 0.0) {
      const double total = static_cast<double>(result.n) * *result.standard_error * *result.standard_error;
      const auto before = within_of(base.facts, find_row(base.results, result.base_model, result), within_sd);
      const auto after =
          within_of(candidate.facts, find_row(candidate.results, result.candidate_model, result), within_sd);
      spread.knows_epochs = before && after;
      const double within = spread.knows_epochs ? before->of_mean() + after->of_mean() : 0.0;
      if (is_beyond(within, total))
        spread.reason = kTooMuchWithin;
      else if (spread.knows_epochs)
        spread.variance = {std::max(0.0, total - within), before->variance, after->variance, before->epochs,
                           after->epochs};
      else
        spread.variance = {.between = total};
    } else {
      spread.reason = result.test == "same_answers" ? "both sides are the same answers"
                      : result.reason.empty()       ? "the two runs do not differ in any sample"
                                                    : result.reason;
    }
    spreads.push_back(std::move(spread));
  }
  return spreads;
}

}  // namespace assay::run
