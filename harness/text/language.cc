#include "harness/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text {
namespace {

constexpr std::size_t kMaxCharacters = 10'000;

// Those that langdetect knows: a near relative such as Bosnian or Malay gives way to the next likely one.
constexpr std::array<std::string_view, 55> kLanguages = {
    "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es",    "et",    "fa",
    "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko",    "lt",    "lv",
    "mk", "ml", "mr", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk",    "sl",    "so",
    "sq", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh-cn", "zh-tw"};

struct Block {
  char32_t first;
  char32_t last;
};

// The blocks of the scripts of these languages, and Armenian and Georgian: langdetect gives up on others.
constexpr std::array<Block, 19> kBlocks = {{{U'A', U'Z'},
                                            {U'a', U'z'},
                                            {0xC0, 0x24F},
                                            {0x370, 0x58F},
                                            {0x591, 0x5F4},
                                            {0x600, 0x6FF},
                                            {0x750, 0x77F},
                                            {0x900, 0xAFF},
                                            {0xB80, 0xD7F},
                                            {0xE00, 0xE7F},
                                            {0x10A0, 0x10FF},
                                            {0x1100, 0x11FF},
                                            {0x1E00, 0x1EFF},
                                            {0x3040, 0x312F},
                                            {0x3130, 0x318F},
                                            {0x3400, 0x9FFF},
                                            {0xAC00, 0xD7AF},
                                            {0xF900, 0xFAFF},
                                            {0xFB50, 0xFEFC}}};

bool tells_language(char32_t c) {
  if (!is_letter(c) && !is_mark(c)) return false;
  return std::any_of(kBlocks.begin(), kBlocks.end(), [c](const Block& b) { return c >= b.first && c <= b.last; });
}

std::u32string without_links(std::string_view text) {
  static const Regex kLink(R"(https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076})");
  static const Regex kAddress(R"([-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255})");
  return decode_utf8(kAddress.replace_all(kLink.replace_all(text, " "), " "));
}

/// The letters, with one space in the place of what stands between them.
std::string letters_of(std::string_view text) {
  std::u32string kept = without_links(text);
  // Runs of spaces count as one character.
  const auto both_spaces = [](char32_t a, char32_t b) { return a == U' ' && b == U' '; };
  kept.erase(std::unique(kept.begin(), kept.end(), both_spaces), kept.end());
  if (kept.size() > kMaxCharacters) kept.resize(kMaxCharacters);
  const auto is_latin = [](char32_t c) { return c >= U'A' && c <= U'z'; };
  const auto latin = std::count_if(kept.begin(), kept.end(), is_latin);
  const auto others = std::count_if(kept.begin(), kept.end(),
                                    [](char32_t c) { return c >= 0x300 && !(c >= 0x1E00 && c <= 0x1EFF); });
  if (latin * 2 < others) std::erase_if(kept, is_latin);
  std::string letters;
  bool space = false;
  for (const char32_t c : kept) {
    // An apostrophe belongs to the word it is in.
    const bool keep = is_letter(c) || is_mark(c) || c == U'\'' || c == 0x2019;
    if (keep) {
      if (space && !letters.empty()) letters += ' ';
      append_utf8(letters, c);
    }
    space = !keep;
  }
  return letters;
}

bool has_telling_letter(std::string_view letters) {
  for (std::size_t at = 0; at < letters.size();)
    if (tells_language(next_code_point(letters, at))) return true;
  return false;
}

std::string code_of(CLD2::Language language) {
  const std::string code = CLD2::LanguageCode(language);
  if (code == "iw") return "he";
  if (code == "zh") return "zh-cn";
  if (code == "zh-Hant") return "zh-tw";
  if (code == "nb" || code == "nn") return "no";
  if (code == "bs" || code == "sr") return "hr";
  return code;
}

}  // namespace

bool is_known_language(std::string_view code) {
  return std::find(kLanguages.begin(), kLanguages.end(), code) != kLanguages.end();
}

std::optional<std::string> detect_language(std::string_view text) {
  const std::string letters = letters_of(is_valid_utf8(text) ? std::string(text) : encode_utf8(decode_utf8(text)));
  if (!has_telling_letter(letters)) return std::nullopt;
  const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int num_bytes = 0;
  int num_valid = 0;
  bool reliable = false;
  const CLD2::Language best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      letters.data(), static_cast<int>(letters.size()), true, &hints, CLD2::kCLDFlagBestEffort, languages.data(),
      percents.data(), scores.data(), nullptr, &num_bytes, &reliable, &num_valid);
  if (const std::string code = code_of(best); is_known_language(code)) return code;
  for (std::size_t i = 0; i < languages.size(); ++i)
    if (const std::string code = code_of(languages[i]); percents[i] > 0 && is_known_language(code)) return code;
  return "unknown";
}

}  // namespace assay::text
