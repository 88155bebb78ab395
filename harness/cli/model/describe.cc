// assay model info and tokenize: what a checkpoint is, and how it reads a text.
#include <fmt/core.h>

#include <ostream>

#include "harness/cli/model/model_verbs.h"
#include "harness/core/json.h"

namespace assay::cli {

namespace po = boost::program_options;

int model_info(CommandContext& context, const po::variables_map& values) {
  const local::Engine engine = open_engine(values);
  const local::EngineInfo& info = engine.info();
  Value out = Value::object();
  out.set("path", info.path);
  out.set("architecture", info.architecture);
  out.set("format", info.format);
  out.set("parameters", info.num_parameters);
  out.set("layers", info.num_layers);
  out.set("hidden_size", info.hidden_size);
  out.set("vocabulary", info.vocab_size);
  out.set("context_length", info.model_context_length);
  Value dtypes = Value::object();
  for (const auto& [name, count] : info.dtypes) dtypes.set(name, count);
  out.set("tensors", std::move(dtypes));
  out.set("tokenizer", info.has_tokenizer);
  out.set("chat_template", info.has_chat_template);
  out.set("numerics", info.numerics);
  out.set("kernels", info.kernels);
  out.set("threads", info.threads);
  out.set("fingerprint", engine.fingerprint());
  if (values["format"].as<std::string>() == "json") {
    context.console.out() << json::dump_pretty(out) << "\n";
    return 0;
  }
  for (const Value::Member& member : out.as_object()) {
    const std::string text = member.value.is_string() ? member.value.as_string() : json::dump(member.value);
    context.console.out() << fmt::format("{:<15} {}\n", member.key, text);
  }
  return 0;
}

int model_tokenize(CommandContext& context, const po::variables_map& values) {
  const std::string wanted = values["special-tokens"].as<std::string>();
  local::SpecialTokens special = local::SpecialTokens::kAdd;
  if (wanted == "none") special = local::SpecialTokens::kNone;
  if (wanted == "parse") special = local::SpecialTokens::kParse;
  if (wanted != "add" && wanted != "none" && wanted != "parse")
    throw Error(ErrorKind::kUsage, fmt::format("--special-tokens '{}'; expected add, none or parse", wanted));
  const local::Engine engine = open_engine(values);
  const local::Tokenizer& tokenizer = *engine.tokenizer().tokenizer;
  for_each_batch(values, [&](const std::vector<InputLine>& lines) {
    for (const InputLine& line : lines) {
      std::vector<local::TokenId> ids;
      if (auto messages = line.messages()) {
        ids = engine.encoder().prompt(Prompt{"", *messages});
      } else if (auto text = line.text("text")) {
        ids = tokenizer.encode(*text, special);
      } else {
        line.fail("expected 'text' or 'messages'");
      }
      Value list = Value::array();
      for (local::TokenId id : ids) list.push_back(static_cast<std::int64_t>(id));
      Value out = Value::object();
      out.set("ids", std::move(list));
      context.console.out() << json::dump(out) << "\n";
    }
  });
  return 0;
}

}  // namespace assay::cli
