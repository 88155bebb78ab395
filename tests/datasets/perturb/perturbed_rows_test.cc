#include <string>

#include "datasets/registry.h"
#include "harness/core/hash.h"
#include "tests/datasets/perturb/support_perturb.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using ::testing::HasSubstr;

std::vector<std::string> rows_of(const std::string& content, const std::vector<std::string>& with,
                                 PerturbedCounts* counts = nullptr) {
  const test::TempFolder folder;
  const PerturbationChain chain(all_perturbations(), with, 1234);
  std::vector<std::string> out;
  const PerturbedCounts made = perturb_file(folder.write("rows.jsonl", content), builtin::all_readers(), chain, "id",
                                            [&](const Value& row) { out.push_back(json::dump(row)); });
  if (counts != nullptr) *counts = made;
  return out;
}

TEST(PerturbedRows, KeepTheirIdAndSayWhatWasDone) {
  EXPECT_EQ(rows_of("{\"id\": 7, \"question\": \"why?\"}\n", {"case:to=upper"}),
            std::vector<std::string>{R"({"id":7,"question":"WHY?","perturbation":"case:to=upper"})"});
}

TEST(PerturbedRows, GetTheIdThatATaskGivesToTheOriginal) {
  const std::vector<std::string> rows =
      rows_of("{\"question\": \"why\", \"a\": \"b\"}\n{\"a\": \"b\", \"question\": \"why\"}\n", {"case:to=upper"});
  const std::string id = sha256_hex(R"({"a":"b","question":"why"})").substr(0, 12);
  EXPECT_EQ(rows[0].substr(0, 20), "{\"id\":\"" + id + "\"");
  EXPECT_THAT(rows[1], ::testing::StartsWith("{\"id\":\"" + id + "#2\""));
}

TEST(PerturbedRows, ComeInOrderAndDependOnTheirIdAlone) {
  const std::string a = R"({"id": "a", "question": "what is the meaning of this"})",
                    b = R"({"id": "b", "question": "how long does it take"})";
  const std::vector<std::string> there = rows_of(a + "\n" + b + "\n", {"typos:rate=0.5"});
  const std::vector<std::string> back = rows_of(b + "\n" + a + "\n", {"typos:rate=0.5"});
  EXPECT_EQ(there[0], back[1]);
  EXPECT_EQ(there[1], back[0]);
}

TEST(PerturbedRows, AChainIsAppliedInItsOrder) {
  const std::vector<std::string> rows =
      rows_of("{\"id\": \"a\", \"question\": \"why so?\"}\n", {"case:to=upper", "punctuation", "whitespace:rate=1"});
  EXPECT_EQ(rows[0],
            R"({"id":"a","question":"WHY  SO","perturbation":"case:to=upper + punctuation + whitespace:rate=1"})");
}

TEST(PerturbedRows, UnchangedOnesAreCounted) {
  PerturbedCounts counts;
  rows_of("{\"id\": 1, \"question\": \"12 + 5\"}\n{\"id\": 2, \"question\": \"why\"}\n", {"case:to=upper"}, &counts);
  EXPECT_EQ(counts.rows, 2);
  EXPECT_EQ(counts.unchanged, 1);
}

TEST(PerturbedRows, NestedColumnsAreReached) {
  const std::string row =
      R"({"messages": [{"role": "user", "content": "hi there"}, {"role": "user", "content": "bye"}], )"
                          R"("q": {"text": ["a tree", "two"]}})";
  EXPECT_EQ(json::dump(*perturbed("case:to=upper,columns=messages.*.content+q.text", row).find("messages")),
            R"([{"role":"user","content":"HI THERE"},{"role":"user","content":"BYE"}])");
  EXPECT_EQ(json::dump(*perturbed("case:to=upper,columns=messages.*.content+q.text", row).find("q")),
            R"({"text":["A TREE","TWO"]})");
  EXPECT_EQ(json::dump(*perturbed("case:to=upper,columns=messages.1.content", row).find("messages")),
            R"([{"role":"user","content":"hi there"},{"role":"user","content":"BYE"}])");
  EXPECT_THAT(error_of("case:columns=messages.7.content", row), HasSubstr("no column 'messages.7.content'"));
  EXPECT_THAT(error_of("case:columns=a++b", row), HasSubstr("has an empty name"));
}

TEST(PerturbedRows, WordsOfStatedColumnsAreProtected) {
  const std::string row = R"({"question": "take the red ball home", "names": ["red", "ball"]})";
  EXPECT_EQ(test_support::text_in(perturbed("case:to=upper,protect=names", row), "question"), "TAKE THE red ball HOME");
  EXPECT_THAT(error_of("case:protect=name", row), HasSubstr("no column 'name' (protect)"));
}

TEST(PerturbedRows, EqualRowsOfOneIdGetIdsOfTheirOwnAsInARun) {
  const std::vector<std::string> rows =
      rows_of("{\"id\": 7, \"question\": \"why\"}\n{\"id\": 7, \"question\": \"why\"}\n", {"case:to=upper"});
  EXPECT_EQ(rows[0], R"({"id":7,"question":"WHY","perturbation":"case:to=upper"})");
  EXPECT_EQ(rows[1], R"({"id":"7#2","question":"WHY","perturbation":"case:to=upper"})");
  EXPECT_THROW(rows_of("{\"id\": 7, \"question\": \"why\"}\n{\"id\": 7, \"question\": \"how\"}\n", {"case:to=upper"}),
               Error);
}

TEST(PerturbedRows, BadFilesAreNamed) {
  try {
    rows_of("{\"id\": 1, \"question\": \"a b\"}\n{\"id\": [], \"question\": \"a\"}\n", {"case"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("rows.jsonl:2: the id field 'id' is []"));
  }
  EXPECT_THROW(rows_of("", {"case"}), Error);
}

}  // namespace
}  // namespace assay::datasets
