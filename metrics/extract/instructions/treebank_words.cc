#include "metrics/extract/instructions/treebank_words.h"

#include <utility>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/extract/instructions/sentences.h"

namespace assay::metrics {
namespace {

using text::Regex;

struct Rule {
  Regex pattern;
  std::string_view replacement;
};

std::vector<Rule> rules_of(std::initializer_list<std::pair<std::string_view, std::string_view>> written) {
  std::vector<Rule> rules;
  for (const auto& [pattern, replacement] : written) rules.push_back({Regex(pattern), replacement});
  return rules;
}

void apply(const std::vector<Rule>& rules, std::string& text) {
  for (const Rule& rule : rules) text = rule.pattern.replace_all(text, rule.replacement);
}

// Quotes that open, then punctuation and brackets; the order matters.
const std::vector<Rule>& rules_before_padding() {
  static const std::vector<Rule> kRules = rules_of({
      {"([\\u00ab\\u201c\\u2018\\u201e]|`+)", " \\1 "},
      {"^\"", "``"},
      {"(``)", " \\1 "},
      {R"(([ (\[{<])("|'{2}))", "\\1 `` "},
      {R"((?i)(?<!\w)(')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w))", "\\1 "},
      {R"(([^.])(\.)([\])}>"'\u00bb\u201d\u2019 ]*+)\s*$)", "\\1 \\2 \\3 "},
      {R"(([:,])([^\d]))", " \\1 \\2"},
      {"([:,])$", " \\1 "},
      {R"((\.{2,}))", " \\1 "},
      {"([;@#$%&])", " \\1 "},
      {"([\\u2012-\\u2015])", " \\1 "},
      {R"(([^.])(\.)([\])}>"']*)\s*$)", "\\1 \\2\\3 "},
      {"([?!])", " \\1 "},
      {"([^'])' ", "\\1 ' "},
      {"([*])", " \\1 "},
      {R"(([\]\[(){}<>]))", " \\1 "},
      {"--", " -- "},
  });
  return kRules;
}

// Quotes that close, clitics and contracted words; they look for the space after a word.
const std::vector<Rule>& rules_after_padding() {
  static const std::vector<Rule> kRules = rules_of({
      {"([\\u00bb\\u201d\\u2019])", " \\1 "},
      {"''", " '' "},
      {"\"", " '' "},
      {R"(\s+)", " "},
      {"([^' ])('[sS]|'[mM]|'[dD]|') ", "\\1 \\2 "},
      {"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "\\1 \\2 "},
      {R"((?i)\b(can)(not)\b)", " \\1 \\2 "},
      {R"((?i)\b(d)('ye)\b)", " \\1 \\2 "},
      {R"((?i)\b(gim)(me)\b)", " \\1 \\2 "},
      {R"((?i)\b(gon)(na)\b)", " \\1 \\2 "},
      {R"((?i)\b(got)(ta)\b)", " \\1 \\2 "},
      {R"((?i)\b(lem)(me)\b)", " \\1 \\2 "},
      {R"((?i)\b(more)('n)\b)", " \\1 \\2 "},
      {R"((?i)\b(wan)(na)(?=\s))", " \\1 \\2 "},
      {R"((?i) ('t)(is)\b)", " \\1 \\2 "},
      {R"((?i) ('t)(was)\b)", " \\1 \\2 "},
  });
  return kRules;
}

}  // namespace

std::vector<std::string> treebank_words(std::string_view sentence) {
  std::string words(sentence);
  apply(rules_before_padding(), words);
  words = " " + words + " ";
  apply(rules_after_padding(), words);
  return text::split_white_space(words);
}

std::vector<std::string> word_tokens(std::string_view text) {
  std::vector<std::string> tokens;
  for (const std::string& sentence : split_sentences(text))
    for (std::string& word : treebank_words(sentence)) tokens.push_back(std::move(word));
  return tokens;
}

}  // namespace assay::metrics
