#include "harness/store/run_writer.h"

#include <fmt/core.h>

#include <unordered_set>
#include <utility>

#include "harness/core/clock.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/store/estimates.h"
#include "harness/store/score_row.h"

namespace assay::store {
namespace {

constexpr int kBatchRows = 256;
constexpr double kBatchSeconds = 0.5;

template <class T>
std::string json_list(const std::vector<T>& items) {
  Value list = Value::array();
  for (const T& item : items) list.push_back(Value(item));
  return json::dump(list);
}

void bind_optional(Query& query, int index, const std::string& text) {
  text.empty() ? query.bind_null(index) : query.bind(index, text);
}

}  // namespace

RunWriter::RunWriter(Store& store, std::string run) : database_(store.database()), run_(std::move(run)) {}

RunWriter::~RunWriter() {
  try {
    flush();
  } catch (const std::exception&) {
    // Whoever must know calls `flush`; while another error is on its way there is nobody to tell.
  }
}

void RunWriter::add_task(const RunFacts::Task& task) {
  flush();
  database_
      .query(
          "INSERT INTO run_tasks (run, name, position, version, data_sha256, samples, epochs, num_fewshot, clusters) VALUES "
          "(?1, ?2, (SELECT count(*) FROM run_tasks WHERE run = ?1), ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (run, name) DO "
          "UPDATE SET version = excluded.version, data_sha256 = excluded.data_sha256, samples = excluded.samples, "
          "epochs = excluded.epochs, num_fewshot = excluded.num_fewshot, clusters = excluded.clusters")
      .bind(1, run_)
      .bind(2, task.name)
      .bind(3, task.version)
      .bind(4, task.data_sha256)
      .bind(5, task.samples)
      .bind(6, task.epochs)
      .bind(7, task.num_fewshot)
      .bind(8, task.clusters)
      .run();
}

void RunWriter::add_samples(const std::string& task, std::span<const Sample> samples, std::string_view clusters) {
  flush();
  std::unordered_set<std::string> seen;
  database_.atomically([&] {
    Query count = database_.query("SELECT coalesce(max(position) + 1, 0) FROM samples WHERE run = ?1 AND task = ?2");
    count.bind(1, run_).bind(2, task);
    std::int64_t position = count.next() ? count.integer(0) : 0;
    for (const Sample& sample : samples) {
      if (!seen.insert(sample.id).second)
        throw Error(ErrorKind::kData, fmt::format("task {}: two samples have the id '{}'", task, sample.id));
      Query known = database_.query("SELECT 1 FROM samples WHERE run = ?1 AND task = ?2 AND id = ?3");
      if (known.bind(1, run_).bind(2, task).bind(3, sample.id).next()) continue;
      const std::string targets = json_list(sample.targets);
      const std::string choices = json_list(sample.choices);
      const std::string target_choices = json_list(sample.target_choices);
      const std::string fields = json::dump(sample.fields);
      const std::string sha256 =
          Sha256().field(sample.input).field(targets).field(choices).field(target_choices).field(fields).hex();
      // For a person the target of a multiple-choice item is the right choice's text.
      std::string target = sample.targets.empty() ? "" : sample.targets.front();
      if (sample.targets.empty() && !sample.target_choices.empty()) {
        const auto right = static_cast<std::size_t>(sample.target_choices.front());
        if (right < sample.choices.size()) target = sample.choices[right];
      }
      Query content = database_.query(
          "INSERT OR IGNORE INTO sample_contents (sha256, input, target, targets, choices, target_choices, fields) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
      content.bind(1, sha256).bind(2, sample.input);
      bind_optional(content, 3, target);
      content.bind(4, targets).bind(5, choices).bind(6, target_choices).bind(7, fields).run();
      Query insert = database_.query(
          "INSERT INTO samples (run, task, id, position, content, cluster) "
          "VALUES (?1, ?2, ?3, ?4, (SELECT id FROM sample_contents WHERE sha256 = ?5), ?6)");
      insert.bind(1, run_).bind(2, task).bind(3, sample.id).bind(4, position++).bind(5, sha256);
      if (const std::optional<std::string> cluster = cluster_of(sample, clusters))
        insert.bind(6, *cluster);
      else
        insert.bind_null(6);
      insert.run();
    }
  });
}

void RunWriter::make_room() {
  if (!database_.in_transaction()) {
    database_.begin();
    since_ = monotonic_seconds();
    pending_ = 0;
  }
  ++pending_;
}

void RunWriter::flush() {
  pending_ = 0;
  if (!database_.in_transaction()) return;
  try {
    database_.commit();
  } catch (...) {
    try {
      database_.rollback();
    } catch (const Error&) {
      // The first failure says what is wrong.
    }
    throw;
  }
}

void RunWriter::flush_if_due() {
  if (pending_ >= kBatchRows || (pending_ > 0 && monotonic_seconds() - since_ >= kBatchSeconds)) flush();
}

void RunWriter::put_question(const Request& request, const std::string& key) {
  Query known = database_.query("SELECT 1 FROM questions WHERE key = ?1");
  if (known.bind(1, key).next()) return;
  const auto* generate = std::get_if<Generate>(&request.body);
  const auto* likelihood = std::get_if<Loglikelihood>(&request.body);
  const std::string text = generate     ? to_plain_text(generate->prompt)
                           : likelihood ? to_plain_text(likelihood->context)
                                        : std::get<RollingLoglikelihood>(request.body).text;
  const std::string sha256 = sha256_hex(text);
  database_.query("INSERT OR IGNORE INTO prompts (sha256, text) VALUES (?1, ?2)").bind(1, sha256).bind(2, text).run();
  Query insert = database_.query(
      "INSERT INTO questions (key, kind, prompt, temperature, top_k, top_p, min_p, repetition_penalty, max_tokens, "
      "seed, "
      "stop, ignore_eos) VALUES (?1, ?2, (SELECT id FROM prompts WHERE sha256 = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12)");
  insert.bind(1, key).bind(2, generate ? "generate" : likelihood ? "loglikelihood" : "loglikelihood_rolling");
  insert.bind(3, sha256);
  if (generate) {
    const SamplingParams& sampling = generate->sampling;
    insert.bind(4, sampling.temperature).bind(5, sampling.top_k).bind(6, sampling.top_p).bind(7, sampling.min_p);
    insert.bind(8, sampling.repetition_penalty).bind(9, sampling.max_tokens);
    insert.bind(10, std::to_string(sampling.seed)).bind(11, json_list(sampling.stop));
    insert.bind(12, sampling.ignore_eos ? 1 : 0);
  }
  insert.run();
}

void RunWriter::put_link(const Purpose& purpose, const Request& request, const std::string& key, bool cached) {
  Query drop = database_.query("DELETE FROM failures WHERE run = ?1 AND key = ?2 RETURNING key");
  const bool had_failed = drop.bind(1, run_).bind(2, key).next();
  // A run that continues finds its own answers in the store: they stay answers that it asked for itself.
  const std::string_view when = cached && !had_failed ? " WHERE requests.key <> excluded.key" : "";
  database_
      .query(fmt::format(
          "INSERT INTO requests (run, model, task, sample, role, epoch, slot, asked, key, cached) VALUES (?1, "
          "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (run, model, task, sample, role, epoch, slot) DO "
          "UPDATE SET asked = excluded.asked, key = excluded.key, cached = excluded.cached{}",
          when))
      .bind(1, run_)
      .bind(2, purpose.model)
      .bind(3, purpose.task)
      .bind(4, request.id.sample_id)
      .bind(5, purpose.role)
      .bind(6, request.id.epoch)
      .bind(7, request.id.slot)
      .bind(8, purpose.asked.empty() ? purpose.model : purpose.asked)
      .bind(9, key)
      .bind(10, cached ? 1 : 0)
      .run();
}

void RunWriter::put_response(const Purpose& purpose, const Request& request, const std::string& key,
                             const Response& response) {
  make_room();
  database_.atomically([&] {
    put_question(request, key);
    put_link(purpose, request, key, false);
    if (const auto* failure = std::get_if<Failure>(&response.body))
      put_failure(key, *failure, response.timing.seconds);
    else
      put_answer(request, key, response);
  });
  flush_if_due();
}

void RunWriter::put_failure(const std::string& key, const Failure& failure, double seconds) {
  database_
      .query(
          "INSERT INTO failures (run, key, kind, message, attempts, seconds, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .bind(1, run_)
      .bind(2, key)
      .bind(3, name_of(failure.kind))
      .bind(4, failure.message)
      .bind(5, failure.attempts)
      .bind(6, seconds)
      .bind(7, utc_now())
      .run();
}

void RunWriter::put_answer(const Request& request, const std::string& key, const Response& response) {
  // Append-only: the first answer to a question stays.
  Query known = database_.query("SELECT 1 FROM responses WHERE key = ?1");
  if (known.bind(1, key).next()) return;
  const auto* completion = std::get_if<Completion>(&response.body);
  Query insert = database_.query(
      "INSERT INTO responses (key, text, finish, prompt_tokens, completion_tokens, cost, seconds, first_token_seconds, "
      "first_run, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  insert.bind(1, key);
  if (completion) insert.bind(2, completion->text).bind(3, name_of(completion->finish));
  insert.bind(4, response.usage.prompt_tokens).bind(5, response.usage.completion_tokens).bind(6, response.usage.cost);
  insert.bind(7, response.timing.seconds).bind(8, response.timing.first_token_seconds);
  insert.bind(9, run_).bind(10, utc_now()).run();
  int position = 0;
  if (completion) {
    for (const TokenLogprob& token : completion->logprobs)
      database_.query("INSERT INTO response_tokens (key, position, token, logprob) VALUES (?1, ?2, ?3, ?4)")
          .bind(1, key)
          .bind(2, position++)
          .bind(3, token.token)
          .bind(4, token.logprob)
          .run();
    return;
  }
  const auto* likelihood = std::get_if<Loglikelihood>(&request.body);
  for (const ContinuationScore& score : std::get<Loglikelihoods>(response.body).continuations) {
    const bool named = likelihood && static_cast<std::size_t>(position) < likelihood->continuations.size();
    database_
        .query(
            "INSERT INTO response_scores (key, position, continuation, logprob, num_tokens, num_bytes, is_greedy) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(1, key)
        .bind(2, position)
        .bind(3, named ? likelihood->continuations[static_cast<std::size_t>(position)] : std::string())
        .bind(4, score.logprob)
        .bind(5, score.num_tokens)
        .bind(6, score.num_bytes)
        .bind(7, score.is_greedy ? 1 : 0)
        .run();
    ++position;
  }
}

void RunWriter::put_cached(const Purpose& purpose, const Request& request, const std::string& key) {
  make_room();
  database_.atomically([&] { put_link(purpose, request, key, true); });
  flush_if_due();
}

void RunWriter::replace(bool rating, const std::string& model, const std::string& task, const Scorer& scorer,
                        std::span<const StoredScore> rows) {
  const std::string& name = scorer.name;
  flush();
  database_.atomically([&] {
    database_
        .query(rating ? "DELETE FROM ratings WHERE run = ?1 AND model = ?2 AND task = ?3 AND rater = ?4"
                      : "DELETE FROM scores WHERE run = ?1 AND model = ?2 AND task = ?3 AND metric = ?4")
        .bind(1, run_)
        .bind(2, model)
        .bind(3, task)
        .bind(4, name)
        .run();
    put_scorer(database_, run_, model, task, rating ? "rater" : "metric", scorer);
    for (const StoredScore& row : rows) {
      Query insert = database_.query(
          rating ? "INSERT INTO ratings (run, model, task, sample, rater, value, unscored, detail, extracted, stats, epoch) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
                 : "INSERT INTO scores (run, model, task, sample, metric, value, unscored, detail, extracted, stats) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
      insert.bind(1, run_).bind(2, model).bind(3, task).bind(4, row.sample_id).bind(5, name);
      bind_score(insert, 6, row.scored);
      if (rating) insert.bind(11, row.epoch);
      insert.run();
    }
  });
}

void RunWriter::replace_scores(const std::string& model, const std::string& task, const Scorer& metric,
                               std::span<const StoredScore> scores) {
  replace(false, model, task, metric, scores);
}

void RunWriter::replace_ratings(const std::string& model, const std::string& task, const Scorer& rater,
                                std::span<const StoredScore> ratings) {
  replace(true, model, task, rater, ratings);
}

}  // namespace assay::store
