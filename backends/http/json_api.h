#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/http/http_client.h"
#include "harness/core/response.h"
#include "harness/core/value.h"

namespace assay::backends {

/// Replaces every occurrence of a secret in texts that come from an endpoint by "[redacted]". A secret under 6 bytes is
/// left alone: it is a placeholder such as "none", and cutting it out would damage answers.
class Redactor {
 public:
  explicit Redactor(std::string secret) : secret_(std::move(secret)) {}
  std::string operator()(std::string text) const;

 private:
  std::string secret_;
};

/// `text` on one line of at most `max_bytes` bytes, cut between characters and then ended by "..."; control characters
/// and bytes that are not UTF-8 become spaces and U+FFFD.
std::string shorten(std::string_view text, std::size_t max_bytes = 300);

/// The endpoint's own words about what went wrong: the message inside {"error": {"message"}}, {"error": "..."},
/// {"message"}, {"detail"}; else the beginning of the body; "" for an empty one. Not yet shortened or redacted.
std::string error_words(std::string_view body);

/// Whether the endpoint's words say that the prompt does not fit the model's context.
bool is_context_too_long(std::string_view words);

/// The failure that a result stands for, or nullopt for a 2xx with a whole body. The message has the status and the
/// endpoint's own words, redacted and shortened; `attempts` is left for the caller.
std::optional<Failure> failure_of(const HttpResult& result, const Redactor& redact);

/// Whether a failure of this kind may pass when it is tried again.
bool is_worth_retrying(FailureKind kind);

}  // namespace assay::backends
