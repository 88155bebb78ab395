#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <string>
#include <vector>

#include "datasets/synthetic/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/registry.h"

namespace assay::datasets::test_support {

/// The first `n` items of a kind, with options written as `a=1,b=x` or as YAML in braces.
inline std::vector<Value> make_items(const std::string& kind, const std::string& options, int n,
                                     std::uint64_t seed = 1234) {
  const Options read =
      options.starts_with("{") ? Options::from_yaml(options, "test") : Options::from_pairs(options, "test");
  SyntheticItems items(find_def(all_synthetic(), kind, "kind of data"), read, seed);
  std::vector<Value> out;
  for (int i = 0; i < n; ++i) out.push_back(items.next());
  return out;
}

inline std::string text_of(const Value& item, std::string_view key) {
  const Value* value = item.find(key);
  return value == nullptr     ? "(no " + std::string(key) + ")"
         : value->is_string() ? value->as_string()
                              : json::dump(*value);
}

/// The message of the error that making `n` items ends in.
inline std::string error_of_items(const std::string& kind, const std::string& options, int n = 1) {
  try {
    make_items(kind, options, n);
  } catch (const Error& error) {
    return error.message();
  }
  return "(no error)";
}

/// What holds for every kind: no two ids or questions are equal, the same seed gives the same bytes, another one does
/// not, item 7 does not depend on how many are made, and no question or answer is empty.
inline void expect_what_holds_for_every_kind(const std::string& kind, const std::string& options, int n = 200) {
  const std::vector<Value> items = make_items(kind, options, n), again = make_items(kind, options, 10);
  std::vector<std::string> asked, ids;
  for (int i = 0; i < n; ++i) {
    const Value& item = items[static_cast<std::size_t>(i)];
    asked.push_back(text_of(item, "context") + text_of(item, "question"));
    ids.push_back(text_of(item, "id"));
    EXPECT_TRUE(ids.back().starts_with(kind + "-")) << ids.back();
    EXPECT_EQ(text_of(item, "kind"), kind);
    EXPECT_NE(text_of(item, "answer"), "");
    EXPECT_NE(text_of(item, "question"), "");
    if (i < 10) {
      EXPECT_EQ(json::dump(item), json::dump(again[static_cast<std::size_t>(i)]));
    }
  }
  for (std::vector<std::string>* list : {&asked, &ids}) {
    std::sort(list->begin(), list->end());
    EXPECT_EQ(std::adjacent_find(list->begin(), list->end()), list->end());
  }
  EXPECT_NE(json::dump(make_items(kind, options, 1, 99)[0]), json::dump(items[0]));
}

}  // namespace assay::datasets::test_support
