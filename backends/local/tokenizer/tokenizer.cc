#include "backends/local/tokenizer/tokenizer.h"

namespace assay::local {

std::vector<std::vector<TokenId>> Tokenizer::encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                         SpecialTokens special) const {
  std::vector<std::vector<TokenId>> all;
  all.reserve(endings.size());
  std::string text;
  for (const std::string& ending : endings) {
    text.assign(beginning).append(ending);
    all.push_back(encode(text, special));
  }
  return all;
}

}  // namespace assay::local
