#include "datasets/reader/csv_records.h"

#include <fmt/core.h>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kMaxCells = 100'000;

}  // namespace

CsvRecords::CsvRecords(const std::string& path, char delimiter, bool quoting)
    : stream_(path), delimiter_(delimiter), quoting_(quoting) {}

std::string CsvRecords::where() const { return fmt::format("{}:{}", stream_.path(), line_); }

bool CsvRecords::next(std::vector<std::string>& cells) {
  do {
    if (!read(cells)) return false;
  } while (is_blank_);
  check(cells);
  return true;
}

bool CsvRecords::read(std::vector<std::string>& cells) {
  enum class State { kCellStart, kPlain, kQuoted, kQuoteInQuoted };
  std::size_t num_cells = 0;
  // The strings of the last record are used again: no allocation for most cells.
  auto new_cell = [&]() -> std::string* {
    if (num_cells == kMaxCells)
      throw Error(ErrorKind::kData, fmt::format("{}: the row has more than {} cells", where(), kMaxCells));
    if (num_cells == cells.size()) cells.emplace_back();
    cells[num_cells].clear();
    return &cells[num_cells++];
  };
  line_ = next_line_;
  start_ = stream_.position();
  if (stream_.peek().empty()) return false;
  std::string* cell = new_cell();
  State state = State::kCellStart;
  std::size_t quote_line = 0;
  std::size_t held = 0;  // bytes of the record
  bool any_quote = false;
  bool is_done = false;
  while (!is_done) {
    const std::string_view rest = stream_.peek();
    if (rest.empty()) break;
    std::size_t at = 0;
    while (at < rest.size() && !is_done) {
      // What needs no decision is taken in one piece.
      std::size_t end = at;
      if (state == State::kQuoted) {
        while (end < rest.size() && rest[end] != '"') next_line_ += rest[end++] == '\n' ? 1 : 0;
      } else if (state != State::kQuoteInQuoted) {
        auto is_plain = [&](char c) { return c != delimiter_ && c != '\n' && c != '\r' && c != '"'; };
        while (end < rest.size() && is_plain(rest[end])) ++end;
      }
      if (end > at) {
        held += end - at;
        if (held > kMaxRowBytes)
          throw Error(ErrorKind::kData,
                      fmt::format("{}: the row is longer than {} MiB{}", where(), kMaxRowBytes >> 20,
                                  state == State::kQuoted
                                      ? fmt::format("; the quotation mark opened at line {} may not be closed", quote_line)
                                      : ""));
        cell->append(rest.substr(at, end - at));
        if (state == State::kCellStart) state = State::kPlain;
        at = end;
        continue;
      }
      const char c = rest[at++];
      if (state == State::kQuoted) {
        state = State::kQuoteInQuoted;
      } else if (state == State::kQuoteInQuoted && c == '"') {
        *cell += '"';
        state = State::kQuoted;
      } else if (c == delimiter_) {
        cell = new_cell();
        state = State::kCellStart;
      } else if (c == '\n' || c == '\r') {
        stream_.take(at);
        at = 0;
        if (c == '\r' && stream_.peek().starts_with('\n')) stream_.take(1);
        ++next_line_;
        is_done = true;
        break;
      } else if (c == '"' && state == State::kCellStart && quoting_) {
        any_quote = true;
        quote_line = next_line_;
        state = State::kQuoted;
      } else if (state == State::kQuoteInQuoted) {
        *cell += c;
        state = State::kPlain;
      } else {
        *cell += c;
      }
    }
    if (!is_done) stream_.take(at);
  }
  if (state == State::kQuoted)
    throw Error(ErrorKind::kData,
                fmt::format("{}:{}: the quotation mark that opens cell {} of the row is not closed up to the file's end",
                            stream_.path(), quote_line, num_cells));
  cells.resize(num_cells);
  is_blank_ = num_cells == 1 && !any_quote && cells[0].find_first_not_of(" \t") == std::string::npos;
  return true;
}

void CsvRecords::check(const std::vector<std::string>& cells) const {
  for (const std::string& cell : cells) require_text(cell, where(), start_);
}

}  // namespace assay::datasets
