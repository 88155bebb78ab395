#include "harness/cli/validate_output.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <ostream>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::cli {
namespace {

Value texts_value(std::span<const std::string> texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

Value ids_value(std::span<const std::int32_t> ids) {
  Value list = Value::array();
  for (const std::int32_t id : ids) list.push_back(static_cast<std::int64_t>(id));
  return list;
}

std::string plain_text(const Request& request) {
  if (const auto* generate = std::get_if<Generate>(&request.body)) return to_plain_text(generate->prompt);
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) return to_plain_text(scored->context);
  return std::get<RollingLoglikelihood>(request.body).text;
}

std::string kind_of(const Request& request) {
  if (const auto* generate = std::get_if<Generate>(&request.body))
    return generate->prompt.is_chat() ? "generate, chat" : "generate";
  return std::holds_alternative<Loglikelihood>(request.body) ? "loglikelihood" : "rolling loglikelihood";
}

// Nothing where the model refuses the prompt: that is a finding already.
std::optional<run::EncodedRequest> encoded(const Request& request, const run::ModelView* model) {
  if (model == nullptr) return std::nullopt;
  try {
    return model->encode(request);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

ValidateOutput::ValidateOutput(Console& console, bool as_json) : console_(console), as_json_(as_json) {}

void ValidateOutput::file(const std::string& file, const std::string& kind, const std::string& line) {
  if (!as_json_) {
    console_.out() << fmt::format("{}: {}\n", file, line);
    return;
  }
  Value one = Value::object();
  one.set("file", file);
  one.set("kind", kind);
  one.set("summary", line);
  files_.push_back(std::move(one));
}

void ValidateOutput::task(const run::OpenTask& task, std::span<const run::Finding> findings) {
  if (as_json_) {
    Value one = Value::object();
    one.set("task", task.spec.name);
    one.set("file", task.spec.file);
    one.set("samples", static_cast<std::int64_t>(task.set.size()));
    one.set("num_fewshot", task.num_fewshot);
    Value metrics = Value::array();
    for (const auto& metric : task.metrics) metrics.push_back(metric->info().name);
    one.set("metrics", std::move(metrics));
    tasks_.push_back(std::move(one));
  } else {
    console_.out() << fmt::format("{}: task {}: {} samples, {} few-shot examples, {} metrics\n", task.spec.file,
                                  task.spec.name, task.set.size(), task.num_fewshot, task.metrics.size());
  }
  for (const run::Finding& one : findings) finding(one);
}

void ValidateOutput::failed(const std::string& file, const std::string& message) {
  run::Finding one;
  one.severity = run::Severity::kError;
  one.check = "file";
  one.where = file;
  one.message = message;
  if (!as_json_) {
    ++num_errors_;
    console_.complain(message);  // it says itself where
    return;
  }
  finding(one);
}

void ValidateOutput::finding(const run::Finding& finding) {
  ++(finding.severity == run::Severity::kError ? num_errors_ : num_warnings_);
  if (!as_json_) {
    // Those of a task are data of this verb, and errors are errors.
    const std::string line =
        fmt::format("{}: {}: {}: {}{}", finding.where, run::name_of(finding.severity), finding.check, finding.message,
                    finding.count > 1 ? fmt::format(" (and in {} more)", finding.count - 1) : "");
    console_.complain(line);
    return;
  }
  Value one = Value::object();
  one.set("severity", run::name_of(finding.severity));
  one.set("check", finding.check);
  one.set("task", finding.task.empty() ? Value() : Value(finding.task));
  one.set("where", finding.where);
  one.set("message", finding.message);
  one.set("count", finding.count);
  findings_.push_back(std::move(one));
}

void ValidateOutput::requests(const run::OpenTask& task, const Sample& sample, const run::ModelView* model) {
  for (const Request& request : run::plan(task, sample, {})) {
    if (request.id.epoch > 0) continue;
    if (as_json_)
      request_value(task, sample, request, model);
    else
      request_text(task, sample, request, model);
  }
}

void ValidateOutput::request_text(const run::OpenTask& task, const Sample& sample, const Request& request,
                                  const run::ModelView* model) {
  std::ostream& out = console_.out();
  const auto as_given = encoded(request, model);
  out << fmt::format("--- {} sample {} ({}{}{})\n", task.spec.name, sample.id, kind_of(request),
                     task.spec.turns.is_set() ? ", turn 1: later turns depend on the answers" : "",
                     as_given ? fmt::format(", as {} gets it", model->name) : "");
  out << (as_given ? as_given->text : plain_text(request)) << "\n";
  if (as_given) out << fmt::format("  token ids ({}): {}\n", as_given->ids.size(), fmt::join(as_given->ids, " "));
  if (const auto* generate = std::get_if<Generate>(&request.body)) {
    const SamplingParams& sampling = generate->sampling;
    out << fmt::format("  temperature {:g}, max_tokens {}, stop {}\n", sampling.temperature, sampling.max_tokens,
                       json::dump(texts_value(sampling.stop)));
  }
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) {
    for (std::size_t i = 0; i < scored->continuations.size(); ++i)
      out << fmt::format("  ? {}{}\n", json::dump(Value(scored->continuations[i])),
                         as_given ? fmt::format(" ids {}", fmt::join(as_given->continuations[i], " ")) : "");
  }
  if (!sample.targets.empty()) out << fmt::format("  target: {}\n", json::dump(Value(sample.targets.front())));
}

void ValidateOutput::request_value(const run::OpenTask& task, const Sample& sample, const Request& request,
                                   const run::ModelView* model) {
  Value one = Value::object();
  const auto as_given = encoded(request, model);
  one.set("task", task.spec.name);
  one.set("sample", sample.id);
  one.set("type", kind_of(request));
  one.set("text", as_given ? as_given->text : plain_text(request));
  if (as_given) {
    one.set("model", model->name);
    one.set("ids", ids_value(as_given->ids));
  }
  if (const auto* generate = std::get_if<Generate>(&request.body)) {
    one.set("stop", texts_value(generate->sampling.stop));
    one.set("max_tokens", generate->sampling.max_tokens);
    one.set("temperature", generate->sampling.temperature);
  }
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) {
    one.set("continuations", texts_value(scored->continuations));
    if (as_given) {
      Value lists = Value::array();
      for (const auto& ids : as_given->continuations) lists.push_back(ids_value(ids));
      one.set("continuation_ids", std::move(lists));
    }
  }
  one.set("target", sample.targets.empty() ? Value() : Value(sample.targets.front()));
  requests_.push_back(std::move(one));
}

void ValidateOutput::finish() {
  if (!as_json_) {
    if (num_errors_ + num_warnings_ > 0)
      console_.out() << fmt::format("{} error{}, {} warning{}\n", num_errors_, num_errors_ == 1 ? "" : "s", num_warnings_,
                                    num_warnings_ == 1 ? "" : "s");
    return;
  }
  Value out = Value::object();
  out.set("errors", static_cast<std::int64_t>(num_errors_));
  out.set("warnings", static_cast<std::int64_t>(num_warnings_));
  out.set("files", files_);
  out.set("tasks", tasks_);
  out.set("findings", findings_);
  out.set("requests", requests_);
  console_.out() << json::dump_pretty(out) << "\n";
}

}  // namespace assay::cli
