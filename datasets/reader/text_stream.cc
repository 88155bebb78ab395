#include "datasets/reader/text_stream.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

}  // namespace

TextStream::TextStream(const std::string& path, std::uint64_t offset, std::size_t chunk_bytes, bool keep_bom)
    : path_(path), source_(open_bytes(path)), chunk_(chunk_bytes), chunk_start_(offset) {
  if (offset > 0)
    source_->skip(offset);
  else if (!keep_bom && peek().starts_with(kBom))
    take(kBom.size());
}

void TextStream::fill() {
  chunk_start_ += end_;
  at_ = end_ = 0;
  // Whole chunks, whatever the source gives at a time: so the byte order mark is never split.
  while (end_ < chunk_.size()) {
    const std::size_t got = source_->read(chunk_.data() + end_, chunk_.size() - end_);
    if (got == 0) break;
    end_ += got;
  }
}

LineReader::LineReader(const std::string& path, LineEnds ends, std::string_view expected, bool keep_bom)
    : stream_(path, 0, TextStream::kChunkBytes, keep_bom), ends_(ends), expected_(expected) {}

bool LineReader::next(std::string& line) {
  line.clear();
  start_ = stream_.position();
  std::string_view rest = stream_.peek();
  if (rest.empty()) return false;
  ++number_;
  was_ended_ = false;
  for (; !rest.empty(); rest = stream_.peek()) {
    std::size_t end = rest.find('\n');
    if (ends_ == LineEnds::kUniversal) end = std::min(end, rest.substr(0, end).find('\r'));
    const std::string_view part = rest.substr(0, end);
    if (line.size() + part.size() > kMaxRowBytes)
      throw Error(ErrorKind::kData, fmt::format("{}:{}: the line is longer than {} MiB; expected {}", path(), number_,
                                                kMaxRowBytes >> 20, expected_));
    line += part;
    if (end == std::string_view::npos) {
      stream_.take(rest.size());
      continue;
    }
    was_ended_ = true;
    const bool is_return = rest[end] == '\r';
    stream_.take(end + 1);
    if (is_return && stream_.peek().starts_with('\n')) stream_.take(1);
    break;
  }
  if (ends_ == LineEnds::kNewline && line.ends_with('\r')) line.pop_back();
  return true;
}

void require_text(std::string_view text, const std::string& where, std::uint64_t file_offset) {
  const std::size_t bad = text::find_invalid_utf8(text);
  const std::size_t nul = text.find('\0');
  if (nul < bad)
    throw Error(ErrorKind::kData, fmt::format("{}: byte {} of the file is NUL; expected text in UTF-8 (a file of another "
                                              "encoding, UTF-16 perhaps, must be converted first)",
                                              where, file_offset + nul));
  if (bad != std::string::npos)
    throw Error(ErrorKind::kData,
                fmt::format("{}: byte {} of the file is not valid UTF-8; expected text in UTF-8", where, file_offset + bad));
}

}  // namespace assay::datasets
