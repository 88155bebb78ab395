#include "datasets/reader/byte_source.h"

#include <fmt/core.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/input_file.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kChunkBytes = 128u << 10;
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
constexpr std::size_t kMagicBytes = 4;
// What people compress shrinks to a hundredth at best; a bomb goes on to a thousandth and beyond.
constexpr std::uint64_t kSuspectBytes = 128u << 20;
constexpr std::uint64_t kMaxExpansion = 500;

bool ends_with_ascii_case(std::string_view text, std::string_view lower_ending) {
  if (text.size() < lower_ending.size()) return false;
  return std::equal(lower_ending.begin(), lower_ending.end(), text.end() - static_cast<std::ptrdiff_t>(lower_ending.size()),
                    [](char want, char c) { return want == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c); });
}

// The file itself. Its first bytes can be looked at and are still given, so that a pipe works too.
class PlainFile final : public ByteSource {
 public:
  explicit PlainFile(const std::string& path) : path_(path), file_(path, ErrorKind::kData, "a file of rows") {}

  std::string_view first_bytes() {
    if (first_.empty()) {
      first_.resize(kMagicBytes);
      first_.resize(read_file(first_.data(), first_.size()));
    }
    return first_;
  }

  std::size_t read(char* out, std::size_t size) override {
    if (first_taken_ < first_.size()) {
      const std::size_t count = std::min(size, first_.size() - first_taken_);
      std::memcpy(out, first_.data() + first_taken_, count);
      first_taken_ += count;
      return count;
    }
    return read_file(out, size);
  }

  void skip(std::uint64_t count) override {
    const std::uint64_t held = std::min<std::uint64_t>(count, first_.size() - first_taken_);
    first_taken_ += held;
    if (count == held) return;
    if (!file_.is_regular())
      throw Error(ErrorKind::kData, fmt::format("{}: cannot be read from its middle; expected a regular file", path_));
    file_.skip(count - held);
  }

 private:
  std::size_t read_file(char* out, std::size_t size) { return file_.read(out, size); }

  std::string path_;
  InputFile file_;
  std::string first_;
  std::size_t first_taken_ = 0;
};

// What both decompressors share: compressed bytes in chunks.
class Compressed : public ByteSource {
 protected:
  Compressed(std::string path, std::unique_ptr<PlainFile> file)
      : path_(std::move(path)), file_(std::move(file)), chunk_(kChunkBytes) {}

  // The next compressed bytes; empty at the end of the file.
  std::string_view fill() {
    const std::size_t got = file_->read(chunk_.data(), chunk_.size());
    taken_ += got;
    return {chunk_.data(), got};
  }

  // Counts what came out. Throws: Error(kData) for a decompression bomb.
  std::size_t give(std::size_t count) {
    given_ += count;
    if (given_ > kSuspectBytes && given_ / kMaxExpansion > taken_)
      fail(
          fmt::format("{} bytes expand to {} MiB and more, over {} times as much (a decompression bomb?); expected data, or "
                      "the file decompressed",
                      taken_, kSuspectBytes >> 20, kMaxExpansion));
    return count;
  }

  [[noreturn]] void fail(std::string_view what) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", path_, what));
  }

 private:
  std::string path_;
  std::unique_ptr<PlainFile> file_;
  std::vector<char> chunk_;
  std::uint64_t taken_ = 0, given_ = 0;
};

