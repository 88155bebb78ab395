#include "harness/text/jinja/functions.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/arguments.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

constexpr std::int64_t kMaxRange = 100'000;  // as Jinja's sandbox

Datum make_range(Evaluator& evaluator, const Arguments& arguments) {
  const auto given = bind_arguments("range", arguments, {"start", "stop", "step"}, 1);
  for (const Datum* one : given)
    if (one != nullptr && !one->is_integral())
      throw Failure(fmt::format("range needs integers, not {}", type_name(*one)));
  auto made = std::make_shared<Sequence>();
  made->flavor = Flavor::kRange;
  made->start = given[1] ? given[0]->integer() : 0;
  made->stop = given[1] ? given[1]->integer() : given[0]->integer();
  made->step = given[2] ? given[2]->integer() : 1;
  if (made->step == 0) throw Failure("range's step cannot be 0");
  // In 128 bits nothing can overflow.
  const __int128_t distance = static_cast<__int128_t>(made->stop) - made->start;
  const __int128_t step = made->step;
  const __int128_t count = (distance > 0) == (step > 0) ? (distance + step + (step > 0 ? -1 : 1)) / step : 0;
  if (distance != 0 && count > kMaxRange) throw Failure(fmt::format("range has more than {} items", kMaxRange));
  if (distance != 0) {
    evaluator.budget().spend(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i)
      made->items.emplace_back(made->start + i * made->step);
  }
  return std::shared_ptr<const Sequence>(std::move(made));
}

std::vector<Member> dict_members(Evaluator& evaluator, std::string_view who, const Arguments& arguments) {
  std::vector<Member> members;
  if (arguments.positional.size() > 1) throw Failure(fmt::format("{} takes at most one positional argument", who));
  Budget& budget = evaluator.budget();
  if (!arguments.positional.empty()) {
    const Datum& from = arguments.positional[0];
    if (from.is_mapping()) {
      members = from.mapping()->members;
      budget.spend(members.size());
    } else {
      for (const auto all = iterate(evaluator, from); const Datum& pair : all->items) {
        const auto parts = iterate(evaluator, pair);
        if (parts->items.size() != 2) throw Failure(fmt::format("{} needs pairs of a key and a value", who));
        set_member(budget, members, parts->items[0], parts->items[1]);
      }
    }
  }
  for (const auto& [name, value] : arguments.named) set_member(budget, members, Datum(name), value);
  return members;
}

Datum make_dict(Evaluator& evaluator, const Arguments& arguments) {
  return make_mapping(dict_members(evaluator, "dict", arguments));
}

Datum make_namespace(Evaluator& evaluator, const Arguments& arguments) {
  Namespace* made = evaluator.new_namespace();
  for (auto& [key, value] : dict_members(evaluator, "namespace", arguments))
    if (key.is_string()) made->members.emplace_back(key.string(), std::move(value));
  return made;
}

Datum raise_exception(Evaluator&, const Arguments& arguments) {
  const auto given = bind_arguments("raise_exception", arguments, {"message"}, 1);
  throw Failure(text_argument("raise_exception", given[0], ""));
}

Datum strftime_now(Evaluator&, const Arguments& arguments) {
  const auto given = bind_arguments("strftime_now", arguments, {"format"}, 1);
  const std::string format = text_argument("strftime_now", given[0], "");
  if (format.size() > 1000) throw Failure("strftime_now's format is too long");
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 16384> buffer{};
  return std::string(buffer.data(), std::strftime(buffer.data(), buffer.size(), format.c_str(), &local));
}

Datum zip(Evaluator& evaluator, const Arguments& arguments) {
  if (!arguments.named.empty()) throw Failure("zip takes no named arguments");
  std::vector<std::shared_ptr<const Sequence>> columns;
  std::size_t count = 0;
  for (const Datum& argument : arguments.positional) {
    columns.push_back(iterate(evaluator, argument));
    count = columns.size() == 1 ? columns[0]->items.size() : std::min(count, columns.back()->items.size());
  }
  std::vector<Datum> rows;
  for (std::size_t i = 0; i < count; ++i) {
    evaluator.budget().spend(columns.size());
    std::vector<Datum> row;
    for (const auto& column : columns) row.push_back(column->items[i]);
    rows.push_back(make_sequence(std::move(row), Flavor::kTuple));
  }
  return make_sequence(std::move(rows), Flavor::kGenerator);
}

// Python's enumerate: pairs of place and item.
Datum enumerate(Evaluator& evaluator, const Arguments& arguments) {
  const auto given = bind_arguments("enumerate", arguments, {"iterable", "start"}, 1);
  const std::int64_t start = integer_argument("enumerate", given[1], 0);
  std::vector<Datum> pairs;
  for (const auto all = iterate(evaluator, *given[0]); const Datum& item : all->items) {
    evaluator.budget().spend();
    const std::int64_t place = static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + pairs.size());
    pairs.push_back(make_sequence({place, item}, Flavor::kTuple));
  }
  return make_sequence(std::move(pairs), Flavor::kGenerator);
}

// Python's chr and ord: between a character and its code point.
Datum make_character(Evaluator&, const Arguments& arguments) {
  const auto given = bind_arguments("chr", arguments, {"i"}, 1);
  const std::int64_t code = integer_argument("chr", given[0], 0);
  if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    throw Failure(fmt::format("chr needs the code point of a character, not {}", code));
  std::string text;
  append_utf8(text, static_cast<char32_t>(code));
  return text;
}

Datum code_of_character(Evaluator&, const Arguments& arguments) {
  const auto given = bind_arguments("ord", arguments, {"c"}, 1);
  const std::string text = text_argument("ord", given[0], "");
  std::size_t at = 0;
  const char32_t code = text.empty() ? 0 : next_code_point(text, at);
  if (text.empty() || at != text.size()) throw Failure("ord needs one character");
  return static_cast<std::int64_t>(code);
}

constexpr std::array<Builtin, 9> kFunctions = {{
    {"enumerate", enumerate},
    {"chr", make_character},
    {"ord", code_of_character},
    {"range", make_range},
    {"dict", make_dict},
    {"namespace", make_namespace},
    {"raise_exception", raise_exception},
    {"strftime_now", strftime_now},
    {"zip", zip},
}};

}  // namespace

const Builtin* find_function(std::string_view name) {
  const auto* found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Builtin& f) { return f.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

void set_member(Budget& budget, std::vector<Member>& members, Datum key, Datum value) {
  const bool is_list = key.is_sequence() && key.sequence()->flavor != Flavor::kTuple;
  if (is_list || key.is_mapping()) throw Failure(fmt::format("a {} cannot be a key of a dict", type_name(key)));
  for (auto& [name, old] : members) {
    if (!are_equal(budget, name, key)) continue;
    old = std::move(value);
    return;
  }
  members.emplace_back(std::move(key), std::move(value));
}

}  // namespace assay::text::jinja
