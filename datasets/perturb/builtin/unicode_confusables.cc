#include <array>
#include <string>
#include <utility>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"
#include "harness/text/utf8.h"

namespace assay::datasets::perturb {
namespace {

// Cyrillic letters that look like Latin ones. Source: Unicode Technical Standard 39, confusables.txt.
constexpr std::array<std::pair<char, char32_t>, 22> kLookalikes = {{
    {'a', 0x0430}, {'c', 0x0441}, {'e', 0x0435}, {'i', 0x0456}, {'j', 0x0458}, {'o', 0x043E},
    {'p', 0x0440}, {'s', 0x0455}, {'x', 0x0445}, {'y', 0x0443}, {'A', 0x0410}, {'B', 0x0412},
    {'C', 0x0421}, {'E', 0x0415}, {'H', 0x041D}, {'I', 0x0406}, {'K', 0x041A}, {'M', 0x041C},
    {'O', 0x041E}, {'P', 0x0420}, {'T', 0x0422}, {'X', 0x0425},
}};

class UnicodeConfusables final : public Perturbation {
 public:
  explicit UnicodeConfusables(const Options& options)
      : columns_(options), rate_(options.number("rate", 0.1, 0.0, 1.0)) {
    if (!(rate_ > 0.0)) options.fail("rate", "0 changes nothing; expected the share of letters that change, above 0");
  }

  bool apply(Value& row, RandomStream& random) const override {
    const std::vector<std::string> targets = columns_.protected_words(row);
    bool changed = false;
    for (Value* text : columns_.texts(row))
      *text = change_words(
          text->as_string(), targets, [&](std::string_view word) { return disguised(word, random); }, changed);
    return changed;
  }

 private:
  std::string disguised(std::string_view word, RandomStream& random) const {
    std::string out;
    for (const char c : word) {
      char32_t twin = 0;
      for (const auto& [latin, other] : kLookalikes)
        if (latin == c) twin = other;
      if (twin != 0 && draw_chance(random, rate_)) {
        text::append_utf8(out, twin);
      } else {
        out += c;
      }
    }
    return out;
  }

  TextColumns columns_;
  double rate_;
};

}  // namespace

extern const PerturbationDef unicode_confusables = {
    "unicode_confusables", "Latin letters replaced by Cyrillic ones that look the same.",
    "rate (the share of letters with a twin that change, default 0.1), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> {
      return std::make_unique<UnicodeConfusables>(options);
    }};

}  // namespace assay::datasets::perturb
