#include "harness/text/jinja/operations.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/percent_format.h"
#include "harness/text/jinja/text_form.h"

namespace assay::text::jinja {

namespace {

[[noreturn]] void refuse(std::string_view op, const Datum& a, const Datum& b) {
  if (a.is_undefined()) throw Failure(a.undefined().reason);
  if (b.is_undefined()) throw Failure(b.undefined().reason);
  throw Failure(fmt::format("'{}' does not work between {} and {}", op, type_name(a), type_name(b)));
}

[[noreturn]] void overflow() { throw Failure("an integer does not fit into 64 bits"); }

void refuse_strict(const Datum& datum) {
  if (datum.is_undefined() && datum.undefined().strict) throw Failure(datum.undefined().reason);
}

bool sequences_equal(Budget& budget, const Sequence& a, const Sequence& b) {
  if (a.flavor != b.flavor || a.items.size() != b.items.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!are_equal(budget, a.items[i], b.items[i])) return false;
  return true;
}

const Datum* find_key(Budget& budget, const Mapping& mapping, const Datum& key) {
  if (key.is_string()) {
    budget.spend(1 + mapping.members.size() / 16);
    return mapping.find(key.string());
  }
  for (const auto& [name, value] : mapping.members)
    if (are_equal(budget, name, key)) return &value;
  return nullptr;
}

Datum repeat(Budget& budget, const Datum& what, std::int64_t times) {
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(0, times));
  if (what.is_string()) {
    const std::string& text = what.string();
    if (!text.empty() && count > (std::size_t{1} << 40) / text.size()) budget.check_text(std::size_t{1} << 40);
    budget.spend_text(text.size() * count);
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count && !text.empty(); ++i) out += text;
    return out;
  }
  const Sequence& sequence = *what.sequence();
  if (!sequence.items.empty() && count > kMaxItems / sequence.items.size())
    throw Failure("a list has more than " + std::to_string(kMaxItems) + " items");
  std::vector<Datum> items;
  items.reserve(count * sequence.items.size());
  for (std::size_t i = 0; i < count && !sequence.items.empty(); ++i) {
    budget.spend(sequence.items.size());
    items.insert(items.end(), sequence.items.begin(), sequence.items.end());
  }
  return make_sequence(std::move(items), sequence.flavor);
}

bool is_repeatable(const Datum& datum) {
  return datum.is_string() || (datum.is_sequence() && datum.sequence()->flavor <= Flavor::kTuple);
}

Datum power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) throw Failure("division by zero");
    return std::pow(static_cast<double>(base), static_cast<double>(exponent));
  }
  std::int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) overflow();
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) overflow();
  }
  return result;
}

Datum on_integers(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case Operator::kAdd:
      if (__builtin_add_overflow(a, b, &result)) overflow();
      return result;
    case Operator::kSub:
      if (__builtin_sub_overflow(a, b, &result)) overflow();
      return result;
    case Operator::kMul:
      if (__builtin_mul_overflow(a, b, &result)) overflow();
      return result;
    case Operator::kPow: return power(a, b);
    default: break;
  }
  if (b == 0) throw Failure("division by zero");
  if (op == Operator::kDiv) return static_cast<double>(a) / static_cast<double>(b);
  if (b == -1) {
    if (op == Operator::kMod) return 0;
    if (__builtin_sub_overflow(std::int64_t{0}, a, &result)) overflow();
    return result;
  }
  // Python rounds towards minus infinity, C++ towards zero.
  const std::int64_t remainder = a % b;
  const bool adjust = remainder != 0 && (remainder < 0) != (b < 0);
  return op == Operator::kFloorDiv ? a / b - (adjust ? 1 : 0) : remainder + (adjust ? b : 0);
}

Datum on_numbers(Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd: return a + b;
    case Operator::kSub: return a - b;
    case Operator::kMul: return a * b;
    case Operator::kPow:
      if (a == 0 && b < 0) throw Failure("division by zero");
      if (a < 0 && std::isfinite(b) && b != std::floor(b)) throw Failure("a power has no real value");
      if (const double result = std::pow(a, b); std::isfinite(result) || !std::isfinite(a) || !std::isfinite(b))
        return result;
      throw Failure("a power is too large");
    default: break;
  }
  if (b == 0) throw Failure("division by zero");
  if (op == Operator::kDiv) return a / b;
  double remainder = std::fmod(a, b);
  if (remainder != 0 && (remainder < 0) != (b < 0)) remainder += b;
  if (op == Operator::kMod) return remainder == 0 ? std::copysign(0.0, b) : remainder;
  // As Python: from the exact remainder, so that the quotient is not rounded up.
  const double quotient = (a - remainder) / b;
  const double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1 : floored;
}

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::kAdd: return "+";
    case Operator::kSub: return "-";
    case Operator::kMul: return "*";
    case Operator::kDiv: return "/";
    case Operator::kFloorDiv: return "//";
    case Operator::kMod: return "%";
    case Operator::kPow: return "**";
    case Operator::kEq: return "==";
    case Operator::kNe: return "!=";
    case Operator::kLt: return "<";
    case Operator::kLe: return "<=";
    case Operator::kGt: return ">";
    case Operator::kGe: return ">=";
    case Operator::kIn: return "in";
    case Operator::kNotIn: return "not in";
  }
  return "?";
}

}  // namespace

bool is_true(const Datum& datum) {
  switch (datum.kind()) {
    case Datum::Kind::kUndefined: refuse_strict(datum); return false;
    case Datum::Kind::kNone: return false;
    case Datum::Kind::kBool: return datum.boolean();
    case Datum::Kind::kInt: return datum.integer() != 0;
    case Datum::Kind::kFloat: return datum.number() != 0;
    case Datum::Kind::kString: return !datum.string().empty();
    case Datum::Kind::kSequence:
      return datum.sequence()->flavor == Flavor::kGenerator || !datum.sequence()->items.empty();
    case Datum::Kind::kMapping: return !datum.mapping()->members.empty();
    case Datum::Kind::kLoop: return !datum.loop()->items->items.empty();
    default: return true;
  }
}

