#include "datasets/row_ids.h"

#include <gmock/gmock.h>

#include "datasets/audit/contamination.h"
#include "datasets/audit/row_digests.h"
#include "datasets/perturb/perturbed_rows.h"
#include "datasets/perturb/registry.h"
#include "harness/core/json.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::kHead;
using test_support::TaskFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Value row(const std::string& text) { return json::parse(text, "row"); }

TEST(RowIds, AreStatedOrMadeOfTheContent) {
  RowIds ids;
  EXPECT_EQ(ids.add(row(R"({"id": 7})"), "f:1"), "7");
  EXPECT_EQ(ids.add(row(R"({"id": "a"})"), "f:2"), "a");
  const std::string made = ids.add(row(R"({"q": 1, "a": 2})"), "f:3");
  EXPECT_EQ(made, row_sha256(row(R"({"a":2,"q":1})")).substr(0, 12));
  EXPECT_EQ(ids.add(row(R"({"a": 2, "q": 1})"), "f:4"), made + "#2");
  EXPECT_EQ(ids.add(row(R"({"id": "a"})"), "f:5"), "a#2");
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_THAT(ids.take(), ElementsAre("7", "a", made, made + "#2", "a#2"));
}

// A task's samples, `assay data ids`, an audit and a perturbed copy all name the same rows the same way.
TEST(RowIds, AreTheSameInARunInDataIdsInAnAuditAndInAPerturbedCopy) {
  const std::string rows =
      "{\"q\": \"how so\", \"a\": \"b\"}\n{\"a\": \"b\", \"q\": \"how so\"}\n{\"id\": 7, \"q\": \"x y\", \"a\": \"y\"}\n"
      "{\"id\": 7, \"a\": \"y\", \"q\": \"x y\"}\n{\"id\": \"k\", \"q\": \"z\", \"a\": \"y\"}\n";
  const TaskFolder task(kHead + "doc_to_text: q\ndoc_to_target: a\n", rows);
  const std::string file = task.path() + "/test.jsonl";
  std::vector<std::string> run, listed, audited, perturbed;
  for (const Sample& sample : task.samples().samples) run.push_back(sample.id);
  for (const RowDigest& digest : digest_rows(file, builtin::all_readers())) listed.push_back(digest.id);
  const auto report = find_contamination(file, {task.path() + "/train.jsonl"}, builtin::all_readers(), {}, {});
  for (const SampleContamination& sample : report.samples) audited.push_back(sample.id);
  const PerturbationChain chain(all_perturbations(), {"typos:rate=0.5,columns=q"}, 1);
  std::string copy;
  perturb_file(file, builtin::all_readers(), chain, "id", [&](const Value& changed) { copy += json::dump(changed) + "\n"; });
  const TaskFolder other(kHead + "doc_to_text: q\ndoc_to_target: a\n", copy);
  for (const Sample& sample : other.samples().samples) perturbed.push_back(sample.id);
  EXPECT_THAT(run, ElementsAre(run[0], run[0] + "#2", "7", "7#2", "k"));
  EXPECT_EQ(listed, run);
  EXPECT_EQ(audited, run);
  EXPECT_EQ(perturbed, run);
}

TEST(RowIds, OfTwoDifferentRowsAreAnErrorWithThePlace) {
  RowIds ids;
  ids.add(row(R"({"id": 1, "q": "a"})"), "f:1");
  EXPECT_THAT(error_of([&] { ids.add(row(R"({"id": "1", "q": "b"})"), "f:2"); }),
              HasSubstr("f:2: the id '1' is also that of another row, number 0 from 0"));
}

TEST(RowIds, ThatAreNoIdsAreNamedAndCut) {
  const auto error = [](const Value& bad) {
    Value made = Value::object();
    made.set("id", bad);
    return error_of([&] { RowIds().add(made, "f:1"); });
  };
  EXPECT_EQ(error(Value::array()), "f:1: the id field 'id' is []; expected a text or a whole number");
  EXPECT_EQ(error(1.5), "f:1: the id field 'id' is 1.5; expected a text or a whole number");
  EXPECT_EQ(error(Value()), "f:1: the id field 'id' is null; expected a text or a whole number");
  EXPECT_EQ(error(""), "f:1: the id field 'id' is \"\"; expected a text or a whole number");
  EXPECT_EQ(error(std::string(1001, 'x')),
            "f:1: the id field 'id' is a text of 1001 bytes; expected a text of up to 1000 bytes or a whole number");
  Value list = Value::array();
  for (int i = 0; i < 10'000; ++i) list.push_back("some text");
  EXPECT_LT(error(list).size(), 200u) << "the value is cut";
}

TEST(RowIds, ARequiredColumnMustBeThere) {
  RowIds ids({"key", true});
  EXPECT_THAT(error_of([&] { ids.add(row(R"({"id": 1})"), "f:1"); }), HasSubstr("the id field 'key' is missing"));
  RowIds by_content({"", false});
  EXPECT_EQ(by_content.add(row(R"({"id": 1})"), "f:1").size(), 12u);
}

}  // namespace
}  // namespace assay::datasets
