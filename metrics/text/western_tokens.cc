#include "metrics/text/western_tokens.h"

#include <array>
#include <cstdint>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/ascii_sets.h"
#include "metrics/text/words.h"

namespace assay::metrics {
namespace {

enum class Kind : std::uint8_t { kWord, kSpace, kAlone, kStop, kHyphen, kApostrophe, kBeyondAscii };

constexpr std::array<Kind, 256> kKinds = [] {
  std::array<Kind, 256> kinds{};
  for (unsigned c = 0; c < 256; ++c) {
    Kind& kind = kinds[c];
    if (c >= 0x80) kind = Kind::kBeyondAscii;
    if ((c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20)) kind = Kind::kSpace;
    if (is_ascii_punctuation(c)) kind = Kind::kAlone;
    if (c == '.' || c == ',') kind = Kind::kStop;
    if (c == '-') kind = Kind::kHyphen;
    if (c == '\'') kind = Kind::kApostrophe;
  }
  return kinds;
}();

Kind kind_of(char c) { return kKinds[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return is_ascii_digit(static_cast<unsigned char>(c)); }

class Splitter {
 public:
  Splitter(std::string_view text, const WesternRules& rules, std::vector<std::string_view>& tokens)
      : text_(text), rules_(rules), tokens_(tokens) {}

  void run() {
    while (at_ < text_.size()) {
      switch (kind_of(text_[at_])) {
        case Kind::kWord: take(); break;
        case Kind::kSpace: drop(1); break;
        case Kind::kAlone: emit(1); break;
        case Kind::kStop: stops(); break;
        case Kind::kHyphen: at_ > 0 && is_digit(text_[at_ - 1]) ? emit(1) : take(); break;
        case Kind::kApostrophe:
          if (rules_.possessive && ends_with_possessive()) close();
          take();
          break;
        case Kind::kBeyondAscii: beyond_ascii(); break;
      }
    }
    close();
  }

 private:
  static constexpr std::size_t kNone = std::string_view::npos;

  void close() {
    if (begin_ != kNone) tokens_.push_back(text_.substr(begin_, at_ - begin_));
    begin_ = kNone;
  }
  void take() {
    if (begin_ == kNone) begin_ = at_;
    ++at_;
  }
  void drop(std::size_t size) {
    close();
    at_ += size;
  }
  void emit(std::size_t size) {
    close();
    tokens_.push_back(text_.substr(at_, size));
    at_ += size;
  }

  /// The original replaces pairs of neighbours that do not overlap, first those of no digit and a stop, then those of a
  /// stop and no digit. In a run of stops the pairs alternate, so that only the last one can go without a partner, and
  /// that one stays where a digit, or nothing, follows.
  void stops() {
    std::size_t end = at_;
    while (end < text_.size() && kind_of(text_[end]) == Kind::kStop) ++end;
    const bool pairs_with_before = at_ == 0 ? rules_.padded : !is_digit(text_[at_ - 1]);
    const bool last_is_single = (end - at_ + (pairs_with_before ? 1 : 0)) % 2 == 1;
    const bool stays = last_is_single && (end == text_.size() ? !rules_.padded : is_digit(text_[end]));
    while (at_ + (stays ? 1 : 0) < end) emit(1);
    if (stays) take();
  }

  bool ends_with_possessive() const {
    if (at_ + 1 >= text_.size() || text_[at_ + 1] != 's') return false;
    if (at_ + 2 == text_.size()) return rules_.padded;
    const char next = text_[at_ + 2];
    return next == ' ' || next == '\n' || kind_of(next) == Kind::kAlone;
  }

  void beyond_ascii() {
    if (rules_.stands_alone == nullptr && !may_begin_space(static_cast<unsigned char>(text_[at_]))) return take();
    std::size_t end = at_;
    const char32_t c = text::next_code_point(text_, end);
    if (text::is_space(c)) return drop(end - at_);
    if (rules_.stands_alone != nullptr && rules_.stands_alone(c)) return emit(end - at_);
    if (begin_ == kNone) begin_ = at_;
    at_ = end;
  }

  std::string_view text_;
  const WesternRules& rules_;
  std::vector<std::string_view>& tokens_;
  std::size_t at_ = 0;
  std::size_t begin_ = kNone;  ///< of the token in work
};

}  // namespace

void western_tokens(std::string_view text, const WesternRules& rules, std::vector<std::string_view>& tokens) {
  Splitter(text, rules, tokens).run();
}

}  // namespace assay::metrics