class GzipSource final : public Compressed {
 public:
  GzipSource(const std::string& path, std::unique_ptr<PlainFile> file) : Compressed(path, std::move(file)) {
    // 15: the largest window; 16: gzip's header and checksum, and no other.
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) fail("gzip data cannot be read: zlib did not start");
  }
  ~GzipSource() override { inflateEnd(&stream_); }

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t asked = std::min<std::size_t>(size, 1u << 30);
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(asked);
    while (stream_.avail_out == asked) {
      if (stream_.avail_in == 0 && !refill()) {
        if (is_between_members_) return 0;
        fail("the gzip data end too early; expected a complete file (was it cut while it was copied?)");
      }
      if (is_between_members_ && !begin_member()) continue;
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_STREAM_END)
        is_between_members_ = true;
      else if (code != Z_OK && code != Z_BUF_ERROR)
        fail(fmt::format("the gzip data are corrupt: {}", stream_.msg != nullptr ? stream_.msg : "zlib gave up"));
    }
    return give(asked - stream_.avail_out);
  }

 private:
  bool refill() {
    const std::string_view bytes = fill();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    return !bytes.empty();
  }

  // Steps over the zeros that tapes and block devices leave behind a member; false where there is no more input yet.
  bool begin_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) return false;
    if (*stream_.next_in != static_cast<unsigned char>(kGzipMagic[0]))
      fail("bytes that are no gzip data follow the gzip data");
    inflateReset(&stream_);
    is_between_members_ = false;
    return true;
  }

  z_stream stream_{};
  bool is_between_members_ = false;
};

class ZstdSource final : public Compressed {
 public:
  ZstdSource(const std::string& path, std::unique_ptr<PlainFile> file)
      : Compressed(path, std::move(file)), stream_(ZSTD_createDStream(), &ZSTD_freeDStream) {
    if (stream_ == nullptr) fail("zstd data cannot be read: there is no memory for it");
  }

  std::size_t read(char* out, std::size_t size) override {
    ZSTD_outBuffer to{out, size, 0};
    while (to.pos == 0) {
      if (from_.pos == from_.size && !at_end_) {
        const std::string_view bytes = fill();
        from_ = {bytes.data(), bytes.size(), 0};
        at_end_ = bytes.empty();
      }
      if (at_end_ && expected_ == 0) return 0;
      expected_ = ZSTD_decompressStream(stream_.get(), &to, &from_);
      if (ZSTD_isError(expected_))
        fail(fmt::format("the zstd data are corrupt, or need a window of over 128 MiB: {}", ZSTD_getErrorName(expected_)));
      if (at_end_ && to.pos == 0 && expected_ != 0)
        fail("the zstd data end too early; expected a complete file (was it cut while it was copied?)");
    }
    return give(to.pos);
  }

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
  ZSTD_inBuffer from_{nullptr, 0, 0};
  bool at_end_ = false;
  std::size_t expected_ = 1;  // 0 between frames
};

}  // namespace

void ByteSource::skip(std::uint64_t count) {
  std::vector<char> chunk(kChunkBytes);
  while (count > 0) {
    const std::size_t got = read(chunk.data(), static_cast<std::size_t>(std::min<std::uint64_t>(count, chunk.size())));
    if (got == 0) return;
    count -= got;
  }
}

std::unique_ptr<ByteSource> open_bytes(const std::string& path) {
  auto file = std::make_unique<PlainFile>(path);
  const std::string_view first = file->first_bytes();
  const bool is_gzip = first.starts_with(kGzipMagic);
  const bool is_zstd = first.starts_with(kZstdMagic);
  for (const auto& [ending, what, holds] : {std::tuple{".gz", "gzip", is_gzip}, std::tuple{".zst", "zstd", is_zstd}})
    if (ends_with_ascii_case(path, ending) && !holds)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: {}; expected {} data in a file of that name", path,
                              first.empty() ? "the file is empty" : fmt::format("does not begin like {} data", what), what));
  if (is_gzip) return std::make_unique<GzipSource>(path, std::move(file));
  if (is_zstd) return std::make_unique<ZstdSource>(path, std::move(file));
  return file;
}

std::string_view without_compression(std::string_view path) {
  for (const std::string_view ending : {".gz", ".zst"})
    if (ends_with_ascii_case(path, ending)) return path.substr(0, path.size() - ending.size());
  return path;
}

}  // namespace assay::datasets
