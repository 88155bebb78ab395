#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/text/jinja/arguments.h"
#include "harness/text/jinja/ast.h"
#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/template.h"

namespace assay::text::jinja {

/// The names a block binds; what it does not bind is looked for in the block around it.
struct Scope {
  std::shared_ptr<Scope> parent;
  std::vector<std::pair<std::string, Datum>> names;

  const Datum* find_here(std::string_view name) const;
  void set(std::string_view name, Datum value);
};

/// A macro where it was defined; the rendering owns it.
struct Macro {
  const MacroDef* def = nullptr;
  Scope* scope = nullptr;
};

/// One rendering of a template.
class Evaluator {
 public:
  Evaluator(const Value& context, const TemplateOptions& options);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// Throws: Failure; `at` is then where.
  std::string run(const Body& body);
  Datum evaluate(const Expr& expr);
  Position at() const { return at_; }

  Budget& budget() { return budget_; }
  /// Which `tojson` this rendering has; see TemplateOptions.
  bool html_safe_json() const { return html_safe_json_; }
  /// An undefined of this rendering's strictness.
  Datum undefined(std::string reason) const { return Undefined{std::move(reason), strict_}; }
  Datum call(const Datum& callee, const Arguments& arguments);
  Namespace* new_namespace();

 private:
  enum class Flow { kNext, kBreak, kContinue };
  class Level;

  Datum evaluate_kind(const Expr& expr);
  Datum look_up(const Expr& expr);
  Datum evaluate_items(const Expr& expr);
  Datum evaluate_list_of(const Expr& expr);
  Datum evaluate_slice(const Expr& expr);
  Datum evaluate_call(const Expr& expr, const Macro* caller);
  Datum evaluate_filter(const Expr& expr, const Datum* input);
  Datum evaluate_test(const Expr& expr);
  Datum evaluate_compare(const Expr& expr);
  Datum evaluate_concat(const Expr& expr);
  Arguments evaluate_arguments(const Expr& expr);
  Datum call_macro(const Macro& macro, const Arguments& arguments);
  Datum call_loop_method(const LoopState& loop, std::string_view name, const Arguments& arguments);

  Flow execute(const Body& body);
  Flow execute(const Statement& statement);
  Flow execute_if(const Statement& statement);
  Flow execute_for(const Statement& statement);
  Flow execute_scope(const Statement& statement);
  void execute_set_block(const Statement& statement);
  void execute_call(const Statement& statement);
  void execute_filter(const Statement& statement);
  std::string capture(const Body& body);
  void print(const Datum& datum);
  void print_text(std::string_view text);
  void assign(const Target& target, const Datum& value);
  const Macro* define(const MacroDef& def);

  const Value& context_;
  Budget budget_;
  bool strict_;
  bool html_safe_json_;
  Position at_;
  int levels_ = 0;
  int macro_levels_ = 0;
  std::string* out_ = nullptr;
  std::shared_ptr<Scope> scope_;
  std::unordered_map<std::string, Datum> globals_;  // of the context, as far as they were asked for
  std::deque<Namespace> namespaces_;
  std::deque<Macro> macros_;
  std::vector<std::shared_ptr<Scope>> kept_scopes_;  // those that macros refer to
};

}  // namespace assay::text::jinja
