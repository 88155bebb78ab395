#include "datasets/convert/lm_eval_task.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "datasets/convert/hook_templates.h"
#include "datasets/convert/python_reader.h"
#include "datasets/convert/yaml_text.h"
#include "datasets/task_file.h"
#include "datasets/task_loader.h"
#include "harness/core/error.h"

namespace assay::datasets::convert {
namespace {

namespace fs = std::filesystem;
using NoteKind = ImportNote::Kind;

constexpr std::array<std::string_view, 3> kWithoutEffect = {"should_decontaminate", "doc_to_decontamination_query", "unsafe_code"};
constexpr std::array<std::string_view, 4> kTemplates = {"doc_to_text", "doc_to_target", "doc_to_choice", "gen_prefix"};

bool is_function(const YamlNode& node) { return node.tag == "!function"; }

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

YamlNode map_node() {
  YamlNode node;
  node.kind = YamlNode::Kind::kMap;
  return node;
}

class Importer {
 public:
  Importer(const std::string& path, PythonModules& modules) : path_(path), modules_(modules) {}

  ImportedTask run() {
    YamlNode source = read_task_file_with_functions(path_);
    task_.node = map_node();
    for (auto& [key, value] : source.members) take(key, std::move(value));
    add_rows();
    if (const YamlNode* name = find_member(task_.node, is_group() ? "group" : "task")) task_.name = name->scalar;
    if (!is_group()) check();
    return std::move(task_);
  }

 private:
  bool is_group() const { return find_member(task_.node, "group") != nullptr; }
  void note(NoteKind kind, std::string text) { task_.notes.push_back({kind, std::move(text)}); }
  void keep(const std::string& key, YamlNode value) { task_.node.members.push_back({key, std::move(value)}); }

  void take(const std::string& key, YamlNode value) {
    if (value.kind == YamlNode::Kind::kNull) return;  // the same as without
    if (contains(kWithoutEffect, key)) return note(NoteKind::kDropped, fmt::format("{}: it changes neither prompts nor scores", key));
    if (key == "process_docs" && is_function(value)) return take_process_docs(value);
    if (contains(kTemplates, key) && is_function(value)) return take_template(key, value, task_.node, key);
    if (key == "fewshot_config" && value.kind == YamlNode::Kind::kMap) return take_fewshot(value);
    if (key == "metric_list" && value.kind == YamlNode::Kind::kList) return take_metrics(std::move(value));
    if (key == "dataset_kwargs" && value.kind == YamlNode::Kind::kMap) {
      std::erase_if(value.members, [&](const YamlNode::Member& member) {
        const bool is_trust = member.key == "trust_remote_code";
        if (is_trust) note(NoteKind::kDropped, "dataset_kwargs.trust_remote_code: no code is ever run");
        return is_trust;
      });
      if (value.members.empty()) return;
      if (has_function(value)) return leave(key, value);
      return keep(key, std::move(value));
    }
    if (has_function(value)) return leave(key, value);
    if (key == "class" || key == "use_prompt" || key == "doc_to_image" || key == "doc_to_audio" || key == "custom_dataset")
      return note(NoteKind::kLeft, fmt::format("{}: there is nothing of this kind", key));
    keep(key, std::move(value));
  }

  static bool has_function(const YamlNode& node) {
    return is_function(node) || std::any_of(node.items.begin(), node.items.end(), has_function) ||
           std::any_of(node.members.begin(), node.members.end(), [](const auto& member) { return has_function(member.value); });
  }

  void leave(const std::string& key, const YamlNode& value) {
    const std::string what = is_function(value) ? value.scalar : "with a function inside";
    const std::string hint = key == "process_results" ? "; name metrics of `assay list metrics` in metric_list" : "";
    note(NoteKind::kLeft, fmt::format("{} ({}): functions of this kind are not read{}", key, what, hint));
  }

