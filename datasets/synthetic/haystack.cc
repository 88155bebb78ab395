#include "datasets/synthetic/haystack.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::int64_t count_words(std::string_view text) {
  std::int64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    if (!is_blank(c) && !inside) ++words;
    inside = !is_blank(c);
  }
  return words;
}

// Words are added up sentence by sentence; of the other units that would round each.
std::int64_t size_in(std::string_view text, LengthUnit unit) {
  return unit == LengthUnit::kWords ? count_words(text) : static_cast<std::int64_t>(text.size());
}

}  // namespace

std::int64_t length_in(std::string_view text, LengthUnit unit) {
  const std::int64_t size = size_in(text, unit);
  return unit == LengthUnit::kTokens ? (size + kCharactersOfAToken - 1) / kCharactersOfAToken : size;
}

std::string make_haystack(RandomStream& random, const HaystackSource& source, std::int64_t length, LengthUnit unit,
                          std::string_view separator, std::vector<Planted>& planted) {
  const std::int64_t room = unit == LengthUnit::kTokens ? length * kCharactersOfAToken : length;
  const std::int64_t joint = unit == LengthUnit::kWords ? 0 : static_cast<std::int64_t>(separator.size());
  std::int64_t used = 0, needles = 0;
  for (const Planted& one : planted) needles += size_in(one.sentence, unit) + joint;
  if (needles - (planted.empty() ? 0 : joint) > room)
    throw Error(
        ErrorKind::kConfig,
        fmt::format("the length {} is too short: what is hidden in the text alone needs {}", length,
                    unit == LengthUnit::kTokens ? (needles - joint + kCharactersOfAToken - 1) / kCharactersOfAToken
                                                : needles - joint));
  std::vector<std::string> sentences;
  std::size_t bytes = 0;
  used = needles - joint;
  while (true) {
    std::string sentence = source.next(random);
    const std::int64_t size = size_in(sentence, unit) + joint;
    if (used + size > room) break;
    used += size;
    bytes += sentence.size() + separator.size();
    // Words may be long: of keys and values a million are 37 million characters.
    if (bytes > static_cast<std::size_t>(kMaxHaystackCharacters) + separator.size())
      throw Error(ErrorKind::kConfig, fmt::format("the length {} gives more than {} characters; ask for less", length,
                                                  kMaxHaystackCharacters));
    sentences.push_back(std::move(sentence));
  }
  std::stable_sort(planted.begin(), planted.end(),
                   [](const Planted& a, const Planted& b) { return a.depth < b.depth; });
  std::string out;
  std::size_t next = 0, passed = 0;  // planted ones that stand, bytes of hay so far
  const auto append = [&](const std::string& sentence) {
    if (!out.empty()) out += separator;
    out += sentence;
  };
  for (std::size_t i = 0; i <= sentences.size(); ++i) {
    const std::size_t after = i < sentences.size() ? passed + sentences[i].size() + separator.size() : bytes;
    // At the boundary of two sentences that is nearest to depth * hay.
    while (next < planted.size() &&
           (i == sentences.size() || planted[next].depth * static_cast<double>(bytes) <=
                                         (static_cast<double>(passed) + static_cast<double>(after)) / 2)) {
      append(planted[next].sentence);
      planted[next].at = out.size() - planted[next].sentence.size();
      ++next;
    }
    if (i < sentences.size()) append(sentences[i]);
    passed = after;
  }
  return out;
}

}  // namespace assay::datasets
