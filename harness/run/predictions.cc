#include "harness/run/predictions.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <span>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::run {
namespace {

constexpr std::int64_t kMaxTokens = INT32_MAX;

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

  /// One number, at least 0.
  double amount(const Value& value, const std::string& name) const {
    if (!value.is_number()) fail(fmt::format("'{}' is {}; expected a number", name, kind_name(value)));
    if (!(value.as_double() >= 0.0) || !std::isfinite(value.as_double()))
      fail(fmt::format("'{}' is {}; expected a number from 0 on", name, json::dump(value)));
    return value.as_double();
  }

  /// One whole number from 0 to `highest`.
  std::int64_t count(const Value& value, const std::string& name, std::int64_t highest) const {
    if (!value.is_int() || value.as_int() < 0 || value.as_int() > highest)
      fail(fmt::format("'{}' is {}; expected a whole number from 0 to {}", name, json::dump(value), highest));
    return value.as_int();
  }

  /// A list with one element for each choice; nullptr where the key is absent or null.
  const Value::Array* list(std::string_view key, std::size_t num_choices) const {
    const Value* value = find(key);
    if (value == nullptr || value->is_null()) return nullptr;
    if (!value->is_array())
      fail(fmt::format("'{}' is {}; expected a list with a number for each choice", key, kind_name(*value)));
    if (value->size() != num_choices) fail(fmt::format("{} choices but {} {}", num_choices, value->size(), key));
    return &value->as_array();
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

double logprob_of(const Row& row, const Value& value, const std::string& name) {
  if (!value.is_number()) row.fail(fmt::format("{} is {}; expected a number", name, kind_name(value)));
  return value.as_double();
}

Loglikelihoods scores_of(const Row& row, std::string_view key, const std::vector<std::string>& choices) {
  const Value::Array& logprobs = *row.list(key, choices.size());
  Loglikelihoods scores;
  for (std::size_t i = 0; i < choices.size(); ++i)
    scores.continuations.push_back({logprob_of(row, logprobs[i], fmt::format("{}[{}]", key, i)), 0,
                                    static_cast<int>(choices[i].size()), false});
  return scores;
}

void read_choices(const Row& row, Prediction& out) {
  out.sample.choices = row.texts("choices");
  const Value* logprobs = row.find("logprobs");
  if (logprobs == nullptr || !logprobs->is_array()) row.fail("'choices' needs 'logprobs', a list with a number for each");
  Loglikelihoods scores = scores_of(row, "logprobs", out.sample.choices);
  if (const Value::Array* tokens = row.list("num_tokens", out.sample.choices.size()))
    for (std::size_t i = 0; i < tokens->size(); ++i)
      scores.continuations[i].num_tokens =
          static_cast<int>(row.count((*tokens)[i], fmt::format("num_tokens[{}]", i), kMaxTokens));
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
  if (row.list("logprobs_unconditional", out.sample.choices.size()) != nullptr)
    out.answers.push_back(
        {{out.sample.id, 1, 0}, scores_of(row, "logprobs_unconditional", out.sample.choices), {}, {}});
}

void read_rolling(const Row& row, Prediction& out) {
  const Value* text = row.find("text");
  if (text == nullptr || !text->is_string())
    row.fail(fmt::format("'logprob' needs 'text', the text that it is of{}",
                         text == nullptr ? "" : fmt::format(", and not {}", kind_name(*text))));
  out.sample.targets = {text->as_string()};
  const Value& logprob = *row.find("logprob");
  if (logprob.is_null()) {
    out.answers.push_back({{out.sample.id, 0, 0}, Failure{FailureKind::kMissing, "the logprob is null", 0}, {}, {}});
    return;
  }
  ContinuationScore score;
  score.logprob = logprob_of(row, logprob, "'logprob'");
  score.num_bytes = static_cast<int>(text->as_string().size());
  if (const Value* tokens = row.find("num_tokens"); tokens != nullptr && !tokens->is_null())
    score.num_tokens = static_cast<int>(row.count(*tokens, "num_tokens", kMaxTokens));
  out.answers.push_back({{out.sample.id, 0, 0}, Loglikelihoods{{score}}, {}, {}});
}

void read_texts(const Row& row, Prediction& out) {
  const Value* prediction = row.find("prediction");
  if (prediction == nullptr) row.fail("there is neither 'prediction' nor 'choices' nor 'logprob'");
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

/// Hands each answer what the row says under `key`: nothing, a number for the one answer, or a list with one for each.
template <class Set>
void read_costs(const Row& row, const char* key, std::span<Response> answers, const Set& set) {
  const Value* value = row.find(key);
  if (value == nullptr || value->is_null()) return;
  if (!value->is_array()) {
    if (answers.size() != 1)
      row.fail(fmt::format("'{}' is one {} for {} predictions; expected a list with one for each", key, kind_name(*value),
                           answers.size()));
    return set(answers[0], *value, std::string(key));
  }
  if (value->size() != answers.size())
    row.fail(fmt::format("'{}' has {} elements for {} prediction{}", key, value->size(), answers.size(),
                         answers.size() == 1 ? "" : "s"));
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (const Value& element = value->as_array()[i]; !element.is_null())
      set(answers[i], element, fmt::format("{}[{}]", key, i));
}

void read_usage(const Row& row, Prediction& out) {
  // What the choices have without a context came along with their answer.
  std::span<Response> answers = out.answers;
  if (answers.back().id.slot == 1) answers = answers.first(answers.size() - 1);
  read_costs(row, "prompt_tokens", answers, [&](Response& answer, const Value& value, const std::string& name) {
    answer.usage.prompt_tokens = row.count(value, name, INT64_MAX);
  });
  read_costs(row, "completion_tokens", answers, [&](Response& answer, const Value& value, const std::string& name) {
    answer.usage.completion_tokens = row.count(value, name, INT64_MAX);
  });
  read_costs(row, "seconds", answers, [&](Response& answer, const Value& value, const std::string& name) {
    answer.timing.seconds = row.amount(value, name);
  });
  read_costs(row, "first_token_seconds", answers, [&](Response& answer, const Value& value, const std::string& name) {
    answer.timing.first_token_seconds = row.amount(value, name);
  });
  read_costs(row, "cost", answers, [&](Response& answer, const Value& value, const std::string& name) {
    answer.usage.cost = row.amount(value, name);
  });
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
  } else if (row.find("prediction") == nullptr && row.find("logprob") != nullptr) {
    read_rolling(row, out);
  } else {
    read_texts(row, out);
  }
  read_usage(row, out);
  out.sample.fields = std::move(value);
  return out;
}

}  // namespace assay::run
