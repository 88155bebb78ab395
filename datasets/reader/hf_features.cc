#include "datasets/reader/hf_features.h"

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr int kMaxDepth = 100;

std::string text_of(const Value& feature, std::string_view key) {
  const Value* found = feature.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

std::vector<std::string> names_of(const Value& feature) {
  std::vector<std::string> names;
  const Value* list = feature.find("names");
  if (list == nullptr || !list->is_array()) return names;
  for (const Value& name : list->as_array()) {
    if (!name.is_string()) return {};
    names.push_back(name.as_string());
  }
  return names;
}

// A feature and what lies inside it. Lists are written as [feature], {"_type": "Sequence" | "List" | "LargeList",
// "feature": f}; structs as an object without a "_type" that is a text (a field may itself be called "_type").
void collect(const std::string& name, const Value& feature, int depth, std::vector<ColumnInfo>& out) {
  if (depth > kMaxDepth) return;
  if (feature.is_array()) {
    out.push_back({name, "List", {}});
    if (feature.size() == 1) collect(name + "[]", feature.as_array().front(), depth + 1, out);
    return;
  }
  if (!feature.is_object()) return;
  const std::string type = text_of(feature, "_type");
  if (type.empty()) {
    out.push_back({name, "struct", {}});
    for (const Value::Member& member : feature.as_object()) collect(name + "." + member.key, member.value, depth + 1, out);
    return;
  }
  const Value* inner = feature.find("feature");
  if (inner != nullptr && (type == "Sequence" || type == "List" || type == "LargeList")) {
    // The old Sequence of a struct is stored as a struct of lists.
    const bool turned = type == "Sequence" && inner->is_object() && text_of(*inner, "_type").empty();
    out.push_back({name, turned ? "struct" : "List", {}});
    if (!turned) return collect(name + "[]", *inner, depth + 1, out);
    for (const Value::Member& member : inner->as_object()) {
      out.push_back({name + "." + member.key, "List", {}});
      collect(name + "." + member.key + "[]", member.value, depth + 1, out);
    }
    return;
  }
  out.push_back({name, type == "Value" ? text_of(feature, "dtype") : type,
                 type == "ClassLabel" ? names_of(feature) : std::vector<std::string>{}});
}

}  // namespace

std::vector<ColumnInfo> with_class_names(std::vector<ColumnInfo> columns, const Value& features) {
  if (!features.is_object()) return columns;
  std::vector<ColumnInfo> described;
  for (const Value::Member& member : features.as_object()) collect(member.key, member.value, 0, described);
  for (ColumnInfo& column : columns) {
    for (ColumnInfo& feature : described) {
      if (feature.name != column.name || feature.type != "ClassLabel") continue;
      column.type = feature.type;
      column.class_names = std::move(feature.class_names);
      break;
    }
  }
  return columns;
}

std::vector<ColumnInfo> with_class_names(std::vector<ColumnInfo> columns, const std::string& metadata) {
  if (metadata.empty()) return columns;
  Value parsed;
  try {
    parsed = json::parse(metadata, "the metadata \"huggingface\"");
  } catch (const Error&) {
    return columns;  // a hint for people, not the data
  }
  const Value* info = parsed.find("info");
  const Value* features = info != nullptr ? info->find("features") : nullptr;
  return features != nullptr ? with_class_names(std::move(columns), *features) : columns;
}

std::vector<ColumnInfo> columns_of_features(const Value& features) {
  std::vector<ColumnInfo> out;
  if (!features.is_array()) return out;
  for (const Value& feature : features.as_array()) {
    const std::string name = text_of(feature, "name");
    const Value* type = feature.find("type");
    if (!name.empty() && type != nullptr) collect(name, *type, 0, out);
  }
  return out;
}

}  // namespace assay::datasets
