#include "metrics/text/rouge_tokenize.h"

#include <algorithm>
#include <array>

#include "metrics/text/porter.h"

namespace assay::metrics {
namespace {

/// By byte, the character of a token that it is, or else a space, or a line feed.
constexpr std::array<char, 256> kTokenBytes = [] {
  std::array<char, 256> bytes{};
  for (unsigned c = 0; c < 256; ++c) {
    char& byte = bytes[c];
    byte = c == '\n' ? '\n' : ' ';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) byte = static_cast<char>(c);
    if (c >= 'A' && c <= 'Z') byte = static_cast<char>(c + 32);
  }
  return bytes;
}();

/// The lower-cased text of bytes as above, so that only ASCII is left. Two characters beyond it have a lower case within:
/// the Kelvin sign, and the capital I with a dot, whose dot becomes a mark by itself.
std::string token_bytes(std::string_view text) {
  std::string out;
  out.resize(text.size());
  char* to = out.data();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (byte == 0xE2 && text.substr(i, 3) == "\xE2\x84\xAA") {
      *to++ = 'k';
      i += 2;
    } else if (byte == 0xC4 && text.substr(i, 2) == "\xC4\xB0") {
      *to++ = 'i';
      *to++ = ' ';
      i += 1;
    } else {
      *to++ = kTokenBytes[byte];
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

/// The tokens from `at` to the next line feed, or with `all` to the end; `at` is then behind it.
std::vector<std::string_view> take_tokens(std::string& storage, std::size_t& at, bool use_stemmer, bool all) {
  std::vector<std::string_view> tokens;
  tokens.reserve(std::min<std::size_t>(storage.size() / 5, 256));
  while (at < storage.size()) {
    const char c = storage[at];
    if (c == '\n' && !all) break;
    const std::size_t begin = at++;
    if (c <= ' ') continue;
    while (at < storage.size() && storage[at] > ' ') ++at;
    char* token = storage.data() + begin;
    const std::size_t size = at - begin;
    tokens.emplace_back(token, use_stemmer && size > 3 ? porter_stem_in_place(token, size) : size);
  }
  ++at;
  return tokens;
}

}  // namespace

std::vector<std::string_view> rouge_tokens(std::string_view text, bool use_stemmer, std::string& storage) {
  storage = token_bytes(text);
  std::size_t at = 0;
  return take_tokens(storage, at, use_stemmer, true);
}

std::vector<std::vector<std::string_view>> rouge_sentences(std::string_view text, bool use_stemmer,
                                                           std::string& storage) {
  storage = token_bytes(text);
  std::vector<std::vector<std::string_view>> sentences;
  for (std::size_t at = 0; at < storage.size();) {
    std::vector<std::string_view> tokens = take_tokens(storage, at, use_stemmer, false);
    if (!tokens.empty()) sentences.push_back(std::move(tokens));
  }
  return sentences;
}

}  // namespace assay::metrics
