#pragma once

#include <optional>
#include <span>
#include <vector>

#include "harness/core/response.h"
#include "harness/run/plan.h"

namespace assay::run {

/// The next turn of each epoch's dialogue, given its answers so far; nothing for an epoch that has ended or failed. Pure.
/// `num_fewshot`: with fewer examples than the task has. Requires: the task has turns. Throws: as `plan`.
std::vector<Request> plan_turns(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                                std::optional<int> num_fewshot = std::nullopt);

/// Whether these are the answers of a dialogue, a turn a slot.
bool is_dialogue(std::span<const Response> responses);

/// The number of turns that the longest epoch has.
int num_turns(std::span<const Response> responses);

/// The answer of one turn (from 0) in each epoch that has it, or each epoch's last; all as slot 0, by epoch.
std::vector<Response> answers_of_turn(std::span<const Response> responses, std::optional<int> turn);

}  // namespace assay::run
