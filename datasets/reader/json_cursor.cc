#include "datasets/reader/json_cursor.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/bounded_json.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kMaxDepth = 200;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool ends_word(char c) { return is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':'; }

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 32 && byte < 127 ? fmt::format("'{}'", c) : fmt::format("byte 0x{:02X}", byte);
}

}  // namespace

JsonCursor::JsonCursor(const std::string& path, std::size_t chunk_bytes) : stream_(path, 0, chunk_bytes) {}

JsonCursor::JsonCursor(const std::string& path, Place place, std::size_t chunk_bytes)
    : stream_(path, place.offset, chunk_bytes), line_(place.line) {}

std::string JsonCursor::where() const { return fmt::format("{}:{}", path(), line_); }

void JsonCursor::fail(const std::string& expected) {
  const char next = peek();
  const bool at_end = stream_.peek().empty();
  throw Error(ErrorKind::kData, fmt::format("{}: not valid JSON: {} at byte {} of the file; expected {}", where(),
                                            at_end ? "the text ends" : shown(next), stream_.position(), expected));
}

char JsonCursor::peek() {
  for (std::string_view rest = stream_.peek(); !rest.empty(); rest = stream_.peek()) {
    std::size_t blanks = 0;
    while (blanks < rest.size() && is_blank(rest[blanks])) line_ += rest[blanks++] == '\n' ? 1 : 0;
    stream_.take(blanks);
    if (blanks < rest.size()) return rest[blanks];
  }
  return '\0';
}

bool JsonCursor::take(char c) {
  if (peek() != c) return false;
  stream_.take(1);
  return true;
}

bool JsonCursor::next_element(char close, bool& is_first) {
  if (take(close)) return false;
  if (!is_first) {
    if (!take(',')) fail(fmt::format("',' or '{}'", close));
    if (peek() == close) fail("a value behind the comma");
  }
  is_first = false;
  return true;
}

std::string JsonCursor::take_key() {
  if (peek() != '"') fail("a key in quotation marks");
  std::string key = take_value().as_string();
  if (!take(':')) fail("':' behind the key");
  return key;
}

Value JsonCursor::take_value() {
  peek();  // past the blanks: the place of an error is the value's
  const Place start = place();
  raw_.clear();
  scan(&raw_);
  return json::parse_at_most(raw_, fmt::format("{}:{} (the value at byte {} of the file)", path(), start.line, start.offset),
                     kMaxRowValues);
}

void JsonCursor::skip_value() { scan(nullptr); }

void JsonCursor::expect_end() {
  peek();
  if (!stream_.peek().empty()) fail("nothing behind the outermost value");
}

// Goes on within a value; true where the value ends before part[at].
bool JsonCursor::scan_part(std::string_view part, std::size_t& at) {
  while (at < part.size()) {
    const char c = part[at];
    if (in_string_) {
      if (is_escaped_) {
        is_escaped_ = false;
      } else if (c == '\\') {
        is_escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        if (open_.empty()) return ++at, true;
      } else if (c == '\n') {
        ++line_;  // the parser will refuse it; the place must still be right
      }
      ++at;
      continue;
    }
    if (is_word_) {
      if (ends_word(c)) {
        is_word_ = false;
        if (open_.empty()) return true;
        continue;
      }
      ++at;
      continue;
    }
    ++at;
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      open_ += c;
      if (open_.size() > kMaxDepth)
        throw Error(ErrorKind::kData, fmt::format("{}: not valid JSON: nested deeper than {} levels", where(), kMaxDepth));
    } else if (c == '}' || c == ']') {
      if (open_.empty() || open_.back() != (c == '}' ? '{' : '[')) {
        --at;
        throw Error(ErrorKind::kData, fmt::format("{}: not valid JSON: '{}' closes nothing that is open", where(), c));
      }
      open_.pop_back();
      if (open_.empty()) return true;
    } else if (c == '\n') {
      ++line_;
    } else if (!is_blank(c) && c != ',' && c != ':') {
      is_word_ = true;
    }
  }
  return false;
}

void JsonCursor::scan(std::string* out) {
  const char first = peek();
  if (ends_word(first) || stream_.peek().empty()) fail("a value");
  const std::size_t first_line = line_;
  open_.clear();
  in_string_ = is_escaped_ = is_word_ = false;
  for (bool is_done = false; !is_done;) {
    const std::string_view part = stream_.peek();
    if (part.empty()) {
      if (is_word_ && open_.empty()) return;
      throw Error(ErrorKind::kData, fmt::format("{}: not valid JSON: the text ends inside the value that begins at line {}; "
                                                "expected a complete file",
                                                where(), first_line));
    }
    std::size_t at = 0;
    is_done = scan_part(part, at);
    if (out != nullptr) {
      if (out->size() + at > kMaxRowBytes)
        throw Error(ErrorKind::kData, fmt::format("{}:{}: the value is longer than {} MiB; expected a row of less, or "
                                                  "`records` for rows that lie deeper",
                                                  path(), first_line, kMaxRowBytes >> 20));
      out->append(part.substr(0, at));
    }
    stream_.take(at);
  }
}

}  // namespace assay::datasets
