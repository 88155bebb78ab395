#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "backends/http/base_url.h"
#include "backends/http/endpoint.h"
#include "harness/core/error.h"

namespace assay::backends {
namespace {

constexpr double kDay = 86400.0;

// The message never holds the value, only the variable's name.
std::string read_key(const Options& options) {
  const std::optional<std::string> name = options.maybe_text("api_key_env");
  if (!name) return "";
  if (name->empty()) options.fail("api_key_env", "expected the name of an environment variable, got an empty text");
  const bool is_name = std::all_of(name->begin(), name->end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  // Somebody may have written the key itself here, so a value that cannot be a name is not repeated.
  if (!is_name)
    options.fail("api_key_env",
                 "expected the name of an environment variable (letters, digits, '_'); the key itself is never written "
                 "into a file");
  const char* value = std::getenv(name->c_str());
  if (value == nullptr || *value == '\0')
    options.fail("api_key_env", fmt::format("the environment variable '{}' is {}; it must hold the key of the endpoint",
                                            *name, value == nullptr ? "not set" : "empty"));
  std::string key = value;
  const bool is_clean = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c != '\x7f'; });
  if (!is_clean)
    options.fail(
        "api_key_env",
        fmt::format("the value of the environment variable '{}' has a space, a line break or another character "
                    "that no key has",
                    *name));
  return key;
}

std::optional<double> read_price(const Options& price, std::string_view key) {
  const std::optional<double> out = price.maybe_number(key);
  if (out && !(*out >= 0.0 && *out < 1e9)) price.fail(key, fmt::format("expected a price of 0 or more, got {}", *out));
  return out;
}

}  // namespace

EndpointOptions read_endpoint_options(const Options& options) {
  EndpointOptions out;
  const std::string written = options.text("base_url");
  try {
    out.base_url = normalised_base_url(written);
  } catch (const Error& error) {
    options.fail("base_url", error.message());
  }
  out.key = read_key(options);
  out.max_concurrency = static_cast<int>(options.integer("max_concurrency", 64, 1, 4096));
  out.requests_per_minute = options.number("requests_per_minute", 0.0, 0.0, 1e9);
  out.timeout = options.number("timeout_s", 300.0, 0.001, kDay);
  out.connect_timeout = options.number("connect_timeout_s", 10.0, 0.001, kDay);
  out.retry.max_retries = static_cast<int>(options.integer("max_retries", 5, 0, 100));
  out.retry.max_retry_wait = options.number("max_retry_wait_s", 60.0, 0.0, kDay);
  const Options price = options.map("price");
  out.input_price = read_price(price, "input");
  out.output_price = read_price(price, "output");
  return out;
}

}  // namespace assay::backends
