#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/merge_list.h"
#include "backends/local/tokenizer/metaspace.h"
#include "backends/local/tokenizer/pipeline.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::local {
namespace {

// The values of `tokenizer.ggml.token_type`. Source: the GGUF specification.
enum class TokenType { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };

struct PreRule {
  std::string_view name;
  SplitPattern pattern;
  bool single_digits = false;
  bool ignores_merges = false;  ///< and puts bos in front unless the file says otherwise
};

// The names that `tokenizer.ggml.pre` has for these rules. A file without the key is from the time when all was
// GPT-2's.
constexpr PreRule kPreRules[] = {
    {"default", SplitPattern::kGpt2},
    {"gpt-2", SplitPattern::kGpt2},
    {"gpt2", SplitPattern::kGpt2},
    {"phi-2", SplitPattern::kGpt2},
    {"mpt", SplitPattern::kGpt2},
    {"olmo", SplitPattern::kGpt2},
    {"roberta-bpe", SplitPattern::kGpt2},
    {"smollm", SplitPattern::kGpt2, true},
    {"starcoder", SplitPattern::kGpt2, true},
    {"refact", SplitPattern::kGpt2, true},
    {"codeshell", SplitPattern::kGpt2, true},
    {"llama-bpe", SplitPattern::kLlama3, false, true},
    {"llama3", SplitPattern::kLlama3, false, true},
    {"llama-v3", SplitPattern::kLlama3, false, true},
    {"dbrx", SplitPattern::kLlama3},
    {"smaug-bpe", SplitPattern::kLlama3},
    {"qwen2", SplitPattern::kQwen2},
    {"deepseek-r1-qwen", SplitPattern::kQwen2},
    {"stablelm2", SplitPattern::kQwen2},
};

// What chat models write at the end of a turn, where it is not the end of sequence of the file.
constexpr std::string_view kEndsOfTurn[] = {"<|eot_id|>", "<|im_end|>",    "<|end|>",         "<end_of_turn>",
                                            "<|eom_id|>", "<|endoftext|>", "<|end_of_text|>", "<EOT>"};

class GgufVocab {
 public:
  GgufVocab(const Value& metadata, std::string_view where) : metadata_(metadata), where_(where) {}

