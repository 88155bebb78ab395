#include "harness/store/schema.h"

#include <fmt/core.h>

#include <string>

#include "harness/core/error.h"
#include "harness/store/database.h"

namespace assay::store {
namespace {

// A REAL column keeps whole numbers as integers and so turns -0.0 into 0.0; log-probabilities are ANY to come back bit
// for bit. Composite keys of narrow rows are WITHOUT ROWID; rows with long texts are not, for SQLite keeps those better
// apart.
constexpr std::string_view kTables = R"sql(
CREATE TABLE runs (
  id TEXT PRIMARY KEY, content_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'finished', 'failed')),
  seed TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, wall_s REAL NOT NULL DEFAULT 0.0,
  sampling TEXT NOT NULL, config_yaml TEXT NOT NULL, git TEXT NOT NULL, version TEXT NOT NULL, host TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_name ON runs (name, started);

CREATE TABLE run_models (
  run TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, position INTEGER NOT NULL, backend TEXT NOT NULL,
  model TEXT NOT NULL, fingerprint TEXT NOT NULL, numerics TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tasks (
  run TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, position INTEGER NOT NULL, version TEXT NOT NULL,
  data_sha256 TEXT NOT NULL, samples INTEGER NOT NULL, epochs INTEGER NOT NULL, num_fewshot INTEGER NOT NULL,
  clusters TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sample_contents (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, input TEXT NOT NULL, target TEXT, targets TEXT NOT NULL,
  choices TEXT NOT NULL, target_choices TEXT NOT NULL, fields TEXT NOT NULL
) STRICT;

CREATE TABLE samples (
  run TEXT NOT NULL, task TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL,
  content INTEGER NOT NULL REFERENCES sample_contents (id), cluster TEXT,
  PRIMARY KEY (run, task, id), UNIQUE (run, task, position),
  FOREIGN KEY (run, task) REFERENCES run_tasks (run, name)
) STRICT;

CREATE TABLE prompts (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;

CREATE TABLE questions (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('generate', 'loglikelihood', 'loglikelihood_rolling')),
  prompt INTEGER NOT NULL REFERENCES prompts (id),
  temperature REAL, top_k INTEGER, top_p REAL, min_p REAL, repetition_penalty REAL, max_tokens INTEGER, seed TEXT,
  stop TEXT, ignore_eos INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE responses (
  key TEXT PRIMARY KEY REFERENCES questions (key), text TEXT,
  finish TEXT CHECK (finish IN ('stop', 'length', 'content_filter')),
  prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, cost REAL,
  seconds REAL NOT NULL, first_token_seconds REAL, reasoning TEXT, reasoning_tokens INTEGER,
  first_run TEXT NOT NULL REFERENCES runs (id), created TEXT NOT NULL
) STRICT;

CREATE TABLE response_scores (
  key TEXT NOT NULL REFERENCES responses (key), position INTEGER NOT NULL, continuation TEXT NOT NULL,
  logprob ANY NOT NULL CHECK (typeof(logprob) = 'real'), num_tokens INTEGER NOT NULL, num_bytes INTEGER NOT NULL, is_greedy INTEGER NOT NULL,
  PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE response_tokens (
  key TEXT NOT NULL REFERENCES responses (key), position INTEGER NOT NULL, token TEXT NOT NULL, logprob ANY NOT NULL CHECK (typeof(logprob) = 'real'),
  PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE failures (
  run TEXT NOT NULL REFERENCES runs (id), key TEXT NOT NULL REFERENCES questions (key), kind TEXT NOT NULL,
  message TEXT NOT NULL, attempts INTEGER NOT NULL, seconds REAL NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, sample TEXT NOT NULL, role TEXT NOT NULL,
  epoch INTEGER NOT NULL, slot INTEGER NOT NULL, asked TEXT NOT NULL,
  key TEXT NOT NULL REFERENCES questions (key), cached INTEGER NOT NULL, user_turn TEXT,
  PRIMARY KEY (run, model, task, sample, role, epoch, slot),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, asked) REFERENCES run_models (run, name),
  FOREIGN KEY (run, task, sample) REFERENCES samples (run, task, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('metric', 'rater')),
  name TEXT NOT NULL, signature TEXT NOT NULL, options TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (run, model, task, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, sample TEXT NOT NULL, metric TEXT NOT NULL,
  value REAL, unscored TEXT, detail TEXT NOT NULL, stats BLOB, extracted TEXT,
  PRIMARY KEY (run, model, task, sample, metric),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, task, sample) REFERENCES samples (run, task, id)
) STRICT;

CREATE TABLE ratings (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, sample TEXT NOT NULL, rater TEXT NOT NULL,
  epoch INTEGER NOT NULL, value REAL, unscored TEXT, detail TEXT NOT NULL, stats BLOB, extracted TEXT,
  PRIMARY KEY (run, model, task, sample, rater, epoch),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, task, sample) REFERENCES samples (run, task, id)
) STRICT;

CREATE TABLE estimates (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('metric', 'rater')),
  name TEXT NOT NULL, judge TEXT, status TEXT, signature TEXT NOT NULL,
  value REAL, low REAL, high REAL, level REAL NOT NULL, method TEXT NOT NULL, no_interval TEXT NOT NULL,
  scored INTEGER NOT NULL, unscored INTEGER NOT NULL, failed INTEGER NOT NULL, seed TEXT NOT NULL,
  higher_is_better INTEGER, scale REAL NOT NULL,
  standard_error REAL, standard_error_within REAL, clusters INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, model, task, kind, name),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, task) REFERENCES run_tasks (run, name)
) STRICT;

CREATE TABLE labels (
  task TEXT NOT NULL, sample TEXT NOT NULL, answer TEXT NOT NULL REFERENCES responses (key), rubric TEXT NOT NULL,
  person TEXT NOT NULL, value REAL NOT NULL, comment TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (task, sample, answer, rubric, person)
) STRICT;

CREATE TABLE baselines (
  name TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES runs (id), at TEXT NOT NULL
) STRICT;
)sql";

