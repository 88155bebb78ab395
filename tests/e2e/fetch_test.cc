// Fetching a dataset from a viewer on this machine, killed on the way, as a person types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <atomic>
#include <filesystem>

#include "harness/core/json.h"
#include "tests/support/fake_server.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::FakeReply;
using test::FakeRequest;
using testing::HasSubstr;

std::int64_t number(const std::string& path, const std::string& key) {
  const std::size_t at = path.find(key);
  return at == std::string::npos ? 0 : std::stoll(path.substr(at + key.size()));
}

constexpr std::int64_t kRows = 1234;

FakeReply viewer(const FakeRequest& request) {
  FakeReply reply;
  if (request.path.find("/splits?") != std::string::npos) {
    reply.body = R"({"splits": [{"config": "main", "split": "test"}]})";
    return reply;
  }
  const std::int64_t offset = number(request.path, "offset=");
  const std::int64_t end = std::min(kRows, offset + number(request.path, "length="));
  std::string rows;
  for (std::int64_t i = offset; i < end; ++i)
    rows += std::string(rows.empty() ? "" : ",") + "{\"row_idx\":" + std::to_string(i) + ",\"row\":{\"id\":" +
            std::to_string(i) + "},\"truncated_cells\":[]}";
  reply.body = "{\"features\":[],\"rows\":[" + rows + "],\"num_rows_total\":" + std::to_string(kRows) + "}";
  return reply;
}

class FetchE2e : public testing::Test {
 protected:
  test::ProcessResult fetch(const test::FakeServer& server, std::vector<std::string> more = {},
                            int kill_after_ms = 0) const {
    test::ProcessOptions options;
    options.folder = folder_.path();
    options.environment = {{"ASSAY_CACHE", folder_.path() + "/cache"},
                           {"ASSAY_HF_ENDPOINT", "http://127.0.0.1:" + std::to_string(server.port())},
                           {"HF_TOKEN", "hf_not_a_real_one"}};
    if (kill_after_ms > 0) {
      options.signal = SIGKILL;
      options.after_ms = kill_after_ms;
    }
    std::vector<std::string> command = {test::assay_program(), "fetch", "org/name"};
    command.insert(command.end(), more.begin(), more.end());
    return test::run_process(command, options);
  }

  std::string rows() const { return test::read_file(folder_.path() + "/cache/datasets/org___name/main/test-00000.jsonl"); }

  static std::string expected() {
    std::string out;
    for (std::int64_t i = 0; i < kRows; ++i) out += "{\"id\":" + std::to_string(i) + "}\n";
    return out;
  }

  test::TempFolder folder_;
};

TEST_F(FetchE2e, RowsAreInTheCacheFolderAndTheTokenInNoFile) {
  const test::FakeServer server(viewer);
  const test::ProcessResult result = fetch(server);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "main/test: 1234 rows\n");
  EXPECT_EQ(rows(), expected());
  ASSERT_FALSE(server.received().empty());
  for (const FakeRequest& request : server.received()) {
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.headers.at("authorization"), "Bearer hf_not_a_real_one");
  }
  EXPECT_EQ((result.out + result.err).find("hf_not"), std::string::npos);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(test::read_file(entry.path().string()).find("hf_not"), std::string::npos) << entry.path();
  }
}

TEST_F(FetchE2e, KilledOnTheWayItEndsWithTheSameRows) {
  std::atomic<double> delay = 0.02;
  const test::FakeServer server([&](const FakeRequest& request) {
    FakeReply reply = viewer(request);
    reply.delay = delay;
    return reply;
  });
  for (const int after_ms : {60, 110, 170}) EXPECT_EQ(fetch(server, {}, after_ms).exit_code, 128 + SIGKILL);
  delay = 0.0;
  const test::ProcessResult result = fetch(server);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(rows(), expected());
}

TEST_F(FetchE2e, ABusyServerIsAskedAgainAndSaidSo) {
  const test::FakeServer server([&](const FakeRequest& request) {
    if (request.number > 0) return viewer(request);
    FakeReply reply;
    reply.status = 429;
    reply.headers = {"Retry-After: 0"};
    reply.body = R"({"error": "Too many requests"})";
    return reply;
  });
  const test::ProcessResult result = fetch(server, {"--max-rows", "5", "--format", "json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("HTTP 429: \"Too many requests\"; again in 0 s"));
  const Value answer = json::parse(result.out, "out");
  EXPECT_EQ(answer.find("splits")->as_array().at(0).find("rows")->as_int(), 5);
  EXPECT_EQ(answer.find("splits")->as_array().at(0).find("rows_total")->as_int(), kRows);
}

TEST_F(FetchE2e, WrongArgumentsAreRefused) {
  const test::FakeServer server(viewer);
  EXPECT_EQ(fetch(server, {"--max-rows", "0"}).exit_code, 2);
  EXPECT_EQ(fetch(server, {"--endpoint", "ftp://x"}).exit_code, 2);
  EXPECT_EQ(fetch(server, {"--split", "dev"}).exit_code, 2);
  EXPECT_EQ(test::run_process({test::assay_program(), "fetch", "../etc"}).exit_code, 2);
}

}  // namespace
}  // namespace assay
