#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets::convert {

/// One token of Python source.
struct PythonToken {
  enum class Kind { kName, kNumber, kText, kFormatText, kOperator, kNewline, kIndent, kDedent, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;      ///< a name, operator or number as written; a string's value; an f-string's source without its quotes
  bool is_raw = false;   ///< of an f-string: backslashes stand for themselves
  int line = 0;
};

/// What cannot be read or translated, and at which line of its file.
struct NotUnderstood {
  std::string what;
  int line = 0;
};

/// The tokens of a Python file, with the blocks that its indentation makes.
/// Throws: NotUnderstood.
std::vector<PythonToken> python_tokens(std::string_view source, int first_line = 1);

/// The value of a string's source between its quotes, with the escapes of Python replaced.
/// Throws: NotUnderstood for one that is unknown, as \N{..}.
std::string python_unescaped(std::string_view body, int line);

}  // namespace assay::datasets::convert
