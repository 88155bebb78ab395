#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/json.h"
#include "harness/run/checks/checks.h"
#include "harness/text/unicode.h"

namespace assay::run {
namespace {

std::string quoted(std::string_view text) { return json::dump(Value(text)); }

bool is_generating(const OpenTask& task) { return task.spec.output_type == datasets::OutputType::kGenerateUntil; }

}  // namespace

void check_stop_list(const OpenTask& task, Findings& findings) {
  if (!is_generating(task)) return;
  const std::string& where = task.spec.file;
  const std::vector<std::string>& stops = task.sampling.stop;
  for (const std::string& stop : stops)
    if (stop.empty())
      findings.error("stop_empty", where, "a stop is the empty text: every answer ends before its first word");
  // Before the answer the model itself writes what stands there in the examples.
  const std::string& joint = task.spec.example_form.target_delimiter;
  if (task.num_fewshot > 0 && !task.style.chat && !task.spec.form.gen_prefix.is_set())
    for (const std::string& stop : stops)
      if (!stop.empty() && joint.find(stop) != std::string::npos)
        findings.warn(
            "stop_in_delimiter", where,
            fmt::format(
                "the stop {} is in target_delimiter {}, with which the model begins its answer: it stops before it has "
                "answered; put the delimiter at the end of doc_to_text",
                quoted(stop), quoted(joint)),
            stop);
}

void check_stops(const SampleView& view, Findings& findings) {
  if (!is_generating(view.task)) return;
  const Sample& sample = view.sample;
  if (!view.examples.empty() && !view.task.style.chat) {
    // The model goes on as the prompt does: delimiter, next question.
    const std::string next = view.task.spec.example_delimiter + sample.input;
    const std::vector<std::string>& stops = view.task.sampling.stop;
    const bool ends = std::any_of(stops.begin(), stops.end(), [&](const std::string& stop) {
      return !stop.empty() && next.find(stop) != std::string::npos;
    });
    if (!ends)
      findings.warn("stop_missing", view.where,
                    fmt::format("no stop is in what follows an example, {}: behind its answer the model goes on with a question of "
                                "its own, and that is scored too",
                                quoted(next.substr(0, 40))));
  }
  for (const std::string& stop : view.task.sampling.stop) {
    if (stop.empty()) continue;
    const std::size_t cut = sample.targets.empty() ? std::string::npos : text::strip(sample.targets.front()).find(stop);
    if (cut != std::string::npos)
      findings.warn("stop_in_target", view.where,
                    fmt::format("the stop {} is in the right answer {}: it would be cut behind {} bytes", quoted(stop),
                                quoted(sample.targets.front().substr(0, 80)), cut),
                    stop);
    if (!sample.answer_prefix.empty() && sample.answer_prefix.find(stop) != std::string::npos)
      findings.warn("stop_in_prefix", view.where,
                    fmt::format("the stop {} is in gen_prefix {}: a model that goes on in that form stops at once",
                                quoted(stop), quoted(sample.answer_prefix)),
                    stop);
    for (const Sample* example : view.examples) {
      const std::string answer = datasets::example_answer(*example);
      if (text::strip(answer).find(stop) == std::string_view::npos) continue;
      findings.warn(
          "stop_in_example", view.where,
          fmt::format("the stop {} is in the answer that the example {} shows, {}: a model that answers alike is cut",
                      quoted(stop), example->id, quoted(answer.substr(0, 80))),
          stop);
      break;
    }
  }
}

}  // namespace assay::run
