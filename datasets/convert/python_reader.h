#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "datasets/convert/python_module.h"
#include "datasets/convert/python_tokens.h"
#include "datasets/convert/symbol.h"

namespace assay::datasets::convert {

/// Reads what a function makes of a row as expressions of a template, by following its statements with a row that is not
/// known. Nothing is run; what it does not understand ends it with the place, and is never guessed.
/// Throws: NotUnderstood from all that reads.
class PythonReader {
 public:
  explicit PythonReader(PythonModules& modules) : modules_(modules) {}

  /// The function (or the partial, or the alias of one) of that name in a file. Throws: NotUnderstood where there is none.
  Symbol find(const PythonModule& module, const std::string& name);
  /// What it gives for these arguments.
  Symbol call(const Symbol& callee, std::vector<Symbol> positional, std::vector<std::pair<std::string, Symbol>> named, int line);
  /// The file that is being read: where a NotUnderstood comes from.
  const std::string& file() const { return file_; }

 private:
  /// How a block of statements ended.
  struct Outcome {
    bool is_over = false;         ///< by return, or by continue inside a loop
    std::optional<Symbol> value;  ///< what return gives
  };
  using Statements = std::span<const std::shared_ptr<const PythonStatement>>;

  // python_reader_statements.cc
  Outcome run(Statements statements, Names& names);
  Outcome run_each(Statements statements, Names& names);
  Outcome run_if(const PythonStatement& statement, Statements rest, Names& names);
  void run_for(const PythonStatement& statement, Names& names);
  void run_loop(const PythonStatement& statement, const Symbol& items, Names& names);
  void run_expression(const PythonStatement& statement, Names& names);
  void assign(const PythonExpr& target, const Symbol& value, Names& names);
  void add_to(const PythonExpr& target, const std::string& op, const Symbol& value, Names& names);
  void merge(const std::string& condition, const Names& yes, const Names& no, Names& into, int line);

  // python_reader_expressions.cc
  Symbol evaluate(const PythonExpr& expr, const Names& names);
  Symbol evaluate_kind(const PythonExpr& expr, const Names& names);
  Symbol evaluate_format(const PythonExpr& expr, const Names& names);
  Symbol evaluate_dict(const PythonExpr& expr, const Names& names);
  Symbol evaluate_item(const PythonExpr& expr, const Names& names);
  Symbol evaluate_slice(const PythonExpr& expr, const Names& names);
  Symbol evaluate_unary(const PythonExpr& expr, const Names& names);
  Symbol evaluate_binary(const PythonExpr& expr, const Names& names);
  Symbol evaluate_compare(const PythonExpr& expr, const Names& names);
  Symbol evaluate_condition(const PythonExpr& expr, const Names& names);
  Symbol evaluate_list_of(const PythonExpr& expr, const Names& names);
  /// The item of a known container, or the expression of it.
  Symbol item_of(const Symbol& object, const Symbol& key, int line);
  /// A condition as an expression; nullopt where it is known to be true or false, which is in `known`.
  std::optional<std::string> condition_of(const Symbol& symbol, bool& known, int line);
  /// Binds the names of a loop to new names of the template, which are appended to `made`.
  void bind_loop_names(const PythonExpr& targets, Names& names, std::vector<std::string>& made);
  std::string new_loop_name() { return "each" + std::to_string(++num_loop_names_); }
  /// The items one by one, where they are known.
  static std::optional<std::vector<Symbol>> known_items(const Symbol& symbol);

  // python_reader_calls.cc
  Symbol evaluate_call(const PythonExpr& expr, const Names& names);
  Symbol call_builtin(const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments, const Names& names);
  Symbol call_module(const std::string& module, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments);
  Symbol call_method(const Symbol& object, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments,
                     std::vector<std::pair<std::string, Symbol>>& named);
  Symbol call_dataset(const Symbol& dataset, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments,
                      const std::vector<std::pair<std::string, Symbol>>& named);
  Symbol format_text(const std::string& pattern, const std::vector<Symbol>& arguments,
                     const std::vector<std::pair<std::string, Symbol>>& named, int line);
  Symbol formatted(const Symbol& value, const std::string& conversion, const std::string& form, int line);

  // python_reader.cc
  Symbol look_up(const std::string& name, const Names& names, int line);
  std::optional<Symbol> in_module(const PythonModule& module, const std::string& name, int line);
  std::optional<Symbol> registered(const PythonModule& module, const PythonBlock& block, const std::string& name);

  PythonModules& modules_;
  const PythonModule* module_ = nullptr;  ///< whose statements are being followed
  std::string file_;
  int num_loop_names_ = 0;
  int depth_ = 0;   ///< of functions that call each other
  int levels_ = 0;  ///< of expressions
  int blocks_ = 0;  ///< of statements
  std::size_t steps_ = 0;
  std::set<std::string> open_names_;  ///< of modules, as they are being evaluated
};

}  // namespace assay::datasets::convert
