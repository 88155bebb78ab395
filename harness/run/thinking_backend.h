#pragma once

#include <memory>

#include "harness/core/backend.h"
#include "harness/core/thinking.h"

namespace assay::run {

/// A model whose answers come without its thoughts, which are in `Completion::reasoning`.
///
/// A stop string must end the answer and never the thoughts. A backend that tells them apart itself (`splits_thinking`)
/// is left alone. From any other the stop strings are withheld where the model is known to think (its markers are
/// stated, or an answer showed it), and the answer is cut here. Where an answer ended by a stop string is nothing but
/// thoughts, it is asked for again without stop strings. Recorded answers are split, and never cut or asked for again.
/// Thoughts that do not end leave an empty answer with FinishReason::kLength, whatever ended them.
///
/// With Mode::kOff nothing is split. What is stated in a configuration (not `auto`) is part of the fingerprint.
std::shared_ptr<Backend> with_thinking(std::shared_ptr<Backend> model, const Thinking& thinking);

}  // namespace assay::run
