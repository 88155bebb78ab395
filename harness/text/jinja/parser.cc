#include "harness/text/jinja/parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "harness/text/jinja/expression_parser.h"

namespace assay::text::jinja {

namespace {

using Names = std::vector<std::string_view>;

constexpr std::array<std::string_view, 9> kReserved = {"true", "false", "none", "True", "False",
                                                       "None", "and",   "or",   "not"};

class Parser {
 public:
  explicit Parser(TokenStream& stream) : stream_(stream), expressions_(stream) {}

  Body run() { return parse_body({}, "", {}); }

 private:
  // Statements up to a tag whose name is in `ends`; that tag's name is left to be read.
  Body parse_body(const Names& ends, std::string_view block, Position opened) {
    const ExpressionParser::Nesting nesting(expressions_);
    Body body;
    while (true) {
      const Token& token = stream_.peek();
      switch (token.kind) {
        case Token::Kind::kData: {
          auto statement = make(Statement::Kind::kData, token.at);
          statement->text = stream_.take().text;
          body.push_back(std::move(statement));
          break;
        }
        case Token::Kind::kVariableBegin: {
          auto statement = make(Statement::Kind::kPrint, stream_.take().at);
          statement->expr = expressions_.parse_tuple();
          if (!stream_.at(Token::Kind::kVariableEnd)) stream_.fail_expected("'}}'");
          stream_.take();
          body.push_back(std::move(statement));
          break;
        }
        case Token::Kind::kBlockBegin: {
          stream_.take();
          const bool ends_here =
              stream_.at(Token::Kind::kName) && std::find(ends.begin(), ends.end(), stream_.peek().text) != ends.end();
          if (ends_here) return body;
          parse_statement(body);
          break;
        }
        default:
          if (ends.empty()) return body;
          throw Failure(fmt::format("the block '{}' is not closed: expected '{}'", block, ends.back()), opened);
      }
    }
  }

  // A block's body and the rest of its closing tag, of which only `end` may be the name.
  Body parse_to(std::string_view end, std::string_view block, Position opened) {
    Body body = parse_body({end}, block, opened);
    stream_.take();
    end_tag();
    return body;
  }

  void end_tag() {
    if (!stream_.at(Token::Kind::kBlockEnd)) stream_.fail_expected("'%}'");
    stream_.take();
  }

  static std::unique_ptr<Statement> make(Statement::Kind kind, Position at) {
    auto statement = std::make_unique<Statement>();
    statement->kind = kind;
    statement->at = at;
    return statement;
  }

  void parse_statement(Body& body) {
    const Position at = stream_.peek().at;
    const std::string name = stream_.expect_name("a tag's name");
    if (name == "if") return body.push_back(parse_if(at));
    if (name == "for") return body.push_back(parse_for(at));
    if (name == "set") return body.push_back(parse_set(at));
    if (name == "macro") return body.push_back(parse_macro(at));
    if (name == "call") return body.push_back(parse_call(at));
    if (name == "filter") return body.push_back(parse_filter(at));
    if (name == "with") return body.push_back(parse_with(at));
    if (name == "generation") {
      auto statement = make(Statement::Kind::kScope, at);
      end_tag();
      statement->body = parse_to("endgeneration", name, at);
      return body.push_back(std::move(statement));
    }
    if (name == "break" || name == "continue") {
      if (loops_ == 0) throw Failure("'" + name + "' outside a for block", at);
      end_tag();
      return body.push_back(make(name == "break" ? Statement::Kind::kBreak : Statement::Kind::kContinue, at));
    }
    throw Failure(fmt::format("the tag '{}' is not known here", name), at);
  }

  std::unique_ptr<Statement> parse_if(Position at) {
    auto statement = make(Statement::Kind::kIf, at);
    bool more = true;
    while (more) {
      ExprPtr condition = expressions_.parse_tuple(false);
      end_tag();
      Body branch = parse_body({"elif", "else", "endif"}, "if", at);
      statement->branches.push_back({std::move(condition), std::move(branch)});
      const std::string next = stream_.take().text;
      more = next == "elif";
      if (more) continue;
      end_tag();
      if (next == "else") statement->branches.push_back({nullptr, parse_to("endif", "if", at)});
    }
    return statement;
  }

  std::unique_ptr<Statement> parse_for(Position at) {
    auto statement = make(Statement::Kind::kFor, at);
    statement->target = parse_target("in", false);
    if (statement->target.parts.empty() && statement->target.name == "loop")
      throw Failure("a for block cannot assign to 'loop'", at);
    if (!stream_.skip_name("in")) stream_.fail_expected("'in'");
    statement->expr = expressions_.parse_tuple(false, "recursive");
    if (stream_.skip_name("if")) statement->condition = expressions_.parse_expression();
    if (stream_.at_name("recursive")) throw Failure("recursive for blocks are not supported", stream_.peek().at);
    end_tag();
    ++loops_;
    statement->body = parse_body({"else", "endfor"}, "for", at);
    --loops_;
    const bool has_else = stream_.take().text == "else";
    end_tag();
    if (has_else) statement->orelse = parse_to("endfor", "for", at);
    return statement;
  }

