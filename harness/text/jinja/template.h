#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::text::jinja {

/// How a template is read and run; the defaults are those of a task's templates.
struct TemplateOptions {
  bool trim_blocks = false;    ///< the newline after a block tag is dropped
  bool lstrip_blocks = false;  ///< white space before a block tag on its line is dropped
  bool keep_trailing_newline = true;
  bool strict_undefined = true;  ///< printing or using an undefined name is an error
  /// `tojson` is Jinja's own: keys in order, ASCII, and < > & ' as escapes; else json.dumps with ensure_ascii=False, as
  /// transformers has it.
  bool html_safe_json = false;
  /// Bounds against hostile templates.
  std::size_t max_steps = 10'000'000;  ///< nodes evaluated
  std::size_t max_output_bytes = 32u << 20;

  /// As transformers reads chat templates: trim_blocks, lstrip_blocks, lenient undefined.
  static TemplateOptions chat();
};

/// A Jinja template, compiled once and rendered many times.
/// Throws: Error(kConfig) from the constructor with name, line and column for what cannot be read or is not supported;
/// from `render` with name, line and column for what fails, `raise_exception` included.
/// Threads: const members are safe from several threads.
class Template {
 public:
  Template(std::string_view source, std::string name, TemplateOptions options = {});
  ~Template();
  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;

  /// Renders with the members of the object `context` as names.
  std::string render(const Value& context) const;
  /// Where the whole template is one `{{ expression }}`: its value itself (a list stays a list); else the rendered
  /// text.
  Value evaluate(const Value& context) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::text::jinja
