#include <array>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::datasets::perturb {
namespace {

constexpr std::array<std::string_view, 4> kTo = {"upper", "lower", "title", "random"};

class LetterCase final : public Perturbation {
 public:
  explicit LetterCase(const Options& options) : columns_(options), to_(options.one_of("to", "random", kTo)) {}

  bool apply(Value& row, RandomStream& random) const override {
    const std::vector<std::string> targets = columns_.protected_words(row);
    bool changed = false;
    for (Value* text : columns_.texts(row))
      *text = change_words(
          text->as_string(), targets, [&](std::string_view word) { return recased(word, random); }, changed);
    return changed;
  }

 private:
  std::string recased(std::string_view word, RandomStream& random) const {
    if (to_ == "upper") return text::to_upper(word);
    if (to_ == "lower") return text::to_lower(word);
    if (to_ == "title") return text::capitalize(word);
    std::string out;
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t start = at;
      text::next_code_point(word, at);
      const std::string_view one = word.substr(start, at - start);
      out += random.below(2) == 0 ? text::to_upper(one) : text::to_lower(one);
    }
    return out;
  }

  TextColumns columns_;
  std::string to_;
};

}  // namespace

extern const PerturbationDef letter_case = {
    "case", "Upper, lower, title or random case.",
    "to (upper, lower, title or random; default random), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<LetterCase>(options); }};

}  // namespace assay::datasets::perturb
