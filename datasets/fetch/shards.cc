#include "datasets/fetch/shards.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, std::string_view what) {
  throw Error(ErrorKind::kRuntime, fmt::format("{}: {}: {}", path, what, std::strerror(errno)));
}

void rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot be put in place");
}

void write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

struct Lines {
  std::int64_t count = 0;
  std::int64_t bytes = 0;  // of whole lines
};

// The whole lines of a file, at most `limit`.
Lines lines_of(const std::string& path, std::int64_t limit) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path, "cannot be read");
  Lines out;
  std::vector<char> chunk(1 << 18);
  std::int64_t at = 0;
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0) {
    for (std::streamsize i = 0; i < in.gcount(); ++i) {
      ++at;
      if (chunk[static_cast<std::size_t>(i)] != '\n') continue;
      if (out.count == limit) return out;
      ++out.count;
      out.bytes = at;
    }
  }
  return out;
}

}  // namespace

ShardWriter::ShardWriter(std::string folder, std::string split) : folder_(std::move(folder)), split_(std::move(split)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be made: {}", folder_, error.message()));
  open();
}

ShardWriter::~ShardWriter() {
  if (file_ >= 0) ::close(file_);
}

std::string ShardWriter::name_of(std::int64_t shard) const { return fmt::format("{}-{:05}.jsonl", split_, shard); }
std::string ShardWriter::partial_path() const { return fmt::format("{}/.{}.partial", folder_, split_); }

void ShardWriter::open() {
  num_rows_ = 0;
  for (std::int64_t shard = 0;; ++shard) {
    const std::string path = folder_ + "/" + name_of(shard);
    std::error_code error;
    if (!fs::exists(path, error)) break;
    const Lines lines = lines_of(path, kShardRows);
    num_rows_ = shard * kShardRows + lines.count;
    if (lines.count == kShardRows) continue;
    rename_file(path, partial_path());  // the short last file of an earlier, shorter fetch is filled up
    num_rows_ = shard * kShardRows;
    break;
  }
  file_ = ::open(partial_path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) fail(partial_path(), "cannot be opened");
  const Lines lines = lines_of(partial_path(), kShardRows);
  if (::ftruncate(file_, lines.bytes) != 0 || ::lseek(file_, 0, SEEK_END) < 0)
    fail(partial_path(), "cannot be cut to whole rows");
  num_rows_ += lines.count;
  if (lines.count == kShardRows) close_shard();
}

void ShardWriter::close_shard() {
  const std::int64_t shard = (num_rows_ - 1) / kShardRows;
  if (::fsync(file_) != 0 || ::close(file_) != 0) fail(partial_path(), "cannot be written");
  file_ = -1;
  rename_file(partial_path(), folder_ + "/" + name_of(shard));
  file_ = ::open(partial_path().c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) fail(partial_path(), "cannot be opened");
}

void ShardWriter::add(const std::vector<Value>& rows) {
  std::string text;
  for (const Value& row : rows) {
    text += json::dump(row);
    text += '\n';
    if (++num_rows_ % kShardRows != 0) continue;
    write_all(file_, text, partial_path());
    text.clear();
    close_shard();
  }
  write_all(file_, text, partial_path());
}

void ShardWriter::start_again() { cut(0); }

void ShardWriter::cut(std::int64_t num_rows) {
  if (num_rows >= num_rows_) return;
  ::close(file_);
  file_ = -1;
  std::error_code error;
  const std::int64_t last = (num_rows_ - 1) / kShardRows;
  const std::int64_t kept = num_rows / kShardRows;
  if (kept != num_rows_ / kShardRows) fs::remove(partial_path(), error);
  for (std::int64_t shard = last; shard > kept; --shard) fs::remove(folder_ + "/" + name_of(shard), error);
  const std::string path = folder_ + "/" + name_of(kept);
  if (fs::exists(path, error)) rename_file(path, partial_path());
  if (fs::exists(partial_path(), error)) {
    const Lines lines = lines_of(partial_path(), num_rows % kShardRows);
    if (::truncate(partial_path().c_str(), lines.bytes) != 0) fail(partial_path(), "cannot be cut");
  }
  open();
}

std::vector<std::string> ShardWriter::finish() {
  if (num_rows_ % kShardRows != 0 || num_rows_ == 0) {
    if (::fsync(file_) != 0) fail(partial_path(), "cannot be written");
    rename_file(partial_path(), folder_ + "/" + name_of(num_rows_ / kShardRows));
  } else {
    std::error_code error;
    fs::remove(partial_path(), error);
  }
  ::close(file_);
  file_ = -1;
  std::vector<std::string> names;
  const std::int64_t num_shards = std::max<std::int64_t>(1, (num_rows_ + kShardRows - 1) / kShardRows);
  for (std::int64_t shard = 0; shard < num_shards; ++shard) names.push_back(name_of(shard));
  return names;
}

FileDigest digest_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path, "cannot be read");
  Sha256 hash;
  FileDigest out;
  std::vector<char> chunk(1 << 18);
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0) {
    const std::string_view bytes(chunk.data(), static_cast<std::size_t>(in.gcount()));
    hash.update(bytes);
    out.num_rows += std::count(bytes.begin(), bytes.end(), '\n');
  }
  out.sha256 = hash.hex();
  return out;
}

void write_whole(const std::string& path, const std::string& content) {
  const std::string partial = path + ".partial";
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) fail(partial, "cannot be opened");
  write_all(file, content, partial);
  if (::fsync(file) != 0 || ::close(file) != 0) fail(partial, "cannot be written");
  rename_file(partial, path);
}

}  // namespace assay::datasets
