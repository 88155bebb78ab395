#include <fmt/core.h>

#include <algorithm>

#include "datasets/convert/python_reader.h"

namespace assay::datasets::convert {
namespace {

using Kind = PythonStatement::Kind;

constexpr std::size_t kMaxSteps = 20'000;

bool leaves(const PythonBlock& block) {
  return std::any_of(block.begin(), block.end(), [](const auto& statement) {
    return statement->kind == Kind::kReturn || statement->kind == Kind::kContinue || statement->kind == Kind::kBreak ||
           (statement->kind == Kind::kIf && (leaves(statement->body) || leaves(statement->orelse)));
  });
}

void collect_assigned(const PythonBlock& block, std::vector<std::string>& names) {
  for (const auto& statement : block) {
    for (const PythonExprPtr& target : statement->targets) {
      if (target->kind == PythonExpr::Kind::kName) names.push_back(target->text);
      if (target->kind == PythonExpr::Kind::kTuple)
        for (const PythonExprPtr& part : target->children) names.push_back(part->text);
      if (target->kind == PythonExpr::Kind::kItem && target->children[0]->kind == PythonExpr::Kind::kName)
        names.push_back(target->children[0]->text);
    }
    // names.append(..)
    if (statement->kind == Kind::kExpression && statement->value->kind == PythonExpr::Kind::kCall) {
      const PythonExpr& callee = *statement->value->children[0];
      if (callee.kind == PythonExpr::Kind::kAttribute && callee.children[0]->kind == PythonExpr::Kind::kName)
        names.push_back(callee.children[0]->text);
    }
    collect_assigned(statement->body, names);
    collect_assigned(statement->orelse, names);
  }
}

bool is_name(const PythonExpr& expr, const std::string& name) { return expr.kind == PythonExpr::Kind::kName && expr.text == name; }

Symbol unknown(std::string why) {
  Symbol symbol;
  symbol.kind = Symbol::Kind::kUnknown;
  symbol.jinja = std::move(why);
  return symbol;
}

}  // namespace

PythonReader::Outcome PythonReader::run(Statements statements, Names& names) {
  constexpr int kMaxBlocks = 300;
  if (++blocks_ > kMaxBlocks)
    throw NotUnderstood{fmt::format("blocks are nested more than {} deep", kMaxBlocks), statements.empty() ? 0 : statements.front()->line};
  const Outcome outcome = run_each(statements, names);
  --blocks_;
  return outcome;
}

PythonReader::Outcome PythonReader::run_each(Statements statements, Names& names) {
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const PythonStatement& statement = *statements[i];
    if (++steps_ > kMaxSteps) throw NotUnderstood{fmt::format("it takes more than {} steps to follow", kMaxSteps), statement.line};
    switch (statement.kind) {
      case Kind::kReturn: return {true, statement.value ? evaluate(*statement.value, names) : none_symbol()};
      case Kind::kContinue: return {true, std::nullopt};
      case Kind::kPass: break;
      case Kind::kAssign: {
        // x = x + .. is x += ..
        const PythonExpr& value = *statement.value;
        const PythonExpr& target = *statement.targets[0];
        if (statement.targets.size() == 1 && target.kind == PythonExpr::Kind::kName && value.kind == PythonExpr::Kind::kBinary &&
            value.text == "+" && is_name(*value.children[0], target.text) && names.contains(target.text) &&
            names[target.text].kind == Symbol::Kind::kLoopSum) {
          add_to(target, "+=", evaluate(*value.children[1], names), names);
          break;
        }
        const Symbol made = evaluate(value, names);
        for (const PythonExprPtr& one : statement.targets) assign(*one, made, names);
        break;
      }
      case Kind::kAugmented: add_to(*statement.targets[0], statement.text, evaluate(*statement.value, names), names); break;
      case Kind::kExpression: run_expression(statement, names); break;
      case Kind::kIf: {
        const Outcome outcome = run_if(statement, statements.subspan(i + 1), names);
        if (outcome.is_over) return outcome;
        break;
      }
      case Kind::kFor: run_for(statement, names); break;
      case Kind::kFunction: {
        auto closure = std::make_shared<Closure>();
        closure->function = statement.function;
        closure->module = module_;
        closure->around = std::make_shared<const Names>(names);
        Symbol symbol;
        symbol.kind = Symbol::Kind::kFunction;
        symbol.function = std::move(closure);
        names[statement.function->name] = std::move(symbol);
        break;
      }
      case Kind::kImport:
      case Kind::kFrom:
        for (const auto& [name, as] : statement.names) {
          Symbol symbol;
          symbol.kind = Symbol::Kind::kModule;
          symbol.jinja = statement.kind == Kind::kImport ? statement.text : statement.text + "." + name;
          names[as] = symbol;
        }
        break;
      case Kind::kBreak: throw NotUnderstood{"a loop is left by 'break'", statement.line};
      case Kind::kOther: throw NotUnderstood{fmt::format("'{}' is not understood", statement.text), statement.line};
    }
  }
  return {};
}

