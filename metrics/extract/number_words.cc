#include "metrics/extract/number_words.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace assay::metrics {
namespace {

struct NumberWord {
  std::string_view word;
  std::int64_t value;
};

constexpr std::array<NumberWord, 28> kSmall = {{
    {"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4},
    {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9},
    {"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60},
    {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
}};
constexpr std::array<NumberWord, 4> kLarge = {
    {{"thousand", 1'000}, {"million", 1'000'000}, {"billion", 1'000'000'000}, {"trillion", 1'000'000'000'000}}};
constexpr std::int64_t kMost = 1'000'000'000'000'000'000;

template <std::size_t N>
std::optional<std::int64_t> value_of(const std::array<NumberWord, N>& words, std::string_view word) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const NumberWord& one) { return one.word == word; });
  if (found == words.end()) return std::nullopt;
  return found->value;
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// The number that is being read: 2 of "two hundred and five million" is in `group`, later `total` has the millions.
class Reader {
 public:
  // Whether the word goes on with the number.
  bool take(std::string_view word) {
    if (const auto small = value_of(kSmall, word)) return take_small(*small);
    if (word == "hundred") {
      if (!begun_ || group_ == 0 || group_ >= 100) return false;
      group_ *= 100;
      room_ = 100;
      return true;
    }
    if (const auto large = value_of(kLarge, word)) {
      if (!begun_ || group_ == 0 || *large >= last_large_) return false;
      total_ += group_ * *large;
      last_large_ = *large;
      group_ = 0;
      room_ = 1000;
      return true;
    }
    return false;
  }
  bool has_begun() const { return begun_; }
  std::int64_t value() const { return total_ + group_; }

 private:
  bool take_small(std::int64_t value) {
    // "twenty three" is one number, "three twenty" and "three four" are two.
    const bool fits = !begun_ || (value > 0 && value < room_);
    if (!fits) return false;
    group_ += value;
    room_ = value >= 20 && value % 10 == 0 ? 10 : 0;
    begun_ = true;
    return true;
  }

  bool begun_ = false;
  std::int64_t total_ = 0, group_ = 0;
  std::int64_t room_ = 1000;  // what is added next is below it
  std::int64_t last_large_ = kMost;
};

}  // namespace

std::vector<std::int64_t> english_numbers(std::string_view text) {
  std::vector<std::int64_t> numbers;
  Reader reader;
  const auto finish = [&] {
    if (reader.has_begun()) numbers.push_back(reader.value());
    reader = Reader();
  };
  bool is_joined = true;  // nothing but blanks, hyphens, commas and "and" since the last word
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_byte(text[at])) {
      if (text[at] != ' ' && text[at] != '-' && text[at] != ',' && text[at] != '\t') is_joined = false;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_word_byte(text[at])) ++at;
    const std::string word = lower(text.substr(begin, at - begin));
    if (word == "and" && is_joined) continue;
    if (!is_joined) finish();
    is_joined = true;
    if (reader.take(word)) continue;
    finish();
    reader.take(word);
  }
  finish();
  return numbers;
}

}  // namespace assay::metrics
