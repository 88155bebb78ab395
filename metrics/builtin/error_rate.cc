#include <fmt/core.h>

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/metric.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/edit_distance.h"
#include "metrics/text/epochs.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 2> kInfos = {{
    {"wer", "word edits of the whole corpus per word of the references (word error rate)", false, 0.0,
     IntervalMethod::kBootstrap},
    {"cer", "character edits of the whole corpus per character of the references (character error rate)", false, 0.0,
     IntervalMethod::kBootstrap},
}};

/// Edits and the length of what should have been said.
struct Errors {
  double edits = 0.0;
  double length = 0.0;

  /// Over silence every word said is an error, as in jiwer.
  double rate() const { return length > 0.0 ? edits / length : edits; }
};

/// Rows are [edits, length of the reference].
class ErrorRate final : public Metric {
 public:
  ErrorRate(const MetricInfo& info, const Options& options)
      : info_(info),
        lowercase_(options.flag("lowercase", false)),
        remove_punctuation_(options.flag("remove_punctuation", false)) {}

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    return fmt::format("case:{}|punct:{}|version:jiwer-4.0.0", lowercase_ ? "lc" : "mixed",
                       remove_punctuation_ ? "no" : "yes");
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (sample.targets.empty()) return {Unscored{std::string(kNoReference)}, std::nullopt, ""};
    const auto texts = completion_texts(epochs);
    if (const auto* unscored = std::get_if<Unscored>(&texts)) return {*unscored, std::nullopt, ""};
    std::vector<std::u32string> references;
    for (const std::string& target : sample.targets) references.push_back(characters(target));
    // Epochs add up: the corpus is all answers, each against the reference that is nearest to it.
    Errors sum;
    try {
      for (const std::string_view text : std::get<0>(texts)) {
        const std::u32string answer = characters(text);
        Errors best = compare(answer, references[0]);
        for (std::size_t r = 1; r < references.size(); ++r) {
          const Errors errors = compare(answer, references[r]);
          if (errors.rate() < best.rate()) best = errors;
        }
        sum.edits += best.edits;
        sum.length += best.length;
      }
    } catch (const Error& error) {
      return {Unscored{error.message()}, std::nullopt, ""};
    }
    return {StatsRow{sum.edits, sum.length}, sum.rate(), fmt::format("{:g} edits over {:g}", sum.edits, sum.length)};
  }

  std::optional<double> value(const StatsRows& rows) const override {
    Errors sum;
    double weight = 0.0;
    for (std::size_t i = 0; i < rows.num_rows(); ++i) {
      const double w = rows.weight(i);
      weight += w;
      sum.edits += w * rows.row(i)[0];
      sum.length += w * rows.row(i)[1];
    }
    if (weight <= 0.0) return std::nullopt;
    return sum.rate();
  }

  bool value_is_of_sums() const override { return true; }

 private:
  std::u32string characters(std::string_view text) const {
    std::u32string kept = text::decode_utf8(text::strip(lowercase_ ? text::to_lower(text) : std::string(text)));
    if (!remove_punctuation_) return kept;
    std::erase_if(kept, text::is_punctuation);
    // What is bared at the ends goes too: jiwer strips last.
    while (!kept.empty() && text::is_space(kept.back())) kept.pop_back();
    std::size_t first = 0;
    while (first < kept.size() && text::is_space(kept[first])) ++first;
    return kept.substr(first);
  }

  /// jiwer parts words at a space and at any run of white space, but not at a single tab or line break.
  static std::vector<std::u32string_view> words(std::u32string_view text) {
    std::vector<std::u32string_view> found;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size();) {
      std::size_t end = i;
      while (end < text.size() && text::is_space(text[end])) ++end;
      if (i < text.size() && (end == i || (end == i + 1 && text[i] != U' '))) {
        ++i;
        continue;
      }
      if (i > begin) found.push_back(text.substr(begin, i - begin));
      begin = end;
      i = end == i ? i + 1 : end;
    }
    return found;
  }

  Errors compare(const std::u32string& answer, const std::u32string& reference) const {
    if (info_.name == "cer")
      return {static_cast<double>(metrics::edit_distance(answer, reference)), static_cast<double>(reference.size())};
    std::unordered_map<std::u32string_view, std::uint32_t> numbers;
    const auto numbered = [&](std::u32string_view text) {
      std::vector<std::uint32_t> found;
      for (const std::u32string_view word : words(text))
        found.push_back(numbers.emplace(word, static_cast<std::uint32_t>(numbers.size())).first->second);
      return found;
    };
    const std::vector<std::uint32_t> said = numbered(answer);
    const std::vector<std::uint32_t> meant = numbered(reference);
    return {static_cast<double>(metrics::edit_distance(std::span(said), std::span(meant))),
            static_cast<double>(meant.size())};
  }

  const MetricInfo& info_;
  bool lowercase_;
  bool remove_punctuation_;
};

}  // namespace

extern const MetricDef error_rate = {
    kInfos,
    "lowercase, remove_punctuation (of any script); both off by default",
    "wer and cer of jiwer 4.0.0, with its ToLowerCase and RemovePunctuation; of several references the one with the "
    "lowest rate counts, and the answers of several epochs add up",
    [](std::string_view name, const Options& options) -> std::unique_ptr<Metric> {
      for (const MetricInfo& info : kInfos)
        if (info.name == name) return std::make_unique<ErrorRate>(info, options);
      ASSAY_CHECK(false);
      return nullptr;
    }};

}  // namespace assay::metrics::builtin
