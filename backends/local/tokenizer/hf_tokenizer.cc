#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/pipeline.h"
#include "backends/local/tokenizer/tokenizer_json.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::local {
namespace {

namespace fs = std::filesystem;

// The entries of tokenizer_config.json and special_tokens_map.json that name one special token.
constexpr std::string_view kNamedTokens[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                             "pad_token", "cls_token", "mask_token"};

class HfFolder {
 public:
  explicit HfFolder(const std::string& folder) : folder_(folder) {}

  TokenizerBundle load() {
    hash_.field("hf tokenizer");
    const std::optional<std::string> tokenizer_json = read("tokenizer.json", true);
    const bool is_json = tokenizer_json.has_value();
    std::optional<std::string> vocab, merges;
    if (!is_json) {
      vocab = read("vocab.json", true);
      merges = read("merges.txt", true);
      if (!vocab || !merges)
        throw Error(ErrorKind::kRuntime,
                    fmt::format("{}: no tokenizer: neither tokenizer.json nor vocab.json with merges.txt", folder_));
    }
    config_ = read_object("tokenizer_config.json", true);
    special_map_ = read_object("special_tokens_map.json", true);
    generation_config_ = read_object("generation_config.json", false);
    model_config_ = read_object("config.json", false);

    if (is_json) {
      where_ = path_of("tokenizer.json");
      parts_ = read_tokenizer_json(parse(*tokenizer_json, where_), where_);
    } else {
      where_ = path_of("vocab.json");
      const bool prefix = bool_field(config_, "add_prefix_space", false, path_of("tokenizer_config.json"));
      parts_ = read_vocab_and_merges(parse(*vocab, where_), where_, *merges, path_of("merges.txt"), prefix);
      // GPT-2's tokenizer has this token unless its configuration says otherwise.
      if (config_.size() == 0 && special_map_.size() == 0 && parts_.vocab.find("<|endoftext|>"))
        config_ = Value(Value::Object{{"bos_token", Value("<|endoftext|>")}, {"eos_token", Value("<|endoftext|>")}});
    }
    add_configured_tokens();
    finish_bundle();
    return std::move(bundle_);
  }

 private:
  std::string path_of(std::string_view name) const { return (fs::path(folder_) / name).string(); }

