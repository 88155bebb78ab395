#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/text/regex.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"choice_letter",
      "the letter of a choice in however free an answer: the whole answer, announced (\"the answer is (B)\"), boxed, in "
      "brackets or bold or before a full stop, or alone; the first of these kinds that is there",
      "which (of several of one kind: first or last; default last), num_choices (default: the sample's choices, 10 where "
      "it has none), form (letter: B, paren: (B), index: 1; default letter), fallback (the text where nothing is found; "
      "default [invalid]), on_no_match (fallback or keep; default fallback)"}}};

constexpr std::int64_t kMaxChoices = 26;
constexpr std::size_t kDefaultChoices = 10;
constexpr std::array<std::string_view, 3> kForms = {"letter", "paren", "index"};

// Marks around a letter: brackets, bold and code, dollar signs, LaTeX's commands for fonts.
constexpr std::string_view kOpen =
    R"((?:[\s*_`$"'({\[]|\\(?:boxed|fbox|text|textbf|textrm|mathbf|mathrm|bf|rm|displaystyle)(?![A-Za-z])|\\[(\[])*)";
// Neither within a word or a formula, nor an article or a pronoun.
constexpr std::string_view kLetter = R"((?:([B-HJ-Z])|(A)(?!\s+[a-z])|(I)(?!\s+[a-z]|'))(?![\w'\x{2019}]|-\w))";
// A small letter counts only in brackets or bold.
constexpr std::string_view kMarkedLetter = R"((?:[(\[{]\s*([A-Za-z])\s*[)\]}]|\*\*\s*\(?([A-Za-z])[).:]?\s*\*\*))";
// "The answer is", "Answer:", "the correct option would be", "I choose": words that may stand before a letter.
constexpr std::string_view kAnnounced =
    R"((?i:\b(?:answers?|option|choice|choose|chose|pick|select|selected|go\s+with)\b))"
    R"((?:[\s*_:=`"'>-]|(?i:\b(?:is|are|was|be|being|would|should|must|will|thus|therefore|hence|so|to|this|the|that|my|our)"
    R"(|final|single|correct|best|right|most|likely|appropriate|suitable|question|problem|above|option|choice|answer|letter)"
    R"(|statement|labeled|labelled|number|given|by|of|has|indeed|clearly|definitely|probably)\b)){0,40}?)";

/// A kind of place, from the surest to the least sure one.
std::vector<text::Regex> make_kinds() {
  const auto join = [](std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) out += part;
    return out;
  };
  std::vector<text::Regex> kinds;
  // The whole answer, perhaps with marks, is a letter.
  kinds.emplace_back(join({R"(\A)", kOpen, R"(([A-Za-z])[\s*_`$"')}\].:,;!]*\Z)"}));
  kinds.emplace_back(join({kAnnounced, "(?:", kOpen, kLetter, "|", kMarkedLetter, ")"}));
  kinds.emplace_back(join({R"(\\f?box(?:ed)?\s*)", kOpen, R"(([A-Za-z])[\s)}\].:])"}));
  kinds.emplace_back(
      join({R"((?<![\w\]]))", kMarkedLetter, R"((?!\w))", R"(|(?m:^)[ \t>*_-]*\(?([A-Z])(?:[).:]|\*\*)(?!\w))"}));
  kinds.emplace_back(join({R"((?<![\w'\x{2019}.\\-]))", kLetter}));
  return kinds;
}

class ChoiceLetter final : public Extraction {
 public:
  explicit ChoiceLetter(const Options& options)
      : Extraction(options),
        last_(takes_last(options)),
        num_choices_(options.maybe_integer("num_choices", 1, kMaxChoices)),
        form_(options.one_of("form", "letter", kForms)) {}

 protected:
  std::optional<std::string> part(std::string_view text, const Sample& sample) const override {
    const std::size_t count = num_choices(sample);
    for (const text::Regex& kind : kinds_) {
      std::optional<std::size_t> choice;
      for (const text::Regex::Match& match : kind.find_all(text)) {
        const std::optional<std::size_t> letter = letter_of(match, text);
        if (!letter || *letter >= count) continue;
        choice = letter;
        if (!last_) break;
      }
      if (choice) return written(*choice);
    }
    return std::nullopt;
  }

 private:
  std::size_t num_choices(const Sample& sample) const {
    if (num_choices_) return static_cast<std::size_t>(*num_choices_);
    std::size_t count = sample.choices.size();
    if (const Value* field = sample.fields.find("choices"); count == 0 && field != nullptr && field->is_array())
      count = field->size();
    return count == 0 ? kDefaultChoices : std::min<std::size_t>(count, kMaxChoices);
  }

  static std::optional<std::size_t> letter_of(const text::Regex::Match& match, std::string_view text) {
    for (std::size_t i = 1; i < match.groups.size(); ++i)
      if (const std::string_view letter = match.groups[i].in(text); letter.size() == 1)
        return static_cast<std::size_t>((letter[0] | 0x20) - 'a');
    return std::nullopt;
  }

  std::string written(std::size_t choice) const {
    if (form_ == "index") return std::to_string(choice);
    const char letter = static_cast<char>('A' + choice);
    return form_ == "paren" ? fmt::format("({})", letter) : std::string(1, letter);
  }

  bool last_;
  std::optional<std::int64_t> num_choices_;
  std::string form_;
  std::vector<text::Regex> kinds_ = make_kinds();
};

}  // namespace

extern const FilterDef choice_letter = {kInfos, "assay",
                                        [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                          return std::make_unique<ChoiceLetter>(options);
                                        }};

}  // namespace assay::metrics::filters
