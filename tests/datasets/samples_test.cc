#include "datasets/samples.h"

#include <string>
#include <vector>

#include "harness/core/hash.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using test_support::TaskFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string kAsk = kHead + "doc_to_text: q\ndoc_to_target: a\n";

std::vector<std::string> ids_of(const test_support::LoadedSet& set) {
  std::vector<std::string> ids;
  for (const Sample& sample : set.samples) ids.push_back(sample.id);
  return ids;
}

TEST(Samples, AnIdComesFromTheRow) {
  const TaskFolder task(kAsk, R"({"id": "x1", "q": "a", "a": "b"})"
                              "\n"
                              R"({"id": 7, "q": "a", "a": "b"})"
                              "\n");
  EXPECT_THAT(ids_of(task.samples()), ElementsAre("x1", "7"));
}

TEST(Samples, AnIdComesFromTheContentWhereTheRowHasNone) {
  const TaskFolder task(kAsk, "{\"q\": \"a\", \"a\": \"b\"}\n{\"a\": \"b\",   \"q\": \"c\"}\n");
  // printf '{"a":"b","q":"a"}' | sha256sum
  const std::string first = sha256_hex(R"({"a":"b","q":"a"})").substr(0, 12);
  const std::string second = sha256_hex(R"({"a":"b","q":"c"})").substr(0, 12);
  EXPECT_EQ(first, "80cd0c8c4643");
  EXPECT_THAT(ids_of(task.samples()), ElementsAre(first, second));
}

TEST(Samples, EqualRowsAreNumbered) {
  const std::string row = "{\"q\": \"a\", \"a\": \"b\"}\n";
  const TaskFolder task(kAsk, row + row + "{\"a\": \"b\", \"q\": \"a\"}\n");
  const std::vector<std::string> ids = ids_of(task.samples());
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(ids[1], ids[0] + "#2");
  EXPECT_EQ(ids[2], ids[0] + "#3") << "the order of a row's members is not content";
}

TEST(Samples, ANamedFieldHoldsTheId) {
  const TaskFolder task(kAsk + "id_field: key\n", R"({"id": "x", "key": "k", "q": "a", "a": "b"})"
                                                  "\n");
  EXPECT_THAT(ids_of(task.samples()), ElementsAre("k"));
  const TaskFolder missing(kAsk + "id_field: key\n", R"({"id": "x", "q": "a", "a": "b"})"
                                                     "\n");
  EXPECT_THAT(error_of([&] { missing.samples(); }, missing.path()),
              StartsWith("test.jsonl:1: the id field 'key' is missing; expected a text or a whole number"));
}

TEST(Samples, DifferentRowsMayNotShareAnId) {
  const std::string rows = "{\"id\": 1, \"q\": \"a\", \"a\": \"b\"}\n\n{\"id\": \"1\", \"q\": \"c\", \"a\": \"d\"}\n";
  const TaskFolder task(kAsk, rows);
  EXPECT_THAT(error_of([&] { task.samples(); }, task.path()),
              AllOf(StartsWith("test.jsonl:3: the id '1' is also that of another row, number 0 from 0;"),
                    HasSubstr("while loading the split 'test' of task 'demo' (demo.yaml)")));
  const TaskFolder by_content(kAsk + "id_field: ''\n", rows);
  EXPECT_EQ(by_content.samples().samples.size(), 2u);
  EXPECT_EQ(by_content.samples().samples[0].id.size(), 12u);
}

TEST(Samples, AnIdThatLooksNumberedStaysUnique) {
  const std::string row = R"({"id": "a", "q": "x", "a": "y"})"
                          "\n";
  const TaskFolder task(kAsk, row +
                                  R"({"id": "a#2", "q": "z", "a": "y"})"
                                  "\n" +
                                  row);
  EXPECT_THAT(ids_of(task.samples()), ElementsAre("a", "a#2", "a#3"));
}

