#include <fmt/core.h>

#include <fstream>
#include <iostream>

#include "harness/cli/model/model_verbs.h"
#include "harness/core/json.h"
#include "harness/text/utf8.h"

namespace assay::cli {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kBatch = 256;

}  // namespace

void InputLine::fail(const std::string& message) const {
  throw Error(ErrorKind::kData, fmt::format("{}: {}", where, message));
}

std::optional<std::string> InputLine::text(std::string_view key) const {
  const Value* value = row.find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(fmt::format("'{}' is {}; expected a text", key, kind_name(*value)));
  return value->as_string();
}

std::optional<std::vector<local::TokenId>> InputLine::ids(std::string_view key) const {
  const Value* value = row.find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) fail(fmt::format("'{}' is {}; expected a list of token ids", key, kind_name(*value)));
  std::vector<local::TokenId> out;
  for (const Value& id : value->as_array()) {
    if (!id.is_int() || id.as_int() < 0 || id.as_int() > INT32_MAX)
      fail(fmt::format("'{}' holds {}; expected token ids", key, json::dump(id)));
    out.push_back(static_cast<local::TokenId>(id.as_int()));
  }
  return out;
}

std::optional<std::vector<Message>> InputLine::messages() const {
  const Value* value = row.find("messages");
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->size() == 0)
    fail(fmt::format("'messages' is {}; expected a list with at least one message", kind_name(*value)));
  std::vector<Message> out;
  for (const Value& message : value->as_array()) {
    const Value* role = message.find("role");
    const Value* content = message.find("content");
    if (role == nullptr || !role->is_string() || content == nullptr || !content->is_string())
      fail("a message needs the texts 'role' and 'content'");
    out.push_back({role->as_string(), content->as_string()});
  }
  return out;
}

void for_each_batch(const po::variables_map& values, const std::function<void(const std::vector<InputLine>&)>& batch) {
  if (values.count("input") == 0)
    throw Error(ErrorKind::kUsage, "--input is missing: a file of JSON lines, or - for standard input");
  const std::string path = values["input"].as<std::string>();
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", path));
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::vector<InputLine> lines;
  long number = 0;
  long count = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    InputLine input{Value(), fmt::format("{}:{}", path, number), count++};
    if (const std::size_t bad = text::find_invalid_utf8(line); bad != std::string::npos)
      input.fail(fmt::format("byte {} is not valid UTF-8", bad));
    input.row = json::parse(line, input.where);
    if (!input.row.is_object()) input.fail(fmt::format("the line is {}; expected a JSON object", kind_name(input.row)));
    lines.push_back(std::move(input));
    if (lines.size() == kBatch) {
      batch(lines);
      lines.clear();
    }
  }
  if (!lines.empty()) batch(lines);
}

local::Engine open_engine(const po::variables_map& values) {
  local::EngineOptions options;
  options.threads = values["threads"].as<int>();
  options.batch_size = values["batch-size"].as<int>();
  options.context_length = values["context-length"].as<std::int64_t>();
  const std::string numerics = values["numerics"].as<std::string>();
  if (numerics != "reference")
    throw Error(ErrorKind::kUsage,
                fmt::format("--numerics '{}' is not in this build; it computes in reference (f32)", numerics));
  return local::Engine(values["path"].as<std::string>(), options);
}

std::vector<local::TokenId> prompt_ids(const InputLine& line, const local::Engine& engine) {
  if (auto ids = line.ids("ids")) return *ids;
  if (auto messages = line.messages()) return engine.encoder().prompt(Prompt{"", *messages});
  for (const char* key : {"prompt", "text"})
    if (auto text = line.text(key)) return engine.encoder().prompt(Prompt{*text, {}});
  line.fail("expected one of 'prompt', 'ids' and 'messages'");
}

Value failure_value(const Failure& failure) {
  Value out = Value::object();
  out.set("error", failure.message);
  out.set("kind", name_of(failure.kind));
  return out;
}

}  // namespace assay::cli
