#pragma once

#include <string>
#include <string_view>

namespace assay::text {

/// Rewrites what Python's re and PCRE2 spell alike but mean differently: \Z is the absolute end, \uXXXX and \UXXXXXXXX
/// are code points, and with `unicode` \s and \S follow the White_Space property (PCRE2 adds U+180E to it).
/// With `python` also: see Regex::Options::python.
std::string to_pcre2_pattern(std::string_view pattern, bool unicode, bool python = false);

}  // namespace assay::text
