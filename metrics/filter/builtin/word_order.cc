#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/find_all.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"word_order", "the words of a list that are in the answer, each once, in the order of where they last stand",
      "field (the field of the row with the words, parted by white space; required), after (the words begin behind the first "
      "of this text; default the whole field), fallback (the text where none of them is in the answer; default the empty "
      "text)"}}};

// More words than any list to sort; a pattern of all of them has to be compiled for each sample.
constexpr std::size_t kMaxWords = 1000;

std::vector<std::string> words_of(std::string_view text) {
  static const text::Regex kWord("\\S+", text::Regex::Options{.python = true});
  std::vector<std::string> words;
  for (const text::Regex::Match& match : kWord.find_all(text)) words.emplace_back(match.groups[0].in(text));
  return words;
}

class WordOrder final : public EachAnswer {
 public:
  explicit WordOrder(const Options& options)
      : field_(options.text("field")), after_(options.text("after", "")), fallback_(options.text("fallback", "")) {}

 protected:
  void change(FilteredAnswer& answer, const Sample& sample) const override {
    if (!needs_text(answer, "word_order")) return;
    const Value* value = sample.fields.find(field_);
    std::string_view list = value != nullptr && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
    if (!after_.empty()) {
      const std::size_t at = list.find(after_);
      list = at == std::string_view::npos ? std::string_view() : list.substr(at + after_.size());
    }
    const std::vector<std::string> words = words_of(list);
    if (words.empty() || words.size() > kMaxWords) {
      answer.unscored = fmt::format("word_order: the field '{}' has {} words{}{}; expected 1 to {}", field_, words.size(),
                                    after_.empty() ? "" : " behind ", after_, kMaxWords);
      return;
    }
    std::string any;
    for (const std::string& word : words) any += (any.empty() ? "\\b" : "|\\b") + escaped_for_regex(word) + "\\b";
    const text::Regex regex(any, text::Regex::Options{.python = true});
    std::set<std::string> seen;
    std::vector<std::string> last_first;
    const std::vector<text::Regex::Match> matches = regex.find_all(answer.text);
    for (auto match = matches.rbegin(); match != matches.rend(); ++match)
      if (std::string word(match->groups[0].in(answer.text)); seen.insert(word).second) last_first.push_back(std::move(word));
    std::string text;
    for (auto word = last_first.rbegin(); word != last_first.rend(); ++word) text += (text.empty() ? "" : " ") + *word;
    answer.fell_back |= last_first.empty();
    answer.text = last_first.empty() ? fallback_ : std::move(text);
  }

 private:
  std::string field_, after_, fallback_;
};

}  // namespace

extern const FilterDef word_order = {kInfos, "the filter WordSortFilter of lm-evaluation-harness 0.4.13's task bbh",
                                     [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                       return std::make_unique<WordOrder>(options);
                                     }};

}  // namespace assay::metrics::filters
