#pragma once

#include <string>

#include "harness/core/random.h"

namespace assay::datasets {

/// An English sentence of everyday life, from a grammar of our own: some 10^9 different ones, 35 to 150 characters,
/// with no digit, no quotation mark and one full stop, at its end. Text that says nothing about any question.
std::string draw_sentence(RandomStream& random);

/// A common noun in lower case, such as "lantern"; 90 of them.
std::string draw_noun(RandomStream& random);

/// An adjective in lower case, such as "quiet"; 60 of them.
std::string draw_adjective(RandomStream& random);

/// A given name, such as "Marta"; 70 of them.
std::string draw_name(RandomStream& random);

}  // namespace assay::datasets
