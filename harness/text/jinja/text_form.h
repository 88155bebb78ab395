#pragma once

#include <string>

#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// Python's str(): what printing gives. Throws: Failure for a strict undefined.
std::string to_text(Budget& budget, const Datum& datum);
/// Python's repr(): how a value looks inside a list.
std::string to_repr(Budget& budget, const Datum& datum);
/// The shortest text that reads back as the same number, as Python writes it: "1.0", "1e-05", "inf".
std::string float_text(double value);

/// How `to_json` writes; the defaults are Python's json.dumps with ensure_ascii=False.
struct JsonForm {
  bool ensure_ascii = false;
  int indent = -1;          ///< -1: one line
  std::string indent_text;  ///< used instead of `indent` spaces where it is not empty
  bool sort_keys = false;
  std::string item_separator = ", ";
  std::string key_separator = ": ";
};
/// Throws: Failure for what JSON cannot hold.
std::string to_json(Budget& budget, const Datum& datum, const JsonForm& form);

}  // namespace assay::text::jinja
