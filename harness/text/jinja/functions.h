#pragma once

#include <string_view>
#include <vector>

#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// The function every template knows by this name (range, dict, namespace, raise_exception, strftime_now, zip), or
/// nullptr.
const Builtin* find_function(std::string_view name);

/// Sets or replaces a member as a dict literal does. Throws: Failure for a key that Python cannot hash.
void set_member(Budget& budget, std::vector<Member>& members, Datum key, Datum value);

}  // namespace assay::text::jinja
