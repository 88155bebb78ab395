#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/text/jinja/arguments.h"

namespace assay::text::jinja {

/// `value is name(arguments)`.
struct Test {
  std::string_view name;
  bool (*holds)(Evaluator&, const Datum& value, const Arguments&);
};

/// The test of that name, or nullptr.
const Test* find_test(std::string_view name);
std::vector<std::string> test_names();

}  // namespace assay::text::jinja
