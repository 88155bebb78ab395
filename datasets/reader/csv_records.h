#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "datasets/reader/text_stream.h"

namespace assay::datasets {

/// The records of delimited text, one after another: cells between delimiters; in quotation marks a cell holds
/// delimiters and line ends as they are, and a quotation mark where there are two. A line ends with "\n", "\r\n" or "\r";
/// lines that are blank are left out. A quotation mark inside a cell that begins without one is a character like others, and
/// what follows a closed one up to the delimiter belongs to the cell.
/// Threads: one object, one thread. Source: RFC 4180; blank lines and lone quotation marks as in pandas' C parser.
class CsvRecords {
 public:
  /// Without `quoting` a quotation mark is a character like others everywhere.
  CsvRecords(const std::string& path, char delimiter, bool quoting = true);

  /// The next record; false at the end. Throws: Error(kData) with the line of the record's start for a quotation mark that
  /// is not closed (with the line where it was opened), text that is not UTF-8 or holds NUL, and a record of more than `kMaxRowBytes`.
  bool next(std::vector<std::string>& cells);

  /// The line on which the record last read begins, from 1.
  std::size_t line() const { return line_; }
  std::string where() const;

 private:
  bool read(std::vector<std::string>& cells);
  void check(const std::vector<std::string>& cells) const;

  TextStream stream_;
  char delimiter_;
  bool quoting_;
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
  std::uint64_t start_ = 0;
  bool is_blank_ = false;  // the record is one unquoted cell of blanks
};

}  // namespace assay::datasets
