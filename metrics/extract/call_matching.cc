#include "metrics/extract/call_matching.h"

#include <algorithm>
#include <vector>

#include "harness/core/check.h"
#include "metrics/extract/canonical_json.h"

namespace assay::metrics {
namespace {

// As deep as parsed JSON is, at most 200 levels.
bool is_subset(const Value& expected, const Value& found) {
  if (!expected.is_object() || !found.is_object()) return canonical_key(expected) == canonical_key(found);
  const MemberIndex members(found);
  return std::all_of(expected.as_object().begin(), expected.as_object().end(), [&](const Value::Member& member) {
    const Value* theirs = members.find(member.key);
    return theirs != nullptr && is_subset(member.value, *theirs);
  });
}

}  // namespace

bool call_matches(const ToolCall& expected, const ToolCall& called, ArgumentMatch how) {
  if (expected.name != called.name) return false;
  if (how == ArgumentMatch::kIgnore || !expected.arguments) return true;
  if (how == ArgumentMatch::kExact || !called.arguments) return called.arguments.has_value() && expected.key == called.key;
  return expected.key == called.key || is_subset(*expected.arguments, *called.arguments);
}

bool calls_equal(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how) {
  return std::equal(expected.begin(), expected.end(), called.begin(), called.end(),
                    [&](const ToolCall& a, const ToolCall& b) { return call_matches(a, b, how); });
}

bool calls_in_order(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how) {
  std::size_t next = 0;
  for (const ToolCall& call : called)
    if (next < expected.size() && call_matches(expected[next], call, how)) ++next;
  return next == expected.size();
}

std::size_t num_matched_calls(std::span<const ToolCall> expected, std::span<const ToolCall> called, ArgumentMatch how) {
  ASSAY_CHECK(expected.size() * called.size() <= kMaxCallPairs);
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::vector<std::size_t>> fits(expected.size());
  for (std::size_t e = 0; e < expected.size(); ++e)
    for (std::size_t c = 0; c < called.size(); ++c)
      if (call_matches(expected[e], called[c], how)) fits[e].push_back(c);
  // A largest matching by breadth-first search for augmenting paths (Berge 1957): first fit is not enough where subsets
  // count, since {} would take the place of {"x": 1}.
  std::vector<std::size_t> taken_by(called.size(), kNone), reached_from(called.size()), seen_in(called.size(), kNone);
  std::size_t matched = 0;
  for (std::size_t start = 0; start < expected.size(); ++start) {
    std::vector<std::size_t> queue = {start};
    std::size_t free = kNone;
    for (std::size_t head = 0; head < queue.size() && free == kNone; ++head) {
      for (const std::size_t c : fits[queue[head]]) {
        if (seen_in[c] == start) continue;
        seen_in[c] = start;
        reached_from[c] = queue[head];
        if (taken_by[c] == kNone) {
          free = c;
          break;
        }
        queue.push_back(taken_by[c]);
      }
    }
    if (free == kNone) continue;
    ++matched;
    // Each expected call on the path moves on to the call it reached; the call it had goes to the one before.
    for (std::size_t c = free;;) {
      const std::size_t e = reached_from[c];
      std::size_t had = kNone;
      if (e != start)
        for (const std::size_t other : fits[e])
          if (other != c && taken_by[other] == e) had = other;
      taken_by[c] = e;
      if (e == start) break;
      c = had;
    }
  }
  return matched;
}

}  // namespace assay::metrics
