#include "harness/text/jinja/access.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "harness/text/jinja/arguments.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/methods.h"
#include "harness/text/jinja/operations.h"
#include "harness/text/jinja/text_form.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

Datum missing(Evaluator& evaluator, const Datum& object, std::string_view name) {
  return evaluator.undefined(fmt::format("{} has no attribute or item '{}'", type_name(object), name));
}

// The byte range of code point `index` of a text, or nullopt.
std::optional<std::pair<std::size_t, std::size_t>> code_point_at(std::string_view text, std::size_t index) {
  std::size_t pos = 0;
  for (; index > 0 && pos < text.size(); --index) next_code_point(text, pos);
  if (pos >= text.size()) return std::nullopt;
  const std::size_t begin = pos;
  next_code_point(text, pos);
  return std::pair(begin, pos);
}

std::optional<std::size_t> wrap_index(std::int64_t index, std::size_t size) {
  if (index < 0) index += static_cast<std::int64_t>(size);
  if (index < 0 || static_cast<std::size_t>(index) >= size) return std::nullopt;
  return static_cast<std::size_t>(index);
}

std::optional<Datum> loop_attribute(Evaluator& evaluator, const std::shared_ptr<const LoopState>& loop,
                                    std::string_view name) {
  const auto& items = loop->items->items;
  const auto size = static_cast<std::int64_t>(items.size());
  const auto index = static_cast<std::int64_t>(loop->index);
  if (name == "index") return Datum(index + 1);
  if (name == "index0") return Datum(index);
  if (name == "revindex") return Datum(size - index);
  if (name == "revindex0") return Datum(size - index - 1);
  if (name == "first") return Datum(index == 0);
  if (name == "last") return Datum(index + 1 == size);
  if (name == "length") return Datum(size);
  // These count recursive loops only, of which there are none here.
  if (name == "depth") return Datum(1);
  if (name == "depth0") return Datum(0);
  if (name == "previtem") return index > 0 ? items[loop->index - 1] : evaluator.undefined("there is no previous item");
  if (name == "nextitem")
    return index + 1 < size ? items[loop->index + 1] : evaluator.undefined("there is no next item");
  return std::nullopt;
}

std::optional<Datum> own_attribute(Evaluator& evaluator, const Datum& object, std::string_view name) {
  if (object.is_undefined()) throw Failure(object.undefined().reason);
  if (object.is(Datum::Kind::kNamespace)) {
    if (const Datum* found = object.name_space()->find(name)) return *found;
    return std::nullopt;
  }
  if (object.is(Datum::Kind::kLoop))
    if (std::optional<Datum> found = loop_attribute(evaluator, object.loop(), name)) return found;
  if (object.is(Datum::Kind::kMacro) && name == "name") return Datum(object.macro()->def->name);
  if (is_forbidden_method(object, name))
    return evaluator.undefined(fmt::format("'{}' changes a {}, which templates may not", name, type_name(object)));
  if (!has_method(object, name)) return std::nullopt;
  return Datum(std::make_shared<const Method>(Method{object, std::string(name)}));
}

std::optional<Datum> own_item(Evaluator& evaluator, const Datum& object, const Datum& key) {
  switch (object.kind()) {
    case Datum::Kind::kMapping: {
      Budget& budget = evaluator.budget();
      budget.spend(1 + object.mapping()->members.size() / 16);
      if (key.is_undefined()) return std::nullopt;
      if (key.is_string()) {
        const Datum* found = object.mapping()->find(key.string());
        return found ? std::optional(*found) : std::nullopt;
      }
      for (const auto& [name, value] : object.mapping()->members)
        if (are_equal(budget, name, key)) return value;
      return std::nullopt;
    }
    case Datum::Kind::kSequence: {
      const Sequence& sequence = *object.sequence();
      if (!key.is_integral() || sequence.flavor > Flavor::kRange) return std::nullopt;
      const auto index = wrap_index(key.integer(), sequence.items.size());
      return index ? std::optional(sequence.items[*index]) : std::nullopt;
    }
    case Datum::Kind::kString: {
      if (!key.is_integral()) return std::nullopt;
      const std::string& text = object.string();
      evaluator.budget().spend(1 + text.size() / 64);
      const auto index = wrap_index(key.integer(), count_code_points(text));
      if (!index) return std::nullopt;
      const auto range = code_point_at(text, *index);
      return Datum(text.substr(range->first, range->second - range->first));
    }
    case Datum::Kind::kUndefined: throw Failure(object.undefined().reason);
    default: return std::nullopt;
  }
}

std::string key_text(Evaluator& evaluator, const Datum& key) {
  return key.is_string() ? key.string() : to_repr(evaluator.budget(), key);
}

// Python's slice.indices: where a slice starts and how many items it takes.
struct Span {
  std::int64_t start = 0, step = 1;
  std::size_t count = 0;
};

std::optional<std::int64_t> slice_part(const Datum* part) {
  if (part == nullptr || part->is_none()) return std::nullopt;
  if (part->is_undefined()) throw Failure(part->undefined().reason);
  if (!part->is_integral()) throw Failure(fmt::format("a slice needs integers, not {}", type_name(*part)));
  return part->integer();
}

