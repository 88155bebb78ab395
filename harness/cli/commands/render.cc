// assay render: a Jinja template as a task renders it, or as a chat template is rendered.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <ostream>

#include "harness/cli/arguments.h"
#include "harness/cli/template_source.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr Usage kUsage{
    "assay render TEMPLATE [--context FILE.json] [--chat]",
    "Renders a Jinja template with the members of a JSON object as its names, and prints exactly the text: no newline is "
    "added.\n"
    "As in a task a name that is not there is an error and newlines are kept; with --chat as a model's chat template "
    "(blocks\n"
    "trimmed, a missing name is empty, raise_exception and strftime_now). With --chat TEMPLATE may also be a model: a "
    "folder,\n"
    "its tokenizer_config.json or a GGUF file; then what transformers gives a template is there too: bos_token and "
    "eos_token,\n"
    "tools and documents (none) and add_generation_prompt (false), unless the context has them. - is standard input.",
    "assay render prompt.jinja --context row.json"};

Value read_context(const std::string& file) {
  Value context = json::parse(read_text_file(file, "--context"), file == "-" ? "standard input" : file);
  if (!context.is_object())
    throw Error(ErrorKind::kUsage,
                fmt::format("--context {}: expected a JSON object whose members are the template's names, not a {}", file,
                            kind_name(context)));
  return context;
}

int run_render(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("context", po::value<std::string>(), "a JSON file with an object (default: nothing)")(
      "chat", po::bool_switch(), "render as a chat template");
  const auto values = parse_arguments(context, kUsage, options, {"template"});
  if (!values) return 0;
  if (values->count("template") == 0)
    throw Error(ErrorKind::kUsage, fmt::format("no template to render\nusage: {}", kUsage.line));
  const std::string path = (*values)["template"].as<std::string>();
  const std::string context_file = values->count("context") > 0 ? (*values)["context"].as<std::string>() : "";
  if (path == "-" && context_file == "-")
    throw Error(ErrorKind::kUsage, "the template and --context cannot both be standard input");

  Value names = context_file.empty() ? Value::object() : read_context(context_file);
  TemplateSource source;
  text::jinja::TemplateOptions style;
  if ((*values)["chat"].as<bool>()) {
    source = read_chat_template(path);
    for (const Value::Member& member : source.defaults.as_object())
      if (names.find(member.key) == nullptr) names.set(member.key, member.value);
    style = text::jinja::TemplateOptions::chat();
  } else {
    source = {read_text_file(path, "TEMPLATE"), path == "-" ? "standard input" : path, Value::object()};
    style.html_safe_json = true;
  }
  const text::jinja::Template compiled(source.text, source.name, style);
  const std::string text = compiled.render(names);
  context.console.out().write(text.data(), static_cast<std::streamsize>(text.size()));
  return 0;
}

}  // namespace

extern const CommandDef render;
const CommandDef render{"render", "render a Jinja template as a task or, with --chat, as a chat template does", run_render};

}  // namespace assay::cli::commands
