#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/core/error.h"
#include "harness/core/filter_pipeline.h"
#include "metrics/filter_registry.h"

/// Any bytes before the first NUL are the options of some filter and any behind it an answer: as many answers as the filter
/// leaves, or an Error of its options.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = all.find('\0');
  const std::string yaml(all.substr(0, nul));
  std::vector<FilteredAnswer> answers(2);
  answers[0].text = nul == std::string_view::npos ? "" : all.substr(nul + 1);
  answers[1].text = "The answer is (B), 42.";
  Sample sample;
  sample.choices = {"one", "two", "three"};
  sample.targets = {"two"};
  for (const FilterDef* def : metrics::filters::all_filters())
    for (const FilterInfo& info : def->filters) {
      try {
        const auto filter = make_filter(metrics::filters::all_filters(), info.name, Options::from_yaml(yaml, "fuzz"));
        if (filter->apply(answers, sample).size() > filter->num_left(answers.size())) std::abort();
      } catch (const Error&) {
      }
    }
  return 0;
}
