#include "datasets/audit/training_text.h"

#include <filesystem>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::ElementsAre;

std::vector<std::string> stream(const std::string& file, TrainingTextCounts& counts) {
  std::vector<std::string> seen;
  std::function<std::string()> where;
  const TrainingSink sink{[&](const std::function<std::string()>& place) {
                            where = place;
                            seen.push_back("|");
                          },
                          [&](std::string_view word) {
                            const std::string place = where();
                            seen.push_back(std::string(word) + place.substr(place.rfind(':')));
                          }};
  stream_training_file(file, builtin::all_readers(), {}, false, sink, counts);
  return seen;
}

TEST(TrainingText, PlainTextIsOneDocumentWithLines) {
  const test::TempFolder folder;
  TrainingTextCounts counts;
  EXPECT_THAT(stream(folder.write("a.md", "\nOne two\r\n\nthree"), counts), ElementsAre("|", "one:2", "two:2", "three:4"));
  EXPECT_THAT(stream(folder.write("empty.txt", ""), counts), ElementsAre("|"));
  EXPECT_EQ(counts.files, 2u);
  EXPECT_EQ(counts.words, 3u);
}

TEST(TrainingText, EachStringOfARowIsADocument) {
  const test::TempFolder folder;
  TrainingTextCounts counts;
  EXPECT_THAT(stream(folder.write("a.jsonl", "{\"t\":\"a b\",\"n\":5}\n{\"l\":[\"c\",{\"d\":\"e\"}]}\n"), counts),
              ElementsAre("|", "a:1", "b:1", "|", "c:2", "|", "e:2"));
  EXPECT_EQ(counts.documents, 3u);
}

TEST(TrainingText, FilesAreSortedAndEachComesOnce) {
  const test::TempFolder folder;
  std::filesystem::create_directories(folder.path() + "/b");
  const std::string two = folder.write("b/2.txt", "x"), one = folder.write("a.txt", "x");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() + "/b/loop");
  EXPECT_THAT(training_files({folder.path(), one}), ElementsAre(one, two));
  EXPECT_THROW(training_files({folder.path() + "/c"}), Error);
}

}  // namespace
}  // namespace assay::datasets
