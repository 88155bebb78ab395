#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/jinja/lexer.h"

namespace assay::text::jinja {

/// The tokens of a template with a place in them.
class TokenStream {
 public:
  explicit TokenStream(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  /// The next token, moved past; the last one stays.
  const Token& take() {
    const Token& token = peek();
    if (next_ + 1 < tokens_.size()) ++next_;
    return token;
  }
  bool at(Token::Kind kind) const { return peek().kind == kind; }
  bool at_name(std::string_view name) const { return at(Token::Kind::kName) && peek().text == name; }
  bool at_operator(std::string_view op) const { return at(Token::Kind::kOperator) && peek().text == op; }
  bool skip_name(std::string_view name) { return at_name(name) && (take(), true); }
  bool skip_operator(std::string_view op) { return at_operator(op) && (take(), true); }

  /// Throws: Failure "expected WHAT, not ..." at the next token.
  [[noreturn]] void fail_expected(std::string_view what) const;
  void expect_operator(std::string_view op) {
    if (!skip_operator(op)) fail_expected("'" + std::string(op) + "'");
  }
  std::string expect_name(std::string_view what) {
    if (!at(Token::Kind::kName)) fail_expected(what);
    return take().text;
  }

 private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

/// How a token reads in a message.
std::string describe(const Token& token);

}  // namespace assay::text::jinja
