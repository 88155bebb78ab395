#include "harness/text/jinja/tests.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/python_text.h"
#include "harness/text/jinja/text_form.h"

namespace assay::text::jinja {

namespace {

using Kind = Datum::Kind;

template <Kind kKind>
bool is_kind(Evaluator&, const Datum& value, const Arguments& arguments) {
  bind_arguments("the test", arguments, {});
  return value.is(kKind);
}

bool is_defined(Evaluator&, const Datum& value, const Arguments&) { return !value.is_undefined(); }
bool is_number(Evaluator&, const Datum& value, const Arguments&) { return value.is_number(); }

bool is_sequence(Evaluator&, const Datum& value, const Arguments&) {
  if (value.is_sequence()) return value.sequence()->flavor <= Flavor::kRange;
  return value.is_string() || value.is_mapping() || (value.is_undefined() && !value.undefined().strict);
}

bool is_iterable(Evaluator&, const Datum& value, const Arguments&) {
  if (value.is_undefined() && value.undefined().strict) throw Failure(value.undefined().reason);
  return value.is_sequence() || value.is_string() || value.is_mapping() || value.is_undefined() ||
         value.is(Kind::kLoop);
}

bool is_callable(Evaluator&, const Datum& value, const Arguments&) {
  return value.is(Kind::kMacro) || value.is(Kind::kMethod) || value.is(Kind::kBuiltin) || value.is_undefined();
}

template <bool kWanted>
bool is_boolean(Evaluator&, const Datum& value, const Arguments&) {
  return value.is(Kind::kBool) && value.boolean() == kWanted;
}

template <Operator kOperator>
bool compares_to(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the test", arguments, {"other"}, 1);
  return compares(evaluator.budget(), kOperator, value, *given[0]);
}

bool is_same_as(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the test 'sameas'", arguments, {"other"}, 1);
  return value.kind() == given[0]->kind() && (value.is_undefined() || are_equal(evaluator.budget(), value, *given[0]));
}

bool has_remainder(Evaluator& evaluator, const Datum& value, const Datum& divisor, int remainder) {
  return are_equal(evaluator.budget(), calculate(evaluator.budget(), Operator::kMod, value, divisor), remainder);
}

bool is_odd(Evaluator& evaluator, const Datum& value, const Arguments&) {
  return has_remainder(evaluator, value, 2, 1);
}
bool is_even(Evaluator& evaluator, const Datum& value, const Arguments&) {
  return has_remainder(evaluator, value, 2, 0);
}

bool is_divisible_by(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the test 'divisibleby'", arguments, {"num"}, 1);
  return has_remainder(evaluator, value, *given[0], 0);
}

bool is_lower_text(Evaluator& evaluator, const Datum& value, const Arguments&) {
  return all_lower(to_text(evaluator.budget(), value));
}
bool is_upper_text(Evaluator& evaluator, const Datum& value, const Arguments&) {
  return all_upper(to_text(evaluator.budget(), value));
}

bool names_filter(Evaluator&, const Datum& value, const Arguments&) {
  return value.is_string() && find_filter(value.string()) != nullptr;
}
bool names_test(Evaluator&, const Datum& value, const Arguments&) {
  return value.is_string() && find_test(value.string()) != nullptr;
}

constexpr std::array<Test, 38> kTests = {{
    {"defined", is_defined},
    {"undefined", is_kind<Kind::kUndefined>},
    {"none", is_kind<Kind::kNone>},
    {"string", is_kind<Kind::kString>},
    {"number", is_number},
    {"integer", is_kind<Kind::kInt>},
    {"float", is_kind<Kind::kFloat>},
    {"boolean", is_kind<Kind::kBool>},
    {"mapping", is_kind<Kind::kMapping>},
    {"sequence", is_sequence},
    {"iterable", is_iterable},
    {"callable", is_callable},
    {"true", is_boolean<true>},
    {"false", is_boolean<false>},
    {"eq", compares_to<Operator::kEq>},
    {"==", compares_to<Operator::kEq>},
    {"equalto", compares_to<Operator::kEq>},
    {"ne", compares_to<Operator::kNe>},
    {"!=", compares_to<Operator::kNe>},
    {"lt", compares_to<Operator::kLt>},
    {"<", compares_to<Operator::kLt>},
    {"lessthan", compares_to<Operator::kLt>},
    {"le", compares_to<Operator::kLe>},
    {"<=", compares_to<Operator::kLe>},
    {"gt", compares_to<Operator::kGt>},
    {">", compares_to<Operator::kGt>},
    {"greaterthan", compares_to<Operator::kGt>},
    {"ge", compares_to<Operator::kGe>},
    {">=", compares_to<Operator::kGe>},
    {"in", compares_to<Operator::kIn>},
    {"sameas", is_same_as},
    {"odd", is_odd},
    {"even", is_even},
    {"divisibleby", is_divisible_by},
    {"lower", is_lower_text},
    {"upper", is_upper_text},
    {"filter", names_filter},
    {"test", names_test},
}};

}  // namespace

const Test* find_test(std::string_view name) {
  const auto* found = std::find_if(kTests.begin(), kTests.end(), [&](const Test& test) { return test.name == name; });
  return found == kTests.end() ? nullptr : found;
}

std::vector<std::string> test_names() {
  std::vector<std::string> names;
  for (const Test& test : kTests) names.emplace_back(test.name);
  return names;
}

}  // namespace assay::text::jinja
