#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/convert/python_syntax.h"
#include "datasets/convert/python_tokens.h"

namespace assay::datasets::convert {

/// Reads expressions from a list of tokens; the reader of statements works on the same place in it.
class PythonExpressionParser {
 public:
  explicit PythonExpressionParser(std::vector<PythonToken> tokens) : tokens_(std::move(tokens)) {}

  /// One expression, without a comma of its own. Throws: NotUnderstood, as all below.
  PythonExprPtr parse_expression();
  /// Expressions with commas between them as a tuple; one alone as itself.
  PythonExprPtr parse_tuple();
  /// What a for assigns to: names with commas between them.
  PythonExprPtr parse_targets();

  const PythonToken& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  PythonToken take();
  bool at_operator(std::string_view text) const;
  bool at_name(std::string_view text) const;
  bool skip_operator(std::string_view text);
  bool skip_name(std::string_view text);
  void expect_operator(std::string_view text);
  std::string expect_name();
  /// The parameters of a function up to `end`, which is not taken.
  void parse_parameters(PythonFunction& function, std::string_view end);
  [[noreturn]] void fail_expected(std::string_view what) const;

 private:
  PythonExprPtr parse_or();
  PythonExprPtr parse_and();
  PythonExprPtr parse_not();
  PythonExprPtr parse_compare();
  PythonExprPtr parse_binary(int level);
  PythonExprPtr parse_unary();
  PythonExprPtr parse_postfix();
  PythonExprPtr parse_primary();
  PythonExprPtr parse_lambda();
  PythonExprPtr parse_brackets(char close);
  PythonExprPtr parse_subscript(PythonExprPtr object);
  PythonExprPtr parse_call(PythonExprPtr callee);
  PythonExprPtr parse_format(const PythonToken& token);
  std::vector<PythonComprehension> parse_loops();

  std::vector<PythonToken> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace assay::datasets::convert
