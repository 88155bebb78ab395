#include "harness/store/answer_usage.h"

namespace assay::store {

AnswerUsage answer_usage(const Store& store, const std::string& run) {
  // First by sample, which the key of `requests` has in its order.
  Query query = store.database().query(
      "SELECT count(*), sum(answers), sum(tokens), sum(seconds), sum(cost), sum(priced) FROM ("
      "SELECT count(*) AS answers, sum(a.completion_tokens) AS tokens, sum(a.seconds) AS seconds, sum(a.cost) AS cost, "
      "count(a.cost) AS priced FROM requests q JOIN responses a ON a.key = q.key WHERE q.run = ?1 AND q.role = "
      "'answer' "
      "AND NOT EXISTS (SELECT 1 FROM failures f WHERE f.run = q.run AND f.key = q.key) GROUP BY q.model, q.task, "
      "q.sample)");
  AnswerUsage usage;
  if (!query.bind(1, run).next()) return usage;
  usage.samples = query.integer(0);
  usage.answers = query.integer(1);
  usage.completion_tokens = query.integer(2);
  usage.seconds = query.real(3);
  if (usage.answers > 0 && query.integer(5) == usage.answers) usage.cost = query.optional_real(4);
  return usage;
}

}  // namespace assay::store
