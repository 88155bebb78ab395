#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace assay::cli {

/// Where a command speaks: data goes to stdout, progress and notices to stderr.
/// Threads: main thread only.
class Console {
 public:
  Console();

  std::ostream& out();
  /// A line on stderr, unless quiet.
  void notice(std::string_view text);
  /// A line on stderr, always.
  void complain(std::string_view text);
  /// Redraws the status line on stderr; nothing where stderr is no terminal, or quiet.
  void status(std::string_view text);
  /// Removes the status line.
  void clear_status();

  void set_quiet(bool quiet) { quiet_ = quiet; }
  bool quiet() const { return quiet_; }
  bool out_is_terminal() const { return out_is_terminal_; }
  bool error_is_terminal() const { return error_is_terminal_; }
  /// Whether stdout takes colours: a terminal, and NO_COLOR is not set.
  bool color() const { return color_; }
  /// Columns of the terminal, 120 where stdout is none.
  int width() const;

 private:
  bool quiet_ = false;
  bool out_is_terminal_ = false;
  bool error_is_terminal_ = false;
  bool color_ = false;
  bool has_status_ = false;
};

}  // namespace assay::cli
