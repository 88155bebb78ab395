#include "harness/run/plan.h"

#include <fmt/core.h>

#include "datasets/task_loader.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "harness/run/task_metrics.h"

namespace assay::run {
namespace {

// What the model is asked besides the prompt, without the epoch's seed.
std::variant<Generate, Loglikelihood, RollingLoglikelihood> body_of(const OpenTask& task, const Sample& sample) {
  const datasets::TaskSpec& spec = task.spec;
  if (spec.output_type == datasets::OutputType::kLoglikelihoodRolling)
    return RollingLoglikelihood{datasets::rolling_text(sample)};
  const std::vector<const Sample*> examples = task.pool.choose(spec, sample, task.num_fewshot);
  Prompt prompt = datasets::make_prompt(spec, sample, examples, task.style);
  if (spec.output_type == datasets::OutputType::kGenerateUntil) return Generate{std::move(prompt), task.sampling};
  return Loglikelihood{std::move(prompt), datasets::make_continuations(spec, sample, task.style)};
}

}  // namespace

std::string OpenTask::fingerprint() const {
  Sha256 hash;
  hash.field("assay-task-1").field(spec.name).field(spec.version).field(set.data_sha256);
  hash.field(std::to_string(set.samples.size())).field(std::to_string(num_fewshot)).field(std::to_string(epochs));
  for (const datasets::MetricSpec& metric : spec.metrics)
    hash.field(metric.name).field(json::dump_canonical(metric.options.to_value()));
  // The requests themselves stand for templates, few-shot draw and sampling: what asks the same is the same task.
  for (const Sample& sample : set.samples)
    for (const Request& request : plan(*this, sample, {})) hash.field(canonical_body(request));
  return hash.hex();
}

OpenTask open_task(const RunConfig& config, const TaskEntry& entry, std::span<const ReaderDef* const> readers,
                   std::span<const MetricDef* const> metrics) try {
  OpenTask task;
  const bool is_file = entry.task.ends_with(".yaml") || entry.task.ends_with(".yml");
  task.spec = is_file ? datasets::load_task(resolve_path(config.base_folder, entry.task))
                      : datasets::find_task(entry.task, config.task_path);
  task.num_fewshot = entry.num_fewshot.value_or(task.spec.num_fewshot);
  task.epochs = entry.epochs.value_or(task.spec.epochs);
  task.seed = config.seed;
  task.style = datasets::default_style(task.spec);
  task.style.chat = entry.apply_chat_template.value_or(task.style.chat);
  task.sampling = entry.sampling.apply(config.sampling.apply(task.spec.sampling));
  for (TaskMetric& metric : make_task_metrics(task.spec, metrics)) {
    task.metrics.push_back(std::move(metric.metric));
    task.metric_options.push_back(std::move(metric.options));
  }
  task.set = datasets::load_samples(task.spec, readers, entry.limit);
  if (task.set.samples.empty())
    throw Error(ErrorKind::kData, fmt::format("{}: the task '{}' has no samples", task.spec.file, task.spec.name));
  if (task.num_fewshot > 0)
    task.pool = datasets::FewshotPool(datasets::load_fewshot_samples(task.spec, readers).samples);
  return task;
} catch (Error& e) {
  e.add(fmt::format("while opening the task '{}' ({})", entry.task, entry.where));
  throw;
}

std::vector<Request> plan(const OpenTask& task, const Sample& sample, std::span<const Response> earlier) {
  if (!earlier.empty()) return {};
  const auto body = body_of(task, sample);
  std::vector<Request> requests;
  for (int epoch = 0; epoch < task.epochs; ++epoch) {
    Request request{{sample.id, 0, epoch}, body};
    if (auto* generate = std::get_if<Generate>(&request.body))
      generate->sampling.seed =
          stream_seed(task.seed, "sampling/" + task.spec.name, sample.id, static_cast<std::uint64_t>(epoch));
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace assay::run
