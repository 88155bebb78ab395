#include "metrics/extract/math_equal.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "harness/text/unicode.h"
#include "metrics/extract/math_expression.h"
#include "metrics/extract/math_normalize.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxBytes = 10000;
constexpr std::size_t kMaxUnordered = 200;  // parts that are matched without order, which takes their square
constexpr std::size_t kMaxSigns = 4;
constexpr int kMaxDepth = 12;

enum class Kind { kText, kScalar, kPercent, kList, kSet, kTuple, kUnion, kMatrix, kEquation };

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// Calls `use(i, depth)` for each place of a text with the depth of its brackets; an interval may open with one kind of
/// bracket and close with another.
template <class Use>
void for_each_place(std::string_view text, Use use) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ')' || c == ']' || c == '}') --depth;
    use(i, depth);
    if (c == '(' || c == '[' || c == '{') ++depth;
  }
}

/// The parts of a text between separators outside of brackets.
std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for_each_place(text, [&](std::size_t i, int depth) {
    if (depth != 0 || i < begin || !text.substr(i).starts_with(separator)) return;
    if (is_letter(separator.back()) && i + separator.size() < text.size() && is_letter(text[i + separator.size()])) return;
    parts.push_back(text::strip(text.substr(begin, i - begin)));
    begin = i + separator.size();
  });
  parts.push_back(text::strip(text.substr(begin)));
  return parts;
}

/// Whether the bracket at the beginning is closed by the one at the end.
bool enclosed(std::string_view text) {
  if (text.size() < 2 || std::string_view("([{").find(text.front()) == std::string_view::npos ||
      std::string_view(")]}").find(text.back()) == std::string_view::npos)
    return false;
  bool whole = true;
  for_each_place(text, [&](std::size_t i, int depth) { whole = whole && (depth > 0 || i == 0 || i + 1 == text.size()); });
  return whole;
}

/// "1,234,567.8" as a number; nothing for any other list.
std::optional<std::string> without_thousands(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  std::string out(text.substr(0, i));
  std::size_t run = 0;
  std::size_t groups = 0;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == ','); ++i) {
    if (text[i] == ',') {
      if (groups == 0 ? run < 1 || run > 3 : run != 3) return std::nullopt;
      ++groups;
      run = 0;
      continue;
    }
    ++run;
    out += text[i];
  }
  if (groups == 0 || run != 3) return std::nullopt;
  const std::string_view rest = text.substr(i);
  const bool decimals = rest.size() > 1 && rest[0] == '.' && std::all_of(rest.begin() + 1, rest.end(), is_digit);
  if (!rest.empty() && rest != "%" && !decimals) return std::nullopt;
  return out.append(rest);
}

/// Whether the left side of an equation only names what the right side is: "x", "f(x)", "(x,y)".
bool is_name(std::string_view side) {
  if (side.size() <= 2) return !side.empty() && is_letter(side[0]);
  if (side.size() > 12) return false;
  const bool applied = is_letter(side[0]) && side[1] == '(' && side.back() == ')';
  const bool tuple = side.front() == '(' && side.back() == ')' && side.find(',') != std::string_view::npos;
  if (side.size() <= 4 && is_letter(side[0]) && side[1] == '_') return true;
  return (applied || tuple) && std::all_of(side.begin(), side.end(), [](char c) {
           return is_letter(c) || c == '(' || c == ')' || c == ',' || c == ' ';
         });
}

/// The text without spaces and braces around single characters; words in lower case. A space between digits stays: 1 1/2
/// is not 11/2.
std::string comparable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between_digits = !out.empty() && is_digit(out.back()) && i + 1 < text.size() && is_digit(text[i + 1]);
    if (text[i] == ' ' && !between_digits) continue;
    const bool needless = i + 2 < text.size() && text[i] == '{' && text[i + 2] == '}' && text[i + 1] != '\\' &&
                          (i == 0 || text[i - 1] != '\\');
    if (needless) {
      out += text[i + 1];
      i += 2;
    } else {
      out += text[i];
    }
  }
  if (out.size() > 1 && std::all_of(out.begin(), out.end(), is_letter)) out = text::to_lower(out);
  // A choice in brackets is its letter.
  if (out.size() == 3 && out[0] == '(' && is_letter(out[1]) && out[2] == ')') out = out[1];
  return out;
}

}  // namespace

struct MathAnswer::Form {
  Kind kind = Kind::kText;
  std::string text;               // comparable
  std::string brackets;           // of a tuple; "columns" of a matrix
  std::optional<MathValue> value;  // of a scalar
  std::vector<Form> parts;

