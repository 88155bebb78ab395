#include "harness/text/jinja/text_form.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/text/python_repr.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

class Printer {
 public:
  explicit Printer(Budget& budget) : budget_(budget) {}

  std::string take() { return std::move(out_); }

  void repr(const Datum& datum) {
    budget_.spend();
    budget_.check_text(out_.size());
    // Namespaces can hold themselves: their nesting has no bound of its own.
    if (++level_ > kMaxValueDepth) throw Failure("a value nests too deep to be printed");
    switch (datum.kind()) {
      case Datum::Kind::kUndefined: out_ += "Undefined"; break;
      case Datum::Kind::kNone: out_ += "None"; break;
      case Datum::Kind::kBool: out_ += datum.boolean() ? "True" : "False"; break;
      case Datum::Kind::kInt: out_ += std::to_string(datum.integer()); break;
      case Datum::Kind::kFloat: out_ += float_text(datum.number()); break;
      case Datum::Kind::kString:
        budget_.spend_text(datum.string().size());
        append_repr(out_, datum.string());
        break;
      case Datum::Kind::kSequence: sequence(*datum.sequence()); break;
      case Datum::Kind::kMapping: mapping(datum.mapping()->members); break;
      case Datum::Kind::kNamespace: name_space(*datum.name_space()); break;
      case Datum::Kind::kLoop:
        out_ += fmt::format("<LoopContext {}/{}>", datum.loop()->index + 1, datum.loop()->items->items.size());
        break;
      case Datum::Kind::kMacro: out_ += "<Macro>"; break;
      case Datum::Kind::kMethod: out_ += "<method " + datum.method()->name + ">"; break;
      case Datum::Kind::kBuiltin: out_ += fmt::format("<function {}>", datum.builtin()->name); break;
    }
    --level_;
  }

 private:
  void items(const std::vector<Datum>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) out_ += ", ";
      repr(all[i]);
    }
  }

  void sequence(const Sequence& of) {
    std::string_view open = "[", close = "]";
    switch (of.flavor) {
      case Flavor::kList: break;
      case Flavor::kGenerator: break;
      case Flavor::kTuple: open = "(", close = of.items.size() == 1 ? ",)" : ")"; break;
      case Flavor::kKeys: open = "dict_keys([", close = "])"; break;
      case Flavor::kValues: open = "dict_values([", close = "])"; break;
      case Flavor::kItems: open = "dict_items([", close = "])"; break;
      case Flavor::kRange:
        out_ += of.step == 1 ? fmt::format("range({}, {})", of.start, of.stop)
                             : fmt::format("range({}, {}, {})", of.start, of.stop, of.step);
        return;
    }
    out_ += open;
    items(of.items);
    out_ += close;
  }

  void mapping(const std::vector<Member>& members) {
    out_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) out_ += ", ";
      repr(members[i].first);
      out_ += ": ";
      repr(members[i].second);
    }
    out_ += '}';
  }

  void name_space(const Namespace& of) {
    out_ += "<Namespace {";
    for (std::size_t i = 0; i < of.members.size(); ++i) {
      if (i > 0) out_ += ", ";
      append_repr(out_, of.members[i].first);
      out_ += ": ";
      repr(of.members[i].second);
    }
    out_ += "}>";
  }

  Budget& budget_;
  std::string out_;
  int level_ = 0;
};

class JsonWriter {
 public:
  JsonWriter(Budget& budget, const JsonForm& form) : budget_(budget), form_(form) {
    unit_ = form.indent_text.empty() ? std::string(static_cast<std::size_t>(std::max(0, form.indent)), ' ')
                                     : form.indent_text;
    pretty_ = form.indent >= 0 || !form.indent_text.empty();
  }

  std::string take() { return std::move(out_); }

  void write(const Datum& datum) {
    budget_.spend();
    budget_.check_text(out_.size());
    switch (datum.kind()) {
      case Datum::Kind::kNone: out_ += "null"; return;
      case Datum::Kind::kBool: out_ += datum.boolean() ? "true" : "false"; return;
      case Datum::Kind::kInt: out_ += std::to_string(datum.integer()); return;
      case Datum::Kind::kFloat: out_ += number(datum.number()); return;
      case Datum::Kind::kString: string(datum.string()); return;
      case Datum::Kind::kMapping: mapping(datum.mapping()->members); return;
      case Datum::Kind::kSequence:
        if (datum.sequence()->flavor == Flavor::kList || datum.sequence()->flavor == Flavor::kTuple)
          return sequence(datum.sequence()->items);
        break;
      case Datum::Kind::kUndefined: throw Failure("tojson: " + datum.undefined().reason);
      default: break;
    }
    throw Failure(fmt::format("tojson: a value of type {} cannot be written as JSON", type_name(datum)));
  }

