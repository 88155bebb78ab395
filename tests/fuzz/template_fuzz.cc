#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/jinja/template.h"

/// Any bytes are a template that renders within its bounds, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const Value kContext = json::parse(
      R"({"q": "What?", "n": 3, "x": 1.5, "none": null, "list": ["a", "b", [1, 2]], "map": {"k": "v", "m": {"z": 0}},
          "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]})",
      "context");
  text::jinja::TemplateOptions options;
  options.strict_undefined = size % 2 == 0;
  options.trim_blocks = options.lstrip_blocks = size % 3 == 0;
  options.max_steps = 20'000;
  options.max_output_bytes = 1u << 20;
  try {
    const text::jinja::Template made(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz", options);
    made.render(kContext);
    made.evaluate(kContext);
  } catch (const Error&) {
  }
  return 0;
}
