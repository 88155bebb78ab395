#include "datasets/row_source.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

std::vector<std::string> known_columns(const Value& row, std::span<const std::string> columns) {
  std::vector<std::string> names(columns.begin(), columns.end());
  for (const Value::Member& member : row.as_object())
    if (std::find(names.begin(), names.end(), member.key) == names.end()) names.push_back(member.key);
  return names;
}

// Words of one to three letters are more likely constants ("yes", "A", "0") than misspelt columns.
bool may_name_a_column(std::string_view text) {
  return text.size() > 3 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

std::optional<std::string> scalar_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (!value.is_number() && !value.is_bool()) return std::nullopt;
  static const text::jinja::Template kPrinted("{{ value }}", "number");
  Value context = Value::object();
  context.set("value", value);
  return kPrinted.render(context);
}

RowValue row_value(const RowSource& source, const Value& row, std::span<const std::string> columns) {
  ASSAY_CHECK(source.is_set());
  if (source.list) {
    Value list = Value::array();
    for (const std::string& item : *source.list) list.push_back(item);
    return {list, false};
  }
  if (const Value* column = row.find(source.written)) {
    if (column->is_null())
      throw Error(ErrorKind::kData,
                  fmt::format("the column '{}' is null, asked for at {}", source.written, source.where));
    return {*column, true};
  }
  if (std::find(columns.begin(), columns.end(), source.written) != columns.end())
    throw Error(ErrorKind::kData, fmt::format("the row has no '{}', asked for at {}; it has: {}", source.written,
                                              source.where, fmt::join(known_columns(row, {}), ", ")));
  // A text without a placeholder is a constant; one word that nearly is a column's name was meant as that column.
  if (may_name_a_column(source.written)) {
    const std::string near = did_you_mean(source.written, known_columns(row, columns));
    if (!near.empty())
      throw Error(ErrorKind::kConfig, fmt::format("{}: '{}' is not a column of the data; did you mean '{}'?",
                                                  source.where, source.written, near));
  }
  Value value = source.compiled->evaluate(row);
  if (value.is_array()) return {std::move(value), false};
  if (value.is_string()) return {std::move(value), false};
  return {source.compiled->render(row), false};
}

std::string row_text(const RowSource& source, const Value& row, std::span<const std::string> columns) {
  const RowValue found = row_value(source, row, columns);
  // A template that is one expression with a list as its value still prints, as it does in Jinja.
  if (!found.is_column && found.value.is_array() && source.compiled) return source.compiled->render(row);
  const std::optional<std::string> text = scalar_text(found.value);
  if (!text)
    throw Error(ErrorKind::kData,
                fmt::format("expected a text from '{}' at {}, not {} {}", source.written, source.where,
                            found.value.is_object() ? "an" : "a", kind_name(found.value)));
  return *text;
}

}  // namespace assay::datasets
