#include "harness/text/jinja/expression_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/core/error.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/tests.h"

namespace assay::text::jinja {

namespace {

constexpr int kMaxNesting = 200;

std::optional<Operator> compare_operator(std::string_view text) {
  if (text == "==") return Operator::kEq;
  if (text == "!=") return Operator::kNe;
  if (text == "<") return Operator::kLt;
  if (text == "<=") return Operator::kLe;
  if (text == ">") return Operator::kGt;
  if (text == ">=") return Operator::kGe;
  return std::nullopt;
}

std::string unknown(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  const std::string near = did_you_mean(name, known);
  return fmt::format("there is no {} '{}'{}", what, name, near.empty() ? "" : "; did you mean '" + near + "'?");
}

}  // namespace

ExpressionParser::Nesting::Nesting(ExpressionParser& parser) : parser_(parser) {
  if (parser_.nesting_ >= kMaxNesting)
    throw Failure(fmt::format("nested more than {} levels deep", kMaxNesting), parser_.stream_.peek().at);
  ++parser_.nesting_;
}

ExprPtr ExpressionParser::make(Expr::Kind kind, Position at) const {
  auto expr = std::make_unique<Expr>();
  expr->kind = kind;
  expr->at = at;
  return expr;
}

// Chains such as a.b.c or a + b + c are trees too, although they are read without recursion.
ExprPtr ExpressionParser::finish(ExprPtr expr) const {
  for (const ExprPtr& child : expr->children)
    if (child) expr->depth = std::max(expr->depth, child->depth + 1);
  for (const auto& [name, child] : expr->named) expr->depth = std::max(expr->depth, child->depth + 1);
  if (expr->depth > kMaxNesting)
    throw Failure(fmt::format("an expression nests more than {} levels deep", kMaxNesting), expr->at);
  return expr;
}

ExprPtr ExpressionParser::binary(Operator op, Position at, ExprPtr left, ExprPtr right) const {
  ExprPtr expr = make(Expr::Kind::kBinary, at);
  expr->operators.push_back(op);
  expr->children.push_back(std::move(left));
  expr->children.push_back(std::move(right));
  return finish(std::move(expr));
}

ExprPtr ExpressionParser::parse_expression(bool with_condition) {
  const Nesting nesting(*this);
  ExprPtr value = parse_or();
  while (with_condition && stream_.at_name("if")) {
    ExprPtr expr = make(Expr::Kind::kCondition, stream_.take().at);
    expr->children.push_back(std::move(value));
    expr->children.push_back(parse_or());
    expr->children.push_back(stream_.skip_name("else") ? parse_expression() : nullptr);
    value = finish(std::move(expr));
  }
  return value;
}

ExprPtr ExpressionParser::parse_or() {
  ExprPtr first = parse_and();
  if (!stream_.at_name("or")) return first;
  ExprPtr expr = make(Expr::Kind::kOr, stream_.peek().at);
  expr->children.push_back(std::move(first));
  while (stream_.skip_name("or")) expr->children.push_back(parse_and());
  return finish(std::move(expr));
}

ExprPtr ExpressionParser::parse_and() {
  ExprPtr first = parse_not();
  if (!stream_.at_name("and")) return first;
  ExprPtr expr = make(Expr::Kind::kAnd, stream_.peek().at);
  expr->children.push_back(std::move(first));
  while (stream_.skip_name("and")) expr->children.push_back(parse_not());
  return finish(std::move(expr));
}

ExprPtr ExpressionParser::parse_not() {
  if (!stream_.at_name("not")) return parse_compare();
  const Nesting nesting(*this);
  ExprPtr expr = make(Expr::Kind::kNot, stream_.take().at);
  expr->children.push_back(parse_not());
  return finish(std::move(expr));
}

ExprPtr ExpressionParser::parse_compare() {
  ExprPtr first = parse_sum();
  ExprPtr expr;
  while (true) {
    std::optional<Operator> op;
    if (stream_.at(Token::Kind::kOperator)) op = compare_operator(stream_.peek().text);
    if (stream_.at_name("in")) op = Operator::kIn;
    const bool negated =
        stream_.at_name("not") && stream_.peek(1).kind == Token::Kind::kName && stream_.peek(1).text == "in";
    if (negated) op = Operator::kNotIn;
    if (!op) break;
    if (!expr) {
      expr = make(Expr::Kind::kCompare, stream_.peek().at);
      expr->children.push_back(std::move(first));
    }
    stream_.take();
    if (negated) stream_.take();
    expr->operators.push_back(*op);
    expr->children.push_back(parse_sum());
  }
  return expr ? finish(std::move(expr)) : std::move(first);
}

ExprPtr ExpressionParser::parse_sum() {
  ExprPtr left = parse_concat();
  while (stream_.at_operator("+") || stream_.at_operator("-")) {
    const Token& token = stream_.take();
    const Operator op = token.text == "+" ? Operator::kAdd : Operator::kSub;
    left = binary(op, token.at, std::move(left), parse_concat());
  }
  return left;
}

ExprPtr ExpressionParser::parse_concat() {
  ExprPtr first = parse_product();
  if (!stream_.at_operator("~")) return first;
  ExprPtr expr = make(Expr::Kind::kConcat, stream_.peek().at);
  expr->children.push_back(std::move(first));
  while (stream_.skip_operator("~")) expr->children.push_back(parse_product());
  return finish(std::move(expr));
}

ExprPtr ExpressionParser::parse_product() {
  ExprPtr left = parse_power();
  while (stream_.at_operator("*") || stream_.at_operator("/") || stream_.at_operator("//") ||
         stream_.at_operator("%")) {
    const Token& token = stream_.take();
    const Operator op = token.text == "*"    ? Operator::kMul
                        : token.text == "/"  ? Operator::kDiv
                        : token.text == "//" ? Operator::kFloorDiv
                                             : Operator::kMod;
    left = binary(op, token.at, std::move(left), parse_power());
  }
  return left;
}

ExprPtr ExpressionParser::parse_power() {
  ExprPtr left = parse_unary(true);
  while (stream_.at_operator("**")) {
    const Position at = stream_.take().at;
    left = binary(Operator::kPow, at, std::move(left), parse_unary(true));
  }
  return left;
}

ExprPtr ExpressionParser::parse_unary(bool with_filter) {
  const Nesting nesting(*this);
  ExprPtr expr;
  if (stream_.at_operator("-") || stream_.at_operator("+")) {
    const Token& token = stream_.take();
    expr = make(token.text == "-" ? Expr::Kind::kNegative : Expr::Kind::kPositive, token.at);
    expr->children.push_back(parse_unary(false));
    expr = finish(std::move(expr));
  } else {
    expr = parse_primary();
  }
  expr = parse_postfix(std::move(expr));
  return with_filter ? parse_filters(std::move(expr)) : std::move(expr);
}

ExprPtr ExpressionParser::parse_primary() {
  const Token& token = stream_.peek();
  ExprPtr expr = make(Expr::Kind::kConstant, token.at);
  switch (token.kind) {
    case Token::Kind::kName: {
      const std::string name = stream_.take().text;
      if (name == "true" || name == "True") {
        expr->constant = true;
      } else if (name == "false" || name == "False") {
        expr->constant = false;
      } else if (name != "none" && name != "None") {
        expr->kind = Expr::Kind::kName;
        expr->text = name;
        macro_names_.varargs |= name == "varargs";
        macro_names_.kwargs |= name == "kwargs";
        macro_names_.caller |= name == "caller";
      }
      return expr;
    }
    case Token::Kind::kString: {
      std::string text;
      while (stream_.at(Token::Kind::kString)) text += stream_.take().text;
      expr->constant = std::move(text);
      return expr;
    }
    case Token::Kind::kInteger: expr->constant = stream_.take().integer; return expr;
    case Token::Kind::kFloat: expr->constant = stream_.take().number; return expr;
    case Token::Kind::kOperator:
      if (stream_.skip_operator("(")) {
        expr = parse_tuple(true, "", true);
        stream_.expect_operator(")");
        return expr;
      }
      if (stream_.at_operator("[")) return parse_list();
      if (stream_.at_operator("{")) return parse_dict();
      break;
    default: break;
  }
  stream_.fail_expected("an expression");
}

bool ExpressionParser::at_tuple_end(std::string_view end_name) const {
  return stream_.at(Token::Kind::kVariableEnd) || stream_.at(Token::Kind::kBlockEnd) || stream_.at_operator(")") ||
         (!end_name.empty() && stream_.at_name(end_name));
}

ExprPtr ExpressionParser::parse_tuple(bool with_condition, std::string_view end_name, bool in_parentheses) {
  const Position at = stream_.peek().at;
  ExprPtr tuple = make(Expr::Kind::kTuple, at);
  bool has_comma = false;
  while (!at_tuple_end(end_name)) {
    tuple->children.push_back(parse_expression(with_condition));
    if (!stream_.skip_operator(",")) break;
    has_comma = true;
  }
  if (tuple->children.empty() && !in_parentheses) stream_.fail_expected("an expression");
  if (tuple->children.size() == 1 && !has_comma) return std::move(tuple->children[0]);
  return finish(std::move(tuple));
}

ExprPtr ExpressionParser::parse_list() {
  ExprPtr list = make(Expr::Kind::kList, stream_.take().at);
  while (!stream_.at_operator("]")) {
    list->children.push_back(parse_expression());
    if (list->children.size() == 1 && stream_.at_name("for")) return parse_list_of(std::move(list));
    if (!stream_.skip_operator(",")) break;
  }
  stream_.expect_operator("]");
  return finish(std::move(list));
}

// Python's [f(x) for x in items if g(x)], which Jinja does not have.
ExprPtr ExpressionParser::parse_list_of(ExprPtr list) {
  stream_.take();
  list->kind = Expr::Kind::kListOf;
  const bool in_parentheses = stream_.skip_operator("(");
  do list->names.push_back(stream_.expect_name("the name of an item"));
  while (stream_.skip_operator(","));
  if (in_parentheses) stream_.expect_operator(")");
  if (!stream_.skip_name("in")) stream_.fail_expected("'in'");
  list->children.push_back(parse_expression(false));
  list->children.push_back(stream_.skip_name("if") ? parse_expression(false) : nullptr);
  stream_.expect_operator("]");
  return finish(std::move(list));
}

ExprPtr ExpressionParser::parse_dict() {
  ExprPtr dict = make(Expr::Kind::kDict, stream_.take().at);
  while (!stream_.at_operator("}")) {
    dict->children.push_back(parse_expression());
    stream_.expect_operator(":");
    dict->children.push_back(parse_expression());
    if (!stream_.skip_operator(",")) break;
  }
  stream_.expect_operator("}");
  return finish(std::move(dict));
}

ExprPtr ExpressionParser::parse_postfix(ExprPtr expr) {
  while (true) {
    if (stream_.at_operator(".") || stream_.at_operator("[")) {
      expr = parse_subscript(std::move(expr));
    } else if (stream_.at_operator("(")) {
      ExprPtr call = make(Expr::Kind::kCall, stream_.peek().at);
      call->children.push_back(std::move(expr));
      parse_call_arguments(*call);
      expr = finish(std::move(call));
    } else {
      return expr;
    }
  }
}

ExprPtr ExpressionParser::parse_subscript(ExprPtr expr) {
  const Position at = stream_.peek().at;
  if (stream_.skip_operator(".")) {
    const bool is_name = stream_.at(Token::Kind::kName);
    if (!is_name && !stream_.at(Token::Kind::kInteger)) stream_.fail_expected("a name after '.'");
    ExprPtr access = make(is_name ? Expr::Kind::kAttribute : Expr::Kind::kItem, at);
    access->children.push_back(std::move(expr));
    if (is_name) {
      access->text = stream_.take().text;
    } else {
      ExprPtr index = make(Expr::Kind::kConstant, stream_.peek().at);
      index->constant = stream_.take().integer;
      access->children.push_back(std::move(index));
    }
    return finish(std::move(access));
  }
  stream_.expect_operator("[");
  ExprPtr access = make(Expr::Kind::kItem, at);
  access->children.push_back(std::move(expr));
  const auto at_part_end = [&] { return stream_.at_operator(":") || stream_.at_operator("]"); };
  ExprPtr first = at_part_end() ? nullptr : parse_expression();
  if (stream_.at_operator(":")) {
    access->kind = Expr::Kind::kSlice;
    access->children.push_back(std::move(first));
    stream_.take();
    access->children.push_back(at_part_end() ? nullptr : parse_expression());
    access->children.push_back(stream_.skip_operator(":") && !at_part_end() ? parse_expression() : nullptr);
  } else if (first) {
    access->children.push_back(std::move(first));
  } else {
    stream_.fail_expected("a subscript");
  }
  if (stream_.at_operator(",")) throw Failure("a subscript of several parts is not supported", stream_.peek().at);
  stream_.expect_operator("]");
  return finish(std::move(access));
}

void ExpressionParser::parse_call_arguments(Expr& into) {
  stream_.expect_operator("(");
  while (!stream_.at_operator(")")) {
    if (stream_.at_operator("*") || stream_.at_operator("**"))
      throw Failure("'*' and '**' arguments are not supported", stream_.peek().at);
    const bool is_named =
        stream_.at(Token::Kind::kName) && stream_.peek(1).kind == Token::Kind::kOperator && stream_.peek(1).text == "=";
    if (is_named) {
      std::string name = stream_.take().text;
      stream_.take();
      for (const auto& [other, value] : into.named)
        if (other == name) throw Failure("argument '" + name + "' is given twice", stream_.peek().at);
      into.named.emplace_back(std::move(name), parse_expression());
    } else {
      if (!into.named.empty()) throw Failure("a positional argument follows a named one", stream_.peek().at);
      into.children.push_back(parse_expression());
    }
    if (!stream_.skip_operator(",")) break;
  }
  stream_.expect_operator(")");
}

ExprPtr ExpressionParser::parse_filters(ExprPtr expr) {
  while (true) {
    if (stream_.at_operator("|")) {
      stream_.take();
      expr = parse_filter(std::move(expr));
    } else if (stream_.at_name("is")) {
      expr = parse_test(std::move(expr));
    } else if (stream_.at_operator("(")) {
      expr = parse_postfix(std::move(expr));
    } else {
      return expr;
    }
  }
}

ExprPtr ExpressionParser::parse_filter(ExprPtr expr) {
  ExprPtr filter = make(Expr::Kind::kFilter, stream_.peek().at);
  filter->text = stream_.expect_name("a filter's name");
  filter->filter = find_filter(filter->text);
  if (filter->filter == nullptr) throw Failure(unknown("filter", filter->text, filter_names()), filter->at);
  filter->children.push_back(std::move(expr));
  if (stream_.at_operator("(")) parse_call_arguments(*filter);
  return finish(std::move(filter));
}

ExprPtr ExpressionParser::parse_filter_chain() {
  ExprPtr expr = parse_filter(nullptr);
  while (stream_.skip_operator("|")) expr = parse_filter(std::move(expr));
  return expr;
}

ExprPtr ExpressionParser::parse_test(ExprPtr expr) {
  const Position at = stream_.take().at;
  const bool negated = stream_.skip_name("not");
  ExprPtr test = make(Expr::Kind::kTest, at);
  test->text = stream_.expect_name("a test's name");
  test->test = find_test(test->text);
  if (test->test == nullptr) throw Failure(unknown("test", test->text, test_names()), at);
  test->children.push_back(std::move(expr));
  const bool at_value = stream_.at(Token::Kind::kName) || stream_.at(Token::Kind::kString) ||
                        stream_.at(Token::Kind::kInteger) || stream_.at(Token::Kind::kFloat) ||
                        stream_.at_operator("[") || stream_.at_operator("{");
  if (stream_.at_operator("(")) {
    parse_call_arguments(*test);
  } else if (at_value && !stream_.at_name("else") && !stream_.at_name("or") && !stream_.at_name("and")) {
    if (stream_.at_name("is")) throw Failure("tests cannot be chained with 'is'", stream_.peek().at);
    test->children.push_back(parse_postfix(parse_primary()));
  }
  test = finish(std::move(test));
  if (!negated) return test;
  ExprPtr inverse = make(Expr::Kind::kNot, at);
  inverse->children.push_back(std::move(test));
  return finish(std::move(inverse));
}

}  // namespace assay::text::jinja
