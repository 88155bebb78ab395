#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/value.h"

namespace assay::metrics {

/// The gain of each relevant document by its id; all over 0.
using Gains = std::map<std::string, double, std::less<>>;

/// The ids of a list of retrieved documents, best first, each at its first rank only; else what is wrong with the list. An
/// id is a text or a whole number (7 and "7" are the same), or the `id` of an object.
std::variant<std::vector<std::string>, std::string> ranked_ids(const Value& list);

/// The relevant documents of a list of ids, each of gain 1, or of an object of id and gain; else what is wrong with it. A
/// gain is a number from 0, and a document of gain 0 is left out.
std::variant<Gains, std::string> document_gains(const Value& relevant);

}  // namespace assay::metrics
