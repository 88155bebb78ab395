#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/extract/math_answer.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"boxed", "what the last \\boxed{..} or \\fbox{..} holds, else the last formula between dollar signs",
      "formula (whether a formula will do; default true), fallback (the text where nothing is found; default [invalid]), "
      "on_no_match (fallback or keep; default fallback)"}}};

/// The last formula between single or double dollar signs that holds anything. An escaped dollar sign is none.
std::optional<std::string> last_formula(std::string_view text) {
  std::optional<std::string> last;
  std::size_t open = std::string_view::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '$') {
      if (open != std::string_view::npos && !text::strip(text.substr(open, i - open)).empty()) {
        last = text::strip(text.substr(open, i - open));
        open = std::string_view::npos;
        if (text.substr(i + 1, 1) == "$") ++i;
      } else {
        open = i + 1;
      }
    }
  }
  return last;
}

class Boxed final : public Extraction {
 public:
  explicit Boxed(const Options& options) : Extraction(options), formula_(options.flag("formula", true)) {}

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    if (auto inside = last_boxed(text)) return inside;
    if (formula_) return last_formula(text);
    return std::nullopt;
  }

 private:
  bool formula_;
};

}  // namespace

extern const FilterDef boxed = {kInfos, "assay", [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                  return std::make_unique<Boxed>(options);
                                }};

}  // namespace assay::metrics::filters
