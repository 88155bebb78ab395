#include "metrics/text/porter.h"

#include <array>
#include <span>

namespace assay::metrics {
namespace {

bool is_vowel_letter(char c) {
  constexpr unsigned kVowels = 1U | 1U << ('e' - 'a') | 1U << ('i' - 'a') | 1U << ('o' - 'a') | 1U << ('u' - 'a');
  const unsigned letter = static_cast<unsigned char>(c) - unsigned{'a'};
  return letter < 26 && ((kVowels >> letter) & 1) != 0;
}

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

/// A word that is cut and changed at its end, in place.
class Word {
 public:
  Word(char* data, std::size_t size) : data_(data), size_(size) {}

  std::size_t size() const { return size_; }
  char back() const { return data_[size_ - 1]; }
  std::string_view view() const { return {data_, size_}; }
  std::string_view without(std::size_t length) const { return {data_, size_ - length}; }
  bool ends_with(std::string_view suffix) const {
    return size_ >= suffix.size() && back() == suffix.back() && view().ends_with(suffix);
  }
  void cut(std::size_t length) { size_ -= length; }
  /// Requires: `end` is not longer than what is cut.
  void replace(std::size_t length, std::string_view end) {
    end.copy(data_ + size_ - length, end.size());
    size_ = size_ - length + end.size();
  }

 private:
  char* data_;
  std::size_t size_;
};

struct Rule {
  constexpr Rule(std::string_view from, std::string_view to) : last(from.back()), suffix(from), replacement(to) {}

  char last;  // beside the views, so that most rules are passed over without a look at their text
  std::string_view suffix;
  std::string_view replacement;
};

/// The first rule whose suffix fits decides: it applies where the stem's measure is over `min_measure`, and else none
/// does.
void apply(Word& word, std::span<const Rule> rules, int min_measure) {
  for (const Rule& rule : rules) {
    if (rule.last != word.back() || !word.ends_with(rule.suffix)) continue;
    if (measure(word.without(rule.suffix.size())) > min_measure) word.replace(rule.suffix.size(), rule.replacement);
    return;
  }
}

void step_1a(Word& word) {
  if (word.back() != 's') return;
  if (word.ends_with("ies")) return word.cut(word.size() == 4 ? 1 : 2);
  if (word.ends_with("sses")) return word.cut(2);
  if (!word.ends_with("ss")) word.cut(1);
}

void step_1b(Word& word) {
  if (word.ends_with("ied")) return word.cut(word.size() == 4 ? 1 : 2);
  if (word.ends_with("eed")) {
    if (measure(word.without(3)) > 0) word.cut(1);
    return;
  }
  const std::size_t length = word.ends_with("ed") ? 2 : word.ends_with("ing") ? 3 : 0;
  if (length == 0 || !contains_vowel(word.without(length))) return;
  const std::string_view stem = word.without(length);
  if (stem.ends_with("at") || stem.ends_with("bl") || stem.ends_with("iz")) return word.replace(length, "e");
  const char last = stem.back();
  if (ends_double_consonant(stem)) return word.cut(last == 'l' || last == 's' || last == 'z' ? length : length + 1);
  if (measure(stem) == 1 && ends_short(stem)) return word.replace(length, "e");
  word.cut(length);
}

void step_1c(Word& word) {
  if (word.size() > 2 && word.back() == 'y' && is_consonant(word.view(), word.size() - 2)) word.replace(1, "i");
}

void step_2(Word& word) {
  static constexpr std::array<Rule, 21> kRules = {{
      {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
      {"bli", "ble"},     {"alli", "al"},     {"entli", "ent"}, {"eli", "e"},     {"ousli", "ous"},
      {"ization", "ize"}, {"ation", "ate"},   {"ator", "ate"},  {"alism", "al"},  {"iveness", "ive"},
      {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},  {"iviti", "ive"}, {"biliti", "ble"},
      {"fulli", "ful"},
  }};
  // -alli goes first, and what it leaves may be shortened once more.
  if (word.ends_with("alli") && measure(word.without(4)) > 0) {
    word.cut(2);
    return step_2(word);
  }
  // The l of -logi counts with the stem, so that geo- and theo- fare like archaeo-.
  if (word.ends_with("logi")) {
    if (measure(word.without(3)) > 0) word.cut(1);
    return;
  }
  apply(word, kRules, 0);
}

void step_3(Word& word) {
  static constexpr std::array<Rule, 7> kRules = {
      {{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}}};
  apply(word, kRules, 0);
}

void step_4(Word& word) {
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
    const std::string_view stem = word.without(3);
    if (measure(stem) > 1 && (stem.back() == 's' || stem.back() == 't')) word.cut(3);
    return;
  }
  apply(word, kRules, 1);
}

void step_5(Word& word) {
  if (word.back() == 'e') {
    const std::string_view stem = word.without(1);
    const int m = measure(stem);
    if (m > 1 || (m == 1 && !ends_short(stem))) word.cut(1);
  }
  if (word.ends_with("ll") && measure(word.without(1)) > 1) word.cut(1);
}

}  // namespace

std::string porter_stem(std::string_view word) {
  std::string stem(word);
  stem.resize(porter_stem_in_place(stem.data(), stem.size()));
  return stem;
}

std::size_t porter_stem_in_place(char* data, std::size_t size) {
  static constexpr std::array<Rule, 16> kIrregular = {{
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
  if (size <= 2) return size;
  Word word(data, size);
  for (const Rule& rule : kIrregular)
    if (rule.last == word.back() && rule.suffix == word.view()) return rule.replacement.copy(data, size);
  step_1a(word);
  step_1b(word);
  step_1c(word);
  step_2(word);
  step_3(word);
  step_4(word);
  step_5(word);
  return word.size();
}

}  // namespace assay::metrics
