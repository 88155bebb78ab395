#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

bool flag(const Datum* argument) { return argument != nullptr && is_true(*argument); }

// What sort, unique, min and max compare: an attribute or the item itself, texts in lower case unless case matters.
using Key = std::function<Datum(const Datum&)>;

Key make_key(Evaluator& evaluator, const Datum* attribute, bool case_sensitive) {
  const Datum path = attribute ? *attribute : Datum();
  return [&evaluator, path, case_sensitive](const Datum& item) {
    const auto fold = [&](Datum value) {
      return case_sensitive || !value.is_string() ? value : Datum(to_lower(value.string()));
    };
    if (path.is_none()) return fold(item);
    if (!path.is_string() || path.string().find(',') == std::string::npos) return fold(get_path(evaluator, item, path));
    std::vector<Datum> parts;
    std::string_view rest = path.string();
    while (true) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      parts.push_back(fold(get_path(evaluator, item, Datum(rest.substr(0, comma)))));
      if (comma == rest.size()) return make_sequence(std::move(parts));
      rest.remove_prefix(comma + 1);
    }
  };
}

struct Keyed {
  Datum key;
  Datum item;
};

std::vector<Keyed> keyed_items(const std::vector<Datum>& items, const Key& key) {
  std::vector<Keyed> keyed;
  for (const Datum& item : items) keyed.push_back({key(item), item});
  return keyed;
}

// A merge sort of our own: an order that contradicts itself (NaN) or a Failure half-way must do no harm.
void sort_keyed(Budget& budget, std::vector<Keyed>& all, bool reverse) {
  std::vector<Keyed> from = all, to(all.size());
  for (std::size_t width = 1; width < from.size(); width *= 2) {
    for (std::size_t begin = 0; begin < from.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, from.size()), end = std::min(begin + 2 * width, from.size());
      std::size_t left = begin, right = middle;
      for (std::size_t at = begin; at < end; ++at) {
        bool take_right = left == middle;
        if (left < middle && right < end)
          take_right = reverse ? compares(budget, Operator::kLt, from[left].key, from[right].key)
                               : compares(budget, Operator::kLt, from[right].key, from[left].key);
        to[at] = from[take_right ? right++ : left++];
      }
    }
    std::swap(from, to);
  }
  all = std::move(from);
}

Datum items_of(std::vector<Keyed> keyed) {
  std::vector<Datum> items;
  for (Keyed& one : keyed) items.push_back(std::move(one.item));
  return make_sequence(std::move(items));
}

Datum length(Evaluator&, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'length'", arguments, {});
  return static_cast<std::int64_t>(get_length(value));
}

Datum list(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'list'", arguments, {});
  return make_sequence(iterate(evaluator, value)->items);
}

Datum first(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'first'", arguments, {});
  const auto items = iterate(evaluator, value);
  return items->items.empty() ? evaluator.undefined("there is no first item in an empty sequence")
                              : items->items.front();
}

Datum last(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'last'", arguments, {});
  const auto items = iterate(evaluator, value);
  return items->items.empty() ? evaluator.undefined("there is no last item in an empty sequence") : items->items.back();
}

Datum items(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'items'", arguments, {});
  if (value.is_undefined()) return make_sequence({}, Flavor::kGenerator);
  if (!value.is_mapping()) throw Failure(fmt::format("the filter 'items' needs a dict, not {}", type_name(value)));
  std::vector<Datum> pairs;
  for (const auto& [key, member] : value.mapping()->members) {
    evaluator.budget().spend();
    pairs.push_back(make_sequence({key, member}, Flavor::kTuple));
  }
  return make_sequence(std::move(pairs), Flavor::kGenerator);
}

Datum dictsort(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'dictsort'", arguments, {"case_sensitive", "by", "reverse"});
  if (value.is_undefined()) throw Failure(value.undefined().reason);
  if (!value.is_mapping()) throw Failure(fmt::format("the filter 'dictsort' needs a dict, not {}", type_name(value)));
  const std::string by = text_argument("the filter 'dictsort'", given[1], "key");
  if (by != "key" && by != "value") throw Failure("the filter 'dictsort' sorts by 'key' or 'value', not '" + by + "'");
  const Datum place(by == "key" ? 0 : 1);
  const Key key = make_key(evaluator, &place, flag(given[0]));
  std::vector<Keyed> keyed = keyed_items(items(evaluator, value, {}).sequence()->items, key);
  sort_keyed(evaluator.budget(), keyed, flag(given[2]));
  return items_of(std::move(keyed));
}

