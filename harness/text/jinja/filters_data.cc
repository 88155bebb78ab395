// Filters of our own, for what the rows of datasets need: values that are written in a text, patterns, an order by chance.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/recent_regex.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/python_literal.h"

namespace assay::text::jinja {

namespace {

std::string shortened(const std::string& text) { return text.size() <= 60 ? text : text.substr(0, 60) + ".."; }

std::string text_of(Evaluator& evaluator, std::string_view who, const Datum& value) {
  if (value.is_undefined()) throw Failure(value.undefined().reason);
  if (!value.is_string()) throw Failure(fmt::format("{} needs a text, not {}", who, type_name(value)));
  evaluator.budget().spend_text(value.string().size());
  return value.string();
}

// Python's ast.literal_eval.
Datum literal_eval(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'literal_eval'", arguments, {});
  const std::string text = text_of(evaluator, "the filter 'literal_eval'", value);
  const std::optional<Value> literal = parse_python_literal(text);
  if (!literal) throw Failure("the filter 'literal_eval' needs a Python literal, not '" + shortened(text) + "'");
  return from_value(*literal);
}

Datum from_json(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'from_json'", arguments, {});
  const std::string text = text_of(evaluator, "the filter 'from_json'", value);
  try {
    return from_value(json::parse(text, "from_json"));
  } catch (const Error& error) {
    throw Failure(fmt::format("the filter 'from_json' needs JSON: {}", error.what()));
  }
}

// As Python's re.findall: the match, its one group or the tuple of its groups.
Datum part_of(const Regex& regex, const Regex::Match& match, const std::string& text) {
  if (regex.num_groups() == 0) return match.groups[0].in(text);
  if (regex.num_groups() == 1) return match.groups[1].in(text);
  std::vector<Datum> groups;
  for (std::size_t i = 1; i < match.groups.size(); ++i) groups.emplace_back(match.groups[i].in(text));
  return make_sequence(std::move(groups), Flavor::kTuple);
}

Datum regex_findall(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'regex_findall'", arguments, {"pattern"}, 1);
  const std::string text = text_of(evaluator, "the filter 'regex_findall'", value);
  const auto regex = recent_regex(text_argument("the filter 'regex_findall'", given[0], ""));
  evaluator.budget().spend(1 + text.size() / 16);
  std::vector<Datum> found;
  for (const Regex::Match& match : regex->find_all(text)) {
    evaluator.budget().spend();
    found.push_back(part_of(*regex, match, text));
  }
  return make_sequence(std::move(found));
}

// The first match, one group of it, or None.
Datum regex_search(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'regex_search'", arguments, {"pattern", "group"}, 1);
  const std::string text = text_of(evaluator, "the filter 'regex_search'", value);
  const auto regex = recent_regex(text_argument("the filter 'regex_search'", given[0], ""));
  const std::int64_t group = integer_argument("the filter 'regex_search'", given[1], 0);
  if (group < 0 || group > static_cast<std::int64_t>(regex->num_groups()))
    throw Failure(fmt::format("the filter 'regex_search' has no group {} in a pattern of {}", group, regex->num_groups()));
  evaluator.budget().spend(1 + text.size() / 16);
  const std::optional<Regex::Match> match = regex->search(text);
  if (!match || !match->groups[static_cast<std::size_t>(group)].matched()) return {};
  return match->groups[static_cast<std::size_t>(group)].in(text);
}

// An order by chance that depends on nothing but the key and the places: that of SHA-256 of "KEY/PLACE".
Datum shuffle(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'shuffle'", arguments, {"key"}, 1);
  const std::string key = to_text(evaluator.budget(), *given[0]);
  const auto all = iterate(evaluator, value);
  std::vector<std::pair<std::string, std::size_t>> order;
  for (std::size_t i = 0; i < all->items.size(); ++i) {
    evaluator.budget().spend(2 + key.size() / 64);
    order.emplace_back(sha256_hex(fmt::format("{}/{}", key, i)), i);
  }
  std::sort(order.begin(), order.end());
  std::vector<Datum> items;
  for (const auto& [digest, place] : order) items.push_back(all->items[place]);
  return make_sequence(std::move(items));
}

constexpr std::array<Filter, 5> kFilters = {{
    {"literal_eval", literal_eval},
    {"from_json", from_json},
    {"regex_findall", regex_findall},
    {"regex_search", regex_search},
    {"shuffle", shuffle},
}};

}  // namespace

std::span<const Filter> data_filters() { return kFilters; }

}  // namespace assay::text::jinja
