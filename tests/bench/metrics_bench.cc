// The time from texts in memory to corpus scores, for tests/bench/metrics, which runs the peers beside it.
//   assay_metrics_bench METRIC[,METRIC...] REFERENCES.json ANSWERS.json...    each file is a list of texts
//   assay_metrics_bench bca                                                   an interval by 10,000 replicates
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/estimate.h"

namespace assay {
namespace {

std::vector<std::string> read_texts(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> texts;
  const Value list = json::parse(content, path);
  for (const Value& text : list.as_array()) texts.push_back(text.as_string());
  return texts;
}

/// The processor's time, which other programs on the machine disturb less than the clock's.
double seconds_now() { return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC); }

double corpus_score(const Metric& metric, const std::vector<Sample>& samples,
                    const std::vector<std::vector<Response>>& answers) {
  std::vector<double> data;
  std::size_t width = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Scored scored = metric.score(samples[i], answers[i]);
    const StatsRow& row = std::get<StatsRow>(scored.row);
    width = row.size();
    data.insert(data.end(), row.begin(), row.end());
  }
  return metric.value({data, width, {}}).value();
}

void score_files(const std::string& written, const std::vector<std::string>& files) {
  std::vector<Sample> samples;
  for (std::string& reference : read_texts(files.at(0))) {
    samples.emplace_back();
    samples.back().targets = {std::move(reference)};
  }
  std::vector<std::vector<std::vector<Response>>> systems;
  for (std::size_t f = 1; f < files.size(); ++f) {
    systems.emplace_back();
    for (std::string& text : read_texts(files[f]))
      systems.back().push_back({{{"s", 0, 0}, Completion{std::move(text), FinishReason::kStop, {}}, {}, {}}});
  }
  const double begin = seconds_now();
  std::vector<std::unique_ptr<Metric>> metrics;
  std::istringstream names(written);
  for (std::string name; std::getline(names, name, ',');)
    metrics.push_back(make_metric(metrics::builtin::all_metrics(), name, "command line"));
  std::vector<double> scores;
  for (const auto& answers : systems)
    for (const auto& metric : metrics) scores.push_back(corpus_score(*metric, samples, answers));
  const double seconds = seconds_now() - begin;
  std::printf("{\"seconds\": %.9f, \"scores\": [", seconds);
  for (std::size_t i = 0; i < scores.size(); ++i) std::printf("%s%.17g", i == 0 ? "" : ", ", scores[i]);
  std::printf("]}\n");
}

void bca() {
  constexpr std::size_t kSamples = 10000, kReplicates = 10000;
  RandomStream random(1);
  std::vector<double> data(kSamples);
  for (double& x : data) x = static_cast<double>(random.below(1000000)) / 1e6;
  const metrics::ValueFunction mean = [](const StatsRows& rows) { return weighted_mean(rows); };
  const MetricInfo info{"mean", "", true, 1.0, IntervalMethod::kBootstrap};
  metrics::EstimateOptions options;
  options.replicates = kReplicates;
  const double begin = seconds_now();
  const Estimate estimate = metrics::make_estimate(info, mean, {data, 1, {}}, 0, 0, options);
  const double seconds = seconds_now() - begin;
  // Where the time goes: drawing the counts alone, and the jackknife alone.
  const double draw = seconds_now();
  std::vector<double> weights(kSamples);
  for (std::size_t i = 0; i < kReplicates; ++i) metrics::resample_weights(0, i, weights);
  const double drawing = seconds_now() - draw;
  const double knife = seconds_now();
  metrics::jackknife_acceleration({data, 1, {}}, mean);
  std::printf("{\"seconds\": %.9f, \"drawing\": %.9f, \"jackknife\": %.9f, \"interval\": [%.17g, %.17g], \"scores\": []}\n",
              seconds, drawing, seconds_now() - knife, estimate.low.value(), estimate.high.value());
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::strcmp(argv[1], "bca") == 0) {
      assay::bca();
    } else if (argc >= 4) {
      assay::score_files(argv[1], std::vector<std::string>(argv + 2, argv + argc));
    } else {
      std::fprintf(stderr, "usage: assay_metrics_bench METRIC[,METRIC...] REFERENCES.json ANSWERS.json... | bca\n");
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "assay_metrics_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
