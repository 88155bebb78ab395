#include "harness/store/baselines.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/clock.h"
#include "harness/core/error.h"

namespace assay::store {
namespace {

constexpr std::size_t kLongestName = 100;

std::optional<std::string> find_baseline(Database& database, const std::string& name) {
  Query query = database.query("SELECT run FROM baselines WHERE name = ?1");
  if (!query.bind(1, name).next()) return std::nullopt;
  return query.text(0);
}

// What a person could not type again, or would not see in a list.
void check_name(const std::string& name) {
  const bool plain =
      std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
  if (name.empty() || name.size() > kLongestName || !plain)
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' cannot be a baseline's name; expected 1 to {} bytes without white space",
                            name.substr(0, kLongestName), kLongestName));
}

}  // namespace

std::optional<std::string> set_baseline(Store& store, const std::string& name, const std::string& run) {
  check_name(name);
  Database& database = store.database();
  std::optional<std::string> before;
  database.atomically([&] {
    before = find_baseline(database, name);
    database.query("INSERT OR REPLACE INTO baselines (name, run, at) VALUES (?1, ?2, ?3)")
        .bind(1, name)
        .bind(2, run)
        .bind(3, utc_now())
        .run();
  });
  return before;
}

std::vector<Baseline> list_baselines(const Store& store) {
  std::vector<Baseline> baselines;
  Query query = store.database().cursor(
      "SELECT b.name, b.run, r.name, r.status, b.at FROM baselines b JOIN runs r ON r.id = b.run ORDER BY b.name");
  while (query.next()) baselines.push_back({query.text(0), query.text(1), query.text(2), query.text(3), query.text(4)});
  return baselines;
}

std::string baseline_run(const Store& store, const std::string& name) {
  if (const std::optional<std::string> run = find_baseline(store.database(), name)) return *run;
  std::vector<std::string> names;
  for (const Baseline& baseline : list_baselines(store)) names.push_back(baseline.name);
  if (names.empty())
    throw Error(ErrorKind::kUsage,
                fmt::format("no baseline '{}' in {}: none is named yet; 'assay baseline set {} RUN' names one", name,
                            store.path(), name.empty() ? "NAME" : name));
  const std::string near = did_you_mean(name, names);
  throw Error(ErrorKind::kUsage,
              fmt::format("no baseline '{}' in {}{}; there are {}", name, store.path(),
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
}

}  // namespace assay::store
