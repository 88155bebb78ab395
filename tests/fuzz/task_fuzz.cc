#include <cstddef>
#include <cstdint>
#include <string_view>

#include "datasets/sample_builder.h"
#include "datasets/task_loader.h"
#include "harness/core/error.h"

/// Any bytes are a task file whose templates can be put to a row, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  try {
    const datasets::TaskSpec spec =
        datasets::parse_task(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.yaml", "/nowhere");
    Value choices = Value::array();
    for (const char* choice : {"one", "two"}) choices.push_back(choice);
    Value row = Value::object();
    row.set("question", "What is one and one?");
    row.set("choices", std::move(choices));
    row.set("answer", 1);
    datasets::SplitShape shape;
    shape.columns = {"question", "choices", "answer"};
    if (datasets::prepare_row(spec, row)) datasets::build_sample(spec, std::move(row), shape);
  } catch (const Error&) {
  }
  return 0;
}