  static Form read(std::string_view text, int depth);
  void read_equation(const std::vector<std::string_view>& sides, int depth);
  bool read_matrix(std::string_view text, int depth);
  void read_parts(Kind of, const std::vector<std::string_view>& texts, int depth) {
    kind = of;
    for (const std::string_view part : texts) parts.push_back(read(part, depth + 1));
  }

  bool equals(const Form& other, double rel_tol) const;
  static bool in_order(const std::vector<Form>& a, const std::vector<Form>& b, double rel_tol);
  static bool in_any_order(const std::vector<Form>& a, const std::vector<Form>& b, double rel_tol, bool once);
  bool same_equation(const Form& other, double rel_tol) const;
};

MathAnswer::Form MathAnswer::Form::read(std::string_view text, int depth) {
  Form form;
  text = text::strip(text);
  form.text = comparable(text);
  if (text.empty() || depth > kMaxDepth) return form;
  if (const std::size_t in = text.find("\\in "); in != std::string_view::npos && is_name(text::strip(text.substr(0, in))))
    return read(text.substr(in + 4), depth + 1);
  if (const std::size_t in = text.find("\\in"); in != std::string_view::npos && in + 3 < text.size() &&
                                                !is_letter(text[in + 3]) && is_name(text::strip(text.substr(0, in))))
    return read(text.substr(in + 3), depth + 1);
  if (const auto number = without_thousands(text)) return read(*number, depth + 1);
  if (form.read_matrix(text, depth)) return form;
  if (text == "\\emptyset" || text == "\\{\\}") {
    form.kind = Kind::kSet;
    return form;
  }
  if (const auto parts = split(text, "\\cup"); parts.size() > 1) {
    form.read_parts(Kind::kUnion, parts, depth);
    return form;
  }
  if (const auto parts = split(text, ","); parts.size() > 1) {
    form.read_parts(Kind::kList, parts, depth);
    return form;
  }
  if (const auto sides = split(text, "="); sides.size() > 1) {
    form.read_equation(sides, depth);
    return form;
  }
  if (text.starts_with("\\{") && text.ends_with("\\}")) {
    form.read_parts(Kind::kSet, split(text.substr(2, text.size() - 4), ","), depth);
    return form;
  }
  if (enclosed(text)) {
    const std::string_view inside = text.substr(1, text.size() - 2);
    const auto parts = split(inside, ",");
    if (parts.size() > 1) {
      form.read_parts(text.front() == '{' ? Kind::kSet : Kind::kTuple, parts, depth);
      form.brackets = {text.front(), text.back()};
      return form;
    }
    if (text.front() != '[') {
      Form bare = read(inside, depth + 1);
      if (bare.kind != Kind::kText) return bare;
    }
  }
  // Each sign doubles what there is to read.
  if (const std::size_t both = text.find("\\pm"); both != std::string_view::npos && count(text, "\\pm") <= kMaxSigns) {
    // As what stands there with plus and with minus.
    std::string plus(text);
    std::string minus(text);
    plus.replace(both, 3, "+");
    minus.replace(both, 3, "-");
    form.parts = {read(plus, depth + 1), read(minus, depth + 1)};
    form.kind = Kind::kList;
    return form;
  }
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  form.value = evaluate_math(text);
  if (form.value) form.kind = percent ? Kind::kPercent : Kind::kScalar;
  return form;
}

void MathAnswer::Form::read_equation(const std::vector<std::string_view>& sides, int depth) {
  if (sides.size() == 2 && is_name(sides[0])) {
    *this = read(sides[1], depth + 1);
    return;
  }
  Form left = read(sides[sides.size() - 2], depth + 1);
  Form right = read(sides.back(), depth + 1);
  // "x < y = 2" and words stay a text.
  if (left.kind != Kind::kScalar || right.kind != Kind::kScalar) return;
  kind = Kind::kEquation;
  parts.push_back(std::move(left));
  parts.push_back(std::move(right));
}

bool MathAnswer::Form::read_matrix(std::string_view text, int depth) {
  if (!text.starts_with("\\begin{")) return false;
  const std::size_t name_end = text.find('}');
  if (name_end == std::string_view::npos) return false;
  const std::string_view name = text.substr(7, name_end - 7);
  const std::string end = "\\end{" + std::string(name) + "}";
  if (!name.ends_with("matrix") && name != "array") return false;
  if (!text.ends_with(end)) return false;
  std::string_view inside = text.substr(name_end + 1, text.size() - name_end - 1 - end.size());
  if (name == "array" && inside.starts_with('{'))
    inside.remove_prefix(std::min(inside.size(), std::min(inside.find('}'), inside.size() - 1) + 1));
  std::vector<std::string_view> rows = split(inside, "\\\\");
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  for (const std::string_view row : rows) {
    Form cells;
    cells.read_parts(Kind::kTuple, split(row, "&"), depth + 1);
    parts.push_back(std::move(cells));
  }
  kind = Kind::kMatrix;
  return true;
}

