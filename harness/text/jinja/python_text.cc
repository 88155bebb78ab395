#include "harness/text/jinja/python_text.h"

#include <algorithm>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

bool has_case(std::string_view text, bool (*wanted)(char32_t), bool (*other)(char32_t)) {
  bool found = false;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, pos);
    if (other(c)) return false;
    found = found || wanted(c);
  }
  return found;
}

bool is_line_end(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

}  // namespace

bool all_lower(std::string_view text) { return has_case(text, is_lower, is_upper); }
bool all_upper(std::string_view text) { return has_case(text, is_upper, is_lower); }

bool all_code_points(std::string_view text, bool (*holds)(char32_t)) {
  for (std::size_t pos = 0; pos < text.size();)
    if (!holds(next_code_point(text, pos))) return false;
  return !text.empty();
}

std::string_view strip_chars(std::string_view text, std::string_view chars, bool left, bool right) {
  const std::u32string set = decode_utf8(chars);
  std::size_t begin = 0;
  while (left && begin < text.size()) {
    std::size_t next = begin;
    if (set.find(next_code_point(text, next)) == set.npos) break;
    begin = next;
  }
  text.remove_prefix(begin);
  while (right && !text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    std::size_t next = start;
    if (set.find(next_code_point(text, next)) == set.npos) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

std::vector<std::string> split_on(std::string_view text, std::string_view separator, std::int64_t limit) {
  std::vector<std::string> parts;
  std::size_t done = 0;
  while (limit < 0 || static_cast<std::int64_t>(parts.size()) < limit) {
    const std::size_t found = text.find(separator, done);
    if (found == text.npos) break;
    parts.emplace_back(text.substr(done, found - done));
    done = found + separator.size();
  }
  parts.emplace_back(text.substr(done));
  return parts;
}

std::vector<std::string> rsplit_on(std::string_view text, std::string_view separator, std::int64_t limit) {
  std::vector<std::string> parts;
  while (limit < 0 || static_cast<std::int64_t>(parts.size()) < limit) {
    const std::size_t found = text.rfind(separator);
    if (found == text.npos) break;
    parts.emplace_back(text.substr(found + separator.size()));
    text = text.substr(0, found);
  }
  parts.emplace_back(text);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string> split_words(std::string_view text, std::int64_t limit) {
  std::vector<std::string> words;
  text = lstrip(text);
  while (!text.empty()) {
    if (limit >= 0 && static_cast<std::int64_t>(words.size()) >= limit) {
      words.emplace_back(text);
      break;
    }
    std::size_t end = 0;
    while (end < text.size()) {
      std::size_t next = end;
      if (is_space(next_code_point(text, next))) break;
      end = next;
    }
    words.emplace_back(text.substr(0, end));
    text = lstrip(text.substr(end));
  }
  return words;
}

std::vector<std::string> rsplit_words(std::string_view text, std::int64_t limit) {
  if (limit < 0) return split_words(text, limit);
  std::vector<std::string> words;
  text = rstrip(text);
  while (!text.empty()) {
    if (static_cast<std::int64_t>(words.size()) >= limit) {
      words.emplace_back(text);
      break;
    }
    std::size_t begin = 0;
    for (std::size_t pos = 0; pos < text.size();)
      if (is_space(next_code_point(text, pos))) begin = pos;
    words.emplace_back(text.substr(begin));
    text = rstrip(text.substr(0, begin));
  }
  std::reverse(words.begin(), words.end());
  return words;
}

std::vector<std::string> split_lines(std::string_view text, bool keep_ends) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t end = pos;
    const char32_t c = next_code_point(text, pos);
    if (!is_line_end(c)) continue;
    if (c == '\r' && pos < text.size() && text[pos] == '\n') ++pos;
    lines.emplace_back(text.substr(begin, (keep_ends ? pos : end) - begin));
    begin = pos;
  }
  if (begin < text.size()) lines.emplace_back(text.substr(begin));
  return lines;
}

namespace {

// Calls `use` with the byte offset of every place that is replaced.
template <typename Use>
void for_each_place(std::string_view text, std::string_view old_text, std::int64_t count, Use use) {
  std::size_t pos = 0;
  while (count != 0) {
    if (old_text.empty()) {
      // Between all code points, and at both ends.
      use(pos);
      if (pos >= text.size()) return;
      next_code_point(text, pos);
    } else {
      pos = text.find(old_text, pos);
      if (pos == text.npos) return;
      use(pos);
      pos += old_text.size();
    }
    --count;
  }
}

}  // namespace

std::size_t replaced_size(std::string_view text, std::string_view old_text, std::string_view new_text,
                          std::int64_t count) {
  std::size_t places = 0;
  for_each_place(text, old_text, count, [&](std::size_t) { ++places; });
  return text.size() - places * old_text.size() + places * new_text.size();
}

std::string replace_text(std::string_view text, std::string_view old_text, std::string_view new_text,
                         std::int64_t count) {
  std::string out;
  std::size_t done = 0;
  for_each_place(text, old_text, count, [&](std::size_t place) {
    out += text.substr(done, place - done);
    out += new_text;
    done = place + old_text.size();
  });
  out += text.substr(done);
  return out;
}

}  // namespace assay::text::jinja
