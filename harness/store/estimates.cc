#include "harness/store/estimates.h"

#include <string>

namespace assay::store {
namespace {

// The columns that metrics and raters share; ?1 to ?6 and ?17 to ?20 are the caller's.
Query estimate_insert(Database& database, const Estimate& estimate) {
  Query query = database.query(
      "INSERT INTO estimates (run, model, task, kind, name, signature, value, low, high, level, method, no_interval, "
      "scored, "
      "unscored, failed, seed, scale, judge, status, higher_is_better, standard_error, standard_error_within, clusters) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) ON CONFLICT (run, model, task, kind, name) DO UPDATE SET "
      "signature = excluded.signature, value = excluded.value, low = excluded.low, high = excluded.high, "
      "level = excluded.level, method = excluded.method, no_interval = excluded.no_interval, scored = excluded.scored, "
      "unscored = excluded.unscored, failed = excluded.failed, seed = excluded.seed, scale = excluded.scale, "
      "judge = excluded.judge, status = excluded.status, higher_is_better = excluded.higher_is_better, "
      "standard_error = excluded.standard_error, standard_error_within = excluded.standard_error_within, "
      "clusters = excluded.clusters");
  query.bind(7, estimate.value).bind(8, estimate.low).bind(9, estimate.high).bind(10, estimate.level);
  query.bind(11, estimate.method).bind(12, estimate.no_interval);
  query.bind(13, estimate.scored).bind(14, estimate.unscored).bind(15, estimate.failed);
  query.bind(16, std::to_string(estimate.seed));
  query.bind(21, estimate.standard_error).bind(22, estimate.standard_error_within).bind(23, estimate.clusters);
  return query;
}

}  // namespace

void insert_estimate(Database& database, const std::string& run, const ResultRow& row) {
  Query query = estimate_insert(database, row.estimate);
  query.bind(1, run).bind(2, row.model).bind(3, row.task).bind(4, "metric").bind(5, row.metric).bind(6, row.signature);
  query.bind(17, row.scale).bind_null(18).bind_null(19).bind(20, row.higher_is_better ? 1 : 0).run();
}

void insert_estimate(Database& database, const std::string& run, const RatingRow& row) {
  Query query = estimate_insert(database, row.estimate);
  query.bind(1, run).bind(2, row.model).bind(3, row.task).bind(4, "rater").bind(5, row.rater).bind(6, row.signature);
  query.bind(17, row.scale).bind(18, row.judge).bind(19, row.status).bind_null(20).run();
}

void put_scorer(Database& database, const std::string& run, const std::string& model, const std::string& task,
                std::string_view kind, const Scorer& scorer) {
  database
      .query(
          "INSERT OR REPLACE INTO signatures (run, model, task, kind, name, signature, options) VALUES (?1, ?2, ?3, ?4, "
          "?5, ?6, ?7)")
      .bind(1, run)
      .bind(2, model)
      .bind(3, task)
      .bind(4, kind)
      .bind(5, scorer.name)
      .bind(6, scorer.signature)
      .bind(7, scorer.options)
      .run();
}

void RunWriter::put_estimate(const ResultRow& row) {
  flush();
  insert_estimate(database_, run_, row);
}

void RunWriter::put_estimate(const RatingRow& row) {
  flush();
  insert_estimate(database_, run_, row);
}

}  // namespace assay::store
