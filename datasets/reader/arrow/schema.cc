// The columns of a schema: checked, and listed.
#include <arrow/extension_type.h>
#include <arrow/util/utf8.h>
#include <fmt/core.h>

#include <set>

#include "datasets/reader/arrow/row_values.h"
#include "harness/core/error.h"

namespace assay::datasets::arrow_module {
namespace {

constexpr int kMaxDepth = 100;

// What a value of the type is made of: the storage of an extension, the values of a dictionary.
const ::arrow::DataType& plain(const ::arrow::DataType& type) {
  if (type.id() == ::arrow::Type::EXTENSION)
    return plain(*static_cast<const ::arrow::ExtensionType&>(type).storage_type());
  if (type.id() == ::arrow::Type::DICTIONARY)
    return plain(*static_cast<const ::arrow::DictionaryType&>(type).value_type());
  return type;
}

void check_fields(const ::arrow::FieldVector& fields, const std::string& path, bool are_named, int depth) {
  if (depth > kMaxDepth)
    throw Error(ErrorKind::kData, fmt::format("{}: its columns are nested more than {} deep", path, kMaxDepth));
  std::set<std::string_view> names;
  for (const auto& field : fields) {
    if (are_named && !::arrow::util::ValidateUTF8(field->name()))
      throw Error(ErrorKind::kData, fmt::format("{}: the name of a column is not valid UTF-8", path));
    if (are_named && !names.insert(field->name()).second)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: two columns are called '{}'; expected names that differ", path, field->name()));
    const ::arrow::DataType& type = plain(*field->type());
    check_fields(type.fields(), path, type.id() == ::arrow::Type::STRUCT, depth + 1);
  }
}

bool is_list(const ::arrow::DataType& type) {
  switch (type.id()) {
    case ::arrow::Type::LIST:
    case ::arrow::Type::LARGE_LIST:
    case ::arrow::Type::FIXED_SIZE_LIST:
    case ::arrow::Type::LIST_VIEW:
    case ::arrow::Type::LARGE_LIST_VIEW: return true;
    default: return false;
  }
}

void list_columns(const std::string& name, const ::arrow::DataType& type, std::vector<ColumnInfo>& out) {
  out.push_back({name, type.ToString(), {}});
  const ::arrow::DataType& inner = plain(type);
  if (is_list(inner)) list_columns(name + "[]", *inner.field(0)->type(), out);
  if (inner.id() != ::arrow::Type::STRUCT) return;
  for (const auto& field : inner.fields()) list_columns(name + "." + field->name(), *field->type(), out);
}

}  // namespace

void check_schema(const ::arrow::Schema& schema, const std::string& path) {
  if (schema.num_fields() == 0)
    throw Error(ErrorKind::kData, fmt::format("{}: has no columns; expected at least one", path));
  check_fields(schema.fields(), path, true, 0);
}

std::vector<ColumnInfo> columns_of(const ::arrow::Schema& schema) {
  std::vector<ColumnInfo> out;
  for (const auto& field : schema.fields()) list_columns(field->name(), *field->type(), out);
  return out;
}

}  // namespace assay::datasets::arrow_module
