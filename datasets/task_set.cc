#include "datasets/task_set.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "datasets/prompt_variants.h"
#include "datasets/task_file.h"
#include "datasets/task_loader.h"
#include "datasets/task_search.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kGroupKeys = {"group", "group_alias", "task", "aggregate_metric_list", "metadata"};
constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxTasks = 20'000;

bool is_group_key(std::string_view key) {
  return std::find(kGroupKeys.begin(), kGroupKeys.end(), key) != kGroupKeys.end();
}

YamlNode without(YamlNode map, std::initializer_list<std::string_view> keys) {
  std::erase_if(map.members, [&](const YamlNode::Member& member) {
    return std::find(keys.begin(), keys.end(), member.key) != keys.end();
  });
  return map;
}

YamlNode empty_map() {
  return {.kind = YamlNode::Kind::kMap, .scalar = "", .tag = "", .file = nullptr, .items = {}, .members = {}};
}

void set_text(YamlNode& map, const std::string& key, const std::string& text) {
  YamlNode over = empty_map();
  over.members.push_back({key,
                          {.kind = YamlNode::Kind::kScalar,
                           .scalar = text,
                           .quoted = true,
                           .tag = "",
                           .file = nullptr,
                           .items = {},
                           .members = {}}});
  map = laid_over(std::move(map), over);
}

GroupMetric read_metric(const Options& item) {
  if (!item.is_map()) item.fail("", "expected a map with the key 'metric'");
  GroupMetric metric;
  metric.metric = item.text("metric");
  static constexpr std::array<std::string_view, 1> kMean = {"mean"};
  item.one_of("aggregation", "mean", kMean);
  metric.weight_by_size = item.flag("weight_by_size", true);
  if (item.has("filter_list")) metric.filters = item.texts("filter_list");
  item.done();
  return metric;
}

class Resolver {
 public:
  explicit Resolver(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  TaskSet resolve(const std::string& name, const YamlNode& over) {
    if (is_yaml_name(name)) {
      if (std::error_code error; !fs::is_regular_file(name, error))
        throw Error(ErrorKind::kConfig, fmt::format("{}: there is no such task file", name));
      std::string beside = fs::path(name).parent_path().string();
      std::vector<std::string> folders = folders_.folders();
      folders.insert(folders.begin(), beside.empty() ? "." : beside);
      folders_ = TaskFolders(std::move(folders));
      add_file(name, over);
    } else {
      add_name(name, over, "");
    }
    return std::move(out_);
  }

 private:
  void add_name(const std::string& name, const YamlNode& overrides, const std::string& where) {
    if (const std::optional<std::string> file = find_file(name)) {
      add_file(*file, overrides);
      return;
    }
    const std::vector<std::string> tagged = files_with_tag(name, folders_);
    if (tagged.empty()) refuse_unknown_task(name, folders_, where);
    for (const std::string& file : tagged) add_file(file, overrides);
  }

  std::optional<std::string> find_file(const std::string& name) {
    const auto known = files_.find(name);
    if (known != files_.end()) return known->second;
    std::optional<std::string> file = find_named_file(name, folders_);
    if (file) files_.emplace(name, *file);
    return file;
  }

  void add_file(const std::string& file, const YamlNode& overrides) {
    YamlNode node = read_task_file(file);
    const std::string folder = fs::path(file).parent_path().string();
    if (find_member(node, "group") != nullptr &&
        (find_member(node, "task") == nullptr || is_list(*find_member(node, "task")))) {
      add_group(node, text_of(node, "group", file), overrides, file, folder);
      return;
    }
    add_task(laid_over(std::move(node), overrides), file, folder);
  }

  static bool is_list(const YamlNode& node) {
    return node.kind == YamlNode::Kind::kList || node.kind == YamlNode::Kind::kNull;
  }

  static std::string text_of(const YamlNode& map, std::string_view key, const std::string& file) {
    const YamlNode* node = find_member(map, key);
    if (node == nullptr || node->kind != YamlNode::Kind::kScalar || node->scalar.empty())
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}:{}: '{}': expected a name", file, node == nullptr ? map.line : node->line, key));
    return node->scalar;
  }

  void add_task(YamlNode node, const std::string& file, const std::string& folder) {
    node = without(std::move(node), {"group", "task_list", "aggregate_metric_list"});
    const std::vector<PromptVariant> variants = prompt_variants(node, file);
    if (variants.empty()) add_spec(make_task(node, file, folder), file);
    for (const PromptVariant& variant : variants) {
      TaskSpec spec = make_task(variant.task, file, folder);
      spec.family = spec.name;
      spec.name = variant_name(spec.family, variant.name);
      if (!spec.alias.empty()) spec.alias = variant_name(spec.alias, variant.name);
      spec.variant_keys = variant.keys;
      add_spec(std::move(spec), file);
    }
  }

