// Coverage of people's mean from a judge's ratings and a few labels, on ratings of real people and judges.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <cmath>

#include "metrics/stats/correlation.h"
#include "metrics/stats/intervals.h"
#include "metrics/stats/label_budget.h"
#include "metrics/stats/ppi.h"
#include "metrics/stats/rogan_gladen.h"
#include "tests/metrics/stats/vectors.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

using metrics::JudgeWeight;
using metrics::ppi_mean;
using metrics::PpiEstimate;
using metrics::PpiOptions;

/// Answers with what people and a judge say of them.
struct Judged {
  std::string name;
  std::vector<double> people, judge;
  std::vector<std::uint32_t> documents;
  double lowest = 0.0;
  double highest = 1.0;

  double truth() const {
    double sum = 0.0;
    for (const double v : people) sum += v;
    return sum / static_cast<double>(people.size());
  }
  double correlation() const { return *metrics::pearson(people, judge); }
};

/// The share of wins of one model, ties half, by the majority of three people.
Judged pandalm(const std::string& path, std::size_t column, const std::string& name) {
  Judged out;
  out.name = name;
  const auto lines = test::read_csv(path);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& line = lines[i];
    const std::string& verdict = line[column];
    if ((line[1] != "llama-7b" && line[2] != "llama-7b") || (verdict != "0" && verdict != "1" && verdict != "2"))
      continue;
    const std::string won = line[1] == "llama-7b" ? "1" : "2";
    const auto score = [&](const std::string& label) { return label == "0" ? 0.5 : label == won ? 1.0 : 0.0; };
    const bool decided = line[4] == line[5] || line[4] == line[6];
    out.people.push_back(score(decided ? line[4] : line[5] == line[6] ? line[5] : "0"));
    out.judge.push_back(score(verdict));
  }
  return out;
}

/// The mean rating of three experts, and of one judge (from column 6 on) or the mean of all.
Judged summeval(const std::vector<std::vector<std::string>>& lines, const std::string& dimension,
                std::optional<std::size_t> column) {
  Judged out;
  out.name = fmt::format("SummEval {}, {}", dimension, column ? lines[0][*column] : "mean of six");
  out.lowest = 1.0;
  out.highest = 5.0;
  for (const auto& line : lines) {
    if (line[2] != dimension) continue;
    double sum = 0.0, judges = 0.0;
    for (std::size_t judge = 6; judge < 12; ++judge) {
      if (line[judge].empty() || (column && judge != *column)) continue;
      sum += std::stod(line[judge]);
      judges += 1.0;
    }
    if (judges == 0.0) continue;
    out.people.push_back((std::stod(line[3]) + std::stod(line[4]) + std::stod(line[5])) / 3.0);
    out.judge.push_back(sum / judges);
    out.documents.push_back(static_cast<std::uint32_t>(std::stoul(line[0])));
  }
  return out;
}

/// What a hundred rounds and more came to.
struct Widths {
  double sum = 0.0;
  int rounds = 0;

  void add(const metrics::Interval& interval) {
    sum += interval.high - interval.low;
    ++rounds;
  }
  double mean() const { return sum / rounds; }
};

