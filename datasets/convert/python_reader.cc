#include "datasets/convert/python_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace assay::datasets::convert {
namespace {

constexpr int kMaxCalls = 40;

Symbol function_symbol(std::shared_ptr<const PythonFunction> function, const PythonModule* module) {
  auto closure = std::make_shared<Closure>();
  closure->function = std::move(function);
  closure->module = module;
  Symbol symbol;
  symbol.kind = Symbol::Kind::kFunction;
  symbol.function = std::move(closure);
  return symbol;
}

Symbol module_symbol(std::string name) {
  Symbol symbol;
  symbol.kind = Symbol::Kind::kModule;
  symbol.jinja = std::move(name);
  return symbol;
}

bool is_globals(const PythonExpr& expr) {
  return expr.kind == PythonExpr::Kind::kCall && expr.children[0]->kind == PythonExpr::Kind::kName && expr.children[0]->text == "globals";
}

// f"process_{subject}": what the one value of the f-string is called, and its value for a name.
std::optional<std::pair<std::string, std::string>> name_in_pattern(const PythonExpr& pattern, const std::string& name) {
  if (pattern.kind != PythonExpr::Kind::kFormat) return std::nullopt;
  std::string before, after, variable;
  for (const PythonExprPtr& piece : pattern.children) {
    if (piece->kind == PythonExpr::Kind::kText) {
      (variable.empty() ? before : after) += piece->text;
    } else {
      if (!variable.empty() || piece->children[0]->kind != PythonExpr::Kind::kName || !piece->operators.empty()) return std::nullopt;
      variable = piece->children[0]->text;
    }
  }
  if (variable.empty() || name.size() <= before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after))
    return std::nullopt;
  return std::pair(variable, name.substr(before.size(), name.size() - before.size() - after.size()));
}

}  // namespace

Symbol PythonReader::find(const PythonModule& module, const std::string& name) {
  file_ = module.file;
  module_ = &module;
  if (!module.trouble.empty()) throw NotUnderstood{module.trouble, module.trouble_line};
  if (std::optional<Symbol> found = in_module(module, name, 0)) return *std::move(found);
  throw NotUnderstood{fmt::format("there is no function '{}'", name), 0};
}

std::optional<Symbol> PythonReader::in_module(const PythonModule& module, const std::string& name, int line) {
  const auto found = module.definitions.find(name);
  if (found == module.definitions.end()) return registered(module, module.statements, name);
  const PythonStatement& statement = *found->second;
  const std::string key = module.file + ":" + name;
  if (!open_names_.insert(key).second) throw NotUnderstood{fmt::format("'{}' is defined by itself", name), line};
  const PythonModule* const outer = std::exchange(module_, &module);
  const std::string outer_file = std::exchange(file_, module.file);
  std::optional<Symbol> value;
  switch (statement.kind) {
    case PythonStatement::Kind::kFunction: value = function_symbol(statement.function, &module); break;
    case PythonStatement::Kind::kAssign:
      if (statement.targets.size() == 1) value = evaluate(*statement.value, {});
      break;
    case PythonStatement::Kind::kImport: value = module_symbol(statement.text); break;
    case PythonStatement::Kind::kFrom:
      for (const auto& [imported, as] : statement.names) {
        if (as != name) continue;
        const std::string prefix = statement.text.ends_with('.') ? statement.text : statement.text + ".";
        if (const PythonModule* other = modules_.find(statement.text, module.file)) {
          if (!other->trouble.empty()) {
            file_ = other->file;
            throw NotUnderstood{other->trouble, other->trouble_line};
          }
          value = in_module(*other, imported, statement.line);
          if (!value) throw NotUnderstood{fmt::format("there is no '{}' in {}", imported, other->file), statement.line};
        } else {
          value = module_symbol(prefix + imported);
        }
      }
      break;
    default: break;
  }
  if (!value) throw NotUnderstood{fmt::format("how '{}' comes about is not known", name), statement.line};
  module_ = outer;
  file_ = outer_file;
  open_names_.erase(key);
  return value;
}