  void add_spec(TaskSpec spec, const std::string& file) {
    add_to_open_group({spec.name, false});
    for (GroupSpec* group : open_groups_)
      if (std::find(group->tasks.begin(), group->tasks.end(), spec.name) == group->tasks.end())
        group->tasks.push_back(spec.name);
    const auto same =
        std::find_if(out_.tasks.begin(), out_.tasks.end(), [&](const TaskSpec& t) { return t.name == spec.name; });
    if (same != out_.tasks.end()) {
      *same = std::move(spec);  // the later one counts, at the place of the first, as in lm-evaluation-harness
      return;
    }
    if (out_.tasks.size() == kMaxTasks)
      throw Error(ErrorKind::kConfig, fmt::format("{}: more than {} tasks in one group", file, kMaxTasks));
    out_.tasks.push_back(std::move(spec));
  }

  void add_to_open_group(const GroupSpec::Member& member) {
    if (open_groups_.empty()) return;
    std::vector<GroupSpec::Member>& members = open_groups_.back()->members;
    if (std::none_of(members.begin(), members.end(), [&](const GroupSpec::Member& known) {
          return known.name == member.name && known.is_group == member.is_group;
        }))
      members.push_back(member);
  }

  void add_group(const YamlNode& node, const std::string& name, const YamlNode& overrides, const std::string& file,
                 const std::string& folder) {
    for (const GroupSpec* outer : open_groups_)
      if (outer->name == name || open_groups_.size() >= kMaxDepth)
        throw Error(ErrorKind::kConfig, fmt::format("{}:{}: the group '{}' contains itself", file, node.line, name));
    add_to_open_group({name, true});
    const std::size_t at = out_.groups.size();
    out_.groups.emplace_back();
    GroupSpec group = read_group(node, name, file);
    open_groups_.push_back(&group);
    YamlNode extras = empty_map();
    for (const YamlNode::Member& member : node.members)
      if (!is_group_key(member.key)) extras.members.push_back(member);
    const YamlNode merged = laid_over(std::move(extras), overrides);
    if (const YamlNode* list = find_member(node, "task"))
      for (const YamlNode& item : list->items) add_member(item, name, merged, file, folder);
    open_groups_.pop_back();
    if (group.tasks.empty())
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}:{}: the group '{}' has no tasks; expected a list 'task'", file, node.line, name));
    out_.groups[at] = std::move(group);
  }

  static GroupSpec read_group(const YamlNode& node, const std::string& name, const std::string& file) {
    GroupSpec group;
    group.name = name;
    const Options options(node, file);
    group.alias = options.text("group_alias", "");
    if (const auto metadata = options.node("metadata"); metadata && metadata->is_map())
      group.version = metadata->text("version", "");
    const std::optional<Options> metrics = options.node("aggregate_metric_list");
    if (metrics && metrics->is_map())
      group.metrics.push_back(read_metric(metrics->detached()));
    else if (metrics)
      for (const Options& item : metrics->items()) group.metrics.push_back(read_metric(item.detached()));
    return group;
  }

  void add_member(const YamlNode& item, const std::string& group, const YamlNode& merged, const std::string& file,
                  const std::string& folder) {
    const std::string where = fmt::format("{}:{}", item.file ? *item.file : file, item.line);
    if (item.kind == YamlNode::Kind::kScalar) {
      add_name(item.scalar, merged, where);
      return;
    }
    if (item.kind != YamlNode::Kind::kMap)
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: expected the name of a task or group, or a map with 'task' or 'group'", where));
    if (find_member(item, "group") != nullptr) {
      const std::string name = text_of(item, "group", file);
      if (const std::optional<std::string> known = find_file(name))
        add_file(*known, laid_over(merged, without(item, {"group", "task"})));
      else
        add_group(item, fmt::format("{}::{}", group, name), merged, file, folder);
      return;
    }
    const std::string name = text_of(item, "task", file);
    const YamlNode own = laid_over(merged, without(item, {"task"}));
    if (find_file(name) || !files_with_tag(name, folders_).empty()) {
      add_name(name, own, where);
      return;
    }
    YamlNode inline_task = own;
    set_text(inline_task, "task", fmt::format("{}::{}", group, name));
    add_task(std::move(inline_task), file, folder);
  }

  TaskFolders folders_;
  std::map<std::string, std::string> files_;  // of names that were found
  std::vector<GroupSpec*> open_groups_;       // those that contain what is read now, outermost first
  TaskSet out_;
};

}  // namespace

TaskSet resolve_tasks(const std::string& name, const std::vector<std::string>& folders, const YamlNode* over) {
  return Resolver(folders).resolve(name, over == nullptr ? empty_map() : *over);
}

}  // namespace assay::datasets