// The criteria, checks and units of each rating, and the judge's distribution over the values of each.
constexpr std::string_view kRatingParts = R"sql(
CREATE TABLE rating_parts (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, sample TEXT NOT NULL, rater TEXT NOT NULL,
  position INTEGER NOT NULL, epoch INTEGER NOT NULL, criterion TEXT NOT NULL, unit TEXT NOT NULL, shown TEXT NOT NULL,
  outcome TEXT NOT NULL, value REAL, mass REAL, reason TEXT NOT NULL, evidence TEXT NOT NULL, verbatim INTEGER,
  gate TEXT NOT NULL,
  PRIMARY KEY (run, model, task, sample, rater, position),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, task, sample) REFERENCES samples (run, task, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rating_distributions (
  run TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL, sample TEXT NOT NULL, rater TEXT NOT NULL,
  position INTEGER NOT NULL, value REAL NOT NULL, probability REAL NOT NULL,
  PRIMARY KEY (run, model, task, sample, rater, position, value),
  FOREIGN KEY (run, model, task, sample, rater, position)
    REFERENCES rating_parts (run, model, task, sample, rater, position)
) STRICT, WITHOUT ROWID;
)sql";

// How prompts were fitted into a model's context, where they were too long.
constexpr std::string_view kContextFits = R"sql(
CREATE TABLE context_fits (
  run TEXT NOT NULL REFERENCES runs (id), model TEXT NOT NULL, task TEXT NOT NULL, max_tokens INTEGER NOT NULL,
  shortened INTEGER NOT NULL, dropped INTEGER NOT NULL, too_long INTEGER NOT NULL,
  PRIMARY KEY (run, model, task)
) STRICT, WITHOUT ROWID;
)sql";

