#include "harness/run/predictions.h"

#include <fmt/core.h>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::run {
namespace {

// One row with its place, for messages.
class Row {
 public:
  Row(const Value& value, std::string where) : value_(value), where_(std::move(where)) {}

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", where_, message));
  }
  const Value* find(std::string_view key) const { return value_.find(key); }

  std::vector<std::string> texts(std::string_view key) const {
    const Value* value = find(key);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return {value->as_string()};
    if (!value->is_array()) fail(fmt::format("'{}' is {}; expected a text or a list of texts", key, kind_name(*value)));
    std::vector<std::string> out;
    for (const Value& element : value->as_array()) {
      if (!element.is_string())
        fail(fmt::format("'{}' has an element of kind {}; expected texts", key, kind_name(element)));
      out.push_back(element.as_string());
    }
    return out;
  }

 private:
  const Value& value_;
  std::string where_;
};

std::string id_of(const Row& row, long number) {
  const Value* id = row.find("id");
  if (id == nullptr) return std::to_string(number);
  if (id->is_string()) return id->as_string();
  if (id->is_int()) return std::to_string(id->as_int());
  row.fail(fmt::format("'id' is {}; expected a text or a whole number", kind_name(*id)));
}

void read_choices(const Row& row, Prediction& out) {
  out.sample.choices = row.texts("choices");
  const Value* logprobs = row.find("logprobs");
  if (logprobs == nullptr || !logprobs->is_array()) row.fail("'choices' needs 'logprobs', a list with a number for each");
  if (logprobs->size() != out.sample.choices.size())
    row.fail(fmt::format("{} choices but {} logprobs", out.sample.choices.size(), logprobs->size()));
  Loglikelihoods scores;
  for (std::size_t i = 0; i < logprobs->size(); ++i) {
    const Value& logprob = logprobs->as_array()[i];
    if (!logprob.is_number()) row.fail(fmt::format("logprobs[{}] is {}; expected a number", i, kind_name(logprob)));
    scores.continuations.push_back(
        {logprob.as_double(), 0, static_cast<int>(out.sample.choices[i].size()), false});
  }
  const Value* target = row.find("target");
  if (target == nullptr) row.fail("'choices' needs 'target', the index of the right choice (from 0)");
  const Value::Array targets = target->is_array() ? target->as_array() : Value::Array{*target};
  for (const Value& index : targets) {
    if (!index.is_int() || index.as_int() < 0 || index.as_int() >= static_cast<std::int64_t>(out.sample.choices.size()))
      row.fail(fmt::format("'target' {} is not the index of one of the {} choices (from 0)", json::dump(index),
                           out.sample.choices.size()));
    out.sample.target_choices.push_back(static_cast<int>(index.as_int()));
    out.sample.targets.push_back(out.sample.choices[static_cast<std::size_t>(index.as_int())]);
  }
  out.answers.push_back({{out.sample.id, 0, 0}, std::move(scores), {}, {}});
}

void read_texts(const Row& row, Prediction& out) {
  const Value* prediction = row.find("prediction");
  if (prediction == nullptr) row.fail("there is neither 'prediction' nor 'choices'");
  out.sample.targets = row.texts("references");
  if (row.find("reference") != nullptr) {
    if (!out.sample.targets.empty()) row.fail("there is both 'reference' and 'references'");
    out.sample.targets = row.texts("reference");
  }
  if (prediction->is_null()) {
    out.answers.push_back(
        {{out.sample.id, 0, 0}, Failure{FailureKind::kMissing, "the prediction is null", 0}, {}, {}});
    return;
  }
  int epoch = 0;
  for (std::string& text : row.texts("prediction"))
    out.answers.push_back({{out.sample.id, 0, epoch++}, Completion{std::move(text), FinishReason::kStop, {}}, {}, {}});
  if (out.answers.empty()) row.fail("'prediction' is an empty list");
}

}  // namespace

std::optional<Prediction> PredictionReader::next() {
  Value value;
  if (!rows_.next(value)) return std::nullopt;
  ++row_;
  const Row row(value, rows_.where());
  Prediction out;
  out.sample.id = id_of(row, row_);
  if (row.find("choices") != nullptr) {
    read_choices(row, out);
  } else {
    read_texts(row, out);
  }
  out.sample.fields = std::move(value);
  return out;
}

}  // namespace assay::run
