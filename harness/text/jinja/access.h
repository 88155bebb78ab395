#pragma once

#include <memory>
#include <string_view>

#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

/// `object.name`: an attribute, else an item; undefined where there is neither. Throws: Failure on an undefined object.
Datum get_attribute(Evaluator& evaluator, const Datum& object, std::string_view name);
/// `object[key]`: an item, else an attribute.
Datum get_item(Evaluator& evaluator, const Datum& object, const Datum& key);
/// `object[start:stop:step]`; nullptr or None stands for a part that is left out.
Datum get_slice(Evaluator& evaluator, const Datum& object, const Datum* start, const Datum* stop, const Datum* step);
/// Python's len(). Throws: Failure where there is none.
std::size_t get_length(const Datum& object);
/// What a for block runs over: items, keys of a dict, characters of a text. Throws: Failure where it cannot be
/// iterated.
/// Keep the result in a variable while its items are in use: a range-based for does not.
std::shared_ptr<const Sequence> iterate(Evaluator& evaluator, const Datum& object);
/// "a.b.0" of filters such as map(attribute=...): items by name or number, undefined where one is missing.
Datum get_path(Evaluator& evaluator, const Datum& object, const Datum& path);

}  // namespace assay::text::jinja
