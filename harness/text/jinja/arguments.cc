#include "harness/text/jinja/arguments.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/text/jinja/failure.h"

namespace assay::text::jinja {

std::vector<const Datum*> bind_arguments(std::string_view who, const Arguments& arguments,
                                         std::initializer_list<std::string_view> names, std::size_t required) {
  if (arguments.positional.size() > names.size())
    throw Failure(fmt::format("{} takes at most {} arguments, not {}", who, names.size(), arguments.positional.size()));
  std::vector<const Datum*> bound(names.size(), nullptr);
  for (std::size_t i = 0; i < arguments.positional.size(); ++i) bound[i] = &arguments.positional[i];
  for (const auto& [name, value] : arguments.named) {
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw Failure(fmt::format("{} has no argument '{}'", who, name));
    const Datum*& place = bound[static_cast<std::size_t>(found - names.begin())];
    if (place != nullptr) throw Failure(fmt::format("{} got its argument '{}' twice", who, name));
    place = &value;
  }
  for (std::size_t i = 0; i < required; ++i)
    if (bound[i] == nullptr) throw Failure(fmt::format("{} needs its argument '{}'", who, *(names.begin() + i)));
  return bound;
}

std::int64_t integer_argument(std::string_view who, const Datum* argument, std::int64_t otherwise) {
  if (argument == nullptr || argument->is_none()) return otherwise;
  if (!argument->is_integral()) throw Failure(fmt::format("{} needs an integer, not {}", who, type_name(*argument)));
  return argument->integer();
}

std::string text_argument(std::string_view who, const Datum* argument, std::string_view otherwise) {
  if (argument == nullptr || argument->is_none()) return std::string(otherwise);
  if (!argument->is_string()) throw Failure(fmt::format("{} needs a string, not {}", who, type_name(*argument)));
  return argument->string();
}

}  // namespace assay::text::jinja
