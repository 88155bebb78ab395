#include "metrics/text/squad_normalize.h"

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {

std::vector<std::string> squad_tokens(std::string_view text) {
  // Word boundaries are those of Unicode: the `a` of "a\u00F1o" is no article.
  static const text::Regex kArticles(R"(\b(a|an|the)\b)");
  const std::string bare = without(text::to_lower(text), is_ascii_punctuation);
  return text::split_white_space(kArticles.replace_all(bare, " "));
}

std::string squad_normalize(std::string_view text) {
  std::string joined;
  for (const std::string& token : squad_tokens(text)) {
    if (!joined.empty()) joined += ' ';
    joined += token;
  }
  return joined;
}

}  // namespace assay::metrics
