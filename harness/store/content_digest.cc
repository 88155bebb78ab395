#include <string>

#include "harness/core/hash.h"
#include "harness/store/stored_run.h"

namespace assay::store {
namespace {

// One table of what a run determines. Columns are told apart by their lengths, rows by their number.
void add_rows(Database& database, Sha256& hash, const std::string& run, std::string_view table, std::string_view sql,
              int columns) {
  Query query = database.cursor(sql);
  query.bind(1, run);
  std::int64_t rows = 0;
  hash.field(table);
  for (; query.next(); ++rows)
    for (int i = 0; i < columns; ++i) hash.field(query.is_null(i) ? "0" : "1").field(query.exact(i));
  hash.field(std::to_string(rows));
}

constexpr std::string_view kAnswers =
    "SELECT q.model, q.task, q.sample, q.role, q.epoch, q.slot, q.asked, q.key, n.kind, p.text, f.kind, a.text, "
    "a.finish, "
    "a.prompt_tokens, a.completion_tokens FROM requests q JOIN questions n ON n.key = q.key JOIN prompts p ON p.id = "
    "n.prompt "
    "LEFT JOIN failures f ON f.run = q.run AND f.key = q.key LEFT JOIN responses a ON a.key = q.key AND f.key IS NULL "
    "WHERE q.run = ?1 ORDER BY q.model, q.task, q.sample, q.role, q.epoch, q.slot";

}  // namespace

std::string content_digest(const Store& store, const std::string& run) {
  Database& database = store.database();
  Sha256 hash;
  add_rows(database, hash, run, "runs", "SELECT content_id, name, seed, sampling, config_yaml FROM runs WHERE id = ?1",
           5);
  add_rows(database, hash, run, "run_models",
           "SELECT name, backend, model, fingerprint, numerics FROM run_models WHERE run = ?1 ORDER BY position", 5);
  add_rows(
      database, hash, run, "run_tasks",
      "SELECT name, version, data_sha256, samples, epochs, num_fewshot FROM run_tasks WHERE run = ?1 ORDER BY position",
      6);
  add_rows(database, hash, run, "samples",
           "SELECT s.task, s.position, s.id, s.cluster, c.sha256 FROM samples s JOIN sample_contents c ON c.id = s.content "
           "WHERE s.run = ?1 ORDER BY s.task, s.position",
           5);
  add_rows(database, hash, run, "requests", kAnswers, 15);
  add_rows(
      database, hash, run, "continuations",
      "SELECT q.model, q.task, q.sample, q.role, q.epoch, q.slot, c.position, c.continuation, c.logprob, c.num_tokens, "
      "c.num_bytes, c.is_greedy FROM requests q JOIN response_scores c ON c.key = q.key WHERE q.run = ?1 "
      "ORDER BY q.model, q.task, q.sample, q.role, q.epoch, q.slot, c.position",
      12);
  add_rows(database, hash, run, "tokens",
           "SELECT q.model, q.task, q.sample, q.role, q.epoch, q.slot, c.position, c.token, c.logprob FROM requests q "
           "JOIN response_tokens c ON c.key = q.key WHERE q.run = ?1 "
           "ORDER BY q.model, q.task, q.sample, q.role, q.epoch, q.slot, c.position",
           9);
  add_rows(database, hash, run, "scores",
           "SELECT model, task, sample, metric, value, unscored, detail, extracted, stats FROM scores WHERE run = ?1 "
           "ORDER BY model, task, sample, metric",
           9);
  add_rows(database, hash, run, "ratings",
           "SELECT model, task, sample, rater, epoch, value, unscored, detail, extracted, stats FROM ratings WHERE run = ?1 "
           "ORDER BY model, task, sample, rater, epoch",
           10);
  add_rows(database, hash, run, "estimates",
           "SELECT model, task, kind, name, judge, status, signature, value, low, high, level, method, "
           "no_interval, scored, unscored, failed, seed, higher_is_better, scale, standard_error, standard_error_within, "
           "clusters FROM estimates WHERE run = ?1 "
           "ORDER BY model, task, kind, name",
           22);
  add_rows(database, hash, run, "run_group_numbers",
           "SELECT group_name, position, metric, filters, weighting FROM run_group_numbers WHERE run = ?1 ORDER BY group_name, position",
           5);
  add_rows(database, hash, run, "group_estimates",
           "SELECT model, group_name, metric, signature, weighting, value, low, high, level, method, no_interval, scored, unscored, "
           "failed, seed, standard_error, standard_error_within, clusters FROM group_estimates WHERE run = ?1 "
           "ORDER BY model, group_name, metric",
           18);
  add_rows(database, hash, run, "group_estimate_tasks",
           "SELECT model, group_name, metric, position, task, weight, value FROM group_estimate_tasks WHERE run = ?1 "
           "ORDER BY model, group_name, metric, position",
           7);
  return hash.hex();
}

}  // namespace assay::store
