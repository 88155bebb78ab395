#include "metrics/text/porter.h"

#include <array>
#include <initializer_list>
#include <span>
#include <utility>

namespace assay::metrics {
namespace {

bool is_vowel_letter(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

/// A y is a vowel after a consonant, and a consonant else.
bool is_consonant(std::string_view word, std::size_t i) {
  if (is_vowel_letter(word[i])) return false;
  // In a run of y's every second one changes sides, so only the run's length and the letter before it matter.
  bool flipped = false;
  while (i > 0 && word[i] == 'y') {
    flipped = !flipped;
    --i;
  }
  return !is_vowel_letter(word[i]) != flipped;
}

/// Porter's m: how often a vowel is followed by a consonant.
int measure(std::string_view stem) {
  int m = 0;
  bool before = true;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const bool consonant = stem[i] == 'y' ? (i == 0 || !before) : !is_vowel_letter(stem[i]);
    if (consonant && i > 0 && !before) ++m;
    before = consonant;
  }
  return m;
}

bool contains_vowel(std::string_view stem) {
  for (std::size_t i = 0; i < stem.size(); ++i)
    if (is_vowel_letter(stem[i]) || (stem[i] == 'y' && i > 0)) return true;
  return false;
}

bool ends_double_consonant(std::string_view word) {
  return word.size() >= 2 && word.back() == word[word.size() - 2] && is_consonant(word, word.size() - 1);
}

/// Porter's *o, which NLTK also grants to a vowel and a consonant by themselves.
bool ends_short(std::string_view word) {
  const std::size_t n = word.size();
  if (n == 2) return !is_consonant(word, 0) && is_consonant(word, 1);
  if (n < 3) return false;
  const char last = word.back();
  return is_consonant(word, n - 3) && !is_consonant(word, n - 2) && is_consonant(word, n - 1) && last != 'w' &&
         last != 'x' && last != 'y';
}

std::string_view without_end(std::string_view word, std::size_t length) { return word.substr(0, word.size() - length); }

struct Rule {
  std::string_view suffix;
  std::string_view replacement;
};

/// The first rule whose suffix fits decides: it applies where the stem's measure is over `min_measure`, and else none
/// does.
std::string apply(std::string_view word, std::span<const Rule> rules, int min_measure) {
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.suffix)) continue;
    const std::string_view stem = without_end(word, rule.suffix.size());
    if (measure(stem) <= min_measure) break;
    return std::string(stem).append(rule.replacement);
  }
  return std::string(word);
}

std::string step_1a(std::string_view word) {
  if (word.ends_with("ies")) return std::string(without_end(word, word.size() == 4 ? 1 : 2));
  if (word.ends_with("sses")) return std::string(without_end(word, 2));
  if (word.ends_with("ss") || !word.ends_with("s")) return std::string(word);
  return std::string(without_end(word, 1));
}

std::string step_1b(std::string_view word) {
  if (word.ends_with("ied")) return std::string(without_end(word, word.size() == 4 ? 1 : 2));
  if (word.ends_with("eed")) return std::string(measure(without_end(word, 3)) > 0 ? without_end(word, 1) : word);
  std::string_view stem;
  if (word.ends_with("ed")) stem = without_end(word, 2);
  if (word.ends_with("ing")) stem = without_end(word, 3);
  if (!contains_vowel(stem)) return std::string(word);
  if (stem.ends_with("at") || stem.ends_with("bl") || stem.ends_with("iz")) return std::string(stem) + 'e';
  if (ends_double_consonant(stem)) {
    const char last = stem.back();
    return std::string(last == 'l' || last == 's' || last == 'z' ? stem : without_end(stem, 1));
  }
  if (measure(stem) == 1 && ends_short(stem)) return std::string(stem) + 'e';
  return std::string(stem);
}

std::string step_1c(std::string_view word) {
  if (word.size() > 2 && word.back() == 'y' && is_consonant(word, word.size() - 2))
    return std::string(without_end(word, 1)) + 'i';
  return std::string(word);
}

std::string step_2(std::string_view word) {
  static constexpr std::array<Rule, 21> kRules = {{
      {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
      {"bli", "ble"},     {"alli", "al"},     {"entli", "ent"}, {"eli", "e"},     {"ousli", "ous"},
      {"ization", "ize"}, {"ation", "ate"},   {"ator", "ate"},  {"alism", "al"},  {"iveness", "ive"},
      {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},  {"iviti", "ive"}, {"biliti", "ble"},
      {"fulli", "ful"},
  }};
  // -alli goes first, and what it leaves may be shortened once more.
  if (word.ends_with("alli") && measure(without_end(word, 4)) > 0) return step_2(without_end(word, 2));
  // The l of -logi counts with the stem, so that geo- and theo- fare like archaeo-.
  if (word.ends_with("logi")) return std::string(measure(without_end(word, 3)) > 0 ? without_end(word, 1) : word);
  return apply(word, kRules, 0);
}

std::string step_3(std::string_view word) {
  static constexpr std::array<Rule, 7> kRules = {
      {{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}}};
  return apply(word, kRules, 0);
}

std::string step_4(std::string_view word) {
  static constexpr std::array<Rule, 18> kRules = {{
      {"al", ""},
      {"ance", ""},
      {"ence", ""},
      {"er", ""},
      {"ic", ""},
      {"able", ""},
      {"ible", ""},
      {"ant", ""},
      {"ement", ""},
      {"ment", ""},
      {"ent", ""},
      {"ou", ""},
      {"ism", ""},
      {"ate", ""},
      {"iti", ""},
      {"ous", ""},
      {"ive", ""},
      {"ize", ""},
  }};
  if (word.ends_with("ion")) {
    const std::string_view stem = without_end(word, 3);
    const bool cut = measure(stem) > 1 && (stem.back() == 's' || stem.back() == 't');
    return std::string(cut ? stem : word);
  }
  return apply(word, kRules, 1);
}

std::string step_5(std::string word) {
  if (word.ends_with('e')) {
    const std::string_view stem = without_end(word, 1);
    const int m = measure(stem);
    if (m > 1 || (m == 1 && !ends_short(stem))) word.pop_back();
  }
  if (word.ends_with("ll") && measure(without_end(word, 1)) > 1) word.pop_back();
  return word;
}

}  // namespace

std::string porter_stem(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kIrregular = {{
      {"sky", "sky"},
      {"skies", "sky"},
      {"dying", "die"},
      {"lying", "lie"},
      {"tying", "tie"},
      {"news", "news"},
      {"innings", "inning"},
      {"inning", "inning"},
      {"outings", "outing"},
      {"outing", "outing"},
      {"cannings", "canning"},
      {"canning", "canning"},
      {"howe", "howe"},
      {"proceed", "proceed"},
      {"exceed", "exceed"},
      {"succeed", "succeed"},
  }};
  for (const auto& [form, stem] : kIrregular)
    if (form == word) return std::string(stem);
  if (word.size() <= 2) return std::string(word);
  return step_5(step_4(step_3(step_2(step_1c(step_1b(step_1a(word)))))));
}

}  // namespace assay::metrics
