#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/store/run_writer.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "tests/support/shared.h"

namespace assay::store::test {

/// The start of a run of one model, one judge and one task.
inline RunStart example_start(const std::string& content_id = std::string(64, 'a'),
                              const std::string& name = "example") {
  RunStart start;
  start.content_id = content_id;
  start.name = name;
  start.models = {{"m", "mock", "mock-1", "fp-m", "reference (f32)"}, {"judge", "mock", "mock-2", "fp-j", ""}};
  start.seed = 18446744073709551615ULL;
  start.config_yaml = "name: example\n";
  start.version = "0.1.0";
  return start;
}

inline Sample example_sample(int i) {
  Sample sample;
  sample.id = "s" + std::to_string(i);
  sample.input = "question " + std::to_string(i);
  sample.targets = {"answer " + std::to_string(i)};
  sample.fields = Value::object();
  sample.fields.set("n", i);
  return sample;
}

inline std::vector<Sample> example_samples(int count) {
  std::vector<Sample> samples;
  for (int i = 0; i < count; ++i) samples.push_back(example_sample(i));
  return samples;
}

/// Begins the run and adds its task with `count` samples.
inline std::string begin_example(Store& store, int count, const RunStart& start = example_start()) {
  std::string run = begin_run(store, start);
  RunWriter writer(store, run);
  writer.add_task({"t", "1", "d00d", count, 1, 0});
  writer.add_samples("t", example_samples(count));
  return run;
}

inline Request generate_request(const std::string& sample, int epoch = 0, int slot = 0) {
  Request request;
  request.id = {sample, slot, epoch};
  Generate body;
  body.prompt.text = "prompt of " + sample;
  request.body = body;
  return request;
}

inline Response completion(const std::string& text, FinishReason finish = FinishReason::kStop) {
  Response response;
  response.body = Completion{text, finish, {}};
  response.usage = {10, 3, std::nullopt};
  response.timing = {0.25, std::nullopt};
  return response;
}

inline Response failure(FailureKind kind = FailureKind::kTimeout) {
  Response response;
  response.body = Failure{kind, "no answer in 60 s", 3};
  return response;
}

inline std::string key_of(const Request& request) { return content_key(request, "fp-m"); }

inline Scored scored(double value) { return {StatsRow{value}, value, "compared"}; }

/// The message of the Error that `work` throws, "" where it throws none.
template <class Work>
std::string error_of(Work&& work) {
  try {
    work();
  } catch (const Error& e) {
    return e.message();
  }
  return "";
}

}  // namespace assay::store::test
