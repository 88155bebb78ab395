#include "datasets/audit/contamination.h"

#include <filesystem>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Contamination, EverySampleIsCountedOnceAndShortOnesApart) {
  const test::TempFolder folder;
  std::filesystem::create_directories(folder.path() + "/corpus/deep");
  const std::string data =
      folder.write("corpus/test.jsonl",
                   "{\"id\":\"in\",\"q\":\"the cat sat on the mat\"}\n{\"id\":\"out\",\"q\":\"no such words here at all\"}\n"
                   "{\"id\":\"short\",\"q\":\"the cat\"}\n{\"id\":\"half\",\"q\":\"x y z sat on the mat\"}\n");
  folder.write("corpus/deep/b.txt", "line one\nand The CAT\nsat on the mat.\n");
  folder.write("corpus/a.jsonl", "{\"text\":\"nothing\"}\n{\"meta\":{\"deep\":[\"on the mat there\"]}}\n");
  folder.write("corpus/model.bin", std::string("\x7f" "ELF\0the cat sat on the mat", 28));
  folder.write("corpus/latin.txt", "caf\xE9 the cat");
  const ContaminationReport report =
      find_contamination(data, {folder.path() + "/corpus"}, builtin::all_readers(), {.columns = {"q"}, .ngram = 3});
  ASSERT_EQ(report.samples.size(), 4u);
  EXPECT_EQ(report.samples[0].overlap.share(), 1.0);
  EXPECT_EQ(report.samples[0].overlap.longest_run, 6u);
  EXPECT_EQ(report.samples[0].overlap.first_place, folder.path() + "/corpus/a.jsonl:2") << "on the mat";
  EXPECT_EQ(report.samples[1].overlap.share(), 0.0);
  EXPECT_EQ(report.samples[2].overlap.share(), std::nullopt);
  EXPECT_DOUBLE_EQ(*report.samples[3].overlap.share(), 0.4);
  EXPECT_EQ(report.too_short, 1u);
  EXPECT_EQ(report.measured(), 3u);
  EXPECT_EQ(report.contaminated(0.0), 2u);
  EXPECT_EQ(report.contaminated(0.5), 1u);
  EXPECT_THAT(report.left_out, ElementsAre(data));
  EXPECT_THAT(report.text.binary, ElementsAre(HasSubstr("model.bin")));
  EXPECT_THAT(report.text.not_utf8, ElementsAre(HasSubstr("latin.txt")));
  EXPECT_EQ(report.text.files, 4u);
}

TEST(Contamination, ALineNumberIsThatOfTheLastWordOfTheMatch) {
  const test::TempFolder folder;
  const std::string data = folder.write("t.jsonl", "{\"q\":\"b c d\"}\n");
  // Over the chunk of a megabyte, so that words and lines go on from one chunk to the next.
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += "pad \n";
  const std::string corpus = folder.write("c.txt", text + "b\nc d\n");
  const ContaminationReport report = find_contamination(data, {corpus}, builtin::all_readers(), {.ngram = 3});
  EXPECT_EQ(report.samples[0].overlap.first_place, corpus + ":400002");
  EXPECT_EQ(report.text.words, 400'003u);
}

TEST(Contamination, TextWithoutAnyBreakIsReadInPieces) {
  const test::TempFolder folder;
  const std::string data = folder.write("t.jsonl", "{\"q\":\"b c d\"}\n");
  const std::string corpus = folder.write("c.txt", std::string(3'000'000, 'x') + " b c d");
  EXPECT_EQ(find_contamination(data, {corpus}, builtin::all_readers(), {.ngram = 3}).samples[0].overlap.matched, 1u);
}

TEST(Contamination, WhatCannotBeReadIsNeverSilent) {
  const test::TempFolder folder;
  const std::string data = folder.write("t.jsonl", "{\"q\":\"b c d\"}\n");
  const std::string broken = folder.write("c.jsonl", "{\"text\":\"b c d\"}\n{\"text\":\n");
  const auto search = [&](const std::string& against, ContaminationOptions options) {
    return find_contamination(data, {against}, builtin::all_readers(), options);
  };
  EXPECT_THROW(search(broken, {.ngram = 3}), Error);
  const ContaminationReport report = search(broken, {.ngram = 3, .skip_unreadable = true});
  EXPECT_EQ(report.samples[0].overlap.matched, 1u) << "what stands before the bad line counts";
  EXPECT_THAT(report.text.unreadable, ElementsAre(HasSubstr("c.jsonl:2")));
  EXPECT_THROW(search(folder.path() + "/none", {}), Error);
  EXPECT_THROW(search(data, {}), Error) << "nothing is left to search";
  EXPECT_THROW(search(broken, {.ngram = 0}), Error);
  EXPECT_THROW(search(broken, {.ngram = 101}), Error);
  std::filesystem::create_directories(folder.path() + "/empty");
  EXPECT_THROW(search(folder.path() + "/empty", {}), Error);
}

}  // namespace
}  // namespace assay::datasets
