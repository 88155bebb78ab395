#pragma once

#include <string>

#include "harness/core/options.h"

namespace assay::datasets::convert {

/// A document as YAML text that reads back as the same nodes; tags and comments are not kept.
std::string yaml_text(const YamlNode& node);

/// A scalar node of a text that stays one, whatever it looks like.
YamlNode text_node(std::string text);

}  // namespace assay::datasets::convert
