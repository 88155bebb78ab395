#include <fmt/core.h>

#include <utility>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/store/stored_run.h"

namespace assay::store {
namespace {

// One row a request, by one cursor: a query an answer would take most of the time. CROSS JOIN keeps this order of
// loops: the samples by position, so that nothing is sorted and nothing is gathered.
constexpr std::string_view kAnswers =
    "SELECT s.id, q.epoch, q.slot, q.key, f.kind, f.message, f.attempts, f.seconds, a.key, a.text, a.finish, "
    "a.prompt_tokens, a.completion_tokens, a.cost, a.seconds, a.first_token_seconds, "
    "s.cluster, c.input, c.targets, c.choices, c.target_choices, c.fields, q.user_turn, a.reasoning, a.reasoning_tokens "
    "FROM samples s CROSS JOIN sample_contents c ON c.id = s.content "
    "CROSS JOIN requests q ON q.run = s.run AND q.model = ?3 AND q.task = s.task AND q.sample = s.id AND q.role = ?4 "
    "LEFT JOIN failures f ON f.run = q.run AND f.key = q.key "
    "LEFT JOIN responses a ON a.key = q.key AND f.key IS NULL "
    "WHERE s.run = ?1 AND s.task = ?2 ORDER BY s.position, q.epoch, q.slot";

constexpr int kFailure = 4, kAnswer = 8, kText = 9, kFinish = 10, kCluster = 16, kContent = 17,
              kUserTurn = 22, kReasoning = 23;

[[noreturn]] void fail_content(const std::string& list) {
  throw Error(ErrorKind::kRuntime,
              fmt::format("a stored sample has '{}' where a list was stored; was the file changed by hand?",
                          list.substr(0, 60)));
}

std::vector<std::string> read_texts(const std::string& list) {
  std::vector<std::string> texts;
  if (list == "[]") return texts;
  const Value value = json::parse(list, "a stored sample");
  if (!value.is_array()) fail_content(list);
  for (const Value& text : value.as_array()) {
    if (!text.is_string()) fail_content(list);
    texts.push_back(text.as_string());
  }
  return texts;
}

std::vector<int> read_indices(const std::string& list) {
  std::vector<int> indices;
  if (list == "[]") return indices;
  const Value value = json::parse(list, "a stored sample");
  if (!value.is_array()) fail_content(list);
  for (const Value& index : value.as_array()) {
    if (!index.is_int()) fail_content(list);
    indices.push_back(static_cast<int>(index.as_int()));
  }
  return indices;
}

Sample read_sample(const Query& query) {
  Sample sample;
  sample.id = query.text(0);
  sample.input = query.text(kContent);
  sample.targets = read_texts(query.text(kContent + 1));
  sample.choices = read_texts(query.text(kContent + 2));
  sample.target_choices = read_indices(query.text(kContent + 3));
  sample.fields = json::parse(query.text(kContent + 4), "a stored sample");
  return sample;
}

class AnswerReader {
 public:
  AnswerReader(const Store& store, std::string run)
      : database_(store.database()),
        run_(std::move(run)),
        has_tokens_(database_.scalar("SELECT EXISTS (SELECT 1 FROM response_tokens)") != 0) {}

  Response read(const Query& query) const {
    Response response;
    response.id = {query.text(0), static_cast<int>(query.integer(2)), static_cast<int>(query.integer(1))};
    response.user_turn = query.text(kUserTurn);
    if (!query.is_null(kFailure)) {
      response.body = Failure{failure_kind_from(query.text(kFailure)), query.text(kFailure + 1),
                              static_cast<int>(query.integer(kFailure + 2))};
      response.timing.seconds = query.real(kFailure + 3);
      return response;
    }
    const std::string key = query.text(3);
    if (query.is_null(kAnswer))
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: the answer {} of run {} is missing; was the file changed by hand?", database_.path(),
                              key, run_));
    // A generated answer has a reason why it ended, also when its text is empty.
    if (!query.is_null(kFinish))
      response.body = Completion{query.text(kText), finish_reason_from(query.text(kFinish)), tokens(key),
                                 query.text(kReasoning)};
    else
      response.body = continuations(key);
    response.usage = {query.integer(kFinish + 1), query.integer(kFinish + 2), query.optional_real(kFinish + 3)};
    if (!query.is_null(kReasoning + 1)) response.usage.reasoning_tokens = query.integer(kReasoning + 1);
    response.timing = {query.real(kFinish + 4), query.optional_real(kFinish + 5)};
    return response;
  }

 private:
  std::vector<TokenLogprob> tokens(const std::string& key) const {
    std::vector<TokenLogprob> out;
    if (!has_tokens_) return out;
    Query query = database_.query("SELECT token, logprob FROM response_tokens WHERE key = ?1 ORDER BY position");
    query.bind(1, key);
    while (query.next()) out.push_back({query.text(0), query.real(1)});
    return out;
  }

  Loglikelihoods continuations(const std::string& key) const {
    Loglikelihoods out;
    Query query = database_.query(
        "SELECT logprob, num_tokens, num_bytes, is_greedy FROM response_scores WHERE key = ?1 ORDER BY position");
    query.bind(1, key);
    while (query.next())
      out.continuations.push_back({query.real(0), static_cast<int>(query.integer(1)),
                                   static_cast<int>(query.integer(2)), query.integer(3) != 0});
    return out;
  }

  Database& database_;
  std::string run_;
  bool has_tokens_;
};

void each_sample(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                 std::string_view role, bool with_content, const std::function<void(const AnsweredSample&)>& emit) {
  const AnswerReader reader(store, run);
  Query query = store.database().cursor(kAnswers);
  query.bind(1, run).bind(2, task).bind(3, model).bind(4, role);
  AnsweredSample current;
  while (query.next()) {
    const std::string id = query.text(0);
    if (current.responses.empty() || id != current.sample.id) {
      if (!current.responses.empty()) emit(current);
      current = {};
      if (with_content) {
        current.sample = read_sample(query);
        if (!query.is_null(kCluster)) current.cluster = query.text(kCluster);
      } else {
        current.sample.id = id;
      }
    }
    current.responses.push_back(reader.read(query));
  }
  if (!current.responses.empty()) emit(current);
}

}  // namespace

void for_each_answered(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       std::string_view role,
                       const std::function<void(const std::string& sample_id, std::span<const Response>)>& sample) {
  each_sample(store, run, model, task, role, false,
              [&](const AnsweredSample& answered) { sample(answered.sample.id, answered.responses); });
}

void for_each_answered_sample(const Store& store, const std::string& run, const std::string& model,
                              const std::string& task, std::string_view role,
                              const std::function<void(const AnsweredSample&)>& sample) {
  each_sample(store, run, model, task, role, true, sample);
}

AnswerCount count_answered(const Store& store, const std::string& run, const std::string& model,
                           const std::string& task, int epochs) {
  Query query = store.database().query(
      "SELECT count(*), count(*) FILTER (WHERE epochs >= ?4), coalesce(max(turns), 0) FROM (SELECT count(DISTINCT epoch) AS "
      "epochs, count(user_turn) AS turns FROM requests "
      "WHERE run = ?1 AND model = ?2 AND task = ?3 AND role = 'answer' GROUP BY sample)");
  query.bind(1, run).bind(2, model).bind(3, task).bind(4, epochs);
  if (!query.next()) return {};
  return {query.integer(0), query.integer(1), query.integer(2) > 0};
}

}  // namespace assay::store
