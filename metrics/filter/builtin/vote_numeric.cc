#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "metrics/extract/number.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/plain_number.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {{{"vote_numeric",
                                                "the most frequent last number of the answers to a sample, whatever its "
                                                "writing, the one that came first among equals; "
                                                "answers without a number have no vote",
                                                "decimal_comma (the comma is the decimal mark; default false), fallback "
                                                "(the text where no answer has a number; default "
                                                "[invalid])"}}};

class VoteNumeric final : public Filter {
 public:
  explicit VoteNumeric(const Options& options)
      : decimal_comma_(options.flag("decimal_comma", false)), fallback_(options.text("fallback", "[invalid]")) {}

  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample&) const override {
    if (answers.empty()) return answers;
    std::vector<std::pair<std::string, std::size_t>> votes;  // in the order of their first appearance
    std::map<std::string, std::size_t> place;
    for (FilteredAnswer& answer : answers) {
      // An answer that is not known could be any vote.
      if (answer.unscored) return {std::move(answer)};
      if (answer.fell_back) continue;
      const std::vector<FoundNumber> numbers = find_numbers(answer.text, decimal_comma_);
      const auto number = numbers.empty() ? std::nullopt : plain_number(numbers.back().value);
      if (!number) continue;
      const auto [found, is_new] = place.emplace(*number, votes.size());
      if (is_new) votes.emplace_back(*number, 0);
      ++votes[found->second].second;
    }
    FilteredAnswer winner;
    if (votes.empty()) {
      winner.text = fallback_;
      winner.fell_back = true;
      return {winner};
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < votes.size(); ++i)
      if (votes[i].second > votes[best].second) best = i;
    winner.text = votes[best].first;
    return {winner};
  }
  std::size_t num_left(std::size_t count) const override { return std::min<std::size_t>(count, 1); }

 private:
  bool decimal_comma_;
  std::string fallback_;
};

}  // namespace

extern const FilterDef vote_numeric = {kInfos, "assay",
                                       [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                         return std::make_unique<VoteNumeric>(options);
                                       }};

}  // namespace assay::metrics::filters