PythonReader::Outcome PythonReader::run_if(const PythonStatement& statement, Statements rest, Names& names) {
  bool known = false;
  const std::optional<std::string> condition = condition_of(evaluate(*statement.value, names), known, statement.line);
  if (!condition) return run(known ? statement.body : statement.orelse, names);
  Names yes = names, no = names;
  if (!leaves(statement.body) && !leaves(statement.orelse)) {
    run(statement.body, yes);
    run(statement.orelse, no);
    merge(*condition, yes, no, names, statement.line);
    return {};
  }
  // One of the branches ends the function: both go on to the end.
  const auto to_the_end = [&](const PythonBlock& block, Names& own) {
    Outcome outcome = run(block, own);
    return outcome.is_over ? outcome : run(rest, own);
  };
  const Outcome a = to_the_end(statement.body, yes), b = to_the_end(statement.orelse, no);
  merge(*condition, yes, no, names, statement.line);
  if (!a.value && !b.value) return {true, std::nullopt};
  return {true, either(*condition, a.value.value_or(none_symbol()), b.value.value_or(none_symbol()), statement.line)};
}

// What a name is after an if; what cannot be told is an error only where it is used.
void PythonReader::merge(const std::string& condition, const Names& yes, const Names& no, Names& into, int line) {
  Names merged;
  for (const Names* side : {&yes, &no})
    for (const auto& [name, value] : *side) {
      if (merged.contains(name)) continue;
      const auto a = yes.find(name), b = no.find(name);
      if (a == yes.end() || b == no.end()) {
        merged[name] = unknown(fmt::format("'{}' is set in one branch of an if only", name));
        continue;
      }
      try {
        merged[name] = either(condition, a->second, b->second, line);
      } catch (const NotUnderstood& trouble) {
        const bool is_same = a->second.kind == b->second.kind && (a->second.kind == Symbol::Kind::kDataset || a->second.kind == Symbol::Kind::kFunction) &&
                             a->second.members.size() == b->second.members.size() && a->second.items.size() == b->second.items.size() &&
                             a->second.function == b->second.function;
        merged[name] = is_same ? a->second : unknown(trouble.what);
      }
    }
  into = std::move(merged);
}

