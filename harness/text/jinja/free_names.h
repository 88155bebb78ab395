#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/text/jinja/ast.h"

namespace assay::text::jinja {

/// The names that a template takes from its context, in the order they are met, each once. A name that the template binds
/// itself anywhere is not among them, nor one that it asks `is defined` of or gives a default; nor are Jinja's functions.
std::vector<std::string> free_names(const Body& body);
/// The same of a template's source; none where it cannot be read.
std::vector<std::string> free_names(std::string_view source);

}  // namespace assay::text::jinja