TEST(Samples, ALimitTakesTheFirstAndKeepsTheDigest) {
  const std::string rows =
      "{\"q\": \"a\", \"a\": \"1\"}\n\n{\"q\": \"b\", \"a\": \"2\"}\n{\"q\": \"c\", \"a\": \"3\"}\n";
  const TaskFolder task(kAsk, rows);
  const test_support::LoadedSet all = task.samples(), two = task.samples(2);
  ASSERT_EQ(two.samples.size(), 2u);
  EXPECT_EQ(two.samples[1].input, "b");
  EXPECT_EQ(two.samples[1].id, all.samples[1].id);
  EXPECT_EQ(two.where[1], task.path() + "/test.jsonl:3");
  EXPECT_EQ(two.data_sha256, sha256_hex(rows));
  EXPECT_EQ(all.data_sha256, sha256_hex(rows));
  EXPECT_THAT(task.samples(0).samples, IsEmpty());
}

TEST(Samples, SeveralFilesFollowOneAnother) {
  test::TempFolder folder;
  folder.write("1.jsonl", "{\"q\": \"a\", \"a\": \"1\"}\n");
  folder.write("2.jsonl", "{\"q\": \"b\", \"a\": \"2\"}\n");
  const std::string tail = "doc_to_text: q\ndoc_to_target: a\n";
  const auto load = [&](const std::string& files) {
    return test_support::load_samples(
        parse_task("task: t\ndataset_kwargs: {data_files: " + files + "}\n" + tail, "t.yaml", folder.path()),
        builtin::all_readers());
  };
  const test_support::LoadedSet both = load("[1.jsonl, 2.jsonl]");
  ASSERT_EQ(both.samples.size(), 2u);
  EXPECT_EQ(both.samples[1].input, "b");
  EXPECT_NE(both.data_sha256, load("[2.jsonl, 1.jsonl]").data_sha256);
  EXPECT_NE(both.data_sha256, load("1.jsonl").data_sha256);
}

TEST(Samples, NamesTheRowThatDoesNotFit) {
  const TaskFolder task(kAsk, "{\"q\": \"a\", \"a\": \"1\"}\n{\"a\": \"2\", \"r\": 1}\n");
  EXPECT_THAT(error_of([&] { task.samples(); }, task.path()),
              StartsWith("test.jsonl:2: the column 'q' is null, asked for at demo.yaml:6"));
}

TEST(Samples, NamesTaskAndRowOfATemplateThatFails) {
  const TaskFolder task(kHead + "doc_to_text: 'Q: {{question}}'\ndoc_to_target: a\n", "{\"q\": \"a\", \"a\": \"1\"}\n");
  EXPECT_THAT(error_of([&] { task.samples(); }, task.path()),
              AllOf(StartsWith("test.jsonl:1: "), HasSubstr("demo.yaml:6 doc_to_text"), HasSubstr("question")));
}

TEST(Samples, NamesDataThatIsNotThere) {
  const TaskFolder empty(kAsk, "\n");
  EXPECT_THAT(error_of([&] { empty.samples(); }, empty.path()), StartsWith("test.jsonl: there are no rows"));
  TaskFolder task(kAsk, "{}\n");
  task.spec().data.files["test"] = {"/nowhere/x.jsonl"};
  EXPECT_THAT(error_of([&] { task.samples(); }),
              AllOf(HasSubstr("/nowhere/x.jsonl"), HasSubstr("split 'test' of task 'demo'")));
  task.spec().data.files["test"] = {"rows.docx"};
  EXPECT_THAT(error_of([&] { task.samples(); }),
              HasSubstr("rows.docx: cannot be opened"));
}

TEST(Samples, ARowWithoutItsClusterIsFoundWhenTheyAreOpened) {
  const TaskFolder task(kAsk + "clusters: passage\n", R"({"q": "a", "a": "b", "passage": 1})"
                                                      "\n"
                                                      R"({"q": "c", "a": "d"})"
                                                      "\n");
  EXPECT_THAT(error_of([&] { task.samples(); }, task.path()),
              StartsWith("test.jsonl:2: the column 'passage' (`clusters`) is missing; expected a text or a number"));
}

}  // namespace
}  // namespace assay::datasets
