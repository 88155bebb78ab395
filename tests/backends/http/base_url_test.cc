#include "backends/http/base_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"

namespace assay::backends {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal(const std::string& url) {
  try {
    return "accepted as " + normalised_base_url(url);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.message();
  }
}

TEST(BaseUrl, SpellingsOfOneAddressBecomeEqual) {
  EXPECT_EQ(normalised_base_url("HTTP://LocalHost:80/v1/"), "http://localhost/v1");
  EXPECT_EQ(normalised_base_url("https://api.example.org:443//"), "https://api.example.org");
  EXPECT_EQ(normalised_base_url("http://127.0.0.1:8000/v1"), "http://127.0.0.1:8000/v1");
  EXPECT_EQ(normalised_base_url("http://[::1]:8000/V1"), "http://[::1]:8000/V1");
}

TEST(BaseUrl, RefusesWhatIsNoHttpAddress) {
  EXPECT_THAT(refusal("127.0.0.1:8000/v1"), HasSubstr("does not start with http:// or https://"));
  EXPECT_THAT(refusal("ftp://host/v1"), HasSubstr("has the scheme 'ftp'"));
  EXPECT_THAT(refusal("file:///etc/passwd"), HasSubstr("has the scheme 'file'"));
  EXPECT_THAT(refusal("http:///v1"), HasSubstr("names no host"));
  EXPECT_THAT(refusal("http://host:99999/v1"), HasSubstr("no valid port"));
  EXPECT_THAT(refusal("http://host:/v1"), HasSubstr("no valid port"));
  EXPECT_THAT(refusal("http://ho st/v1"), HasSubstr("character"));
  EXPECT_THAT(refusal("http://host/v1\r\nX: y"), HasSubstr("character"));
  EXPECT_THAT(refusal(""), HasSubstr("does not start with"));
}

TEST(BaseUrl, RefusesCredentialsWithoutRepeatingThem) {
  const std::string message = refusal("https://someone:hunter2@host/v1");
  EXPECT_THAT(message, HasSubstr("user name or password"));
  EXPECT_THAT(message, HasSubstr("'https://host/v1'"));
  EXPECT_THAT(message, Not(HasSubstr("hunter2")));
  EXPECT_THAT(message, Not(HasSubstr("someone")));
  EXPECT_THAT(refusal("https://a:b@c@host/v1"), Not(HasSubstr("b@c")));
  const std::string query = refusal("https://host/v1?key=hunter2");
  EXPECT_THAT(query, HasSubstr("query"));
  EXPECT_THAT(query, Not(HasSubstr("hunter2")));
}

TEST(BaseUrl, NamesTheCallThatDoesNotBelongToIt) {
  EXPECT_THAT(refusal("http://host/v1/chat/completions"), HasSubstr("leave out '/chat/completions'"));
}

TEST(BaseUrl, KnowsThisMachine) {
  for (const char* url : {"http://localhost:1/v1", "http://127.0.0.1/", "https://127.9.9.9:5/v1", "http://[::1]:80/x"})
    EXPECT_TRUE(is_loopback(url)) << url;
  for (const char* url : {"http://localhost.example.org/", "http://10.0.0.1/", "http://[2001:db8::1]/"})
    EXPECT_FALSE(is_loopback(url)) << url;
}

}  // namespace
}  // namespace assay::backends
