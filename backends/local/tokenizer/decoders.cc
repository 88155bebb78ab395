#include "backends/local/tokenizer/decoders.h"

#include <fmt/core.h>

#include <algorithm>

#include "backends/local/tokenizer/byte_level.h"
#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/metaspace.h"
#include "backends/local/tokenizer/text_pattern.h"
#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

std::string made_valid(std::string text) {
  if (text::is_valid_utf8(text)) return text;
  return text::encode_utf8(text::decode_utf8(text));
}

std::string joined(const std::vector<std::string>& tokens) {
  std::string all;
  for (const std::string& token : tokens) all += token;
  return all;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at; (at = text.find(from, done)) != std::string_view::npos; done = at + from.size()) {
    out += text.substr(done, at - done);
    out += to;
  }
  out += text.substr(done);
  return out;
}

class ByteLevel : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) token = in_middle(std::move(token));
    tokens = {made_valid(joined(tokens))};
  }
  std::string in_middle(std::string token) const override {
    if (auto bytes = from_byte_level(token)) return *std::move(bytes);
    return token;  // an added token with characters that stand for no byte
  }
};

class ByteFallback : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    std::vector<std::string> out;
    std::string bytes;
    const auto flush = [&] {
      if (bytes.empty()) return;
      if (text::is_valid_utf8(bytes)) {
        out.push_back(bytes);
      } else {  // as the reference: one replacement character for each byte of a run that is not all valid
        for (std::size_t i = 0; i < bytes.size(); ++i) out.push_back("\xEF\xBF\xBD");
      }
      bytes.clear();
    };
    for (std::string& token : tokens) {
      if (const int byte = byte_of_token(token); byte >= 0) {
        bytes += static_cast<char>(byte);
      } else {
        flush();
        out.push_back(std::move(token));
      }
    }
    flush();
    tokens = std::move(out);
  }
  std::string in_middle(std::string token) const override {
    const int byte = byte_of_token(token);
    return byte >= 0 ? std::string(1, static_cast<char>(byte)) : token;
  }
};

class Fuse : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens) const override { tokens = {joined(tokens)}; }
  std::string in_middle(std::string token) const override { return token; }
};

class StripCharacter : public Decoder {
 public:
  StripCharacter(std::string character, std::int64_t start, std::int64_t stop)
      : character_(std::move(character)), start_(start), stop_(stop) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) {
      std::string_view rest = token;
      for (std::int64_t i = 0; i < start_ && rest.starts_with(character_); ++i) rest.remove_prefix(character_.size());
      for (std::int64_t i = 0; i < stop_ && rest.ends_with(character_); ++i) rest.remove_suffix(character_.size());
      token = std::string(rest);
    }
  }
  std::string in_middle(std::string token) const override { return token; }

 private:
  std::string character_;
  std::int64_t start_, stop_;
};

class Replace : public Decoder {
 public:
  Replace(TextPattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) token = in_middle(std::move(token));
  }
  std::string in_middle(std::string token) const override { return pattern_.replaced(token, content_); }

 private:
  TextPattern pattern_;
  std::string content_;
};

class Metaspace : public Decoder {
 public:
  Metaspace(std::string mark, bool was_prepended) : mark_(std::move(mark)), was_prepended_(was_prepended) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i)
      tokens[i] = replace_all(tokens[i], mark_, i == 0 && was_prepended_ ? "" : " ");
  }
  std::string in_middle(std::string token) const override { return replace_all(token, mark_, " "); }

 private:
  std::string mark_;
  bool was_prepended_;
};

class WordSuffix : public Decoder {
 public:
  explicit WordSuffix(std::string suffix) : suffix_(std::move(suffix)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i)
      tokens[i] = replace_all(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ");
  }
  std::string in_middle(std::string token) const override { return replace_all(token, suffix_, " "); }

 private:
  std::string suffix_;
};

class Sequence : public Decoder {
 public:
  explicit Sequence(std::vector<std::unique_ptr<Decoder>> steps) : steps_(std::move(steps)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (const auto& step : steps_) step->apply(tokens);
  }
  std::string in_middle(std::string token) const override {
    for (const auto& step : steps_) token = step->in_middle(std::move(token));
    return token;
  }

 private:
  std::vector<std::unique_ptr<Decoder>> steps_;
};

void need_text(const std::string& text, std::string_view key, std::string_view where) {
  if (text.empty()) throw Error(ErrorKind::kRuntime, fmt::format("{}: '{}' is an empty string", where, key));
}

}  // namespace

int byte_of_token(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return -1;
  int value = 0;
  for (const char c : token.substr(3, 2)) {
    int digit;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'A' && c <= 'F')
      digit = c - 'A' + 10;
    else if (c >= 'a' && c <= 'f')
      digit = c - 'a' + 10;
    else
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

std::unique_ptr<Decoder> byte_level_decoder() { return std::make_unique<ByteLevel>(); }

std::unique_ptr<Decoder> sentencepiece_decoder(bool space_was_prepended) {
  Value mark = Value::object();
  mark.set("pattern", Value(Value::Object{{"String", Value(kWordMark)}}));
  std::vector<std::unique_ptr<Decoder>> steps;
  steps.push_back(std::make_unique<Replace>(TextPattern(mark, "pattern", "word mark"), " "));
  steps.push_back(std::make_unique<ByteFallback>());
  steps.push_back(std::make_unique<Fuse>());
  if (space_was_prepended) steps.push_back(std::make_unique<StripCharacter>(" ", 1, 0));
  return std::make_unique<Sequence>(std::move(steps));
}

std::unique_ptr<Decoder> read_decoder(const Value& step, std::string_view where) {
  if (step.is_null()) return nullptr;
  const std::string type = need_string(step, "type", where);
  const std::string here = fmt::format("{} of type '{}'", where, type);
  if (type == "Sequence") {
    std::vector<std::unique_ptr<Decoder>> steps;
    for (const Value& inner : need_array(step, "decoders", here))
      if (auto decoder = read_decoder(inner, where)) steps.push_back(std::move(decoder));
    return std::make_unique<Sequence>(std::move(steps));
  }
  if (type == "ByteLevel") return byte_level_decoder();
  if (type == "ByteFallback") return std::make_unique<ByteFallback>();
  if (type == "Fuse") return std::make_unique<Fuse>();
  if (type == "Strip") {
    std::string character = need_string(step, "content", here);
    need_text(character, "content", here);
    return std::make_unique<StripCharacter>(std::move(character), need_int(step, "start", here),
                                            need_int(step, "stop", here));
  }
  if (type == "Replace")
    return std::make_unique<Replace>(TextPattern(step, "pattern", here), need_string(step, "content", here));
  if (type == "Metaspace") {
    const bool prefix = bool_field(step, "add_prefix_space", true, here);
    std::string mark = string_field(step, "replacement", kWordMark, here);
    need_text(mark, "replacement", here);
    const std::string scheme = string_field(step, "prepend_scheme", prefix ? "always" : "never", here);
    return std::make_unique<Metaspace>(std::move(mark), scheme != "never");
  }
  if (type == "BPEDecoder") {
    std::string suffix = string_field(step, "suffix", "</w>", here);
    need_text(suffix, "suffix", here);
    return std::make_unique<WordSuffix>(std::move(suffix));
  }
  throw Error(ErrorKind::kRuntime,
              fmt::format("{} is not supported; supported are Sequence, ByteLevel, ByteFallback, Fuse, Strip, Replace, "
                          "Metaspace and BPEDecoder",
                          here));
}

}  // namespace assay::local
