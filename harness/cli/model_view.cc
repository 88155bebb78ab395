#include "harness/cli/model_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "backends/local/prompt_encoder.h"
#include "backends/local/tokenizer_files.h"
#include "harness/cli/template_source.h"
#include "harness/core/json.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> positive(const Value* number) {
  if (number == nullptr || !number->is_int() || number->as_int() < 1) return std::nullopt;
  return number->as_int();
}

// What the configuration says, without the weights.
std::optional<std::int64_t> context_length_of(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const fs::path file = fs::path(path) / "config.json";
    if (!fs::exists(file, error)) return std::nullopt;
    const Value config = json::parse(read_text_file(file.string(), "--model"), file.string());
    for (const std::string_view key : {"max_position_embeddings", "n_positions", "n_ctx"})
      if (const auto length = positive(config.find(key))) return length;
    return std::nullopt;
  }
  const auto source = local::open_weights(path);
  const Value& metadata = source->metadata();
  if (const Value* arch = metadata.find("general.architecture"); arch != nullptr && arch->is_string())
    return positive(metadata.find(arch->as_string() + ".context_length"));
  return positive(metadata.find("max_position_embeddings"));
}

run::EncodedRequest encode(const local::PromptEncoder& encoder, const Request& request) {
  run::EncodedRequest out;
  if (const auto* rolling = std::get_if<RollingLoglikelihood>(&request.body)) {
    out.text = rolling->text;
    out.ids = encoder.whole_text(rolling->text);
    return out;
  }
  const auto* generate = std::get_if<Generate>(&request.body);
  const Prompt& prompt = generate != nullptr ? generate->prompt : std::get<Loglikelihood>(request.body).context;
  out.text = prompt.is_chat() ? encoder.render_chat(prompt.messages) : prompt.text;
  if (generate != nullptr) {
    out.ids = encoder.prompt(prompt);
    return out;
  }
  local::ScoreGroup group = encoder.continuations(prompt, std::get<Loglikelihood>(request.body).continuations);
  out.ids = std::move(group.context);
  for (local::ScoredTokens& scored : group.continuations) out.continuations.push_back(std::move(scored.ids));
  return out;
}

}  // namespace

run::ModelView open_model_view(const std::string& path, const std::string& name, std::optional<bool> add_bos,
                               std::optional<std::int64_t> context_length) {
  local::TokenizerBundle bundle = local::load_tokenizer_of(path);
  run::ModelView view;
  view.name = name;
  view.chat_template = bundle.chat_template;
  view.bos_text = bundle.bos_text;
  view.eos_text = bundle.eos_text;
  view.bos = bundle.bos;
  view.adds_bos = add_bos.value_or(bundle.adds_bos);
  view.context_length = context_length_of(path);
  if (context_length) view.context_length = std::min(*context_length, view.context_length.value_or(*context_length));
  const auto encoder = std::make_shared<const local::PromptEncoder>(std::move(bundle), add_bos, path);
  view.encode = [encoder](const Request& request) { return encode(*encoder, request); };
  view.count_tokens = [encoder](const std::string& text) {
    return static_cast<std::int64_t>(encoder->whole_text(text).size());
  };
  return view;
}

}  // namespace assay::cli
