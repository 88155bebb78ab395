#include "harness/text/jinja/value.h"

#include <algorithm>

#include "harness/text/jinja/budget.h"
#include "harness/text/jinja/text_form.h"

namespace assay::text::jinja {

namespace {

void check_depth(int depth) {
  if (depth > kMaxValueDepth) throw Failure("a value nests more than " + std::to_string(kMaxValueDepth) + " levels");
}

}  // namespace

int Datum::depth() const {
  switch (kind()) {
    case Kind::kSequence: return sequence()->depth;
    case Kind::kMapping: return mapping()->depth;
    case Kind::kLoop: return loop()->items->depth + 1;
    case Kind::kMethod: return method()->self.depth() + 1;
    default: return 0;
  }
}

const Datum* Mapping::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name.is_string() && name.string() == key) return &value;
  return nullptr;
}

const Datum* Namespace::find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == name; });
  return found == members.end() ? nullptr : &found->second;
}

void Namespace::set(std::string_view name, Datum value) {
  if (const Datum* old = find(name))
    *const_cast<Datum*>(old) = std::move(value);
  else
    members.emplace_back(std::string(name), std::move(value));
}

Datum make_sequence(std::vector<Datum> items, Flavor flavor) {
  if (items.size() > kMaxItems) throw Failure("a list has more than " + std::to_string(kMaxItems) + " items");
  auto made = std::make_shared<Sequence>();
  for (const Datum& item : items) made->depth = std::max(made->depth, item.depth() + 1);
  check_depth(made->depth);
  made->items = std::move(items);
  made->flavor = flavor;
  return std::shared_ptr<const Sequence>(std::move(made));
}

Datum make_mapping(std::vector<Member> members) {
  if (members.size() > kMaxItems) throw Failure("a dict has more than " + std::to_string(kMaxItems) + " members");
  auto made = std::make_shared<Mapping>();
  for (const auto& [key, value] : members) made->depth = std::max({made->depth, key.depth() + 1, value.depth() + 1});
  check_depth(made->depth);
  made->members = std::move(members);
  return std::shared_ptr<const Mapping>(std::move(made));
}

Datum from_value(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: return {};
    case Value::Kind::kBool: return value.as_bool();
    case Value::Kind::kInt: return value.as_int();
    case Value::Kind::kDouble: return value.as_double();
    case Value::Kind::kString: return value.as_string();
    case Value::Kind::kArray: {
      std::vector<Datum> items;
      items.reserve(value.size());
      for (const Value& item : value.as_array()) items.push_back(from_value(item));
      return make_sequence(std::move(items));
    }
    case Value::Kind::kObject: {
      std::vector<Member> members;
      members.reserve(value.size());
      for (const Value::Member& member : value.as_object())
        members.emplace_back(Datum(member.key), from_value(member.value));
      return make_mapping(std::move(members));
    }
  }
  return {};
}

Value to_value(const Datum& datum, Budget& budget) {
  budget.spend();
  switch (datum.kind()) {
    case Datum::Kind::kUndefined:
      if (datum.undefined().strict) throw Failure(datum.undefined().reason);
      return nullptr;
    case Datum::Kind::kNone: return nullptr;
    case Datum::Kind::kBool: return datum.boolean();
    case Datum::Kind::kInt: return datum.integer();
    case Datum::Kind::kFloat: return datum.number();
    case Datum::Kind::kString: budget.spend_text(datum.string().size()); return datum.string();
    case Datum::Kind::kSequence: {
      Value array = Value::array();
      for (const Datum& item : datum.sequence()->items) array.push_back(to_value(item, budget));
      return array;
    }
    case Datum::Kind::kMapping: {
      Value object = Value::object();
      for (const auto& [key, value] : datum.mapping()->members)
        object.set(to_text(budget, key), to_value(value, budget));
      return object;
    }
    default: return to_text(budget, datum);
  }
}

std::string_view type_name(const Datum& datum) {
  switch (datum.kind()) {
    case Datum::Kind::kUndefined: return "undefined";
    case Datum::Kind::kNone: return "None";
    case Datum::Kind::kBool: return "bool";
    case Datum::Kind::kInt: return "int";
    case Datum::Kind::kFloat: return "float";
    case Datum::Kind::kString: return "str";
    case Datum::Kind::kSequence:
      switch (datum.sequence()->flavor) {
        case Flavor::kList: return "list";
        case Flavor::kTuple: return "tuple";
        case Flavor::kRange: return "range";
        case Flavor::kKeys: return "dict_keys";
        case Flavor::kValues: return "dict_values";
        case Flavor::kItems: return "dict_items";
        case Flavor::kGenerator: return "generator";
      }
      return "list";
    case Datum::Kind::kMapping: return "dict";
    case Datum::Kind::kNamespace: return "namespace";
    case Datum::Kind::kLoop: return "loop";
    case Datum::Kind::kMacro: return "macro";
    case Datum::Kind::kMethod: return "method";
    case Datum::Kind::kBuiltin: return "function";
  }
  return "?";
}

}  // namespace assay::text::jinja
