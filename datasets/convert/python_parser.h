#pragma once

#include <string_view>

#include "datasets/convert/python_syntax.h"
#include "datasets/convert/python_tokens.h"

namespace assay::datasets::convert {

/// The statements of a Python file. Nothing is run. What is outside of the statements that functions of tasks are made of
/// (while, try, with, class ..) is kept as kOther, so that the rest of the file can be used.
/// Throws: NotUnderstood for what is not Python as far as this reader knows it, and nesting over 100 levels.
PythonBlock parse_python(std::string_view source);

}  // namespace assay::datasets::convert
