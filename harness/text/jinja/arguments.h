#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// What stands between the parentheses of a call.
struct Arguments {
  std::vector<Datum> positional;
  std::vector<std::pair<std::string, Datum>> named;
};

/// The arguments in the order of `names`, nullptr where one is not given; of the first `required` none may be missing.
/// Throws: Failure that names `who` for too many, unknown, doubled or missing arguments.
std::vector<const Datum*> bind_arguments(std::string_view who, const Arguments& arguments,
                                         std::initializer_list<std::string_view> names, std::size_t required = 0);

/// An argument as an integer or a text, or `otherwise` where it is not given or None. Throws: Failure where it is
/// neither.
std::int64_t integer_argument(std::string_view who, const Datum* argument, std::int64_t otherwise);
std::string text_argument(std::string_view who, const Datum* argument, std::string_view otherwise);

}  // namespace assay::text::jinja