bool are_equal(Budget& budget, const Datum& a, const Datum& b) {
  budget.spend();
  refuse_strict(a);
  refuse_strict(b);
  if (a.is_number() && b.is_number()) {
    if (a.is_integral() && b.is_integral()) return a.integer() == b.integer();
    return a.number() == b.number();
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Datum::Kind::kString: return a.string() == b.string();
    case Datum::Kind::kSequence:
      return a.sequence() == b.sequence() || sequences_equal(budget, *a.sequence(), *b.sequence());
    case Datum::Kind::kMapping: {
      const auto& mine = a.mapping()->members;
      if (a.mapping() == b.mapping()) return true;
      if (mine.size() != b.mapping()->members.size()) return false;
      return std::all_of(mine.begin(), mine.end(), [&](const Member& member) {
        const Datum* theirs = find_key(budget, *b.mapping(), member.first);
        return theirs != nullptr && are_equal(budget, member.second, *theirs);
      });
    }
    case Datum::Kind::kNamespace: return a.name_space() == b.name_space();
    case Datum::Kind::kLoop: return a.loop() == b.loop();
    case Datum::Kind::kMacro: return a.macro() == b.macro();
    case Datum::Kind::kMethod: return a.method() == b.method();
    case Datum::Kind::kBuiltin: return a.builtin() == b.builtin();
    default: return true;
  }
}

int compare(Budget& budget, const Datum& a, const Datum& b) {
  budget.spend();
  const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : x == y ? 0 : y < x ? 1 : 2; };
  if (a.is_integral() && b.is_integral()) return order(a.integer(), b.integer());
  if (a.is_number() && b.is_number()) return order(a.number(), b.number());
  // The order of UTF-8 bytes is that of the code points.
  if (a.is_string() && b.is_string()) return a.string().compare(b.string());
  if (a.is_sequence() && b.is_sequence() && is_repeatable(a) && a.sequence()->flavor == b.sequence()->flavor) {
    const auto& x = a.sequence()->items;
    const auto& y = b.sequence()->items;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
      if (!are_equal(budget, x[i], y[i])) return compare(budget, x[i], y[i]);
    return order(x.size(), y.size());
  }
  refuse("<", a, b);
}

bool compares(Budget& budget, Operator op, const Datum& a, const Datum& b) {
  switch (op) {
    case Operator::kEq: return are_equal(budget, a, b);
    case Operator::kNe: return !are_equal(budget, a, b);
    case Operator::kIn: return contains(budget, b, a);
    case Operator::kNotIn: return !contains(budget, b, a);
    default: break;
  }
  const int order = compare(budget, a, b);
  if (order == 2) return false;
  if (op == Operator::kLt) return order < 0;
  if (op == Operator::kLe) return order <= 0;
  if (op == Operator::kGt) return order > 0;
  return order >= 0;
}

bool contains(Budget& budget, const Datum& container, const Datum& item) {
  switch (container.kind()) {
    case Datum::Kind::kString:
      if (!item.is_string()) refuse("in", item, container);
      budget.spend(1 + container.string().size() / 64);
      return container.string().find(item.string()) != std::string::npos;
    case Datum::Kind::kSequence: {
      const auto& items = container.sequence()->items;
      return std::any_of(items.begin(), items.end(), [&](const Datum& one) { return are_equal(budget, item, one); });
    }
    case Datum::Kind::kMapping: return find_key(budget, *container.mapping(), item) != nullptr;
    case Datum::Kind::kUndefined: refuse_strict(container); return false;
    default:
      throw Failure(fmt::format("'in' needs a string, a list or a dict on its right, not {}", type_name(container)));
  }
}

Datum calculate(Budget& budget, Operator op, const Datum& a, const Datum& b) {
  if (a.is_integral() && b.is_integral()) return on_integers(op, a.integer(), b.integer());
  if (a.is_number() && b.is_number()) return on_numbers(op, a.number(), b.number());
  if (op == Operator::kAdd) {
    if (a.is_string() && b.is_string()) {
      budget.spend_text(a.string().size() + b.string().size());
      return a.string() + b.string();
    }
    if (is_repeatable(a) && a.is_sequence() && b.is_sequence() && a.sequence()->flavor == b.sequence()->flavor) {
      budget.spend(a.sequence()->items.size() + b.sequence()->items.size());
      std::vector<Datum> items = a.sequence()->items;
      items.insert(items.end(), b.sequence()->items.begin(), b.sequence()->items.end());
      return make_sequence(std::move(items), a.sequence()->flavor);
    }
  }
  if (op == Operator::kMul && is_repeatable(a) && b.is_integral()) return repeat(budget, a, b.integer());
  if (op == Operator::kMul && a.is_integral() && is_repeatable(b)) return repeat(budget, b, a.integer());
  if (op == Operator::kMod && a.is_string() && !b.is_undefined()) return percent_format(budget, a.string(), b);
  refuse(symbol(op), a, b);
}

Datum negate(const Datum& operand) {
  if (operand.is(Datum::Kind::kFloat)) return -operand.number();
  if (operand.is_undefined()) throw Failure(operand.undefined().reason);
  if (!operand.is_integral()) throw Failure(fmt::format("'-' does not work on {}", type_name(operand)));
  std::int64_t result = 0;
  if (__builtin_sub_overflow(std::int64_t{0}, operand.integer(), &result)) overflow();
  return result;
}

}  // namespace assay::text::jinja
