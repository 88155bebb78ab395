#include "reports/result_lines.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace assay::reports {
namespace {

constexpr std::size_t kNamed = 5;

std::string metric_text(const std::string& metric, bool higher_is_better) {
  return metric + (higher_is_better ? "" : " (lower is better)");
}

// The table of one model.
class ModelLines {
 public:
  ModelLines(const std::string& model, const RunFacts& facts, const std::vector<ResultRow>& results,
             const std::vector<GroupRow>& numbers, std::vector<ResultLine>& out)
      : model_(model), facts_(facts), results_(results), numbers_(numbers), out_(out) {
    for (const RunFacts::Group& group : facts.groups)
      for (const RunFacts::Group::Member& member : group.members)
        if (member.is_group) inner_.insert(member.name);
  }

  void add() {
    for (const ResultRow& row : results_) {
      if (row.model != model_ || done_.contains(row.task)) continue;
      if (const RunFacts::Group* group = outermost(row.task)) add_group(*group, 0);
      if (!done_.contains(row.task)) add_task(row.task, 0);
    }
  }

 private:
  // The first group that holds the task and is in no other.
  const RunFacts::Group* outermost(const std::string& task) const {
    for (const RunFacts::Group& group : facts_.groups)
      if (!inner_.contains(group.name) && !written_.contains(group.name) &&
          std::find(group.tasks.begin(), group.tasks.end(), task) != group.tasks.end())
        return &group;
    return nullptr;
  }

  const RunFacts::Group* find(const std::string& name) const {
    for (const RunFacts::Group& group : facts_.groups)
      if (group.name == name) return &group;
    return nullptr;
  }

  static std::string indented(const std::string& name, int depth) {
    return depth == 0 ? name : std::string(static_cast<std::size_t>(depth), ' ') + "- " + name;
  }

  void add_group(const RunFacts::Group& group, int depth) {
    if (!written_.insert(group.name).second) return;
    const std::string name = indented(group.alias.empty() ? group.name : group.alias, depth);
    bool any = false;
    for (const GroupRow& number : numbers_) {
      if (number.model != model_ || number.group != group.name) continue;
      any = true;
      ResultLine line{model_, name, metric_text(number.metric, number.higher_is_better), number.estimate, number.scale};
      for (const GroupRow::Part& part : number.parts)
        if (const auto row = std::find_if(results_.begin(), results_.end(), [&](const ResultRow& r) {
              return r.model == model_ && r.task == part.task;
            });
            row != results_.end()) {
          line.truncated += row->truncated;
          line.refused += row->refused;
        }
      out_.push_back(std::move(line));
    }
    if (!any) out_.push_back({model_, name, "", std::nullopt, 1.0});
    for (const RunFacts::Group::Member& member : group.members) {
      const RunFacts::Group* inner = member.is_group ? find(member.name) : nullptr;
      if (inner != nullptr)
        add_group(*inner, depth + 1);
      else if (!member.is_group)
        add_task(member.name, depth + 1);
    }
  }

  void add_task(const std::string& task, int depth) {
    if (!done_.insert(task).second) return;
    for (const ResultRow& row : results_)
      if (row.model == model_ && row.task == task)
        out_.push_back({model_, indented(task, depth), metric_text(row.metric, row.higher_is_better), row.estimate, row.scale,
                        row.truncated, row.refused});
  }

  const std::string& model_;
  const RunFacts& facts_;
  const std::vector<ResultRow>& results_;
  const std::vector<GroupRow>& numbers_;
  std::vector<ResultLine>& out_;
  std::set<std::string> inner_, written_, done_;
};

}  // namespace

std::vector<ResultLine> result_lines(const RunFacts& facts, const std::vector<ResultRow>& results,
                                     const std::vector<GroupRow>& groups) {
  std::vector<ResultLine> lines;
  if (facts.groups.empty()) {
    for (const ResultRow& row : results)
      lines.push_back({row.model, row.task, metric_text(row.metric, row.higher_is_better), row.estimate, row.scale, row.truncated,
                       row.refused});
    return lines;
  }
  std::vector<std::string> models;
  for (const ResultRow& row : results)
    if (std::find(models.begin(), models.end(), row.model) == models.end()) models.push_back(row.model);
  for (const std::string& model : models) ModelLines(model, facts, results, groups, lines).add();
  return lines;
}

std::vector<std::string> group_remarks(const std::vector<GroupRow>& groups) {
  std::vector<std::string> lines;
  for (const GroupRow& row : groups) {
    const std::string name = fmt::format("{} of {} on {}", row.metric, row.group, row.model);
    if (!row.without.empty() && !row.parts.empty()) {
      const std::size_t named = std::min(kNamed, row.without.size());
      std::string text = fmt::format("{}: of {} of its {} tasks; without this metric: {}", name, row.parts.size(),
                                     row.parts.size() + row.without.size(),
                                     fmt::join(row.without.begin(), row.without.begin() + static_cast<std::ptrdiff_t>(named), ", "));
      if (row.without.size() > named) text += fmt::format(" and {} more", row.without.size() - named);
      lines.push_back(std::move(text));
    }
    if (!row.estimate.no_interval.empty())
      lines.push_back(fmt::format("{}: {}{}", name, row.estimate.value ? "no interval: " : "no value: ", row.estimate.no_interval));
  }
  return lines;
}

}  // namespace assay::reports
