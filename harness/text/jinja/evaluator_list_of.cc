#include <fmt/core.h>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/evaluator_level.h"
#include "harness/text/jinja/operations.h"

namespace assay::text::jinja {

Datum Evaluator::evaluate_list_of(const Expr& expr) {
  const std::shared_ptr<const Sequence> all = iterate(*this, evaluate(*expr.children[1]));
  const std::shared_ptr<Scope> outer = scope_;
  const ScopeGuard restore([&] { scope_ = outer; });
  std::vector<Datum> made;
  for (const Datum& item : all->items) {
    budget_.spend();
    scope_ = std::make_shared<Scope>();
    scope_->parent = outer;
    at_ = expr.at;
    if (expr.names.size() == 1) {
      scope_->set(expr.names[0], item);
    } else {
      const std::shared_ptr<const Sequence> parts = iterate(*this, item);
      if (parts->items.size() != expr.names.size())
        throw Failure(fmt::format("cannot unpack {} items into {} names", parts->items.size(), expr.names.size()));
      for (std::size_t i = 0; i < expr.names.size(); ++i) scope_->set(expr.names[i], parts->items[i]);
    }
    if (!expr.children[2] || is_true(evaluate(*expr.children[2]))) made.push_back(evaluate(*expr.children[0]));
  }
  return make_sequence(std::move(made));
}

}  // namespace assay::text::jinja
