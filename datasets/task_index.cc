#include "datasets/task_index.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>

#include "datasets/task_search.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

// Reading fewer files than this costs less than a manifest does.
constexpr std::size_t kWorthAManifest = 100;
// A file that was changed just before it was read may be changed once more without a new time: such a one is read again the
// next time. File systems count time in steps of up to two seconds.
constexpr std::int64_t kSettledNs = 3'000'000'000;
// A task file may be this long; of a longer one (no task is) only the beginning is looked at.
constexpr std::size_t kMaxBytes = 16u << 20;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

FileStamp stamp_of(const struct stat& status) {
  return {nanoseconds(status.st_mtim), nanoseconds(status.st_ctim), static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_dev)};
}

std::string read_text(const std::string& path) {
  std::string text;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  std::size_t size = 0;
  for (ssize_t got = 1; got > 0 && size < kMaxBytes; size += static_cast<std::size_t>(std::max<ssize_t>(0, got))) {
    text.resize(size + (16u << 10));
    got = read(file, text.data() + size, text.size() - size);
  }
  close(file);
  text.resize(size);
  return text;
}

// "a/b" before "a-b/c": by folders, as std::filesystem::path orders.
bool is_before(const TaskFileEntry& a, const TaskFileEntry& b) {
  const auto rank = [](char c) { return c == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(c)); };
  return std::lexicographical_compare(a.path.begin(), a.path.end(), b.path.begin(), b.path.end(),
                                      [&](char x, char y) { return rank(x) < rank(y); });
}

// Every YAML file below the folder with its stamp, ordered by path: each folder's items are sorted, and the files of a
// folder stand where its name does. Links to folders are not followed, so there is no circle.
std::vector<TaskFileEntry> list_files(const std::string& folder) {
  struct Close {
    void operator()(DIR* directory) const { closedir(directory); }
  };
  struct Item {
    std::string path;  // below `folder`
    FileStamp stamp;
    bool is_folder = false;
  };
  std::vector<TaskFileEntry> found;
  if (folder.empty()) return found;
  std::vector<Item> ahead = {{"", {}, true}};  // the next one last
  std::vector<Item> items;
  while (!ahead.empty()) {
    Item next = std::move(ahead.back());
    ahead.pop_back();
    if (!next.is_folder) {
      found.push_back({std::move(next.path), next.stamp, {}});
      continue;
    }
    const std::unique_ptr<DIR, Close> directory(opendir((folder + "/" + next.path).c_str()));
    if (directory == nullptr) continue;
    const std::string below = next.path.empty() ? "" : next.path + "/";
    items.clear();
    while (const dirent* item = readdir(directory.get())) {
      const std::string_view name(item->d_name);
      if (name == "." || name == "..") continue;
      struct stat status {};
      bool is_folder = item->d_type == DT_DIR;
      if (item->d_type == DT_UNKNOWN && fstatat(dirfd(directory.get()), item->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        is_folder = S_ISDIR(status.st_mode);
      if (is_folder)
        items.push_back({below + std::string(name), {}, true});
      else if (is_yaml_name(name) && fstatat(dirfd(directory.get()), item->d_name, &status, 0) == 0 &&
               S_ISREG(status.st_mode))
        items.push_back({below + std::string(name), stamp_of(status), false});
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.path > b.path; });
    std::move(items.begin(), items.end(), std::back_inserter(ahead));
  }
  return found;
}

}  // namespace

std::vector<TaskFileEntry> index_tasks(const std::string& folder) {
  std::vector<TaskFileEntry> entries = list_files(folder);
  std::error_code error;
  const fs::path canonical = fs::canonical(folder, error);
  const std::string file = error || entries.size() < kWorthAManifest ? "" : manifest_file(canonical.string());
  std::optional<std::vector<TaskFileEntry>> kept;
  if (!file.empty()) kept = read_manifest(load_manifest(file), canonical.string());
  std::size_t num_known = 0, next = 0;  // both lists are in one order
  const std::int64_t began = now_ns();
  for (TaskFileEntry& entry : entries) {
    while (kept && next < kept->size() && (*kept)[next].path != entry.path && is_before((*kept)[next], entry)) ++next;
    if (kept && next < kept->size() && (*kept)[next].path == entry.path && (*kept)[next].stamp == entry.stamp) {
      entry.heading = std::move((*kept)[next++].heading);
      ++num_known;
    } else {
      entry.heading = heading_of(read_text(folder + "/" + entry.path));
    }
  }
  if (file.empty() || (num_known == entries.size() && kept && kept->size() == entries.size())) return entries;
  std::vector<TaskFileEntry> settled;
  for (const TaskFileEntry& entry : entries)
    if (std::max(entry.stamp.modified_ns, entry.stamp.changed_ns) < began - kSettledNs) settled.push_back(entry);
  // Where there is nothing to add, the manifest stays as it is: its entries are compared one by one anyway.
  if (settled.size() > num_known || !kept || kept->size() > entries.size())
    store_manifest(file, write_manifest(canonical.string(), settled));
  return entries;
}

const std::vector<TaskFileEntry>& TaskFolders::entries(std::size_t place) {
  if (!entries_[place]) entries_[place] = index_tasks(folders_[place]);
  return *entries_[place];
}

std::string TaskFolders::path_of(std::size_t place, const TaskFileEntry& entry) const {
  const std::string& folder = folders_[place];
  return folder.ends_with('/') ? folder + entry.path : folder + "/" + entry.path;
}

}  // namespace assay::datasets
