#include "harness/text/jinja/evaluator.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator_level.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/functions.h"
#include "harness/text/jinja/methods.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/tests.h"
#include "harness/text/jinja/text_form.h"

namespace assay::text::jinja {

namespace {

constexpr int kMaxMacroLevels = 100;

}  // namespace

const Datum* Scope::find_here(std::string_view name) const {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == name; });
  return found == names.end() ? nullptr : &found->second;
}

void Scope::set(std::string_view name, Datum value) {
  if (const Datum* old = find_here(name))
    *const_cast<Datum*>(old) = std::move(value);
  else
    names.emplace_back(std::string(name), std::move(value));
}

Evaluator::Evaluator(const Value& context, const TemplateOptions& options)
    : context_(context),
      budget_(options.max_steps, options.max_output_bytes),
      strict_(options.strict_undefined),
      html_safe_json_(options.html_safe_json),
      scope_(std::make_shared<Scope>()) {}

Evaluator::~Evaluator() = default;

Datum Evaluator::evaluate(const Expr& expr) {
  const Level level(levels_);
  budget_.spend();
  Datum value = evaluate_kind(expr);
  at_ = expr.at;  // for what the caller does with the value
  return value;
}

Datum Evaluator::evaluate_kind(const Expr& expr) {
  at_ = expr.at;
  const auto& children = expr.children;
  switch (expr.kind) {
    case Expr::Kind::kConstant: return expr.constant;
    case Expr::Kind::kName: return look_up(expr);
    case Expr::Kind::kList:
    case Expr::Kind::kTuple:
    case Expr::Kind::kDict: return evaluate_items(expr);
    case Expr::Kind::kListOf: return evaluate_list_of(expr);
    case Expr::Kind::kAttribute: return get_attribute(*this, evaluate(*children[0]), expr.text);
    case Expr::Kind::kItem: {
      const Datum object = evaluate(*children[0]);
      return get_item(*this, object, evaluate(*children[1]));
    }
    case Expr::Kind::kSlice: return evaluate_slice(expr);
    case Expr::Kind::kCall: return evaluate_call(expr, nullptr);
    case Expr::Kind::kFilter: return evaluate_filter(expr, nullptr);
    case Expr::Kind::kTest: return evaluate_test(expr);
    case Expr::Kind::kNot: return !is_true(evaluate(*children[0]));
    case Expr::Kind::kNegative: return negate(evaluate(*children[0]));
    case Expr::Kind::kPositive: return calculate(budget_, Operator::kAdd, 0, evaluate(*children[0]));
    case Expr::Kind::kAnd:
    case Expr::Kind::kOr: {
      Datum value;
      for (const ExprPtr& child : children) {
        value = evaluate(*child);
        if (&child != &children.back() && is_true(value) != (expr.kind == Expr::Kind::kAnd)) return value;
      }
      return value;
    }
    case Expr::Kind::kBinary: {
      const Datum left = evaluate(*children[0]);
      const Datum right = evaluate(*children[1]);
      at_ = expr.at;
      return calculate(budget_, expr.operators[0], left, right);
    }
    case Expr::Kind::kCompare: return evaluate_compare(expr);
    case Expr::Kind::kConcat: return evaluate_concat(expr);
    case Expr::Kind::kCondition:
      if (is_true(evaluate(*children[1]))) return evaluate(*children[0]);
      if (children[2]) return evaluate(*children[2]);
      // Jinja gives a lenient undefined here even under StrictUndefined: it prints nothing.
      return Undefined{"the inline if has no else and its condition is false", false};
  }
  return {};
}

Datum Evaluator::look_up(const Expr& expr) {
  for (const Scope* scope = scope_.get(); scope != nullptr; scope = scope->parent.get())
    if (const Datum* found = scope->find_here(expr.text)) return *found;
  if (const auto known = globals_.find(expr.text); known != globals_.end()) return known->second;
  if (const Value* given = context_.find(expr.text))
    return globals_.emplace(expr.text, from_value(*given)).first->second;
  if (const Builtin* function = find_function(expr.text)) return function;
  return undefined(fmt::format("'{}' is undefined", expr.text));
}

