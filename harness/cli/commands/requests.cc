// assay requests: exactly the requests that a task would send, as JSON lines.
#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "backends/local/prompt_encoder.h"
#include "backends/local/tokenizer_files.h"
#include "datasets/generation_options.h"
#include "datasets/task_set.h"
#include "harness/cli/arguments.h"
#include "harness/cli/config_arguments.h"
#include "harness/cli/environment.h"
#include "harness/core/json.h"
#include "harness/run/plan.h"

namespace assay::cli::commands {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay requests TASK [--num-fewshot N] [--limit N] [--compat lm-eval] [--chat-template MODEL]",
    "Prints, as JSON lines, the requests that a task, group or tag would send: the context, the continuation that is scored "
    "or\n"
    "the sampling and stops, and the target. TASK is a name on the task path or a YAML file. No model is asked.\n"
    "With --chat-template the context is the conversation as that model (a folder, a GGUF file, or a .jinja file) writes "
    "it.\n"
    "A --limit below 1 is a share of the samples, as in lm-evaluation-harness.",
    "assay requests general_knowledge --num-fewshot 2 --limit 3"};

// The model's way of writing prompts, as far as its files tell without its weights.
class PromptWriter {
 public:
  PromptWriter(const std::string& path, bool like_lm_eval) : like_lm_eval_(like_lm_eval) {
    if (path.empty()) return;
    std::error_code error;
    if (path.ends_with(".jinja")) {
      std::ifstream file(path, std::ios::binary);
      std::stringstream text;
      if (!file || fs::is_directory(path, error) || !(text << file.rdbuf()))
        throw Error(ErrorKind::kUsage, fmt::format("--chat-template {}: cannot be read", path));
      local::TokenizerBundle bundle;
      bundle.chat_template = text.str();
      template_ = std::make_unique<local::ChatTemplate>(bundle, path);
      return;
    }
    local::TokenizerBundle bundle = local::load_tokenizer_of(path);
    if (!bundle.chat_template.empty()) template_ = std::make_unique<local::ChatTemplate>(bundle, path);
    encoder_ = std::make_unique<local::PromptEncoder>(std::move(bundle), std::nullopt, path);
  }

  bool has_template() const { return template_ != nullptr; }
  const local::PromptEncoder* encoder() const { return encoder_.get(); }

  std::string text_of(const Prompt& prompt) const {
    if (!prompt.is_chat()) return prompt.text;
    try {
      return template_->render(prompt.messages);
    } catch (const Error&) {
      // There a template that refuses is tried again without the system messages.
      if (!like_lm_eval_) throw;
      std::vector<Message> rest;
      for (const Message& message : prompt.messages)
        if (message.role != "system") rest.push_back(message);
      if (rest.size() == prompt.messages.size()) throw;
      return template_->render(rest);
    }
  }

 private:
  bool like_lm_eval_;
  std::unique_ptr<local::ChatTemplate> template_;
  std::unique_ptr<local::PromptEncoder> encoder_;
};

Value texts_value(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

Value target_of(const Sample& sample, datasets::OutputType type) {
  if (type == datasets::OutputType::kMultipleChoice) {
    if (sample.target_choices.size() == 1) return Value(sample.target_choices.front());
    Value list = Value::array();
    for (const int choice : sample.target_choices) list.push_back(choice);
    return list;
  }
  if (sample.targets.empty()) return Value();
  return sample.targets.size() == 1 ? Value(sample.targets.front()) : texts_value(sample.targets);
}

Value sampling_value(const SamplingParams& sampling) {
  Value out = Value::object();
  out.set("temperature", sampling.temperature);
  out.set("max_tokens", sampling.max_tokens);
  if (sampling.top_p != 1.0) out.set("top_p", sampling.top_p);
  if (sampling.top_k != 0) out.set("top_k", sampling.top_k);
  if (sampling.min_p != 0.0) out.set("min_p", sampling.min_p);
  if (sampling.repetition_penalty != 1.0) out.set("repetition_penalty", sampling.repetition_penalty);
  return out;
}

// A line of JSON that grows member by member: lists of ids are long, and no tree of values is made of them.
class JsonLine {
 public:
  explicit JsonLine(const Value& head) : text_(json::dump(head)) { text_.pop_back(); }
  void add(std::string_view key, const Value& value) {
    begin(key);
    json::append(text_, value);
  }
  void add(std::string_view key, std::span<const local::TokenId> ids) {
    begin(key);
    text_ += '[';
    std::array<char, 16> digits;
    for (const local::TokenId id : ids) {
      text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), id).ptr);
      text_ += ',';
    }
    if (ids.empty()) text_ += ']';
    text_.back() = ']';
  }
  std::size_t size() const { return text_.size(); }
  void cut(std::size_t size) { text_.resize(size); }
  void append(std::string_view text) { text_ += text; }
  const std::string& text() const { return text_; }

 private:
  void begin(std::string_view key) {
    text_ += ",\"";
    text_ += key;
    text_ += "\":";
  }

  std::string text_;
};

