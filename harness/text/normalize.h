#pragma once

#include <string>
#include <string_view>

namespace assay::text {

enum class NormalForm { kNfc, kNfd, kNfkc, kNfkd };

/// Unicode normalisation, from utf8proc. Invalid UTF-8 is first made valid with U+FFFD.
std::string normalize(std::string_view text, NormalForm form);

}  // namespace assay::text
