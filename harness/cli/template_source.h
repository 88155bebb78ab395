#pragma once

#include <string>
#include <string_view>

#include "harness/core/value.h"
#include "harness/text/jinja/template.h"

namespace assay::cli {

/// A template as a file holds it.
struct TemplateSource {
  std::string text;
  std::string name;  ///< for messages
  Value defaults;    ///< an object: names that are there unless the context has them
};

/// The whole of a file, or of standard input for "-". Throws: Error(kUsage) that names `option` where it cannot be read.
std::string read_text_file(const std::string& path, std::string_view option);

/// The chat template at `path`: of a model (a folder, its tokenizer_config.json or another .json that has the key
/// 'chat_template', a GGUF file) with what transformers gives it as defaults; any other file, and "-", is the template
/// itself. Throws: Error(kUsage) where there is none.
TemplateSource read_chat_template(const std::string& path);

}  // namespace assay::cli