void PythonReader::run_expression(const PythonStatement& statement, Names& names) {
  const PythonExpr& expr = *statement.value;
  if (expr.kind == PythonExpr::Kind::kText || expr.kind == PythonExpr::Kind::kConstant) return;  // a description
  if (expr.kind == PythonExpr::Kind::kCall) {
    const PythonExpr& callee = *expr.children[0];
    if (is_name(callee, "print")) return;
    if (callee.kind == PythonExpr::Kind::kAttribute) {
      const PythonExpr& object = *callee.children[0];
      if (is_name(object, "logger") || is_name(object, "eval_logger") || is_name(object, "warnings")) return;
      if (is_name(object, "random") || is_name(object, "rng")) throw NotUnderstood{"an order by chance is not taken over (see the filter 'shuffle')", statement.line};
      if (object.kind == PythonExpr::Kind::kName && names.contains(object.text) && expr.children.size() == 2) {
        const Symbol argument = evaluate(*expr.children[1], names);
        if (callee.text == "append") return add_to(object, "append", argument, names);
        if (callee.text == "extend") return add_to(object, "+=", argument, names);
        Symbol& row = names[object.text];
        const bool is_map = row.kind == Symbol::Kind::kRow || row.kind == Symbol::Kind::kDict;
        if (callee.text == "update" && is_map && argument.kind == Symbol::Kind::kDict) {
          for (const auto& [key, value] : argument.members) row.set(key, value);
          return;
        }
      }
    }
  }
  throw NotUnderstood{"a statement whose effect is not known", statement.line};
}

void PythonReader::assign(const PythonExpr& target, const Symbol& value, Names& names) {
  if (target.kind == PythonExpr::Kind::kName) {
    names[target.text] = value;
    return;
  }
  if (target.kind == PythonExpr::Kind::kTuple || target.kind == PythonExpr::Kind::kList) {
    for (std::size_t i = 0; i < target.children.size(); ++i) {
      if (const auto items = known_items(value); items && items->size() != target.children.size())
        throw NotUnderstood{"the number of names differs from the number of values", target.line};
      assign(*target.children[i], item_of(value, number_symbol(static_cast<std::int64_t>(i)), target.line), names);
    }
    return;
  }
  if (target.kind == PythonExpr::Kind::kItem && target.children[0]->kind == PythonExpr::Kind::kName) {
    const auto found = names.find(target.children[0]->text);
    const Symbol key = evaluate(*target.children[1], names);
    if (found != names.end() && (found->second.kind == Symbol::Kind::kRow || found->second.kind == Symbol::Kind::kDict) && key.text) {
      found->second.set(*key.text, value);
      return;
    }
  }
  throw NotUnderstood{"what is assigned to is neither a name nor a field of the row", target.line};
}

void PythonReader::add_to(const PythonExpr& target, const std::string& op, const Symbol& value, Names& names) {
  const auto found = target.kind == PythonExpr::Kind::kName ? names.find(target.text) : names.end();
  if (found != names.end() && found->second.kind == Symbol::Kind::kLoopSum) {
    Symbol& sum = found->second;
    if (!sum.condition.empty()) throw NotUnderstood{"a loop adds further items behind an if", target.line};
    if (op == "append") {
      sum.items.push_back(value);
    } else if (op == "+=" && value.kind == Symbol::Kind::kList) {
      sum.items.insert(sum.items.end(), value.items.begin(), value.items.end());
    } else if (op == "+=" && (value.is_text || sum.is_text)) {
      if (value.text) {
        sum.pieces.push_back({true, *value.text});
      } else if (!value.pieces.empty()) {
        sum.pieces.insert(sum.pieces.end(), value.pieces.begin(), value.pieces.end());
      } else {
        sum.pieces.push_back({false, operand_of(value, target.line)});
      }
    } else {
      throw NotUnderstood{fmt::format("'{}' in a loop adds what is neither known to be a text nor a list", op), target.line};
    }
    return;
  }
  const Symbol old = evaluate(target, names);
  Symbol made;
  if (op == "append") {
    if (old.kind == Symbol::Kind::kList) {
      made = old;
      made.items.push_back(value);
    } else {
      made = expression(fmt::format("{} + [{}]", operand_of(old, target.line), jinja_of(value, target.line)), false);
    }
  } else if (op == "+=" && old.kind == Symbol::Kind::kList && value.kind == Symbol::Kind::kList) {
    made = old;
    made.items.insert(made.items.end(), value.items.begin(), value.items.end());
  } else if (op == "+=" && (old.is_text || value.is_text)) {
    made = joined(old, value, target.line);
  } else if (op == "+=" || op == "-=" || op == "*=" || op == "/=" || op == "//=" || op == "%=") {
    made = expression(fmt::format("{} {} {}", operand_of(old, target.line), op.substr(0, op.size() - 1), operand_of(value, target.line)), false);
  } else {
    throw NotUnderstood{fmt::format("'{}' is not understood", op), target.line};
  }
  assign(target, made, names);
}