class RequestPrinter {
 public:
  RequestPrinter(std::ostream& out, const PromptWriter& writer, bool with_tokens)
      : out_(out), writer_(writer), with_tokens_(with_tokens) {}
  ~RequestPrinter() { flush(); }

  void print(const run::OpenTask& task) {
    std::int64_t index = 0;
    run::for_each_sample(task, [&](const Sample& sample) {
      for (const Request& request : run::plan(task, sample, {}))
        if (request.id.epoch == 0) print(task, sample, index, request);
      ++index;
    });
  }

 private:
  void print(const run::OpenTask& task, const Sample& sample, std::int64_t index, const Request& request) {
    Value line = Value::object();
    line.set("task", task.spec.name);
    line.set("sample", sample.id);
    line.set("index", index);
    if (const auto* generate = std::get_if<Generate>(&request.body)) {
      line.set("type", "generate_until");
      if (task.spec.turns.is_set()) {
        // What is asked later depends on the answers, so that the first turn alone can be shown.
        line.set("turn", request.id.slot + 1);
        line.set("later_turns", "depend on the answers");
      }
      set_context(line, generate->prompt);
      line.set("sampling", sampling_value(generate->sampling));
      line.set("stop", texts_value(generate->sampling.stop));
      JsonLine text(line);
      if (with_tokens_) text.add("context_ids", writer_.encoder()->prompt(generate->prompt));
      finish(text, task, sample);
    } else if (const auto* rolling = std::get_if<RollingLoglikelihood>(&request.body)) {
      line.set("type", "loglikelihood_rolling");
      line.set("context", "");
      line.set("continuation", rolling->text);
      JsonLine text(line);
      if (with_tokens_) text.add("continuation_ids", writer_.encoder()->whole_text(rolling->text));
      finish(text, task, sample);
    } else {
      const auto& scored = std::get<Loglikelihood>(request.body);
      line.set("type", "loglikelihood");
      set_context(line, scored.context);
      local::ScoreGroup group;
      if (with_tokens_) group = writer_.encoder()->continuations(scored.context, scored.continuations);
      JsonLine text(line), context_ids(Value::object());
      context_ids.cut(0);
      if (with_tokens_) context_ids.add("context_ids", group.context);
      const std::size_t shared = text.size();
      for (std::size_t i = 0; i < scored.continuations.size(); ++i) {
        text.cut(shared);
        text.add("continuation", scored.continuations[i]);
        text.append(context_ids.text());
        if (with_tokens_) text.add("continuation_ids", group.continuations[i].ids);
        finish(text, task, sample);
      }
    }
  }

  void set_context(Value& line, const Prompt& prompt) const {
    if (prompt.is_chat() && !writer_.has_template()) {
      Value messages = Value::array();
      for (const Message& message : prompt.messages) {
        Value one = Value::object();
        one.set("role", message.role);
        one.set("content", message.content);
        messages.push_back(std::move(one));
      }
      line.set("messages", std::move(messages));
      line.set("context", to_plain_text(prompt));
    } else {
      line.set("context", writer_.text_of(prompt));
    }
  }

  void finish(JsonLine& line, const run::OpenTask& task, const Sample& sample) {
    line.add("target", target_of(sample, task.spec.output_type));
    if (!sample.choices.empty()) line.add("choices", texts_value(sample.choices));
    line.append("}\n");
    lines_ += line.text();
    if (lines_.size() >= kBlock) flush();
  }

  // Standard output is written to in blocks: lines may be a hundred bytes and there may be millions.
  void flush() {
    out_ << lines_;
    lines_.clear();
  }

  static constexpr std::size_t kBlock = 256u << 10;

  std::ostream& out_;
  std::string lines_;
  const PromptWriter& writer_;
  bool with_tokens_;
};

// A number of samples, or a share of them below 1.
std::optional<std::int64_t> limit_of(double limit, const datasets::TaskSpec& spec, const run::RunConfig& config,
                                     const Registry& registry) {
  if (limit >= 1.0) return static_cast<std::int64_t>(limit);
  const datasets::SampleSet all = datasets::open_samples(spec, {registry.readers, config.data_places});
  return static_cast<std::int64_t>(std::ceil(limit * static_cast<double>(all.size())));
}

