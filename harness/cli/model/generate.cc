// assay model generate: continue prompts.
#include <fmt/core.h>

#include <ostream>

#include "harness/cli/model/model_verbs.h"
#include "harness/core/json.h"
#include "harness/core/random.h"

namespace assay::cli {

namespace po = boost::program_options;

namespace {

SamplingParams read_sampling(const po::variables_map& values) {
  SamplingParams sampling;
  sampling.temperature = values["temperature"].as<double>();
  sampling.top_k = values["top-k"].as<int>();
  sampling.top_p = values["top-p"].as<double>();
  sampling.min_p = values["min-p"].as<double>();
  sampling.repetition_penalty = values["repetition-penalty"].as<double>();
  sampling.max_tokens = values["max-tokens"].as<int>();
  sampling.ignore_eos = values.count("ignore-eos") > 0;
  if (values.count("stop") > 0) sampling.stop = values["stop"].as<std::vector<std::string>>();
  auto check = [](bool ok, std::string_view name, double value, std::string_view expected) {
    if (!ok) throw Error(ErrorKind::kUsage, fmt::format("--{} {} is out of range; expected {}", name, value, expected));
  };
  check(sampling.temperature >= 0.0, "temperature", sampling.temperature, "0 (greedy) or more");
  check(sampling.top_k >= 0, "top-k", sampling.top_k, "0 (off) or more");
  check(sampling.top_p > 0.0 && sampling.top_p <= 1.0, "top-p", sampling.top_p, "more than 0, at most 1 (off)");
  check(sampling.min_p >= 0.0 && sampling.min_p <= 1.0, "min-p", sampling.min_p, "0 (off) to 1");
  check(sampling.repetition_penalty > 0.0, "repetition-penalty", sampling.repetition_penalty, "more than 0; 1 is off");
  check(sampling.max_tokens >= 1, "max-tokens", sampling.max_tokens, "1 or more");
  return sampling;
}

}  // namespace

int model_generate(CommandContext& context, const po::variables_map& values) {
  const SamplingParams sampling = read_sampling(values);
  const int n = values["n"].as<int>();
  if (n < 1 || n > 1000) throw Error(ErrorKind::kUsage, fmt::format("--n {} is out of range; expected 1 to 1000", n));
  const auto seed = values["seed"].as<std::uint64_t>();
  local::Engine engine = open_engine(values);
  int code = 0;
  for_each_batch(values, [&](const std::vector<InputLine>& lines) {
    std::vector<std::vector<local::TokenId>> prompts;
    std::vector<SamplingParams> settings;
    for (const InputLine& line : lines) {
      const std::vector<local::TokenId> ids = prompt_ids(line, engine);
      for (int i = 0; i < n; ++i) {
        prompts.push_back(ids);
        settings.push_back(sampling);
        settings.back().seed =
            stream_seed(seed, "generate", std::to_string(line.number), static_cast<std::uint64_t>(i));
      }
    }
    for (const local::GenerateResult& result : engine.generate(prompts, settings)) {
      Value out = Value::object();
      if (result.failure) {
        out = failure_value(*result.failure);
        code = 1;
      } else {
        Value ids = Value::array();
        for (local::TokenId id : result.ids) ids.push_back(static_cast<std::int64_t>(id));
        out.set("text", result.text);
        out.set("ids", std::move(ids));
        out.set("finish_reason", name_of(result.finish));
      }
      context.console.out() << json::dump(out) << "\n";
    }
    context.console.out().flush();
  });
  return code;
}

}  // namespace assay::cli
