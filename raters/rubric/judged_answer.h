#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/message.h"
#include "harness/core/response.h"
#include "harness/core/sample.h"
#include "raters/rubric/rubric.h"

namespace assay::raters {

/// One answer as a judge is shown it.
struct JudgedAnswer {
  std::vector<Message> earlier;  ///< of a dialogue, what was said before, by "user" and "assistant" in turn
  std::string task;              ///< what the answer answers
  std::string answer;
  std::string reference;         ///< "" where there is none, or the rubric does not show it
  int epoch = 0;
  std::string problem;           ///< why it cannot be judged; "" where it can
};

/// The answers that a rubric wants judged, by epoch and turn: of a dialogue the turns it chooses, of anything else every
/// answer. Thoughts are left out. Pure.
std::vector<JudgedAnswer> judged_answers(const Rubric& rubric, const Sample& sample, std::span<const Response> responses);

}  // namespace assay::raters
