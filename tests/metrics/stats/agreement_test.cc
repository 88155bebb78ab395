#include "metrics/stats/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "metrics/stats/class_counts.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

RatingTable table_of(const std::vector<std::vector<std::optional<double>>>& items) {
  RatingTable table;
  for (const auto& item : items) {
    table.num_raters = item.size();
    table.ratings.insert(table.ratings.end(), item.begin(), item.end());
  }
  return table;
}

std::optional<double> maybe(const Value& value) {
  return value.is_null() ? std::nullopt : std::optional(value.as_double());
}

/// Of a list of items, or of raters where `by_rater`.
RatingTable table_of(const Value& rows, bool by_rater = false) {
  std::vector<std::vector<std::optional<double>>> items;
  for (const Value& row : rows.as_array()) {
    std::vector<std::optional<double>> ratings;
    for (const Value& rating : row.as_array()) ratings.push_back(maybe(rating));
    items.push_back(ratings);
  }
  if (!by_rater) return table_of(items);
  std::vector<std::vector<std::optional<double>>> turned(items[0].size());
  for (const auto& rater : items)
    for (std::size_t i = 0; i < rater.size(); ++i) turned[i].push_back(rater[i]);
  return table_of(turned);
}

TEST(Agreement, EqualsTheReferenceTools) {
  const Value golden = test::stats_golden("agreement.json");
  const std::vector<double> ac1 = test::numbers(test::stats_golden("ac1.json"), "ac1");
  std::size_t at = 0;
  for (const Value& c : golden.find("cases")->as_array()) {
    const RatingTable table = table_of(*c.find("ratings"));
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kNominal), test::number(c, "nominal"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kOrdinal), test::number(c, "ordinal"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kInterval), test::number(c, "interval"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kRatio), test::number(c, "ratio"), 1e-9);
    EXPECT_NEAR(*gwet_ac1(table), ac1[at++], 1e-10);
    if (c.find("fleiss") != nullptr) {
      EXPECT_NEAR(*fleiss_kappa(table), test::number(c, "fleiss"), 1e-9);
    }
    if (c.find("kappa") == nullptr) continue;
    EXPECT_NEAR(*cohen_kappa(table), test::number(c, "kappa"), 1e-9);
    EXPECT_NEAR(*cohen_kappa(table, KappaWeights::kLinear), test::number(c, "kappa_linear"), 1e-9);
    EXPECT_NEAR(*cohen_kappa(table, KappaWeights::kQuadratic), test::number(c, "kappa_quadratic"), 1e-9);
  }
  EXPECT_EQ(at, 5U);
}

TEST(Agreement, AlphaEqualsTheLiterature) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/agreement.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("results")->find("krippendorff_literature")->as_array()) {
    const RatingTable table = table_of(*c.find("data"), true);
    const Value& values = *c.find("values");
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kNominal), test::number(values, "nominal"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kOrdinal), test::number(values, "ordinal"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kInterval), test::number(values, "interval"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(table, Scale::kRatio), test::number(values, "ratio"), 1e-9);
  }
}

/// Chosen columns of a CSV file, every label turned by `turn`.
template <class Turn>
RatingTable csv_table(const std::vector<std::vector<std::string>>& lines, const std::vector<std::size_t>& columns,
                      Turn turn) {
  RatingTable table;
  table.num_raters = columns.size();
  for (std::size_t i = 1; i < lines.size(); ++i)
    for (const std::size_t column : columns)
      table.ratings.push_back(lines[i][column].empty() ? std::nullopt
                                                       : std::optional<double>(turn(std::stod(lines[i][column]))));
  return table;
}

