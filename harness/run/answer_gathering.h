#pragma once

#include <span>
#include <vector>

#include "harness/core/response.h"
#include "harness/core/sample.h"

namespace assay::run {

/// The answers as metrics take them: slot 0 holds what the model said, slot 1 the choices without a context. Where each
/// choice was a context of its own, with one log-likelihood in each of the slots 0 to n - 1, these become the n
/// log-likelihoods of slot 0, and slot n becomes slot 1. Of a dialogue the last answer stays, as slot 0. All else stays as it is.
/// Requires: none of them failed.
std::vector<Response> gathered(const Sample& sample, std::span<const Response> responses);

}  // namespace assay::run
