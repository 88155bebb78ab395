#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/rating.h"
#include "harness/core/report.h"
#include "harness/core/request.h"
#include "harness/core/response.h"
#include "harness/core/sample.h"
#include "harness/store/store.h"

namespace assay::store {

/// What a question of a run is for.
struct Purpose {
  std::string model;  ///< the model under evaluation
  std::string task;
  std::string role = "answer";  ///< "answer", or the name of the rater whose judge is asked
  std::string asked = {};       ///< the model that answers: `model` itself where empty, or the judge
};

/// The metric or rater that scores come from.
struct Scorer {
  std::string name;
  std::string signature;
  std::string options = "{}";  ///< what it was made with, as JSON: it can be made again from a store
};

/// A score of one sample, as it is stored.
struct StoredScore {
  std::string sample_id;
  Scored scored;
  int epoch = 0;  ///< of the judged answer, for ratings; scores of metrics cover all epochs
  std::vector<RatingPart> parts = {};  ///< of a rating
};

/// Writes one run. Answers are gathered in a transaction of at most 256 rows or half a second; `flush` (also the end of
/// the object's life) makes them safe at once. What is flushed survives kill -9. Where the disk is full, what was
/// flushed is kept. Threads: the main thread.
class RunWriter {
 public:
  RunWriter(Store& store, std::string run);
  ~RunWriter();
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  const std::string& run() const { return run_; }

  /// Adds a task, or replaces its facts; in the order of reports.
  void add_task(const RunFacts::Task& task);
  /// Adds the samples of a task in their order. A repeated call changes nothing. `clusters` is the field whose equal values
  /// belong together, "" for none.
  void add_samples(const std::string& task, std::span<const Sample> samples, std::string_view clusters = "");

  /// Stores a new answer under its key, and that this run asked it. A Failure is kept for this run and never served.
  void put_response(const Purpose& purpose, const Request& request, const std::string& key, const Response& response);
  /// Notes that this run's question was answered from the store. Requires: `key` has an answer there.
  void put_cached(const Purpose& purpose, const Request& request, const std::string& key);
  /// Makes everything put so far safe.
  void flush();
  /// Flushes where the half second is over; to be called when nothing comes in.
  void flush_if_due();

  /// Replaces all scores of a metric of a model and task. A sample without an answer has no score.
  void replace_scores(const std::string& model, const std::string& task, const Scorer& metric,
                      std::span<const StoredScore> scores);
  /// The same for a rater.
  void replace_ratings(const std::string& model, const std::string& task, const Scorer& rater,
                       std::span<const StoredScore> ratings);
  /// Sets the headline number of a metric. `truncated` and `refused` are counted by the store, not taken from the row.
  void put_estimate(const ResultRow& row);
  /// Sets the headline number of a rater.
  void put_estimate(const RatingRow& row);

 private:
  void make_room();
  void put_question(const Request& request, const std::string& key);
  void put_failure(const std::string& key, const Failure& failure, double seconds);
  void put_answer(const Request& request, const std::string& key, const Response& response);
  void put_link(const Purpose& purpose, const Request& request, const std::string& key, bool cached);
  void replace(bool rating, const std::string& model, const std::string& task, const Scorer& scorer,
               std::span<const StoredScore> rows);

  Database& database_;
  std::string run_;
  int pending_ = 0;
  double since_ = 0.0;
};

}  // namespace assay::store
