#include "harness/cli/template_source.h"

#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "backends/local/tokenizer_files.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kTokens = {"bos_token", "eos_token", "unk_token", "pad_token"};

[[noreturn]] void refuse_without_template(const std::string& path) {
  throw Error(ErrorKind::kUsage, fmt::format("{}: there is no chat template in it", path));
}

// A token is written as its text, or as a map with its text.
std::string token_text(const Value& token) {
  if (token.is_string()) return token.as_string();
  const Value* content = token.find("content");
  return content != nullptr && content->is_string() ? content->as_string() : "";
}

// Of several templates the one called "default".
std::string template_of(const Value& config) {
  const Value* written = config.find("chat_template");
  if (written == nullptr) return "";
  if (written->is_string()) return written->as_string();
  if (!written->is_array()) return "";
  for (const Value& entry : written->as_array()) {
    const Value *name = entry.find("name"), *text = entry.find("template");
    if (name != nullptr && text != nullptr && text->is_string() && *name == Value("default")) return text->as_string();
  }
  return "";
}

void add_call_defaults(Value& defaults) {
  defaults.set("tools", Value());
  defaults.set("documents", Value());
  defaults.set("add_generation_prompt", false);
}

void add_tokens(const Value& config, Value& defaults) {
  for (const std::string_view key : kTokens)
    if (const Value* token = config.find(key))
      if (std::string text = token_text(*token); !text.empty()) defaults.set(key, std::move(text));
}

TemplateSource from_config(const std::string& path) {
  const Value config = json::parse(read_text_file(path, "TEMPLATE"), path);
  TemplateSource source{template_of(config), fmt::format("{} chat_template", path), Value::object()};
  if (source.text.empty()) refuse_without_template(path);
  add_call_defaults(source.defaults);
  add_tokens(config, source.defaults);
  return source;
}

// The files of a folder that say how it chats; nothing of its vocabulary is needed.
TemplateSource from_folder(const fs::path& folder) {
  const fs::path config = folder / "tokenizer_config.json", own = folder / "chat_template.jinja";
  std::error_code error;
  if (!fs::exists(own, error)) {
    if (!fs::exists(config, error)) refuse_without_template(folder.string());
    return from_config(config.string());
  }
  TemplateSource source{read_text_file(own.string(), "TEMPLATE"), own.string(), Value::object()};
  add_call_defaults(source.defaults);
  if (fs::exists(config, error))
    add_tokens(json::parse(read_text_file(config.string(), "TEMPLATE"), config.string()), source.defaults);
  return source;
}

}  // namespace

std::string read_text_file(const std::string& path, std::string_view option) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return std::move(text).str();
  }
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path, error))
    throw Error(ErrorKind::kUsage, fmt::format("{} {}: cannot be read; expected a file", option, path));
  // An empty file sets the stream's fail bit, and is no failure.
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  return std::move(text).str();
}

TemplateSource read_chat_template(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return from_folder(path);
  if (path.ends_with(".json")) return from_config(path);
  if (!path.ends_with(".gguf"))
    return {read_text_file(path, "TEMPLATE"), path == "-" ? "standard input" : path, Value::object()};
  const local::TokenizerBundle bundle = local::load_tokenizer_of(path);
  if (bundle.chat_template.empty()) refuse_without_template(path);
  TemplateSource source{bundle.chat_template, fmt::format("{} chat_template", path), Value::object()};
  add_call_defaults(source.defaults);
  if (!bundle.bos_text.empty()) source.defaults.set("bos_token", bundle.bos_text);
  if (!bundle.eos_text.empty()) source.defaults.set("eos_token", bundle.eos_text);
  return source;
}

}  // namespace assay::cli
