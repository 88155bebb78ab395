#include "harness/store/stored_run.h"

#include <fmt/core.h>

#include <charconv>
#include <utility>

#include "harness/core/error.h"
#include "harness/store/context_fits.h"
#include "harness/store/groups.h"

namespace assay::store {
namespace {

std::uint64_t to_seed(const std::string& text) {
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

// The columns of estimates from `first` on: value low high level method no_interval scored unscored failed seed
// standard_error standard_error_within clusters.
Estimate read_estimate(const Query& query, int first) {
  Estimate out;
  out.value = query.optional_real(first);
  out.low = query.optional_real(first + 1);
  out.high = query.optional_real(first + 2);
  out.level = query.real(first + 3);
  out.method = query.text(first + 4);
  out.no_interval = query.text(first + 5);
  out.scored = query.integer(first + 6);
  out.unscored = query.integer(first + 7);
  out.failed = query.integer(first + 8);
  out.seed = to_seed(query.text(first + 9));
  out.standard_error = query.optional_real(first + 10);
  out.standard_error_within = query.optional_real(first + 11);
  out.clusters = query.integer(first + 12);
  return out;
}

constexpr std::string_view kEstimates =
    "SELECT e.model, e.task, e.name, e.signature, e.scale, e.higher_is_better, e.judge, e.status, "
    "e.value, e.low, e.high, e.level, e.method, e.no_interval, e.scored, e.unscored, e.failed, e.seed, "
    "e.standard_error, e.standard_error_within, e.clusters "
    "FROM estimates e JOIN run_models m ON m.run = e.run AND m.name = e.model "
    "JOIN run_tasks t ON t.run = e.run AND t.name = e.task "
    "WHERE e.run = ?1 AND e.kind = ?2 ORDER BY m.position, t.position, e.rowid";

// What the joined row of one request says, slot by slot; see kSampleRows.
struct SlotRow {
  std::string sample, target, key, kind, prompt, text, finish, failure, user_turn, reasoning;
  int epoch = 0;
  std::int64_t prompt_tokens = 0, completion_tokens = 0;
  double seconds = 0.0;
};

// CROSS JOIN keeps this order of loops: the samples by position, so that nothing is sorted and nothing is gathered.
constexpr std::string_view kSampleRows =
    "SELECT s.id, c.target, q.key, n.kind, p.text, a.text, a.finish, f.kind, f.message, q.epoch, a.prompt_tokens, "
    "a.completion_tokens, coalesce(a.seconds, f.seconds), q.user_turn, a.reasoning "
    "FROM samples s CROSS JOIN sample_contents c ON c.id = s.content "
    "CROSS JOIN requests q ON q.run = s.run AND q.model = ?3 AND q.task = s.task AND q.sample = s.id AND q.role = "
    "'answer' "
    "CROSS JOIN questions n ON n.key = q.key CROSS JOIN prompts p ON p.id = n.prompt "
    "LEFT JOIN failures f ON f.run = q.run AND f.key = q.key "
    "LEFT JOIN responses a ON a.key = q.key AND f.key IS NULL "
    "WHERE s.run = ?1 AND s.task = ?2 ORDER BY s.position, q.epoch, q.slot";

SlotRow read_slot(const Query& query) {
  SlotRow row;
  row.sample = query.text(0);
  row.target = query.text(1);
  row.key = query.text(2);
  row.kind = query.text(3);
  row.prompt = query.text(4);
  row.text = query.text(5);
  row.finish = query.text(6);
  if (!query.is_null(7)) row.failure = fmt::format("{}: {}", query.text(7), query.text(8));
  row.epoch = static_cast<int>(query.integer(9));
  row.prompt_tokens = query.integer(10);
  row.completion_tokens = query.integer(11);
  row.seconds = query.real(12);
  row.user_turn = query.text(13);
  row.reasoning = query.text(14);
  return row;
}

// Log-likelihoods for a person: each continuation after its value, the best one marked.
std::string continuations_text(Database& database, const std::string& key) {
  Query query = database.query(
      "SELECT continuation, logprob, num_tokens, max(logprob) OVER () FROM response_scores WHERE key = ?1 ORDER BY "
      "position");
  query.bind(1, key);
  std::string out;
  while (query.next()) {
    const std::string continuation = query.text(0);
    if (!out.empty()) out += "\n";
    if (continuation.empty())
      out += fmt::format("{:.4f} nats over {} tokens", query.real(1), query.integer(2));
    else
      out += fmt::format("{} {:.4f} {}", query.real(1) == query.real(3) ? ">" : " ", query.real(1), continuation);
  }
  return out;
}

// Folds the slots of one answer into its row: the last turn of a conversation, the first of several log-likelihoods.
void fold(Database& database, const SlotRow& slot, bool first, SampleRow& row) {
  const bool generated = slot.kind == "generate";
  if (first || generated) {
    row.prompt = slot.prompt;
    row.answer = generated || !slot.failure.empty() ? slot.text : continuations_text(database, slot.key);
    row.finish = slot.finish;
    row.reasoning = slot.reasoning;
  }
  if (!slot.user_turn.empty()) row.turns.push_back({slot.user_turn, slot.text, slot.reasoning, slot.finish, slot.failure});
  if (row.failure.empty()) row.failure = slot.failure;
  row.seconds += slot.seconds;
  row.prompt_tokens += slot.prompt_tokens;
  row.completion_tokens += slot.completion_tokens;
}

void read_cells(Query query, bool is_rating, std::vector<ScoreCell>& cells) {
  while (query.next())
    cells.push_back({query.text(0), query.optional_real(1), query.text(2), query.text(3), is_rating, query.is_null(4) ? std::nullopt : std::optional(query.text(4))});
}

void add_cells(Database& database, const std::string& run, SampleRow& row) {
  Query scores = database.query(
      "SELECT metric, value, unscored, detail, extracted FROM scores "
      "WHERE run = ?1 AND model = ?2 AND task = ?3 AND sample = ?4 ORDER BY metric");
  scores.bind(1, run).bind(2, row.model).bind(3, row.task).bind(4, row.sample_id);
  read_cells(std::move(scores), false, row.scores);
  Query ratings = database.query(
      "SELECT rater, value, unscored, detail, extracted FROM ratings "
      "WHERE run = ?1 AND model = ?2 AND task = ?3 AND sample = ?4 AND epoch = ?5 ORDER BY rater");
  ratings.bind(1, run).bind(2, row.model).bind(3, row.task).bind(4, row.sample_id).bind(5, row.epoch);
  read_cells(std::move(ratings), true, row.scores);
}

void each_sample_of(Database& database, const std::string& run, const std::string& model, const std::string& task,
                    const std::function<void(const SampleRow&)>& emit) {
  Query query = database.cursor(kSampleRows);
  query.bind(1, run).bind(2, task).bind(3, model);
  std::optional<SampleRow> row;
  const auto finish = [&] {
    if (!row) return;
    add_cells(database, run, *row);
    emit(*row);
  };
  while (query.next()) {
    const SlotRow slot = read_slot(query);
    const bool first = !row || row->sample_id != slot.sample || row->epoch != slot.epoch;
    if (first) {
      finish();
      row.emplace();
      row->model = model;
      row->task = task;
      row->sample_id = slot.sample;
      row->epoch = slot.epoch;
      row->target = slot.target;
    }
    fold(database, slot, first, *row);
  }
  finish();
}

void count_ends(Database& database, const std::string& run, ResultRow& row) {
  Query ends = database.query(
      "SELECT count(*) FILTER (WHERE a.finish = 'length'), count(*) FILTER (WHERE a.finish = 'content_filter') "
      "FROM requests q JOIN responses a ON a.key = q.key WHERE q.run = ?1 AND q.model = ?2 AND q.task = ?3 "
      "AND q.role = 'answer' AND NOT EXISTS (SELECT 1 FROM failures f WHERE f.run = q.run AND f.key = q.key)");
  if (!ends.bind(1, run).bind(2, row.model).bind(3, row.task).next()) return;
  row.truncated = ends.integer(0);
  row.refused = ends.integer(1);
}

}  // namespace

StoredRun::StoredRun(const Store& store, const std::string& run) : database_(&store.database()) {
  Query query = database_->query(
      "SELECT id, name, status, seed, started, finished, git, version, host, config_yaml, sampling FROM runs WHERE id "
      "= ?1");
  if (!query.bind(1, run).next())
    throw Error(ErrorKind::kRuntime, fmt::format("there is no run {} in {}", run, store.path()));
  facts_.id = query.text(0);
  facts_.name = query.text(1);
  facts_.status = query.text(2);
  facts_.seed = to_seed(query.text(3));
  facts_.started = query.text(4);
  facts_.finished = query.text(5);
  facts_.git = query.text(6);
  facts_.version = query.text(7);
  facts_.host = query.text(8);
  facts_.config_yaml = query.text(9);
  facts_.sampling = query.text(10);
  Query models = database_->query(
      "SELECT name, backend, model, fingerprint, numerics FROM run_models WHERE run = ?1 ORDER BY position");
  models.bind(1, run);
  while (models.next())
    facts_.models.push_back({models.text(0), models.text(1), models.text(2), models.text(3), models.text(4)});
  Query tasks = database_->query(
      "SELECT name, version, data_sha256, samples, epochs, num_fewshot, clusters FROM run_tasks WHERE run = ?1 ORDER BY "
      "position");
  tasks.bind(1, run);
  while (tasks.next())
    facts_.tasks.push_back({tasks.text(0), tasks.text(1), tasks.text(2), tasks.integer(3),
                            static_cast<int>(tasks.integer(4)), static_cast<int>(tasks.integer(5)), tasks.text(6)});
  facts_.groups = stored_groups(store, run);
  facts_.context_fits = context_fits(*database_, run);
}

std::vector<GroupRow> StoredRun::groups() const { return stored_group_rows(*database_, facts_.id); }

std::vector<ResultRow> StoredRun::results() const {
  std::vector<ResultRow> rows;
  Query query = database_->cursor(kEstimates);
  query.bind(1, facts_.id).bind(2, "metric");
  while (query.next()) {
    ResultRow row;
    row.model = query.text(0);
    row.task = query.text(1);
    row.metric = query.text(2);
    row.signature = query.text(3);
    row.scale = query.real(4);
    row.higher_is_better = query.integer(5) != 0;
    row.estimate = read_estimate(query, 8);
    // The metrics of a task share its answers, which take long to count.
    if (!rows.empty() && rows.back().model == row.model && rows.back().task == row.task) {
      row.truncated = rows.back().truncated;
      row.refused = rows.back().refused;
    } else {
      count_ends(*database_, facts_.id, row);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<RatingRow> StoredRun::ratings() const {
  std::vector<RatingRow> rows;
  Query query = database_->cursor(kEstimates);
  query.bind(1, facts_.id).bind(2, "rater");
  while (query.next()) {
    RatingRow row;
    row.model = query.text(0);
    row.task = query.text(1);
    row.rater = query.text(2);
    row.signature = query.text(3);
    row.scale = query.real(4);
    row.judge = query.text(6);
    row.status = query.text(7);
    row.estimate = read_estimate(query, 8);
    rows.push_back(std::move(row));
  }
  return rows;
}

UsageTotals StoredRun::usage() const {
  UsageTotals totals;
  Query counts = database_->query(
      "SELECT (SELECT count(*) FROM requests WHERE run = ?1), (SELECT count(*) FROM requests WHERE run = ?1 AND cached "
      "= 1), "
      "wall_s FROM runs WHERE id = ?1");
  if (counts.bind(1, facts_.id).next()) {
    totals.requests = counts.integer(0);
    totals.cached = counts.integer(1);
    totals.wall_s = counts.real(2);
  }
  // What came from the store cost nothing this time; a question that two samples share was paid once.
  Query spent = database_->query(
      "SELECT sum(prompt_tokens), sum(completion_tokens), sum(cost), sum(reasoning_tokens) FROM responses WHERE key IN "
      "(SELECT q.key FROM requests q WHERE q.run = ?1 AND q.cached = 0 AND NOT EXISTS "
      "(SELECT 1 FROM failures f WHERE f.run = q.run AND f.key = q.key))");
  if (spent.bind(1, facts_.id).next()) {
    totals.prompt_tokens = spent.integer(0);
    totals.completion_tokens = spent.integer(1);
    totals.cost = spent.optional_real(2);
    if (!spent.is_null(3)) totals.reasoning_tokens = spent.integer(3);
  }
  return totals;
}

void StoredRun::for_each_sample(const std::function<void(const SampleRow&)>& row) const {
  for (const RunFacts::Model& model : facts_.models)
    for (const RunFacts::Task& task : facts_.tasks) each_sample_of(*database_, facts_.id, model.name, task.name, row);
}

}  // namespace assay::store
