#include "harness/run/prompt_choice.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/prompt_variants.h"
#include "harness/core/error.h"
#include "harness/store/runs.h"

namespace assay::run {
namespace {

template <class Row>
std::vector<Row> chosen(std::vector<Row> rows, const std::string& prompt) {
  if (prompt.empty()) return rows;
  std::vector<std::string> known;
  std::vector<Row> out;
  for (Row& row : rows) {
    const auto [task, variant] = split_variant(row.task);
    if (!variant.empty() && std::find(known.begin(), known.end(), variant) == known.end()) known.emplace_back(variant);
    if (variant != prompt) continue;
    row.task = std::string(task);
    out.push_back(std::move(row));
  }
  if (out.empty())
    throw Error(ErrorKind::kUsage, known.empty() ? fmt::format("':{}': the run has no task with several prompts", prompt)
                                                 : fmt::format("':{}': the run has no prompt of that name; it has {}",
                                                               prompt, fmt::join(known, ", ")));
  return out;
}

}  // namespace

std::pair<std::string_view, std::string_view> split_variant(std::string_view task) {
  const std::size_t open = task.rfind('[');
  if (open == std::string_view::npos || open == 0 || !task.ends_with(']')) return {task, {}};
  return {task.substr(0, open), task.substr(open + 1, task.size() - open - 2)};
}

ChosenRun resolve_chosen(const store::Store& store, const std::string& wanted) {
  try {
    return {store::resolve_run(store, wanted), ""};
  } catch (const Error&) {
    const std::size_t colon = wanted.rfind(':');
    // A name before the colon that is no run either: then it is the whole that is not found.
    if (colon == std::string::npos || colon == 0 || colon + 1 == wanted.size() || wanted.substr(0, colon) == "baseline")
      throw;
    return {store::resolve_run(store, wanted.substr(0, colon)), wanted.substr(colon + 1)};
  }
}

ScoreSet with_prompt(ScoreSet set, const std::string& prompt) {
  set.tasks = chosen(std::move(set.tasks), prompt);
  return set;
}

std::vector<ResultRow> with_prompt(std::vector<ResultRow> rows, const std::string& prompt) {
  return chosen(std::move(rows), prompt);
}

std::string stored_name(const std::string& task, const std::string& prompt) {
  return prompt.empty() ? task : datasets::variant_name(task, prompt);
}

}  // namespace assay::run
