#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// One way to put a task's questions.
struct PromptVariant {
  std::string name;
  YamlNode task;                  ///< the task with the variant's keys laid over its own, and no list of prompts
  std::vector<std::string> keys;  ///< what the variant sets
};

/// The variants in a task's list `prompts`, in its order; empty where there is none. `source` is the file, for messages.
/// Throws: Error(kConfig) with file and line for a list that is none, a name that is missing, taken or not made of letters,
/// digits, '_', '-' and '.', and a key that a prompt cannot set (with the nearest one).
std::vector<PromptVariant> prompt_variants(const YamlNode& task, const std::string& source);

/// A variant's task by name: "gsm8k[terse]".
std::string variant_name(std::string_view task, std::string_view variant);

/// A map that lays the list `prompts` over a task, for a list that is written elsewhere: at `where`, "file:line", which
/// messages name.
YamlNode prompts_over(const Value& list, const std::string& where);

}  // namespace assay::datasets
