#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"format_span", "named entities of an answer in one form, \"per: ada $ loc: paris\"; one without a label is empty and "
                     "a parse failure", ""}}};

// The order matters: each is replaced in what the ones before have left.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kLabels = {{{"person", "PER"},
                                                                                    {"location", "LOC"},
                                                                                    {"organization", "ORG"},
                                                                                    {"counties", "LOC"},
                                                                                    {"places", "LOC"},
                                                                                    {"people", "PER"},
                                                                                    {"persons", "PER"},
                                                                                    {"company", "ORG"},
                                                                                    {"country", "LOC"},
                                                                                    {"continent", "LOC"},
                                                                                    {"time", "DATE"},
                                                                                    {"date", "DATE"},
                                                                                    {"per", "PER"},
                                                                                    {"loc", "LOC"},
                                                                                    {"org", "ORG"}}};

class FormatSpan final : public EachAnswer {
 public:
  FormatSpan() {
    for (const auto& [word, label] : kLabels)
      labels_.emplace_back(text::Regex("\\b" + std::string(word) + "\\s*:", kPython), std::string(label) + ":");
  }

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    if (!needs_text(answer, "format_span")) return;
    std::string spans = text::to_lower(answer.text);
    for (const auto& [word, label] : labels_) spans = word.replace_all(spans, label);
    // Dollar signs at the end go before line ends become such, and those stay: they part entities like any other.
    const std::string doubled = std::exchange(spans, "");
    for (std::size_t i = 0; i < doubled.size(); ++i) {
      spans += doubled[i];
      if (doubled.compare(i, 2, "$$") == 0) ++i;
    }
    while (spans.ends_with('$')) spans.pop_back();
    std::replace(spans.begin(), spans.end(), '\n', '$');
    spans = std::string(text::strip(spans));

    std::string out;
    const auto matches = entities_.find_all(spans);
    for (const text::Regex::Match& match : matches) {
      const std::string label = text::to_lower(match.groups[1].in(spans));
      std::string_view rest = match.groups[2].in(spans);
      while (true) {
        const std::size_t comma = rest.find(',');
        const std::string_view entity = text::strip(rest.substr(0, comma));
        if (text::to_lower(entity) != "none") {
          if (!out.empty()) out += " $ ";
          out += label + ": ";
          out += entity;
        }
        if (comma == rest.npos) break;
        rest.remove_prefix(comma + 1);
      }
    }
    answer.fell_back |= matches.empty();
    answer.text = std::move(out);
  }

 private:
  static constexpr text::Regex::Options kPython{.python = true};
  std::vector<std::pair<text::Regex, std::string>> labels_;
  text::Regex entities_{R"(\b(PER|LOC|ORG|DATE):\s*([^$]+))", kPython};
};

}  // namespace

extern const FilterDef format_span = {kInfos, "lm-evaluation-harness 0.4.13",
                                      [](std::string_view, const Options&) -> std::unique_ptr<Filter> {
                                        return std::make_unique<FormatSpan>();
                                      }};

}  // namespace assay::metrics::filters
