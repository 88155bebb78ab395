// The time from texts in memory to corpus scores, for tests/bench/metrics, which runs the peers beside it.
//   assay_metrics_bench METRIC[,METRIC...] REFERENCES.json ANSWERS.json...    each file is a list of texts
//   assay_metrics_bench bootstrap|randomization REFERENCES.json ANSWERS.json...   BLEU of the first against each other
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
#include "metrics/stats/estimate.h"
#include "metrics/stats/paired_rows.h"

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

struct Corpora {
  std::vector<Sample> samples;
  std::vector<std::vector<std::vector<Response>>> systems;  ///< by system and sample, the answers
};

Corpora read_corpora(const std::vector<std::string>& files) {
  Corpora corpora;
  for (std::string& reference : read_texts(files.at(0))) {
    corpora.samples.emplace_back();
    corpora.samples.back().targets = {std::move(reference)};
  }
  for (std::size_t f = 1; f < files.size(); ++f) {
    corpora.systems.emplace_back();
    for (std::string& text : read_texts(files[f]))
      corpora.systems.back().push_back({{{"s", 0, 0}, Completion{std::move(text), FinishReason::kStop, {}}, {}, {}}});
  }
  return corpora;
}

struct Rows {
  std::vector<double> data;
  std::size_t width = 0;
  StatsRows view() const { return {data, width, {}}; }
};

Rows rows_of(const Metric& metric, const std::vector<Sample>& samples, const std::vector<std::vector<Response>>& answers) {
  Rows rows;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Scored scored = metric.score(samples[i], answers[i]);
    const StatsRow& row = std::get<StatsRow>(scored.row);
    rows.width = row.size();
    rows.data.insert(rows.data.end(), row.begin(), row.end());
  }
  return rows;
}

void print_list(const char* name, const std::vector<double>& values) {
  std::printf("\"%s\": [", name);
  for (std::size_t i = 0; i < values.size(); ++i) std::printf("%s%.17g", i == 0 ? "" : ", ", values[i]);
  std::printf("]");
}

void score_files(const std::string& written, const std::vector<std::string>& files) {
  const Corpora corpora = read_corpora(files);
  const double begin = seconds_now();
  std::vector<std::unique_ptr<Metric>> metrics;
  std::istringstream names(written);
  for (std::string name; std::getline(names, name, ',');)
    metrics.push_back(make_metric(metrics::builtin::all_metrics(), name, "command line"));
  std::vector<double> scores;
  for (const auto& answers : corpora.systems)
    for (const auto& metric : metrics)
      scores.push_back(metric->value(rows_of(*metric, corpora.samples, answers).view()).value());
  std::printf("{\"seconds\": %.9f, ", seconds_now() - begin);
  print_list("scores", scores);
  std::printf("}\n");
}

void compare_files(bool randomize, const std::vector<std::string>& files) {
  const Corpora corpora = read_corpora(files);
  const double begin = seconds_now();
  const auto metric = make_metric(metrics::builtin::all_metrics(), "bleu", "command line");
  std::vector<Rows> rows;
  for (const auto& answers : corpora.systems) rows.push_back(rows_of(*metric, corpora.samples, answers));
  const double scored = seconds_now();
  metrics::PairedOptions options;
  options.replicates = randomize ? 10000 : 1000;
  std::vector<double> differences, spreads;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const metrics::PairedRows pair = {rows[0].view(), rows[i].view()};
    if (randomize) {
      const auto found = metrics::randomization(pair, metrics::value_of(*metric), options);
      differences.push_back(found.difference.value());
      spreads.push_back(found.test.p.value());
    } else {
      const auto found = metrics::paired_bootstrap(pair, metrics::value_of(*metric), options);
      differences.push_back(found.difference.value());
      spreads.push_back(found.bootstrap.standard_error.value());
    }
  }
  const double end = seconds_now();
  std::printf("{\"seconds\": %.9f, \"resampling\": %.9f, ", end - begin, end - scored);
  print_list("scores", differences);
  std::printf(", ");
  print_list("spreads", spreads);
  std::printf("}\n");
}

void bca() {
  RandomStream random(1);
  std::vector<double> data(10000);
  for (double& x : data) x = static_cast<double>(random.below(1000000)) / 1e6;
  // A mean has Student's interval as a rule; this one asks for the bootstrap.
  const MetricInfo info{"mean", "", true, 1.0, IntervalMethod::kBootstrap};
  metrics::EstimateOptions options;
  options.replicates = 10000;
  const double begin = seconds_now();
  const Estimate estimate = metrics::make_estimate(info, metrics::value_of_mean(), {data, 1, {}}, 0, 0, options);
  std::printf("{\"seconds\": %.9f, \"interval\": [%.17g, %.17g], \"scores\": []}\n", seconds_now() - begin,
              estimate.low.value(), estimate.high.value());
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::strcmp(argv[1], "bca") == 0) {
      assay::bca();
    } else if (argc >= 4) {
      const std::vector<std::string> files(argv + 2, argv + argc);
      const std::string what = argv[1];
      if (what == "bootstrap" || what == "randomization")
        assay::compare_files(what == "randomization", files);
      else
        assay::score_files(what, files);
    } else {
      std::fprintf(stderr, "usage: assay_metrics_bench METRIC[,METRIC...]|bootstrap|randomization REFERENCES.json "
                           "ANSWERS.json... | bca\n");
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "assay_metrics_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
