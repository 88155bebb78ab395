#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/json_reference.h"
#include "metrics/extract/json_text.h"
#include "metrics/extract/ranked_ids.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 6> kInfos = {{
    {"retrieval_precision", "fraction of the first k retrieved documents that are relevant", true, 1.0, IntervalMethod::kT},
    {"retrieval_recall", "fraction of the relevant documents among the first k retrieved", true, 1.0, IntervalMethod::kT},
    {"retrieval_hit", "1 where a relevant document is among the first k retrieved, else 0", true, 1.0,
     IntervalMethod::kWilson},
    {"mrr", "1 / rank of the first relevant document among the first k retrieved, 0 without one", true, 1.0,
     IntervalMethod::kT},
    {"ndcg", "discounted gain of the first k retrieved documents, of the largest that is possible", true, 1.0,
     IntervalMethod::kT},
    {"map", "precision at the rank of each relevant document among the first k retrieved, over the number of relevant ones",
     true, 1.0, IntervalMethod::kT},
}};

class Retrieval final : public Metric {
 public:
  Retrieval(const MetricInfo& info, const Options& options)
      : info_(info),
        k_(options.maybe_integer("k", 1)),
        retrieved_field_(options.text("retrieved", "retrieved")),
        relevant_field_(options.text("relevant", "relevant")),
        extract_(read_json_extract(options)) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    return fmt::format("k:{}|retrieved:{}|relevant:{}|extract:{}", k_ ? std::to_string(*k_) : "all", retrieved_field_,
                       relevant_field_, name_of(extract_));
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    auto relevant = json_references(sample, relevant_field_);
    if (auto* reason = std::get_if<Unscored>(&relevant)) return unscored(std::move(reason->reason));
    const auto& references = std::get<std::vector<Value>>(relevant);
    if (references.size() > 1) return unscored(fmt::format("{} references; expected one list of documents", references.size()));
    const auto gains = document_gains(references[0]);
    if (const auto* reason = std::get_if<std::string>(&gains)) return unscored("relevant documents: " + *reason);
    const Gains& gain_of = std::get<Gains>(gains);
    if (gain_of.empty()) return unscored("no document is relevant");

    // What the row retrieved was not made by the answers, so it is one observation however many epochs there are.
    auto field = json_field(sample, retrieved_field_);
    if (auto* reason = std::get_if<Unscored>(&field)) return unscored(std::move(reason->reason));
    if (const auto* list = std::get_if<Value>(&field)) {
      const auto ids = ranked_ids(*list);
      if (const auto* reason = std::get_if<std::string>(&ids))
        return unscored(fmt::format("field '{}': {}", retrieved_field_, *reason));
      return scored_epochs(std::array{measured(std::get<0>(ids), gain_of)});
    }
    return mean_over_answers(epochs, [&](std::string_view text, std::string& detail) -> std::variant<double, Unscored> {
      auto read = read_json_answer(text, extract_);
      if (auto* reason = std::get_if<Unscored>(&read)) return std::move(*reason);
      if (auto* none = std::get_if<NotJson>(&read)) {
        detail = std::move(none->reason);
        return 0.0;
      }
      auto ids = ranked_ids(std::get<Value>(read));
      if (auto* reason = std::get_if<std::string>(&ids)) {
        detail = std::move(*reason);
        return 0.0;
      }
      return measured(std::get<0>(ids), gain_of);
    });
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  double measured(const std::vector<std::string>& ids, const Gains& gain_of) const {
    const std::size_t cut = k_ ? static_cast<std::size_t>(*k_) : ids.size();
    std::vector<double> gains;  // by rank, 0 where not relevant
    for (std::size_t i = 0; i < std::min(cut, ids.size()); ++i) {
      const auto found = gain_of.find(ids[i]);
      gains.push_back(found == gain_of.end() ? 0.0 : found->second);
    }
    if (info_.name == "ndcg") return ndcg(gains, gain_of);
    const double num_relevant = static_cast<double>(gain_of.size());
    double hits = 0.0, sum_of_precisions = 0.0, first = 0.0;
    for (std::size_t i = 0; i < gains.size(); ++i) {
      if (gains[i] <= 0.0) continue;
      hits += 1.0;
      sum_of_precisions += hits / static_cast<double>(i + 1);
      if (first == 0.0) first = 1.0 / static_cast<double>(i + 1);
    }
    if (info_.name == "mrr") return first;
    if (info_.name == "map") return sum_of_precisions / num_relevant;
    if (info_.name == "retrieval_hit") return hits > 0.0 ? 1.0 : 0.0;
    if (info_.name == "retrieval_recall") return hits / num_relevant;
    // Places that nothing was retrieved for count as wrong ones, as in trec_eval.
    return cut == 0 ? 0.0 : hits / static_cast<double>(cut);
  }

  // Jarvelin & Kekalainen 2002 with the gains as they are and the discount log2(1 + rank).
  double ndcg(const std::vector<double>& gains, const Gains& gain_of) const {
    std::vector<double> ideal;
    for (const auto& [id, gain] : gain_of) ideal.push_back(gain);
    std::sort(ideal.begin(), ideal.end(), std::greater<>());
    if (k_ && ideal.size() > static_cast<std::size_t>(*k_)) ideal.resize(static_cast<std::size_t>(*k_));
    // Divided by the largest first, so that no sum of finite gains is infinite.
    const auto discounted = [largest = ideal[0]](const std::vector<double>& by_rank) {
      double sum = 0.0;
      for (std::size_t i = 0; i < by_rank.size(); ++i) sum += by_rank[i] / largest / std::log2(static_cast<double>(i) + 2.0);
      return sum;
    };
    return discounted(gains) / discounted(ideal);
  }

  const MetricInfo& info_;
  std::optional<std::int64_t> k_;
  std::string retrieved_field_;
  std::string relevant_field_;
  JsonExtract extract_;
};

}  // namespace

extern const MetricDef retrieval = {
    kInfos,
    "k (how many of the first retrieved documents count; default all), retrieved (field of the row with the retrieved ids, "
    "best first, where there is one, else the answer as a JSON list; default retrieved), relevant (field with the relevant "
    "ids, a list or an object of their gains; else the reference as JSON; default relevant), extract (none, fence, first: see "
    "json_valid; default none)",
    "trec_eval (P, recall, success, recip_rank, map_cut) and ndcg_score of scikit-learn; an id that is retrieved again "
    "counts once, at its first rank; a document is relevant where its gain is over 0",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<Retrieval>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