TEST(Agreement, PandaLmEqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/pandalm_human3_judges.csv");
  const Value vectors = test::read_vectors(path);
  const Value& expected = *vectors.find("results")->find("pandalm");
  const auto lines = test::read_csv(data);
  const auto same = [](double v) { return v; };
  // Labels 0 tie, 1 first, 2 second on a line with the tie in the middle.
  const auto on_line = [](double v) { return v == 0.0 ? 0.0 : v == 1.0 ? -1.0 : 1.0; };
  const RatingTable all = csv_table(lines, {4, 5, 6}, same);
  EXPECT_NEAR(*krippendorff_alpha(all, Scale::kNominal), test::number(expected, "kripp_nominal"), 1e-9);
  EXPECT_NEAR(*fleiss_kappa(all), test::number(expected, "fleiss_kappa"), 1e-9);
  const RatingTable placed = csv_table(lines, {4, 5, 6}, on_line);
  EXPECT_NEAR(*krippendorff_alpha(placed, Scale::kInterval), test::number(expected, "kripp_interval(-1,0,1)"), 1e-9);
  EXPECT_NEAR(*krippendorff_alpha(placed, Scale::kOrdinal), test::number(expected, "kripp_ordinal(-1,0,1)"), 1e-9);
  const std::vector<std::pair<const char*, std::vector<std::size_t>>> pairs = {
      {"12", {4, 5}}, {"13", {4, 6}}, {"23", {5, 6}}};
  for (const auto& [name, columns] : pairs) {
    const RatingTable two = csv_table(lines, columns, same);
    EXPECT_NEAR(*cohen_kappa(two), test::number(*expected.find("cohen_kappa_pairs"), name), 1e-9);
    EXPECT_NEAR(*raw_agreement(two), test::number(*expected.find("raw_agree_pairs"), name), 1e-9);
  }
  const RatingTable two = csv_table(lines, {4, 5}, on_line);
  EXPECT_NEAR(*cohen_kappa(two, KappaWeights::kLinear), test::number(expected, "cohen_kappa_linear(-1,0,1)_12"), 1e-9);
  EXPECT_NEAR(*cohen_kappa(two, KappaWeights::kQuadratic), test::number(expected, "cohen_kappa_quadratic(-1,0,1)_12"),
              1e-9);
}

TEST(Agreement, JudgesOfPandaLmEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/pandalm_human3_judges.csv");
  const Value vectors = test::read_vectors(path);
  const Value& expected = *vectors.find("results")->find("pandalm");
  const auto lines = test::read_csv(data);
  // Every pair has a majority of people.
  const auto rating = [&](std::size_t i, std::size_t column) -> std::optional<double> {
    const std::string& written = lines[i][column];
    if (written == "Tie") return 0.0;
    if (written.empty() || written == "garbage") return std::nullopt;
    return std::stod(written);
  };
  const std::vector<std::pair<const char*, std::size_t>> judges = {{"gpt35", 7}, {"pandalm7b", 8}};
  for (const auto& [judge, column] : judges) {
    SCOPED_TRACE(judge);
    RatingTable table{{}, 2};
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto a = rating(i, 4), b = rating(i, 5), c = rating(i, 6);
      table.ratings.push_back(a == b || a == c ? a : b);
      table.ratings.push_back(rating(i, column));
    }
    const Value& c = *expected.find(judge);
    EXPECT_NEAR(*raw_agreement(table), test::number(c, "acc_parsed"), 1e-9);
    EXPECT_NEAR(*cohen_kappa(table), test::number(c, "kappa"), 1e-9);
    std::vector<double> rows;  // [judge, people]
    for (std::size_t i = 0; i < table.num_items(); ++i)
      if (table.item(i)[1]) rows.insert(rows.end(), {*table.item(i)[1], *table.item(i)[0]});
    const ClassCounts counts({rows, 2, {}});
    EXPECT_NEAR(*counts.average(ClassCounts::Measure::kF1, ClassCounts::Average::kMacro), test::number(c, "macro_f1"), 1e-9);
    EXPECT_NEAR(*counts.average(ClassCounts::Measure::kF1, ClassCounts::Average::kWeighted), test::number(c, "weighted_f1"),
                1e-9);
    EXPECT_NEAR(*counts.balanced_accuracy(), test::number(c, "balanced_acc"), 1e-9);
  }
  // Each person beside the other two, where these agree.
  const std::vector<double> alone = test::numbers(expected, "human_vs_agreeing_other_two_acc");
  for (std::size_t person = 0; person < 3; ++person) {
    RatingTable table{{}, 2};
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto other = rating(i, 4 + (person + 1) % 3);
      if (other != rating(i, 4 + (person + 2) % 3)) continue;
      table.ratings.insert(table.ratings.end(), {rating(i, 4 + person), other});
    }
    EXPECT_NEAR(*raw_agreement(table), alone[person], 1e-9);
  }
}

