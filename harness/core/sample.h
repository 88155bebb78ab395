#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay {

/// One item of a task, normalised from a dataset row.
struct Sample {
  std::string id;                     ///< stable under shuffling: from the row's content or its own id field
  std::string input;                  ///< the rendered question, without few-shot examples
  std::vector<std::string> choices;   ///< for multiple choice
  std::vector<std::string> targets;   ///< accepted references, the first is the main one
  std::vector<int> target_choices;    ///< indices into `choices` that are right
  bool choices_are_inputs = false;    ///< each choice is a context of its own, and the first target continues it
  std::string answer_prefix;          ///< what the model's answer begins with, as part of the prompt
  Value fields;                       ///< the dataset row (an object)
};

/// The cluster a sample belongs to, by the value of that field as text; nullopt where `field` is "".
/// Throws: Error(kData) where the sample has no such field, or the field is a list or an object.
std::optional<std::string> cluster_of(const Sample& sample, std::string_view field);

}  // namespace assay
