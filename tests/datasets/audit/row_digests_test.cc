#include "datasets/audit/row_digests.h"

#include "datasets/audit/row_stream.h"
#include "datasets/file_digest.h"
#include "harness/core/hash.h"
#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::kHead;
using test_support::TaskFolder;

const std::string kRows =
    "{\"q\":\"a\",\"a\":\"b\"}\n{\"a\":\"b\", "
    "\"q\":\"a\"}\n{\"id\":7,\"q\":\"x\",\"a\":\"y\"}\n{\"id\":\"k\",\"q\":\"x\",\"a\":\"y\"}\n";

TEST(RowDigests, AreThoseOfATasksSamples) {
  const TaskFolder task(kHead + "doc_to_text: q\ndoc_to_target: a\n", kRows);
  const test_support::LoadedSet samples = task.samples();
  const auto rows = digest_rows(task.path() + "/test.jsonl", builtin::all_readers());
  ASSERT_EQ(rows.size(), samples.samples.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].id, samples.samples[i].id);
  EXPECT_EQ(rows[0].sha256, sha256_hex(R"({"a":"b","q":"a"})"));
  EXPECT_EQ(samples.data_sha256, file_sha256(task.path() + "/test.jsonl"));
  EXPECT_EQ(unstable_row(task.path() + "/test.jsonl", builtin::all_readers(), rows), std::nullopt);
}

TEST(RowDigests, AnIdThatLooksLikeACopysIsUnstable) {
  const test::TempFolder folder;
  const std::string file = folder.write("a.jsonl", "{\"id\":\"a#2\"}\n{\"id\":\"a\"}\n{\"id\":\"a\"}\n");
  EXPECT_NE(unstable_row(file, builtin::all_readers(), digest_rows(file, builtin::all_readers())), std::nullopt);
}

TEST(RowDigests, OneIdOfTwoRowsIsAnError) {
  const test::TempFolder folder;
  const std::string file = folder.write("a.jsonl", "{\"id\":1,\"q\":\"a\"}\n{\"id\":1,\"q\":\"b\"}\n");
  EXPECT_THROW(digest_rows(file, builtin::all_readers()), Error);
}

TEST(RowSetDigest, DoesNotDependOnOrderButOnEveryCopy) {
  const std::string a = sha256_hex("a"), b = sha256_hex("b");
  RowSetDigest one, two, three;
  for (const auto& d : {a, b, a}) one.add(d);
  for (const auto& d : {a, a, b}) two.add(d);
  for (const auto& d : {a, b}) three.add(d);
  EXPECT_EQ(one.hex(), two.hex());
  EXPECT_NE(one.hex(), three.hex());
  EXPECT_EQ(one.distinct(), 2u);
  EXPECT_EQ(three.hex(), sha256_hex(std::min(a, b) + "\n" + std::max(a, b) + "\n")) << "as sort | sha256sum";
}

}  // namespace
}  // namespace assay::datasets