  Target parse_target(std::string_view end_name, bool allow_attribute) {
    Target all;
    all.at = stream_.peek().at;
    all.is_tuple = true;
    bool has_comma = false;
    while (true) {
      all.parts.push_back(parse_one_target(allow_attribute));
      if (!stream_.skip_operator(",")) break;
      has_comma = true;
      if ((!end_name.empty() && stream_.at_name(end_name)) || stream_.at_operator("=") || stream_.at_operator(")"))
        break;
    }
    if (has_comma) return all;
    Target only = std::move(all.parts[0]);
    return only;
  }

  Target parse_one_target(bool allow_attribute) {
    const ExpressionParser::Nesting nesting(expressions_);
    if (stream_.skip_operator("(")) {
      Target inner = parse_target("", allow_attribute);
      stream_.expect_operator(")");
      return inner;
    }
    Target target;
    target.at = stream_.peek().at;
    target.name = stream_.expect_name("a name to assign to");
    if (std::find(kReserved.begin(), kReserved.end(), target.name) != kReserved.end())
      throw Failure("cannot assign to '" + target.name + "'", target.at);
    if (allow_attribute && stream_.skip_operator(".")) target.attribute = stream_.expect_name("an attribute's name");
    return target;
  }

  std::unique_ptr<Statement> parse_set(Position at) {
    auto statement = make(Statement::Kind::kSet, at);
    statement->target = parse_target("", true);
    if (stream_.skip_operator("=")) {
      statement->expr = expressions_.parse_tuple();
      end_tag();
      return statement;
    }
    statement->kind = Statement::Kind::kSetBlock;
    if (statement->target.is_tuple) throw Failure("a block set assigns to one name", at);
    if (stream_.skip_operator("|")) statement->expr = expressions_.parse_filter_chain();
    end_tag();
    statement->body = parse_to("endset", "set", at);
    return statement;
  }

  void parse_parameters(MacroDef& macro) {
    stream_.expect_operator("(");
    while (!stream_.at_operator(")")) {
      macro.parameters.push_back(stream_.expect_name("a parameter's name"));
      if (std::count(macro.parameters.begin(), macro.parameters.end(), macro.parameters.back()) > 1)
        throw Failure("parameter '" + macro.parameters.back() + "' is named twice", stream_.peek().at);
      if (stream_.skip_operator("="))
        macro.defaults.push_back(expressions_.parse_expression());
      else if (!macro.defaults.empty())
        throw Failure("a parameter without a default follows one with it", stream_.peek().at);
      if (!stream_.skip_operator(",")) break;
    }
    stream_.expect_operator(")");
  }

  // The body of a macro, noting which of the names of a macro it asks for.
  void parse_macro_body(MacroDef& macro, std::string_view end, std::string_view block, Position at) {
    const ExpressionParser::MacroNames outer = std::exchange(expressions_.macro_names(), {});
    const int outer_loops = std::exchange(loops_, 0);
    macro.body = parse_to(end, block, at);
    loops_ = outer_loops;
    const ExpressionParser::MacroNames inner = std::exchange(expressions_.macro_names(), outer);
    macro.uses_varargs = inner.varargs;
    macro.uses_kwargs = inner.kwargs;
    macro.uses_caller = inner.caller;
  }

  std::unique_ptr<Statement> parse_macro(Position at) {
    auto statement = make(Statement::Kind::kMacro, at);
    statement->macro = std::make_unique<MacroDef>();
    statement->macro->name = stream_.expect_name("a macro's name");
    parse_parameters(*statement->macro);
    end_tag();
    parse_macro_body(*statement->macro, "endmacro", "macro", at);
    return statement;
  }

  std::unique_ptr<Statement> parse_call(Position at) {
    auto statement = make(Statement::Kind::kCall, at);
    statement->macro = std::make_unique<MacroDef>();
    statement->macro->name = "caller";
    if (stream_.at_operator("(")) parse_parameters(*statement->macro);
    statement->expr = expressions_.parse_expression();
    if (statement->expr->kind != Expr::Kind::kCall) throw Failure("expected a call", at);
    end_tag();
    parse_macro_body(*statement->macro, "endcall", "call", at);
    return statement;
  }

  std::unique_ptr<Statement> parse_filter(Position at) {
    auto statement = make(Statement::Kind::kFilter, at);
    statement->expr = expressions_.parse_filter_chain();
    end_tag();
    statement->body = parse_to("endfilter", "filter", at);
    return statement;
  }

  std::unique_ptr<Statement> parse_with(Position at) {
    auto statement = make(Statement::Kind::kWith, at);
    while (!stream_.at(Token::Kind::kBlockEnd)) {
      if (!statement->bindings.empty()) stream_.expect_operator(",");
      std::string name = stream_.expect_name("a name to assign to");
      stream_.expect_operator("=");
      statement->bindings.emplace_back(std::move(name), expressions_.parse_expression());
    }
    end_tag();
    statement->body = parse_to("endwith", "with", at);
    return statement;
  }

  TokenStream& stream_;
  ExpressionParser expressions_;
  int loops_ = 0;
};

}  // namespace

Body parse_template(std::string_view source, const TemplateOptions& options) {
  TokenStream stream(tokenize(source, options));
  return Parser(stream).run();
}

}  // namespace assay::text::jinja
