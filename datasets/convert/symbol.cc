#include "datasets/convert/symbol.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/convert/python_tokens.h"

namespace assay::datasets::convert {
namespace {

using Kind = Symbol::Kind;

constexpr std::size_t kMaxBytes = 60'000;

std::string checked(std::string jinja, int line) {
  if (jinja.size() > kMaxBytes) throw NotUnderstood{fmt::format("it makes an expression of more than {} characters", kMaxBytes), line};
  return jinja;
}

std::vector<Symbol::Piece> pieces_of(const Symbol& symbol, int line) {
  if (symbol.text) return {{true, *symbol.text}};
  if (!symbol.pieces.empty()) return symbol.pieces;
  return {{false, operand_of(symbol, line)}};
}

}  // namespace

const Symbol* Symbol::find(const std::string& key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  return found == members.end() ? nullptr : &found->second;
}

void Symbol::set(const std::string& key, Symbol value) {
  for (auto& [name, old] : members)
    if (name == key) {
      old = std::move(value);
      return;
    }
  members.emplace_back(key, std::move(value));
}

Symbol expression(std::string jinja, bool is_atomic, bool is_text) {
  Symbol symbol;
  symbol.jinja = std::move(jinja);
  symbol.is_atomic = is_atomic;
  symbol.is_text = is_text;
  return symbol;
}

Symbol text_symbol(std::string text) {
  Symbol symbol = expression(jinja_literal(text), true, true);
  symbol.text = std::move(text);
  return symbol;
}

Symbol number_symbol(std::int64_t number) {
  Symbol symbol = expression(std::to_string(number), number >= 0);
  symbol.number = number;
  return symbol;
}

Symbol truth_symbol(bool truth) {
  Symbol symbol = expression(truth ? "true" : "false", true);
  symbol.truth = truth;
  return symbol;
}

Symbol none_symbol() { return expression("none", true); }

Symbol column_symbol(const std::string& name) { return expression(kColumnBegin + name + kColumnEnd, true); }

Symbol list_symbol(std::vector<Symbol> items, bool is_tuple) {
  Symbol symbol;
  symbol.kind = Kind::kList;
  symbol.items = std::move(items);
  symbol.is_tuple = is_tuple;
  return symbol;
}

std::string jinja_literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\\\"; break;
      case '\'': out += "\\'"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += c;
    }
  }
  return out + "'";
}

std::string jinja_of(const Symbol& symbol, int line) {
  std::vector<std::string> parts;
  switch (symbol.kind) {
    case Kind::kExpr:
      if (symbol.pieces.empty()) return checked(symbol.jinja, line);
      for (const Symbol::Piece& piece : symbol.pieces) parts.push_back(piece.is_literal ? jinja_literal(piece.text) : piece.text);
      // One part alone would keep its own type.
      if (parts.size() == 1) parts.insert(parts.begin(), "''");
      return checked(fmt::format("{}", fmt::join(parts, " ~ ")), line);
    case Kind::kList:
      for (const Symbol& item : symbol.items) parts.push_back(jinja_of(item, line));
      if (symbol.is_tuple) return checked(fmt::format("({}{})", fmt::join(parts, ", "), parts.size() == 1 ? "," : ""), line);
      return checked(fmt::format("[{}]", fmt::join(parts, ", ")), line);
    case Kind::kDict:
      for (const auto& [key, value] : symbol.members)
        parts.push_back(fmt::format("{}: {}", key.starts_with(kColumnEnd) ? key.substr(1) : jinja_literal(key), jinja_of(value, line)));
      return checked(fmt::format("{{{}}}", fmt::join(parts, ", ")), line);
    case Kind::kUnknown: throw NotUnderstood{symbol.jinja, line};
    case Kind::kLoopSum: throw NotUnderstood{"a value that a loop adds to is used inside of the loop", line};
    case Kind::kRow: throw NotUnderstood{"the row as a whole is no value of a template", line};
    case Kind::kDataset: throw NotUnderstood{"the dataset as a whole is no value of a template", line};
    case Kind::kFunction: throw NotUnderstood{"a function is no value of a template", line};
    case Kind::kModule: throw NotUnderstood{fmt::format("the module '{}' is not known", symbol.jinja), line};
  }
  return "";
}

