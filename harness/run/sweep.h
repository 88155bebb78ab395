#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::run {

/// One setting that a sweep varies.
struct SweepAxis {
  std::string name;                 ///< as it was written: "temperature"
  std::string path;                 ///< of the configuration, as `--set` takes it: "sampling.temperature"
  std::vector<std::string> values;  ///< as YAML; the first is the default's
};

/// Reads `NAME=VALUE,VALUE,..`. A bare name of a sampling setting (temperature, top_p, ..) means `sampling.NAME`,
/// anything else is a path of the configuration: models.m.path, tasks.0.num_fewshot. A comma inside brackets or quotes
/// belongs to its value. Throws: Error(kUsage) for a name that can be no setting (with "did you mean"), for no values,
/// an empty one, or one that comes twice.
SweepAxis parse_axis(const std::string& written);

/// One setting of all axes.
struct SweepPoint {
  std::string name;                 ///< "temperature=0.7 top_p=0.9"
  std::vector<std::string> values;  ///< one for each axis
};

/// What is evaluated: points of the product of all axes.
struct Sweep {
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint>
      points;  ///< the default first, then in the order of the grid, in which the last axis runs fastest
  std::uint64_t grid_size = 0;  ///< points of the whole product

  /// A point as overrides of the configuration, path and YAML value.
  std::vector<std::pair<std::string, std::string>> overrides(const SweepPoint& point) const;
};

/// Which points of the grid are evaluated.
struct SweepChoice {
  std::string default_point;            ///< "temperature=0 top_p=1"; an axis that it leaves out keeps its first value
  std::optional<std::uint64_t> random;  ///< so many points, the default among them; nullopt: all
  std::uint64_t seed = 1234;            ///< of the draw
};

/// Lays out the points. Pure: the same for equal arguments. Throws: Error(kUsage) for no axis, the same one twice (or
/// one inside another), a default that is no point of the grid, more points drawn than there are, and over 10,000
/// points.
Sweep make_sweep(std::vector<SweepAxis> axes, const SweepChoice& choice);

}  // namespace assay::run
