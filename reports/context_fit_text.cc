#include "reports/context_fit_text.h"

#include <fmt/core.h>

namespace assay::reports {

std::string context_fit_text(const ContextFit& fit) {
  std::string text = fmt::format("context of {} tokens, task {} on {}: {} few-shot example{} left out of {} prompt{}",
                                 fit.max_tokens, fit.task, fit.model, fit.dropped, fit.dropped == 1 ? "" : "s",
                                 fit.shortened, fit.shortened == 1 ? "" : "s");
  if (fit.too_long > 0) text += fmt::format("; {} do not fit even without examples", fit.too_long);
  return text;
}

Value context_fits_value(const RunFacts& facts) {
  Value list = Value::array();
  for (const ContextFit& fit : facts.context_fits) {
    Value one = Value::object();
    one.set("model", fit.model);
    one.set("task", fit.task);
    one.set("max_tokens", fit.max_tokens);
    one.set("shortened", fit.shortened);
    one.set("dropped", fit.dropped);
    one.set("too_long", fit.too_long);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace assay::reports