Datum Evaluator::evaluate_items(const Expr& expr) {
  if (expr.kind != Expr::Kind::kDict) {
    std::vector<Datum> items;
    items.reserve(expr.children.size());
    for (const ExprPtr& child : expr.children) items.push_back(evaluate(*child));
    return make_sequence(std::move(items), expr.kind == Expr::Kind::kTuple ? Flavor::kTuple : Flavor::kList);
  }
  std::vector<Member> members;
  for (std::size_t i = 0; i + 1 < expr.children.size(); i += 2) {
    Datum key = evaluate(*expr.children[i]);
    Datum value = evaluate(*expr.children[i + 1]);
    set_member(budget_, members, std::move(key), std::move(value));
  }
  return make_mapping(std::move(members));
}

Datum Evaluator::evaluate_slice(const Expr& expr) {
  Datum parts[4];
  const Datum* given[4] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    if (!expr.children[i]) continue;
    parts[i] = evaluate(*expr.children[i]);
    given[i] = &parts[i];
  }
  at_ = expr.at;
  return get_slice(*this, parts[0], given[1], given[2], given[3]);
}

Arguments Evaluator::evaluate_arguments(const Expr& expr) {
  Arguments arguments;
  for (std::size_t i = 1; i < expr.children.size(); ++i) arguments.positional.push_back(evaluate(*expr.children[i]));
  for (const auto& [name, value] : expr.named) arguments.named.emplace_back(name, evaluate(*value));
  at_ = expr.at;
  return arguments;
}

Datum Evaluator::evaluate_call(const Expr& expr, const Macro* caller) {
  const Datum callee = evaluate(*expr.children[0]);
  Arguments arguments = evaluate_arguments(expr);
  if (caller != nullptr) arguments.named.emplace_back("caller", Datum(caller));
  return call(callee, arguments);
}

Datum Evaluator::evaluate_filter(const Expr& expr, const Datum* input) {
  Datum value;
  if (!expr.children[0])
    value = *input;
  else if (input != nullptr)
    value = evaluate_filter(*expr.children[0], input);
  else
    value = evaluate(*expr.children[0]);
  const Arguments arguments = evaluate_arguments(expr);
  return expr.filter->apply(*this, value, arguments);
}

Datum Evaluator::evaluate_test(const Expr& expr) {
  const Datum value = evaluate(*expr.children[0]);
  const Arguments arguments = evaluate_arguments(expr);
  return expr.test->holds(*this, value, arguments);
}

Datum Evaluator::evaluate_compare(const Expr& expr) {
  Datum left = evaluate(*expr.children[0]);
  for (std::size_t i = 0; i < expr.operators.size(); ++i) {
    Datum right = evaluate(*expr.children[i + 1]);
    at_ = expr.at;
    if (!compares(budget_, expr.operators[i], left, right)) return false;
    left = std::move(right);
  }
  return true;
}

Datum Evaluator::evaluate_concat(const Expr& expr) {
  std::string text;
  for (const ExprPtr& child : expr.children) {
    text += to_text(budget_, evaluate(*child));
    budget_.check_text(text.size());
  }
  return text;
}

Datum Evaluator::call(const Datum& callee, const Arguments& arguments) {
  switch (callee.kind()) {
    case Datum::Kind::kBuiltin: return callee.builtin()->call(*this, arguments);
    case Datum::Kind::kMacro: return call_macro(*callee.macro(), arguments);
    case Datum::Kind::kMethod:
      if (callee.method()->self.is(Datum::Kind::kLoop))
        return call_loop_method(*callee.method()->self.loop(), callee.method()->name, arguments);
      return call_method(*this, callee.method()->self, callee.method()->name, arguments);
    case Datum::Kind::kUndefined: throw Failure(callee.undefined().reason);
    default: throw Failure(fmt::format("a value of type {} cannot be called", type_name(callee)));
  }
}

