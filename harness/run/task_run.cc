#include "harness/run/task_run.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "harness/core/clock.h"
#include "harness/run/executor.h"
#include "harness/run/judging.h"

namespace assay::run {
namespace {

// Samples that are in memory with their answers at one time.
constexpr std::size_t kWindow = 2048;

class StoreLog : public ResponseLog {
 public:
  StoreLog(const store::ResponseCache& cache, store::RunWriter& writer, store::Purpose purpose)
      : cache_(cache), writer_(writer), purpose_(std::move(purpose)) {}

  std::vector<std::optional<Response>> find(std::span<const std::string> keys) override { return cache_.find_all(keys); }
  void put(const Request& request, const std::string& key, const Response& response, bool cached) override {
    if (cached && !response.failed()) {
      writer_.put_cached(purpose_, request, key);
    } else {
      writer_.put_response(purpose_, request, key, response);
    }
  }
  void idle() override { writer_.flush_if_due(); }
  void flush() override { writer_.flush(); }

 private:
  const store::ResponseCache& cache_;
  store::RunWriter& writer_;
  store::Purpose purpose_;
};

bool any_failed(const std::vector<Response>& responses) {
  return std::any_of(responses.begin(), responses.end(), [](const Response& r) { return r.failed(); });
}

}  // namespace

TaskRun::TaskRun(const OpenRun& run, const OpenTask& task, const std::string& model, const store::ResponseCache& cache,
                 store::RunWriter& writer, Listener& listener, const std::atomic<bool>& interrupted)
    : run_(run),
      task_(task),
      model_(model),
      cache_(cache),
      writer_(writer),
      listener_(listener),
      interrupted_(interrupted),
      positions_(task.set.size()),
      limit_(context_limit(task, run.backend(model))),
      fit_{model, task.spec.name, limit_ ? limit_->max_tokens : 0, 0, 0, 0},
      metric_columns_(task.metrics.size()),
      raters_(raters_of_task()),
      rater_columns_(raters_.size()),
      started_(monotonic_seconds()) {
  std::iota(positions_.begin(), positions_.end(), std::size_t{0});
}

void TaskRun::ask_only(std::vector<std::size_t> positions) { positions_ = std::move(positions); }

std::vector<const OpenRater*> TaskRun::raters_of_task() const {
  std::vector<const OpenRater*> out;
  for (const OpenRater& rater : run_.raters)
    if (rater.tasks.empty() || std::find(rater.tasks.begin(), rater.tasks.end(), task_.spec.name) != rater.tasks.end() ||
        std::find(rater.tasks.begin(), rater.tasks.end(), task_.spec.family) != rater.tasks.end())
      out.push_back(&rater);
  return out;
}

bool TaskRun::perform() {
  const std::size_t total = positions_.size();
  for (std::size_t begin = 0; begin < total; begin += kWindow) {
    const std::size_t end = std::min(total, begin + kWindow);
    window_ = task_.set.read(std::span(positions_).subspan(begin, end - begin));
    window_begin_ = begin;
    std::vector<std::vector<Response>> answers(end - begin);
    if (!answer_window({model_, task_.spec.name, "answer", model_}, begin, end, answers)) return false;
    score_window(begin, answers);
    for (std::size_t i = 0; i < raters_.size(); ++i)
      if (!rate_window(*raters_[i], rater_columns_[i], begin, answers)) return false;
  }
  store_results();
  return true;
}

std::vector<Request> TaskRun::next_requests(const Sample& sample, std::span<const Response> earlier,
                                            std::map<RequestId, Failure>& refused) {
  if (!limit_) return plan(task_, sample, earlier);
  FittedPlan fitted = plan_within(task_, sample, earlier, *limit_);
  if (earlier.empty()) {
    fit_.shortened += fitted.dropped > 0 ? 1 : 0;
    fit_.dropped += fitted.dropped;
    fit_.too_long += fitted.too_long ? 1 : 0;
  }
  if (fitted.too_long)
    for (const Request& request : fitted.requests) refused.emplace(request.id, *fitted.too_long);
  return std::move(fitted.requests);
}

bool TaskRun::answer_window(const store::Purpose& purpose, std::size_t begin, std::size_t end,
                            std::vector<std::vector<Response>>& answers) {
  StoreLog log(cache_, writer_, purpose);
  // `plan` is asked again with the answers so far, until no sample has anything more to ask.
  for (int turn = 1;; ++turn) {
    std::vector<Request> requests;
    std::vector<std::size_t> owner;
    std::map<RequestId, Failure> refused;
    for (std::size_t i = begin; i < end; ++i) {
      if (any_failed(answers[i - begin])) continue;
      // A rival has the limits of another model: it is asked what it can take.
      for (Request& request : purpose.asked == model_ ? next_requests(sample(i), answers[i - begin], refused)
                                                      : plan(task_, sample(i), answers[i - begin])) {
        requests.push_back(std::move(request));
        owner.push_back(i - begin);
      }
    }
    if (requests.empty()) return true;
    const auto on_answer = [&](const Execution& so_far) {
      const auto share = (so_far.asked + so_far.cached) * static_cast<std::int64_t>(end - begin);
      const auto done = static_cast<std::int64_t>(begin) + share / static_cast<std::int64_t>(requests.size());
      report_progress(turn == 1 ? "asking" : fmt::format("asking turn {}", turn), done,
                      static_cast<std::int64_t>(positions_.size()), num_cached_ + so_far.cached,
                      num_failed_requests_ + so_far.failed);
    };
    RefusingBackend backend(run_.backend(purpose.asked), std::move(refused));
    Execution execution = execute(backend, requests, log, interrupted_, on_answer);
    num_asked_ += execution.asked;
    num_cached_ += execution.cached;
    num_failed_requests_ += execution.failed;
    if (execution.interrupted) return false;
    for (std::size_t i = 0; i < requests.size(); ++i)
      answers[owner[i]].push_back(std::move(*execution.responses[i]));
  }
}

void TaskRun::score_window(std::size_t begin, const std::vector<std::vector<Response>>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Sample& sample = this->sample(begin + i);
    if (any_failed(answers[i])) ++num_failed_;
    for (std::size_t m = 0; m < task_.metrics.size(); ++m) {
      Column& column = metric_columns_[m];
      std::optional<Scored> scored = score_sample(*task_.metrics[m], sample, answers[i]);
      if (!scored) {
        column.table.add_failed();
        continue;
      }
      column.table.add(std::string(task_.metrics[m]->info().name), sample.id, *scored,
                       cluster_of(sample, task_.spec.clusters));
      column.scores.push_back({sample.id, std::move(*scored), 0, {}});
    }
  }
}

