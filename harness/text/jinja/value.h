#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/value.h"

namespace assay::text::jinja {

class Datum;
class Evaluator;
struct Arguments;
struct LoopState;
struct Macro;
struct Mapping;
struct Method;
struct Namespace;
struct Sequence;

/// A name, attribute or item that is not there; with `strict` nearly every use of it fails.
struct Undefined {
  std::string reason;  ///< "'x' is undefined"
  bool strict = true;
};

/// A function every template can call.
struct Builtin {
  std::string_view name;
  Datum (*call)(Evaluator&, const Arguments&);
};

/// What an expression of a template is worth: Python's types as far as templates see them. Cheap to copy; sequences and
/// mappings are shared and never change (as in a sandbox that forbids it).
class Datum {
 public:
  enum class Kind {
    kUndefined,
    kNone,
    kBool,
    kInt,
    kFloat,
    kString,
    kSequence,
    kMapping,
    kNamespace,
    kLoop,
    kMacro,
    kMethod,
    kBuiltin
  };

  Datum() : data_(std::monostate()) {}
  Datum(bool v) : data_(v) {}
  Datum(int v) : data_(static_cast<std::int64_t>(v)) {}
  Datum(std::int64_t v) : data_(v) {}
  Datum(double v) : data_(v) {}
  Datum(std::string v) : data_(std::make_shared<const std::string>(std::move(v))) {}
  Datum(std::string_view v) : Datum(std::string(v)) {}
  Datum(const char* v) : Datum(std::string(v)) {}
  Datum(Undefined v) : data_(std::make_shared<const Undefined>(std::move(v))) {}
  Datum(std::shared_ptr<const Sequence> v) : data_(std::move(v)) {}
  Datum(std::shared_ptr<const Mapping> v) : data_(std::move(v)) {}
  Datum(std::shared_ptr<const LoopState> v) : data_(std::move(v)) {}
  Datum(std::shared_ptr<const Method> v) : data_(std::move(v)) {}
  Datum(Namespace* v) : data_(v) {}
  Datum(const Macro* v) : data_(v) {}
  Datum(const Builtin* v) : data_(v) {}

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_undefined() const { return is(Kind::kUndefined); }
  bool is_none() const { return is(Kind::kNone); }
  bool is_string() const { return is(Kind::kString); }
  bool is_sequence() const { return is(Kind::kSequence); }
  bool is_mapping() const { return is(Kind::kMapping); }
  /// Whether Python counts it as an int: booleans too.
  bool is_integral() const { return is(Kind::kInt) || is(Kind::kBool); }
  bool is_number() const { return is_integral() || is(Kind::kFloat); }

  /// The content. Requires: it is of that kind.
  const Undefined& undefined() const { return *std::get<std::shared_ptr<const Undefined>>(data_); }
  bool boolean() const { return std::get<bool>(data_); }
  std::int64_t integer() const { return is(Kind::kBool) ? boolean() : std::get<std::int64_t>(data_); }
  double number() const { return is(Kind::kFloat) ? std::get<double>(data_) : static_cast<double>(integer()); }
  const std::string& string() const { return *std::get<std::shared_ptr<const std::string>>(data_); }
  const std::shared_ptr<const Sequence>& sequence() const { return std::get<std::shared_ptr<const Sequence>>(data_); }
  const std::shared_ptr<const Mapping>& mapping() const { return std::get<std::shared_ptr<const Mapping>>(data_); }
  const std::shared_ptr<const LoopState>& loop() const { return std::get<std::shared_ptr<const LoopState>>(data_); }
  const std::shared_ptr<const Method>& method() const { return std::get<std::shared_ptr<const Method>>(data_); }
  Namespace* name_space() const { return std::get<Namespace*>(data_); }
  const Macro* macro() const { return std::get<const Macro*>(data_); }
  const Builtin* builtin() const { return std::get<const Builtin*>(data_); }

  /// How deep it nests: 0 for what holds nothing.
  int depth() const;

 private:
  std::variant<std::shared_ptr<const Undefined>, std::monostate, bool, std::int64_t, double,
               std::shared_ptr<const std::string>, std::shared_ptr<const Sequence>, std::shared_ptr<const Mapping>,
               Namespace*, std::shared_ptr<const LoopState>, const Macro*, std::shared_ptr<const Method>,
               const Builtin*>
      data_;
};

/// What a sequence is in Python: they print, test and measure differently.
enum class Flavor { kList, kTuple, kRange, kKeys, kValues, kItems, kGenerator };

struct Sequence {
  std::vector<Datum> items;
  Flavor flavor = Flavor::kList;
  int depth = 1;
  std::int64_t start = 0, stop = 0, step = 1;  ///< of a range, for printing
};

using Member = std::pair<Datum, Datum>;

/// A dict, in the order of insertion.
struct Mapping {
  std::vector<Member> members;
  int depth = 1;
  /// The value of a text key, or nullptr.
  const Datum* find(std::string_view key) const;
};

/// What namespace() makes: the one thing whose attributes can be set. Owned by the rendering, so that cycles are freed.
struct Namespace {
  std::vector<std::pair<std::string, Datum>> members;
  const Datum* find(std::string_view name) const;
  void set(std::string_view name, Datum value);
};

/// The `loop` of a for block.
struct LoopState {
  std::shared_ptr<const Sequence> items;
  std::size_t index = 0;  ///< from 0
  mutable bool has_changed_value = false;
  mutable std::vector<Datum> changed_value;  ///< the last arguments of loop.changed
};

/// A method that was looked up on a value and not called yet.
struct Method {
  Datum self;
  std::string name;
};

/// Throws: Failure where it nests too deep or holds too many items.
Datum make_sequence(std::vector<Datum> items, Flavor flavor = Flavor::kList);
Datum make_mapping(std::vector<Member> members);

/// Both ways between a template's values and the program's.
Datum from_value(const Value& value);
/// Tuples, views and generators become arrays, keys texts, undefined null. Throws: Failure where it has no such form.
Value to_value(const Datum& datum, class Budget& budget);

/// "str", "int", "list": the type's name in Python, for messages.
std::string_view type_name(const Datum& datum);

}  // namespace assay::text::jinja