// Groups of tasks and their numbers.
constexpr std::string_view kGroupTables = R"sql(
CREATE TABLE run_groups (
  run TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, position INTEGER NOT NULL, alias TEXT NOT NULL,
  version TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_group_members (
  run TEXT NOT NULL, group_name TEXT NOT NULL, position INTEGER NOT NULL, member TEXT NOT NULL, is_group INTEGER NOT NULL,
  PRIMARY KEY (run, group_name, position),
  FOREIGN KEY (run, group_name) REFERENCES run_groups (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_group_tasks (
  run TEXT NOT NULL, group_name TEXT NOT NULL, position INTEGER NOT NULL, task TEXT NOT NULL,
  PRIMARY KEY (run, group_name, position),
  FOREIGN KEY (run, group_name) REFERENCES run_groups (run, name),
  FOREIGN KEY (run, task) REFERENCES run_tasks (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_group_numbers (
  run TEXT NOT NULL, group_name TEXT NOT NULL, position INTEGER NOT NULL, metric TEXT NOT NULL, filters TEXT,
  weighting TEXT NOT NULL CHECK (weighting IN ('by_size', 'equal')),
  PRIMARY KEY (run, group_name, position),
  FOREIGN KEY (run, group_name) REFERENCES run_groups (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_estimates (
  run TEXT NOT NULL, model TEXT NOT NULL, group_name TEXT NOT NULL, metric TEXT NOT NULL, position INTEGER NOT NULL,
  signature TEXT NOT NULL, weighting TEXT NOT NULL CHECK (weighting IN ('by_size', 'equal')),
  value REAL, low REAL, high REAL, level REAL NOT NULL, method TEXT NOT NULL, no_interval TEXT NOT NULL,
  scored INTEGER NOT NULL, unscored INTEGER NOT NULL, failed INTEGER NOT NULL, seed TEXT NOT NULL,
  higher_is_better INTEGER NOT NULL, scale REAL NOT NULL, standard_error REAL, standard_error_within REAL,
  clusters INTEGER NOT NULL,
  PRIMARY KEY (run, model, group_name, metric),
  FOREIGN KEY (run, model) REFERENCES run_models (run, name),
  FOREIGN KEY (run, group_name) REFERENCES run_groups (run, name)
) STRICT;

CREATE TABLE group_estimate_tasks (
  run TEXT NOT NULL, model TEXT NOT NULL, group_name TEXT NOT NULL, metric TEXT NOT NULL, position INTEGER NOT NULL,
  task TEXT NOT NULL, weight REAL, value REAL,
  PRIMARY KEY (run, model, group_name, metric, position),
  FOREIGN KEY (run, model, group_name, metric) REFERENCES group_estimates (run, model, group_name, metric)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view kViews = R"sql(
CREATE VIEW v_runs AS
SELECT r.id AS run, r.name AS run_name, r.status, r.seed, r.started, r.finished, r.wall_s, r.sampling,
  (SELECT group_concat(name, ', ') FROM (SELECT name FROM run_models WHERE run = r.id ORDER BY position)) AS models,
  (SELECT group_concat(name, ', ') FROM (SELECT name FROM run_tasks WHERE run = r.id ORDER BY position)) AS tasks,
  (SELECT count(*) FROM samples WHERE run = r.id) AS samples,
  (SELECT count(*) FROM requests WHERE run = r.id) AS requests,
  (SELECT count(*) FROM requests WHERE run = r.id AND cached = 1) AS cached,
  (SELECT count(*) FROM requests q JOIN failures f ON f.run = q.run AND f.key = q.key WHERE q.run = r.id) AS failed,
  r.git, r.version, r.host
FROM runs r;

CREATE VIEW v_samples AS
SELECT s.run, r.name AS run_name, s.task, s.position, s.id AS sample, s.cluster, c.input, c.target, c.targets, c.choices, c.fields
FROM samples s JOIN runs r ON r.id = s.run JOIN sample_contents c ON c.id = s.content;

CREATE VIEW v_responses AS
SELECT q.run, r.name AS run_name, q.model, q.task, q.sample, q.epoch, q.slot, q.role, q.asked, n.kind, p.text AS prompt,
  a.text AS answer, a.finish, f.kind AS failure, f.message AS failure_message, f.attempts,
  n.temperature, n.top_k, n.top_p, n.min_p, n.repetition_penalty, n.max_tokens, n.seed, n.stop,
  a.prompt_tokens, a.completion_tokens, a.cost, coalesce(a.seconds, f.seconds) AS seconds, a.first_token_seconds,
  q.cached, q.key, q.user_turn, a.reasoning, a.reasoning_tokens
FROM requests q JOIN runs r ON r.id = q.run JOIN questions n ON n.key = q.key JOIN prompts p ON p.id = n.prompt
LEFT JOIN failures f ON f.run = q.run AND f.key = q.key
LEFT JOIN responses a ON a.key = q.key AND f.key IS NULL;

CREATE VIEW v_continuations AS
SELECT q.run, r.name AS run_name, q.model, q.task, q.sample, q.epoch, q.slot, c.position, c.continuation, c.logprob,
  c.num_tokens, c.num_bytes, c.is_greedy
FROM requests q JOIN runs r ON r.id = q.run JOIN response_scores c ON c.key = q.key
WHERE NOT EXISTS (SELECT 1 FROM failures f WHERE f.run = q.run AND f.key = q.key);

CREATE VIEW v_scores AS
SELECT s.run, r.name AS run_name, s.model, s.task, s.sample, s.metric, g.signature, s.value, s.unscored, s.detail,
  s.extracted
FROM scores s JOIN runs r ON r.id = s.run
LEFT JOIN signatures g ON g.run = s.run AND g.model = s.model AND g.task = s.task AND g.kind = 'metric'
  AND g.name = s.metric;

CREATE VIEW v_ratings AS
SELECT s.run, r.name AS run_name, s.model, s.task, s.sample, s.epoch, s.rater, e.judge, e.status, g.signature, s.value,
  s.unscored, s.detail
FROM ratings s JOIN runs r ON r.id = s.run
LEFT JOIN signatures g ON g.run = s.run AND g.model = s.model AND g.task = s.task AND g.kind = 'rater' AND g.name = s.rater
LEFT JOIN estimates e ON e.run = s.run AND e.model = s.model AND e.task = s.task AND e.kind = 'rater' AND e.name = s.rater;

CREATE VIEW v_rating_parts AS
SELECT p.run, r.name AS run_name, p.model, p.task, p.sample, p.rater, p.position, p.epoch, p.criterion, p.unit, p.shown,
  p.outcome, p.value, p.mass, p.reason, p.evidence, p.verbatim, p.gate
FROM rating_parts p JOIN runs r ON r.id = p.run;

CREATE VIEW v_estimates AS
SELECT e.run, r.name AS run_name, e.model, e.task, e.kind, e.name, e.judge, e.status, e.signature, e.value, e.low, e.high,
  e.level, e.method, e.no_interval, e.scored, e.unscored, e.failed, e.seed, e.higher_is_better, e.scale,
  e.standard_error, e.standard_error_within, e.clusters
FROM estimates e JOIN runs r ON r.id = e.run;
)sql";

constexpr std::string_view kGroupViews = R"sql(
CREATE VIEW v_groups AS
SELECT g.run, r.name AS run_name, g.name AS group_name, g.alias, g.version, m.position, m.member, m.is_group
FROM run_groups g JOIN runs r ON r.id = g.run LEFT JOIN run_group_members m ON m.run = g.run AND m.group_name = g.name;

CREATE VIEW v_group_estimates AS
SELECT e.run, r.name AS run_name, e.model, e.group_name, e.metric, e.signature, e.weighting, e.value, e.low, e.high, e.level,
  e.method, e.no_interval, e.scored, e.unscored, e.failed, e.seed, e.higher_is_better, e.scale, e.standard_error,
  e.standard_error_within, e.clusters,
  (SELECT group_concat(task, ', ') FROM (SELECT task FROM group_estimate_tasks t WHERE t.run = e.run AND t.model = e.model
    AND t.group_name = e.group_name AND t.metric = e.metric AND t.weight IS NOT NULL ORDER BY position)) AS tasks,
  (SELECT group_concat(task, ', ') FROM (SELECT task FROM group_estimate_tasks t WHERE t.run = e.run AND t.model = e.model
    AND t.group_name = e.group_name AND t.metric = e.metric AND t.weight IS NULL ORDER BY position)) AS left_out
FROM group_estimates e JOIN runs r ON r.id = e.run;

CREATE VIEW v_group_tasks AS
SELECT t.run, r.name AS run_name, t.model, t.group_name, t.metric, t.task, t.weight, t.value
FROM group_estimate_tasks t JOIN runs r ON r.id = t.run;
)sql";

// What version 2 adds: clusters of samples, the options that a metric was made with, and standard errors.
constexpr std::string_view kFrom1To2 = R"sql(
ALTER TABLE run_tasks ADD COLUMN clusters TEXT NOT NULL DEFAULT '';
ALTER TABLE samples ADD COLUMN cluster TEXT;
ALTER TABLE signatures ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE estimates ADD COLUMN standard_error REAL;
ALTER TABLE estimates ADD COLUMN standard_error_within REAL;
ALTER TABLE estimates ADD COLUMN clusters INTEGER NOT NULL DEFAULT 0;
)sql";

// What version 3 adds: what the user says in a turn of a dialogue, what a model thought before its answer, what filters left
// of an answer; and the tables of rating parts, fitted prompts and groups.
constexpr std::string_view kFrom2To3 = R"sql(
ALTER TABLE requests ADD COLUMN user_turn TEXT;
ALTER TABLE responses ADD COLUMN reasoning TEXT;
ALTER TABLE responses ADD COLUMN reasoning_tokens INTEGER;
ALTER TABLE scores ADD COLUMN extracted TEXT;
ALTER TABLE ratings ADD COLUMN extracted TEXT;
)sql";

// The views are made anew with every version.
constexpr std::string_view kDropViews = R"sql(
DROP VIEW IF EXISTS v_group_tasks;
DROP VIEW IF EXISTS v_group_estimates;
DROP VIEW IF EXISTS v_groups;
DROP VIEW IF EXISTS v_samples;
DROP VIEW IF EXISTS v_estimates;
DROP VIEW IF EXISTS v_ratings;
DROP VIEW IF EXISTS v_rating_parts;
DROP VIEW IF EXISTS v_scores;
DROP VIEW IF EXISTS v_continuations;
DROP VIEW IF EXISTS v_responses;
DROP VIEW IF EXISTS v_runs;
)sql";

void bring_up_to_date(Database& database) {
  if (!database.writable())
    throw Error(ErrorKind::kRuntime,
                fmt::format("{} was written by an older assay and must be brought up to date before it can be read; make the "
                            "file writable, or run any command that writes to it",
                            database.path()));
  database.atomically([&] {
    const std::int64_t version = database.scalar("PRAGMA user_version");
    if (version >= kSchemaVersion) return;  // another process did it
    database.execute(std::string(kDropViews));
    if (version < 2) database.execute(std::string(kFrom1To2));
    if (version < 3) database.execute(std::string(kFrom2To3) + std::string(kRatingParts) + std::string(kContextFits) +
                                         std::string(kGroupTables));
    database.execute(std::string(kViews) + std::string(kGroupViews));
    database.execute(fmt::format("PRAGMA user_version = {};", kSchemaVersion));
  });
}

}  // namespace

std::string_view schema_sql() {
  static const std::string kAll = std::string(kTables) + std::string(kRatingParts) + std::string(kContextFits) +
                                  std::string(kGroupTables) + std::string(kViews) + std::string(kGroupViews);
  return kAll;
}

void ensure_schema(Database& database) {
  const auto version = [&] { return database.scalar("PRAGMA user_version"); };
  const auto application = [&] { return database.scalar("PRAGMA application_id"); };
  const auto empty = [&] { return database.scalar("SELECT count(*) FROM sqlite_schema") == 0; };
  if (application() == 0 && version() == 0 && empty()) {
    if (!database.writable())
      throw Error(ErrorKind::kRuntime, fmt::format("{}: there is nothing stored in this file yet", database.path()));
    // Another process may make the tables at the same moment: look again once the lock is held.
    database.atomically([&] {
      if (!empty()) return;
      database.execute(std::string(schema_sql()));
      database.execute(
          fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, kSchemaVersion));
    });
  }
  if (application() != kApplicationId)
    throw Error(
        ErrorKind::kRuntime,
        fmt::format("{} is a SQLite database of another program, not a store of assay; name another file with --store",
                    database.path()));
  if (version() > kSchemaVersion)
    throw Error(ErrorKind::kRuntime,
                fmt::format("{} has schema version {}, this program knows versions up to {}: it was written by a newer "
                            "assay, use that one to read it",
                            database.path(), version(), kSchemaVersion));
  if (version() < kSchemaVersion) bring_up_to_date(database);
}

}  // namespace assay::store