Datum Evaluator::call_loop_method(const LoopState& loop, std::string_view name, const Arguments& arguments) {
  const auto& given = arguments.positional;
  if (!arguments.named.empty()) throw Failure(fmt::format("loop.{} takes no named arguments", name));
  if (name == "cycle") {
    if (given.empty()) throw Failure("loop.cycle needs something to cycle through");
    return given[loop.index % given.size()];
  }
  const bool same = loop.has_changed_value && loop.changed_value.size() == given.size() &&
                    std::equal(given.begin(), given.end(), loop.changed_value.begin(),
                               [&](const Datum& a, const Datum& b) { return are_equal(budget_, a, b); });
  loop.has_changed_value = true;
  loop.changed_value = given;
  return !same;
}

Datum Evaluator::call_macro(const Macro& macro, const Arguments& arguments) {
  const MacroDef& def = *macro.def;
  if (macro_levels_ >= kMaxMacroLevels)
    throw Failure(fmt::format("macros call each other more than {} levels deep", kMaxMacroLevels));
  const Level level(macro_levels_, kMaxMacroLevels);
  const std::string who = "macro '" + def.name + "'";
  const std::size_t count = def.parameters.size();
  auto scope = std::make_shared<Scope>();
  // The macro's scope lives as long as the rendering: a pointer that does not own it is enough.
  scope->parent = std::shared_ptr<Scope>(std::shared_ptr<Scope>(), macro.scope);

  std::vector<const Datum*> bound(count, nullptr);
  std::vector<Member> extra_named;
  for (std::size_t i = 0; i < std::min(count, arguments.positional.size()); ++i) bound[i] = &arguments.positional[i];
  Datum caller = undefined("no caller is given");
  for (const auto& [name, value] : arguments.named) {
    const auto found = std::find(def.parameters.begin(), def.parameters.end(), name);
    if (found != def.parameters.end()) {
      const Datum*& place = bound[static_cast<std::size_t>(found - def.parameters.begin())];
      if (place != nullptr) throw Failure(fmt::format("{} got its argument '{}' twice", who, name));
      place = &value;
    } else if (name == "caller" && def.uses_caller) {
      caller = value;
    } else if (def.uses_kwargs) {
      extra_named.emplace_back(Datum(name), value);
    } else {
      throw Failure(fmt::format("{} has no argument '{}'", who, name));
    }
  }
  if (arguments.positional.size() > count && !def.uses_varargs)
    throw Failure(fmt::format("{} takes at most {} arguments, not {}", who, count, arguments.positional.size()));

  const std::shared_ptr<Scope> outer_scope = std::exchange(scope_, scope);
  const ScopeGuard restore([&] { scope_ = outer_scope; });
  const std::size_t first_default = count - def.defaults.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (bound[i] != nullptr)
      scope->set(def.parameters[i], *bound[i]);
    else if (i >= first_default)
      scope->set(def.parameters[i], evaluate(*def.defaults[i - first_default]));
    else
      scope->set(def.parameters[i],
                 undefined(fmt::format("parameter '{}' of {} is not given", def.parameters[i], who)));
  }
  if (def.uses_caller) scope->set("caller", caller);
  if (def.uses_kwargs) scope->set("kwargs", make_mapping(std::move(extra_named)));
  if (def.uses_varargs) {
    const auto from =
        arguments.positional.begin() + static_cast<std::ptrdiff_t>(std::min(count, arguments.positional.size()));
    scope->set("varargs", make_sequence({from, arguments.positional.end()}, Flavor::kTuple));
  }
  return capture(def.body);
}

Namespace* Evaluator::new_namespace() { return &namespaces_.emplace_back(); }

}  // namespace assay::text::jinja
