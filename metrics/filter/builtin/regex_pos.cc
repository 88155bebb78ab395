#include <array>
#include <string>
#include <vector>

#include "harness/text/python_repr.h"
#include "harness/text/regex.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"regex_pos", "the second parts of the pairs ('token', 'tag') in an answer, as Python writes a list of them",
      "fallback (a list; default [invalid]); regex_pattern and group_select are read and change nothing, as in "
      "lm-evaluation-harness"}}};

std::string list_text(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ", ";
    text::append_repr(out, item);
  }
  return out + "]";
}

class PosFilter final : public EachAnswer {
 public:
  explicit PosFilter(const Options& options) {
    const auto fallback = options.node("fallback");
    fallback_is_text_ = fallback && fallback->is_scalar();
    if (fallback_is_text_)
      fallback_ = options.text("fallback");
    else
      fallback_ = list_text(fallback ? options.texts("fallback") : std::vector<std::string>{"invalid"});
    options.text("regex_pattern", "");
    options.integer("group_select", 0);
  }

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    if (!needs_text(answer, "regex_pos")) return;
    std::vector<std::string> tags;
    for (const text::Regex::Match& match : pairs_.find_all(answer.text)) tags.emplace_back(match.groups[2].in(answer.text));
    answer.fell_back |= tags.empty();
    answer.is_text = tags.empty() && fallback_is_text_;
    answer.text = tags.empty() ? fallback_ : list_text(tags);
  }

 private:
  text::Regex pairs_{R"(\('([^']*)', '([^']*)'\))", text::Regex::Options{.python = true}};
  std::string fallback_;
  bool fallback_is_text_ = false;
};

}  // namespace

extern const FilterDef regex_pos = {kInfos, "lm-evaluation-harness 0.4.13",
                                    [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                      return std::make_unique<PosFilter>(options);
                                    }};

}  // namespace assay::metrics::filters