int run_requests(CommandContext& context) {
  po::options_description options("options");
  add_task_path_option(options);
  options.add_options()("num-fewshot", po::value<int>(), "examples in front of each sample (default: the task's own)")(
      "limit", po::value<double>(), "the first so many samples; below 1 a share of them")(
      "compat", po::value<std::string>()->default_value(""), "lm-eval: its few-shot draw and its treatment of odd cases")(
      "chat-template", po::value<std::string>(), "the model whose chat template writes the context")(
      "fewshot-as-multiturn", po::value<bool>(), "in a chat each example is a turn of its own (default: the task's, true)")(
      "system", po::value<std::string>()->default_value(""), "text of the system message")(
      "gen-kwargs", po::value<std::string>()->default_value(""), "NAME=VALUE,..: sampling that overrides the task's")(
      "tokens", po::value<std::string>(), "the model whose tokenizer gives context_ids and continuation_ids")(
      "data-root", po::value<std::vector<std::string>>(), "a folder that holds datasets by their ids; may be repeated")(
      "seed", po::value<std::uint64_t>()->default_value(1234), "of the few-shot draw");
  const auto values = parse_arguments(context, kUsage, options, {"task"});
  if (!values) return 0;

  const std::string compat = (*values)["compat"].as<std::string>();
  if (!compat.empty() && compat != "lm-eval")
    throw Error(ErrorKind::kUsage, fmt::format("--compat {}: expected lm-eval", compat));
  const double limit = values->count("limit") > 0 ? (*values)["limit"].as<double>() : 0.0;
  if (values->count("limit") > 0 && !(limit > 0.0 && limit < 9e15))
    throw Error(ErrorKind::kUsage, fmt::format("--limit {:g}: expected more than 0", limit));
  const int shots = values->count("num-fewshot") > 0 ? (*values)["num-fewshot"].as<int>() : 0;
  if (shots < 0 || shots > 1000) throw Error(ErrorKind::kUsage, fmt::format("--num-fewshot {}: expected 0 to 1000", shots));

  run::RunConfig config;
  config.like_lm_eval = compat == "lm-eval";
  config.task_path = task_path(*values);
  config.data_places = datasets::dataset_places(environment, values->count("data-root") > 0
                                                                 ? (*values)["data-root"].as<std::vector<std::string>>()
                                                                 : std::vector<std::string>());
  const std::string given = values->count("tokens") > 0          ? (*values)["tokens"].as<std::string>()
                            : values->count("chat-template") > 0 ? (*values)["chat-template"].as<std::string>()
                                                                 : "";
  const bool chat = values->count("chat-template") > 0;
  const PromptWriter writer(chat ? (*values)["chat-template"].as<std::string>() : given, config.like_lm_eval);
  if (chat && !writer.has_template())
    throw Error(ErrorKind::kUsage, fmt::format("--chat-template {}: the model has no chat template", given));
  const bool with_tokens = values->count("tokens") > 0;
  if (with_tokens && writer.encoder() == nullptr)
    throw Error(ErrorKind::kUsage, fmt::format("--tokens {}: expected a model with a tokenizer", given));

  datasets::TaskSet set = datasets::resolve_tasks((*values)["task"].as<std::string>(), config.task_path);
  RequestPrinter printer(context.console.out(), writer, with_tokens);
  for (datasets::TaskSpec& spec : set.tasks) {
    run::TaskEntry entry;
    entry.task = spec.name;
    entry.where = spec.file;
    entry.system = (*values)["system"].as<std::string>();
    if (values->count("num-fewshot") > 0) entry.num_fewshot = shots;
    if (values->count("fewshot-as-multiturn") > 0) entry.fewshot_as_multiturn = (*values)["fewshot-as-multiturn"].as<bool>();
    if (chat) entry.apply_chat_template = true;
    const std::string sampling = (*values)["gen-kwargs"].as<std::string>();
    if (!sampling.empty()) {
      const Options pairs = Options::from_pairs(sampling, "--gen-kwargs");
      spec.sampling = datasets::read_generation(pairs, spec.sampling);
      pairs.done();
    }
    if (values->count("limit") > 0) entry.limit = limit_of(limit, spec, config, context.registry);
    spec.fewshot_seed = (*values)["seed"].as<std::uint64_t>();
    // Of the metrics only this one decides what is asked.
    std::erase_if(spec.metrics, [](const datasets::MetricSpec& metric) { return metric.name != "acc_mutual_info"; });
    printer.print(run::open_task_spec(std::move(spec), config, entry, context.registry.readers, context.registry.metrics,
                                      context.registry.filters));
  }
  return 0;
}

}  // namespace

extern const CommandDef requests;
const CommandDef requests{"requests", "print exactly the requests that a task would send", run_requests};

}  // namespace assay::cli::commands
