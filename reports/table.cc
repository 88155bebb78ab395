#include "reports/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ostream>

#include "harness/core/check.h"

namespace assay::reports {
namespace {

constexpr int kGap = 2;

struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t bytes = 1;
  bool valid = false;
};

// Strict UTF-8: what is overlong, a surrogate or cut off is one bad byte.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length, true};
}

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return value >= r.first && value <= r.last; });
}

// Controls, text-direction overrides and isolates, invisible joiners and tags: what can hide or reorder text.
constexpr std::array<Range, 8> kHidden = {{{0x00, 0x1F},
                                           {0x7F, 0x9F},
                                           {0x200B, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2060, 0x206F},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFF9, 0xFFFB},
                                           {0xE0000, 0xE007F}}};
// Blocks whose characters take two columns. Source: Unicode Standard Annex #11, the blocks that are wide throughout.
constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 5> kMarks = {
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

int columns_of(char32_t value) { return in(kMarks, value) ? 0 : in(kWide, value) ? 2 : 1; }

std::string pad(const std::string& text, int width, bool right) {
  const std::string space(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return right ? space + text : text + space;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (!point.valid)
      out += "\xEF\xBF\xBD";
    else if (point.value == '\n')
      out += "\\n";
    else if (point.value == '\t')
      out += "\\t";
    else if (in(kHidden, point.value))
      out += point.value < 0x100 ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point.value))
                                 : fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point.value));
    else
      out.append(text.substr(0, point.bytes));
    text.remove_prefix(point.bytes);
  }
  return out;
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    width += columns_of(point.value);
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string fit(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  const int room = std::max(0, width - 3);
  std::string out;
  for (int used = 0; !text.empty();) {
    const CodePoint point = decode(text);
    used += columns_of(point.value);
    if (used > room) break;
    out.append(text.substr(0, point.bytes));
    text.remove_prefix(point.bytes);
  }
  return out + std::string("...").substr(0, static_cast<std::size_t>(std::min(3, width)));
}

std::string show(const std::optional<double>& value, double scale) {
  if (!value) return "-";
  // A value far outside its scale (a perplexity) is shown by its significant digits.
  if (*value != 0.0 && (std::abs(*value) >= 1e6 || std::abs(*value) < 1e-4)) return fmt::format("{:.3e}", *value);
  const double size = std::max(scale, std::abs(*value));
  return fmt::format("{:.{}f}", *value, size > 1.5 ? 2 : 4);
}

std::string show_signed(const std::optional<double>& value, double scale) {
  const std::string text = show(value, scale);
  return value && *value >= 0.0 ? "+" + text : text;
}

std::string show_interval(const std::optional<double>& low, const std::optional<double>& high, double scale, bool with_sign) {
  if (!low || !high) return "-";
  return with_sign ? fmt::format("[{}, {}]", show_signed(low, scale), show_signed(high, scale))
                   : fmt::format("[{}, {}]", show(low, scale), show(high, scale));
}

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (std::string_view("\\`*_{}[]()#|>~!@").find(c) != std::string_view::npos) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

void Table::write_markdown(std::ostream& out) const {
  const auto line = [&](const auto& cell_of) {
    out << '|';
    for (std::size_t i = 0; i < columns_.size(); ++i) out << ' ' << cell_of(i) << " |";
    out << '\n';
  };
  line([&](std::size_t i) { return markdown_text(columns_[i].title); });
  line([&](std::size_t i) { return columns_[i].right ? "---:" : "---"; });
  for (const auto& row : rows_) line([&](std::size_t i) { return markdown_text(row[i]); });
}

void Table::add(std::vector<std::string> cells) {
  ASSAY_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = visible(cell);
  rows_.push_back(std::move(cells));
}

void Table::drop_if_all(std::string_view title, std::string_view value) {
  const auto column = std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.title == title; });
  if (column == columns_.end()) return;
  const auto at = column - columns_.begin();
  for (const auto& row : rows_)
    if (row[static_cast<std::size_t>(at)] != value) return;
  columns_.erase(column);
  for (auto& row : rows_) row.erase(row.begin() + at);
}

void Table::write(std::ostream& out, int width, bool color) const {
  std::vector<int> widths;
  int total = -kGap;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int widest = display_width(columns_[i].title);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
    total += widest + kGap;
  }
  // Takes the missing columns from the widest shrinking one, again and again, down to a readable rest.
  while (total > width) {
    int* widest = nullptr;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].shrinks && widths[i] > 8 && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    if (widest == nullptr) break;
    --*widest;
    --total;
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += std::string(kGap, ' ');
      text += pad(fit(cells[i], widths[i]), widths[i], columns_[i].right);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  out << (color ? "\x1b[1m" : "") << line(titles) << (color ? "\x1b[0m" : "") << '\n';
  for (const auto& row : rows_) out << line(row) << '\n';
}

}  // namespace assay::reports