Datum sort(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'sort'", arguments, {"reverse", "case_sensitive", "attribute"});
  std::vector<Keyed> keyed =
      keyed_items(iterate(evaluator, value)->items, make_key(evaluator, given[2], flag(given[1])));
  sort_keyed(evaluator.budget(), keyed, flag(given[0]));
  return items_of(std::move(keyed));
}

Datum unique(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'unique'", arguments, {"case_sensitive", "attribute"});
  const Key key = make_key(evaluator, given[1], flag(given[0]));
  std::vector<Datum> seen, kept;
  for (const auto all = iterate(evaluator, value); const Datum& item : all->items) {
    const Datum of = key(item);
    if (std::any_of(seen.begin(), seen.end(), [&](const Datum& old) { return are_equal(evaluator.budget(), old, of); }))
      continue;
    seen.push_back(of);
    kept.push_back(item);
  }
  return make_sequence(std::move(kept), Flavor::kGenerator);
}

Datum reverse(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  bind_arguments("the filter 'reverse'", arguments, {});
  if (value.is_string()) {
    std::u32string text = decode_utf8(value.string());
    evaluator.budget().spend_text(text.size());
    std::reverse(text.begin(), text.end());
    return encode_utf8(text);
  }
  std::vector<Datum> items = iterate(evaluator, value)->items;
  std::reverse(items.begin(), items.end());
  return make_sequence(std::move(items), Flavor::kGenerator);
}

template <Operator kBetter>
Datum extreme(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filters 'min' and 'max'", arguments, {"case_sensitive", "attribute"});
  const auto all = iterate(evaluator, value);
  if (all->items.empty()) return evaluator.undefined("there is no smallest or largest item in an empty sequence");
  const std::vector<Keyed> keyed = keyed_items(all->items, make_key(evaluator, given[1], flag(given[0])));
  const Keyed* best = &keyed[0];
  for (const Keyed& one : keyed)
    if (&one != best && compares(evaluator.budget(), kBetter, one.key, best->key)) best = &one;
  return best->item;
}

Datum sum(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'sum'", arguments, {"attribute", "start"});
  Datum total = given[1] ? *given[1] : Datum(0);
  if (total.is_string()) throw Failure("the filter 'sum' cannot add strings; use 'join'");
  for (const auto all = iterate(evaluator, value); const Datum& item : all->items) {
    const Datum part = given[0] && !given[0]->is_none() ? get_path(evaluator, item, *given[0]) : item;
    total = calculate(evaluator.budget(), Operator::kAdd, total, part);
  }
  return total;
}

Datum batch(Evaluator& evaluator, const Datum& value, const Arguments& arguments) {
  const auto given = bind_arguments("the filter 'batch'", arguments, {"linecount", "fill_with"}, 1);
  const std::int64_t size = integer_argument("the filter 'batch'", given[0], 0);
  if (size < 1 || size > 1'000'000)
    throw Failure(fmt::format("the filter 'batch' needs a size of 1 to 1000000, not {}", size));
  std::vector<Datum> lines, line;
  for (const auto all = iterate(evaluator, value); const Datum& item : all->items) {
    if (static_cast<std::int64_t>(line.size()) == size) lines.push_back(make_sequence(std::exchange(line, {})));
    line.push_back(item);
  }
  if (!line.empty() && given[1] && !given[1]->is_none()) {
    evaluator.budget().spend(static_cast<std::size_t>(size));
    line.resize(static_cast<std::size_t>(size), *given[1]);
  }
  if (!line.empty()) lines.push_back(make_sequence(std::move(line)));
  return make_sequence(std::move(lines), Flavor::kGenerator);
}

constexpr std::array<Filter, 14> kFilters = {{
    {"length", length},
    {"count", length},
    {"list", list},
    {"first", first},
    {"last", last},
    {"items", items},
    {"dictsort", dictsort},
    {"sort", sort},
    {"unique", unique},
    {"reverse", reverse},
    {"min", extreme<Operator::kLt>},
    {"max", extreme<Operator::kGt>},
    {"sum", sum},
    {"batch", batch},
}};

}  // namespace

std::span<const Filter> sequence_filters() { return kFilters; }

}  // namespace assay::text::jinja
