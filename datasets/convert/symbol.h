#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/convert/python_syntax.h"

namespace assay::datasets::convert {

struct PythonModule;
struct Closure;

/// What a Python value is in terms of a row: for the most part an expression of a template.
struct Symbol {
  enum class Kind {
    kExpr,      ///< jinja
    kList,      ///< items, each known
    kDict,      ///< members
    kRow,       ///< the row with `members` laid over it
    kDataset,   ///< all rows, each as `members` over it, where all of `items` hold
    kFunction,  ///< function
    kModule,    ///< jinja: its name
    kLoopSum,   ///< within a loop: what is added to a value from before it (pieces of a text, or items)
    kUnknown,   ///< jinja: why it is not known
  };
  /// Part of a text that is put together.
  struct Piece {
    bool is_literal = false;
    std::string text;  ///< the literal itself, or an expression
  };
  Kind kind = Kind::kExpr;
  std::string jinja;              ///< a column is written as its name between two marks; see column_symbol
  bool is_atomic = true;          ///< needs no parentheses as an operand
  bool is_text = false;           ///< is known to be a text
  std::optional<std::string> text;      ///< its value where that is a constant text
  std::optional<std::int64_t> number;   ///< its value where that is a constant integer
  std::optional<bool> truth;            ///< its value where that is a constant True or False
  std::vector<Piece> pieces;      ///< of a text that is put together of several
  std::vector<Symbol> items;
  bool is_tuple = false;
  std::vector<std::pair<std::string, Symbol>> members;
  std::string condition;          ///< of a kLoopSum: the items count only where it holds
  std::shared_ptr<const Closure> function;

  const Symbol* find(const std::string& key) const;
  void set(const std::string& key, Symbol value);
};

/// The names that a function sees.
using Names = std::map<std::string, Symbol>;

/// A function with the names around it and the arguments that are given already.
struct Closure {
  std::shared_ptr<const PythonFunction> function;
  const PythonModule* module = nullptr;
  std::shared_ptr<const Names> around;
  std::vector<Symbol> positional;
  std::vector<std::pair<std::string, Symbol>> named;
};

/// Marks around a column's name inside of `jinja`, so that the name can still be changed when it is written.
constexpr char kColumnBegin = '\x01', kColumnEnd = '\x02';

Symbol expression(std::string jinja, bool is_atomic, bool is_text = false);
Symbol text_symbol(std::string text);
Symbol number_symbol(std::int64_t number);
Symbol truth_symbol(bool truth);
Symbol none_symbol();
Symbol column_symbol(const std::string& name);
Symbol list_symbol(std::vector<Symbol> items, bool is_tuple = false);

/// A text as a literal of a template.
std::string jinja_literal(const std::string& text);
/// The expression of a value. Throws: NotUnderstood with `line` for what is none (a function, a row).
std::string jinja_of(const Symbol& symbol, int line);
/// The same, in parentheses where it is not atomic.
std::string operand_of(const Symbol& symbol, int line);
/// Two texts, one behind the other.
Symbol joined(const Symbol& left, const Symbol& right, int line);
/// `yes if condition else no`; rows and dicts field by field. Throws: NotUnderstood where the two do not fit.
Symbol either(const std::string& condition, const Symbol& yes, const Symbol& no, int line);

}  // namespace assay::datasets::convert
