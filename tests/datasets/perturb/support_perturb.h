#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "datasets/perturb/perturbed_rows.h"
#include "datasets/perturb/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets::test_support {

/// A row behind perturbations; it has the id "r" where it states none.
inline Value perturbed(const std::string& with, const std::string& row, const std::string& id = "r",
                       std::uint64_t seed = 1234, bool* changed = nullptr) {
  Value value = json::parse(row, "row");
  const bool did = PerturbationChain(all_perturbations(), {with}, seed).apply(value, id);
  if (changed != nullptr) *changed = did;
  return value;
}

inline std::string text_in(const Value& row, std::string_view key) {
  const Value* value = row.find(key);
  return value == nullptr ? "(none)" : value->is_string() ? value->as_string() : json::dump(*value);
}

/// The question of a row behind a perturbation.
inline std::string question_behind(const std::string& with, const std::string& question,
                                   const std::string& answer = "-", const std::string& id = "r") {
  Value row = Value::object();
  row.set("question", question);
  row.set("answer", answer);
  return text_in(perturbed(with, json::dump(row), id), "question");
}

inline std::string error_of(const std::string& with,
                            const std::string& row = R"({"question": "Why is it so?", "answer": "x"})") {
  try {
    perturbed(with, row);
  } catch (const Error& error) {
    return error.message();
  }
  return "(no error)";
}

}  // namespace assay::datasets::test_support