Span resolve_slice(std::size_t length, const Datum* start, const Datum* stop, const Datum* step) {
  const auto size = static_cast<std::int64_t>(length);
  Span span;
  span.step = slice_part(step).value_or(1);
  if (span.step == 0) throw Failure("a slice's step cannot be 0");
  const bool forward = span.step > 0;
  const std::int64_t low = forward ? 0 : -1;
  const std::int64_t high = forward ? size : size - 1;
  const auto clamp = [&](std::optional<std::int64_t> value, std::int64_t otherwise) {
    if (!value) return otherwise;
    return std::clamp(*value < 0 ? *value + size : *value, low, high);
  };
  span.start = clamp(slice_part(start), forward ? low : high);
  const std::int64_t end = clamp(slice_part(stop), forward ? high : low);
  const std::int64_t distance = forward ? end - span.start : span.start - end;
  if (distance <= 0) return span;
  // Only the first item is taken by any step of the size of the text or more: no overflow on the way.
  if (forward ? span.step > size : span.step < -size) span.step = forward ? size + 1 : -size - 1;
  span.count = static_cast<std::size_t>((distance - 1) / std::abs(span.step) + 1);
  return span;
}

}  // namespace

Datum get_attribute(Evaluator& evaluator, const Datum& object, std::string_view name) {
  if (std::optional<Datum> found = own_attribute(evaluator, object, name)) return *found;
  if (object.is_mapping())
    if (std::optional<Datum> found = own_item(evaluator, object, Datum(name))) return *found;
  return missing(evaluator, object, name);
}

Datum get_item(Evaluator& evaluator, const Datum& object, const Datum& key) {
  if (std::optional<Datum> found = own_item(evaluator, object, key)) return *found;
  if (key.is_undefined() && key.undefined().strict) throw Failure(key.undefined().reason);
  if (key.is_string())
    if (std::optional<Datum> found = own_attribute(evaluator, object, key.string())) return *found;
  return missing(evaluator, object, key_text(evaluator, key));
}

Datum get_slice(Evaluator& evaluator, const Datum& object, const Datum* start, const Datum* stop, const Datum* step) {
  if (object.is_string()) {
    const std::u32string text = decode_utf8(object.string());
    evaluator.budget().spend(1 + text.size() / 16);
    const Span span = resolve_slice(text.size(), start, stop, step);
    std::string out;
    for (std::size_t i = 0; i < span.count; ++i)
      append_utf8(out, text[static_cast<std::size_t>(span.start + static_cast<std::int64_t>(i) * span.step)]);
    return out;
  }
  if (object.is_undefined()) throw Failure(object.undefined().reason);
  if (!object.is_sequence() || object.sequence()->flavor > Flavor::kRange)
    return evaluator.undefined(fmt::format("{} has no slices", type_name(object)));
  const Sequence& sequence = *object.sequence();
  const Span span = resolve_slice(sequence.items.size(), start, stop, step);
  evaluator.budget().spend(span.count);
  std::vector<Datum> items;
  items.reserve(span.count);
  for (std::size_t i = 0; i < span.count; ++i)
    items.push_back(sequence.items[static_cast<std::size_t>(span.start + static_cast<std::int64_t>(i) * span.step)]);
  return make_sequence(std::move(items), sequence.flavor == Flavor::kTuple ? Flavor::kTuple : Flavor::kList);
}

std::size_t get_length(const Datum& object) {
  switch (object.kind()) {
    case Datum::Kind::kString: return count_code_points(object.string());
    case Datum::Kind::kMapping: return object.mapping()->members.size();
    case Datum::Kind::kLoop: return object.loop()->items->items.size();
    case Datum::Kind::kSequence:
      if (object.sequence()->flavor != Flavor::kGenerator) return object.sequence()->items.size();
      break;
    case Datum::Kind::kUndefined:
      if (object.undefined().strict) throw Failure(object.undefined().reason);
      return 0;
    default: break;
  }
  throw Failure(fmt::format("a value of type {} has no length", type_name(object)));
}

std::shared_ptr<const Sequence> iterate(Evaluator& evaluator, const Datum& object) {
  Budget& budget = evaluator.budget();
  switch (object.kind()) {
    case Datum::Kind::kSequence: budget.spend(); return object.sequence();
    case Datum::Kind::kMapping: {
      std::vector<Datum> keys;
      for (const auto& [key, value] : object.mapping()->members) keys.push_back(key);
      budget.spend(1 + keys.size());
      return make_sequence(std::move(keys)).sequence();
    }
    case Datum::Kind::kString: {
      const std::string& text = object.string();
      budget.spend(1 + text.size());
      std::vector<Datum> letters;
      for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t begin = pos;
        next_code_point(text, pos);
        letters.emplace_back(text.substr(begin, pos - begin));
      }
      return make_sequence(std::move(letters)).sequence();
    }
    case Datum::Kind::kUndefined:
      if (object.undefined().strict) throw Failure(object.undefined().reason);
      return make_sequence({}).sequence();
    default: throw Failure(fmt::format("a value of type {} cannot be iterated", type_name(object)));
  }
}

Datum get_path(Evaluator& evaluator, const Datum& object, const Datum& path) {
  if (path.is_integral()) return get_item(evaluator, object, path);
  if (!path.is_string()) throw Failure(fmt::format("an attribute is a string or an integer, not {}", type_name(path)));
  Datum value = object;
  std::string_view rest = path.string();
  while (true) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view part = rest.substr(0, dot);
    const bool is_number = !part.empty() && part.size() < 10 && part.find_first_not_of("0123456789") == part.npos;
    value = get_item(evaluator, value, is_number ? Datum(std::stoi(std::string(part))) : Datum(part));
    if (dot == rest.size()) return value;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace assay::text::jinja
