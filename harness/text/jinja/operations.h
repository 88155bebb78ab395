#pragma once

#include "harness/text/jinja/ast.h"
#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// Python's operators on a template's values.
/// Throws: Failure for operands of wrong types, integers beyond 64 bits, division by zero, a strict undefined.
bool is_true(const Datum& datum);
bool are_equal(Budget& budget, const Datum& a, const Datum& b);
/// Less than 0, 0 or more than 0; unordered numbers (NaN) give 2.
int compare(Budget& budget, const Datum& a, const Datum& b);
bool compares(Budget& budget, Operator op, const Datum& a, const Datum& b);
bool contains(Budget& budget, const Datum& container, const Datum& item);
Datum calculate(Budget& budget, Operator op, const Datum& a, const Datum& b);
Datum negate(const Datum& operand);

}  // namespace assay::text::jinja