// A judge that is asked in both orders is two raters: how often they agree, and each with the label.
TEST(Agreement, OrdersOfLlmBarEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/llmbar_judgments.csv");
  const Value vectors = test::read_vectors(path);
  std::map<std::string, std::vector<std::vector<std::string>>> groups;
  for (const auto& line : test::read_csv(data)) groups[line[0] + "|" + line[2] + "|" + line[3]].push_back(line);
  const auto& expected = vectors.find("results")->find("llmbar")->as_object();
  EXPECT_EQ(expected.size(), 65U);
  for (const auto& [name, c] : expected) {
    SCOPED_TRACE(name);
    RatingTable orders{{}, 2}, as_is{{}, 2}, swapped{{}, 2};
    for (const auto& line : groups.at(name)) {
      const auto rating = [&](std::size_t column) {
        return line[column].empty() ? std::nullopt : std::optional<double>(std::stod(line[column]));
      };
      orders.ratings.insert(orders.ratings.end(), {rating(5), rating(6)});
      as_is.ratings.insert(as_is.ratings.end(), {rating(4), rating(5)});
      swapped.ratings.insert(swapped.ratings.end(), {rating(4), rating(6)});
    }
    const auto agreeing = [](const RatingTable& table) {
      double both = 0.0;
      for (std::size_t i = 0; i < table.num_items(); ++i) both += table.item(i)[0] && table.item(i)[1] ? 1.0 : 0.0;
      return std::round(raw_agreement(table).value_or(0.0) * both);
    };
    EXPECT_EQ(static_cast<double>(orders.num_items()), test::number(c, "n"));
    EXPECT_EQ(agreeing(orders), test::number(c, "consistent"));
    EXPECT_EQ(agreeing(as_is), test::number(c, "correct_asis"));
    EXPECT_EQ(agreeing(swapped), test::number(c, "correct_swapped"));
  }
}

TEST(Agreement, SummEvalExpertsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_expert3_llm6.csv.gz");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const char* dimension : {"coherence", "consistency", "fluency", "relevance"}) {
    SCOPED_TRACE(dimension);
    std::vector<std::vector<std::string>> chosen = {lines[0]};
    for (const auto& line : lines)
      if (line[2] == dimension) chosen.push_back(line);
    const Value& expected = *vectors.find("results")->find("summeval")->find(dimension);
    const auto same = [](double v) { return v; };
    const RatingTable experts = csv_table(chosen, {3, 4, 5}, same);
    EXPECT_NEAR(*krippendorff_alpha(experts, Scale::kOrdinal), test::number(expected, "kripp_ordinal_experts"), 1e-9);
    EXPECT_NEAR(*krippendorff_alpha(experts, Scale::kInterval), test::number(expected, "kripp_interval_experts"), 1e-9);
    const std::vector<double> pairs = test::numbers(expected, "qwk_pairs");
    EXPECT_NEAR(*cohen_kappa(csv_table(chosen, {3, 4}, same), KappaWeights::kQuadratic), pairs[0], 1e-9);
    EXPECT_NEAR(*cohen_kappa(csv_table(chosen, {3, 5}, same), KappaWeights::kQuadratic), pairs[1], 1e-9);
    EXPECT_NEAR(*cohen_kappa(csv_table(chosen, {4, 5}, same), KappaWeights::kQuadratic), pairs[2], 1e-9);
    for (std::size_t judge = 6; judge < lines[0].size(); ++judge) {
      const std::vector<double> beside = test::numbers(*expected.find(lines[0][judge]), "qwk_vs_each_expert");
      for (std::size_t expert = 0; expert < 3; ++expert)
        EXPECT_NEAR(*cohen_kappa(csv_table(chosen, {3 + expert, judge}, same), KappaWeights::kQuadratic),
                    beside[expert], 1e-9);
    }
  }
}

