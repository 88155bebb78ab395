#include "backends/local/tokenizer/added_tokens.h"

#include <algorithm>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

std::size_t previous_code_point(std::string_view text, std::size_t end) {
  std::size_t pos = end - 1;
  while (pos > 0 && end - pos < 4 && (static_cast<unsigned char>(text[pos]) & 0xC0) == 0x80) --pos;
  return pos;
}

// \w of a regular expression: letters, marks, digits and connecting punctuation.
bool is_word(char32_t c) {
  return c == U'_' || c == 0x203F || c == 0x2040 || text::is_letter(c) || text::is_mark(c) || text::is_decimal_digit(c);
}

bool starts_with_word(std::string_view text) {
  std::size_t pos = 0;
  return !text.empty() && is_word(text::next_code_point(text, pos));
}

bool ends_with_word(std::string_view text) {
  if (text.empty()) return false;
  std::size_t pos = previous_code_point(text, text.size());
  return is_word(text::next_code_point(text, pos));
}

std::size_t without_space_at_end(std::string_view text, std::size_t end, std::size_t at_least) {
  while (end > at_least) {
    const std::size_t begin = previous_code_point(text, end);
    std::size_t pos = begin;
    if (!text::is_white_space(text::next_code_point(text, pos))) break;
    end = begin;
  }
  return std::max(end, at_least);
}

std::size_t after_space(std::string_view text, std::size_t pos) {
  while (pos < text.size()) {
    std::size_t next = pos;
    if (!text::is_white_space(text::next_code_point(text, next))) break;
    pos = next;
  }
  return pos;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)), nodes_(1) {
  std::erase_if(tokens_, [](const AddedToken& token) { return token.content.empty(); });
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    int node = 0;
    for (const char c : tokens_[i].content) {
      const auto byte = static_cast<unsigned char>(c);
      int next = child(node, byte);
      if (next < 0) {
        next = static_cast<int>(nodes_.size());
        nodes_[static_cast<std::size_t>(node)].children.emplace_back(byte, next);
        nodes_.emplace_back();
      }
      node = next;
    }
    nodes_[static_cast<std::size_t>(node)].token = static_cast<int>(i);
    const auto first = static_cast<unsigned char>(tokens_[i].content[0]);
    may_begin_[first] = true;
    if (!tokens_[i].special) plain_may_begin_[first] = true;
  }
}

int AddedTokens::child(int node, unsigned char byte) const {
  for (const auto& [b, next] : nodes_[static_cast<std::size_t>(node)].children)
    if (b == byte) return next;
  return -1;
}

int AddedTokens::match_at(std::string_view text, std::size_t pos, std::size_t& end) const {
  int found = -1, node = 0;
  for (std::size_t at = pos; at < text.size(); ++at) {
    node = child(node, static_cast<unsigned char>(text[at]));
    if (node < 0) break;
    if (nodes_[static_cast<std::size_t>(node)].token >= 0) {
      found = nodes_[static_cast<std::size_t>(node)].token;
      end = at + 1;
    }
  }
  return found;
}

bool AddedTokens::may_begin_in(std::string_view text, bool with_special) const {
  if (tokens_.empty()) return false;
  const std::array<bool, 256>& begins = with_special ? may_begin_ : plain_may_begin_;
  return std::any_of(text.begin(), text.end(), [&](char c) { return begins[static_cast<unsigned char>(c)]; });
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view text, bool with_special) const {
  std::vector<Part> parts;
  std::size_t done = 0;
  for (std::size_t pos = 0; pos < text.size() && !tokens_.empty();) {
    std::size_t match_end = 0;
    const int found = may_begin_[static_cast<unsigned char>(text[pos])] ? match_at(text, pos, match_end) : -1;
    if (found < 0) {
      ++pos;
      continue;
    }
    const AddedToken& token = tokens_[static_cast<std::size_t>(found)];
    const std::size_t match = pos;
    pos = match_end;
    if (token.special && !with_special) continue;
    if (token.single_word && (ends_with_word(text.substr(0, match)) || starts_with_word(text.substr(match_end))))
      continue;
    if (match < done) continue;  // white space that the token before has taken
    const std::size_t begin = token.lstrip ? without_space_at_end(text, match, done) : match;
    const std::size_t end = token.rstrip ? after_space(text, match_end) : match_end;
    if (begin > done) parts.push_back({text.substr(done, begin - done), -1});
    parts.push_back({text.substr(begin, end - begin), token.id});
    done = end;
  }
  if (done < text.size()) parts.push_back({text.substr(done), -1});
  return parts;
}

}  // namespace assay::local
