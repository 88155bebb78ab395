#pragma once

#include <string_view>
#include <vector>

#include "harness/text/jinja/ast.h"
#include "harness/text/jinja/token_stream.h"

namespace assay::text::jinja {

/// Reads expressions with Jinja's precedences.
/// Throws: Failure with a place, also for filters and tests that do not exist.
class ExpressionParser {
 public:
  explicit ExpressionParser(TokenStream& stream) : stream_(stream) {}

  ExprPtr parse_expression(bool with_condition = true);
  /// One expression, or a tuple of them where commas follow; an empty one only in parentheses.
  ExprPtr parse_tuple(bool with_condition = true, std::string_view end_name = "", bool in_parentheses = false);
  /// The filters of `{% filter %}` or a block set, up to the tag's end: the innermost child is null.
  ExprPtr parse_filter_chain();
  /// "(a, b=1)" after a name, into the expression's children and named.
  void parse_call_arguments(Expr& into);

  /// Names that were read since the last reset, of "varargs", "kwargs" and "caller": what a macro's body asks for.
  struct MacroNames {
    bool varargs = false, kwargs = false, caller = false;
  };
  MacroNames& macro_names() { return macro_names_; }

  /// Counts nesting for as long as it lives. Throws: Failure where it is too deep.
  class Nesting {
   public:
    explicit Nesting(ExpressionParser& parser);
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    ExpressionParser& parser_;
  };

 private:
  ExprPtr make(Expr::Kind kind, Position at) const;
  ExprPtr finish(ExprPtr expr) const;
  ExprPtr parse_or();
  ExprPtr parse_and();
  ExprPtr parse_not();
  ExprPtr parse_compare();
  ExprPtr parse_sum();
  ExprPtr parse_concat();
  ExprPtr parse_product();
  ExprPtr parse_power();
  ExprPtr parse_unary(bool with_filter);
  ExprPtr parse_primary();
  ExprPtr parse_list();
  ExprPtr parse_list_of(ExprPtr list);
  ExprPtr parse_dict();
  ExprPtr parse_postfix(ExprPtr expr);
  ExprPtr parse_filters(ExprPtr expr);
  ExprPtr parse_filter(ExprPtr expr);
  ExprPtr parse_test(ExprPtr expr);
  ExprPtr parse_subscript(ExprPtr expr);
  ExprPtr binary(Operator op, Position at, ExprPtr left, ExprPtr right) const;
  bool at_tuple_end(std::string_view end_name) const;

  TokenStream& stream_;
  MacroNames macro_names_;
  int nesting_ = 0;
};

}  // namespace assay::text::jinja