/// Labelled and unlabelled answers drawn with replacement: the population is then the answers that there are, and its
/// mean is known, as if they were endless.
void cover(const Judged& data, std::size_t n, int num_rounds) {
  const std::size_t rest = std::min<std::size_t>(1000, data.people.size() - n);
  const double truth = data.truth();
  Share corrected(fmt::format("{} n={}, corrected", data.name, n)),
      people_only(fmt::format("{} n={}, labels", data.name, n)),
      judge_only(fmt::format("{} n={}, judge", data.name, n)),
      student(fmt::format("{} n={}, labels (t)", data.name, n));
  Widths with_judge, without, without_by_t;
  for (int round = 0; round < num_rounds; ++round) {
    Random random(data.name, round * 1000 + static_cast<int>(n));
    std::vector<double> labels(n), judged(n), judged_only(rest);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = random.below(data.people.size());
      labels[i] = data.people[at];
      judged[i] = data.judge[at];
    }
    for (double& v : judged_only) v = data.judge[random.below(data.judge.size())];
    PpiOptions options;
    options.replicates = 1000;
    options.seed = random.seed();
    options.range = metrics::Interval{data.lowest, data.highest};
    const auto add = [&](Share& share, Widths* widths, const std::optional<metrics::Interval>& interval) {
      if (!interval) return share.skip();
      share.add(interval->low <= truth && truth <= interval->high);
      if (widths != nullptr) widths->add(*interval);
    };
    add(corrected, &with_judge, ppi_mean({labels, judged, judged_only}, options).interval);
    options.weight = JudgeWeight::kLabelsOnly;
    add(people_only, &without, ppi_mean({labels, judged}, options).interval);
    add(student, &without_by_t, metrics::t_interval(labels, 0.95));
    judged.insert(judged.end(), judged_only.begin(), judged_only.end());
    add(judge_only, nullptr, metrics::t_interval(judged, 0.95));
  }
  const double rho = data.correlation();
  const double predicted = metrics::width_factor(static_cast<double>(n), static_cast<double>(rest), rho);
  const double ratio = with_judge.mean() / without.mean();
  corrected.expect(n < 50 ? 0.91 : 0.93, 0.97);
  EXPECT_LT(judge_only.value(), data.name == "PandaLM, gpt-3.5" ? 0.97 : 0.5) << data.name;
  // The weight of the judge is itself found from the labels, which costs what one label in n is worth.
  if (rho > 0.5) {
    const double luck = is_long() ? 0.01 : 0.03;
    EXPECT_LT(ratio, predicted * (1.0 + 1.0 / static_cast<double>(n)) + luck) << data.name << " " << n;
  }
  if (is_long())
    std::printf("| %s | %.2f | %zu | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |\n",
                data.name.c_str(), rho, n, judge_only.value(), people_only.value(), student.value(), corrected.value(),
                without.mean(), with_judge.mean(), ratio, predicted, without_by_t.mean());
}

TEST(JudgeCorrectionSlow, CoversPeoplesMeanWhereTheJudgeAloneDoesNot) {
  ASSAY_SHARED_OR_SKIP(pairs, "vectors/pandalm_human3_judges.csv");
  ASSAY_SHARED_OR_SKIP(ratings, "vectors/summeval_expert3_llm6.csv.gz");
  std::vector<Judged> populations = {pandalm(pairs, 7, "PandaLM, gpt-3.5"), pandalm(pairs, 8, "PandaLM, PandaLM-7B")};
  const auto lines = test::read_csv(ratings);
  for (const char* dimension : {"coherence", "consistency", "fluency", "relevance"}) {
    if (is_long()) populations.push_back(summeval(lines, dimension, 6));
    populations.push_back(summeval(lines, dimension, std::nullopt));
  }
  if (is_long())
    std::printf(
        "| data, judge | rho | n | judge alone | labels alone | ... by t | corrected | width of labels alone | "
        "corrected "
        "| ratio | predicted | width by t |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const Judged& population : populations)
    for (const std::size_t n : {20, 50, 100, 200}) cover(population, n, rounds(200));
}

/// Whole documents are drawn; of the labelled ones some summaries have no label, or all have one.
void cover_documents(const Judged& data, std::size_t labelled, std::size_t others, bool shared, int num_rounds) {
  std::vector<std::vector<std::size_t>> of_document(100);
  for (std::size_t i = 0; i < data.people.size(); ++i) of_document[data.documents[i]].push_back(i);
  const double truth = data.truth();
  const std::string name = fmt::format("{}, {} documents with labels, {} without{}", data.name, labelled, others,
                                       shared ? ", 4 of 16 labelled" : "");
  Share together(name), apart(name + ", as if there were none");
  for (int round = 0; round < num_rounds; ++round) {
    Random random(name, round);
    std::vector<double> labels, judged, judged_only;
    std::vector<std::uint32_t> clusters, judged_only_clusters;
    for (std::size_t g = 0; g < labelled + others; ++g) {
      const auto& summaries = of_document[random.below(100)];
      for (std::size_t k = 0; k < summaries.size(); ++k) {
        const std::size_t at = summaries[(k + g) % summaries.size()];
        if (g < labelled && (!shared || k < 4)) {
          labels.push_back(data.people[at]);
          judged.push_back(data.judge[at]);
          clusters.push_back(static_cast<std::uint32_t>(g));
        } else {
          judged_only.push_back(data.judge[at]);
          judged_only_clusters.push_back(static_cast<std::uint32_t>(g));
        }
      }
    }
    PpiOptions options;
    options.replicates = 1000;
    options.seed = random.seed();
    const PpiEstimate found = ppi_mean({labels, judged, judged_only, clusters, judged_only_clusters}, options);
    const PpiEstimate naive = ppi_mean({labels, judged, judged_only}, options);
    together.add(found.interval->low <= truth && truth <= found.interval->high);
    apart.add(naive.interval->low <= truth && truth <= naive.interval->high);
  }
  together.expect(0.93, 0.97);
  apart.print();
}

TEST(JudgeCorrectionSlow, CoversInClusters) {
  ASSAY_SHARED_OR_SKIP(ratings, "vectors/summeval_expert3_llm6.csv.gz");
  const auto lines = test::read_csv(ratings);
  for (const char* dimension : {"coherence", "relevance"}) {
    const Judged data = summeval(lines, dimension, std::nullopt);
    for (const std::size_t documents : {20, 50}) {
      cover_documents(data, documents, 100 - documents, false, rounds(150));
      cover_documents(data, documents, 100 - documents, true, rounds(150));
    }
  }
}

// Where the answers are all that the number shall speak of, labels are drawn without replacement and the rest is
// judged: the interval then is on the safe side, the more so the larger the share that is labelled.
TEST(JudgeCorrectionSlow, IsOnTheSafeSideWhereTheAnswersAreAllThereAre) {
  ASSAY_SHARED_OR_SKIP(ratings, "vectors/summeval_expert3_llm6.csv.gz");
  const auto lines = test::read_csv(ratings);
  const Judged all = summeval(lines, "coherence", std::nullopt);
  Judged data;
  for (std::size_t i = 0; i < 400; ++i) {
    data.people.push_back(all.people[4 * i]);
    data.judge.push_back(all.judge[4 * i]);
  }
  const double truth = data.truth();
  for (const std::size_t n : {20, 100, 200}) {
    Share share(fmt::format("all there is, {} of 400 labelled", n));
    for (int round = 0; round < rounds(200); ++round) {
      Random random("all there is", round * 1000 + static_cast<int>(n));
      std::vector<double> people = data.people, judge = data.judge;
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t at = i + random.below(people.size() - i);
        std::swap(people[i], people[at]);
        std::swap(judge[i], judge[at]);
      }
      const std::span<const double> of_people(people), of_judge(judge);
      PpiOptions options;
      options.replicates = 1000;
      options.seed = random.seed();
      const PpiEstimate found = ppi_mean({of_people.first(n), of_judge.first(n), of_judge.subspan(n)}, options);
      share.add(found.interval->low <= truth && truth <= found.interval->high);
    }
    share.expect(0.94, 1.0);
  }
}

