#include <array>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"

namespace assay::datasets::perturb {
namespace {

constexpr std::array<std::string_view, 3> kModes = {"drop", "double", "space"};
constexpr std::string_view kMarks = ".,;:!?";

class Punctuation final : public Perturbation {
 public:
  explicit Punctuation(const Options& options)
      : columns_(options), mode_(options.one_of("mode", "drop", kModes)), rate_(options.number("rate", 1.0, 0.0, 1.0)) {
    if (!(rate_ > 0.0)) options.fail("rate", "0 changes nothing; expected the share of marks that change, above 0");
  }

  bool apply(Value& row, RandomStream& random) const override {
    // Words of the answer keep their letters here in any case: only what stands behind a word is touched.
    bool changed = false;
    for (Value* text : columns_.texts(row))
      *text = change_words(
          text->as_string(), {}, [&](std::string_view word) { return changed_mark(word, random); }, changed);
    return changed;
  }

 private:
  std::string changed_mark(std::string_view word, RandomStream& random) const {
    const bool has_mark = word.size() > 1 && kMarks.find(word.back()) != std::string_view::npos;
    if (!has_mark || !draw_chance(random, rate_)) return std::string(word);
    const std::string stem(word.substr(0, word.size() - 1));
    const std::string mark(1, word.back());
    if (mode_ == "drop") return stem;
    return mode_ == "double" ? stem + mark + mark : stem + " " + mark;
  }

  TextColumns columns_;
  std::string mode_;
  double rate_;
};

}  // namespace

extern const PerturbationDef punctuation = {
    "punctuation", "Marks at the ends of words dropped, doubled, or set apart.",
    "mode (drop, double or space; default drop), rate (the share of marks that change, default 1), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<Punctuation>(options); }};

}  // namespace assay::datasets::perturb
