#include "datasets/audit/duplicates.h"

#include <fmt/core.h>

#include <set>

#include "datasets/audit/shingles.h"
#include "datasets/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string row(const std::string& text) {
  Value value = Value::object();
  value.set("q", text);
  return json::dump(value) + "\n";
}

DuplicateReport search(const std::vector<std::string>& files, const DuplicateOptions& options = {}) {
  return find_duplicates(files, builtin::all_readers(), options);
}

std::string message_of(const std::vector<std::string>& files, const DuplicateOptions& options) {
  try {
    search(files, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Duplicates, EqualWordsAreExactWhateverTheirForm) {
  const test::TempFolder folder;
  const std::string a = folder.write("a.jsonl", row("What is  up?") + row("other thing") + row("what is UP"));
  const std::string b = folder.write("b.jsonl", row("What is up!"));
  const DuplicateReport report = search({a, b});
  ASSERT_EQ(report.exact.size(), 1u);
  EXPECT_THAT(report.exact[0], ElementsAre(0u, 1u, 2u));
  EXPECT_EQ(report.rows[1].where, a + ":3");
  EXPECT_EQ(report.rows[2].where, b + ":1");
  EXPECT_EQ(report.redundant, 2u);
  DuplicateOptions strict;
  strict.words = {false, Punctuation::kKeep};
  EXPECT_TRUE(search({a, b}, strict).exact.empty());
}

TEST(Duplicates, ColumnsAreNotGluedTogether) {
  const test::TempFolder folder;
  const std::string file = folder.write(
      "a.jsonl", "{\"p\":\"a b\",\"q\":\"c\"}\n{\"p\":\"a\",\"q\":\"b c\"}\n{\"q\":\"c\",\"p\":\"a b\",\"id\":4}\n");
  const DuplicateReport report = search({file}, {.near = false});
  ASSERT_EQ(report.exact.size(), 1u);
  EXPECT_EQ(report.rows[1].id, "4");
}

TEST(Duplicates, AcrossLeavesOutWhatStaysInOneFile) {
  const test::TempFolder folder;
  const std::string long_text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
  const std::string a = folder.write("a.jsonl", row(long_text) + row(long_text + " sixteen") + row("same") + row("same"));
  const std::string b = folder.write("b.jsonl", row(long_text + " sixteen") + row("else"));
  DuplicateOptions options;
  options.across = true;
  const DuplicateReport report = search({a, b}, options);
  ASSERT_EQ(report.exact.size(), 1u);
  ASSERT_EQ(report.near.size(), 1u);
  EXPECT_EQ(report.rows[report.near[0].a].where, a + ":1");
  EXPECT_EQ(report.rows[report.near[0].b].where, b + ":1") << "the copy in the other file stands for its group";
  EXPECT_DOUBLE_EQ(report.near[0].similarity, 11.0 / 12.0);
  EXPECT_EQ(report.clusters.size(), 1u);
}

TEST(Duplicates, RowsWithoutWordsAreNoDuplicates) {
  const test::TempFolder folder;
  const DuplicateReport report = search({folder.write("a.jsonl", row("") + row("...") + row("a"))});
  EXPECT_EQ(report.without_text, 2u);
  EXPECT_TRUE(report.exact.empty());
}

// Families of texts that differ in some words, against every pair compared one by one.
TEST(Duplicates, NearPairsAreThoseThatBruteForceFinds) {
  RandomStream random(5);
  std::vector<std::vector<std::uint32_t>> texts;
  for (int family = 0; family < 60; ++family) {
    std::vector<std::uint32_t> base;
    for (int i = 0; i < 40; ++i) base.push_back(static_cast<std::uint32_t>(random.below(500)));
    for (int copy = 0; copy < 6; ++copy) {
      std::vector<std::uint32_t> text = base;
      for (std::uint64_t edits = random.below(3); edits > 0; --edits)
        text[random.below(2) == 0 ? 0 : random.below(text.size())] = static_cast<std::uint32_t>(random.below(500));
      text.push_back(1000 + static_cast<std::uint32_t>(copy));
      texts.push_back(text);
    }
  }
  std::string content;
  for (const auto& text : texts) {
    std::string words;
    for (const std::uint32_t word : text) words += fmt::format("w{} ", word);
    content += row(words);
  }
  const test::TempFolder folder;
  const std::string file = folder.write("a.jsonl", content);
  for (const double threshold : {0.3, 0.5, 0.8}) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> expected, found;
    for (std::uint32_t i = 0; i < texts.size(); ++i)
      for (std::uint32_t j = i + 1; j < texts.size(); ++j)
        if (ShingleSet::jaccard(ShingleSet(texts[i], 5), ShingleSet(texts[j], 5)) >= threshold)
          expected.emplace(i + 1, j + 1);
    DuplicateOptions options;
    options.threshold = threshold;
    const DuplicateReport report = search({file}, options);
    for (const NearPair& pair : report.near) found.emplace(report.rows[pair.a].number, report.rows[pair.b].number);
    std::size_t missed = 0;
    for (const auto& pair : expected) missed += found.count(pair) == 0 ? 1 : 0;
    for (const auto& pair : found) EXPECT_EQ(expected.count(pair), 1u) << "no pair is below the threshold";
    ASSERT_GT(expected.size(), 100u);
    EXPECT_LE(static_cast<double>(missed), 0.01 * static_cast<double>(expected.size())) << threshold;
  }
}

TEST(Duplicates, BadInputIsNamed) {
  const test::TempFolder folder;
  const std::string file = folder.write("a.jsonl", "{\"question\":\"a\"}\n");
  EXPECT_THAT(message_of({file}, {.columns = {"qestion"}}), AllOf(HasSubstr(":1"), HasSubstr("did you mean 'question'")));
  EXPECT_THAT(message_of({file}, {.threshold = 1.5}), HasSubstr("0.1..1"));
  EXPECT_THAT(message_of({file}, {.threshold = 0.0}), HasSubstr("0.1..1"));
  EXPECT_THAT(message_of({file}, {.shingle = 0}), HasSubstr("1..100"));
  EXPECT_THAT(message_of({file, file}, {}), HasSubstr("named twice"));
  EXPECT_THAT(message_of({folder.write("e.jsonl", "")}, {}), HasSubstr("no rows"));
  EXPECT_THAT(message_of({folder.write("u.jsonl", "{\"q\":\"\xFF\"}\n")}, {}), HasSubstr("UTF-8"));
  EXPECT_THAT(message_of({folder.path() + "/none.jsonl"}, {}), HasSubstr("cannot be opened"));
  EXPECT_THAT(message_of({folder.write("a.xyz", "a")}, {}), HasSubstr("known endings"));
}

}  // namespace
}  // namespace assay::datasets
