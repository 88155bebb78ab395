#include "datasets/convert/python_parser.h"

#include <fmt/core.h>

#include <array>

#include "datasets/convert/python_expression_parser.h"

namespace assay::datasets::convert {
namespace {

using Kind = PythonStatement::Kind;

constexpr int kMaxBlocks = 100;
constexpr std::array<std::string_view, 7> kAugmented = {"+=", "-=", "*=", "/=", "//=", "%=", "|="};
constexpr std::array<std::string_view, 13> kOthers = {"while", "try", "with", "class", "raise", "del", "global", "nonlocal", "assert",
                                                      "async", "yield", "match", "type"};

class StatementParser {
 public:
  explicit StatementParser(std::vector<PythonToken> tokens) : at_(std::move(tokens)) {}

  PythonBlock parse_file() {
    PythonBlock block;
    while (at_.peek().kind != PythonToken::Kind::kEnd) add_line(block);
    return block;
  }

 private:
  bool at(PythonToken::Kind kind) const { return at_.peek().kind == kind; }

  static std::shared_ptr<PythonStatement> make(Kind kind, int line) {
    auto statement = std::make_shared<PythonStatement>();
    statement->kind = kind;
    statement->line = line;
    return statement;
  }

  PythonBlock parse_block() {
    if (++depth_ > kMaxBlocks) throw NotUnderstood{"blocks are nested too deep", at_.peek().line};
    at_.expect_operator(":");
    PythonBlock block;
    if (!at(PythonToken::Kind::kNewline)) {
      add_line(block);
    } else {
      at_.take();
      if (!at(PythonToken::Kind::kIndent)) at_.fail_expected("a block");
      at_.take();
      while (!at(PythonToken::Kind::kDedent) && !at(PythonToken::Kind::kEnd)) add_line(block);
      at_.take();
    }
    --depth_;
    return block;
  }

  // One compound statement, or the simple statements of a line.
  void add_line(PythonBlock& block) {
    const PythonToken first = at_.peek();
    if (first.kind == PythonToken::Kind::kNewline) {
      at_.take();
      return;
    }
    if (first.kind == PythonToken::Kind::kIndent || first.kind == PythonToken::Kind::kDedent) at_.fail_expected("a statement");
    if (first.kind == PythonToken::Kind::kName) {
      if (first.text == "def") return block.push_back(parse_function());
      if (first.text == "if") return block.push_back(parse_if());
      if (first.text == "for") return block.push_back(parse_for());
    }
    if (first.kind == PythonToken::Kind::kOperator && first.text == "@") {
      pass_line();  // a decorator: what it makes of the function is not known
      std::shared_ptr<PythonStatement> other = make(Kind::kOther, first.line);
      other->text = "a decorated function";
      pass_compound();
      return block.push_back(other);
    }
    for (const std::string_view word : kOthers)
      if (first.kind == PythonToken::Kind::kName && first.text == word && at_.peek(1).text != "=" && at_.peek(1).text != "." &&
          at_.peek(1).text != "(" && at_.peek(1).text != ":=") {
        auto other = make(Kind::kOther, first.line);
        other->text = word;
        pass_compound();
        return block.push_back(other);
      } else if (first.kind == PythonToken::Kind::kName && first.text == word && (word == "try" || word == "while" || word == "assert")) {
        auto other = make(Kind::kOther, first.line);
        other->text = word;
        pass_compound();
        return block.push_back(other);
      }
    do {
      if (at(PythonToken::Kind::kNewline)) break;
      block.push_back(parse_simple());
    } while (at_.skip_operator(";"));
    if (!at(PythonToken::Kind::kNewline)) at_.fail_expected("the end of the line");
    at_.take();
  }

  void pass_line() {
    while (!at(PythonToken::Kind::kNewline) && !at(PythonToken::Kind::kEnd)) at_.take();
    if (at(PythonToken::Kind::kNewline)) at_.take();
  }

  // Passes a statement with its block, and the except, finally and else that belong to it.
  void pass_compound() {
    do {
      pass_line();
      if (at(PythonToken::Kind::kIndent)) {
        int depth = 0;
        do {
          if (at(PythonToken::Kind::kIndent)) ++depth;
          if (at(PythonToken::Kind::kDedent)) --depth;
          at_.take();
        } while (depth > 0 && !at(PythonToken::Kind::kEnd));
      }
    } while (at_.at_name("except") || at_.at_name("finally") || at_.at_name("else") || at_.at_name("elif"));
  }

