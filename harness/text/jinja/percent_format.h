#pragma once

#include <string>
#include <string_view>

#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// Python's `text % value`: %s %r %d %i %f %e %g %x %% with flags, width and precision; a tuple gives several values.
/// Throws: Failure for other formats, wrong types and too few or too many values.
std::string percent_format(Budget& budget, std::string_view text, const Datum& values);

}  // namespace assay::text::jinja
