#include "datasets/convert/python_expression_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

namespace assay::datasets::convert {
namespace {

using Kind = PythonExpr::Kind;

constexpr int kMaxDepth = 100;      // of brackets
constexpr int kMaxTreeDepth = 400;  // of a chain of operators or subscripts too

// Bounds how deep an expression nests: what follows it is recursive.
void measure(PythonExpr& expr) {
  const auto count = [&](const PythonExprPtr& child) {
    if (child) expr.depth = std::max(expr.depth, child->depth + 1);
  };
  for (const PythonExprPtr& child : expr.children) count(child);
  for (const auto& [name, value] : expr.named) count(value);
  for (const PythonComprehension& loop : expr.loops) {
    count(loop.targets);
    count(loop.items);
    for (const PythonExprPtr& condition : loop.conditions) count(condition);
  }
  if (expr.function)
    for (const auto& statement : expr.function->body) count(statement->value);
  if (expr.depth > kMaxTreeDepth) throw NotUnderstood{fmt::format("expressions are nested more than {} deep", kMaxTreeDepth), expr.line};
}

std::shared_ptr<PythonExpr> make(Kind kind, int line, std::string text = "") {
  auto expr = std::make_shared<PythonExpr>();
  expr->kind = kind;
  expr->line = line;
  expr->text = std::move(text);
  return expr;
}

// Operators of two sides, from the loosest to the tightest.
constexpr std::array<std::string_view, 1> kOr = {"|"}, kXor = {"^"}, kAnd = {"&"};
constexpr std::array<std::string_view, 2> kShift = {"<<", ">>"}, kSum = {"+", "-"};
constexpr std::array<std::string_view, 5> kProduct = {"*", "/", "//", "%", "@"};
constexpr std::array<std::span<const std::string_view>, 6> kLevels = {kOr, kXor, kAnd, kShift, kSum, kProduct};
constexpr std::array<std::string_view, 6> kComparisons = {"==", "!=", "<", ">", "<=", ">="};
constexpr std::array<std::string_view, 22> kKeywords = {"and", "or", "not", "if", "else", "elif", "for", "in", "is", "lambda", "return",
                                                        "def", "class", "while", "try", "except", "with", "import", "from", "yield", "await",
                                                        "async"};

}  // namespace

PythonToken PythonExpressionParser::take() {
  PythonToken token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}
bool PythonExpressionParser::at_operator(std::string_view text) const {
  return peek().kind == PythonToken::Kind::kOperator && peek().text == text;
}
bool PythonExpressionParser::at_name(std::string_view text) const {
  return peek().kind == PythonToken::Kind::kName && peek().text == text;
}
bool PythonExpressionParser::skip_operator(std::string_view text) { return at_operator(text) ? (take(), true) : false; }
bool PythonExpressionParser::skip_name(std::string_view text) { return at_name(text) ? (take(), true) : false; }
void PythonExpressionParser::expect_operator(std::string_view text) {
  if (!skip_operator(text)) fail_expected(fmt::format("'{}'", text));
}
std::string PythonExpressionParser::expect_name() {
  if (peek().kind != PythonToken::Kind::kName) fail_expected("a name");
  return take().text;
}
void PythonExpressionParser::fail_expected(std::string_view what) const {
  throw NotUnderstood{fmt::format("expected {}, not '{}'", what, peek().text.substr(0, 40)), peek().line};
}

PythonExprPtr PythonExpressionParser::parse_expression() {
  if (++depth_ > kMaxDepth) throw NotUnderstood{fmt::format("expressions are nested more than {} deep", kMaxDepth), peek().line};
  PythonExprPtr expr = at_name("lambda") ? parse_lambda() : parse_or();
  if (at_name("if")) {
    const auto condition = make(Kind::kCondition, take().line);
    condition->children = {expr, parse_or()};
    if (!skip_name("else")) fail_expected("'else'");
    condition->children.push_back(parse_expression());
    measure(*condition);
    expr = condition;
  }
  --depth_;
  return expr;
}

PythonExprPtr PythonExpressionParser::parse_tuple() {
  const int line = peek().line;
  const auto one = [&]() -> PythonExprPtr {
    if (!at_operator("*")) return parse_expression();
    const auto starred = make(Kind::kStarred, take().line, "*");
    starred->children = {parse_or()};
    return starred;
  };
  PythonExprPtr first = one();
  if (!at_operator(",")) return first;
  const auto tuple = make(Kind::kTuple, line);
  tuple->children.push_back(std::move(first));
  while (skip_operator(",")) {
    const PythonToken& next = peek();
    if (next.kind == PythonToken::Kind::kNewline || (next.kind == PythonToken::Kind::kOperator && (next.text == ")" || next.text == "=" || next.text == "]")))
      break;
    tuple->children.push_back(one());
  }
  measure(*tuple);
  return tuple;
}

PythonExprPtr PythonExpressionParser::parse_targets() {
  const auto tuple = make(Kind::kTuple, peek().line);
  bool is_tuple = false;
  do {
    if (at_name("in")) break;
    tuple->children.push_back(parse_postfix());
  } while (skip_operator(",") && (is_tuple = true));
  if (tuple->children.empty()) fail_expected("a name");
  return tuple->children.size() == 1 && !is_tuple ? tuple->children[0] : PythonExprPtr(tuple);
}

PythonExprPtr PythonExpressionParser::parse_or() {
  PythonExprPtr left = parse_and();
  while (at_name("or")) {
    const auto both = make(Kind::kBinary, take().line, "or");
    both->children = {left, parse_and()};
    measure(*both);
    left = both;
  }
  return left;
}

PythonExprPtr PythonExpressionParser::parse_and() {
  PythonExprPtr left = parse_not();
  while (at_name("and")) {
    const auto both = make(Kind::kBinary, take().line, "and");
    both->children = {left, parse_not()};
    measure(*both);
    left = both;
  }
  return left;
}

PythonExprPtr PythonExpressionParser::parse_not() {
  int count = 0;
  const int line = peek().line;
  while (skip_name("not")) ++count;
  PythonExprPtr expr = parse_compare();
  for (; count > 0; --count) {
    const auto inverse = make(Kind::kUnary, line, "not");
    inverse->children = {expr};
    measure(*inverse);
    expr = inverse;
  }
  return expr;
}

PythonExprPtr PythonExpressionParser::parse_compare() {
  PythonExprPtr left = parse_binary(0);
  std::shared_ptr<PythonExpr> chain;
  while (true) {
    std::string op;
    const int line = peek().line;
    if (peek().kind == PythonToken::Kind::kOperator && std::find(kComparisons.begin(), kComparisons.end(), peek().text) != kComparisons.end())
      op = take().text;
    else if (skip_name("in"))
      op = "in";
    else if (at_name("not") && peek(1).text == "in" && peek(1).kind == PythonToken::Kind::kName)
      op = (take(), take(), "not in");
    else if (skip_name("is"))
      op = skip_name("not") ? "is not" : "is";
    else
      return chain ? PythonExprPtr(chain) : left;
    if (!chain) {
      chain = make(Kind::kCompare, line);
      chain->children.push_back(left);
    }
    chain->operators.push_back(std::move(op));
    chain->children.push_back(parse_binary(0));
    measure(*chain);
  }
}

PythonExprPtr PythonExpressionParser::parse_binary(int level) {
  if (level == static_cast<int>(kLevels.size())) return parse_unary();
  PythonExprPtr left = parse_binary(level + 1);
  const auto& operators = kLevels[static_cast<std::size_t>(level)];
  while (peek().kind == PythonToken::Kind::kOperator && std::find(operators.begin(), operators.end(), peek().text) != operators.end()) {
    const PythonToken op = take();
    const auto both = make(Kind::kBinary, op.line, op.text);
    both->children = {left, parse_binary(level + 1)};
    measure(*both);
    left = both;
  }
  return left;
}

PythonExprPtr PythonExpressionParser::parse_unary() {
  std::vector<PythonToken> signs;
  while (at_operator("-") || at_operator("+") || at_operator("~")) signs.push_back(take());
  PythonExprPtr expr = parse_postfix();
  if (at_operator("**")) {
    const auto power = make(Kind::kBinary, take().line, "**");
    if (++depth_ > kMaxDepth) fail_expected("fewer powers");
    power->children = {expr, parse_unary()};
    --depth_;
    measure(*power);
    expr = power;
  }
  for (; !signs.empty(); signs.pop_back()) {
    const auto sign = make(Kind::kUnary, signs.back().line, signs.back().text);
    sign->children = {expr};
    measure(*sign);
    expr = sign;
  }
  return expr;
}

PythonExprPtr PythonExpressionParser::parse_postfix() {
  PythonExprPtr expr = parse_primary();
  while (true) {
    if (at_operator(".")) {
      const auto access = make(Kind::kAttribute, take().line);
      access->text = expect_name();
      access->children = {expr};
      measure(*access);
      expr = access;
    } else if (at_operator("[")) {
      expr = parse_subscript(std::move(expr));
    } else if (at_operator("(")) {
      expr = parse_call(std::move(expr));
    } else {
      return expr;
    }
  }
}

PythonExprPtr PythonExpressionParser::parse_subscript(PythonExprPtr object) {
  const auto item = make(Kind::kItem, take().line);
  item->children.push_back(std::move(object));
  const auto at_end = [&] { return at_operator(":") || at_operator("]"); };
  PythonExprPtr first = at_end() ? nullptr : parse_tuple();
  if (at_operator(":")) {
    take();
    item->kind = Kind::kSlice;
    item->children.push_back(std::move(first));
    item->children.push_back(at_end() ? nullptr : parse_expression());
    item->children.push_back(skip_operator(":") && !at_end() ? parse_expression() : nullptr);
  } else {
    if (!first) fail_expected("a subscript");
    item->children.push_back(std::move(first));
  }
  expect_operator("]");
  measure(*item);
  return item;
}

PythonExprPtr PythonExpressionParser::parse_call(PythonExprPtr callee) {
  const auto call = make(Kind::kCall, take().line);
  call->children.push_back(std::move(callee));
  while (!at_operator(")")) {
    if (at_operator("*") || at_operator("**")) {
      const auto starred = make(Kind::kStarred, peek().line, take().text);
      starred->children = {parse_expression()};
      call->children.push_back(starred);
    } else if (peek().kind == PythonToken::Kind::kName && peek(1).kind == PythonToken::Kind::kOperator && peek(1).text == "=") {
      std::string name = take().text;
      take();
      call->named.emplace_back(std::move(name), parse_expression());
    } else {
      PythonExprPtr argument = parse_expression();
      if (at_name("for")) {
        const auto made = make(Kind::kListOf, peek().line);
        made->children = {argument};
        made->loops = parse_loops();
        argument = made;
      }
      call->children.push_back(std::move(argument));
    }
    if (!skip_operator(",")) break;
  }
  expect_operator(")");
  measure(*call);
  return call;
}

std::vector<PythonComprehension> PythonExpressionParser::parse_loops() {
  std::vector<PythonComprehension> loops;
  while (skip_name("for")) {
    PythonComprehension loop;
    loop.targets = parse_targets();
    if (!skip_name("in")) fail_expected("'in'");
    loop.items = parse_or();
    while (skip_name("if")) loop.conditions.push_back(parse_or());
    loops.push_back(std::move(loop));
  }
  return loops;
}

void PythonExpressionParser::parse_parameters(PythonFunction& function, std::string_view end) {
  while (!at_operator(end)) {
    if (skip_operator("/")) {
      // Positional only: names are the same.
    } else if (skip_operator("*")) {
      if (peek().kind == PythonToken::Kind::kName) {
        take();
        function.takes_any = true;
      }
    } else if (skip_operator("**")) {
      expect_name();
      function.takes_any = true;
    } else {
      PythonParameter parameter{expect_name(), nullptr};
      if (end == ")" && skip_operator(":")) parse_expression();  // its type
      if (skip_operator("=")) parameter.fallback = parse_expression();
      function.parameters.push_back(std::move(parameter));
    }
    if (!skip_operator(",")) break;
  }
}

PythonExprPtr PythonExpressionParser::parse_lambda() {
  const auto expr = make(Kind::kLambda, take().line);
  auto function = std::make_shared<PythonFunction>();
  function->line = expr->line;
  parse_parameters(*function, ":");
  expect_operator(":");
  auto value = std::make_shared<PythonStatement>();
  value->kind = PythonStatement::Kind::kReturn;
  value->line = expr->line;
  value->value = parse_expression();
  function->body = {value};
  expr->function = function;
  measure(*expr);
  return expr;
}

PythonExprPtr PythonExpressionParser::parse_primary() {
  const PythonToken& token = peek();
  switch (token.kind) {
    case PythonToken::Kind::kName: {
      if (std::find(kKeywords.begin(), kKeywords.end(), token.text) != kKeywords.end()) fail_expected("an expression");
      const bool is_constant = token.text == "True" || token.text == "False" || token.text == "None";
      const auto name = make(is_constant ? Kind::kConstant : Kind::kName, token.line);
      name->text = take().text;
      return name;
    }
    case PythonToken::Kind::kNumber: {
      const auto number = make(Kind::kNumber, token.line);
      number->text = take().text;
      return number;
    }
    case PythonToken::Kind::kText:
    case PythonToken::Kind::kFormatText: {
      // Strings in a row are one.
      const auto all = make(Kind::kFormat, token.line);
      while (peek().kind == PythonToken::Kind::kText || peek().kind == PythonToken::Kind::kFormatText) {
        const PythonToken part = take();
        if (part.kind == PythonToken::Kind::kText) {
          all->children.push_back(make(Kind::kText, part.line, part.text));
          continue;
        }
        const PythonExprPtr format = parse_format(part);
        all->children.insert(all->children.end(), format->children.begin(), format->children.end());
      }
      const bool plain = std::all_of(all->children.begin(), all->children.end(), [](const auto& c) { return c->kind == Kind::kText; });
      measure(*all);
      if (!plain) return all;
      std::string text;
      for (const PythonExprPtr& piece : all->children) text += piece->text;
      return make(Kind::kText, all->line, std::move(text));
    }
    case PythonToken::Kind::kOperator:
      if (token.text == "(") return parse_brackets(')');
      if (token.text == "[") return parse_brackets(']');
      if (token.text == "{") return parse_brackets('}');
      break;
    default: break;
  }
  fail_expected("an expression");
}

// A tuple, an expression in parentheses, a list, a set, a dict, or a comprehension.
PythonExprPtr PythonExpressionParser::parse_brackets(char close) {
  const auto made = make(close == ')' ? Kind::kTuple : close == ']' ? Kind::kList : Kind::kSet, take().line);
  const std::string end(1, close);
  if (close == '}' && at_operator("}")) made->kind = Kind::kDict;
  bool has_comma = false;
  while (!at_operator(end)) {
    if (close == '}' && at_operator("**")) {
      take();
      made->kind = Kind::kDict;
      made->children.push_back(nullptr);
      made->children.push_back(parse_or());
    } else if (at_operator("*")) {
      const auto starred = make(Kind::kStarred, take().line, "*");
      starred->children = {parse_or()};
      made->children.push_back(starred);
    } else {
      made->children.push_back(parse_expression());
      if (close == '}' && skip_operator(":")) {
        made->kind = Kind::kDict;
        made->children.push_back(parse_expression());
      }
    }
    if (at_name("for")) {
      made->kind = made->kind == Kind::kDict ? Kind::kDictOf : Kind::kListOf;
      made->loops = parse_loops();
      break;
    }
    if (!skip_operator(",")) break;
    has_comma = true;
  }
  expect_operator(end);
  if (made->kind == Kind::kTuple && made->children.size() == 1 && !has_comma) return made->children[0];
  measure(*made);
  return made;
}

// The texts and values of an f-string.
PythonExprPtr PythonExpressionParser::parse_format(const PythonToken& token) {
  const auto format = make(Kind::kFormat, token.line);
  const std::string& body = token.text;
  std::string text;
  const auto flush = [&] {
    if (!text.empty()) format->children.push_back(make(Kind::kText, token.line, token.is_raw ? text : python_unescaped(text, token.line)));
    text.clear();
  };
  for (std::size_t i = 0; i < body.size(); ++i) {
    if ((body[i] == '{' || body[i] == '}') && i + 1 < body.size() && body[i + 1] == body[i]) {
      text += body[i++];
      continue;
    }
    if (body[i] != '{') {
      text += body[i];
      continue;
    }
    flush();
    // The expression ends at a '}', '!' or ':' that is in no brackets and no string.
    std::size_t end = i + 1;
    int brackets = 0;
    for (char quote = '\0'; end < body.size(); ++end) {
      const char c = body[end];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        ++brackets;
      } else if (brackets > 0 && (c == ')' || c == ']' || c == '}')) {
        --brackets;
      } else if (brackets == 0 && (c == '}' || c == ':' || (c == '!' && end + 1 < body.size() && body[end + 1] != '='))) {
        break;
      }
    }
    const auto value = make(Kind::kValue, token.line);
    PythonExpressionParser inner(python_tokens("(" + body.substr(i + 1, end - i - 1) + ")", token.line));
    inner.depth_ = depth_ + 1;
    if (inner.depth_ > kMaxDepth) throw NotUnderstood{"f-strings are nested too deep", token.line};
    value->children.push_back(inner.parse_expression());
    if (inner.peek().kind != PythonToken::Kind::kNewline) inner.fail_expected("the end of an f-string's value");
    if (end < body.size() && body[end] == '!') value->text = body.substr(end + 1, 1), end += 2;
    if (end < body.size() && body[end] == ':') {
      const std::size_t close = body.find('}', end);
      if (close == std::string::npos) throw NotUnderstood{"an f-string's value is not closed", token.line};
      value->operators.push_back(body.substr(end + 1, close - end - 1));
      end = close;
    }
    if (end >= body.size() || body[end] != '}') throw NotUnderstood{"an f-string's value is not closed", token.line};
    format->children.push_back(value);
    i = end;
  }
  flush();
  measure(*format);
  return format;
}

}  // namespace assay::datasets::convert