bool TaskRun::rate_window(const OpenRater& rater, Column& column, std::size_t begin,
                          const std::vector<std::vector<Response>>& answers) {
  const std::string name(rater.rater->info().name);
  std::vector<std::vector<Response>> rivals(answers.size());
  if (!rater.against.empty() &&
      !answer_window({model_, task_.spec.name, name + "/rival", rater.against}, begin, begin + answers.size(), rivals))
    return false;
  std::vector<Judged> judged;
  for (std::size_t i = 0; i < answers.size(); ++i)
    judged.push_back({sample(begin + i), answers[i], model_, rivals[i], rater.against});

  const auto ask = [&](std::size_t judge, std::span<const Request> requests) -> std::optional<std::vector<Response>> {
    const std::string& judge_name = run_.models[judge].name;
    StoreLog log(cache_, writer_, {model_, task_.spec.name, name, judge_name});
    const auto on_answer = [&](const Execution& so_far) {
      report_progress(name, so_far.asked + so_far.cached, static_cast<std::int64_t>(requests.size()),
                      num_cached_ + so_far.cached, num_failed_requests_ + so_far.failed);
    };
    Execution execution = execute(run_.backend(judge_name), requests, log, interrupted_, on_answer);
    num_asked_ += execution.asked;
    num_cached_ += execution.cached;
    if (execution.interrupted) return std::nullopt;
    std::vector<Response> responses;
    for (std::optional<Response>& response : execution.responses) responses.push_back(std::move(*response));
    return responses;
  };
  const auto ratings = rate_samples(*rater.rater, judged, ask);
  if (!ratings) return false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::optional<Rating>& rating = (*ratings)[i];
    if (!rating) {
      column.table.add_failed();
      continue;
    }
    column.table.add(name, judged[i].sample.id, rating->scored);
    column.scores.push_back({judged[i].sample.id, rating->scored, 0, rating->parts});
  }
  return true;
}

void TaskRun::store_results() {
  for (std::size_t m = 0; m < task_.metrics.size(); ++m) {
    const Metric& metric = *task_.metrics[m];
    const Column& column = metric_columns_[m];
    writer_.replace_scores(model_, task_.spec.name,
                           {std::string(metric.info().name), metric.signature(), task_.metric_options[m]}, column.scores);
    writer_.put_estimate(result_row(model_, task_.spec.name, metric, column.table, run_.config.seed, run_.config.max_failed));
  }
  for (std::size_t i = 0; i < raters_.size(); ++i) {
    const Rater& rater = *raters_[i]->rater;
    const Column& column = rater_columns_[i];
    writer_.replace_ratings(model_, task_.spec.name, {std::string(rater.info().name), rater.signature()}, column.scores);
    RatingRow row;
    row.model = model_;
    row.task = task_.spec.name;
    row.rater = rater.info().name;
    row.judge = raters_[i]->judge;
    row.status = name_of(CalibrationStatus::kUncalibrated);
    row.signature = rater.signature();
    row.scale = rater.info().scale;
    row.estimate = estimate_rater(rater, column.table, run_.config.seed, run_.config.max_failed);
    writer_.put_estimate(row);
  }
  writer_.flush();
}

bool TaskRun::too_many_failed() const {
  return static_cast<double>(num_failed_) >
         run_.config.max_failed * static_cast<double>(positions_.size());
}

void TaskRun::report_progress(const std::string& phase, std::int64_t done, std::int64_t total, std::int64_t cached,
                              std::int64_t failed) {
  listener_.progress(
      {model_, task_.spec.name, phase, done, total, cached, failed, monotonic_seconds() - started_, headline()});
}

std::string TaskRun::headline() const {
  if (task_.metrics.empty() || metric_columns_.front().table.scored() == 0) return "";
  const std::optional<double> value = task_.metrics.front()->value(metric_columns_.front().table.rows());
  return value ? fmt::format("{} {:.3f}", task_.metrics.front()->info().name, *value) : "";
}

}  // namespace assay::run