  // A file's content, or nullopt where there is none; what decides the ids goes into the fingerprint.
  std::optional<std::string> read(std::string_view name, bool into_fingerprint) {
    const std::string path = path_of(name);
    std::error_code none;
    if (!fs::exists(path, none)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::stringstream content;
    if (!file || !(content << file.rdbuf()))
      if (!file || fs::file_size(path, none) != 0)
        throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be read", path));
    if (into_fingerprint) hash_.field(name).field(content.str());
    return content.str();
  }

  static Value parse(const std::string& content, const std::string& path) {
    try {
      return json::parse(content, path);
    } catch (const Error& e) {
      throw Error(ErrorKind::kRuntime, e.message());
    }
  }

  Value read_object(std::string_view name, bool into_fingerprint) {
    const std::optional<std::string> content = read(name, into_fingerprint);
    if (!content) return Value::object();
    Value value = parse(*content, path_of(name));
    if (!value.is_object())
      throw Error(ErrorKind::kRuntime, fmt::format("{}: is {}; expected an object", path_of(name), kind_name(value)));
    return value;
  }

  // The entry of a named special token: a string or an added token.
  const Value* named_token(std::string_view name) const {
    for (const Value* file : {&config_, &special_map_}) {
      const Value* value = file->find(name);
      if (value != nullptr && !value->is_null()) return value;
    }
    return nullptr;
  }

  std::string named_text(std::string_view name) const {
    const Value* value = named_token(name);
    if (value == nullptr) return {};
    if (value->is_string()) return value->as_string();
    return need_string(*value, "content", fmt::format("{}: '{}'", path_of("tokenizer_config.json"), name));
  }

  bool is_added(std::string_view content) const {
    return std::any_of(parts_.added.begin(), parts_.added.end(),
                       [&](const AddedToken& token) { return token.content == content; });
  }

  void add_configured_tokens() {
    const std::string where = path_of("tokenizer_config.json");
    if (const Value* listed = config_.find("added_tokens_decoder"); listed != nullptr && listed->is_object()) {
      for (const Value::Member& entry : listed->as_object()) {
        const std::string here = fmt::format("{}: added token '{}'", where, entry.key);
        AddedToken token = read_added_token(entry.value, here);
        if (is_added(token.content)) continue;
        if (entry.key.empty() || entry.key.size() > 9 ||
            !std::all_of(entry.key.begin(), entry.key.end(), [](char c) { return c >= '0' && c <= '9'; }))
          throw Error(ErrorKind::kRuntime, fmt::format("{}: is no token id", here));
        token.id = static_cast<TokenId>(std::stol(entry.key));
        add_token(parts_, std::move(token), here);
      }
    }
    // A token that has a role is special even where no list of added tokens has it.
    for (const std::string_view name : kNamedTokens) add_as_special(named_token(name), name);
    for (const std::string_view name : {"additional_special_tokens", "extra_special_tokens"}) {
      const Value* list = named_token(name);
      if (list == nullptr || !list->is_array()) continue;
      for (const Value& value : list->as_array()) add_as_special(&value, name);
    }
  }

  void add_as_special(const Value* value, std::string_view name) {
    if (value == nullptr) return;
    AddedToken token;
    if (value->is_string()) {
      token.content = value->as_string();
    } else {
      token = read_added_token(*value, fmt::format("{}: '{}'", path_of("tokenizer_config.json"), name));
    }
    token.special = true;
    const auto there = std::find_if(parts_.added.begin(), parts_.added.end(),
                                    [&](const AddedToken& added) { return added.content == token.content; });
    if (there != parts_.added.end()) {
      there->special = true;
      return;
    }
    const auto id = parts_.vocab.find(token.content);
    if (!id) return;  // named for a role, but the model does not have it
    token.id = *id;
    parts_.added.push_back(std::move(token));
  }

  std::optional<TokenId> role(std::string_view name, std::string_view id_key) const {
    const std::string text = named_text(name);
    if (!text.empty()) return parts_.vocab.find(text);
    for (const Value* file : {&generation_config_, &model_config_}) {
      const Value* id = file->find(id_key);
      if (id != nullptr && id->is_int() && id->as_int() >= 0 && id->as_int() < parts_.vocab.size())
        return static_cast<TokenId>(id->as_int());
    }
    return std::nullopt;
  }

  // transformers builds the surrounding anew where its configuration says whether bos and eos are added.
  void apply_configured_surrounding() {
    const std::string where = path_of("tokenizer_config.json");
    const Value* adds_bos = config_.find("add_bos_token");
    const Value* adds_eos = config_.find("add_eos_token");
    if ((adds_bos != nullptr && !adds_bos->is_null()) || (adds_eos != nullptr && !adds_eos->is_null())) {
      parts_.surrounding = {};
      if (bool_field(config_, "add_bos_token", false, where) && bundle_.bos) parts_.surrounding.before = {*bundle_.bos};
      if (bool_field(config_, "add_eos_token", false, where) && bundle_.eos) parts_.surrounding.after = {*bundle_.eos};
    }
    bundle_.adds_bos =
        bundle_.bos && !parts_.surrounding.before.empty() && parts_.surrounding.before[0] == *bundle_.bos;
    bundle_.adds_eos =
        bundle_.eos && !parts_.surrounding.after.empty() && parts_.surrounding.after.back() == *bundle_.eos;
  }

  void add_end(const Value& id) {
    if (!id.is_int() || id.as_int() < 0 || id.as_int() >= parts_.vocab.size()) return;
    const auto token = static_cast<TokenId>(id.as_int());
    auto& ends = bundle_.end_of_generation;
    if (std::find(ends.begin(), ends.end(), token) == ends.end()) ends.push_back(token);
  }

  void find_ends() {
    if (bundle_.eos) bundle_.end_of_generation.push_back(*bundle_.eos);
    const Value* ids = generation_config_.find("eos_token_id");
    if (ids == nullptr) ids = model_config_.find("eos_token_id");
    if (ids == nullptr) return;
    if (!ids->is_array()) {
      add_end(*ids);
      return;
    }
    for (const Value& id : ids->as_array()) add_end(id);
  }

  std::string chat_template() {
    if (auto file = read("chat_template.jinja", true)) return *std::move(file);
    const Value* configured = config_.find("chat_template");
    if (configured == nullptr || configured->is_null()) return {};
    if (configured->is_string()) return configured->as_string();
    const std::string where = fmt::format("{}: 'chat_template'", path_of("tokenizer_config.json"));
    if (!configured->is_array())
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{} is {}; expected a string or a list", where, kind_name(*configured)));
    for (const Value& entry : configured->as_array())
      if (need_string(entry, "name", where) == "default") return need_string(entry, "template", where);
    return {};
  }

  void finish_bundle() {
    bundle_.bos = role("bos_token", "bos_token_id");
    bundle_.eos = role("eos_token", "eos_token_id");
    bundle_.pad = role("pad_token", "pad_token_id");
    const std::string unk = named_text("unk_token");
    bundle_.unk = unk.empty() ? parts_.bpe.unk : parts_.vocab.find(unk);
    if (bundle_.bos) bundle_.bos_text = parts_.vocab.text(*bundle_.bos);
    if (bundle_.eos) bundle_.eos_text = parts_.vocab.text(*bundle_.eos);
    apply_configured_surrounding();
    find_ends();
    bundle_.chat_template = chat_template();
    bundle_.fingerprint = hash_.hex();
    bundle_.tokenizer = std::make_shared<Pipeline>(std::move(parts_), where_);
  }

  std::string folder_;
  std::string where_;
  Sha256 hash_;
  Value config_ = Value::object(), special_map_ = Value::object();
  Value generation_config_ = Value::object(), model_config_ = Value::object();
  PipelineParts parts_;
  TokenizerBundle bundle_;
};

}  // namespace

TokenizerBundle load_hf_tokenizer(const std::string& folder) { return HfFolder(folder).load(); }

}  // namespace assay::local
