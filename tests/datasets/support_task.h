#pragma once

#include <string>

#include "datasets/registry.h"
#include "datasets/samples.h"
#include "datasets/task_loader.h"
#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::datasets::test_support {

/// The keys that every task file here begins with; data in test.jsonl and train.jsonl beside it.
inline const std::string kHead =
    "task: demo\n"
    "dataset_path: json\n"
    "dataset_kwargs: {data_files: {test: test.jsonl, train: train.jsonl}}\n"
    "test_split: test\n"
    "training_split: train\n";

/// All samples of a split, with their places and digest.
struct LoadedSet {
  std::vector<Sample> samples;
  std::vector<std::string> where;
  std::string data_sha256;
};

inline LoadedSet load_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers,
                              std::optional<std::int64_t> limit = std::nullopt) {
  const SampleSet set = open_samples(spec, {readers, {}}, limit);
  return {set.read_all(), set.where(0, set.size()), set.data_sha256()};
}

inline LoadedSet load_fewshot_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers) {
  const SampleSet set = open_samples(spec, {readers, {}});
  ExampleRows rows = load_examples(spec, {readers, {}}, set);
  return {std::move(rows.examples), {}, rows.data_sha256};
}

/// A task that lives in a folder of its own with its data.
class TaskFolder {
 public:
  TaskFolder(const std::string& yaml, const std::string& test_rows, const std::string& train_rows = "{}\n") {
    folder_.write("test.jsonl", test_rows);
    folder_.write("train.jsonl", train_rows);
    spec_ = load_task(folder_.write("demo.yaml", yaml));
  }

  const TaskSpec& spec() const { return spec_; }
  TaskSpec& spec() { return spec_; }
  const std::string& path() const { return folder_.path(); }
  LoadedSet samples(std::optional<std::int64_t> limit = std::nullopt) const {
    return load_samples(spec_, builtin::all_readers(), limit);
  }
  LoadedSet pool() const { return load_fewshot_samples(spec_, builtin::all_readers()); }

 private:
  test::TempFolder folder_;
  TaskSpec spec_;
};

/// The message, contexts included, of the Error that `action` ends in, without `folder`; "no error" where there is
/// none.
template <class Action>
std::string error_of(const Action& action, const std::string& folder = "") {
  try {
    action();
  } catch (const Error& error) {
    std::string message = error.what();
    if (folder.empty()) return message;
    for (std::size_t at = message.find(folder); at != std::string::npos; at = message.find(folder))
      message.erase(at, folder.size() + 1);
    return message;
  }
  return "no error";
}

}  // namespace assay::datasets::test_support
