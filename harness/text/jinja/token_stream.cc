#include "harness/text/jinja/token_stream.h"

#include <fmt/core.h>

namespace assay::text::jinja {

std::string describe(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kData: return "text";
    case Token::Kind::kBlockBegin: return "'{%'";
    case Token::Kind::kBlockEnd: return "'%}'";
    case Token::Kind::kVariableBegin: return "'{{'";
    case Token::Kind::kVariableEnd: return "'}}'";
    case Token::Kind::kName: return "'" + token.text + "'";
    case Token::Kind::kString: return "a string";
    case Token::Kind::kInteger:
    case Token::Kind::kFloat: return "a number";
    case Token::Kind::kOperator: return "'" + token.text + "'";
    case Token::Kind::kEnd: return "the end of the template";
  }
  return "?";
}

void TokenStream::fail_expected(std::string_view what) const {
  throw Failure(fmt::format("expected {}, not {}", what, describe(peek())), peek().at);
}

}  // namespace assay::text::jinja
