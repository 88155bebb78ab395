#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"

namespace assay::datasets::perturb {
namespace {

constexpr std::array<std::string_view, 4> kModes = {"double", "newline", "tab", "ends"};

class Whitespace final : public Perturbation {
 public:
  explicit Whitespace(const Options& options)
      : columns_(options),
        mode_(options.one_of("mode", "double", kModes)),
        rate_(options.number("rate", 0.2, 0.0, 1.0)) {
    if (!(rate_ > 0.0)) options.fail("rate", "0 changes nothing; expected the share of gaps that change, above 0");
  }

  bool apply(Value& row, RandomStream& random) const override {
    bool changed = false;
    for (Value* text : columns_.texts(row)) {
      std::string made = spaced(text->as_string(), random);
      changed = changed || made != text->as_string();
      *text = std::move(made);
    }
    return changed;
  }

 private:
  std::string spaced(const std::string& text, RandomStream& random) const {
    if (mode_ == "ends") return " " + text + (random.below(2) == 0 ? " " : "  ");
    std::string out;
    for (const Word& word : split_words(text)) {
      // Only single blanks outside of code: line breaks and layout carry meaning.
      const bool plain = word.is_space && !word.is_code && word.text == " ";
      if (!plain || !draw_chance(random, rate_)) {
        out += word.text;
      } else {
        out += mode_ == "double" ? "  " : mode_ == "tab" ? "\t" : "\n";
      }
    }
    return out;
  }

  TextColumns columns_;
  std::string mode_;
  double rate_;
};

}  // namespace

extern const PerturbationDef whitespace = {
    "whitespace", "Doubled blanks, tabs or line breaks between words, or blanks at both ends.",
    "mode (double, newline, tab or ends; default double), rate (the share of gaps that change, default 0.2), columns, "
    "protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<Whitespace>(options); }};

}  // namespace assay::datasets::perturb
