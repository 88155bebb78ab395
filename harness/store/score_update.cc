#include "harness/store/score_update.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/store/estimates.h"
#include "harness/store/score_row.h"

namespace assay::store {
namespace {

// Temporary tables have a file of their own: filling one takes no lock on the store.
constexpr std::string_view kMakeRoom =
    "CREATE TEMP TABLE IF NOT EXISTS new_scores (metric TEXT NOT NULL, sample TEXT NOT NULL, value REAL, unscored "
    "TEXT, "
    "detail TEXT, extracted TEXT, stats BLOB); DELETE FROM temp.new_scores;";

bool same_origin(const Scorer& a, const Scorer& b) {
  return a.name == b.name && a.signature == b.signature && a.options == b.options;
}

}  // namespace

std::vector<Scorer> stored_metrics(const Store& store, const std::string& run, const std::string& model,
                                   const std::string& task) {
  std::vector<Scorer> metrics;
  Query query = store.database().query(
      "SELECT g.name, g.signature, g.options FROM signatures g LEFT JOIN estimates e ON e.run = g.run AND e.model = "
      "g.model "
      "AND e.task = g.task AND e.kind = g.kind AND e.name = g.name WHERE g.run = ?1 AND g.model = ?2 AND g.task = ?3 "
      "AND g.kind = 'metric' ORDER BY e.rowid, g.name");
  query.bind(1, run).bind(2, model).bind(3, task);
  while (query.next()) metrics.push_back({query.text(0), query.text(1), query.text(2)});
  return metrics;
}

std::vector<MetricScore> stored_scores(const Store& store, const std::string& run, const std::string& model,
                                       const std::string& task, const std::string& sample) {
  std::vector<MetricScore> scores;
  Query query = store.database().query(
      "SELECT metric, value, unscored, detail, extracted, stats FROM scores WHERE run = ?1 AND model = ?2 AND task = ?3 AND "
      "sample = ?4 "
      "ORDER BY metric");
  query.bind(1, run).bind(2, model).bind(3, task).bind(4, sample);
  while (query.next()) scores.push_back({query.text(0), read_score(query, 1)});
  return scores;
}

ScoreUpdate::ScoreUpdate(Store& store, std::string run, std::string model, std::string task)
    : store_(store),
      database_(store.database()),
      run_(std::move(run)),
      model_(std::move(model)),
      task_(std::move(task)),
      before_(stored_metrics(store, run_, model_, task_)) {
  if (database_.in_transaction()) database_.commit();
  // Not the IMMEDIATE of `begin`: rows go to the temporary table alone, in one go instead of one transaction a row.
  database_.execute("BEGIN; " + std::string(kMakeRoom));
  is_gathering_ = true;
}

ScoreUpdate::~ScoreUpdate() {
  if (!is_gathering_) return;
  try {
    database_.rollback();
  } catch (const Error&) {
    // Nothing of the store was changed; whoever needs the database next is told what is wrong with it.
  }
}

void ScoreUpdate::put(const std::string& metric, const std::string& sample, const std::optional<Scored>& scored) {
  Query insert = database_.query(
      "INSERT INTO temp.new_scores (metric, sample, value, unscored, detail, extracted, stats) VALUES "
      "(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  insert.bind(1, metric).bind(2, sample);
  if (scored) bind_score(insert, 3, *scored);
  insert.run();  // what is not bound is NULL: without a detail there is no score
}

void ScoreUpdate::apply(std::span<const Scorer> metrics, std::span<const ResultRow> estimates) {
  database_.commit();
  is_gathering_ = false;
  database_.atomically([&] {
    const std::vector<Scorer> now = stored_metrics(store_, run_, model_, task_);
    if (!std::equal(now.begin(), now.end(), before_.begin(), before_.end(), same_origin))
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: another program changed the scores of {} on {} in the run {} meanwhile; "
                              "nothing was changed here, try again when it is done",
                              database_.path(), model_, task_, run_));
    database_
        .query(
            "DELETE FROM scores WHERE (run, model, task, sample, metric) IN (SELECT ?1, ?2, ?3, sample, metric FROM "
            "temp.new_scores WHERE detail IS NULL)")
        .bind(1, run_)
        .bind(2, model_)
        .bind(3, task_)
        .run();
    database_
        .query(
            "INSERT INTO scores (run, model, task, sample, metric, value, unscored, detail, extracted, stats) SELECT ?1, ?2, ?3, "
            "sample, "
            "metric, value, unscored, detail, extracted, stats FROM temp.new_scores WHERE detail IS NOT NULL ORDER BY rowid "
            "ON CONFLICT (run, model, task, sample, metric) DO UPDATE SET value = excluded.value, unscored = "
            "excluded.unscored, detail = excluded.detail, extracted = excluded.extracted, stats = excluded.stats")
        .bind(1, run_)
        .bind(2, model_)
        .bind(3, task_)
        .run();
    for (const Scorer& metric : metrics) put_scorer(database_, run_, model_, task_, "metric", metric);
    for (const ResultRow& row : estimates) insert_estimate(database_, run_, row);
  });
  database_.execute(std::string(kMakeRoom));
}

}  // namespace assay::store