TEST(Agreement, ChanceThatIsCompleteLeavesItUndefined) {
  const RatingTable same = table_of(std::vector<std::vector<std::optional<double>>>{{1, 1}, {1, 1}, {1, 1}});
  EXPECT_EQ(raw_agreement(same), 1.0);
  EXPECT_EQ(cohen_kappa(same), std::nullopt);
  EXPECT_EQ(fleiss_kappa(same), std::nullopt);
  EXPECT_EQ(gwet_ac1(same), std::nullopt);
  for (const Scale scale : {Scale::kNominal, Scale::kOrdinal, Scale::kInterval, Scale::kRatio})
    EXPECT_EQ(krippendorff_alpha(same, scale), std::nullopt);
  const RatingTable apart =
      table_of(std::vector<std::vector<std::optional<double>>>{{1, std::nullopt}, {std::nullopt, 2}});
  EXPECT_EQ(raw_agreement(apart), std::nullopt);
  EXPECT_EQ(cohen_kappa(apart), std::nullopt);
  EXPECT_EQ(fleiss_kappa(apart), std::nullopt);
  EXPECT_EQ(gwet_ac1(apart), std::nullopt);
  EXPECT_EQ(krippendorff_alpha(apart, Scale::kNominal), std::nullopt);
}

TEST(Agreement, GwetsAc1DoesNotFallWithPrevalence) {
  // 118 of 125 agree, nearly all on one category: kappa is near 0 and AC1 is not.
  std::vector<std::vector<std::optional<double>>> items(118, {1, 1});
  for (int i = 0; i < 5; ++i) items.push_back({1, 2});
  for (int i = 0; i < 2; ++i) items.push_back({2, 1});
  EXPECT_LT(*cohen_kappa(table_of(items)), 0.0);
  EXPECT_NEAR(*gwet_ac1(table_of(items)), 0.9408, 1e-4);
}

TEST(Agreement, WeightsCountItemsAsCopies) {
  const std::vector<std::vector<std::optional<double>>> once = {{1, 1, 2}, {2, 2, 2}, {3, 1, 3}, {2, 3, std::nullopt}};
  std::vector<std::vector<std::optional<double>>> copies = once;
  copies.push_back(once[0]);
  copies.push_back(once[0]);
  const std::vector<double> weights = {3, 1, 1, 1};
  EXPECT_NEAR(*fleiss_kappa(table_of(once), weights), *fleiss_kappa(table_of(copies)), 1e-12);
  EXPECT_NEAR(*gwet_ac1(table_of(once), weights), *gwet_ac1(table_of(copies)), 1e-12);
  EXPECT_NEAR(*krippendorff_alpha(table_of(once), Scale::kOrdinal, weights),
              *krippendorff_alpha(table_of(copies), Scale::kOrdinal), 1e-12);
}

TEST(Agreement, HasAnIntervalOverItems) {
  const Value golden = test::stats_golden("agreement.json");
  const RatingTable table = table_of(*golden.find("cases")->as_array()[0].find("ratings"));
  const auto kappa = [](const RatingTable& t, ItemWeights w) { return cohen_kappa(t, KappaWeights::kNone, w); };
  const BootstrapResult found = agreement_interval(table, kappa);
  ASSERT_TRUE(found.interval.has_value()) << found.reason;
  EXPECT_LT(found.interval->low, *cohen_kappa(table));
  EXPECT_GT(found.interval->high, *cohen_kappa(table));
  EXPECT_EQ(agreement_interval(RatingTable{{}, 2}, kappa).reason, "no item was rated");
}

TEST(Agreement, PrevalenceAdjustedKappaSeesOnlyTheRawAgreement) {
  // 90 of 100 pairs agree, nearly all on one label: kappa is near 0.
  RatingTable table;
  table.num_raters = 2;
  for (int i = 0; i < 100; ++i) {
    table.ratings.push_back(i < 5 ? 1.0 : 0.0);
    table.ratings.push_back(i >= 5 && i < 10 ? 1.0 : 0.0);
  }
  EXPECT_NEAR(*prevalence_adjusted_kappa(table), 0.8, 1e-12);
  EXPECT_LT(*cohen_kappa(table), 0.0);
  EXPECT_EQ(prevalence_adjusted_kappa(table_of({{1.0, 1.0}, {1.0, 1.0}})), std::nullopt);
  EXPECT_NEAR(*prevalence_adjusted_kappa(table_of({{1.0, 1.0}, {2.0, 2.0}, {3.0, 1.0}})), 0.5, 1e-12);
}

}  // namespace
}  // namespace assay::metrics
