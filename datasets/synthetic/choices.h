#pragma once

#include <functional>
#include <string>

#include "harness/core/random.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// Makes a multiple-choice item of one with an answer: sets "choices" (`count` different texts in a random order) and
/// "answer_index" (from 0). `wrong` draws a wrong answer; one that was drawn before is drawn again. False where it
/// gives too few different ones. Nothing is set where `count` is 0.
bool add_choices(Value& item, std::int64_t count, RandomStream& random, const std::function<std::string()>& wrong);

}  // namespace assay::datasets
