#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "datasets/convert/python_reader.h"

namespace assay::datasets::convert {
namespace {

using Kind = Symbol::Kind;
using Named = std::vector<std::pair<std::string, Symbol>>;

// Methods that a template has as Python has them; those of the first list give a text.
constexpr std::array<std::string_view, 19> kTextMethods = {"strip", "lstrip", "rstrip", "replace", "upper", "lower", "capitalize",
                                                           "title", "swapcase", "join", "removeprefix", "removesuffix", "ljust", "rjust",
                                                           "center", "zfill", "expandtabs", "casefold", "format"};
constexpr std::array<std::string_view, 23> kMethods = {"split", "rsplit", "splitlines", "startswith", "endswith", "find", "rfind", "index",
                                                       "rindex", "count", "isdigit", "isdecimal", "isnumeric", "isalpha", "isalnum",
                                                       "isspace", "isupper", "islower", "partition", "rpartition", "items", "keys", "values"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string list_of_arguments(const std::vector<Symbol>& arguments, int line) {
  std::string text;
  for (const Symbol& argument : arguments) text += (text.empty() ? "" : ", ") + jinja_of(argument, line);
  return text;
}

Symbol filtered(const Symbol& value, const std::string& filter, int line, bool is_text = false) {
  return expression(fmt::format("{} | {}", operand_of(value, line), filter), false, is_text);
}

const Symbol* named_value(const Named& named, std::string_view name) {
  const auto found = std::find_if(named.begin(), named.end(), [&](const auto& one) { return one.first == name; });
  return found == named.end() ? nullptr : &found->second;
}

}  // namespace

Symbol PythonReader::evaluate_call(const PythonExpr& expr, const Names& names) {
  const PythonExpr& callee = *expr.children[0];
  const int line = expr.line;
  std::vector<Symbol> arguments;
  Named named;
  // re.search(..).group(1) and re.match(..).group(1)
  if (callee.kind == PythonExpr::Kind::kAttribute && callee.text == "group" && callee.children[0]->kind == PythonExpr::Kind::kCall &&
      expr.children.size() <= 2) {
    const Symbol found = evaluate(*callee.children[0], names);
    const std::string group = expr.children.size() == 2 ? jinja_of(evaluate(*expr.children[1], names), line) : "0";
    if (found.jinja.find(" | regex_search(") == std::string::npos || !found.jinja.ends_with(")"))
      throw NotUnderstood{"what 'group' is asked of is no match", line};
    return expression(fmt::format("{}, {})", found.jinja.substr(0, found.jinja.size() - 1), group), false, true);
  }
  for (std::size_t i = 1; i < expr.children.size(); ++i) {
    if (expr.children[i]->kind == PythonExpr::Kind::kStarred) {
      const Symbol all = evaluate(*expr.children[i]->children[0], names);
      if (expr.children[i]->text == "**" && all.kind == Kind::kDict) {
        for (const auto& [key, value] : all.members) named.emplace_back(key, value);
        continue;
      }
      if (expr.children[i]->text == "**" && all.kind == Kind::kRow) {
        named.emplace_back("**", all);
        continue;
      }
      const auto items = known_items(all);
      if (!items || expr.children[i]->text != "*") throw NotUnderstood{"arguments that are unpacked are not known", line};
      arguments.insert(arguments.end(), items->begin(), items->end());
      continue;
    }
    const bool is_type = i == 2 && callee.kind == PythonExpr::Kind::kName && callee.text == "isinstance";
    if (!is_type) arguments.push_back(evaluate(*expr.children[i], names));
  }
  for (const auto& [name, value] : expr.named) named.emplace_back(name, evaluate(*value, names));

  if (callee.kind == PythonExpr::Kind::kName) {
    const bool is_own = names.contains(callee.text) || module_->definitions.contains(callee.text);
    if (!is_own) {
      if (!named.empty() && callee.text != "dict" && callee.text != "sorted")
        throw NotUnderstood{fmt::format("'{}' with named arguments is not understood", callee.text), line};
      if (callee.text == "dict" && arguments.empty()) {
        Symbol dict;
        dict.kind = Kind::kDict;
        dict.members = named;
        return dict;
      }
      if (callee.text == "sorted" && !named.empty()) throw NotUnderstood{"'sorted' with a key is not understood", line};
      return call_builtin(callee.text, expr, arguments, names);
    }
  }
  if (callee.kind == PythonExpr::Kind::kAttribute) {
    const Symbol object = evaluate(*callee.children[0], names);
    if (object.kind == Kind::kModule && object.jinja != "functools") {
      if (const PythonModule* other = modules_.find(object.jinja, file_))
        if (std::optional<Symbol> function = in_module(*other, callee.text, line)) return call(*function, arguments, named, line);
      return call_module(object.jinja, callee.text, expr, arguments);
    }
    if (object.kind == Kind::kDataset) return call_dataset(object, callee.text, expr, arguments, named);
    if (object.kind != Kind::kModule) return call_method(object, callee.text, expr, arguments, named);
  }
  const Symbol function = evaluate(callee, names);
  if (function.kind == Kind::kModule) {
    const std::string& name = function.jinja;  // imported by itself, as functools.partial
    const std::size_t dot = name.rfind('.');
    if (name == "functools.partial") {
      if (arguments.empty() || arguments[0].kind != Kind::kFunction) throw NotUnderstood{"'partial' of something that is no function", line};
      auto closure = std::make_shared<Closure>(*arguments[0].function);
      closure->positional.insert(closure->positional.end(), arguments.begin() + 1, arguments.end());
      for (const auto& one : named) closure->named.push_back(one);
      Symbol symbol;
      symbol.kind = Kind::kFunction;
      symbol.function = std::move(closure);
      return symbol;
    }
    return call_module(dot == std::string::npos ? "" : name.substr(0, dot), name.substr(dot == std::string::npos ? 0 : dot + 1), expr, arguments);
  }
  return call(function, std::move(arguments), std::move(named), line);
}

Symbol PythonReader::call_builtin(const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments, const Names& names) {
  const int line = expr.line;
  const auto one = [&]() -> const Symbol& {
    if (arguments.size() != 1) throw NotUnderstood{fmt::format("'{}' with {} arguments is not understood", name, arguments.size()), line};
    return arguments[0];
  };
  if (name == "str") return one().is_text ? one() : joined(text_symbol(""), formatted(one(), "", "", line), line);
  if (name == "int") return one().number ? one() : filtered(one(), "int", line);
  if (name == "float") return filtered(one(), "float", line);
  if (name == "len") {
    if (one().kind == Kind::kList) return number_symbol(static_cast<std::int64_t>(one().items.size()));
    return filtered(one(), "length", line);
  }
  if (name == "list" || name == "tuple") {
    if (arguments.empty()) return list_symbol({});
    if (one().kind == Kind::kList || one().kind == Kind::kDataset) return one();
    if (const auto items = known_items(one())) return list_symbol(*items);
    return filtered(one(), "list", line);
  }
  if (name == "dict" && !arguments.empty() && (one().kind == Kind::kRow || one().kind == Kind::kDict)) return one();
  if (name == "bool") return expression(fmt::format("true if {} else false", operand_of(one(), line)), false);
  if (name == "sorted") return filtered(one(), "sort(case_sensitive=true)", line);
  if (name == "reversed") return filtered(one(), "reverse | list", line);
  if ((name == "min" || name == "max" || name == "sum") && arguments.size() == 1) return filtered(one(), name == "sum" ? "sum" : name + "(case_sensitive=true)", line);
  if (name == "any") return filtered(one(), "select | list | length > 0", line);
  if (name == "all") return filtered(one(), "reject | list | length == 0", line);
  if (name == "chr" || name == "ord") {
    if (name == "chr" && one().number && *one().number >= 32 && *one().number < 127) return text_symbol(std::string(1, static_cast<char>(*one().number)));
    return expression(fmt::format("{}({})", name, jinja_of(one(), line)), true, name == "chr");
  }
  if (name == "range") {
    std::vector<std::int64_t> bounds;
    for (const Symbol& argument : arguments)
      if (argument.number) bounds.push_back(*argument.number);
    if (bounds.size() == arguments.size() && !bounds.empty() && bounds.size() <= 2) {
      const std::int64_t first = bounds.size() == 2 ? bounds[0] : 0, last = bounds.back();
      std::vector<Symbol> items;
      for (std::int64_t i = first; i < last && items.size() <= 200; ++i) items.push_back(number_symbol(i));
      if (items.size() <= 200) return list_symbol(std::move(items));
    }
    return expression(fmt::format("range({})", list_of_arguments(arguments, line)), true);
  }
  if (name == "enumerate" || name == "zip") {
    std::vector<std::vector<Symbol>> columns;
    for (const Symbol& argument : arguments) {
      const auto items = known_items(argument);
      if (items) columns.push_back(*items);
    }
    const bool is_zip = name == "zip";
    if (columns.size() == arguments.size() && !columns.empty() && (is_zip || columns.size() == 1)) {
      std::vector<Symbol> rows;
      for (std::size_t i = 0;; ++i) {
        std::vector<Symbol> row;
        if (!is_zip) row.push_back(number_symbol(static_cast<std::int64_t>(i)));
        for (const auto& column : columns)
          if (i < column.size()) row.push_back(column[i]);
        if (row.size() != columns.size() + (is_zip ? 0 : 1)) break;
        rows.push_back(list_symbol(std::move(row), true));
      }
      return list_symbol(std::move(rows));
    }
    return expression(fmt::format("{}({})", name, list_of_arguments(arguments, line)), true);
  }
  if (name == "isinstance" && arguments.empty() == false && expr.children.size() == 3) {
    const PythonExpr& type = *expr.children[2];
    static const std::map<std::string, std::string> kTests = {{"str", "is string"}, {"dict", "is mapping"}};
    if (arguments[0].is_text && type.text == "str") return truth_symbol(true);
    if (const auto test = kTests.find(type.text); test != kTests.end())
      return expression(fmt::format("{} {}", operand_of(arguments[0], line), test->second), false);
    if (type.text == "list") {
      const std::string value = operand_of(arguments[0], line);
      return expression(fmt::format("{} is sequence and {} is not string and {} is not mapping", value, value, value), false);
    }
  }
  if (name == "map" && arguments.size() == 2 && arguments[1].kind == Kind::kDataset) return call_dataset(arguments[1], "map", expr, arguments, {});
  if (name == "map" && arguments.size() == 2 && arguments[0].kind == Kind::kFunction) {
    if (const auto items = known_items(arguments[1])) {
      std::vector<Symbol> made;
      for (const Symbol& item : *items) made.push_back(call(arguments[0], {item}, {}, line));
      return list_symbol(std::move(made));
    }
    const std::string item = new_loop_name();
    return expression(fmt::format("[{} for {} in {}]", jinja_of(call(arguments[0], {expression(item, true)}, {}, line), line), item,
                                  operand_of(arguments[1], line)),
                      true);
  }
  if (name == "getattr" || name == "eval" || name == "exec" || name == "open")
    throw NotUnderstood{fmt::format("'{}' is not read", name), line};
  (void)names;
  throw NotUnderstood{fmt::format("'{}' is not known", name), line};
}

Symbol PythonReader::call_module(const std::string& module, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments) {
  const int line = expr.line;
  const auto flags = [&](std::size_t most) {
    if (arguments.size() > most || !expr.named.empty()) throw NotUnderstood{fmt::format("'{}.{}' with flags is not understood", module, name), line};
  };
  if (module == "re" && name == "sub" && arguments.size() >= 3) {
    flags(3);
    return filtered(arguments[2], fmt::format("regex_replace({}, {})", jinja_of(arguments[0], line), jinja_of(arguments[1], line)), line, true);
  }
  if (module == "re" && name == "findall" && arguments.size() >= 2) {
    flags(2);
    return filtered(arguments[1], fmt::format("regex_findall({})", jinja_of(arguments[0], line)), line);
  }
  if (module == "re" && name == "search" && arguments.size() >= 2) {
    flags(2);
    return filtered(arguments[1], fmt::format("regex_search({})", jinja_of(arguments[0], line)), line);
  }
  if (module == "ast" && name == "literal_eval" && arguments.size() == 1) return filtered(arguments[0], "literal_eval", line);
  if (module == "json" && name == "loads" && arguments.size() == 1) return filtered(arguments[0], "from_json", line);
  if (module == "copy" && (name == "copy" || name == "deepcopy") && arguments.size() == 1) return arguments[0];
  if (module == "random" || module == "numpy.random" || module == "np.random")
    throw NotUnderstood{fmt::format("'{}.{}' draws by chance (see the filter 'shuffle')", module, name), line};
  throw NotUnderstood{fmt::format("'{}.{}' is not known", module, name), line};
}

Symbol PythonReader::call_method(const Symbol& object, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments, Named& named) {
  const int line = expr.line;
  const bool is_map = object.kind == Kind::kRow || object.kind == Kind::kDict;
  if (name == "get" && object.kind == Kind::kRow && !arguments.empty() && arguments[0].text) {
    if (const Symbol* own = object.find(*arguments[0].text)) return *own;
    const Symbol otherwise = arguments.size() > 1 ? arguments[1] : none_symbol();
    const std::string column = jinja_of(column_symbol(*arguments[0].text), line);
    return expression(fmt::format("{} if {} is defined else {}", column, column, operand_of(otherwise, line)), false);
  }
  if (name == "get" && object.kind == Kind::kDict && !arguments.empty() && (arguments[0].text || arguments[0].number)) {
    const Symbol* own = object.find(arguments[0].text ? *arguments[0].text : std::string(1, kColumnEnd) + arguments[0].jinja);
    if (own != nullptr) return *own;
    return arguments.size() > 1 ? arguments[1] : none_symbol();
  }
  if (name == "get" && object.kind != Kind::kRow && !arguments.empty() && named.empty())
    return expression(fmt::format("{}.get({})", operand_of(object, line), list_of_arguments(arguments, line)), true);
  if (name == "copy" && arguments.empty()) return object;
  if (object.kind == Kind::kRow) throw NotUnderstood{fmt::format("'{}' of the row as a whole is not understood", name), line};
  if (is_map && (name == "items" || name == "values" || name == "keys") && arguments.empty()) {
    std::vector<Symbol> items;
    for (const auto& [key, value] : object.members) {
      const Symbol key_symbol = key.starts_with(kColumnEnd) ? expression(key.substr(1), true) : text_symbol(key);
      items.push_back(name == "items" ? list_symbol({key_symbol, value}, true) : name == "keys" ? key_symbol : value);
    }
    return list_symbol(std::move(items));
  }
  if (name == "format") {
    if (!object.text) throw NotUnderstood{"the pattern of 'format' is not known", line};
    return format_text(*object.text, arguments, named, line);
  }
  if (name == "index" && object.kind == Kind::kList && arguments.size() == 1 && arguments[0].text) {
    for (std::size_t i = 0; i < object.items.size(); ++i) {
      if (!object.items[i].text) break;
      if (*object.items[i].text == *arguments[0].text) return number_symbol(static_cast<std::int64_t>(i));
    }
  }
  if (name == "join" && arguments.size() == 1 && object.text) {
    if (const auto items = known_items(arguments[0])) {
      Symbol text = text_symbol("");
      for (std::size_t i = 0; i < items->size(); ++i) {
        if (i > 0) text = joined(text, object, line);
        text = joined(text, (*items)[i], line);
      }
      return text;
    }
    if (object.text->empty()) return filtered(arguments[0], "join", line, true);
  }
  if (name == "lower" && object.text && std::all_of(object.text->begin(), object.text->end(), [](char c) { return static_cast<unsigned char>(c) < 127; })) {
    std::string text = *object.text;
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return text_symbol(std::move(text));
  }
  if (name == "replace" && object.text && arguments.size() == 2 && arguments[0].text && arguments[1].text && !arguments[0].text->empty()) {
    std::string text;
    for (std::size_t at = 0; at < object.text->size();) {
      const bool is_here = object.text->compare(at, arguments[0].text->size(), *arguments[0].text) == 0;
      text += is_here ? *arguments[1].text : std::string(1, (*object.text)[at]);
      at += is_here ? arguments[0].text->size() : 1;
    }
    return text_symbol(std::move(text));
  }
  const bool gives_text = contains(kTextMethods, name);
  if ((!gives_text && !contains(kMethods, name)) || name == "expandtabs" || name == "casefold")
    throw NotUnderstood{fmt::format("the method '{}' is not understood", name), line};
  std::string all = list_of_arguments(arguments, line);
  for (const auto& [key, value] : named) all += fmt::format("{}{}={}", all.empty() ? "" : ", ", key, jinja_of(value, line));
  return expression(fmt::format("{}.{}({})", operand_of(object, line), name, all), true, gives_text);
}

Symbol PythonReader::call_dataset(const Symbol& dataset, const std::string& name, const PythonExpr& expr, std::vector<Symbol>& arguments,
                                  const Named& named) {
  const int line = expr.line;
  Symbol row;
  row.kind = Kind::kRow;
  row.members = dataset.members;
  for (const auto& [key, value] : named)
    if (key == "batched" && value.truth.value_or(true)) throw NotUnderstood{"rows in batches are not understood", line};
  const Symbol* function = !arguments.empty() ? &arguments[0] : named_value(named, "function");
  if (name == "map" && function != nullptr) {
    for (const auto& [key, value] : named)
      if (key == "with_indices" || key == "fn_kwargs" || key == "input_columns") throw NotUnderstood{fmt::format("'{}' of map is not understood", key), line};
    const Symbol made = call(*function, {row}, {}, line);
    Symbol changed = dataset;
    if (made.kind != Kind::kRow && made.kind != Kind::kDict) throw NotUnderstood{"what becomes of a row is no row", line};
    for (const auto& [key, value] : made.members) changed.set(key, value);
    return changed;
  }
  if (name == "filter" && function != nullptr) {
    Symbol kept = dataset;
    bool known = false;
    Symbol condition = call(*function, {row}, {}, line);
    const std::optional<std::string> text = condition_of(condition, known, line);
    if (!text && !known) throw NotUnderstood{"a filter drops every row", line};
    if (text) kept.items.push_back(std::move(condition));
    return kept;
  }
  if (name == "rename_column" && arguments.size() == 2 && arguments[0].text && arguments[1].text) {
    Symbol changed = dataset;
    changed.set(*arguments[1].text, item_of(row, arguments[0], line));
    return changed;
  }
  // These leave what a prompt is made of as it is.
  if (name == "remove_columns" || name == "flatten_indices" || name == "with_format") return dataset;
  throw NotUnderstood{fmt::format("'{}' of a dataset is not understood", name), line};
}

Symbol PythonReader::formatted(const Symbol& value, const std::string& conversion, const std::string& form, int line) {
  if (!conversion.empty() && conversion != "s") throw NotUnderstood{fmt::format("'!{}' in an f-string is not understood", conversion), line};
  if (form.empty()) return value.number ? text_symbol(std::to_string(*value.number)) : value;
  const bool is_plain = form.size() >= 2 && form[0] == '.' && (form.back() == 'f' || form.back() == 'e' || form.back() == 'g');
  if (!is_plain) throw NotUnderstood{fmt::format("the form ':{}' is not understood", form), line};
  return expression(fmt::format("'%{}' | format({})", form, jinja_of(value, line)), false, true);
}

Symbol PythonReader::format_text(const std::string& pattern, const std::vector<Symbol>& arguments, const Named& named, int line) {
  Symbol text = text_symbol("");
  std::size_t next = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
      text = joined(text, text_symbol(std::string(1, c)), line);
      ++i;
      continue;
    }
    if (c != '{') {
      const std::size_t end = std::min(pattern.find_first_of("{}", i + 1), pattern.size());
      text = joined(text, text_symbol(pattern.substr(i, end - i)), line);
      i = end - 1;
      continue;
    }
    const std::size_t close = pattern.find('}', i);
    if (close == std::string::npos) throw NotUnderstood{"a pattern of 'format' is not closed", line};
    std::string field = pattern.substr(i + 1, close - i - 1), form;
    if (const std::size_t colon = field.find(':'); colon != std::string::npos) {
      form = field.substr(colon + 1);
      field.resize(colon);
    }
    i = close;
    const Symbol* found = nullptr;
    Symbol from_row;
    if (field.empty()) {
      if (next < arguments.size()) found = &arguments[next++];
    } else if (std::all_of(field.begin(), field.end(), [](char d) { return d >= '0' && d <= '9'; }) && field.size() < 4) {
      const auto at = static_cast<std::size_t>(std::stoi(field));
      if (at < arguments.size()) found = &arguments[at];
    } else if ((found = named_value(named, field)) == nullptr) {
      if (const Symbol* row = named_value(named, "**")) {
        from_row = item_of(*row, text_symbol(field), line);
        found = &from_row;
      }
    }
    if (found == nullptr) throw NotUnderstood{fmt::format("'format' has no value for '{{{}}}'", field), line};
    text = joined(text, formatted(*found, "", form, line), line);
  }
  return text;
}

}  // namespace assay::datasets::convert
