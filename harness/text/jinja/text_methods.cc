#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/methods.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/python_text.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

Datum pay(Evaluator& evaluator, std::string text) {
  evaluator.budget().spend_text(text.size());
  return text;
}

Datum texts(Evaluator& evaluator, const std::vector<std::string>& parts) {
  std::vector<Datum> items;
  for (const std::string& part : parts) items.push_back(pay(evaluator, part));
  return make_sequence(std::move(items));
}

std::string swap_case(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    next_code_point(text, pos);
    const std::string_view one = text.substr(begin, pos - begin);
    const std::string upper = to_upper(one);
    out += upper == one ? to_lower(one) : upper;
  }
  return out;
}

template <std::string (*kChange)(std::string_view)>
Datum changed(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  bind_arguments("a string's method", arguments, {});
  return pay(evaluator, kChange(self.string()));
}

template <bool kLeft, bool kRight>
Datum stripped(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("strip", arguments, {"chars"});
  std::string_view text = self.string();
  if (given[0] && !given[0]->is_none())
    return pay(evaluator, std::string(strip_chars(text, text_argument("strip", given[0], ""), kLeft, kRight)));
  if (kLeft) text = lstrip(text);
  if (kRight) text = rstrip(text);
  return pay(evaluator, std::string(text));
}

template <bool kFromRight>
Datum split(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("split", arguments, {"sep", "maxsplit"});
  const std::int64_t limit = integer_argument("split", given[1], -1);
  const std::string& text = self.string();
  evaluator.budget().spend_text(text.size());
  if (!given[0] || given[0]->is_none())
    return texts(evaluator, kFromRight ? rsplit_words(text, limit) : split_words(text, limit));
  const std::string separator = text_argument("split", given[0], "");
  if (separator.empty()) throw Failure("split needs a separator that is not empty");
  return texts(evaluator, kFromRight ? rsplit_on(text, separator, limit) : split_on(text, separator, limit));
}

Datum splitlines(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("splitlines", arguments, {"keepends"});
  return texts(evaluator, split_lines(self.string(), given[0] && is_true(*given[0])));
}

template <bool kStart>
Datum has_affix(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments(kStart ? "startswith" : "endswith", arguments, {"affix"}, 1);
  const std::string_view text = self.string();
  const auto fits = [&](const Datum& affix) {
    const std::string wanted = text_argument(kStart ? "startswith" : "endswith", &affix, "");
    if (affix.is_none()) throw Failure("startswith and endswith need a string, not None");
    return kStart ? text.starts_with(wanted) : text.ends_with(wanted);
  };
  if (!given[0]->is_sequence() || given[0]->sequence()->flavor != Flavor::kTuple) return fits(*given[0]);
  const auto affixes = iterate(evaluator, *given[0]);
  return std::any_of(affixes->items.begin(), affixes->items.end(), fits);
}

Datum replace(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("replace", arguments, {"old", "new", "count"}, 2);
  if (!given[0]->is_string() || !given[1]->is_string()) throw Failure("replace needs two strings");
  const std::int64_t count = integer_argument("replace", given[2], -1);
  const std::string& from = given[0]->string();
  const std::string& to = given[1]->string();
  evaluator.budget().spend_text(self.string().size());
  evaluator.budget().spend_text(replaced_size(self.string(), from, to, count));
  return replace_text(self.string(), from, to, count);
}

// Where a text is found, in code points; -1 where it is not.
template <bool kLast>
std::int64_t place_of(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("find", arguments, {"sub", "start", "end"}, 1);
  if (!given[0]->is_string()) throw Failure("find and index need a string");
  const std::string& wanted = given[0]->string();
  const std::u32string text = decode_utf8(self.string());
  evaluator.budget().spend(1 + text.size() / 16);
  const auto size = static_cast<std::int64_t>(text.size());
  const auto clamp = [&](const Datum* part, std::int64_t otherwise) {
    const std::int64_t value = integer_argument("find", part, otherwise);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(value < 0 ? value + size : value, 0, size));
  };
  if (given[1] && given[1]->is_integral() && given[1]->integer() > size) return -1;
  const std::size_t start = clamp(given[1], 0), end = clamp(given[2], size);
  if (end < start) return -1;
  const std::u32string_view part = std::u32string_view(text).substr(start, end - start);
  const std::size_t found = kLast ? part.rfind(decode_utf8(wanted)) : part.find(decode_utf8(wanted));
  return found == part.npos ? -1 : static_cast<std::int64_t>(found + start);
}

template <bool kLast>
Datum find(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  return place_of<kLast>(evaluator, self, arguments);
}

template <bool kLast>
Datum index(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const std::int64_t place = place_of<kLast>(evaluator, self, arguments);
  if (place < 0) throw Failure("index: the text is not found");
  return place;
}

Datum count(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("count", arguments, {"sub"}, 1);
  const std::string wanted = text_argument("count", given[0], "");
  const std::string& text = self.string();
  evaluator.budget().spend_text(text.size());
  if (wanted.empty()) return static_cast<std::int64_t>(count_code_points(text)) + 1;
  std::int64_t number = 0;
  for (std::size_t pos = text.find(wanted); pos != text.npos; pos = text.find(wanted, pos + wanted.size())) ++number;
  return number;
}

Datum join(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("join", arguments, {"iterable"}, 1);
  std::string out;
  bool first = true;
  for (const auto all = iterate(evaluator, *given[0]); const Datum& item : all->items) {
    if (!item.is_string()) throw Failure(fmt::format("join needs strings, not {}", type_name(item)));
    if (!first) out += self.string();
    first = false;
    out += item.string();
    evaluator.budget().spend(1 + (item.string().size() + self.string().size()) / 64);
    evaluator.budget().check_text(out.size());
  }
  return out;
}

