#include "backends/local/sample/answer_stream.h"

#include <gtest/gtest.h>

namespace assay::local {
namespace {

// "reasoning | answer" of a text that comes `step` bytes at a time, with "!" where a stop string ended it.
std::string heard(const std::string& text, std::size_t step, std::vector<std::string> stops = {}, Thinking thinking = {},
                  bool begins_inside = false) {
  AnswerStream stream(std::move(stops), std::move(thinking), begins_inside);
  for (std::size_t i = 0; i < text.size() && !stream.stopped(); i += step) stream.push(std::string_view(text).substr(i, step));
  const bool stopped = stream.stopped();
  const AnswerStream::Result result = stream.finish();
  return result.reasoning + (result.is_open ? "... | " : " | ") + result.text + (stopped ? "!" : "");
}

// The same whatever the pieces.
std::string heard_in_pieces(const std::string& text, const std::vector<std::string>& stops = {}, const Thinking& thinking = {},
                            bool begins_inside = false) {
  const std::string whole = heard(text, text.size() + 1, stops, thinking, begins_inside);
  for (const std::size_t step : {1u, 2u, 3u, 7u}) EXPECT_EQ(heard(text, step, stops, thinking, begins_inside), whole) << step;
  return whole;
}

TEST(AnswerStream, AStopStringAmongThoughtsMeansNothing) {
  EXPECT_EQ(heard_in_pieces("<think>one\n\ntwo</think>\n\nthree\n\nfour", {"\n\n"}), "one\n\ntwo | three!");
  EXPECT_EQ(heard_in_pieces("one\n\ntwo</think>\n\nthree\n\nfour", {"\n\n"}, {}, true), "one\n\ntwo | three!");
  EXPECT_EQ(heard_in_pieces("<think>one\n\ntwo", {"\n\n"}), "one\n\ntwo... | ");
}

TEST(AnswerStream, WithoutThoughtsStopStringsCountFromTheFirstByte) {
  EXPECT_EQ(heard_in_pieces("one\ntwo", {"\n"}), " | one!");
  EXPECT_EQ(heard_in_pieces("\ntwo", {"\n"}), " | !");
  EXPECT_EQ(heard_in_pieces("<b>one</b>", {"</b>"}), " | <b>one!");
  EXPECT_EQ(heard_in_pieces("<thi", {"x"}), " | <thi");
  EXPECT_EQ(heard_in_pieces("<think>a", {"<"}, Thinking{Thinking::Mode::kOff}), " | !");
}

TEST(AnswerStream, TheMarkersOwnCharactersStopNothing) {
  EXPECT_EQ(heard_in_pieces("<think>a</think>b<c", {"<"}), "a | b!");
}

TEST(AnswerStream, AModelThatIsKnownToThinkMayBeginWithWhiteSpace) {
  const Thinking known{Thinking::Mode::kMarkers};
  EXPECT_EQ(heard_in_pieces("\n\n<think>a</think>b\n\nc", {"\n\n"}, known), "a | b!");
  EXPECT_EQ(heard_in_pieces("\n\nb", {"\n\n"}, known), " | !");
}

TEST(AnswerStream, IsWhatSplitThinkingMakesOfTheWholeText) {
  const std::string texts[] = {"",
                               "plain",
                               "  plain ",
                               "<think>a</think>b",
                               "<think>\n\n</think>\n\nb",
                               "<think>a</think>\n<think>b</think>c",
                               "<think>a <think> b</think>c</think>d",
                               "a</think>b",
                               "x <think>a</think> b",
                               "<think>a",
                               "<think>a</think><thi",
                               "<think>a</think>   ",
                               "  <think>a</think>b"};
  for (const std::string& text : texts) {
    for (const bool begins_inside : {false, true}) {
      const SplitAnswer split = split_thinking(text, {}, begins_inside);
      EXPECT_EQ(heard_in_pieces(text, {}, {}, begins_inside),
                split.reasoning + (split.is_open ? "... | " : " | ") + split.answer)
          << text << " " << begins_inside;
    }
  }
}

TEST(AnswerStream, HalfACharacterAtTheEndIsTheReplacementCharacter) {
  EXPECT_EQ(heard_in_pieces("<think>\xC3"), "\xEF\xBF\xBD... | ");
  EXPECT_EQ(heard_in_pieces("<think>a</think>\xC3"), "a | \xEF\xBF\xBD");
}

}  // namespace
}  // namespace assay::local
