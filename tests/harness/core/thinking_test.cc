#include "harness/core/thinking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"

namespace assay {
namespace {

// "reasoning | answer", with "..." behind reasoning that does not end; only the answer where there is no span.
std::string split(std::string_view text, const Thinking& thinking = {}, bool begins_inside = false) {
  const SplitAnswer parts = split_thinking(text, thinking, begins_inside);
  if (!parts.has_span) {
    EXPECT_EQ(parts.reasoning, "");
    return parts.answer;
  }
  return parts.reasoning + (parts.is_open ? "..." : "") + " | " + parts.answer;
}

TEST(SplitThinking, ASpanInFrontIsReasoning) {
  EXPECT_EQ(split("<think>\n1 + 1 is 2\n</think>\n\nTwo."), "1 + 1 is 2 | Two.");
  EXPECT_EQ(split(" \n<think>a</think>b"), "a | b");
  EXPECT_EQ(split("Two."), "Two.");
  EXPECT_EQ(split(""), "");
  EXPECT_EQ(split("  Two.\n"), "  Two.\n");  // without thoughts nothing is stripped
}

TEST(SplitThinking, AnEmptySpanIsNone) {
  EXPECT_EQ(split("<think>\n\n</think>\n\nTwo."), " | Two.");
  EXPECT_EQ(split("<think></think>"), " | ");
}

TEST(SplitThinking, ASpanThatDoesNotEndLeavesNoAnswer) {
  EXPECT_EQ(split("<think>so 1 + 1 <b>"), "so 1 + 1 <b>... | ");
  EXPECT_EQ(split("<think>"), "... | ");
  EXPECT_EQ(split("<think>a</thin"), "a</thin... | ");
  EXPECT_EQ(split("<think>a</think><think>b"), "a\n\nb... | ");
}

TEST(SplitThinking, AnEndWithoutAStartBeganInside) {
  EXPECT_EQ(split("so it is 2\n</think>\n\nTwo."), "so it is 2 | Two.");
  EXPECT_EQ(split("</think>Two."), " | Two.");
}

TEST(SplitThinking, WhereThePromptOpensTheSpanItNeedsNoMarkerToBeThoughts) {
  EXPECT_EQ(split("so it is", {}, true), "so it is... | ");
  EXPECT_EQ(split("so </think> Two.", {}, true), "so | Two.");
  EXPECT_EQ(split("a <think> b </think>c", {}, true), "a <think> b | c");
  EXPECT_EQ(split("<think>a</think>b", {}, true), "a | b");  // it wrote the marker all the same
  EXPECT_EQ(split("", {}, true), "... | ");
}

TEST(SplitThinking, TwoSpansInFrontAreOneReasoning) {
  EXPECT_EQ(split("<think>a</think>\n<think>b</think>\nc"), "a\n\nb | c");
}

TEST(SplitThinking, MarkersInsideASpanAndInTheAnswerAreText) {
  EXPECT_EQ(split("<think>a <think> b</think>c"), "a <think> b | c");
  EXPECT_EQ(split("<think>a<think>b</think>c</think>d"), "a<think>b | c</think>d");  // the first end ends it
  EXPECT_EQ(split("Write <think>x</think> around it."), "Write <think>x</think> around it.");
  EXPECT_EQ(split("<think>a</think>Write <think>x</think>."), "a | Write <think>x</think>.");
  EXPECT_EQ(split("<thinking>a</thinking>b"), "<thinking>a</thinking>b");
}

TEST(SplitThinking, OtherMarkersAndNone) {
  Thinking other{Thinking::Mode::kMarkers, "[THINK]", "[/THINK]"};
  EXPECT_EQ(split("[THINK]a[/THINK]b", other), "a | b");
  EXPECT_EQ(split("<think>a</think>b", other), "<think>a</think>b");
  Thinking off{Thinking::Mode::kOff};
  EXPECT_EQ(split("<think>a</think>b", off), "<think>a</think>b");
}

TEST(SplitThinking, ALongTextTakesNoLongTime) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "<think></think>";
  EXPECT_EQ(split(text + "x"), " | x");
  EXPECT_TRUE(split_thinking("<think>" + std::string(1'000'000, '<'), {}).is_open);
}

TEST(Thinking, APromptMayOpenASpan) {
  EXPECT_TRUE(opens_thinking("<|im_start|>assistant\n<think>\n", {}));
  EXPECT_FALSE(opens_thinking("<|im_start|>assistant\n", {}));
  EXPECT_FALSE(opens_thinking("<think>\n\n</think>\n\n", {}));
  EXPECT_FALSE(opens_thinking("", {}));
  EXPECT_FALSE(opens_thinking("<think>", Thinking{Thinking::Mode::kOff}));
}

TEST(Thinking, IsReadFromAModelsOptions) {
  const auto read = [](const std::string& yaml) {
    const Options options = Options::from_yaml(yaml, "run.yaml");
    const Thinking thinking = read_thinking(options);
    options.done();
    return thinking;
  };
  EXPECT_EQ(read("{}").mode, Thinking::Mode::kAuto);
  EXPECT_EQ(read("thinking: auto").mode, Thinking::Mode::kAuto);
  EXPECT_EQ(read("thinking: off").mode, Thinking::Mode::kOff);
  const Thinking stated = read("thinking: {start: '[T]', end: '[/T]', opened: true}");
  EXPECT_EQ(stated.mode, Thinking::Mode::kMarkers);
  EXPECT_EQ(stated.start, "[T]");
  EXPECT_EQ(stated.end, "[/T]");
  EXPECT_TRUE(stated.opened);
  EXPECT_EQ(read("thinking: {}").start, "<think>");
  for (const char* wrong : {"thinking: maybe", "thinking: [a]", "thinking: {start: ''}", "thinking: {start: a, end: a}",
                            "thinking: {begin: a}"})
    EXPECT_THROW(read(wrong), Error) << wrong;
}

TEST(Thinking, StopsCutBeforeTheFirst) {
  std::string text = "one\ntwo;three";
  EXPECT_TRUE(cut_at_stops(text, {";", "\n", ""}));
  EXPECT_EQ(text, "one");
  EXPECT_FALSE(cut_at_stops(text, {"x"}));
}

}  // namespace
}  // namespace assay
