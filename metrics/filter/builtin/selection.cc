#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/filter.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 4> kInfos = {
    {{"take_first", "the first of the answers to a sample", ""},
     {"take_first_k", "the first k of the answers to a sample", "k (required)"},
     {"take_last", "the last of the answers to a sample", ""},
     {"majority_vote", "the most frequent of the answers to a sample, the one that came first among equals", ""}}};

using Answers = std::vector<FilteredAnswer>;

class TakeOne final : public Filter {
 public:
  explicit TakeOne(bool last) : last_(last) {}
  Answers apply(Answers answers, const Sample&) const override {
    if (answers.size() > 1 && last_) std::swap(answers.front(), answers.back());
    if (answers.size() > 1) answers.resize(1);
    return answers;
  }
  std::size_t num_left(std::size_t count) const override { return std::min<std::size_t>(count, 1); }

 private:
  bool last_;
};

class TakeFirstK final : public Filter {
 public:
  explicit TakeFirstK(const Options& options) : k_(0) {
    options.text("k");
    k_ = static_cast<std::size_t>(options.integer("k", 1, 1, 1'000'000));
  }
  Answers apply(Answers answers, const Sample&) const override {
    if (answers.size() >= k_) {
      answers.resize(k_);
    } else {
      FilteredAnswer missing;
      missing.unscored = fmt::format("take_first_k needs {} answers, and the sample has {}", k_, answers.size());
      answers.assign(1, missing);
    }
    return answers;
  }
  std::size_t num_left(std::size_t count) const override { return std::min(count, k_); }

 private:
  std::size_t k_;
};

class MajorityVote final : public Filter {
 public:
  Answers apply(Answers answers, const Sample&) const override {
    if (answers.size() < 2) return answers;
    // An answer that is not known could be any vote.
    for (FilteredAnswer& answer : answers)
      if (answer.unscored) return {std::move(answer)};
    const auto count = [&](const FilteredAnswer& of) {
      return std::count_if(answers.begin(), answers.end(), [&](const FilteredAnswer& answer) {
        return answer.text == of.text && answer.is_text == of.is_text;
      });
    };
    std::size_t best = 0;
    auto most = count(answers[0]);
    for (std::size_t i = 1; i < answers.size(); ++i)
      if (const auto votes = count(answers[i]); votes > most) {
        most = votes;
        best = i;
      }
    return {std::move(answers[best])};
  }
  std::size_t num_left(std::size_t count) const override { return std::min<std::size_t>(count, 1); }
};

}  // namespace

extern const FilterDef selection = {
    kInfos, "lm-evaluation-harness 0.4.13; take_last: assay",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Filter> {
      if (name == "take_first_k") return std::make_unique<TakeFirstK>(options);
      if (name == "majority_vote") return std::make_unique<MajorityVote>();
      return std::make_unique<TakeOne>(name == "take_last");
    }};

}  // namespace assay::metrics::filters
