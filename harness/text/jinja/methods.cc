#include "harness/text/jinja/methods.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/text/jinja/access.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/operations.h"

namespace assay::text::jinja {

namespace {

struct Entry {
  std::string_view name;
  MethodFunction function;
};

Datum view(Evaluator& evaluator, const Datum& self, const Arguments& arguments, Flavor flavor) {
  bind_arguments("a dict's method", arguments, {});
  std::vector<Datum> items;
  for (const auto& [key, value] : self.mapping()->members) {
    evaluator.budget().spend();
    if (flavor == Flavor::kItems)
      items.push_back(make_sequence({key, value}, Flavor::kTuple));
    else
      items.push_back(flavor == Flavor::kKeys ? key : value);
  }
  return make_sequence(std::move(items), flavor);
}

Datum dict_items(Evaluator& evaluator, const Datum& self, const Arguments& a) {
  return view(evaluator, self, a, Flavor::kItems);
}
Datum dict_keys(Evaluator& evaluator, const Datum& self, const Arguments& a) {
  return view(evaluator, self, a, Flavor::kKeys);
}
Datum dict_values(Evaluator& evaluator, const Datum& self, const Arguments& a) {
  return view(evaluator, self, a, Flavor::kValues);
}
Datum copy(Evaluator&, const Datum& self, const Arguments& arguments) {
  bind_arguments("copy", arguments, {});
  return self;
}

Datum dict_get(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("get", arguments, {"key", "default"}, 1);
  for (const auto& [key, value] : self.mapping()->members)
    if (are_equal(evaluator.budget(), key, *given[0])) return value;
  return given[1] ? *given[1] : Datum();
}

Datum list_index(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("index", arguments, {"value"}, 1);
  const auto& items = self.sequence()->items;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (are_equal(evaluator.budget(), items[i], *given[0])) return static_cast<std::int64_t>(i);
  throw Failure("index: the value is not in the list");
}

Datum list_count(Evaluator& evaluator, const Datum& self, const Arguments& arguments) {
  const auto given = bind_arguments("count", arguments, {"value"}, 1);
  const auto& items = self.sequence()->items;
  return static_cast<std::int64_t>(std::count_if(
      items.begin(), items.end(), [&](const Datum& item) { return are_equal(evaluator.budget(), item, *given[0]); }));
}

// The evaluator answers these itself: they need the loop's state.
Datum loop_method(Evaluator& evaluator, const Datum& self, const Arguments&) {
  return evaluator.undefined(fmt::format("a {} has no such method", type_name(self)));
}

constexpr std::array<Entry, 5> kDictMethods = {
    {{"items", dict_items}, {"keys", dict_keys}, {"values", dict_values}, {"get", dict_get}, {"copy", copy}}};
constexpr std::array<Entry, 3> kListMethods = {{{"index", list_index}, {"count", list_count}, {"copy", copy}}};
constexpr std::array<Entry, 2> kLoopMethods = {{{"cycle", loop_method}, {"changed", loop_method}}};
constexpr std::array<std::string_view, 5> kForbiddenDict = {"clear", "pop", "popitem", "setdefault", "update"};
constexpr std::array<std::string_view, 8> kForbiddenList = {"append", "clear",  "extend",  "insert",
                                                            "pop",    "remove", "reverse", "sort"};

template <typename Table>
MethodFunction find_in(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : found->function;
}

MethodFunction find_method(const Datum& self, std::string_view name) {
  switch (self.kind()) {
    case Datum::Kind::kString: return find_text_method(name);
    case Datum::Kind::kMapping: return find_in(kDictMethods, name);
    case Datum::Kind::kLoop: return find_in(kLoopMethods, name);
    case Datum::Kind::kSequence:
      if (self.sequence()->flavor > Flavor::kRange || (name == "copy" && self.sequence()->flavor != Flavor::kList))
        return nullptr;
      return find_in(kListMethods, name);
    default: return nullptr;
  }
}

}  // namespace

bool has_method(const Datum& self, std::string_view name) { return find_method(self, name) != nullptr; }

bool is_forbidden_method(const Datum& self, std::string_view name) {
  if (self.is_mapping()) return std::find(kForbiddenDict.begin(), kForbiddenDict.end(), name) != kForbiddenDict.end();
  if (self.is_sequence() && self.sequence()->flavor == Flavor::kList)
    return std::find(kForbiddenList.begin(), kForbiddenList.end(), name) != kForbiddenList.end();
  return false;
}

Datum call_method(Evaluator& evaluator, const Datum& self, std::string_view name, const Arguments& arguments) {
  return find_method(self, name)(evaluator, self, arguments);
}

}  // namespace assay::text::jinja
