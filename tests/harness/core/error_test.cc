#include "harness/core/error.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Error, KeepsItsMessageAndAddsContextsOutermostLast) {
  Error error(ErrorKind::kConfig, "x.yaml:3: unknown key 'a'");
  error.add("while loading task t");
  error.add("while starting the run");
  EXPECT_EQ(error.message(), "x.yaml:3: unknown key 'a'");
  EXPECT_STREQ(error.what(), "x.yaml:3: unknown key 'a'\n  while loading task t\n  while starting the run");
}

TEST(Error, RuntimeErrorsExitWithThreeAndTheOthersWithTwo) {
  EXPECT_EQ(exit_code(ErrorKind::kRuntime), 3);
  EXPECT_EQ(exit_code(ErrorKind::kUsage), 2);
  EXPECT_EQ(exit_code(ErrorKind::kConfig), 2);
  EXPECT_EQ(exit_code(ErrorKind::kData), 2);
}

TEST(DidYouMean, FindsTheNearestAndStaysSilentWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("metircs", {"metrics", "models"}), "metrics");
  EXPECT_EQ(did_you_mean("zzzzzz", {"metrics", "models"}), "");
  EXPECT_EQ(did_you_mean("bleu2", {"bleu", "chrf"}), "bleu");
}

}  // namespace
}  // namespace assay