void PythonReader::run_for(const PythonStatement& statement, Names& names) {
  if (!statement.orelse.empty()) throw NotUnderstood{"a loop has an 'else'", statement.line};
  const Symbol items = evaluate(*statement.value, names);
  if (const auto known = known_items(items)) {
    for (const Symbol& item : *known) {
      assign(*statement.targets[0], item, names);
      const Outcome outcome = run(statement.body, names);
      if (outcome.value) throw NotUnderstood{"a loop is left by 'return'", statement.line};
    }
    return;
  }
  run_loop(statement, items, names);
}

// A loop over items that are not known: what it adds to texts and lists from before becomes a list of what each item adds.
void PythonReader::run_loop(const PythonStatement& statement, const Symbol& items, Names& names) {
  std::vector<std::string> assigned;
  collect_assigned(statement.body, assigned);
  Names inside = names;
  std::vector<std::string> sums;
  for (const std::string& name : assigned) {
    const auto before = names.find(name);
    if (before == names.end() || std::find(sums.begin(), sums.end(), name) != sums.end()) continue;
    Symbol sum;
    sum.kind = Symbol::Kind::kLoopSum;
    sum.is_text = before->second.is_text;
    inside[name] = sum;
    sums.push_back(name);
  }
  std::vector<std::string> loop_names;
  bind_loop_names(*statement.targets[0], inside, loop_names);
  const Outcome outcome = run(statement.body, inside);
  if (outcome.value) throw NotUnderstood{"a loop is left by 'return'", statement.line};
  std::string targets = loop_names[0];
  for (std::size_t i = 1; i < loop_names.size(); ++i) targets += ", " + loop_names[i];
  const std::string all = operand_of(items, statement.line);
  for (const std::string& name : sums) {
    const Symbol& sum = inside[name];
    const Symbol& before = names[name];
    if (sum.kind != Symbol::Kind::kLoopSum) {
      names[name] = unknown(fmt::format("'{}' changes from one turn of a loop to the next", name));
    } else if (!sum.items.empty()) {
      if (sum.items.size() != 1 || !sum.pieces.empty()) throw NotUnderstood{"a loop adds several items a turn", statement.line};
      const std::string condition = sum.condition.empty() ? "" : fmt::format(" if ({})", sum.condition);
      const std::string list = fmt::format("[{} for {} in {}{}]", jinja_of(sum.items[0], statement.line), targets, all, condition);
      const bool is_empty = before.kind == Symbol::Kind::kList && before.items.empty();
      names[name] = is_empty ? expression(list, true) : expression(fmt::format("{} + {}", operand_of(before, statement.line), list), false);
    } else if (!sum.pieces.empty()) {
      Symbol text = joined(text_symbol(""), text_symbol(""), statement.line);
      for (const Symbol::Piece& piece : sum.pieces)
        text = joined(text, piece.is_literal ? text_symbol(piece.text) : expression(piece.text, true, true), statement.line);
      const std::string list = fmt::format("([{} for {} in {}] | join)", jinja_of(text, statement.line), targets, all);
      names[name] = joined(before, expression(list, true, true), statement.line);
    }
  }
  for (const std::string& name : assigned)
    if (!names.contains(name)) names[name] = unknown(fmt::format("'{}' is left over from a loop", name));
}

}  // namespace assay::datasets::convert
