#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/options.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// The values of a row at a dotted path: a column's name (also one with dots in it), `messages.0.content` for an
/// element, `messages.*.content` for every element or member. Empty where there are none.
std::vector<Value*> find_path(Value& row, std::string_view path);
std::vector<const Value*> find_path(const Value& row, std::string_view path);

/// "a+b" as its parts, or the elements of a list.
std::vector<std::string> column_list(const Options& options, std::string_view key);

/// The columns of a row that a perturbation changes, and the words that it must leave alone.
class TextColumns {
 public:
  static constexpr std::string_view kOptions =
      "columns (a+b; dotted paths; default the first of question, input, prompt, query, instruction, problem, text, "
      "sentence), "
      "protect (columns whose words stay as they are; default those of the answer)";

  /// Reads `columns` and `protect`.
  explicit TextColumns(const Options& options);

  /// The strings that may be changed: those of columns and of lists in columns.
  /// Throws: Error(kData) where the row has none of the columns, or one holds something else.
  std::vector<Value*> texts(Value& row) const;
  /// The words of the row's answers in lower case, without punctuation at their ends.
  std::vector<std::string> protected_words(const Value& row) const;

 private:
  std::vector<std::string> columns_, protect_;
};

}  // namespace assay::datasets
