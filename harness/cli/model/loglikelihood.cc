// assay model loglikelihood and logits: what a checkpoint thinks of given tokens.
#include <fmt/core.h>

#include <bit>
#include <charconv>
#include <fstream>
#include <ostream>

#include "harness/cli/model/model_verbs.h"
#include "harness/core/json.h"

namespace assay::cli {

namespace po = boost::program_options;

namespace {

// What one line asks, and how many tokens it scores.
struct Question {
  std::vector<local::ScoreGroup> groups;
  std::int64_t num_tokens = 0;
};

Question read_question(const InputLine& line, const local::Engine& engine) {
  Question out;
  if (auto ids = line.ids("ids")) {
    out.groups = engine.rolling_groups(*ids);
  } else if (auto text = line.text("text")) {
    out.groups = engine.rolling_groups(engine.encoder().whole_text(*text));
  } else if (auto continuation_ids = line.ids("continuation_ids")) {
    auto context = line.ids("context_ids").value_or(std::vector<local::TokenId>());
    if (context.empty() && engine.info().has_tokenizer && engine.encoder().prefix_token())
      context.push_back(*engine.encoder().prefix_token());
    if (context.empty()) line.fail("'context_ids' is empty and the model has no token to begin with");
    if (continuation_ids->empty()) line.fail("'continuation_ids' is empty; expected at least one token id");
    out.groups.push_back({std::move(context), {{*continuation_ids, 0}}});
  } else if (auto continuation = line.text("continuation")) {
    const std::vector<std::string> continuations = {*continuation};
    Prompt context;
    if (auto messages = line.messages()) {
      context.messages = *messages;
    } else {
      context.text = line.text("context").value_or("");
    }
    out.groups.push_back(engine.encoder().continuations(context, continuations));
  } else {
    line.fail("expected 'context' and 'continuation', 'context_ids' and 'continuation_ids', 'text', or 'ids'");
  }
  for (const local::ScoreGroup& group : out.groups)
    for (const local::ScoredTokens& tokens : group.continuations)
      out.num_tokens += static_cast<std::int64_t>(tokens.ids.size() - tokens.score_from);
  return out;
}

std::vector<local::TokenId> parse_ids(const std::string& list) {
  std::vector<local::TokenId> out;
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    local::TokenId id = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), id);
    if (error != std::errc() || end != part.data() + part.size() || id < 0)
      throw Error(ErrorKind::kUsage, fmt::format("--ids: '{}' is not a token id", part));
    out.push_back(id);
  }
  if (out.empty()) throw Error(ErrorKind::kUsage, "--ids is missing: token ids, separated by commas");
  return out;
}

}  // namespace

int model_loglikelihood(CommandContext& context, const po::variables_map& values) {
  local::Engine engine = open_engine(values);
  int code = 0;
  for_each_batch(values, [&](const std::vector<InputLine>& lines) {
    std::vector<Question> questions;
    for (const InputLine& line : lines) questions.push_back(read_question(line, engine));
    std::vector<local::ScoreResult> results(questions.size());
    std::size_t next = 0;
    engine.run([&]() -> std::unique_ptr<local::Job> {
      if (next == questions.size()) return nullptr;
      const std::size_t i = next++;
      return engine.score_job(std::move(questions[i].groups),
                              [&results, i](local::ScoreResult result) { results[i] = std::move(result); });
    });
    for (std::size_t i = 0; i < results.size(); ++i) {
      Value out = Value::object();
      if (results[i].failure) {
        out = failure_value(*results[i].failure);
        code = 1;
      } else {
        const local::TokenScores sum = local::sum_of(results[i].scores);
        out.set("logprob", sum.logprob);
        out.set("num_tokens", questions[i].num_tokens);
        out.set("is_greedy", sum.is_greedy);
      }
      context.console.out() << json::dump(out) << "\n";
    }
  });
  return code;
}

int model_logits(CommandContext& context, const po::variables_map& values) {
  const std::vector<local::TokenId> ids =
      parse_ids(values.count("ids") > 0 ? values["ids"].as<std::string>() : std::string());
  if (values.count("out") == 0) throw Error(ErrorKind::kUsage, "--out is missing: the file for the logits");
  const std::string path = values["out"].as<std::string>();
  local::Engine engine = open_engine(values);
  const std::vector<float> logits = engine.logits(ids);
  static_assert(std::endian::native == std::endian::little, "the file is little-endian");
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(logits.data()), static_cast<std::streamsize>(logits.size() * sizeof(float)));
  out.flush();
  if (!out) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written: is the disk full?", path));
  Value shape = Value::array();
  shape.push_back(static_cast<std::int64_t>(ids.size()));
  shape.push_back(engine.info().vocab_size);
  Value result = Value::object();
  result.set("shape", std::move(shape));
  result.set("dtype", "float32");
  context.console.out() << json::dump(result) << "\n";
  return 0;
}

}  // namespace assay::cli
