#include "harness/run/plan.h"

#include <fmt/core.h>

#include <algorithm>

#include "datasets/task_search.h"
#include "datasets/task_set.h"
#include "datasets/turns.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "harness/run/dialogue.h"
#include "harness/run/task_metrics.h"

namespace assay::run {
namespace {

// Samples that are in memory at one time.
constexpr std::size_t kWindow = 1024;

using Body = std::variant<Generate, Loglikelihood, RollingLoglikelihood>;

// What the model is asked besides the choices without a context, a body a slot, without the epoch's seed.
std::vector<Body> bodies_of(const OpenTask& task, const Sample& sample, int num_fewshot) {
  const datasets::TaskSpec& spec = task.spec;
  if (spec.output_type == datasets::OutputType::kLoglikelihoodRolling)
    return {RollingLoglikelihood{datasets::rolling_text(sample)}};
  const std::vector<const Sample*> examples = task.pool.choose(spec, sample, num_fewshot);
  std::vector<Body> bodies;
  for (Prompt& prompt : datasets::make_prompts(spec, sample, examples, task.style)) {
    if (spec.output_type == datasets::OutputType::kGenerateUntil)
      bodies.push_back(Generate{std::move(prompt), task.sampling});
    else
      bodies.push_back(Loglikelihood{std::move(prompt), datasets::make_continuations(spec, sample, task.style)});
  }
  return bodies;
}

bool needs_unconditional(const OpenTask& task) {
  return task.spec.output_type == datasets::OutputType::kMultipleChoice &&
         std::any_of(task.metrics.begin(), task.metrics.end(),
                     [](const auto& metric) { return metric->info().needs_unconditional; });
}

}  // namespace

std::string OpenTask::fingerprint() const {
  Sha256 hash;
  hash.field("assay-task-1").field(spec.name).field(spec.version).field(set.data_sha256());
  hash.field(std::to_string(set.size())).field(std::to_string(num_fewshot)).field(std::to_string(epochs));
  if (max_context_tokens) hash.field(std::to_string(*max_context_tokens));
  for (std::size_t i = 0; i < metrics.size(); ++i) hash.field(metrics[i]->info().name).field(metric_options[i]);
  // The requests themselves stand for templates, few-shot draw and sampling: what asks the same is the same task.
  for_each_sample(*this, [&](const Sample& sample) {
    for (const Request& request : plan(*this, sample, {})) hash.field(canonical_body(request));
  });
  if (const std::string turns = datasets::describe_turns(spec); !turns.empty()) hash.field(turns);
  return hash.hex();
}

void for_each_window(const OpenTask& task, const std::function<void(std::span<const Sample>)>& visit) {
  for (std::size_t begin = 0; begin < task.set.size(); begin += kWindow)
    visit(task.set.read(begin, std::min(task.set.size(), begin + kWindow)));
}

void for_each_sample(const OpenTask& task, const std::function<void(const Sample&)>& visit) {
  for_each_window(task, [&](std::span<const Sample> samples) {
    for (const Sample& sample : samples) visit(sample);
  });
}

OpenTask open_task_spec(datasets::TaskSpec spec, const RunConfig& config, const TaskEntry& entry,
                        std::span<const ReaderDef* const> readers, std::span<const MetricDef* const> metrics,
                        std::span<const FilterDef* const> filters) {
  OpenTask task;
  task.spec = std::move(spec);
  task.num_fewshot = task.spec.variant_sets("num_fewshot") ? task.spec.num_fewshot : entry.num_fewshot.value_or(task.spec.num_fewshot);
  // There a task whose file says 0 stays at 0.
  if (config.like_lm_eval && task.spec.stated_num_fewshot == 0) task.num_fewshot = 0;
  task.epochs = entry.epochs.value_or(task.spec.epochs);
  task.seed = config.seed;
  task.max_context_tokens = entry.max_context_tokens ? entry.max_context_tokens : task.spec.max_context_tokens;
  task.like_lm_eval = config.like_lm_eval;
  task.style = datasets::default_style(task.spec);
  // What a prompt variant sets is what it is there for.
  if (!task.spec.variant_sets("apply_chat_template")) task.style.chat = entry.apply_chat_template.value_or(task.style.chat);
  if (!task.spec.variant_sets("fewshot_as_multiturn"))
    task.style.fewshot_as_multiturn = entry.fewshot_as_multiturn.value_or(task.style.fewshot_as_multiturn);
  if (!task.spec.variant_sets("system")) task.style.system = entry.system;
  task.sampling = entry.sampling.apply(config.sampling.apply(task.spec.sampling));
  const bool first_answer_only = config.like_lm_eval && task.epochs > 1;
  for (TaskMetric& metric : make_task_metrics(task.spec, metrics, filters, first_answer_only)) {
    task.metrics.push_back(std::move(metric.metric));
    task.metric_options.push_back(std::move(metric.options));
  }
  const datasets::LoadOptions load{readers, config.data_places};
  task.set = datasets::open_samples(task.spec, load, entry.limit);
  if (task.set.empty())
    throw Error(ErrorKind::kData, fmt::format("{}: the task '{}' has no samples", task.spec.file, task.spec.name));
  if (task.num_fewshot == 0) return task;
  task.pool = datasets::FewshotPool(datasets::load_examples(task.spec, load, task.set).examples, task.spec.fewshot_indices);
  if (config.like_lm_eval) {
    std::size_t next = 0;
    task.pool.draw_like_lm_eval(task.spec, task.num_fewshot, [&]() -> std::optional<Sample> {
      if (next == task.set.size()) return std::nullopt;
      std::vector<Sample> one = task.set.read(next, next + 1);
      ++next;
      return std::move(one.front());
    });
  }
  return task;
}

std::vector<OpenTask> open_tasks(const RunConfig& config, const TaskEntry& entry, std::span<const ReaderDef* const> readers,
                                 std::span<const MetricDef* const> metrics, std::span<const FilterDef* const> filters,
                                 std::vector<datasets::GroupSpec>* groups) try {
  const std::string name = datasets::is_yaml_name(entry.task) ? resolve_path(config.base_folder, entry.task) : entry.task;
  std::vector<OpenTask> tasks;
  datasets::TaskSet set = datasets::resolve_tasks(name, config.task_path, entry.prompts ? &*entry.prompts : nullptr);
  if (groups != nullptr) *groups = std::move(set.groups);
  for (datasets::TaskSpec& spec : set.tasks)
    tasks.push_back(open_task_spec(std::move(spec), config, entry, readers, metrics, filters));
  return tasks;
} catch (Error& e) {
  e.add(fmt::format("while opening the task '{}' ({})", entry.task, entry.where));
  throw;
}

std::vector<Request> plan(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                          std::optional<int> num_fewshot) {
  if (task.spec.turns.is_set()) return plan_turns(task, sample, earlier, num_fewshot);
  if (!earlier.empty()) return {};
  std::vector<Request> requests;
  int slot = 0;
  for (const Body& body : bodies_of(task, sample, num_fewshot.value_or(task.num_fewshot))) {
    for (int epoch = 0; epoch < task.epochs; ++epoch) {
      Request request{{sample.id, slot, epoch}, body};
      if (auto* generate = std::get_if<Generate>(&request.body))
        generate->sampling.seed =
            stream_seed(task.seed, "sampling/" + task.spec.task_name(), sample.id, static_cast<std::uint64_t>(epoch));
      requests.push_back(std::move(request));
    }
    ++slot;
  }
  // P(choice) without a context, as lm-evaluation-harness asks for it: with the delimiter in front of the choice.
  if (needs_unconditional(task)) {
    const Loglikelihood alone{{}, datasets::make_unconditional(task.spec, sample, task.style)};
    for (int epoch = 0; epoch < task.epochs; ++epoch) requests.push_back({{sample.id, slot, epoch}, alone});
  }
  return requests;
}

}  // namespace assay::run
