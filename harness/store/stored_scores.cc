#include "harness/store/stored_scores.h"

#include <cstdint>
#include <functional>

#include "harness/store/score_row.h"

namespace assay::store {
namespace {

// The samples by position, each with its questions; CROSS JOIN keeps this order of loops, so nothing is sorted.
constexpr std::string_view kIdentities =
    "SELECT s.id, s.cluster, c.input, c.targets, c.choices, c.target_choices, q.epoch, q.key, p.sha256 "
    "FROM samples s CROSS JOIN sample_contents c ON c.id = s.content "
    "LEFT JOIN requests q ON q.run = s.run AND q.model = ?3 AND q.task = s.task AND q.sample = s.id AND q.role = 'answer' "
    "LEFT JOIN questions n ON n.key = q.key LEFT JOIN prompts p ON p.id = n.prompt "
    "WHERE s.run = ?1 AND s.task = ?2 ORDER BY s.position, q.epoch, q.slot";

// Eight bytes: enough to tell the samples of a task apart, and quick.
std::string short_hash(const std::string& text) {
  const std::uint64_t hash = std::hash<std::string_view>()(text);
  return {reinterpret_cast<const char*>(&hash), sizeof hash};
}

}  // namespace

void for_each_identity(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       const std::function<void(const SampleIdentity&)>& sample) {
  Query query = store.database().cursor(kIdentities);
  query.bind(1, run).bind(2, task).bind(3, model);
  std::optional<SampleIdentity> current;
  std::string prompts, keys;
  const auto finish = [&] {
    if (!current) return;
    current->prompt = prompts.empty() ? "" : short_hash(prompts);
    current->keys = keys.empty() ? "" : short_hash(keys);
    sample(*current);
  };
  while (query.next()) {
    std::string id = query.text(0);
    if (!current || current->id != id) {
      finish();
      prompts.clear();
      keys.clear();
      current.emplace();
      current->id = std::move(id);
      if (!query.is_null(1)) current->cluster = query.text(1);
      current->input = short_hash(query.text(2));
      current->target = short_hash(query.text(3) + '\n' + query.text(4) + '\n' + query.text(5));
    }
    if (query.is_null(7)) continue;
    if (query.integer(6) == 0) prompts += query.text(8) + " ";
    keys += query.text(7) + " ";
  }
  finish();
}

std::vector<Scorer> stored_scorers(const Store& store, const std::string& run, const std::string& model,
                                   const std::string& task) {
  Query query = store.database().cursor(
      "SELECT g.name, g.signature, g.options FROM signatures g JOIN estimates e ON e.run = g.run AND e.model = g.model AND "
      "e.task = g.task AND e.kind = g.kind AND e.name = g.name WHERE g.run = ?1 AND g.model = ?2 AND g.task = ?3 "
      "AND g.kind = 'metric' ORDER BY e.rowid");
  query.bind(1, run).bind(2, model).bind(3, task);
  std::vector<Scorer> scorers;
  while (query.next()) scorers.push_back({query.text(0), query.text(1), query.text(2)});
  return scorers;
}

void for_each_score(
    const Store& store, const std::string& run, const std::string& model, const std::string& task,
    const std::function<void(const std::string& metric, const std::string& sample_id, const Scored&)>& score) {
  // A task's scores were written one after the other: between their first and last rowid the table is read as it lies, which
  // is many times quicker than going to each row by the index.
  Query ends = store.database().query(
      "SELECT min(rowid), max(rowid) FROM scores WHERE run = ?1 AND model = ?2 AND task = ?3");
  if (!ends.bind(1, run).bind(2, model).bind(3, task).next() || ends.is_null(0)) return;
  Query query = store.database().cursor(
      "SELECT metric, sample, value, unscored, NULL, NULL, stats FROM scores NOT INDEXED WHERE rowid BETWEEN ?4 AND ?5 "
      "AND run = ?1 AND model = ?2 AND task = ?3");
  query.bind(1, run).bind(2, model).bind(3, task).bind(4, ends.integer(0)).bind(5, ends.integer(1));
  while (query.next()) score(query.text(0), query.text(1), read_score(query, 2));
}

std::vector<std::string> evaluated_models(const Store& store, const std::string& run) {
  Query query = store.database().cursor(
      "SELECT m.name FROM run_models m WHERE m.run = ?1 AND EXISTS (SELECT 1 FROM requests q WHERE q.run = m.run AND "
      "q.model = m.name AND q.role = 'answer') ORDER BY m.position");
  query.bind(1, run);
  std::vector<std::string> models;
  while (query.next()) models.push_back(query.text(0));
  return models;
}

std::map<std::string, double> unstable_samples(const Store& store, const std::string& fingerprint, const std::string& task,
                                               const std::string& metric, const std::string& signature) {
  constexpr std::string_view kRuns =
      "run_models m JOIN signatures g ON g.run = m.run AND g.model = m.name AND g.kind = 'metric' AND g.task = ?2 AND g.name = ?3 "
      "AND g.signature = ?4 WHERE m.fingerprint = ?1";
  Query runs = store.database().cursor("SELECT count(*) FROM " + std::string(kRuns));
  runs.bind(1, fingerprint).bind(2, task).bind(3, metric).bind(4, signature);
  if (!runs.next() || runs.integer(0) < 2) return {};
  Query query = store.database().cursor(
      "SELECT s.sample, avg(s.value) FROM (SELECT m.run, m.name FROM " + std::string(kRuns) +
      ") r CROSS JOIN scores s ON s.run = r.run AND s.model = r.name AND s.task = ?2 AND s.metric = ?3 WHERE s.value IS NOT NULL "
      "GROUP BY s.sample HAVING min(s.value) <= 0.5 AND max(s.value) > 0.5");
  query.bind(1, fingerprint).bind(2, task).bind(3, metric).bind(4, signature);
  std::map<std::string, double> found;
  while (query.next()) found.emplace(query.text(0), query.real(1));
  return found;
}

AnswerText answer_text(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       const std::string& sample) {
  AnswerText out;
  Query target = store.database().query(
      "SELECT c.target FROM samples s JOIN sample_contents c ON c.id = s.content WHERE s.run = ?1 AND s.task = ?2 AND s.id = ?3");
  if (target.bind(1, run).bind(2, task).bind(3, sample).next()) out.target = target.text(0);
  Query answer = store.database().query(
      "SELECT a.text, (SELECT continuation FROM response_scores c WHERE c.key = q.key ORDER BY logprob DESC, position LIMIT 1) "
      "FROM requests q JOIN responses a ON a.key = q.key WHERE q.run = ?1 AND q.model = ?2 AND q.task = ?3 AND q.sample = ?4 "
      "AND q.role = 'answer' AND q.epoch = 0 ORDER BY q.slot LIMIT 1");
  if (answer.bind(1, run).bind(2, model).bind(3, task).bind(4, sample).next())
    out.answer = answer.is_null(0) ? answer.text(1) : answer.text(0);
  return out;
}

}  // namespace assay::store
