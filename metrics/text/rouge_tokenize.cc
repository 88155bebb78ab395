#include "metrics/text/rouge_tokenize.h"

#include "harness/text/unicode.h"
#include "metrics/text/porter.h"

namespace assay::metrics {
namespace {

bool is_token_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::vector<std::string> rouge_tokens(std::string_view text, bool use_stemmer) {
  // The full lower case matters: the Kelvin sign becomes a k, which is kept.
  const std::string lowered = text::to_lower(text);
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < lowered.size();) {
    std::size_t end = at;
    while (end < lowered.size() && is_token_byte(lowered[end])) ++end;
    if (end > at) {
      const std::string_view token = std::string_view(lowered).substr(at, end - at);
      tokens.push_back(use_stemmer && token.size() > 3 ? porter_stem(token) : std::string(token));
    }
    at = end + 1;
  }
  return tokens;
}

}  // namespace assay::metrics
