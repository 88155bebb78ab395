#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "datasets/convert/python_reader.h"

namespace assay::datasets::convert {
namespace {

using Kind = PythonExpr::Kind;

constexpr std::size_t kMaxKnownItems = 200;

bool is_map(const Symbol& symbol) { return symbol.kind == Symbol::Kind::kRow || symbol.kind == Symbol::Kind::kDict; }

// A dict's key in our list of members: a text itself, anything else behind a mark.
std::string member_key(const Symbol& key, int line) {
  return key.text ? *key.text : std::string(1, kColumnEnd) + jinja_of(key, line);
}

std::size_t place_in(std::int64_t index, std::size_t size, std::size_t otherwise) {
  if (index < 0) index += static_cast<std::int64_t>(size);
  return index < 0 ? 0 : index > static_cast<std::int64_t>(size) ? otherwise : static_cast<std::size_t>(index);
}

}  // namespace

Symbol PythonReader::evaluate(const PythonExpr& expr, const Names& names) {
  constexpr std::size_t kMaxSteps = 200'000;
  constexpr int kMaxLevels = 800;
  if (++steps_ > kMaxSteps) throw NotUnderstood{fmt::format("it takes more than {} steps to follow", kMaxSteps), expr.line};
  if (++levels_ > kMaxLevels) throw NotUnderstood{fmt::format("expressions are nested more than {} deep", kMaxLevels), expr.line};
  Symbol value = evaluate_kind(expr, names);
  --levels_;
  return value;
}

Symbol PythonReader::evaluate_kind(const PythonExpr& expr, const Names& names) {
  switch (expr.kind) {
    case Kind::kText: return text_symbol(expr.text);
    case Kind::kNumber: {
      std::int64_t number = 0;
      const char* const end = expr.text.data() + expr.text.size();
      if (std::from_chars(expr.text.data(), end, number).ptr == end) return number_symbol(number);
      double real = 0;
      if (std::from_chars(expr.text.data(), end, real).ptr == end) return expression(expr.text, true);
      throw NotUnderstood{fmt::format("the number '{}' is not understood", expr.text), expr.line};
    }
    case Kind::kConstant: return expr.text == "None" ? none_symbol() : truth_symbol(expr.text == "True");
    case Kind::kName: return look_up(expr.text, names, expr.line);
    case Kind::kFormat: return evaluate_format(expr, names);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet: {
      std::vector<Symbol> items;
      for (const PythonExprPtr& child : expr.children) {
        if (child->kind != Kind::kStarred) {
          items.push_back(evaluate(*child, names));
          continue;
        }
        const auto all = known_items(evaluate(*child->children[0], names));
        if (!all) throw NotUnderstood{"a list of unknown length inside of another one", expr.line};
        items.insert(items.end(), all->begin(), all->end());
      }
      return list_symbol(std::move(items), expr.kind == Kind::kTuple);
    }
    case Kind::kDict: return evaluate_dict(expr, names);
    case Kind::kListOf: return evaluate_list_of(expr, names);
    case Kind::kDictOf: throw NotUnderstood{"a dict that a comprehension makes is not understood", expr.line};
    case Kind::kAttribute: {
      const Symbol object = evaluate(*expr.children[0], names);
      if (object.kind == Symbol::Kind::kModule) {
        static const std::string kLower = "abcdefghijklmnopqrstuvwxyz", kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if (object.jinja == "string" && expr.text == "ascii_uppercase") return text_symbol(kUpper);
        if (object.jinja == "string" && expr.text == "ascii_lowercase") return text_symbol(kLower);
        if (object.jinja == "string" && expr.text == "ascii_letters") return text_symbol(kLower + kUpper);
        if (const PythonModule* other = modules_.find(object.jinja, file_))
          if (std::optional<Symbol> found = in_module(*other, expr.text, expr.line)) return *std::move(found);
        Symbol inner = object;
        inner.jinja += "." + expr.text;
        return inner;
      }
      throw NotUnderstood{fmt::format("the attribute '{}' is not understood", expr.text), expr.line};
    }
    case Kind::kItem: return evaluate_item(expr, names);
    case Kind::kSlice: return evaluate_slice(expr, names);
    case Kind::kCall: return evaluate_call(expr, names);
    case Kind::kUnary: return evaluate_unary(expr, names);
    case Kind::kBinary: return evaluate_binary(expr, names);
    case Kind::kCompare: return evaluate_compare(expr, names);
    case Kind::kCondition: return evaluate_condition(expr, names);
    case Kind::kLambda: {
      auto closure = std::make_shared<Closure>();
      closure->function = expr.function;
      closure->module = module_;
      closure->around = std::make_shared<const Names>(names);
      Symbol symbol;
      symbol.kind = Symbol::Kind::kFunction;
      symbol.function = std::move(closure);
      return symbol;
    }
    case Kind::kValue:
    case Kind::kStarred: break;
  }
  throw NotUnderstood{"an expression that is not understood", expr.line};
}

Symbol PythonReader::evaluate_format(const PythonExpr& expr, const Names& names) {
  Symbol text = text_symbol("");
  for (const PythonExprPtr& piece : expr.children) {
    if (piece->kind == Kind::kText)
      text = joined(text, text_symbol(piece->text), expr.line);
    else
      text = joined(text, formatted(evaluate(*piece->children[0], names), piece->text, piece->operators.empty() ? "" : piece->operators[0], expr.line),
                    expr.line);
  }
  return text;
}

Symbol PythonReader::evaluate_dict(const PythonExpr& expr, const Names& names) {
  Symbol dict;
  dict.kind = Symbol::Kind::kDict;
  for (std::size_t i = 0; i + 1 < expr.children.size(); i += 2) {
    if (expr.children[i]) {
      dict.set(member_key(evaluate(*expr.children[i], names), expr.line), evaluate(*expr.children[i + 1], names));
      continue;
    }
    const Symbol other = evaluate(*expr.children[i + 1], names);
    if (!is_map(other)) throw NotUnderstood{"what '**' unpacks is not known", expr.line};
    if (other.kind == Symbol::Kind::kRow) dict.kind = Symbol::Kind::kRow;
    for (const auto& [key, value] : other.members) dict.set(key, value);
  }
  return dict;
}

Symbol PythonReader::item_of(const Symbol& object, const Symbol& key, int line) {
  if (object.kind == Symbol::Kind::kRow) {
    if (!key.text) throw NotUnderstood{"which column of the row is meant is not known", line};
    const Symbol* own = object.find(*key.text);
    return own != nullptr ? *own : column_symbol(*key.text);
  }
  if (object.kind == Symbol::Kind::kDict && (key.text || key.number)) {
    const Symbol* own = object.find(member_key(key, line));
    if (own == nullptr) throw NotUnderstood{"a dict has no such key", line};
    return *own;
  }
  if (key.number) {
    if (object.kind == Symbol::Kind::kList) {
      const std::int64_t size = static_cast<std::int64_t>(object.items.size());
      const std::int64_t at = *key.number < 0 ? *key.number + size : *key.number;
      if (at < 0 || at >= size) throw NotUnderstood{"a list has no such item", line};
      return object.items[static_cast<std::size_t>(at)];
    }
    if (object.text && *key.number >= 0 && *key.number < static_cast<std::int64_t>(object.text->size()) &&
        std::all_of(object.text->begin(), object.text->end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
      return text_symbol(std::string(1, (*object.text)[static_cast<std::size_t>(*key.number)]));
  }
  Symbol item = expression(fmt::format("{}[{}]", operand_of(object, line), jinja_of(key, line)), true, object.is_text);
  const auto is_text = [](const auto& member) { return member.second.is_text; };
  if (object.kind == Symbol::Kind::kDict) item.is_text = std::all_of(object.members.begin(), object.members.end(), is_text);
  if (object.kind == Symbol::Kind::kList)
    item.is_text = !object.items.empty() && std::all_of(object.items.begin(), object.items.end(), [](const Symbol& one) { return one.is_text; });
  return item;
}

Symbol PythonReader::evaluate_item(const PythonExpr& expr, const Names& names) {
  return item_of(evaluate(*expr.children[0], names), evaluate(*expr.children[1], names), expr.line);
}

Symbol PythonReader::evaluate_slice(const PythonExpr& expr, const Names& names) {
  const Symbol object = evaluate(*expr.children[0], names);
  std::optional<Symbol> parts[3];
  bool all_known = true;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!expr.children[i + 1]) continue;
    parts[i] = evaluate(*expr.children[i + 1], names);
    all_known = all_known && parts[i]->number.has_value();
  }
  if (object.kind == Symbol::Kind::kList && all_known && !parts[2]) {
    const std::size_t size = object.items.size();
    const std::size_t first = parts[0] ? place_in(*parts[0]->number, size, size) : 0;
    const std::size_t last = parts[1] ? place_in(*parts[1]->number, size, size) : size;
    std::vector<Symbol> items;
    for (std::size_t i = first; i < last; ++i) items.push_back(object.items[i]);
    return list_symbol(std::move(items), object.is_tuple);
  }
  const auto part = [&](std::size_t i) { return parts[i] ? jinja_of(*parts[i], expr.line) : std::string(); };
  const std::string step = parts[2] ? ":" + part(2) : "";
  return expression(fmt::format("{}[{}:{}{}]", operand_of(object, expr.line), part(0), part(1), step), true, object.is_text);
}

Symbol PythonReader::evaluate_unary(const PythonExpr& expr, const Names& names) {
  const Symbol value = evaluate(*expr.children[0], names);
  if (expr.text == "not") {
    bool known = false;
    const std::optional<std::string> condition = condition_of(value, known, expr.line);
    return condition ? expression(fmt::format("not {}", operand_of(value, expr.line)), false) : truth_symbol(!known);
  }
  if (expr.text == "-" && value.number) return number_symbol(-*value.number);
  if (expr.text == "-") return expression(fmt::format("-{}", operand_of(value, expr.line)), false);
  throw NotUnderstood{fmt::format("the operator '{}' is not understood", expr.text), expr.line};
}

std::optional<std::string> PythonReader::condition_of(const Symbol& symbol, bool& known, int line) {
  if (symbol.truth) return known = *symbol.truth, std::nullopt;
  if (symbol.text) return known = !symbol.text->empty(), std::nullopt;
  if (symbol.number) return known = *symbol.number != 0, std::nullopt;
  if (symbol.kind == Symbol::Kind::kList) return known = !symbol.items.empty(), std::nullopt;
  if (symbol.kind == Symbol::Kind::kExpr && symbol.jinja == "none") return known = false, std::nullopt;
  return operand_of(symbol, line);
}

Symbol PythonReader::evaluate_binary(const PythonExpr& expr, const Names& names) {
  const Symbol left = evaluate(*expr.children[0], names);
  const int line = expr.line;
  if (expr.text == "and" || expr.text == "or") {
    bool known = false;
    if (!condition_of(left, known, line)) return known == (expr.text == "and") ? evaluate(*expr.children[1], names) : left;
    const Symbol right = evaluate(*expr.children[1], names);
    return expression(fmt::format("{} {} {}", operand_of(left, line), expr.text, operand_of(right, line)), false, left.is_text && right.is_text);
  }
  const Symbol right = evaluate(*expr.children[1], names);
  if (left.number && right.number && expr.text == "+") return number_symbol(*left.number + *right.number);
  if (left.number && right.number && expr.text == "-") return number_symbol(*left.number - *right.number);
  if (expr.text == "+") {
    if (left.kind == Symbol::Kind::kList && right.kind == Symbol::Kind::kList) {
      Symbol both = left;
      both.items.insert(both.items.end(), right.items.begin(), right.items.end());
      return both;
    }
    if (left.is_text || right.is_text) return joined(left, right, line);
  }
  static const std::set<std::string> kKnown = {"+", "-", "*", "/", "//", "%", "**"};
  if (!kKnown.contains(expr.text)) throw NotUnderstood{fmt::format("the operator '{}' is not understood", expr.text), line};
  const bool is_text = left.is_text && (expr.text == "%" || expr.text == "*");
  return expression(fmt::format("{} {} {}", operand_of(left, line), expr.text, operand_of(right, line)), false, is_text);
}

Symbol PythonReader::evaluate_compare(const PythonExpr& expr, const Names& names) {
  std::vector<Symbol> sides;
  for (const PythonExprPtr& child : expr.children) sides.push_back(evaluate(*child, names));
  const int line = expr.line;
  if (sides.size() == 2) {
    const std::string& op = expr.operators[0];
    const auto same = [](const Symbol& a, const Symbol& b) -> std::optional<bool> {
      if (a.text && b.text) return *a.text == *b.text;
      if (a.number && b.number) return *a.number == *b.number;
      return std::nullopt;
    };
    const bool is_equality = op == "==" || op == "!=";
    if (const auto equal = same(sides[0], sides[1]); equal && is_equality) return truth_symbol(*equal == (op == "=="));
    if (sides[0].number && sides[1].number && (op == "<" || op == ">"))
      return truth_symbol(op == "<" ? *sides[0].number < *sides[1].number : *sides[0].number > *sides[1].number);
    if ((op == "in" || op == "not in") && sides[1].kind == Symbol::Kind::kList && (sides[0].text || sides[0].number)) {
      bool all_known = true, is_in = false;
      for (const Symbol& item : sides[1].items) {
        const auto equal = same(sides[0], item);
        all_known = all_known && equal.has_value();
        is_in = is_in || equal.value_or(false);
      }
      if (is_in || all_known) return truth_symbol(is_in == (op == "in"));
    }
    // Which columns a row has is a matter of the dataset.
    if ((op == "in" || op == "not in") && sides[1].kind == Symbol::Kind::kRow && sides[0].text) {
      if (sides[1].find(*sides[0].text) != nullptr) return truth_symbol(op == "in");
      const std::string column = jinja_of(column_symbol(*sides[0].text), line);
      return expression(fmt::format("{} is {}", column, op == "in" ? "defined" : "undefined"), false);
    }
    const bool is_none = sides[1].kind == Symbol::Kind::kExpr && sides[1].jinja == "none";
    if ((op == "is" || op == "is not") && !is_none && !sides[1].truth) throw NotUnderstood{"'is' compares with something else than None", line};
    if (is_none && (op == "is" || op == "is not" || is_equality)) {
      const bool wanted = op == "is" || op == "==";
      if (sides[0].kind != Symbol::Kind::kExpr) return truth_symbol(!wanted);
      if (sides[0].text || sides[0].number || sides[0].truth || !sides[0].pieces.empty()) return truth_symbol(!wanted);
      return expression(fmt::format("{} is {}none", operand_of(sides[0], line), wanted ? "" : "not "), false);
    }
  }
  std::string text = operand_of(sides[0], line);
  for (std::size_t i = 0; i < expr.operators.size(); ++i) {
    const std::string& op = expr.operators[i];
    text += fmt::format(" {} {}", op == "is" ? "==" : op == "is not" ? "!=" : op, operand_of(sides[i + 1], line));
  }
  return expression(text, false);
}

Symbol PythonReader::evaluate_condition(const PythonExpr& expr, const Names& names) {
  bool known = false;
  const std::optional<std::string> condition = condition_of(evaluate(*expr.children[1], names), known, expr.line);
  if (!condition) return evaluate(*expr.children[known ? 0 : 2], names);
  return either(*condition, evaluate(*expr.children[0], names), evaluate(*expr.children[2], names), expr.line);
}

std::optional<std::vector<Symbol>> PythonReader::known_items(const Symbol& symbol) {
  if (symbol.kind == Symbol::Kind::kList && symbol.items.size() <= kMaxKnownItems) return symbol.items;
  if (symbol.kind == Symbol::Kind::kDict) {
    std::vector<Symbol> keys;
    for (const auto& [key, value] : symbol.members) {
      if (key.starts_with(kColumnEnd)) return std::nullopt;
      keys.push_back(text_symbol(key));
    }
    return keys;
  }
  if (symbol.text && symbol.text->size() <= kMaxKnownItems &&
      std::all_of(symbol.text->begin(), symbol.text->end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    std::vector<Symbol> letters;
    for (const char c : *symbol.text) letters.push_back(text_symbol(std::string(1, c)));
    return letters;
  }
  return std::nullopt;
}

void PythonReader::bind_loop_names(const PythonExpr& targets, Names& names, std::vector<std::string>& made) {
  if (targets.kind == Kind::kName) {
    made.push_back(new_loop_name());
    names[targets.text] = expression(made.back(), true);
    return;
  }
  if (targets.kind != Kind::kTuple) throw NotUnderstood{"what a loop assigns to is no name", targets.line};
  for (const PythonExprPtr& part : targets.children) {
    if (part->kind != Kind::kName) throw NotUnderstood{"a loop takes apart what it runs over in several steps", targets.line};
    bind_loop_names(*part, names, made);
  }
}

Symbol PythonReader::evaluate_list_of(const PythonExpr& expr, const Names& names) {
  if (expr.loops.size() != 1) throw NotUnderstood{"a comprehension runs over several lists", expr.line};
  const PythonComprehension& loop = expr.loops[0];
  const Symbol items = evaluate(*loop.items, names);
  if (items.kind == Symbol::Kind::kDataset) {
    // [f(row) for row in dataset] and [row for row in dataset if ..]: all rows anew.
    Names inside = names;
    Symbol row;
    row.kind = Symbol::Kind::kRow;
    row.members = items.members;
    assign(*loop.targets, row, inside);
    Symbol made = items;
    for (const PythonExprPtr& condition : loop.conditions) made.items.push_back(evaluate(*condition, inside));
    const Symbol value = evaluate(*expr.children[0], inside);
    if (value.kind != Symbol::Kind::kRow) throw NotUnderstood{"what becomes of a row is no row", expr.line};
    made.members = value.members;
    return made;
  }
  if (const auto known = known_items(items)) {
    std::vector<Symbol> made;
    bool is_decided = true;
    for (const Symbol& item : *known) {
      Names inside = names;
      assign(*loop.targets, item, inside);
      bool is_kept = true;
      for (const PythonExprPtr& condition : loop.conditions) {
        bool holds = false;
        if (condition_of(evaluate(*condition, inside), holds, expr.line)) is_decided = false;
        is_kept = is_kept && holds;
      }
      if (!is_decided) break;
      if (is_kept) made.push_back(evaluate(*expr.children[0], inside));
    }
    if (is_decided) return list_symbol(std::move(made));
  }
  Names inside = names;
  std::vector<std::string> loop_names;
  bind_loop_names(*loop.targets, inside, loop_names);
  std::string targets = loop_names[0], conditions;
  for (std::size_t i = 1; i < loop_names.size(); ++i) targets += ", " + loop_names[i];
  for (const PythonExprPtr& condition : loop.conditions) {
    bool holds = false;
    const std::optional<std::string> text = condition_of(evaluate(*condition, inside), holds, expr.line);
    if (!text && !holds) return list_symbol({});
    if (text) conditions += fmt::format("{}{}", conditions.empty() ? " if " : " and ", *text);
  }
  const std::string item = jinja_of(evaluate(*expr.children[0], inside), expr.line);
  return expression(fmt::format("[{} for {} in {}{}]", item, targets, operand_of(items, expr.line), conditions), true);
}

}  // namespace assay::datasets::convert
