#include <fmt/core.h>

#include <array>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/tests.h"

namespace assay::text::jinja {

namespace {

// The arguments after the first `count`, which name an attribute, a filter or a test.
Arguments rest_of(const Arguments& arguments, std::size_t count) {
  Arguments rest;
  rest.positional.assign(arguments.positional.begin() + static_cast<std::ptrdiff_t>(count), arguments.positional.end());
  rest.named = arguments.named;
  return rest;
}

Datum map(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  std::vector<Datum> out;
  const auto items = iterate(evaluator, value);
  if (arguments.positional.empty()) {
    const auto given = bind_arguments("the filter 'map'", arguments, {"attribute", "default"}, 1);
    for (const Datum& item : items->items) {
      Datum found = get_path(evaluator, item, *given[0]);
      out.push_back(found.is_undefined() && given[1] ? *given[1] : std::move(found));
    }
    return make_sequence(std::move(out), Flavor::kGenerator);
  }
  const std::string name = text_argument("the filter 'map'", &arguments.positional[0], "");
  const Filter* filter = find_filter(name);
  if (filter == nullptr) throw Failure("there is no filter '" + name + "'");
  const Arguments rest = rest_of(arguments, 1);
  for (const Datum& item : items->items) {
    evaluator.budget().spend();
    out.push_back(filter->apply(evaluator, item, rest));
  }
  return make_sequence(std::move(out), Flavor::kGenerator);
}

template <bool kWanted, bool kByAttribute>
Datum choose(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const std::size_t skipped = kByAttribute ? 1 : 0;
  if (arguments.positional.size() < skipped)
    throw Failure("the filters 'selectattr' and 'rejectattr' need an attribute");
  const Test* test = nullptr;
  Arguments rest;
  if (arguments.positional.size() > skipped) {
    const std::string name = text_argument("a filter that selects", &arguments.positional[skipped], "");
    test = find_test(name);
    if (test == nullptr) throw Failure("there is no test '" + name + "'");
    rest = rest_of(arguments, skipped + 1);
  }
  std::vector<Datum> kept;
  for (const auto all = iterate(evaluator, value); const Datum& item : all->items) {
    evaluator.budget().spend();
    const Datum tested = kByAttribute ? get_path(evaluator, item, arguments.positional[0]) : item;
    if ((test ? test->holds(evaluator, tested, rest) : is_true(tested)) == kWanted) kept.push_back(item);
  }
  return make_sequence(std::move(kept), Flavor::kGenerator);
}

constexpr std::array<Filter, 5> kFilters = {{
    {"map", map},
    {"select", choose<true, false>},
    {"reject", choose<false, false>},
    {"selectattr", choose<true, true>},
    {"rejectattr", choose<false, true>},
}};

}  // namespace

std::span<const Filter> selection_filters() { return kFilters; }

}  // namespace assay::text::jinja
