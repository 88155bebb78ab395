#pragma once

#include <optional>
#include <span>
#include <string>

#include "datasets/prompt.h"
#include "datasets/task_spec.h"
#include "harness/core/message.h"
#include "harness/core/sample.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// The first of a task's `turns` for a row: the question where the task has no `doc_to_text`. Requires: it has turns.
/// Throws: Error(kData) where there is no such turn or it is empty.
std::string first_turn(const TaskSpec& spec, const Value& row, std::span<const std::string> columns = {});

/// Whether a row's list of turns is one. Throws: Error(kData) for anything but texts, or more than can be asked.
void check_turns(const TaskSpec& spec, const Value& row, std::span<const std::string> columns = {});

/// What the user says next, and the prompt with everything that was said before.
struct DialogueTurn {
  std::string user;
  Prompt prompt;
};

/// The turn that follows `answers`, the model's so far; nullopt where the dialogue has ended: no turns are left, the next
/// one renders to nothing but white space, or `max_turns` answers are there. In a chat each turn is a message. In plain
/// text each answer follows its question behind the target delimiter, and the next question behind the few-shot delimiter,
/// as in examples. What the answer begins with (`gen_prefix`) begins the first answer only. Pure.
/// Requires: the task has turns. Throws: Error(kConfig, kData) for a template that fails.
std::optional<DialogueTurn> next_turn(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                                      std::span<const std::string> answers, const PromptStyle& style);

/// Everything about the turns that a task file says, as one text: part of the task's identity; "" where it has none.
std::string describe_turns(const TaskSpec& spec);

}  // namespace assay::datasets
