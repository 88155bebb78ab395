#include "datasets/prompt_variants.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>

#include "datasets/task_file.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kMaxVariants = 1000;
// What decides how a question is put and its answer read; not the data, and not what is scored.
constexpr std::array<std::string_view, 14> kPromptKeys = {
    "doc_to_text",          "doc_to_target",     "doc_to_choice",     "description",   "system",
    "gen_prefix",           "target_delimiter",  "fewshot_delimiter", "num_fewshot",   "apply_chat_template",
    "fewshot_as_multiturn", "generation_kwargs", "filter_list",       "fewshot_config"};

std::string place(const YamlNode& node, const std::string& source) {
  return fmt::format("{}:{}", node.file ? *node.file : source, node.line);
}

std::string read_name(const YamlNode& item, const std::string& source) {
  const YamlNode* name = find_member(item, "name");
  const bool is_text = name != nullptr && name->kind == YamlNode::Kind::kScalar && !name->scalar.empty();
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  if (!is_text || !std::all_of(name->scalar.begin(), name->scalar.end(), fits))
    throw Error(ErrorKind::kConfig, fmt::format("{}: each prompt needs a 'name' of letters, digits, '_', '-' and '.'{}",
                                                place(name != nullptr ? *name : item, source),
                                                is_text ? fmt::format(", not '{}'", name->scalar) : ""));
  return name->scalar;
}

void refuse_key(const YamlNode::Member& member, const std::string& source) {
  const std::vector<std::string> known(kPromptKeys.begin(), kPromptKeys.end());
  const std::string near = did_you_mean(member.key, known);
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: a prompt cannot set '{}'{}; it can set: {}", place(member.value, source), member.key,
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(known, ", ")));
}

// A value as the YAML node that would give it; its place is that of the whole list.
YamlNode node_of(const Value& value, const YamlNode& place) {
  YamlNode node = place;
  switch (value.kind()) {
    case Value::Kind::kNull: return node;
    case Value::Kind::kArray:
      node.kind = YamlNode::Kind::kList;
      for (const Value& item : value.as_array()) node.items.push_back(node_of(item, place));
      return node;
    case Value::Kind::kObject:
      node.kind = YamlNode::Kind::kMap;
      for (const Value::Member& member : value.as_object())
        node.members.push_back({member.key, node_of(member.value, place)});
      return node;
    default:
      node.kind = YamlNode::Kind::kScalar;
      node.quoted = value.is_string();
      node.scalar = value.is_string() ? value.as_string() : json::dump(value);
      return node;
  }
}

}  // namespace

std::string variant_name(std::string_view task, std::string_view variant) { return fmt::format("{}[{}]", task, variant); }

std::vector<PromptVariant> prompt_variants(const YamlNode& task, const std::string& source) {
  std::vector<PromptVariant> variants;
  const YamlNode* list = find_member(task, "prompts");
  if (list == nullptr || list->kind == YamlNode::Kind::kNull) return variants;
  if (list->kind != YamlNode::Kind::kList || list->items.empty() || list->items.size() > kMaxVariants)
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: 'prompts': expected a list of maps with the key 'name', up to {} of them",
                            place(*list, source), kMaxVariants));
  YamlNode base = task;
  std::erase_if(base.members, [](const YamlNode::Member& member) { return member.key == "prompts"; });
  for (const YamlNode& item : list->items) {
    if (item.kind != YamlNode::Kind::kMap)
      throw Error(ErrorKind::kConfig, fmt::format("{}: 'prompts': expected a map with the key 'name'", place(item, source)));
    PromptVariant variant{read_name(item, source), base, {}};
    if (std::any_of(variants.begin(), variants.end(),
                    [&](const PromptVariant& other) { return other.name == variant.name; }))
      throw Error(ErrorKind::kConfig, fmt::format("{}: two prompts are called '{}'", place(item, source), variant.name));
    YamlNode own = item;
    std::erase_if(own.members, [](const YamlNode::Member& member) { return member.key == "name"; });
    for (const YamlNode::Member& member : own.members) {
      if (std::find(kPromptKeys.begin(), kPromptKeys.end(), member.key) == kPromptKeys.end()) refuse_key(member, source);
      variant.keys.push_back(member.key);
    }
    variant.task = laid_over(std::move(variant.task), own);
    variants.push_back(std::move(variant));
  }
  return variants;
}

YamlNode prompts_over(const Value& list, const std::string& where) {
  YamlNode place;
  const std::size_t colon = where.rfind(':');
  place.file = std::make_shared<const std::string>(where.substr(0, colon));
  const std::string line = colon == std::string::npos ? "" : where.substr(colon + 1);
  for (const char c : line)
    if (c >= '0' && c <= '9' && place.line < 100'000'000) place.line = place.line * 10 + (c - '0');
  YamlNode map = place;
  map.kind = YamlNode::Kind::kMap;
  map.members.push_back({"prompts", node_of(list, place)});
  return map;
}

}  // namespace assay::datasets
