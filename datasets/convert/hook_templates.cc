#include "datasets/convert/hook_templates.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "datasets/convert/python_tokens.h"

namespace assay::datasets::convert {
namespace {

bool is_template_name(const std::string& name) {
  static const std::set<std::string> kReserved = {"true", "false", "none", "True", "False", "None", "not", "and", "or",
                                                  "if",   "else",  "in",   "is",   "for",   "loop", "namespace"};
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) || kReserved.contains(name)) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; });
}

std::string alias_of(const std::string& column, ColumnAliases& aliases) {
  if (const auto known = aliases.find(column); known != aliases.end()) return known->second;
  std::string alias;
  for (const char c : column) alias += std::isalnum(static_cast<unsigned char>(c)) ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '_';
  alias = "column_" + alias;
  const auto is_taken = [&] { return std::any_of(aliases.begin(), aliases.end(), [&](const auto& one) { return one.second == alias; }); };
  while (is_taken()) alias += "_";
  return aliases[column] = alias;
}

// The expression with its columns as names.
std::string with_names(const std::string& jinja, ColumnAliases& aliases) {
  std::string out;
  for (std::size_t i = 0; i < jinja.size(); ++i) {
    if (jinja[i] != kColumnBegin) {
      out += jinja[i];
      continue;
    }
    const std::size_t end = jinja.find(kColumnEnd, i);
    const std::string name = jinja.substr(i + 1, end - i - 1);
    if (name.starts_with("each") && name.size() > 4 && std::isdigit(static_cast<unsigned char>(name[4])))
      throw NotUnderstood{fmt::format("a column is called '{}', as the items of loops are", name), 0};
    const bool has_alias = aliases.contains(name);
    out += has_alias || !is_template_name(name) ? alias_of(name, aliases) : name;
    i = end;
  }
  return out;
}

std::string expression_template(const std::string& jinja) {
  // Two brackets in a row would end the template's expression.
  std::string out = "{{ " + jinja + " }}";
  return out;
}

std::string pieces_template(const Symbol& symbol, ColumnAliases& aliases) {
  std::string out;
  for (std::size_t i = 0; i < symbol.pieces.size(); ++i) {
    const Symbol::Piece& piece = symbol.pieces[i];
    const bool is_last = i + 1 == symbol.pieces.size();
    if (!piece.is_literal) {
      out += expression_template(with_names(piece.text, aliases));
    } else if (piece.text.find_first_of("{}#%") != std::string::npos || (is_last && piece.text.ends_with('\n'))) {
      out += expression_template(jinja_literal(piece.text));
    } else {
      out += piece.text;
    }
  }
  // One expression alone would keep its own type, where a text is meant.
  if (symbol.pieces.size() == 1 && !symbol.pieces[0].is_literal)
    return expression_template(fmt::format("'' ~ {}", with_names(symbol.pieces[0].text, aliases)));
  return out;
}

}  // namespace

std::vector<std::string> columns_in(const std::string& jinja) {
  std::vector<std::string> names;
  for (std::size_t i = jinja.find(kColumnBegin); i != std::string::npos; i = jinja.find(kColumnBegin, i + 1))
    names.push_back(jinja.substr(i + 1, jinja.find(kColumnEnd, i) - i - 1));
  return names;
}

std::string template_of(const Symbol& symbol, ColumnAliases& aliases) {
  if (symbol.kind == Symbol::Kind::kExpr && !symbol.text && !symbol.pieces.empty()) return pieces_template(symbol, aliases);
  return expression_template(with_names(jinja_of(symbol, 0), aliases));
}

std::vector<std::pair<std::string, std::string>> alias_entries(const ColumnAliases& aliases) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [column, alias] : aliases)
    entries.emplace_back(alias, is_template_name(column) ? expression_template(column) : column);
  return entries;
}

RowChanges row_changes_of(const Symbol& dataset) {
  if (dataset.kind != Symbol::Kind::kDataset) throw NotUnderstood{"what it gives is no dataset", 0};
  RowChanges changes;
  ColumnAliases none;
  for (const Symbol& condition : dataset.items) {
    const std::string text = with_names(operand_of(condition, 0), none);
    changes.doc_filter += (changes.doc_filter.empty() ? "" : " and ") + text;
  }
  if (!none.empty())
    throw NotUnderstood{fmt::format("a filter needs the column '{}', whose name a template cannot write", none.begin()->first), 0};
  // A field that replaces a column which other fields are made of: they need the column as it was.
  ColumnAliases aliases;
  for (const auto& [field, value] : dataset.members)
    for (const auto& [other, other_value] : dataset.members) {
      if (other == field) continue;
      const std::vector<std::string> used = columns_in(jinja_of(other_value, 0));
      const bool is_itself = jinja_of(value, 0) == column_symbol(field).jinja;
      if (!is_itself && std::find(used.begin(), used.end(), field) != used.end()) aliases[field] = "original_" + field;
    }
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [field, value] : dataset.members)
    if (jinja_of(value, 0) != column_symbol(field).jinja) fields.emplace_back(field, template_of(value, aliases));
  changes.doc_map = alias_entries(aliases);
  changes.doc_map.insert(changes.doc_map.end(), fields.begin(), fields.end());
  return changes;
}

}  // namespace assay::datasets::convert