 private:
  static std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return float_text(value);
  }

  void escape(unsigned unit) { out_ += fmt::format("\\u{:04x}", unit); }

  void string(std::string_view text) {
    budget_.spend_text(text.size());
    out_ += '"';
    for (std::size_t pos = 0; pos < text.size();) {
      const char32_t c = next_code_point(text, pos);
      switch (c) {
        case '"': out_ += "\\\""; continue;
        case '\\': out_ += "\\\\"; continue;
        case '\n': out_ += "\\n"; continue;
        case '\r': out_ += "\\r"; continue;
        case '\t': out_ += "\\t"; continue;
        case '\b': out_ += "\\b"; continue;
        case '\f': out_ += "\\f"; continue;
        default: break;
      }
      if (c < 0x20) {
        escape(c);
      } else if (c < 0x80 || !form_.ensure_ascii) {
        append_utf8(out_, c);
      } else if (c < 0x10000) {
        escape(c);
      } else {
        escape(0xD800 + ((c - 0x10000) >> 10));
        escape(0xDC00 + ((c - 0x10000) & 0x3FF));
      }
    }
    out_ += '"';
  }

  void new_line() {
    if (!pretty_) return;
    out_ += '\n';
    for (int i = 0; i < level_; ++i) out_ += unit_;
  }

  void separate(bool first) {
    if (!first) out_ += form_.item_separator;
    new_line();
  }

  void sequence(const std::vector<Datum>& items) {
    if (items.empty()) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    ++level_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      separate(i == 0);
      write(items[i]);
    }
    --level_;
    new_line();
    out_ += ']';
  }

  std::string key_text(const Datum& key) {
    switch (key.kind()) {
      case Datum::Kind::kString: return key.string();
      case Datum::Kind::kNone: return "null";
      case Datum::Kind::kBool: return key.boolean() ? "true" : "false";
      case Datum::Kind::kInt: return std::to_string(key.integer());
      case Datum::Kind::kFloat: return number(key.number());
      default: throw Failure(fmt::format("tojson: a key of type {} cannot be written as JSON", type_name(key)));
    }
  }

  void mapping(const std::vector<Member>& members) {
    if (members.empty()) {
      out_ += "{}";
      return;
    }
    std::vector<std::pair<std::string, const Datum*>> ordered;
    for (const auto& [key, value] : members) ordered.emplace_back(key_text(key), &value);
    if (form_.sort_keys)
      std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out_ += '{';
    ++level_;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      separate(i == 0);
      string(ordered[i].first);
      out_ += form_.key_separator;
      write(*ordered[i].second);
    }
    --level_;
    new_line();
    out_ += '}';
  }

  Budget& budget_;
  const JsonForm& form_;
  std::string unit_;
  bool pretty_ = false;
  std::string out_;
  int level_ = 0;
};

}  // namespace

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
  const std::string_view scientific(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = scientific.find('e');
  const int exponent = std::stoi(std::string(scientific.substr(e + 1)));
  std::string digits;
  std::string sign;
  for (const char c : scientific.substr(0, e)) {
    if (c == '-') sign = "-";
    if (c >= '0' && c <= '9') digits += c;
  }
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    std::string out = sign + digits.substr(0, 1);
    if (count > 1) out += "." + digits.substr(1);
    return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  if (count <= exponent + 1)
    return sign + digits + std::string(static_cast<std::size_t>(exponent + 1 - count), '0') + ".0";
  return sign + digits.substr(0, static_cast<std::size_t>(exponent) + 1) + "." +
         digits.substr(static_cast<std::size_t>(exponent) + 1);
}

std::string to_text(Budget& budget, const Datum& datum) {
  if (datum.is_string()) {
    budget.spend_text(datum.string().size());
    return datum.string();
  }
  if (datum.is_undefined()) {
    if (datum.undefined().strict) throw Failure(datum.undefined().reason);
    return "";
  }
  return to_repr(budget, datum);
}

std::string to_repr(Budget& budget, const Datum& datum) {
  Printer printer(budget);
  printer.repr(datum);
  return printer.take();
}

std::string to_json(Budget& budget, const Datum& datum, const JsonForm& form) {
  JsonWriter writer(budget, form);
  writer.write(datum);
  return writer.take();
}

}  // namespace assay::text::jinja
