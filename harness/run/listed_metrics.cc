#include "harness/run/listed_metrics.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "harness/core/json.h"

namespace assay::run {
namespace {

// A metric by another name than it has here, with an option that the name stands for.
struct OtherName {
  std::string_view written, metric;
  std::string_view key = {}, value = {};
  bool keeps_name = false;  // results are called as written
};
constexpr std::array<OtherName, 7> kOtherNames = {{{"brier_score", "brier"},
                                                   {"matthews_corrcoef", "mcc"},
                                                   {"chrf++", "chrf", "word_order", "2", true},
                                                   {"rouge1", "rouge_1", {}, {}, true},
                                                   {"rouge2", "rouge_2", {}, {}, true},
                                                   {"rougeL", "rouge_l", {}, {}, true},
                                                   {"rougeLsum", "rouge_lsum", {}, {}, true}}};

// What one sample is to the aggregations of lm-evaluation-harness, and which of them can be made of that.
enum class Item { kNumber, kLabels, kTexts, kUnits, kCorpus };

constexpr std::array<std::string_view, 2> kLabelMetrics = {"f1", "mcc"};
constexpr std::array<std::string_view, 3> kTextMetrics = {"bleu", "chrf", "ter"};
constexpr std::array<std::string_view, 3> kUnitMetrics = {"word_perplexity", "byte_perplexity", "bits_per_byte"};
// Metrics of our own whose number is of the whole corpus and has no aggregation of that tool.
constexpr std::array<std::string_view, 15> kCorpusMetrics = {
    "token_perplexity", "precision", "recall", "balanced_accuracy", "cohen_kappa", "ece", "auroc", "average_precision",
    "wer", "cer", "gleu", "distinct_n", "tokens_per_second", "inst_level_strict_acc", "inst_level_loose_acc"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Item item_of(std::string_view metric) {
  if (is_in(kLabelMetrics, metric)) return Item::kLabels;
  if (is_in(kTextMetrics, metric)) return Item::kTexts;
  if (is_in(kUnitMetrics, metric)) return Item::kUnits;
  if (is_in(kCorpusMetrics, metric)) return Item::kCorpus;
  return Item::kNumber;
}

std::string_view what(Item item) {
  switch (item) {
    case Item::kNumber: return "is a number a sample: mean, median, nanmean, perplexity or bypass";
    case Item::kLabels: return "is pairs of labels: f1, macro_f1, micro_f1, weighted_f1, matthews_corrcoef or bypass";
    case Item::kTexts: return "is pairs of texts: bleu, chrf, chrf++, ter or bypass";
    case Item::kUnits:
      return "is log-likelihoods and how many words or bytes they are of: weighted_perplexity, bits_per_byte or bypass";
    case Item::kCorpus: break;
  }
  return "is one number of the whole corpus: leave the key 'aggregation' out";
}

class Entry {
 public:
  explicit Entry(const datasets::MetricSpec& spec) : spec_(spec) {
    one_.metric = spec.name;
    one_.options = spec.options.detached();
    for (const OtherName& other : kOtherNames) {
      if (other.written != spec.name) continue;
      one_.metric = other.metric;
      if (other.keeps_name) one_.name = other.written;
      if (!other.key.empty()) set(other.key, other.value);
    }
    if (spec.name == "bypass")
      fail("metric", "the metric 'bypass' scores nothing; list a metric, and `assay rescore` scores stored answers anew");
  }

  std::vector<ListedMetric> read() {
    const std::string listed = one_.name.empty() ? one_.metric : one_.name;
    if (!spec_.aggregation.empty() && !aggregate())
      fail("aggregation", fmt::format("'{}' cannot be made of the metric '{}', which {}", spec_.aggregation, spec_.name,
                                      what(item_of(one_.metric))));
    // Results are called by the metric that is listed, whatever is made of it.
    if (one_.metric != spec_.name && one_.name.empty() && listed != one_.metric) one_.name = listed;
    if (const std::optional<std::string> name = one_.options.maybe_text("name")) {
      if (name->empty() || name->find_first_of(",:\n\r\t ") != std::string::npos)
        fail("name", fmt::format("expected a name without comma, colon or space, not '{}'", *name));
      one_.name = *name;
    }
    return each_k();
  }

 private:
  [[noreturn]] void fail(std::string_view key, const std::string& message) const { spec_.options.fail(key, message); }

  // An option that a name stands for; one that says otherwise contradicts it.
  void set(std::string_view key, std::string_view value) {
    const std::optional<Options> written = spec_.options.node(key);
    if (written && written->is_scalar() && written->scalar() != value)
      fail(key, fmt::format("'{}' contradicts '{}', which means {}", written->scalar(),
                            spec_.aggregation.empty() ? spec_.name : spec_.aggregation, value));
    one_.options.set_path(key, value);
  }

  // Whether the aggregation can be made of the metric; changes the metric, its options or the reduction for it.
  bool aggregate() {
    const std::string_view by = spec_.aggregation;
    const Item item = item_of(one_.metric);
    if (by == "bypass") {
      one_.reduction = Reduction::kNone;
      return true;
    }
    switch (item) {
      case Item::kNumber: return aggregate_numbers(by);
      case Item::kLabels: return aggregate_labels(by);
      case Item::kTexts:
        if (by != "chrf++" && !is_in(kTextMetrics, by)) return false;
        if (by == "chrf++") set("word_order", "2");
        one_.metric = by == "chrf++" ? "chrf" : by;
        return true;
      case Item::kUnits: return aggregate_units(by);
      case Item::kCorpus: break;
    }
    return false;
  }

  bool aggregate_numbers(std::string_view by) {
    const bool is_likelihood = one_.metric == "perplexity";
    if (by == "mean" || by == "nanmean") {  // a sample without a number is unscored, and in no mean
      if (is_likelihood) one_.reduction = Reduction::kMean;
      return true;
    }
    if (by == "median") one_.reduction = Reduction::kMedian;
    if (by == "perplexity" && !is_likelihood) one_.reduction = Reduction::kPerplexity;
    return by == "median" || by == "perplexity" || (by == "brier_score" && one_.metric == "brier");
  }

  bool aggregate_labels(std::string_view by) {
    if (by == "matthews_corrcoef" || by == "mcc") {
      one_.metric = "mcc";
      return true;
    }
    for (const std::string_view average : {"macro", "micro", "weighted"}) {
      const std::string name = fmt::format("{}_f1", average);
      if (by != name && by != name + "_score") continue;
      one_.metric = "f1";
      set("average", average);
      return true;
    }
    if (by != "f1") return false;
    one_.metric = "f1";
    return true;
  }

  bool aggregate_units(std::string_view by) {
    if (by == "weighted_perplexity") {
      if (one_.metric == "bits_per_byte") one_.metric = "byte_perplexity";
      return true;
    }
    if (by != "bits_per_byte") return false;
    if (one_.metric == "byte_perplexity") one_.metric = "bits_per_byte";
    if (one_.metric == "word_perplexity") one_.reduction = Reduction::kLog2;
    return true;
  }

  // pass@1, pass^1, maj@1, at_least@1
  std::string name_of_k(const std::string& k) const {
    if (!one_.name.empty()) return fmt::format("{}@{}", one_.name, k);
    std::string_view base = one_.metric;
    if (base.starts_with("code_")) base.remove_prefix(5);
    if (base == "pass_hat_k") return "pass^" + k;
    if (base.ends_with("_k")) base.remove_suffix(2);
    if (base.ends_with("_at")) base.remove_suffix(3);
    return fmt::format("{}@{}", base, k);
  }

  std::vector<ListedMetric> each_k() {
    const std::optional<Options> k = spec_.options.node("k");
    if (!k || !k->is_list()) return {finished(std::move(one_))};
    std::vector<ListedMetric> all;
    for (const std::string& number : spec_.options.texts("k")) {
      // Told here, where the line is known; the metric itself says which numbers it takes.
      if (number.empty() || number[0] == '0' || number.find_first_not_of("0123456789") != std::string::npos)
        fail("k", fmt::format("expected whole numbers from 1, not '{}'", number));
      ListedMetric one = one_;
      one.options = one_.options.detached();
      one.options.set_path("k", number);
      one.name = name_of_k(number);
      all.push_back(finished(std::move(one)));
    }
    if (all.empty()) fail("k", "expected one number or more, not an empty list");
    return all;
  }

  // The keys that are not the metric's own count as asked for.
  static ListedMetric finished(ListedMetric one) {
    for (const std::string_view key : {"metric", "aggregation", "higher_is_better", "hf_evaluate", "name", "weight_by_size"})
      one.options.node(key);
    return one;
  }

  const datasets::MetricSpec& spec_;
  ListedMetric one_;
};

}  // namespace

std::vector<ListedMetric> listed_metrics(const datasets::MetricSpec& entry) { return Entry(entry).read(); }

std::string_view name_in_results(std::string_view written) {
  for (const OtherName& other : kOtherNames)
    if (other.written == written) return other.keeps_name ? other.written : other.metric;
  return written;
}

}  // namespace assay::run
