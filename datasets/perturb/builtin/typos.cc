#include <fmt/core.h>

#include <array>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"

namespace assay::datasets::perturb {
namespace {

// The neighbours of a key on a QWERTY keyboard, a to z.
constexpr std::array<std::string_view, 26> kNeighbours = {
    "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop",  "njk",
    "bhjm", "iklp", "ol",   "wa",     "edft", "awedxz", "rfgy",   "yhji",   "cfgb", "qase",   "zsdc",  "tghu", "asx"};
constexpr std::array<std::string_view, 5> kKinds = {"neighbour", "swap", "drop", "double", "insert"};

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char neighbour(RandomStream& random, char c) {
  const bool upper = c >= 'A' && c <= 'Z';
  const char made = draw_one(random, kNeighbours[static_cast<std::size_t>(upper ? c - 'A' : c - 'a')]);
  return upper ? static_cast<char>(made - 'a' + 'A') : made;
}

class Typos final : public Perturbation {
 public:
  explicit Typos(const Options& options)
      : columns_(options),
        rate_(options.number("rate", 0.05, 0.0, 1.0)),
        min_length_(options.integer("min_length", 3, 1, 100)),
        kinds_(column_list(options, "kinds")) {
    if (!(rate_ > 0.0)) options.fail("rate", "0 changes nothing; expected the share of letters with a slip, above 0");
    if (kinds_.empty()) kinds_.assign(kKinds.begin(), kKinds.end());
    for (const std::string& kind : kinds_) {
      bool known = false;
      for (const std::string_view name : kKinds) known = known || name == kind;
      if (!known)
        options.fail("kinds",
                     fmt::format("unknown value '{}'; expected some of: neighbour, swap, drop, double, insert", kind));
    }
  }

  bool apply(Value& row, RandomStream& random) const override {
    const std::vector<std::string> targets = columns_.protected_words(row);
    bool changed = false;
    for (Value* text : columns_.texts(row))
      *text = change_words(
          text->as_string(), targets, [&](std::string_view word) { return slipped(word, random); }, changed);
    return changed;
  }

 private:
  // Each letter slips by itself; letters beyond ASCII stay, as no keyboard is known for them.
  std::string slipped(std::string_view word, RandomStream& random) const {
    std::int64_t letters = 0;
    for (const char c : word) letters += is_ascii_letter(c) ? 1 : 0;
    if (letters < min_length_) return std::string(word);
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = word[i];
      if (!is_ascii_letter(c) || !draw_chance(random, rate_)) {
        out += c;
        continue;
      }
      const std::string& kind = draw_one(random, kinds_);
      const bool can_swap = i + 1 < word.size() && is_ascii_letter(word[i + 1]) && word[i + 1] != c;
      if (kind == "swap" && can_swap) {
        out += word[i + 1];
        out += c;
        ++i;
      } else if (kind == "drop") {
        // Nothing comes of the letter.
      } else if (kind == "double") {
        out += c;
        out += c;
      } else if (kind == "insert") {
        out += c;
        out += neighbour(random, c);
      } else {
        out += neighbour(random, c);
      }
    }
    // A word that dropped to nothing would be no slip but another sentence.
    return out.empty() ? std::string(word) : out;
  }

  TextColumns columns_;
  double rate_;
  std::int64_t min_length_;
  std::vector<std::string> kinds_;
};

}  // namespace

extern const PerturbationDef typos = {
    "typos", "Slips of the keyboard: a neighbouring key, two letters swapped, one dropped, doubled or inserted.",
    "rate (the share of letters with a slip, default 0.05), kinds (some of neighbour+swap+drop+double+insert; default "
    "all), "
    "min_length (letters of a word that may change, 3), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<Typos>(options); }};

}  // namespace assay::datasets::perturb
