#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"

namespace assay {

/// How a model marks what it thinks before it answers.
struct Thinking {
  enum class Mode {
    kAuto,     ///< where an answer begins with a span of thoughts, or with the rest of one
    kOff,      ///< everything is the answer
    kMarkers,  ///< the model is known to think, between these markers
  };
  Mode mode = Mode::kAuto;
  std::string start = "<think>";
  std::string end = "</think>";
  bool opened = false;  ///< every prompt ends inside a span: its chat template opens one
};

/// Reads a model's key `thinking`: auto, off, or {start, end, opened}. Throws: Error(kConfig).
Thinking read_thinking(const Options& options);

/// An answer without its thoughts.
struct SplitAnswer {
  std::string reasoning;  ///< without the markers and the white space around them; several spans are joined by a blank line
  std::string answer;     ///< what follows the last of the spans, without white space in front; where there are none, the whole text
  bool has_span = false;  ///< there were thoughts, if only empty ones
  bool is_open = false;   ///< the last span never ends: all of it is reasoning, and the answer is empty
};

/// Splits the thoughts off the beginning of a text. A span begins with the start marker, after white space at most, and
/// ends with the first end marker behind it, so that markers inside it mean nothing; another one may follow at once.
/// Where the text begins inside a span (`begins_inside`: the prompt has opened it), the end marker alone ends that. Where
/// that is not known, a text whose first marker is an end marker began inside one too. Markers further on, in the
/// answer, stay. With Mode::kOff there are no spans. Pure.
SplitAnswer split_thinking(std::string_view text, const Thinking& thinking, bool begins_inside = false);

/// Whether a prompt's last text, the beginning of the answer, leaves a span open. Pure.
bool opens_thinking(std::string_view prompt_end, const Thinking& thinking);

/// Cuts a text before the first stop string in it; true where there was one.
bool cut_at_stops(std::string& text, const std::vector<std::string>& stops);

}  // namespace assay