  TokenizerBundle load() {
    if (!metadata_.is_object()) throw Error(ErrorKind::kRuntime, fmt::format("{}: no metadata", where_));
    const std::string model = need_string(metadata_, "tokenizer.ggml.model", where_);
    if (model != "gpt2" && model != "llama")
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: 'tokenizer.ggml.model' is '{}'; supported are 'gpt2' (byte-level BPE) and 'llama' "
                              "(SentencePiece BPE)",
                              where_, model));
    is_llama_ = model == "llama";
    read_tokens();
    if (is_llama_)
      read_scores();
    else
      read_merges();
    add_special_tokens();
    finish_bundle();
    return std::move(bundle_);
  }

 private:
  [[noreturn]] void fail(std::string_view key, const std::string& what) const {
    throw Error(ErrorKind::kRuntime, fmt::format("{}: 'tokenizer.ggml.{}' {}", where_, key, what));
  }
  std::string full(std::string_view key) const { return fmt::format("tokenizer.ggml.{}", key); }

  void read_tokens() {
    const Value::Array& tokens = need_array(metadata_, "tokenizer.ggml.tokens", where_);
    if (tokens.empty()) fail("tokens", "is empty");
    const std::string here = fmt::format("{}: 'tokenizer.ggml.tokens'", where_);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (!tokens[i].is_string())
        fail("tokens", fmt::format("has {} at {}; expected strings", kind_name(tokens[i]), i));
      parts_.vocab.add(tokens[i].as_string(), static_cast<std::int64_t>(i), here);
    }
    types_.assign(tokens.size(), TokenType::kNormal);
    const Value* types = metadata_.find("tokenizer.ggml.token_type");
    if (types == nullptr) return;
    if (!types->is_array() || types->size() != tokens.size())
      fail("token_type", fmt::format("has {} entries for {} tokens", types->size(), tokens.size()));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Value& type = types->as_array()[i];
      if (!type.is_int() || type.as_int() < 0 || type.as_int() > 6)
        fail("token_type", fmt::format("is no type from 0 to 6 at {} (token '{}')", i, tokens[i].as_string()));
      if (type.as_int() != 0) types_[i] = static_cast<TokenType>(type.as_int());
    }
  }

  void read_merges() {
    const std::string pre = string_field(metadata_, "tokenizer.ggml.pre", "default", where_);
    const auto* rule = std::find_if(std::begin(kPreRules), std::end(kPreRules),
                                    [&](const PreRule& candidate) { return candidate.name == pre; });
    if (rule == std::end(kPreRules)) {
      std::string names;
      for (const PreRule& known : kPreRules) names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
      fail("pre", fmt::format("is '{}', a way to cut text that is not supported; supported are {}", pre, names));
    }
    puts_bos_ = rule->ignores_merges;
    parts_.pre_tokenization = byte_level_pre_tokenizer(rule->pattern, rule->single_digits);
    parts_.decoder = byte_level_decoder();
    parts_.bpe.ignore_merges = rule->ignores_merges;
    parts_.bpe.vocab_size = parts_.vocab.size();
    for (std::size_t i = 0; i < types_.size(); ++i)
      if (types_[i] != TokenType::kControl && types_[i] != TokenType::kUnknown)
        add_symbol(parts_.bpe, parts_.vocab.text(static_cast<TokenId>(i)), static_cast<TokenId>(i));

    const Value::Array& merges = need_array(metadata_, "tokenizer.ggml.merges", where_);
    const std::string here = fmt::format("{}: 'tokenizer.ggml.merges'", where_);
    std::vector<TextPair> pairs;
    pairs.reserve(merges.size());
    for (std::size_t i = 0; i < merges.size(); ++i) {
      if (!merges[i].is_string())
        fail("merges", fmt::format("has {} at {}; expected strings", kind_name(merges[i]), i));
      pairs.push_back(parse_merge(merges[i].as_string(), i, here));
    }
    parts_.bpe.merges = resolve_merges(parts_.vocab, pairs, 0, here);
  }

  void read_scores() {
    const Value::Array& scores = need_array(metadata_, "tokenizer.ggml.scores", where_);
    if (scores.size() != types_.size())
      fail("scores", fmt::format("has {} entries for {} tokens", scores.size(), types_.size()));
    std::vector<double> numbers;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (!scores[i].is_number() || !std::isfinite(scores[i].as_double()))
        fail("scores", fmt::format("has no finite number at {}", i));
      numbers.push_back(scores[i].as_double());
    }
    std::vector<bool> mergeable;
    for (const TokenType type : types_)
      mergeable.push_back(type == TokenType::kNormal || type == TokenType::kUserDefined);
    parts_.bpe.unit = BpeParts::Unit::kCodePoint;
    parts_.bpe.vocab_size = parts_.vocab.size();
    parts_.bpe.byte_tokens = byte_tokens_of(parts_.vocab);
    parts_.bpe.unk = id_of("unknown_token_id", 0);
    parts_.bpe.fuse_unk = true;
    add_scored_merges(parts_.vocab, numbers, mergeable, parts_.bpe);
    puts_bos_ = true;

    const bool prefix = bool_field(metadata_, "tokenizer.ggml.add_space_prefix", true, where_);
    Value::Array steps;
    if (prefix) steps.push_back(Value::Object{{"type", Value("Prepend")}, {"prepend", Value(kWordMark)}});
    steps.push_back(Value::Object{{"type", Value("Replace")},
                                  {"pattern", Value(Value::Object{{"String", Value(" ")}})},
                                  {"content", Value(kWordMark)}});
    parts_.normalizer = read_normalizer(
        Value(Value::Object{{"type", Value("Sequence")}, {"normalizers", Value(std::move(steps))}}), where_);
    parts_.decoder = sentencepiece_decoder(prefix);
  }

  // Control tokens are found only where special tokens are parsed, user-defined ones always.
  void add_special_tokens() {
    // Phi-3's tokenizer takes the white space after most of its special tokens, and GGUF has no key that says so.
    const std::string name = string_field(metadata_, "general.name", "", where_);
    const bool phi3 = is_llama_ && (name.find("phi-3") != std::string::npos || name.find("phi3") != std::string::npos ||
                                    name.find("Phi-3") != std::string::npos || name.find("Phi3") != std::string::npos);
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const bool special = types_[i] == TokenType::kControl || types_[i] == TokenType::kUnknown;
      if (!special && types_[i] != TokenType::kUserDefined) continue;
      AddedToken token;
      token.id = static_cast<TokenId>(i);
      token.content = parts_.vocab.text(token.id);
      token.special = special;
      token.rstrip = phi3 && token.content != "<unk>" && token.content != "<s>" && token.content != "<|endoftext|>";
      parts_.added.push_back(std::move(token));
    }
  }

  // The id under a key; without the key `otherwise` for SentencePiece vocabularies (negative: none).
  std::optional<TokenId> id_of(std::string_view key, TokenId otherwise) const {
    const Value* value = metadata_.find(full(key));
    if (value == nullptr) {
      if (!is_llama_ || otherwise < 0 || !parts_.vocab.has(otherwise)) return std::nullopt;
      return otherwise;
    }
    const bool in_range = value->is_int() && value->as_int() >= 0 && value->as_int() < parts_.vocab.size();
    if (!in_range)
      fail(key, fmt::format("is {}; expected a token id from 0 to {}",
                            value->is_int() ? std::to_string(value->as_int()) : std::string(kind_name(*value)),
                            parts_.vocab.size() - 1));
    return static_cast<TokenId>(value->as_int());
  }

  void add_end(std::optional<TokenId> id) {
    auto& ends = bundle_.end_of_generation;
    if (id && std::find(ends.begin(), ends.end(), *id) == ends.end()) ends.push_back(*id);
  }

  void finish_bundle() {
    bundle_.bos = id_of("bos_token_id", 1);
    bundle_.eos = id_of("eos_token_id", 2);
    bundle_.unk = id_of("unknown_token_id", 0);
    bundle_.pad = id_of("padding_token_id", -1);
    bundle_.adds_bos =
        bool_field(metadata_, "tokenizer.ggml.add_bos_token", puts_bos_, where_) && bundle_.bos.has_value();
    bundle_.adds_eos = bool_field(metadata_, "tokenizer.ggml.add_eos_token", false, where_) && bundle_.eos.has_value();
    if (bundle_.adds_bos) parts_.surrounding.before = {*bundle_.bos};
    if (bundle_.adds_eos) parts_.surrounding.after = {*bundle_.eos};
    if (bundle_.bos) bundle_.bos_text = parts_.vocab.text(*bundle_.bos);
    if (bundle_.eos) bundle_.eos_text = parts_.vocab.text(*bundle_.eos);
    add_end(bundle_.eos);
    add_end(id_of("eot_token_id", -1));
    add_end(id_of("eom_token_id", -1));
    for (const std::string_view text : kEndsOfTurn) {
      const auto id = parts_.vocab.find(text);
      if (id && types_[static_cast<std::size_t>(*id)] != TokenType::kNormal) add_end(id);
    }
    bundle_.chat_template = string_field(metadata_, "tokenizer.chat_template", "", where_);
    bundle_.fingerprint = fingerprint();
    bundle_.tokenizer = std::make_shared<Pipeline>(std::move(parts_), where_);
  }

  // Every key of the tokenizer counts, in the order of their names.
  std::string fingerprint() const {
    std::vector<const Value::Member*> members;
    for (const Value::Member& member : metadata_.as_object())
      if (member.key.starts_with("tokenizer.") || member.key == "general.name") members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    Sha256 hash;
    hash.field("gguf tokenizer");
    for (const Value::Member* member : members) {
      hash.field(member->key);
      add_to(hash, member->value);
    }
    return hash.hex();
  }

  static void add_to(Sha256& hash, const Value& value) {
    if (value.is_array()) {
      hash.field(fmt::format("list {}", value.size()));
      for (const Value& element : value.as_array()) add_to(hash, element);
    } else if (value.is_string()) {
      hash.field(value.as_string());
    } else if (value.is_int()) {
      hash.field(fmt::format("int {}", value.as_int()));
    } else if (value.is_double()) {
      hash.field(fmt::format("double {:016x}", std::bit_cast<std::uint64_t>(value.as_double())));
    } else {
      hash.field(value.is_bool() && value.as_bool() ? "true" : kind_name(value));
    }
  }

  const Value& metadata_;
  std::string where_;
  bool is_llama_ = false;
  bool puts_bos_ = false;
  std::vector<TokenType> types_;
  PipelineParts parts_;
  TokenizerBundle bundle_;
};

}  // namespace

TokenizerBundle load_gguf_tokenizer(const Value& metadata, std::string_view where) {
  return GgufVocab(metadata, where).load();
}

}  // namespace assay::local
