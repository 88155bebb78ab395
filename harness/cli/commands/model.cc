// assay model: the built-in engine by itself.
#include <fmt/core.h>

#include "harness/cli/arguments.h"
#include "harness/cli/model/model_verbs.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay model info|tokenize|loglikelihood|logits|generate PATH [options]",
    "The built-in transformer by itself. PATH is a .gguf file, a .safetensors file or a HuggingFace folder. Input is JSON "
    "lines:\n"
    "  tokenize       {\"text\": \"...\"} or {\"messages\": [..]}                         -> {\"ids\": [..]}\n"
    "  loglikelihood  {\"context\": \"...\", \"continuation\": \"...\"}, {\"text\": \"...\"} (rolling), or token ids as\n"
    "                 context_ids, continuation_ids, ids                       -> {\"logprob\", \"num_tokens\", "
    "\"is_greedy\"}\n"
    "  logits         --ids 1,5,9 --out FILE: float32 [positions, vocabulary]    -> {\"shape\": [..]}\n"
    "  generate       {\"prompt\": \"...\"}, {\"ids\": [..]} or {\"messages\": [..]}       -> {\"text\", \"ids\", "
    "\"finish_reason\"}\n"
    "Log-probabilities are natural logarithms.",
    "echo '{\"messages\": [{\"role\": \"user\", \"content\": \"What is the capital of France?\"}]}' |\n"
    "    assay model generate model.gguf --input - --max-tokens 32"};

int run_model(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("input", po::value<std::string>(), "a file of JSON lines, - for standard input")(
      "format", po::value<std::string>()->default_value("terminal"), "of info: terminal or json")(
      "special-tokens", po::value<std::string>()->default_value("add"), "of tokenize: add, none or parse")(
      "ids", po::value<std::string>(), "of logits: token ids, separated by commas")(
      "out", po::value<std::string>(), "of logits: the file to write")(
      "max-tokens", po::value<int>()->default_value(256), "of generate")(
      "temperature", po::value<double>()->default_value(0.0), "0 is greedy")(
      "top-k", po::value<int>()->default_value(0), "0 is off")("top-p", po::value<double>()->default_value(1.0), "1 is off")(
      "min-p", po::value<double>()->default_value(0.0), "0 is off")(
      "repetition-penalty", po::value<double>()->default_value(1.0), "1 is off")(
      "seed", po::value<std::uint64_t>()->default_value(1234), "of sampling")(
      "stop", po::value<std::vector<std::string>>(), "a text that ends the answer; may be repeated")(
      "n", po::value<int>()->default_value(1), "answers a prompt")("ignore-eos", "go on to --max-tokens")(
      "numerics", po::value<std::string>()->default_value("reference"), "the arithmetic: reference (f32)")(
      "threads", po::value<int>()->default_value(0), "0: ASSAY_THREADS, else all processors")(
      "batch-size", po::value<int>()->default_value(8), "sequences at a time; changes no number")(
      "context-length", po::value<std::int64_t>()->default_value(0), "0: the model's");
  const auto values = parse_arguments(context, kUsage, options, {"what", "path"});
  if (!values) return 0;
  const std::string what = (*values)["what"].as<std::string>();
  if (what == "info") return model_info(context, *values);
  if (what == "tokenize") return model_tokenize(context, *values);
  if (what == "loglikelihood") return model_loglikelihood(context, *values);
  if (what == "logits") return model_logits(context, *values);
  if (what == "generate") return model_generate(context, *values);
  throw Error(ErrorKind::kUsage, fmt::format("unknown part '{}' of model; expected info, tokenize, loglikelihood, logits "
                                             "or generate",
                                             what));
}

}  // namespace

extern const CommandDef model;
const CommandDef model{"model", "the built-in engine: info, tokenize, loglikelihood, logits, generate", run_model};

}  // namespace assay::cli::commands
