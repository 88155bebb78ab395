#include "metrics/extract/tool_calls.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

/// "name key, name key" of the calls in an answer, or "!" and what is wrong.
std::string calls_in(std::string_view answer, JsonExtract how = JsonExtract::kNone) {
  const auto found = tool_calls_in(answer, how);
  if (const auto* malformed = std::get_if<MalformedCalls>(&found)) return "!" + malformed->reason;
  if (const auto* reason = std::get_if<Unscored>(&found)) return "?" + reason->reason;
  std::string out;
  for (const ToolCall& call : std::get<0>(found))
    out += (out.empty() ? "" : ", ") + call.name + (call.arguments ? " " + json::dump_canonical(*call.arguments) : "");
  return out;
}

TEST(ToolCallsIn, ReadsListsObjectsAndNames) {
  EXPECT_EQ(calls_in(R"([{"name": "f", "arguments": {"x": 1}}, {"name": "g"}, "h"])"), R"(f {"x":1}, g {}, h)");
  EXPECT_EQ(calls_in(R"( {"name": "f", "parameters": {"x": [1]}} )"), R"(f {"x":[1]})");
  EXPECT_EQ(calls_in(R"({"tool_name": "f", "tool_input": {"x": null}})"), R"(f {"x":null})");
  EXPECT_EQ(calls_in(R"({"type": "tool_use", "id": "t1", "name": "f", "input": {}})"), "f {}");
}

TEST(ToolCallsIn, ReadsTheShapeOfOpenAi) {
  EXPECT_EQ(calls_in(R"({"role": "assistant", "content": null, "tool_calls": [
      {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{\"x\": 1}"}},
      {"id": "2", "type": "function", "function": {"name": "g", "arguments": ""}}]})"),
            R"(f {"x":1}, g {})");
  EXPECT_EQ(calls_in(R"({"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}})"), "f {}");
  EXPECT_EQ(calls_in(R"({"content": "hi", "tool_calls": null})"), "");
  EXPECT_EQ(calls_in(R"({"content": "hi", "tool_calls": []})"), "");
}

TEST(ToolCallsIn, AConversationGivesTheCallsOfItsMessages) {
  EXPECT_EQ(
      calls_in(R"([{"role": "user", "content": "q"}, {"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]},
      {"role": "tool", "name": "f", "content": "r"}, {"role": "assistant", "content": "done"}])"),
      "f {}");
}

TEST(ToolCallsIn, ReadsBlocksAmongProse) {
  EXPECT_EQ(calls_in("I will search.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</tool_call>\n"
                     "<tool_call>{\"name\": \"g\"}</tool_call> done"),
            R"(f {"x":1}, g {})");
  EXPECT_EQ(calls_in("<tool_call>{\"name\": \"f\"}"), "f {}");
  EXPECT_EQ(calls_in("<tool_call>{\"name\": \"f\"").substr(0, 1), "!");
  EXPECT_EQ(calls_in("<tool_call></tool_call>").substr(0, 1), "!");
}

TEST(ToolCallsIn, ProseAndScalarsCallNothing) {
  for (const char* answer : {"", "Hello.", "null", "42", "\"f\"", "   "}) EXPECT_EQ(calls_in(answer), "") << answer;
}

TEST(ToolCallsIn, SaysWhatIsMalformed) {
  EXPECT_EQ(calls_in(R"({"answer": 42})"), "!a call has no name");
  EXPECT_EQ(calls_in(R"([{"name": 5}])"), "!a call has no name");
  EXPECT_EQ(calls_in("[1]"), "!a call is integer; expected an object or a name");
  EXPECT_EQ(calls_in(R"({"tool_calls": "f"})"), "!tool_calls is string; expected a list");
  EXPECT_EQ(calls_in(R"({"name": "f", "arguments": "{x"})").substr(0, 17), "!the call of 'f':");
  EXPECT_EQ(calls_in(std::string(300, '[') + std::string(300, ']')).substr(0, 1), "?");
}

TEST(ToolCallsIn, LooksWhereItIsTold) {
  EXPECT_EQ(calls_in("So: [{\"name\": \"f\"}]."), "");
  EXPECT_EQ(calls_in("So: [{\"name\": \"f\"}].", JsonExtract::kFirst), "f {}");
  EXPECT_EQ(calls_in("So:\n```json\n{\"name\": \"f\"}\n```", JsonExtract::kFence), "f {}");
}

}  // namespace
}  // namespace assay::metrics
