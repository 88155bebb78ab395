#pragma once

#include <span>
#include <string>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/message.h"
#include "harness/core/sample.h"

namespace assay::datasets {

/// What a run decides about prompts, beyond the task.
struct PromptStyle {
  bool chat = false;                 ///< messages for the model's chat template instead of plain text
  bool fewshot_as_multiturn = true;  ///< chat only: each example is a turn of its own, else all in one user message
  std::string system;                ///< replaces the task's system text; "" keeps it
};

/// The style that the task itself asks for.
PromptStyle default_style(const TaskSpec& spec);

/// Two texts as one: the delimiter goes between them where neither is empty or has white space at the joint.
std::string joined(const std::string& left, const std::string& right, const std::string& delimiter);

/// The prompt of a sample with its few-shot examples, byte for byte as lm-evaluation-harness puts it together:
/// the system text and the description, then question + target delimiter + answer + few-shot delimiter for each
/// example, then the question, and what the answer begins with. Messages carry no delimiters, save where all turns are
/// collapsed into one message. One prompt; where the choices are inputs, one for each choice; none for
/// loglikelihood_rolling (see `rolling_text`). Throws: Error(kData) where the description does not render.
std::vector<Prompt> make_prompts(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                                 const PromptStyle& style);

/// What is scored after each prompt: each choice with the target delimiter in front (in a chat nothing, unless the answer
/// is begun with something that does not end in white space), or the one target where the choices are inputs, or for
/// loglikelihood the target by itself. Empty for the other output types.
std::vector<std::string> make_continuations(const TaskSpec& spec, const Sample& sample, const PromptStyle& style);

/// The choices as they would be continuations, for their log-likelihoods without a context.
std::vector<std::string> make_unconditional(const TaskSpec& spec, const Sample& sample, const PromptStyle& style);

/// The whole text that is scored in loglikelihood_rolling: the sample's target.
/// Requires: the sample is of such a task.
std::string rolling_text(const Sample& sample);

/// The answer that an example shows: the right choice, or the first target.
std::string example_answer(const Sample& example);

}  // namespace assay::datasets