/// A judge of yes and no that is right nearly always errs on few labels or none.
TEST(JudgeCorrectionSlow, CoversWithAJudgeThatHardlyErrs) {
  for (const double right : {0.9, 0.97, 0.995}) {
    for (const std::size_t n : {20, 50, 100, 200}) {
      Share share(fmt::format("a judge right in {} %, n={}", 100.0 * right, n));
      Widths with_judge, without;
      for (int round = 0; round < rounds(200); ++round) {
        Random random("hardly errs", round * 1000 + static_cast<int>(n));
        std::vector<double> labels, judged, judged_only;
        for (std::size_t i = 0; i < n + 1000; ++i) {
          const double label = random.chance(0.7) ? 1.0 : 0.0;
          const double judge = random.chance(right) ? label : 1.0 - label;
          (i < n ? judged : judged_only).push_back(judge);
          if (i < n) labels.push_back(label);
        }
        PpiOptions options;
        options.replicates = 1000;
        options.seed = random.seed();
        const PpiEstimate found = ppi_mean({labels, judged, judged_only}, options);
        options.weight = JudgeWeight::kLabelsOnly;
        const PpiEstimate people = ppi_mean({labels, judged, judged_only}, options);
        if (!found.interval || !people.interval) {
          share.skip();
          continue;
        }
        share.add(found.interval->low <= 0.7 && 0.7 <= found.interval->high);
        with_judge.add(*found.interval);
        without.add(*people.interval);
      }
      share.expect(n < 50 ? 0.91 : 0.93, 1.0);
      if (is_long()) std::printf("    width %.3f of the labels' alone\n", with_judge.mean() / without.mean());
    }
  }
}

