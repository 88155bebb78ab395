#include "datasets/task_manifest.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <type_traits>

#include "harness/core/hash.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

// Changed whenever the bytes or what a heading holds change.
constexpr std::string_view kMagic = "assay task manifest 1\n";
constexpr std::size_t kDigestDigits = 64;
constexpr std::uint8_t kIsGroup = 1, kMentionsTag = 2;

template <class T>
void put(std::string& out, T value) {
  static_assert(std::is_integral_v<T>);
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

// Takes from the front; once there is too little it gives zeros and remembers.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T take() {
    T value{};
    const std::string_view bytes = take_bytes(sizeof(T));
    if (bytes.size() == sizeof(T)) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::string_view take_text() { return take_bytes(take<std::uint32_t>()); }
  bool is_whole() const { return !is_short_ && rest_.empty(); }
  bool is_short() const { return is_short_; }

 private:
  std::string_view take_bytes(std::size_t count) {
    if (count > rest_.size()) {
      is_short_ = true;
      return {};
    }
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }

  std::string_view rest_;
  bool is_short_ = false;
};

std::string environment_or_empty(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string write_manifest(std::string_view folder, const std::vector<TaskFileEntry>& entries) {
  std::string body;
  put_text(body, folder);
  put(body, static_cast<std::uint64_t>(entries.size()));
  for (const TaskFileEntry& entry : entries) {
    put(body, entry.stamp.modified_ns);
    put(body, entry.stamp.changed_ns);
    put(body, entry.stamp.size);
    put(body, entry.stamp.inode);
    put(body, entry.stamp.device);
    const int flags = (entry.heading.is_group ? kIsGroup : 0) | (entry.heading.mentions_tag ? kMentionsTag : 0);
    put(body, static_cast<std::uint8_t>(flags));
    put_text(body, entry.path);
    put_text(body, entry.heading.name);
  }
  return std::string(kMagic) + sha256_hex(body) + body;
}

std::optional<std::vector<TaskFileEntry>> read_manifest(std::string_view bytes, std::string_view folder) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kDigestDigits) return std::nullopt;
  const std::string_view body = bytes.substr(kMagic.size() + kDigestDigits);
  if (sha256_hex(body) != bytes.substr(kMagic.size(), kDigestDigits)) return std::nullopt;
  Bytes rest(body);
  if (rest.take_text() != folder) return std::nullopt;
  const auto count = rest.take<std::uint64_t>();
  std::vector<TaskFileEntry> entries;
  for (std::uint64_t i = 0; i < count && !rest.is_short(); ++i) {
    TaskFileEntry& entry = entries.emplace_back();
    entry.stamp.modified_ns = rest.take<std::int64_t>();
    entry.stamp.changed_ns = rest.take<std::int64_t>();
    entry.stamp.size = rest.take<std::uint64_t>();
    entry.stamp.inode = rest.take<std::uint64_t>();
    entry.stamp.device = rest.take<std::uint64_t>();
    const auto flags = rest.take<std::uint8_t>();
    entry.heading.is_group = (flags & kIsGroup) != 0;
    entry.heading.mentions_tag = (flags & kMentionsTag) != 0;
    entry.path = rest.take_text();
    entry.heading.name = rest.take_text();
  }
  if (!rest.is_whole()) return std::nullopt;
  return entries;
}

std::string manifest_file(std::string_view folder) {
  std::string cache = environment_or_empty("ASSAY_CACHE");
  const std::string all_caches = environment_or_empty("XDG_CACHE_HOME");
  if (cache.empty() && !all_caches.empty()) cache = all_caches + "/assay";
  if (cache.empty() && !environment_or_empty("HOME").empty()) cache = environment_or_empty("HOME") + "/.cache/assay";
  return cache.empty() ? "" : fmt::format("{}/tasks/{}.manifest", cache, sha256_hex(folder).substr(0, 24));
}

std::string load_manifest(const std::string& file) {
  std::string bytes;
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return bytes;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return bytes;
  bytes.resize(static_cast<std::size_t>(std::max<std::streamoff>(0, in.tellg())));
  in.seekg(0);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) bytes.clear();
  return bytes;
}

void store_manifest(const std::string& file, std::string_view bytes) {
  std::error_code error;
  fs::create_directories(fs::path(file).parent_path(), error);
  if (error) return;
  // A name of this process's own: of two that write at once the later stays, whole.
  const std::string draft = fmt::format("{}.{}", file, getpid());
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::rename(draft, file, error);
  if (error) fs::remove(draft, error);
}

}  // namespace assay::datasets