  // `file.function` beside the file that says it. What is not understood becomes a note.
  template <class Use>
  void read(const std::string& key, const YamlNode& value, Symbol argument, const Use& use) {
    const std::size_t dot = value.scalar.rfind('.');
    PythonReader reader(modules_);
    try {
      if (dot == std::string::npos) throw NotUnderstood{fmt::format("'{}' names no file", value.scalar), 0};
      std::string file = value.scalar.substr(0, dot);
      std::replace(file.begin(), file.end(), '.', '/');
      const fs::path folder = fs::path(value.file ? *value.file : path_).parent_path();
      const Symbol function = reader.find(modules_.load((folder / (file + ".py")).lexically_normal().string()), value.scalar.substr(dot + 1));
      const Symbol made = function.kind == Symbol::Kind::kFunction ? reader.call(function, {std::move(argument)}, {}, 0) : function;
      use(made, reader.file());
    } catch (const NotUnderstood& trouble) {
      const std::string place = trouble.line > 0 ? fmt::format("{}:{}", reader.file(), trouble.line) : reader.file();
      note(NoteKind::kLeft, fmt::format("{} ({}): {}: {}", key, value.scalar, place.empty() ? path_ : place, trouble.what));
    }
  }

  static Symbol row() {
    Symbol symbol;
    symbol.kind = Symbol::Kind::kRow;
    return symbol;
  }

  void take_process_docs(const YamlNode& value) {
    Symbol dataset;
    dataset.kind = Symbol::Kind::kDataset;
    read("process_docs", value, dataset, [&](const Symbol& made, const std::string& file) {
      rows_ = row_changes_of(made);
      std::vector<std::string> fields;
      for (const auto& [field, written] : rows_.doc_map) fields.push_back(field);
      std::string what = rows_.doc_filter.empty() ? "" : "doc_filter";
      if (!fields.empty()) what += fmt::format("{}doc_map of {}", what.empty() ? "" : " and ", fmt::join(fields, ", "));
      note(NoteKind::kDone, fmt::format("process_docs ({}, {}): {}", value.scalar, file, what.empty() ? "it changes nothing" : what));
    });
  }

  void take_template(const std::string& key, const YamlNode& value, YamlNode& into, const std::string& shown) {
    read(shown, value, row(), [&](const Symbol& made, const std::string& file) {
      if (made.kind == Symbol::Kind::kExpr && made.jinja == "none") throw NotUnderstood{"it gives nothing", 0};
      YamlNode written = text_node(template_of(made, aliases_));
      note(NoteKind::kDone, fmt::format("{} ({}, {}): a template", shown, value.scalar, file));
      into.members.push_back({key, std::move(written)});
    });
  }

  void take_fewshot(const YamlNode& config) {
    YamlNode own = map_node();
    for (const auto& [key, value] : config.members) {
      if (value.kind == YamlNode::Kind::kNull) continue;
      const std::string shown = "fewshot_config." + key;
      if (contains(kTemplates, key) && is_function(value)) {
        take_template(key, value, own, shown);
      } else if (key == "samples" && is_function(value)) {
        take_samples(value, own);
      } else if (has_function(value)) {
        leave(shown, value);
      } else {
        own.members.push_back({key, value});
      }
    }
    if (!own.members.empty()) keep("fewshot_config", std::move(own));
  }

