#include "metrics/text/character_stem.h"

#include <algorithm>

#include "harness/text/utf8.h"
#include "metrics/text/porter.h"

namespace assay::metrics {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

std::string character_stem(std::string_view word) {
  if (std::all_of(word.begin(), word.end(), is_ascii)) return porter_stem(word);
  // Of other characters the rules only see that they are there, and whether one equals the one before it: two stand-ins
  // that take turns say so. The rules change nothing but the end, so what is left of them is in its place.
  const std::u32string characters = text::decode_utf8(word);
  std::string stand_ins;
  char stand_in = '\x80';
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (i == 0 || characters[i] != characters[i - 1]) stand_in = stand_in == '\x80' ? '\x81' : '\x80';
    stand_ins += characters[i] < 0x80 ? static_cast<char>(characters[i]) : stand_in;
  }
  const std::string stem = porter_stem(stand_ins);
  std::string restored;
  for (std::size_t i = 0; i < stem.size(); ++i)
    text::append_utf8(restored, is_ascii(stem[i]) ? static_cast<char32_t>(stem[i]) : characters[i]);
  return restored;
}

}  // namespace assay::metrics
