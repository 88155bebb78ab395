#include "harness/core/input_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "harness/core/check.h"
#include "harness/core/excerpt.h"

namespace assay {
namespace {

constexpr int kWriterWaitMs = 1000;
constexpr std::size_t kShownPath = 4096;

// The length of the UTF-8 sequence at the front, or 0 where there is no valid one.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates, and what is beyond U+10FFFF.
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) || (first == 0xF0 && byte(1) < 0x90) ||
      (first == 0xF4 && byte(1) > 0x8F))
    return 0;
  return length;
}

// The offset of the first byte that is no text, or npos.
std::size_t find_no_text(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t length = text[pos] == '\0' ? 0 : sequence_length(text.substr(pos));
    if (length == 0) return pos;
    pos += length;
  }
  return std::string_view::npos;
}

}  // namespace

InputFile::InputFile(std::string path, ErrorKind kind, std::string expected)
    : path_(std::move(path)), kind_(kind), expected_(std::move(expected)) {
  if (path_.find('\0') != std::string::npos) fail("has a NUL in its name");
  // Not to wait in `open` for a pipe's writer, who may never come.
  descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) fail(fmt::format("cannot be opened ({})", std::strerror(errno)));
  struct stat status {};
  std::string why;
  if (fstat(descriptor_, &status) != 0)
    why = fmt::format("cannot be read ({})", std::strerror(errno));
  else if (S_ISDIR(status.st_mode))
    why = "is a folder";
  if (why.empty()) {
    is_regular_ = S_ISREG(status.st_mode);
    try {
      if (S_ISFIFO(status.st_mode)) wait_for_writer();
    } catch (...) {
      close(descriptor_);
      throw;
    }
    fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK);
    return;
  }
  close(descriptor_);
  fail(why);
}

InputFile::~InputFile() { close(descriptor_); }

void InputFile::fail(const std::string& why) const {
  throw Error(kind_, fmt::format("{}: {}; expected {}", excerpt(path_, kShownPath), why, expected_));
}

void InputFile::wait_for_writer() {
  pollfd waited{descriptor_, POLLIN, 0};
  while (true) {
    const int ready = poll(&waited, 1, kWriterWaitMs);
    if (ready > 0) return;
    if (ready < 0) continue;  // a signal came
    // No bytes: with a writer reading would block, without one the pipe is at its end.
    const ssize_t got = ::read(descriptor_, &held_byte_, 1);
    if (got == 0) fail("is a pipe that nobody writes to");
    holds_byte_ = got == 1;
    if (holds_byte_) return;
  }
}

std::size_t InputFile::read(char* out, std::size_t size) {
  std::size_t done = 0;
  if (holds_byte_ && size > 0) {
    out[done++] = held_byte_;
    holds_byte_ = false;
  }
  while (done < size) {
    const ssize_t got = ::read(descriptor_, out + done, size - done);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(fmt::format("cannot be read ({})", std::strerror(errno)));
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void InputFile::skip(std::uint64_t count) {
  ASSAY_CHECK(is_regular_);
  if (lseek(descriptor_, static_cast<off_t>(count), SEEK_CUR) < 0)
    fail(fmt::format("cannot be read from its middle ({})", std::strerror(errno)));
}

std::string read_text_file(const std::string& path, ErrorKind kind, const std::string& expected, std::size_t max_bytes) {
  InputFile file(path, kind, expected);
  std::string text;
  constexpr std::size_t kChunk = 64u << 10;
  for (std::size_t got = kChunk; got == kChunk;) {
    const std::size_t held = text.size();
    text.resize(held + kChunk);
    got = file.read(text.data() + held, kChunk);
    text.resize(held + got);
    if (text.size() > max_bytes)
      throw Error(kind, fmt::format("{}: is larger than {} MiB; expected {}", path, max_bytes >> 20, expected));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (const std::size_t bad = find_no_text(text); bad != std::string::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    throw Error(kind, fmt::format("{}:{}: byte {} of the file is {}; expected {} in UTF-8", path, line, bad,
                                  text[bad] == '\0' ? "NUL" : "not valid UTF-8", expected));
  }
  return text;
}

}  // namespace assay