  std::shared_ptr<PythonStatement> parse_function() {
    auto statement = make(Kind::kFunction, at_.take().line);
    auto function = std::make_shared<PythonFunction>();
    function->line = statement->line;
    function->name = at_.expect_name();
    at_.expect_operator("(");
    at_.parse_parameters(*function, ")");
    at_.expect_operator(")");
    if (at_.skip_operator("->")) at_.parse_expression();
    function->body = parse_block();
    statement->function = function;
    return statement;
  }

  std::shared_ptr<PythonStatement> parse_if() {
    auto statement = make(Kind::kIf, at_.take().line);
    if (++depth_ > kMaxBlocks) throw NotUnderstood{"blocks are nested too deep", statement->line};
    statement->value = at_.parse_expression();
    statement->body = parse_block();
    if (at_.at_name("elif")) {
      statement->orelse = {parse_if()};
    } else if (at_.skip_name("else")) {
      statement->orelse = parse_block();
    }
    --depth_;
    return statement;
  }

  std::shared_ptr<PythonStatement> parse_for() {
    auto statement = make(Kind::kFor, at_.take().line);
    statement->targets = {at_.parse_targets()};
    if (!at_.skip_name("in")) at_.fail_expected("'in'");
    statement->value = at_.parse_tuple();
    statement->body = parse_block();
    if (at_.skip_name("else")) {
      statement->orelse = parse_block();
    }
    return statement;
  }

  std::string dotted_name() {
    std::string name;
    while (at_.at_operator(".") || at_.at_operator("...")) name += at_.take().text;
    if (at(PythonToken::Kind::kName) && !at_.at_name("import")) {
      name += at_.take().text;
      while (at_.skip_operator(".")) name += "." + at_.expect_name();
    }
    return name;
  }

  std::shared_ptr<PythonStatement> parse_import(bool is_from) {
    auto statement = make(is_from ? Kind::kFrom : Kind::kImport, at_.take().line);
    statement->text = dotted_name();
    if (!is_from) {
      statement->names.emplace_back(statement->text, at_.skip_name("as") ? at_.expect_name() : statement->text);
      while (!at(PythonToken::Kind::kNewline) && !at_.at_operator(";")) at_.take();  // further modules: nothing of use
      return statement;
    }
    if (!at_.skip_name("import")) at_.fail_expected("'import'");
    const bool in_parentheses = at_.skip_operator("(");
    while (at(PythonToken::Kind::kName) || at_.at_operator("*")) {
      std::string name = at_.take().text;
      std::string as = at_.skip_name("as") ? at_.expect_name() : name;
      statement->names.emplace_back(std::move(name), std::move(as));
      if (!at_.skip_operator(",")) break;
    }
    if (in_parentheses) at_.expect_operator(")");
    return statement;
  }

  std::shared_ptr<PythonStatement> parse_simple() {
    const int line = at_.peek().line;
    if (at_.at_name("import")) return parse_import(false);
    if (at_.at_name("from")) return parse_import(true);
    if (at_.skip_name("pass")) return make(Kind::kPass, line);
    if (at_.skip_name("continue")) return make(Kind::kContinue, line);
    if (at_.skip_name("break")) return make(Kind::kBreak, line);
    if (at_.skip_name("return")) {
      auto statement = make(Kind::kReturn, line);
      if (!at(PythonToken::Kind::kNewline) && !at_.at_operator(";")) statement->value = at_.parse_tuple();
      return statement;
    }
    auto statement = make(Kind::kExpression, line);
    statement->value = at_.parse_tuple();
    if (at_.skip_operator(":")) {  // an annotated name
      at_.parse_expression();
      if (!at_.at_operator("=")) return make(Kind::kPass, line);
    }
    for (const std::string_view op : kAugmented)
      if (at_.at_operator(op)) {
        statement->kind = Kind::kAugmented;
        statement->targets = {statement->value};
        statement->text = at_.take().text;
        statement->value = at_.parse_tuple();
        return statement;
      }
    while (at_.skip_operator("=")) {
      statement->kind = Kind::kAssign;
      statement->targets.push_back(statement->value);
      statement->value = at_.parse_tuple();
    }
    return statement;
  }

  PythonExpressionParser at_;
  int depth_ = 0;
};

}  // namespace

PythonBlock parse_python(std::string_view source) { return StatementParser(python_tokens(source)).parse_file(); }

}  // namespace assay::datasets::convert
