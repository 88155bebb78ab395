#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::text {

/// The language that most of a text is in, as an ISO 639-1 code ("en"; Chinese is "zh-cn" or "zh-tw"), or "unknown" where it
/// cannot be told. nullopt where the text holds nothing to tell it by: no letter outside of links and addresses, or none of
/// a script that any of the known languages is written in. As in langdetect, the first 10,000 characters count, and Latin
/// letters do not where another script has more than twice as many.
/// Threads: safe from several threads.
/// Source: Compact Language Detector 2; what is left out before, after langdetect 1.0.9.
std::optional<std::string> detect_language(std::string_view text);

/// Whether `detect_language` can give this code.
bool is_known_language(std::string_view code);

}  // namespace assay::text
