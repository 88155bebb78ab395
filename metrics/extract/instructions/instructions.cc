#include "metrics/extract/instructions/instructions.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {
namespace {

const CheckDef& find_check(std::string_view id) {
  // The first publication of the data names the language of each instruction.
  std::string_view name = id;
  if (name.starts_with("en:")) name.remove_prefix(3);
  for (const auto& checks : {keyword_checks(), length_checks(), format_checks(), content_checks(), language_checks()})
    for (const CheckDef& check : checks)
      if (check.id == name) return check;
  throw Error(ErrorKind::kData, fmt::format("unknown instruction '{}'", id));
}

const Value& list_field(const Sample& sample, std::string_view name) {
  const Value* field = sample.fields.find(name);
  if (field == nullptr) throw Error(ErrorKind::kData, fmt::format("the sample has no field '{}'", name));
  if (!field->is_array())
    throw Error(ErrorKind::kData, fmt::format("the field '{}' is a {}, expected a list", name, kind_name(*field)));
  return *field;
}

std::string without_asterisks(std::string_view text) {
  std::string kept(text);
  std::erase(kept, '*');
  return kept;
}

/// The variants of a loose look, the response itself first.
std::vector<std::string> variants(std::string_view response) {
  const std::size_t first = response.find('\n');
  const std::size_t last = response.rfind('\n');
  const std::string_view without_first = first == response.npos ? std::string_view() : response.substr(first + 1);
  const std::string_view without_last = last == response.npos ? std::string_view() : response.substr(0, last);
  const std::string_view without_both =
      first == last ? std::string_view() : response.substr(first + 1, last - first - 1);
  std::vector<std::string> found = {std::string(response), without_asterisks(response)};
  for (const std::string_view part : {without_first, without_last, without_both}) {
    found.emplace_back(text::strip(part));
    found.push_back(without_asterisks(text::strip(part)));
  }
  return found;
}

}  // namespace

Instructions::Instructions(const Sample& sample) {
  const Value::Array& ids = list_field(sample, "instruction_id_list").as_array();
  const Value::Array& arguments = list_field(sample, "kwargs").as_array();
  if (ids.empty()) throw Error(ErrorKind::kData, "the sample asks for no instruction");
  if (ids.size() != arguments.size())
    throw Error(ErrorKind::kData, fmt::format("'instruction_id_list' has {} entries and 'kwargs' {}; expected as many",
                                              ids.size(), arguments.size()));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i].is_string())
      throw Error(ErrorKind::kData, fmt::format("an instruction's name is a {}, expected a text", kind_name(ids[i])));
    names_.push_back(ids[i].as_string());
    const CheckDef& check = find_check(names_.back());
    Arguments given(names_.back(), arguments[i]);
    checks_.push_back(check.make(given));
    given.done();
  }
}

std::vector<bool> Instructions::followed(std::string_view response, Strictness strictness) const {
  std::string valid;
  if (!text::is_valid_utf8(response)) {
    valid = text::encode_utf8(text::decode_utf8(response));
    response = valid;
  }
  std::vector<std::string> texts = {std::string(response)};
  if (strictness == Strictness::kLoose) texts = variants(response);
  std::erase_if(texts, [](const std::string& text) { return text::strip(text).empty(); });
  std::vector<bool> followed;
  for (const Check& check : checks_)
    followed.push_back(std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return check(text); }));
  return followed;
}

}  // namespace assay::metrics
