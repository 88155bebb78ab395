#include "backends/local/tokenizer/tokenizer_json.h"

#include <fmt/core.h>

#include <algorithm>

#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/merge_list.h"
#include "harness/core/error.h"

namespace assay::local {
namespace {

void read_vocab(const Value::Object& tokens, PipelineParts& parts, std::string_view where) {
  if (tokens.empty()) throw Error(ErrorKind::kRuntime, fmt::format("{}: the vocabulary is empty", where));
  // Ascending ids, so that a hole is seen as one whatever the order of the file.
  std::vector<std::pair<std::int64_t, std::string_view>> by_id;
  by_id.reserve(tokens.size());
  for (const Value::Member& token : tokens) {
    if (!token.value.is_int())
      throw Error(ErrorKind::kRuntime, fmt::format("{}: the id of token '{}' is {}; expected an integer", where,
                                                   token.key, kind_name(token.value)));
    by_id.emplace_back(token.value.as_int(), token.key);
  }
  std::sort(by_id.begin(), by_id.end());
  for (const auto& [id, text] : by_id) parts.vocab.add(text, id, where);
  parts.bpe.vocab_size = parts.vocab.size();
  for (const auto& [id, text] : by_id) add_symbol(parts.bpe, text, static_cast<TokenId>(id));
}

std::vector<TextPair> read_merge_pairs(const Value::Array& merges, std::string_view where) {
  std::vector<TextPair> pairs;
  pairs.reserve(merges.size());
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const Value& merge = merges[i];
    if (merge.is_string()) {
      pairs.push_back(parse_merge(merge.as_string(), i, where));
    } else if (merge.is_array() && merge.size() == 2 && merge.as_array()[0].is_string() &&
               merge.as_array()[1].is_string()) {
      pairs.emplace_back(merge.as_array()[0].as_string(), merge.as_array()[1].as_string());
    } else {
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: merge {} is neither a string nor a list of two strings", where, i));
    }
  }
  return pairs;
}

void read_bpe_model(const Value& model, PipelineParts& parts, std::string_view where) {
  const Value* dropout = model.find("dropout");
  if (dropout != nullptr && !dropout->is_null() && !(dropout->is_number() && dropout->as_double() == 0))
    throw Error(ErrorKind::kRuntime, fmt::format("{}: 'dropout' makes the ids random; expected null", where));
  BpeParts& bpe = parts.bpe;
  bpe.unit = parts.pre_tokenization.gives_bytes ? BpeParts::Unit::kByte : BpeParts::Unit::kCodePoint;
  bpe.fuse_unk = bool_field(model, "fuse_unk", false, where);
  bpe.ignore_merges = bool_field(model, "ignore_merges", false, where);
  bpe.continuing_subword_prefix = string_field(model, "continuing_subword_prefix", "", where);
  bpe.end_of_word_suffix = string_field(model, "end_of_word_suffix", "", where);
  if (bpe.unit == BpeParts::Unit::kByte && !(bpe.continuing_subword_prefix + bpe.end_of_word_suffix).empty())
    throw Error(
        ErrorKind::kRuntime,
        fmt::format("{}: 'continuing_subword_prefix' and 'end_of_word_suffix' are not supported together with a "
                    "ByteLevel pre-tokenizer",
                    where));
  read_vocab(need_object(model, "vocab", where), parts, fmt::format("{}: 'vocab'", where));
  const std::string merges_here = fmt::format("{}: 'merges'", where);
  bpe.merges = resolve_merges(parts.vocab, read_merge_pairs(need_array(model, "merges", where), merges_here),
                              bpe.continuing_subword_prefix.size(), merges_here);
  if (bool_field(model, "byte_fallback", false, where)) bpe.byte_tokens = byte_tokens_of(parts.vocab);
  const std::string unk = string_field(model, "unk_token", "", where);
  if (unk.empty()) return;
  bpe.unk = parts.vocab.find(unk);
  if (!bpe.unk)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: 'unk_token' is '{}', which 'vocab' does not have", where, unk));
}

Value part_of(const Value& document, std::string_view key) {
  const Value* part = document.find(key);
  return part == nullptr ? Value() : *part;
}

}  // namespace

