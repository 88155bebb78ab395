#include "harness/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace assay::cli {

Console::Console()
    : out_is_terminal_(isatty(STDOUT_FILENO) == 1), error_is_terminal_(isatty(STDERR_FILENO) == 1) {
  const char* no_color = std::getenv("NO_COLOR");
  color_ = out_is_terminal_ && (no_color == nullptr || *no_color == '\0');
}

std::ostream& Console::out() { return std::cout; }

void Console::notice(std::string_view text) {
  if (!quiet_) complain(text);
}

void Console::complain(std::string_view text) {
  clear_status();
  std::cerr << text << std::endl;
}

void Console::status(std::string_view text) {
  if (quiet_ || !error_is_terminal_) return;
  std::cerr << "\r\x1b[K" << text << std::flush;
  has_status_ = true;
}

void Console::clear_status() {
  if (!has_status_) return;
  std::cerr << "\r\x1b[K" << std::flush;
  has_status_ = false;
}

int Console::width() const {
  winsize size{};
  if (out_is_terminal_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return 1000;  // a file or a pipe: nothing is cut
}

}  // namespace assay::cli
