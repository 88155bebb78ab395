#include "harness/store/baselines.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "harness/core/clock.h"
#include "harness/core/error.h"

namespace assay::store {

std::optional<std::string> set_baseline(Store& store, const std::string& name, const std::string& run) {
  if (name.empty() || name.find_first_of(" \t\r\n:") != std::string::npos)
    throw Error(ErrorKind::kUsage, fmt::format("'{}' cannot name a baseline; expected a word without spaces and colons", name));
  std::optional<std::string> before;
  store.database().atomically([&] {
    Query known = store.database().query("SELECT run FROM baselines WHERE name = ?1");
    if (known.bind(1, name).next()) before = known.text(0);
    store.database()
        .query("INSERT OR REPLACE INTO baselines (name, run, at) VALUES (?1, ?2, ?3)")
        .bind(1, name)
        .bind(2, run)
        .bind(3, utc_now())
        .run();
  });
  return before;
}

std::vector<Baseline> list_baselines(const Store& store) {
  Query query = store.database().cursor("SELECT name, run, at FROM baselines ORDER BY name");
  std::vector<Baseline> all;
  while (query.next()) all.push_back({query.text(0), query.text(1), query.text(2)});
  return all;
}

std::string baseline_run(const Store& store, const std::string& name) {
  std::vector<std::string> names;
  for (const Baseline& baseline : list_baselines(store)) {
    if (baseline.name == name) return baseline.run;
    names.push_back(baseline.name);
  }
  if (names.empty())
    throw Error(ErrorKind::kUsage, fmt::format("there is no baseline '{}' in {}: `assay baseline set {} RUN` makes it", name,
                                               store.path(), name));
  const std::string near = did_you_mean(name, names);
  throw Error(ErrorKind::kUsage,
              fmt::format("there is no baseline '{}' in {}{}; there are {}", name, store.path(),
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
}

}  // namespace assay::store
