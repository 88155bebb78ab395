#include "backends/http/json_api.h"

#include <gtest/gtest.h>

namespace assay::backends {
namespace {

HttpResult answer(int status, const std::string& body) {
  HttpResult result;
  result.status = status;
  result.body = body;
  return result;
}

TEST(JsonApi, FindsTheEndpointsWordsInTheUsualPlaces) {
  EXPECT_EQ(error_words(R"({"error":{"message":"no such model","type":"x"}})"), "no such model");
  EXPECT_EQ(error_words(R"({"error":"model not loaded"})"), "model not loaded");
  EXPECT_EQ(error_words(R"({"object":"error","message":"bad","code":400})"), "bad");
  EXPECT_EQ(error_words(R"({"detail":[{"loc":["body"],"msg":"field required"}]})"), "field required");
  EXPECT_EQ(error_words("<html>502 Bad Gateway</html>"), "<html>502 Bad Gateway</html>");
  EXPECT_EQ(error_words(""), "");
}

TEST(JsonApi, StatusesBecomeKinds) {
  const Redactor redact("");
  EXPECT_FALSE(failure_of(answer(200, "{}"), redact).has_value());
  const auto kind = [&](int status, const std::string& body = "") {
    return failure_of(answer(status, body), redact)->kind;
  };
  EXPECT_EQ(kind(400), FailureKind::kRejected);
  EXPECT_EQ(kind(401), FailureKind::kRejected);
  EXPECT_EQ(kind(404), FailureKind::kRejected);
  EXPECT_EQ(kind(408), FailureKind::kTimeout);
  EXPECT_EQ(kind(429), FailureKind::kRateLimited);
  EXPECT_EQ(kind(500), FailureKind::kServerError);
  EXPECT_EQ(kind(503), FailureKind::kServerError);
  EXPECT_EQ(kind(307), FailureKind::kRejected);
  EXPECT_EQ(kind(400, R"({"error":{"message":"too big","code":"context_length_exceeded"}})"),
            FailureKind::kContextTooLong);
  EXPECT_EQ(kind(400, R"({"message":"This model's maximum context length is 4096 tokens."})"),
            FailureKind::kContextTooLong);
  EXPECT_EQ(failure_of(answer(404, R"({"error":{"message":"no such model"}})"), redact)->message,
            "the endpoint answered HTTP 404: no such model");
}

TEST(JsonApi, ASecretIsCutOutBeforeAMessageIsShortened) {
  const std::string key = "k3y-0123456789";
  // The key straddles the place where the message ends.
  const std::string message = std::string(295, 'x') + key + " is wrong";
  const auto failure = failure_of(answer(401, R"({"error":")" + message + R"("})"), Redactor(key));
  EXPECT_EQ(failure->message.find("k3y"), std::string::npos);
  EXPECT_EQ(Redactor(key)(key + key), "[redacted][redacted]");
  EXPECT_EQ(Redactor("none")("none of it"), "none of it");
}

TEST(JsonApi, ShortenKeepsWholeCharactersOnOneLine) {
  EXPECT_EQ(shorten("a\r\n\t b\x01"), "a b");
  EXPECT_EQ(shorten("\xC3\xA9\xC3\xA9\xC3\xA9", 5), "\xC3\xA9\xC3\xA9...");
  EXPECT_EQ(shorten("bad \xFF byte"), "bad \xEF\xBF\xBD byte");
}

}  // namespace
}  // namespace assay::backends
