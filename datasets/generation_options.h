#pragma once

#include "harness/core/options.h"
#include "harness/core/request.h"

namespace assay::datasets {

/// Lays `generation_kwargs` over `base`, with the names of lm-evaluation-harness and of transformers: until, do_sample,
/// temperature, top_p, top_k, min_p, repetition_penalty, max_gen_toks (also max_new_tokens, max_tokens). `do_sample: false`
/// is greedy whatever the temperature; `do_sample: true` without one is 1. An empty list of stops leaves none.
/// Throws: Error(kConfig) with its place for a value that is wrong, and for a setting that would change the answers and is
/// not there. The caller calls `done`.
SamplingParams read_generation(const Options& kwargs, SamplingParams base);

}  // namespace assay::datasets
