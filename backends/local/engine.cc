#include "backends/local/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "backends/local/kernels/dispatch.h"
#include "backends/local/model/decoder.h"
#include "backends/local/schedule/scheduler.h"
#include "backends/local/tokenizer_files.h"
#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::local {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNumerics = "reference (f32)";
// Raised by hand when a change of the decoder changes bits: stored answers are then not taken for the new one's.
constexpr std::string_view kNumericsVersion = "1";

ModelConfig configure(const WeightSource& source, const ArchDef& arch, const EngineOptions& options) {
  ModelConfig config = read_model_config(source, arch);
  if (options.context_length > config.context_length)
    throw Error(ErrorKind::kConfig, fmt::format("{}: context_length is {}; expected at most the model's {}",
                                                config.file, options.context_length, config.context_length));
  return config;
}

}  // namespace

struct Engine::Impl {
  Impl(const std::string& path, const EngineOptions& options)
      : options(options),
        pool(options.threads > 0 ? options.threads : default_threads()),
        table(kernels()),
        source(open_weights(path)),
        arch(find_arch(*source)),
        config(configure(*source, arch, options)),
        weights(load_model_weights(*source, arch, config, pool)),
        decoder(config, weights, table, pool),
        scheduler(decoder, {options.batch_size, options.prefill_chunk}) {
    limits = {config.vocab_size, options.context_length > 0 ? options.context_length : config.context_length};
    open_tokenizer(path);
    describe(path);
  }

  // Ids can be asked about without a tokenizer, so what is wrong with it is told only to who needs it.
  void open_tokenizer(const std::string& path) {
    try {
      std::optional<TokenizerBundle> found = load_tokenizer(*source, path);
      if (!found) {
        no_tokenizer.emplace(ErrorKind::kRuntime,
                             fmt::format("{}: the checkpoint has no tokenizer; give it token ids", path));
        return;
      }
      if (found->tokenizer->vocab_size() > config.vocab_size)
        throw Error(ErrorKind::kRuntime,
                    fmt::format("{}: the tokenizer has {} tokens; expected at most the {} rows of the embedding", path,
                                found->tokenizer->vocab_size(), config.vocab_size));
      encoder.emplace(*found, options.add_bos, path);
      bundle = std::move(found);
      texts.end_of_generation.assign(bundle->end_of_generation.begin(), bundle->end_of_generation.end());
      texts.bytes = [tokenizer = bundle->tokenizer](std::int32_t id) { return tokenizer->token_bytes(id); };
    } catch (const Error& error) {
      no_tokenizer.emplace(error);
    }
  }

  void describe(const std::string& path) {
    info.path = path;
    info.architecture = arch.name;
    info.format = source->format();
    info.numerics = kNumerics;
    info.kernels = table.name;
    info.threads = pool.size();
    for (const TensorView& tensor : source->tensors()) ++info.dtypes[std::string(name_of(tensor.dtype))];
    info.num_parameters = weights.num_parameters;
    info.num_layers = config.num_layers;
    info.hidden_size = config.hidden_size;
    info.context_length = limits.context_length;
    info.model_context_length = config.context_length;
    info.vocab_size = config.vocab_size;
    info.files = source->files();
    info.has_tokenizer = bundle.has_value();
    info.has_chat_template = encoder && encoder->has_chat_template();
  }

  EngineOptions options;
  ThreadPool pool;
  const KernelTable& table;
  std::unique_ptr<WeightSource> source;
  const ArchDef& arch;
  ModelConfig config;
  ModelWeights weights;
  Decoder decoder;
  Scheduler scheduler;
  SequenceLimits limits;
  std::optional<TokenizerBundle> bundle;
  std::optional<PromptEncoder> encoder;
  std::optional<Error> no_tokenizer;
  TokenTexts texts;
  EngineInfo info;
  mutable std::string fingerprint;
};

Engine::Engine(const std::string& path, const EngineOptions& options) : impl_(std::make_unique<Impl>(path, options)) {}
Engine::~Engine() = default;

const EngineInfo& Engine::info() const { return impl_->info; }

const std::string& Engine::fingerprint() const {
  if (impl_->fingerprint.empty())
    impl_->fingerprint = Sha256()
                             .field("assay-local-engine")
                             .field(kNumericsVersion)
                             .field(impl_->source->fingerprint())
                             .field(impl_->bundle ? impl_->bundle->fingerprint : "")
                             .field(impl_->info.numerics)
                             .field(impl_->info.kernels)
                             .field(std::to_string(impl_->limits.context_length))
                             .field(!impl_->options.add_bos   ? "auto"
                                    : *impl_->options.add_bos ? "true"
                                                              : "false")
                             .hex();
  return impl_->fingerprint;
}

const TokenizerBundle& Engine::tokenizer() const {
  if (!impl_->bundle) throw Error(*impl_->no_tokenizer);
  return *impl_->bundle;
}

const PromptEncoder& Engine::encoder() const {
  if (!impl_->encoder) throw Error(*impl_->no_tokenizer);
  return *impl_->encoder;
}