AddedToken read_added_token(const Value& object, std::string_view where) {
  AddedToken token;
  token.content = need_string(object, "content", where);
  token.special = bool_field(object, "special", false, where);
  token.normalized = bool_field(object, "normalized", !token.special, where);
  token.single_word = bool_field(object, "single_word", false, where);
  token.lstrip = bool_field(object, "lstrip", false, where);
  token.rstrip = bool_field(object, "rstrip", false, where);
  return token;
}

void add_token(PipelineParts& parts, AddedToken token, std::string_view where) {
  const auto there = parts.vocab.find(token.content);
  if (there && *there != token.id)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: added token '{}' has id {}, but in the vocabulary it has id {}",
                                                 where, token.content, token.id, *there));
  if (!there) parts.vocab.add(token.content, token.id, where);
  parts.added.push_back(std::move(token));
}

PipelineParts read_tokenizer_json(const Value& document, std::string_view where) {
  if (!document.is_object())
    throw Error(ErrorKind::kRuntime, fmt::format("{}: is {}; expected an object", where, kind_name(document)));
  const Value* model = document.find("model");
  if (model == nullptr || !model->is_object())
    throw Error(ErrorKind::kRuntime, fmt::format("{}: 'model' is missing", where));
  // Files from before 2021 do not write the type of a BPE model.
  const std::string otherwise = model->find("merges") != nullptr ? "BPE" : "none";
  const std::string type = string_field(*model, "type", otherwise, where);
  if (type != "BPE")
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: 'model' is of type '{}', which is not supported; supported is 'BPE'", where, type));

  PipelineParts parts;
  parts.normalizer = read_normalizer(part_of(document, "normalizer"), fmt::format("{}: normalizer", where));
  parts.pre_tokenization =
      read_pre_tokenizer(part_of(document, "pre_tokenizer"), fmt::format("{}: pre-tokenizer", where));
  parts.decoder = read_decoder(part_of(document, "decoder"), fmt::format("{}: decoder", where));
  parts.surrounding =
      read_post_processor(part_of(document, "post_processor"), fmt::format("{}: post-processor", where));
  read_bpe_model(*model, parts, fmt::format("{}: model", where));
  const Value added = part_of(document, "added_tokens");
  if (!added.is_null() && !added.is_array())
    throw Error(ErrorKind::kRuntime, fmt::format("{}: 'added_tokens' is {}; expected a list", where, kind_name(added)));
  for (std::size_t i = 0; i < added.size(); ++i) {
    const Value& object = added.as_array()[i];
    const std::string here = fmt::format("{}: added token {}", where, i);
    AddedToken token = read_added_token(object, here);
    const std::int64_t id = need_int(object, "id", here);
    if (id < 0 || id > INT32_MAX) throw Error(ErrorKind::kRuntime, fmt::format("{}: id {} is out of range", here, id));
    token.id = static_cast<TokenId>(id);
    add_token(parts, std::move(token), here);
  }
  return parts;
}

PipelineParts read_vocab_and_merges(const Value& vocab, std::string_view vocab_file, std::string_view merges,
                                    std::string_view merges_file, bool add_prefix_space) {
  if (!vocab.is_object())
    throw Error(ErrorKind::kRuntime, fmt::format("{}: is {}; expected an object", vocab_file, kind_name(vocab)));
  PipelineParts parts;
  Value step = Value::object();
  step.set("type", "ByteLevel");
  step.set("add_prefix_space", add_prefix_space);
  parts.pre_tokenization = read_pre_tokenizer(step, vocab_file);
  parts.decoder = byte_level_decoder();
  read_vocab(vocab.as_object(), parts, vocab_file);
  std::vector<TextPair> pairs;
  for (std::size_t pos = 0, line_number = 1; pos < merges.size(); ++line_number) {
    const std::size_t end = std::min(merges.find('\n', pos), merges.size());
    std::string_view line = merges.substr(pos, end - pos);
    pos = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (line_number == 1 && line.starts_with("#version"))) continue;
    pairs.push_back(parse_merge(line, pairs.size(), fmt::format("{}:{}", merges_file, line_number)));
  }
  parts.bpe.merges = resolve_merges(parts.vocab, pairs, 0, merges_file);
  return parts;
}

}  // namespace assay::local
