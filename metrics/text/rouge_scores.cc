#include "metrics/text/rouge_scores.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "harness/core/error.h"
#include "metrics/text/lcs.h"
#include "metrics/text/ngram_matcher.h"
#include "metrics/text/vocabulary.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxTokenPairs = std::size_t{1} << 36;
constexpr std::size_t kMaxSentencePairs = std::size_t{1} << 22;

RougeScore score_of(std::size_t hits, std::size_t answer, std::size_t reference) {
  RougeScore score;
  if (hits == 0) return score;
  score.precision = static_cast<double>(hits) / static_cast<double>(answer);
  score.recall = static_cast<double>(hits) / static_cast<double>(reference);
  score.fmeasure = 2.0 * score.precision * score.recall / (score.precision + score.recall);
  return score;
}

void check_size(std::size_t answer, std::size_t reference, std::size_t limit, std::string_view unit) {
  if (reference != 0 && answer > limit / reference)
    throw Error(ErrorKind::kData, fmt::format("too long for ROUGE-L: {} {} in the answer and {} in the reference",
                                              answer, unit, reference));
}

std::size_t num_tokens(const Sentences& sentences) {
  std::size_t sum = 0;
  for (const auto& sentence : sentences) sum += sentence.size();
  return sum;
}

std::vector<std::vector<std::uint32_t>> numbered(const Sentences& sentences, Vocabulary& vocabulary) {
  std::vector<std::vector<std::uint32_t>> found;
  found.reserve(sentences.size());
  for (const auto& sentence : sentences) found.push_back(vocabulary.numbers(sentence));
  return found;
}

}  // namespace

RougeScore rouge_n(const Tokens& answer, const Tokens& reference, std::size_t n) {
  Vocabulary vocabulary;
  const std::vector<std::uint32_t> answer_numbers = vocabulary.numbers(answer);
  const std::vector<std::uint32_t> reference_numbers = vocabulary.numbers(reference);
  const std::array<std::span<const std::uint32_t>, 2> pair = {answer_numbers, reference_numbers};
  std::vector<std::size_t> matched(n);
  NgramMatcher().match(pair, vocabulary.size(), matched);
  return score_of(matched.back(), num_ngrams(answer.size(), n), num_ngrams(reference.size(), n));
}

RougeScore rouge_l(const Tokens& answer, const Tokens& reference) {
  check_size(answer.size(), reference.size(), kMaxTokenPairs, "tokens");
  Vocabulary vocabulary;
  const LcsFinder finder(vocabulary.numbers(answer));
  const std::size_t hits = finder.length(vocabulary.numbers(reference));
  return score_of(hits, answer.size(), reference.size());
}

RougeScore rouge_lsum(const Sentences& answer, const Sentences& reference) {
  const std::size_t answer_tokens = num_tokens(answer);
  const std::size_t reference_tokens = num_tokens(reference);
  check_size(answer_tokens, reference_tokens, kMaxTokenPairs, "tokens");
  check_size(answer.size(), reference.size(), kMaxSentencePairs, "sentences");
  Vocabulary vocabulary;
  const auto answer_numbers = numbered(answer, vocabulary);
  const auto reference_numbers = numbered(reference, vocabulary);
  std::vector<LcsFinder> finders;
  finders.reserve(answer_numbers.size());
  std::vector<std::size_t> answer_left(answer_tokens + reference_tokens, 0);
  std::vector<std::size_t> reference_left(answer_left.size(), 0);
  for (const auto& sentence : answer_numbers) {
    finders.emplace_back(sentence);
    for (const std::uint32_t token : sentence) ++answer_left[token];
  }
  for (const auto& sentence : reference_numbers)
    for (const std::uint32_t token : sentence) ++reference_left[token];

  std::size_t hits = 0;
  std::vector<std::uint8_t> in_union;
  for (const auto& sentence : reference_numbers) {
    in_union.assign(sentence.size(), 0);
    for (const LcsFinder& finder : finders) finder.mark(sentence, in_union);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      const std::uint32_t token = sentence[i];
      if (in_union[i] == 0 || answer_left[token] == 0 || reference_left[token] == 0) continue;
      ++hits;
      --answer_left[token];
      --reference_left[token];
    }
  }
  return score_of(hits, answer_tokens, reference_tokens);
}

}  // namespace assay::metrics
