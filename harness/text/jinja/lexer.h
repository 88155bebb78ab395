#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/jinja/failure.h"
#include "harness/text/jinja/template.h"

namespace assay::text::jinja {

struct Token {
  enum class Kind {
    kData,
    kBlockBegin,
    kBlockEnd,
    kVariableBegin,
    kVariableEnd,
    kName,
    kString,
    kInteger,
    kFloat,
    kOperator,
    kEnd
  };
  Kind kind = Kind::kEnd;
  std::string text;  ///< data, name or operator as written; a string's content
  std::int64_t integer = 0;
  double number = 0;
  Position at;
};

/// Splits a template into tokens with Jinja's rules for white space around tags; comments are gone, the last is kEnd.
/// Throws: Failure with the place of what cannot be read.
std::vector<Token> tokenize(std::string_view source, const TemplateOptions& options);

}  // namespace assay::text::jinja
