#include "datasets/task_file.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/input_file.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIncludes = 1000;

std::string read_text(const std::string& path, const std::string& asked_for_at) try {
  return read_text_file(path, ErrorKind::kConfig, "a task file in YAML", kMaxYamlBytes);
} catch (const Error& error) {
  if (asked_for_at.empty()) throw;
  throw Error(error.kind(), fmt::format("{}: include {}", asked_for_at, error.message()));
}

void refuse_functions(const YamlNode& node, const std::string& key, const std::string& source) {
  if (node.tag == "!function")
    throw Error(ErrorKind::kConfig,
                fmt::format("{}:{}: '{}' is a !function ('{}'): tasks are data and run no Python; write it as a template "
                            "(doc_map, doc_filter, an aggregation by name), have `assay import lm-eval-task` try it, or "
                            "name the native task of that name instead (`assay list tasks`)",
                            source, node.line, key, node.scalar));
  for (const YamlNode& item : node.items) refuse_functions(item, key, source);
  for (const auto& [name, value] : node.members) refuse_functions(value, name, source);
}

void remember_file(YamlNode& node, const std::shared_ptr<const std::string>& file) {
  if (!node.file) node.file = file;
  for (YamlNode& item : node.items) remember_file(item, file);
  for (auto& [name, value] : node.members) remember_file(value, file);
}

class Includes {
 public:
  explicit Includes(bool keep_functions = false) : keep_functions_(keep_functions) {}

  YamlNode load(const std::string& path, const std::string& asked_for_at) {
    if (++count_ > kMaxIncludes)
      throw Error(ErrorKind::kConfig, fmt::format("{}: more than {} files are included", asked_for_at, kMaxIncludes));
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    const std::string name = error ? path : canonical.string();
    if (std::find(open_.begin(), open_.end(), name) != open_.end())
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: include {} goes in a circle: {} -> {}", asked_for_at, path, fmt::join(open_, " -> "),
                              name));
    open_.push_back(name);
    YamlNode node = parse(read_text(path, asked_for_at), path, fs::path(path).parent_path().string());
    open_.pop_back();
    return node;
  }

  YamlNode parse(std::string_view yaml, const std::string& source, const std::string& base_folder) {
    YamlNode own = parse_yaml(yaml, source);
    if (own.kind != YamlNode::Kind::kMap)
      throw Error(ErrorKind::kConfig, fmt::format("{}:{}: expected a map of keys and values, the description of a task",
                                                  source, std::max(1, own.line)));
    if (!keep_functions_) refuse_functions(own, "", source);
    remember_file(own, std::make_shared<const std::string>(source));
    const YamlNode* found = find_member(own, "include");
    if (found == nullptr) return own;
    const YamlNode include = *found;
    std::erase_if(own.members, [](const YamlNode::Member& member) { return member.key == "include"; });
    const std::string where = fmt::format("{}:{}", source, include.line);
    YamlNode merged{.kind = YamlNode::Kind::kMap, .scalar = "", .tag = "", .line = own.line, .file = own.file, .items = {},
                    .members = {}};
    for (const std::string& file : files_of(include, where)) {
      const fs::path path(file);
      YamlNode below = load(path.is_absolute() ? file : (fs::path(base_folder) / path).lexically_normal().string(), where);
      std::erase_if(below.members, [](const YamlNode::Member& member) { return member.key == "task_list"; });
      merged = laid_over(std::move(merged), below);
    }
    return laid_over(std::move(merged), own);
  }

 private:
  static std::vector<std::string> files_of(const YamlNode& include, const std::string& where) {
    std::vector<std::string> files;
    const auto add = [&](const YamlNode& node) {
      if (node.kind != YamlNode::Kind::kScalar || node.scalar.empty())
        throw Error(ErrorKind::kConfig, fmt::format("{}: 'include': expected a file or a list of files", where));
      files.push_back(node.scalar);
    };
    if (include.kind == YamlNode::Kind::kList)
      for (const YamlNode& item : include.items) add(item);
    else
      add(include);
    return files;
  }

  bool keep_functions_;
  std::vector<std::string> open_;  // the files that are being read, outermost first
  std::size_t count_ = 0;
};

}  // namespace

const YamlNode* find_member(const YamlNode& map, std::string_view key) {
  for (const YamlNode::Member& member : map.members)
    if (member.key == key) return &member.value;
  return nullptr;
}

YamlNode laid_over(YamlNode base, const YamlNode& over) {
  for (const YamlNode::Member& member : over.members) {
    const auto found = std::find_if(base.members.begin(), base.members.end(),
                                    [&](const YamlNode::Member& own) { return own.key == member.key; });
    if (found == base.members.end())
      base.members.push_back(member);
    else
      found->value = member.value;
  }
  return base;
}

YamlNode read_task_file(const std::string& path) { return Includes().load(path, ""); }

YamlNode read_task_file_with_functions(const std::string& path) { return Includes(true).load(path, ""); }

YamlNode parse_task_file(std::string_view yaml, const std::string& source, const std::string& base_folder) {
  return Includes().parse(yaml, source, base_folder);
}

}  // namespace assay::datasets
