#pragma once

#include <string_view>

#include "harness/text/jinja/ast.h"
#include "harness/text/jinja/template.h"

namespace assay::text::jinja {

/// Reads a whole template. Throws: Failure with the place of what cannot be read or is not supported.
Body parse_template(std::string_view source, const TemplateOptions& options);

}  // namespace assay::text::jinja