void Engine::run(const std::function<std::unique_ptr<Job>()>& next_job, std::stop_token stop) {
  impl_->scheduler.run(next_job, stop);
}

std::unique_ptr<Job> Engine::score_job(std::vector<ScoreGroup> groups, ScoreJob::Done done) const {
  return std::make_unique<ScoreJob>(std::move(groups), impl_->limits, impl_->decoder, std::move(done));
}

std::unique_ptr<Job> Engine::generate_job(std::vector<TokenId> prompt, const SamplingParams& sampling,
                                          GenerateJob::Done done, ThoughtMarks marks) const {
  return std::make_unique<GenerateJob>(std::move(prompt), sampling, impl_->limits, impl_->texts, std::move(done),
                                       std::move(marks));
}

std::vector<ScoreGroup> Engine::rolling_groups(std::span<const TokenId> ids) const {
  const std::optional<TokenId> prefix = impl_->encoder ? impl_->encoder->prefix_token() : std::nullopt;
  // A sequence that brings its own begin is scored from its second token on.
  const bool has_begin = ids.size() > 1 && (!prefix || ids.front() == *prefix);
  if (!has_begin && !prefix)
    throw Error(
        ErrorKind::kConfig,
        fmt::format("{}: the log-likelihood of a single token needs a begin- or end-of-sequence token before it, "
                    "and the model has neither",
                    impl_->info.path));
  return rolling_windows(has_begin ? ids.subspan(1) : ids, has_begin ? ids.front() : *prefix,
                         static_cast<std::size_t>(impl_->limits.context_length));
}

std::vector<float> Engine::logits(std::span<const TokenId> ids) {
  const auto vocab = static_cast<std::size_t>(impl_->config.vocab_size);
  std::vector<float> out(ids.size() * vocab);
  std::optional<Failure> failure;
  bool given = false;
  run([&]() -> std::unique_ptr<Job> {
    if (std::exchange(given, true)) return nullptr;
    return std::make_unique<LogitsJob>(
        std::vector<TokenId>(ids.begin(), ids.end()), impl_->limits,
        [&](std::size_t index, std::span<const float> row) {
          std::copy(row.begin(), row.end(), out.begin() + static_cast<std::ptrdiff_t>(index * vocab));
        },
        [&](std::optional<Failure> result) { failure = std::move(result); });
  });
  if (failure) throw Error(ErrorKind::kRuntime, fmt::format("{}: {}", impl_->info.path, failure->message));
  return out;
}

std::vector<ScoreResult> Engine::loglikelihood(std::vector<ScoreGroup> groups) {
  std::vector<ScoreResult> results(groups.size());
  std::size_t next = 0;
  run([&]() -> std::unique_ptr<Job> {
    if (next == groups.size()) return nullptr;
    const std::size_t i = next++;
    return score_job({std::move(groups[i])}, [&results, i](ScoreResult result) { results[i] = std::move(result); });
  });
  return results;
}

std::vector<ScoreResult> Engine::rolling(std::span<const std::vector<TokenId>> sequences) {
  std::vector<ScoreResult> results(sequences.size());
  std::size_t next = 0;
  run([&]() -> std::unique_ptr<Job> {
    if (next == sequences.size()) return nullptr;
    const std::size_t i = next++;
    return score_job(rolling_groups(sequences[i]),
                     [&results, i](ScoreResult result) { results[i] = std::move(result); });
  });
  return results;
}

std::vector<GenerateResult> Engine::generate(std::span<const std::vector<TokenId>> prompts,
                                             std::span<const SamplingParams> sampling) {
  ASSAY_CHECK(prompts.size() == sampling.size());
  std::vector<GenerateResult> results(prompts.size());
  std::size_t next = 0;
  run([&]() -> std::unique_ptr<Job> {
    if (next == prompts.size()) return nullptr;
    const std::size_t i = next++;
    return generate_job(prompts[i], sampling[i],
                        [&results, i](GenerateResult result) { results[i] = std::move(result); });
  });
  return results;
}

TokenScores sum_of(std::span<const TokenScores> windows) {
  TokenScores sum;
  for (const TokenScores& window : windows) {
    sum.logprobs.insert(sum.logprobs.end(), window.logprobs.begin(), window.logprobs.end());
    sum.is_greedy = sum.is_greedy && window.is_greedy;
  }
  for (const double logprob : sum.logprobs) sum.logprob += logprob;
  return sum;
}

int default_threads() {
  if (const char* text = std::getenv("ASSAY_THREADS"); text != nullptr && *text != '\0') {
    const std::string_view written(text);
    int threads = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), threads);
    if (error != std::errc() || end != written.data() + written.size() || threads < 1 || threads > 256)
      throw Error(ErrorKind::kConfig, fmt::format("ASSAY_THREADS is '{}'; expected an integer in 1..256", written));
    return threads;
  }
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 256u));
}

}  // namespace assay::local