std::string operand_of(const Symbol& symbol, int line) {
  std::string jinja = jinja_of(symbol, line);
  const bool is_atomic = symbol.kind != Kind::kExpr || (symbol.pieces.empty() && symbol.is_atomic);
  return is_atomic ? jinja : "(" + jinja + ")";
}

Symbol joined(const Symbol& left, const Symbol& right, int line) {
  if (left.text && right.text) return text_symbol(*left.text + *right.text);
  Symbol symbol;
  symbol.is_text = true;
  symbol.is_atomic = false;
  std::size_t size = 0;
  for (const Symbol* side : {&left, &right})
    for (Symbol::Piece& piece : pieces_of(*side, line)) {
      size += piece.text.size();
      if (piece.is_literal && piece.text.empty()) continue;
      if (piece.is_literal && !symbol.pieces.empty() && symbol.pieces.back().is_literal)
        symbol.pieces.back().text += piece.text;
      else
        symbol.pieces.push_back(std::move(piece));
    }
  if (size > kMaxBytes) throw NotUnderstood{fmt::format("it makes an expression of more than {} characters", kMaxBytes), line};
  return symbol;
}

Symbol either(const std::string& condition, const Symbol& yes, const Symbol& no, int line) {
  if (yes.kind == Kind::kFunction && no.kind == Kind::kFunction && yes.function == no.function) return yes;
  if (yes.kind == Kind::kModule && no.kind == Kind::kModule && yes.jinja == no.jinja) return yes;
  if (yes.kind == Kind::kUnknown) return yes;
  if (no.kind == Kind::kUnknown) return no;
  const auto is_map = [](const Symbol& symbol) { return symbol.kind == Kind::kRow || symbol.kind == Kind::kDict; };
  if (is_map(yes) || is_map(no)) {
    if (yes.kind != no.kind) throw NotUnderstood{"the branches of an if give different kinds of values", line};
    Symbol both = yes;
    both.members.clear();
    for (const auto* side : {&yes, &no})
      for (const auto& [key, value] : side->members) {
        if (both.find(key) != nullptr) continue;
        const Symbol* a = yes.find(key);
        const Symbol* b = no.find(key);
        if ((a == nullptr || b == nullptr) && yes.kind == Kind::kDict)
          throw NotUnderstood{fmt::format("the field '{}' is there in one branch of an if only", key), line};
        const Symbol column = column_symbol(key);
        both.set(key, either(condition, a ? *a : column, b ? *b : column, line));
      }
    return both;
  }
  if (yes.kind == Kind::kLoopSum && no.kind == Kind::kLoopSum) {
    Symbol both = yes;
    if (!yes.items.empty() || !no.items.empty()) {
      if (yes.items.size() == 1 && no.items.empty() && yes.condition.empty() && yes.pieces.empty()) {
        both.condition = condition;
        return both;
      }
      if (no.items.size() == 1 && yes.items.empty() && no.condition.empty() && no.pieces.empty()) {
        both = no;
        both.condition = "not (" + condition + ")";
        return both;
      }
      if (yes.items.size() == 1 && no.items.size() == 1 && yes.condition.empty() && no.condition.empty()) {
        both.items = {either(condition, yes.items[0], no.items[0], line)};
        return both;
      }
      throw NotUnderstood{"a loop adds different numbers of items in the branches of an if", line};
    }
    const auto text_of = [&](const Symbol& sum) {
      Symbol text = joined(text_symbol(""), text_symbol(""), line);
      for (const Symbol::Piece& piece : sum.pieces)
        text = joined(text, piece.is_literal ? text_symbol(piece.text) : expression(piece.text, false, true), line);
      return text;
    };
    const Symbol chosen = either(condition, text_of(yes), text_of(no), line);
    if (chosen.text)
      both.pieces = chosen.text->empty() ? std::vector<Symbol::Piece>() : std::vector<Symbol::Piece>{{true, *chosen.text}};
    else
      both.pieces = {{false, operand_of(chosen, line)}};
    return both;
  }
  const std::string a = jinja_of(yes, line), b = jinja_of(no, line);
  if (a == b) return yes;
  return expression(checked(fmt::format("{} if {} else {}", operand_of(yes, line), condition, operand_of(no, line)), line), false,
                    yes.is_text && no.is_text);
}

}  // namespace assay::datasets::convert
