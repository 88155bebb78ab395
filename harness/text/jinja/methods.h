#pragma once

#include <string_view>

#include "harness/text/jinja/arguments.h"

namespace assay::text::jinja {

/// Whether values of that type have the method.
bool has_method(const Datum& self, std::string_view name);
/// Whether Python has it but it changes the value, which a sandbox forbids.
bool is_forbidden_method(const Datum& self, std::string_view name);
/// Requires: has_method. Throws: Failure for wrong arguments.
Datum call_method(Evaluator& evaluator, const Datum& self, std::string_view name, const Arguments& arguments);

/// The methods of str; those of dict, list and loop are in methods.cc.
using MethodFunction = Datum (*)(Evaluator&, const Datum& self, const Arguments&);
MethodFunction find_text_method(std::string_view name);

}  // namespace assay::text::jinja
