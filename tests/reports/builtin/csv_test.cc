#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;

TEST(CsvReport, OneRowForEachSampleEpochAndMetric) {
  const std::string text = write(builtin::csv, example_run());
  EXPECT_EQ(text,
            "run,model,task,sample,epoch,kind,name,value,unscored,failure,finish,target,answer,extracted,detail,prompt_tokens,"
            "completion_tokens,seconds\r\n"
            "0123456789ab,m,gsm,7,0,metric,exact_match,1,,,stop,4,\"4, \"\"four\"\"\nor so\",,'4' = '4',9,2,0.5\r\n"
            "0123456789ab,m,gsm,7,0,rating,helpful,,no verdict,,stop,4,\"4, \"\"four\"\"\nor so\",,hm,9,2,0.5\r\n"
            "0123456789ab,m,gsm,8,1,,,,,timeout: no answer,,4,,,,9,2,0.5\r\n");
}

TEST(CsvReport, NumbersKeepAllTheirDigits) {
  FakeRun run = example_run();
  run.sample_rows[0].scores[0].value = 0.1 + 0.2;
  EXPECT_THAT(write(builtin::csv, run), HasSubstr(",0.30000000000000004,"));
}

TEST(CsvReport, HostileTextStaysInItsField) {
  FakeRun run = example_run();
  run.sample_rows[0].answer = "a\"b,\r\nc" + std::string(1, '\0');
  EXPECT_THAT(write(builtin::csv, run), HasSubstr(",\"a\"\"b,\r\nc\xEF\xBF\xBD\","));
}

}  // namespace
}  // namespace assay::reports::test
