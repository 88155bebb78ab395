#include "backends/local/tokenizer/post_processors.h"

#include <fmt/core.h>

#include <limits>
#include <string>

#include "backends/local/tokenizer/json_fields.h"
#include "harness/core/error.h"

namespace assay::local {
namespace {

TokenId checked_id(const Value& value, std::string_view where) {
  if (!value.is_int() || value.as_int() < 0 || value.as_int() > std::numeric_limits<TokenId>::max())
    throw Error(ErrorKind::kRuntime, fmt::format("{}: a token id is no integer from 0 on", where));
  return static_cast<TokenId>(value.as_int());
}

Surrounding read_template(const Value& step, std::string_view where) {
  Surrounding out;
  bool after_text = false;
  for (const Value& part : need_array(step, "single", where)) {
    if (part.find("Sequence") != nullptr) {
      if (after_text) throw Error(ErrorKind::kRuntime, fmt::format("{}: 'single' has the text twice", where));
      after_text = true;
      continue;
    }
    const Value* special = part.find("SpecialToken");
    if (special == nullptr)
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: a part of 'single' is neither 'Sequence' nor 'SpecialToken'", where));
    const std::string name = need_string(*special, "id", where);
    const Value* tokens = step.find("special_tokens");
    const Value* token = tokens == nullptr ? nullptr : tokens->find(name);
    if (token == nullptr)
      throw Error(ErrorKind::kRuntime, fmt::format("{}: 'special_tokens' does not have '{}'", where, name));
    for (const Value& id : need_array(*token, "ids", where))
      (after_text ? out.after : out.before).push_back(checked_id(id, where));
  }
  if (!after_text) throw Error(ErrorKind::kRuntime, fmt::format("{}: 'single' leaves the text out", where));
  return out;
}

TokenId id_of_pair(const Value& step, std::string_view key, std::string_view where) {
  const Value::Array& pair = need_array(step, key, where);
  if (pair.size() != 2)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: '{}' is not a list of a token and its id", where, key));
  return checked_id(pair[1], where);
}

}  // namespace

Surrounding read_post_processor(const Value& step, std::string_view where) {
  if (step.is_null()) return {};
  const std::string type = need_string(step, "type", where);
  const std::string here = fmt::format("{} of type '{}'", where, type);
  if (type == "ByteLevel") return {};  // it changes offsets only
  if (type == "TemplateProcessing") return read_template(step, here);
  if (type == "RobertaProcessing" || type == "BertProcessing")
    return {{id_of_pair(step, "cls", here)}, {id_of_pair(step, "sep", here)}};
  if (type == "Sequence") {
    Surrounding all;
    for (const Value& inner : need_array(step, "processors", here)) {
      const Surrounding one = read_post_processor(inner, where);
      all.before.insert(all.before.begin(), one.before.begin(), one.before.end());
      all.after.insert(all.after.end(), one.after.begin(), one.after.end());
    }
    return all;
  }
  throw Error(
      ErrorKind::kRuntime,
      fmt::format("{} is not supported; supported are Sequence, ByteLevel, TemplateProcessing, RobertaProcessing "
                  "and BertProcessing",
                  here));
}

}  // namespace assay::local
