#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/evaluator_level.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/text_form.h"

namespace assay::text::jinja {

std::string Evaluator::run(const Body& body) { return capture(body); }

Evaluator::Flow Evaluator::execute(const Body& body) {
  const Level level(levels_);
  for (const auto& statement : body)
    if (const Flow flow = execute(*statement); flow != Flow::kNext) return flow;
  return Flow::kNext;
}

Evaluator::Flow Evaluator::execute(const Statement& statement) {
  at_ = statement.at;
  budget_.spend();
  switch (statement.kind) {
    case Statement::Kind::kData: print_text(statement.text); break;
    case Statement::Kind::kPrint: print(evaluate(*statement.expr)); break;
    case Statement::Kind::kIf: return execute_if(statement);
    case Statement::Kind::kFor: return execute_for(statement);
    case Statement::Kind::kSet: assign(statement.target, evaluate(*statement.expr)); break;
    case Statement::Kind::kSetBlock: execute_set_block(statement); break;
    case Statement::Kind::kMacro: scope_->set(statement.macro->name, define(*statement.macro)); break;
    case Statement::Kind::kCall: execute_call(statement); break;
    case Statement::Kind::kFilter: execute_filter(statement); break;
    case Statement::Kind::kWith:
    case Statement::Kind::kScope: return execute_scope(statement);
    case Statement::Kind::kBreak: return Flow::kBreak;
    case Statement::Kind::kContinue: return Flow::kContinue;
  }
  return Flow::kNext;
}

Evaluator::Flow Evaluator::execute_if(const Statement& statement) {
  for (const Branch& branch : statement.branches)
    if (!branch.condition || is_true(evaluate(*branch.condition))) return execute(branch.body);
  return Flow::kNext;
}

Evaluator::Flow Evaluator::execute_for(const Statement& statement) {
  std::shared_ptr<const Sequence> items = iterate(*this, evaluate(*statement.expr));
  const std::shared_ptr<Scope> outer = scope_;
  const ScopeGuard restore([&] { scope_ = outer; });
  const auto new_scope = [&] {
    scope_ = std::make_shared<Scope>();
    scope_->parent = outer;
  };
  if (statement.condition) {
    std::vector<Datum> chosen;
    for (const Datum& item : items->items) {
      budget_.spend();
      new_scope();
      assign(statement.target, item);
      if (is_true(evaluate(*statement.condition))) chosen.push_back(item);
    }
    items = make_sequence(std::move(chosen)).sequence();
  }
  if (items->items.empty()) {
    new_scope();
    return execute(statement.orelse);
  }
  auto loop = std::make_shared<LoopState>();
  loop->items = items;
  for (std::size_t i = 0; i < items->items.size(); ++i) {
    budget_.spend();
    loop->index = i;
    new_scope();
    scope_->set("loop", std::shared_ptr<const LoopState>(loop));
    at_ = statement.target.at;
    assign(statement.target, items->items[i]);
    if (execute(statement.body) == Flow::kBreak) break;
  }
  return Flow::kNext;
}

Evaluator::Flow Evaluator::execute_scope(const Statement& statement) {
  auto inner = std::make_shared<Scope>();
  inner->parent = scope_;
  // Values are those of the names outside, also where one binding's name occurs in the next one's value.
  for (const auto& [name, value] : statement.bindings) inner->set(name, evaluate(*value));
  const std::shared_ptr<Scope> outer = std::exchange(scope_, inner);
  const ScopeGuard restore([&] { scope_ = outer; });
  return execute(statement.body);
}

std::string Evaluator::capture(const Body& body) {
  std::string text;
  std::string* const outer = std::exchange(out_, &text);
  const ScopeGuard restore([&] { out_ = outer; });
  execute(body);
  return text;
}

void Evaluator::execute_set_block(const Statement& statement) {
  Datum value;
  {
    const std::shared_ptr<Scope> outer = scope_;
    const ScopeGuard restore([&] { scope_ = outer; });
    scope_ = std::make_shared<Scope>();
    scope_->parent = outer;
    value = capture(statement.body);
    if (statement.expr) value = evaluate_filter(*statement.expr, &value);
  }
  at_ = statement.at;
  assign(statement.target, value);
}

void Evaluator::execute_call(const Statement& statement) {
  const Macro* caller = define(*statement.macro);
  const Level level(levels_);
  print(evaluate_call(*statement.expr, caller));
}

void Evaluator::execute_filter(const Statement& statement) {
  const std::shared_ptr<Scope> outer = scope_;
  const ScopeGuard restore([&] { scope_ = outer; });
  scope_ = std::make_shared<Scope>();
  scope_->parent = outer;
  const Datum text = capture(statement.body);
  print(evaluate_filter(*statement.expr, &text));
}

void Evaluator::print(const Datum& datum) {
  if (datum.is_string())
    print_text(datum.string());
  else
    print_text(to_text(budget_, datum));
}

void Evaluator::print_text(std::string_view text) {
  budget_.spend(1 + text.size() / 64);
  budget_.check_text(out_->size() + text.size());
  *out_ += text;
}

void Evaluator::assign(const Target& target, const Datum& value) {
  if (target.is_tuple) {
    const std::shared_ptr<const Sequence> items = iterate(*this, value);
    if (items->items.size() != target.parts.size())
      throw Failure(fmt::format("cannot unpack {} values into {} names", items->items.size(), target.parts.size()));
    for (std::size_t i = 0; i < target.parts.size(); ++i) assign(target.parts[i], items->items[i]);
    return;
  }
  if (target.attribute.empty()) return scope_->set(target.name, value);
  for (const Scope* scope = scope_.get(); scope != nullptr; scope = scope->parent.get()) {
    const Datum* found = scope->find_here(target.name);
    if (found == nullptr) continue;
    if (!found->is(Datum::Kind::kNamespace)) break;
    return found->name_space()->set(target.attribute, value);
  }
  throw Failure(
      fmt::format("cannot set '{}.{}': only attributes of a namespace() can be set", target.name, target.attribute));
}

const Macro* Evaluator::define(const MacroDef& def) {
  if (kept_scopes_.empty() || kept_scopes_.back() != scope_) kept_scopes_.push_back(scope_);
  return &macros_.emplace_back(Macro{&def, scope_.get()});
}

}  // namespace assay::text::jinja