// A name that a statement puts into globals() by a pattern: what the pattern's variable must have been, the name itself says.
std::optional<Symbol> PythonReader::registered(const PythonModule& module, const PythonBlock& block, const std::string& name) {
  for (const auto& statement : block) {
    // globals()[f"a_{b}"] = .., and globals().update({f"a_{b}": .. for b in ..})
    const PythonExpr* pattern = nullptr;
    const PythonExpr* made = nullptr;
    if (statement->kind == PythonStatement::Kind::kAssign && statement->targets.size() == 1 &&
        statement->targets[0]->kind == PythonExpr::Kind::kItem && is_globals(*statement->targets[0]->children[0])) {
      pattern = statement->targets[0]->children[1].get();
      made = statement->value.get();
    } else if (statement->kind == PythonStatement::Kind::kExpression && statement->value->kind == PythonExpr::Kind::kCall &&
               statement->value->children.size() == 2) {
      const PythonExpr& callee = *statement->value->children[0];
      const PythonExpr* dict = statement->value->children[1].get();
      if (callee.kind == PythonExpr::Kind::kAttribute && callee.text == "update" && is_globals(*callee.children[0])) {
        if (const auto found = module.definitions.find(dict->text); dict->kind == PythonExpr::Kind::kName && found != module.definitions.end() &&
                                                                     found->second->kind == PythonStatement::Kind::kAssign)
          dict = found->second->value.get();
        if (dict->kind == PythonExpr::Kind::kDictOf && dict->loops.size() == 1 && dict->loops[0].conditions.empty()) {
          pattern = dict->children[0].get();
          made = dict->children[1].get();
        }
      }
    }
    if (const auto match = pattern != nullptr ? name_in_pattern(*pattern, name) : std::nullopt) {
      const PythonModule* const outer = std::exchange(module_, &module);
      Symbol value = evaluate(*made, {{match->first, text_symbol(match->second)}});
      module_ = outer;
      return value;
    }
    for (const PythonBlock* inner : {&statement->body, &statement->orelse})
      if (std::optional<Symbol> found = registered(module, *inner, name)) return found;
    if (statement->kind == PythonStatement::Kind::kFunction)
      if (std::optional<Symbol> found = registered(module, statement->function->body, name)) return found;
  }
  return std::nullopt;
}

Symbol PythonReader::look_up(const std::string& name, const Names& names, int line) {
  if (const auto found = names.find(name); found != names.end()) {
    if (found->second.kind == Symbol::Kind::kUnknown) throw NotUnderstood{found->second.jinja, line};
    return found->second;
  }
  if (std::optional<Symbol> found = in_module(*module_, name, line)) return *std::move(found);
  throw NotUnderstood{fmt::format("'{}' is not known", name), line};
}

Symbol PythonReader::call(const Symbol& callee, std::vector<Symbol> positional, std::vector<std::pair<std::string, Symbol>> named, int line) {
  if (callee.kind != Symbol::Kind::kFunction) throw NotUnderstood{"what is called is no function that can be read", line};
  const Closure& closure = *callee.function;
  positional.insert(positional.begin(), closure.positional.begin(), closure.positional.end());
  for (const auto& [name, value] : closure.named)
    if (std::none_of(named.begin(), named.end(), [&](const auto& given) { return given.first == name; })) named.emplace_back(name, value);
  const PythonFunction& function = *closure.function;
  if (++depth_ > kMaxCalls) throw NotUnderstood{fmt::format("functions call each other more than {} deep", kMaxCalls), line};
  const PythonModule* const outer = std::exchange(module_, closure.module);
  const std::string outer_file = std::exchange(file_, closure.module->file);
  Names names = closure.around ? *closure.around : Names();
  if (positional.size() > function.parameters.size())
    throw NotUnderstood{fmt::format("'{}' is called with {} arguments and has {} parameters", function.name, positional.size(),
                                    function.parameters.size()),
                        line};
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const PythonParameter& parameter = function.parameters[i];
    const auto given = std::find_if(named.begin(), named.end(), [&](const auto& one) { return one.first == parameter.name; });
    if (i < positional.size())
      names[parameter.name] = positional[i];
    else if (given != named.end())
      names[parameter.name] = given->second;
    else if (parameter.fallback)
      names[parameter.name] = evaluate(*parameter.fallback, names);
    else
      throw NotUnderstood{fmt::format("'{}' is called without its argument '{}'", function.name, parameter.name), line};
  }
  for (const auto& [name, value] : named)
    if (std::none_of(function.parameters.begin(), function.parameters.end(), [&](const auto& p) { return p.name == name; }))
      throw NotUnderstood{fmt::format("'{}' has no parameter '{}'", function.name, name), line};
  Outcome outcome = run(function.body, names);
  Symbol value = outcome.value ? *std::move(outcome.value) : none_symbol();
  // A row or list that a function changes on the side would be lost here.
  for (std::size_t i = 0; i < positional.size() && i < function.parameters.size(); ++i) {
    const Symbol& before = positional[i];
    const Symbol& after = names[function.parameters[i].name];
    const bool is_changed = before.kind == Symbol::Kind::kRow && after.kind == Symbol::Kind::kRow && before.members.size() != after.members.size();
    if (is_changed && value.kind != Symbol::Kind::kRow)
      throw NotUnderstood{fmt::format("'{}' changes its argument on the side", function.name), function.line};
  }
  --depth_;
  module_ = outer;
  file_ = outer_file;
  return value;
}

}  // namespace assay::datasets::convert
