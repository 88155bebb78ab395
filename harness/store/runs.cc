#include "harness/store/runs.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/clock.h"
#include "harness/core/error.h"
#include "harness/store/baselines.h"

namespace assay::store {
namespace {

constexpr std::size_t kShortId = 12;
constexpr std::size_t kCandidates = 8;
constexpr std::string_view kBaseline = "baseline:";

// The shortest prefix of the content id, from twelve digits on, that no other run has.
std::string new_run_id(Database& database, const std::string& content_id) {
  for (std::size_t length = std::min(kShortId, content_id.size()); length < content_id.size(); ++length) {
    const std::string id = content_id.substr(0, length);
    Query taken = database.query("SELECT 1 FROM runs WHERE id = ?1");
    if (!taken.bind(1, id).next()) return id;
  }
  return content_id;
}

void insert_run(Database& database, const std::string& id, const RunStart& start) {
  database
      .query(
          "INSERT INTO runs (id, content_id, name, status, seed, started, sampling, config_yaml, git, version, host) "
          "VALUES (?1, ?2, ?3, 'running', ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
      .bind(1, id)
      .bind(2, start.content_id)
      .bind(3, start.name)
      .bind(4, std::to_string(start.seed))
      .bind(5, utc_now())
      .bind(6, start.sampling)
      .bind(7, start.config_yaml)
      .bind(8, start.git)
      .bind(9, start.version)
      .bind(10, start.host)
      .run();
  int position = 0;
  for (const RunFacts::Model& model : start.models)
    database
        .query(
            "INSERT INTO run_models (run, name, position, backend, model, fingerprint, numerics) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(1, id)
        .bind(2, model.name)
        .bind(3, position++)
        .bind(4, model.backend)
        .bind(5, model.model)
        .bind(6, model.fingerprint)
        .bind(7, model.numerics)
        .run();
}

std::string describe(const std::string& id, const std::string& name, const std::string& started) {
  return fmt::format("{} ({}, {})", id, name, started);
}

// A list of runs for a message, cut where it would be long.
std::string describe_all(const std::vector<std::string>& runs) {
  const std::vector<std::string> shown(runs.begin(), runs.begin() + std::min(runs.size(), kCandidates));
  return fmt::format("{}{}", fmt::join(shown, ", "),
                     runs.size() > shown.size() ? fmt::format(" and {} more", runs.size() - shown.size()) : "");
}

std::string first_text(Query query) { return query.next() ? query.text(0) : ""; }

}  // namespace

std::string_view name_of(RunStatus status) {
  switch (status) {
    case RunStatus::kRunning: return "running";
    case RunStatus::kInterrupted: return "interrupted";
    case RunStatus::kFinished: return "finished";
    case RunStatus::kFailed: return "failed";
  }
  return "";
}

std::optional<std::string> find_run(const Store& store, const std::string& content_id) {
  Query found = store.database().query("SELECT id FROM runs WHERE content_id = ?1");
  if (!found.bind(1, content_id).next()) return std::nullopt;
  return found.text(0);
}

std::string begin_run(Store& store, const RunStart& start) {
  std::string id;
  store.database().atomically([&] {
    if (const std::optional<std::string> earlier = find_run(store, start.content_id)) {
      id = *earlier;
      store.database().query("UPDATE runs SET status = 'running', finished = NULL WHERE id = ?1").bind(1, id).run();
      return;
    }
    id = new_run_id(store.database(), start.content_id);
    insert_run(store.database(), id, start);
  });
  return id;
}

void end_run(Store& store, const std::string& run, RunStatus status, double wall_s) {
  Database& database = store.database();
  const bool ended = status == RunStatus::kFinished || status == RunStatus::kFailed;
  database.atomically([&] {
    Query update = database.query("UPDATE runs SET status = ?2, wall_s = wall_s + ?3, finished = ?4 WHERE id = ?1");
    update.bind(1, run).bind(2, name_of(status)).bind(3, wall_s);
    ended ? update.bind(4, utc_now()) : update.bind_null(4);
    update.run();
  });
  if (database.in_transaction()) database.commit();
}

std::vector<RunListing> list_runs(const Store& store) {
  std::vector<RunListing> runs;
  Query query = store.database().cursor(
      "SELECT run, run_name, status, started, coalesce(finished, ''), coalesce(models, ''), coalesce(tasks, '') "
      "FROM v_runs ORDER BY started DESC, run");
  while (query.next())
    runs.push_back(
        {query.text(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5), query.text(6)});
  return runs;
}

std::string resolve_run(const Store& store, const std::string& wanted) {
  Database& database = store.database();
  constexpr std::string_view kNewest = "SELECT id FROM runs ORDER BY started DESC, rowid DESC LIMIT 1";
  const std::string newest = first_text(database.query(kNewest));
  if (newest.empty()) throw Error(ErrorKind::kUsage, fmt::format("there is no run in {} yet", store.path()));
  if (wanted == "latest") return newest;
  if (wanted.starts_with(kBaseline)) return baseline_run(store, wanted.substr(kBaseline.size()));
  for (const std::string_view sql : {"SELECT id FROM runs WHERE id = ?1",
                                     "SELECT id FROM runs WHERE name = ?1 ORDER BY started DESC, rowid DESC LIMIT 1"}) {
    Query exact = database.query(sql);
    if (exact.bind(1, wanted).next()) return exact.text(0);
  }
  std::vector<std::string> matches;
  std::vector<std::string> all;
  std::vector<std::string> words;
  std::string match;
  Query query = database.cursor("SELECT id, name, started FROM runs ORDER BY started DESC, rowid DESC");
  while (query.next()) {
    const std::string id = query.text(0);
    all.push_back(describe(id, query.text(1), query.text(2)));
    words.push_back(id);
    words.push_back(query.text(1));
    if (wanted.empty() || id.compare(0, wanted.size(), wanted) != 0) continue;
    match = id;
    matches.push_back(all.back());
  }
  if (matches.size() == 1) return match;
  if (matches.size() > 1)
    throw Error(ErrorKind::kUsage, fmt::format("run '{}' is not clear: it could be {}", wanted, describe_all(matches)));
  const std::string near = did_you_mean(wanted, words);
  throw Error(ErrorKind::kUsage,
              fmt::format("no run '{}' in {}{}; there are {}", wanted, store.path(),
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), describe_all(all)));
}

}  // namespace assay::store
