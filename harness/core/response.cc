#include "harness/core/response.h"

#include <fmt/format.h>

#include <array>

#include "harness/core/error.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kFinishReasons = {"stop", "length", "content_filter"};
constexpr std::array<std::string_view, 9> kFailureKinds = {
    "timeout",  "rate_limited",     "server_error", "connection", "bad_response",
    "rejected", "context_too_long", "unsupported",  "missing"};

template <class Names>
std::size_t index_of(const Names& names, std::string_view name, std::string_view what) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  throw Error(ErrorKind::kData, fmt::format("'{}' is not a {}", name, what));
}

}  // namespace

std::string_view name_of(FinishReason reason) { return kFinishReasons[static_cast<std::size_t>(reason)]; }
std::string_view name_of(FailureKind kind) { return kFailureKinds[static_cast<std::size_t>(kind)]; }

FinishReason finish_reason_from(std::string_view name) {
  return static_cast<FinishReason>(index_of(kFinishReasons, name, "finish reason"));
}

FailureKind failure_kind_from(std::string_view name) {
  return static_cast<FailureKind>(index_of(kFailureKinds, name, "failure kind"));
}

}  // namespace assay
