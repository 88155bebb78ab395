#include "backends/http/json_api.h"

#include <fmt/core.h>

#include <array>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/utf8.h"

namespace assay::backends {
namespace {

constexpr std::size_t kMinSecretBytes = 6;
constexpr std::size_t kMaxErrorBody = 64 * 1024;  // longer ones are no error objects

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<std::string> words_in(const Value& value, int depth) {
  if (value.is_string()) return value.as_string();
  if (depth == 0) return std::nullopt;
  if (value.is_array() && value.size() > 0) return words_in(value.as_array().front(), depth - 1);
  for (const std::string_view key : {"error", "message", "detail", "msg"})
    if (const Value* inner = value.find(key))
      if (auto words = words_in(*inner, depth - 1)) return words;
  return std::nullopt;
}

FailureKind kind_of_status(int status) {
  if (status == 408) return FailureKind::kTimeout;
  if (status == 429) return FailureKind::kRateLimited;
  if (status >= 500) return FailureKind::kServerError;
  return FailureKind::kRejected;
}

}  // namespace

std::string Redactor::operator()(std::string text) const {
  if (secret_.size() < kMinSecretBytes) return text;
  constexpr std::string_view kInstead = "[redacted]";
  for (std::size_t pos = text.find(secret_); pos != std::string::npos; pos = text.find(secret_, pos + kInstead.size()))
    text.replace(pos, secret_.size(), kInstead);
  return text;
}

std::string shorten(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = text::next_code_point(text, pos);
    if (c <= U' ' || c == 0x7F) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    std::string one;
    text::append_utf8(one, c);
    if (out.size() + one.size() > max_bytes) return out + "...";
    out += one;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string error_words(std::string_view body) {
  if (body.size() <= kMaxErrorBody) {
    try {
      if (auto words = words_in(json::parse(body, "error body"), 4)) return *words;
    } catch (const Error&) {
      // A page of text or HTML from something on the way: its beginning says more than that it is no JSON.
    }
  }
  return std::string(body);
}

bool is_context_too_long(std::string_view words) {
  // OpenAI's code and sentence, vLLM's, llama.cpp's, Anthropic's and the usual free wordings.
  constexpr std::array<std::string_view, 9> kMarks = {"context_length_exceeded",
                                                      "maximum context length",
                                                      "context length exceeded",
                                                      "exceed_context_size",
                                                      "exceeds the available context size",
                                                      "longer than the maximum model length",
                                                      "prompt is too long",
                                                      "context window",
                                                      "max_model_len"};
  const std::string low = lower(words);
  for (const std::string_view mark : kMarks)
    if (low.find(mark) != std::string::npos) return true;
  return false;
}

std::optional<Failure> failure_of(const HttpResult& result, const Redactor& redact) {
  switch (result.error) {
    case TransportError::kNone: break;
    case TransportError::kTimeout: return Failure{FailureKind::kTimeout, result.error_text, 1};
    case TransportError::kTooLarge: return Failure{FailureKind::kBadResponse, result.error_text, 1};
    case TransportError::kCannotConnect:
    case TransportError::kTls:
    case TransportError::kCut:
    case TransportError::kOther: return Failure{FailureKind::kConnection, result.error_text, 1};
  }
  if (result.status >= 200 && result.status < 300) return std::nullopt;
  if (result.status >= 300 && result.status < 400)
    return Failure{FailureKind::kRejected,
                   fmt::format("the endpoint answered HTTP {}, a redirect, which is not followed; base_url must be the "
                               "final address",
                               result.status),
                   1};
  const std::string whole = redact(error_words(result.body));
  const std::string words = shorten(whole);
  Failure failure{kind_of_status(result.status), fmt::format("the endpoint answered HTTP {}", result.status), 1};
  if (!words.empty()) failure.message += fmt::format(": {}", words);
  // The code that names this case stands beside the message, so the body is searched as well.
  if (result.status >= 400 && result.status < 500 && failure.kind == FailureKind::kRejected &&
      (is_context_too_long(whole) || is_context_too_long(std::string_view(result.body).substr(0, kMaxErrorBody))))
    failure.kind = FailureKind::kContextTooLong;
  return failure;
}

bool is_worth_retrying(FailureKind kind) {
  switch (kind) {
    case FailureKind::kTimeout:
    case FailureKind::kRateLimited:
    case FailureKind::kServerError:
    case FailureKind::kConnection:
    case FailureKind::kBadResponse: return true;
    case FailureKind::kRejected:
    case FailureKind::kContextTooLong:
    case FailureKind::kUnsupported:
    case FailureKind::kMissing: return false;
  }
  return false;
}

}  // namespace assay::backends