template <bool (*kHolds)(char32_t)>
Datum all(Evaluator&, const Datum& self, const Arguments& arguments) {
  bind_arguments("a string's method", arguments, {});
  return all_code_points(self.string(), kHolds);
}

template <bool (*kHolds)(std::string_view)>
Datum holds(Evaluator&, const Datum& self, const Arguments& arguments) {
  bind_arguments("a string's method", arguments, {});
  return kHolds(self.string());
}

bool is_alphanumeric(char32_t c) { return is_letter(c) || is_number(c); }

template <bool kStart>
Datum remove_affix(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments(kStart ? "removeprefix" : "removesuffix", arguments, {"affix"}, 1);
  const std::string affix = text_argument("removeprefix and removesuffix", given[0], "");
  std::string_view text = self.string();
  if (kStart && text.starts_with(affix)) text.remove_prefix(affix.size());
  if (!kStart && text.ends_with(affix)) text.remove_suffix(affix.size());
  return pay(evaluator, std::string(text));
}

template <int kSide>  // -1: the text goes left, 1: right
Datum justify(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("ljust and rjust", arguments, {"width", "fillchar"}, 1);
  const std::int64_t width = integer_argument("ljust and rjust", given[0], 0);
  const std::string fill = text_argument("ljust and rjust", given[1], " ");
  if (count_code_points(fill) != 1) throw Failure("ljust and rjust need one character to fill with");
  const auto missing = width - static_cast<std::int64_t>(count_code_points(self.string()));
  if (missing <= 0) return self;
  const Datum padding = calculate(evaluator.budget(), Operator::kMul, fill, missing);
  return kSide < 0 ? calculate(evaluator.budget(), Operator::kAdd, self, padding)
                   : calculate(evaluator.budget(), Operator::kAdd, padding, self);
}

Datum center(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("center", arguments, {"width", "fillchar"}, 1);
  const std::int64_t width = integer_argument("center", given[0], 0);
  const std::string fill = text_argument("center", given[1], " ");
  if (count_code_points(fill) != 1) throw Failure("center needs one character to fill with");
  const auto missing = width - static_cast<std::int64_t>(count_code_points(self.string()));
  if (missing <= 0) return self;
  // Where the rest is odd, an odd width puts it on the left.
  const std::int64_t left = missing / 2 + (missing & width & 1);
  Budget& budget = evaluator.budget();
  const Datum before = calculate(budget, Operator::kMul, fill, left);
  const Datum after = calculate(budget, Operator::kMul, fill, missing - left);
  return calculate(budget, Operator::kAdd, calculate(budget, Operator::kAdd, before, self), after);
}

template <bool kFromRight>
Datum partition(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("partition", arguments, {"sep"}, 1);
  const std::string separator = text_argument("partition", given[0], "");
  if (separator.empty()) throw Failure("partition needs a separator that is not empty");
  const std::string& text = self.string();
  evaluator.budget().spend_text(text.size());
  const std::size_t at = kFromRight ? text.rfind(separator) : text.find(separator);
  if (at == std::string::npos)
    return kFromRight ? make_sequence({Datum(""), Datum(""), self}, Flavor::kTuple)
                      : make_sequence({self, Datum(""), Datum("")}, Flavor::kTuple);
  return make_sequence({Datum(text.substr(0, at)), Datum(separator), Datum(text.substr(at + separator.size()))}, Flavor::kTuple);
}

// Zeros in front, but behind a sign.
Datum zfill(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("zfill", arguments, {"width"}, 1);
  const std::string& text = self.string();
  const auto missing = integer_argument("zfill", given[0], 0) - static_cast<std::int64_t>(count_code_points(text));
  if (missing <= 0) return self;
  evaluator.budget().spend_text(static_cast<std::size_t>(missing) + text.size());
  const std::size_t sign = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  return Datum(text.substr(0, sign) + std::string(static_cast<std::size_t>(missing), '0') + text.substr(sign));
}

struct Entry {
  std::string_view name;
  MethodFunction function;
};

constexpr std::array<Entry, 36> kMethods = {{
    {"strip", stripped<true, true>},
    {"lstrip", stripped<true, false>},
    {"rstrip", stripped<false, true>},
    {"split", split<false>},
    {"rsplit", split<true>},
    {"splitlines", splitlines},
    {"startswith", has_affix<true>},
    {"endswith", has_affix<false>},
    {"replace", replace},
    {"upper", changed<to_upper>},
    {"lower", changed<to_lower>},
    {"capitalize", changed<capitalize>},
    {"title", changed<to_title>},
    {"swapcase", changed<swap_case>},
    {"find", find<false>},
    {"rfind", find<true>},
    {"index", index<false>},
    {"rindex", index<true>},
    {"count", count},
    {"join", join},
    {"isdigit", all<is_decimal_digit>},
    {"isdecimal", all<is_decimal_digit>},
    {"isnumeric", all<is_number>},
    {"isalpha", all<is_letter>},
    {"isalnum", all<is_alphanumeric>},
    {"isspace", all<is_space>},
    {"isupper", holds<all_upper>},
    {"islower", holds<all_lower>},
    {"removeprefix", remove_affix<true>},
    {"removesuffix", remove_affix<false>},
    {"ljust", justify<-1>},
    {"rjust", justify<1>},
    {"center", center},
    {"partition", partition<false>},
    {"rpartition", partition<true>},
    {"zfill", zfill},
}};

}  // namespace

MethodFunction find_text_method(std::string_view name) {
  const auto* found =
      std::find_if(kMethods.begin(), kMethods.end(), [&](const Entry& entry) { return entry.name == name; });
  return found == kMethods.end() ? nullptr : found->function;
}

}  // namespace assay::text::jinja
