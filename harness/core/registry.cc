#include "harness/core/registry.h"

namespace assay {

std::unique_ptr<Metric> make_metric(std::span<const MetricDef* const> defs, std::string_view written,
                                    const std::string& source) {
  const std::size_t colon = written.find(':');
  const std::string_view pairs = colon == std::string_view::npos ? std::string_view() : written.substr(colon + 1);
  return make_metric(defs, written.substr(0, colon), Options::from_pairs(pairs, source));
}

std::unique_ptr<Metric> make_metric(std::span<const MetricDef* const> defs, std::string_view name,
                                    const Options& options) {
  std::vector<std::string> names;
  for (const MetricDef* def : defs) {
    for (const MetricInfo& info : def->metrics) {
      if (info.name == name) {
        auto metric = def->create(name, options);
        options.done();
        return metric;
      }
      names.emplace_back(info.name);
    }
  }
  const std::string near = did_you_mean(name, names);
  options.fail("", fmt::format("unknown metric '{}'{}; known: {}", name,
                               near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
}

}  // namespace assay