bool MathAnswer::Form::equals(const Form& other, double rel_tol) const {
  if (!text.empty() && text == other.text) return true;
  if (value && other.value) {
    if (kind == other.kind) return same_value(*value, *other.value, rel_tol);
    // One is a percentage: with its sign left out, or as a fraction.
    const MathValue& percentage = kind == Kind::kPercent ? *value : *other.value;
    const MathValue& plain = kind == Kind::kPercent ? *other.value : *value;
    return same_value(percentage, plain, rel_tol) || same_value(percentage / MathValue::whole(100), plain, rel_tol);
  }
  // "2 + 3 = 5" says 5.
  if (kind == Kind::kEquation && other.value) return parts[1].equals(other, rel_tol);
  if (other.kind == Kind::kEquation && value) return other.parts[1].equals(*this, rel_tol);
  const auto is_set = [](Kind k) { return k == Kind::kSet || k == Kind::kList; };
  if (is_set(kind) && is_set(other.kind))
    return in_any_order(parts, other.parts, rel_tol, kind == Kind::kSet || other.kind == Kind::kSet);
  if (kind == Kind::kSet && parts.size() == 1) return parts[0].equals(other, rel_tol) && other.kind == Kind::kScalar;
  if (other.kind == Kind::kSet && other.parts.size() == 1)
    return other.parts[0].equals(*this, rel_tol) && kind == Kind::kScalar;
  if (kind != other.kind) return false;
  switch (kind) {
    case Kind::kTuple: return brackets == other.brackets && in_order(parts, other.parts, rel_tol);
    case Kind::kMatrix: return in_order(parts, other.parts, rel_tol);
    case Kind::kUnion: return in_any_order(parts, other.parts, rel_tol, true);
    case Kind::kEquation: return same_equation(other, rel_tol);
    default: return false;
  }
}

bool MathAnswer::Form::in_order(const std::vector<Form>& a, const std::vector<Form>& b, double rel_tol) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Form& x, const Form& y) { return x.equals(y, rel_tol); });
}

/// `once`: repeated parts count once, as in a set.
bool MathAnswer::Form::in_any_order(const std::vector<Form>& a, const std::vector<Form>& b, double rel_tol, bool once) {
  if (a.size() > kMaxUnordered || b.size() > kMaxUnordered) return in_order(a, b, rel_tol);
  if (!once && a.size() != b.size()) return false;
  std::vector<bool> taken(b.size(), false);
  for (const Form& x : a) {
    bool found = false;
    for (std::size_t j = 0; j < b.size() && (!found || once); ++j) {
      if ((taken[j] && !once) || !x.equals(b[j], rel_tol)) continue;
      taken[j] = true;
      found = true;
    }
    if (!found) return false;
  }
  return std::all_of(taken.begin(), taken.end(), [](bool t) { return t; });
}

/// Whether the differences of the sides are the same up to a factor: 2x = 4 and x - 2 = 0.
bool MathAnswer::Form::same_equation(const Form& other, double rel_tol) const {
  const auto difference = [](const Form& form, std::size_t i) {
    return form.parts[0].value->at[i] - form.parts[1].value->at[i];
  };
  const double first = difference(*this, 0);
  const double second = difference(other, 0);
  if (!std::isfinite(first) || !std::isfinite(second) || first == 0.0 || second == 0.0) return false;
  // Without a variable the differences are always in proportion: 1 = 2 is not 3 = 7.
  const bool constant = difference(*this, 1) == first && difference(*this, 2) == first;
  if (constant) return in_order(parts, other.parts, rel_tol);
  for (std::size_t i = 1; i < 3; ++i) {
    const double a = difference(*this, i) * second;
    const double b = difference(other, i) * first;
    if (!(std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)))) return false;
  }
  return true;
}

MathAnswer::MathAnswer(std::string_view answer) {
  auto form = std::make_unique<Form>();
  if (answer.size() > kMaxBytes)
    form->text = text::strip(answer);
  else
    *form = Form::read(normalize_math(answer), 0);
  form_ = std::move(form);
}

MathAnswer::~MathAnswer() = default;
MathAnswer::MathAnswer(MathAnswer&&) noexcept = default;

bool MathAnswer::equals(const MathAnswer& other, double rel_tol) const { return form_->equals(*other.form_, rel_tol); }

}  // namespace assay::metrics
