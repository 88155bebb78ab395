#include "backends/local/tokenizer/normalizers.h"

#include <fmt/core.h>

#include <optional>
#include <vector>

#include "backends/local/tokenizer/byte_level.h"
#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/text_pattern.h"
#include "harness/core/error.h"
#include "harness/text/normalize.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

class Prepend : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}
  void apply(std::string& text) const override {
    if (!text.empty()) text.insert(0, prefix_);
  }

 private:
  std::string prefix_;
};

class Replace : public Normalizer {
 public:
  Replace(TextPattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(std::string& text) const override { text = pattern_.replaced(text, content_); }

 private:
  TextPattern pattern_;
  std::string content_;
};

class UnicodeForm : public Normalizer {
 public:
  explicit UnicodeForm(text::NormalForm form) : form_(form) {}
  void apply(std::string& text) const override {
    if (!is_ascii(text)) text = text::normalize(text, form_);  // ASCII is in every form already
  }

 private:
  text::NormalForm form_;
};

// Character by character, so that a final sigma is like any other: that is what the reference does.
class Lowercase : public Normalizer {
 public:
  void apply(std::string& text) const override {
    std::string lower;
    lower.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
      const std::size_t begin = pos;
      text::next_code_point(text, pos);
      if (pos - begin == 1)
        lower += text[begin] >= 'A' && text[begin] <= 'Z' ? static_cast<char>(text[begin] + 32) : text[begin];
      else
        lower += text::to_lower(std::string_view(text).substr(begin, pos - begin));
    }
    text = std::move(lower);
  }
};

class StripEnds : public Normalizer {
 public:
  StripEnds(bool left, bool right) : left_(left), right_(right) {}
  void apply(std::string& text) const override {
    std::size_t begin = text.size(), end = 0;
    for (std::size_t pos = 0; pos < text.size();) {
      const std::size_t at = pos;
      if (text::is_white_space(text::next_code_point(text, pos))) continue;
      begin = std::min(begin, at);
      end = pos;
    }
    if (!left_) begin = 0;
    if (!right_) end = text.size();
    text = begin < end ? text.substr(begin, end - begin) : std::string();
  }

 private:
  bool left_, right_;
};

class ByteLevelText : public Normalizer {
 public:
  void apply(std::string& text) const override { text = to_byte_level(text); }
};

class Sequence : public Normalizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}
  void apply(std::string& text) const override {
    for (const auto& step : steps_) step->apply(text);
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> steps_;
};

std::optional<text::NormalForm> form_of(std::string_view type) {
  if (type == "NFC") return text::NormalForm::kNfc;
  if (type == "NFD") return text::NormalForm::kNfd;
  if (type == "NFKC") return text::NormalForm::kNfkc;
  if (type == "NFKD") return text::NormalForm::kNfkd;
  return std::nullopt;
}

}  // namespace

std::unique_ptr<Normalizer> read_normalizer(const Value& step, std::string_view where) {
  if (step.is_null()) return nullptr;
  const std::string type = need_string(step, "type", where);
  const std::string here = fmt::format("{} of type '{}'", where, type);
  if (type == "Sequence") {
    std::vector<std::unique_ptr<Normalizer>> steps;
    for (const Value& inner : need_array(step, "normalizers", here))
      if (auto normalizer = read_normalizer(inner, where)) steps.push_back(std::move(normalizer));
    return std::make_unique<Sequence>(std::move(steps));
  }
  if (const auto form = form_of(type)) return std::make_unique<UnicodeForm>(*form);
  if (type == "Prepend") return std::make_unique<Prepend>(need_string(step, "prepend", here));
  if (type == "Replace")
    return std::make_unique<Replace>(TextPattern(step, "pattern", here), need_string(step, "content", here));
  if (type == "Lowercase") return std::make_unique<Lowercase>();
  if (type == "Strip")
    return std::make_unique<StripEnds>(bool_field(step, "strip_left", true, here),
                                       bool_field(step, "strip_right", true, here));
  if (type == "ByteLevel") return std::make_unique<ByteLevelText>();
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: type '{}' is not supported; supported are Sequence, Prepend, Replace, NFC, NFD, NFKC, "
                          "NFKD, Lowercase, Strip and ByteLevel",
                          where, type));
}

}  // namespace assay::local