  // Examples that a function without arguments lists.
  void take_samples(const YamlNode& value, YamlNode& into) {
    const std::size_t dot = value.scalar.rfind('.');
    PythonReader reader(modules_);
    try {
      if (dot == std::string::npos) throw NotUnderstood{"it names no file", 0};
      const fs::path folder = fs::path(value.file ? *value.file : path_).parent_path();
      const Symbol function = reader.find(modules_.load((folder / (value.scalar.substr(0, dot) + ".py")).lexically_normal().string()), value.scalar.substr(dot + 1));
      const Symbol list = reader.call(function, {}, {}, 0);
      if (list.kind != Symbol::Kind::kList) throw NotUnderstood{"it gives no list that is known", 0};
      YamlNode samples;
      samples.kind = YamlNode::Kind::kList;
      for (const Symbol& item : list.items) {
        if (item.kind != Symbol::Kind::kDict) throw NotUnderstood{"an example is no dict that is known", 0};
        YamlNode sample = map_node();
        for (const auto& [key, member] : item.members) {
          if (!member.text && !member.number) throw NotUnderstood{fmt::format("the value of '{}' is no constant", key), 0};
          YamlNode scalar = text_node(member.text ? *member.text : std::to_string(*member.number));
          scalar.quoted = member.text.has_value();
          sample.members.push_back({key, std::move(scalar)});
        }
        samples.items.push_back(std::move(sample));
      }
      note(NoteKind::kDone, fmt::format("fewshot_config.samples ({}, {}): {} examples", value.scalar, reader.file(), samples.items.size()));
      into.members.push_back({"samples", std::move(samples)});
    } catch (const NotUnderstood& trouble) {
      note(NoteKind::kLeft, fmt::format("fewshot_config.samples ({}): {}:{}: {}", value.scalar, reader.file(), trouble.line, trouble.what));
    }
  }

  void take_metrics(YamlNode list) {
    std::vector<YamlNode> kept;
    for (YamlNode& item : list.items) {
      const YamlNode* metric = item.kind == YamlNode::Kind::kMap ? find_member(item, "metric") : nullptr;
      if (metric == nullptr || !has_function(item)) {
        kept.push_back(std::move(item));
        continue;
      }
      const std::string name = is_function(*metric) ? "!function " + metric->scalar : metric->scalar;
      note(NoteKind::kLeft, fmt::format("metric_list: the metric '{}' is a function, or its aggregation is", name));
    }
    list.items = std::move(kept);
    if (!list.items.empty()) keep("metric_list", std::move(list));
  }

  // doc_filter and doc_map, with the fields that stand for columns which a template cannot name.
  void add_rows() {
    for (const auto& entry : alias_entries(aliases_)) {
      const bool is_there = std::any_of(rows_.doc_map.begin(), rows_.doc_map.end(), [&](const auto& own) { return own.first == entry.first; });
      if (!is_there) rows_.doc_map.push_back(entry);
    }
    if (!rows_.doc_filter.empty()) keep("doc_filter", text_node(rows_.doc_filter));
    if (rows_.doc_map.empty()) return;
    YamlNode map = map_node();
    for (const auto& [field, written] : rows_.doc_map) map.members.push_back({field, text_node(written)});
    keep("doc_map", std::move(map));
  }

  // Whether our own reader of tasks takes what was made.
  void check() {
    try {
      YamlNode node = task_.node;
      make_task(node, path_, fs::path(path_).parent_path().string());
    } catch (const Error& error) {
      note(NoteKind::kLeft, error.what());
    }
  }

  std::string path_;
  PythonModules& modules_;
  ImportedTask task_;
  RowChanges rows_;
  ColumnAliases aliases_;
};

}  // namespace

bool ImportedTask::is_complete() const {
  return std::none_of(notes.begin(), notes.end(), [](const ImportNote& note) { return note.kind == NoteKind::kLeft; });
}

std::string ImportedTask::text(const std::string& source) const {
  std::string out = fmt::format("# Made by `assay import lm-eval-task` of {}.\n", fs::path(source).filename().string());
  for (const ImportNote& note : notes) {
    if (note.kind != NoteKind::kLeft) continue;
    std::string line = note.text;
    std::replace(line.begin(), line.end(), '\n', ' ');
    out += "# LEFT: " + line + "\n";
  }
  return out + "\n" + yaml_text(node);
}

ImportedTask import_lm_eval_task(const std::string& path, PythonModules& modules) { return Importer(path, modules).run(); }

}  // namespace assay::datasets::convert
