#include "harness/run/settings_diff.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/options.h"

namespace assay::run {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

void flatten(const std::string& path, const Value& value, Settings& out) {
  if (value.is_object() && value.size() > 0) {
    for (const Value::Member& member : value.as_object())
      flatten(path.empty() ? member.key : path + "." + member.key, member.value, out);
  } else if (value.is_array() && value.size() > 0) {
    for (std::size_t i = 0; i < value.size(); ++i) flatten(fmt::format("{}.{}", path, i), value.as_array()[i], out);
  } else {
    out.emplace_back(path, value.is_string() ? value.as_string() : json::dump(value));
  }
}

// Every value of the configuration under its dotted path. The name, where results go and which gates there are change no answer.
Settings configuration(const RunFacts& run) {
  Settings out;
  try {
    flatten("", Options::from_yaml(run.config_yaml, "the stored configuration").to_value(), out);
  } catch (const Error&) {
    return {};  // stored by a program that wrote it otherwise; the other facts still tell
  }
  std::erase_if(out, [](const auto& setting) {
    const std::string& path = setting.first;
    return path == "name" || path == "store" || path.starts_with("reports") || path.starts_with("gates");
  });
  return out;
}

Settings facts(const RunFacts& run) {
  Settings out;
  for (const RunFacts::Model& model : run.models) {
    out.emplace_back("model " + model.name + ": weights and template", model.fingerprint.substr(0, 12));
    out.emplace_back("model " + model.name + ": numerics", model.numerics);
  }
  out.emplace_back("seed", std::to_string(run.seed));
  out.emplace_back("sampling", run.sampling);
  for (const RunFacts::Task& task : run.tasks) {
    const std::string name = "task " + task.name + ": ";
    out.emplace_back(name + "version", task.version);
    out.emplace_back(name + "data", task.data_sha256.substr(0, 12));
    out.emplace_back(name + "samples", std::to_string(task.samples));
    out.emplace_back(name + "epochs", std::to_string(task.epochs));
    out.emplace_back(name + "num_fewshot", std::to_string(task.num_fewshot));
  }
  out.emplace_back("program", run.version);
  out.emplace_back("commit", run.git);
  out.emplace_back("machine", run.host);
  return out;
}

void add_differences(const Settings& base, const Settings& candidate, std::vector<SettingDifference>& out) {
  const auto find = [](const Settings& settings, const std::string& name) {
    const auto at = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.first == name; });
    return at == settings.end() ? std::string() : at->second;
  };
  const auto has = [](const Settings& settings, const std::string& name) {
    return std::any_of(settings.begin(), settings.end(), [&](const auto& s) { return s.first == name; });
  };
  for (const auto& [name, value] : base)
    if (const std::string other = find(candidate, name); other != value) out.push_back({name, value, other});
  for (const auto& [name, value] : candidate)
    if (!has(base, name)) out.push_back({name, "", value});
}

}  // namespace

std::vector<SettingDifference> settings_that_differ(const RunFacts& base, const RunFacts& candidate) {
  std::vector<SettingDifference> out;
  add_differences(configuration(base), configuration(candidate), out);
  add_differences(facts(base), facts(candidate), out);
  return out;
}

}  // namespace assay::run
