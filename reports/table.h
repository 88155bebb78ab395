#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::reports {

/// Text for a terminal or one table cell: control characters, escapes and text-direction overrides become visible
/// marks, so that an answer cannot command the terminal or fake a line.
std::string visible(std::string_view text);

/// The columns a terminal uses for UTF-8 text: one a code point, two for wide East Asian ones and emoji, none for
/// marks.
int display_width(std::string_view text);

/// `text` cut to `width` columns, with "..." at its end where something was cut.
std::string fit(std::string_view text, int width);

/// `value` with as many digits as a person can use: four decimals for fractions, two for scales up to 100; "-" where
/// undefined.
std::string show(const std::optional<double>& value, double scale);

/// Text for one cell or line of Markdown: visible, on one line, nothing in it read as markup or as HTML.
std::string markdown_text(std::string_view text);

/// `value` as `show` does, with its sign.
std::string show_signed(const std::optional<double>& value, double scale);

/// "[low, high]", "-" where there is no interval.
std::string show_interval(const std::optional<double>& low, const std::optional<double>& high, double scale, bool with_sign = false);

/// A table of aligned columns without lines around them.
class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;    ///< numbers
    bool shrinks = false;  ///< may be cut where the table is too wide
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Requires: as many cells as columns; they are made `visible` here.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  /// Leaves out a column whose cells are all equal to `value`: what says nothing takes no room.
  void drop_if_all(std::string_view title, std::string_view value);
  /// Writes the table in GitHub's Markdown; what could be read as markup is escaped.
  void write_markdown(std::ostream& out) const;
  /// Writes the title row and the rows within `width` columns, where shrinking columns allow it.
  void write(std::ostream& out, int width, bool color) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace assay::reports