/// Answers that the judge finds poor are labelled four times as often; the chances are known.
TEST(JudgeCorrectionSlow, CoversWithUnequalChancesToBeLabelled) {
  ASSAY_SHARED_OR_SKIP(ratings, "vectors/summeval_expert3_llm6.csv.gz");
  const Judged data = summeval(test::read_csv(ratings), "coherence", std::nullopt);
  const double truth = data.truth();
  for (const double chance : {0.05, 0.1}) {
    Share weighted(fmt::format("unequal chances, {} or {}", chance, 4.0 * chance)), ignored("... taken for equal");
    for (int round = 0; round < rounds(200); ++round) {
      Random random("unequal chances", round * 100 + static_cast<int>(100.0 * chance));
      std::vector<double> labels, judged, judged_only, chances;
      for (int i = 0; i < 600; ++i) {
        const std::size_t at = random.below(data.people.size());
        const double p = data.judge[at] < 3.0 ? 4.0 * chance : chance;
        if (random.chance(p)) {
          labels.push_back(data.people[at]);
          judged.push_back(data.judge[at]);
          chances.push_back(p);
        } else {
          judged_only.push_back(data.judge[at]);
        }
      }
      PpiOptions options;
      options.replicates = 1000;
      options.seed = random.seed();
      const PpiEstimate found = ppi_mean({labels, judged, judged_only, {}, {}, chances}, options);
      const PpiEstimate naive = ppi_mean({labels, judged, judged_only}, options);
      weighted.add(found.interval->low <= truth && truth <= found.interval->high);
      ignored.add(naive.interval->low <= truth && truth <= naive.interval->high);
    }
    weighted.expect(0.93, 0.97);
    ignored.print();
  }
}

/// Three of the four dimensions of SummEval as strata of known shares, with few labels of each.
TEST(JudgeCorrectionSlow, CoversInStrata) {
  ASSAY_SHARED_OR_SKIP(ratings, "vectors/summeval_expert3_llm6.csv.gz");
  const auto lines = test::read_csv(ratings);
  std::vector<Judged> populations;
  for (const char* dimension : {"coherence", "fluency", "relevance"})
    populations.push_back(summeval(lines, dimension, std::nullopt));
  const std::vector<double> shares = {0.5, 0.2, 0.3};
  double truth = 0.0;
  for (std::size_t s = 0; s < 3; ++s) truth += shares[s] * populations[s].truth();
  for (const std::size_t n : {10, 30}) {
    Share share(fmt::format("three strata of {} labels", n));
    for (int round = 0; round < rounds(200); ++round) {
      Random random("strata", round * 100 + static_cast<int>(n));
      std::vector<std::vector<double>> labels(3), judged(3), judged_only(3);
      std::vector<metrics::PpiStratum> strata;
      for (std::size_t s = 0; s < 3; ++s) {
        for (std::size_t i = 0; i < n + 300; ++i) {
          const std::size_t at = random.below(populations[s].people.size());
          (i < n ? judged[s] : judged_only[s]).push_back(populations[s].judge[at]);
          if (i < n) labels[s].push_back(populations[s].people[at]);
        }
        strata.push_back({{labels[s], judged[s], judged_only[s]}, shares[s]});
      }
      PpiOptions options;
      options.replicates = 100;
      const PpiEstimate found = metrics::ppi_stratified(strata, options);
      if (!found.interval) {
        share.skip();
        continue;
      }
      share.add(found.interval->low <= truth && truth <= found.interval->high);
    }
    share.expect(0.93, 0.97);
  }
}

/// The share of yes, from a judge whose error rates are known from other labels, where yes is rarer than there.
TEST(JudgeCorrectionSlow, CoversAShareWithKnownErrorRates) {
  for (const double labelled : {30.0, 100.0}) {
    Share share(fmt::format("Rogan-Gladen, {} labels of each kind", labelled));
    for (int round = 0; round < rounds(1000); ++round) {
      Random random("rogan-gladen", round * 1000 + static_cast<int>(labelled));
      metrics::BinaryJudge judge;
      judge.judged = 500.0;
      judge.negatives = judge.positives = labelled;
      for (int i = 0; i < 500; ++i) judge.positive += random.chance(random.chance(0.2) ? 0.9 : 0.15) ? 1.0 : 0.0;
      for (int i = 0; i < static_cast<int>(labelled); ++i) {
        judge.right_negatives += random.chance(0.85) ? 1.0 : 0.0;
        judge.right_positives += random.chance(0.9) ? 1.0 : 0.0;
      }
      const metrics::PrevalenceEstimate found = metrics::rogan_gladen(judge);
      if (!found.interval) {
        share.skip();
        continue;
      }
      share.add(found.interval->low <= 0.2 && 0.2 <= found.interval->high);
    }
    share.expect(0.93, 0.98);
  }
}

}  // namespace
}  // namespace assay::simulation
