#include "datasets/glob.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxAlternatives = 1000;
constexpr std::size_t kMaxVisited = 1'000'000;
constexpr std::size_t kMaxListed = 8;

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const std::size_t slash = path.find('/', start);
    if (slash != start || start == 0) parts.emplace_back(path.substr(start, slash - start));
    if (slash == std::string_view::npos) return parts;
    start = slash + 1;
  }
}

std::string join_path(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

// The first "{..}" with a comma on its own level, as positions of its braces and commas; empty where there is none.
std::vector<std::size_t> find_alternatives(std::string_view pattern) {
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    std::vector<std::size_t> marks = {open};
    int depth = 0;
    for (std::size_t i = open; i < pattern.size(); ++i) {
      if (pattern[i] == '{') ++depth;
      if (pattern[i] == ',' && depth == 1) marks.push_back(i);
      if (pattern[i] != '}' || --depth > 0) continue;
      marks.push_back(i);
      if (marks.size() > 2) return marks;
      break;
    }
  }
  return {};
}

std::vector<std::string> expand_braces(const std::string& pattern) {
  std::vector<std::string> done;
  std::vector<std::string> open = {pattern};
  while (!open.empty()) {
    const std::string one = std::move(open.back());
    open.pop_back();
    const std::vector<std::size_t> marks = find_alternatives(one);
    if (marks.empty()) {
      done.push_back(one);
    } else {
      for (std::size_t i = 0; i + 1 < marks.size(); ++i)
        open.push_back(one.substr(0, marks.front()) + one.substr(marks[i] + 1, marks[i + 1] - marks[i] - 1) +
                       one.substr(marks.back() + 1));
    }
    if (done.size() + open.size() > kMaxAlternatives)
      throw Error(ErrorKind::kConfig, fmt::format("'{}': the braces give more than {} patterns", pattern, kMaxAlternatives));
  }
  return done;
}

// Steps over "[..]" at `at` where the code point fits; npos where it does not, `at` where the bracket is not closed.
std::size_t match_bracket(std::u32string_view pattern, std::size_t at, char32_t c) {
  std::size_t i = at + 1;
  const bool is_negated = i < pattern.size() && (pattern[i] == U'!' || pattern[i] == U'^');
  if (is_negated) ++i;
  bool fits = false;
  for (const std::size_t first = i; i < pattern.size(); ++i) {
    if (pattern[i] == U']' && i > first) return fits != is_negated ? i + 1 : std::u32string_view::npos;
    if (i + 2 < pattern.size() && pattern[i + 1] == U'-' && pattern[i + 2] != U']') {
      fits |= pattern[i] <= c && c <= pattern[i + 2];
      i += 2;
    } else {
      fits |= pattern[i] == c;
    }
  }
  return at;
}

class Search {
 public:
  explicit Search(const std::string& pattern) : pattern_(pattern) {}

  void walk(const std::string& folder, const std::vector<std::string>& parts, std::size_t at) {
    const std::string& part = parts[at];
    const bool is_last = at + 1 == parts.size();
    if (part == "**") {
      if (!is_last) walk(folder, parts, at + 1);
      for (const Entry& entry : entries(folder)) {
        if (entry.name.starts_with('.')) continue;
        const std::string path = join_path(folder, entry.name);
        if (entry.is_folder && !entry.is_link) walk(path, parts, at);
        if (is_last && !entry.is_folder) found.push_back(path);
      }
      return;
    }
    if (!is_glob(part)) {
      const std::string path = at == 0 && part.empty() ? "/" : join_path(folder, part);
      std::error_code ignored;
      if (is_last && !fs::is_directory(path, ignored) && fs::exists(path, ignored)) found.push_back(path);
      if (!is_last && fs::is_directory(path, ignored)) walk(path, parts, at + 1);
      return;
    }
    for (const Entry& entry : entries(folder)) {
      if (!glob_match(part, entry.name)) continue;
      const std::string path = join_path(folder, entry.name);
      if (is_last && !entry.is_folder) found.push_back(path);
      if (!is_last && entry.is_folder) walk(path, parts, at + 1);
    }
  }

  std::vector<std::string> found;

 private:
  struct Entry {
    std::string name;
    bool is_folder, is_link;
  };

  std::vector<Entry> entries(const std::string& folder) {
    std::vector<Entry> all;
    std::error_code error;
    for (fs::directory_iterator it(folder.empty() ? "." : folder, error), end; !error && it != end; it.increment(error)) {
      if (++num_visited_ > kMaxVisited)
        throw Error(ErrorKind::kConfig, fmt::format("'{}': leads through more than {} files; expected a narrower pattern",
                                                    pattern_, kMaxVisited));
      std::error_code ignored;
      all.push_back({it->path().filename().string(), it->is_directory(ignored), it->is_symlink(ignored)});
    }
    return all;
  }

  std::string pattern_;
  std::size_t num_visited_ = 0;
};

// What lies where the pattern stopped being true: for a person who mistyped it.
std::string nearest_folder(const std::string& pattern) {
  std::string folder;
  std::string missing;
  const std::vector<std::string> parts = split_path(pattern);
  for (std::size_t i = 0; i + 1 < parts.size() && !is_glob(parts[i]); ++i) {
    const std::string next = i == 0 && parts[i].empty() ? "/" : join_path(folder, parts[i]);
    std::error_code ignored;
    if (!fs::is_directory(next, ignored)) {
      missing = parts[i];
      break;
    }
    folder = next;
  }
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder.empty() ? "." : folder, error), end; !error && it != end; it.increment(error))
    if (names.size() < kMaxVisited) names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  const std::string shown = folder.empty() ? "the working folder" : fmt::format("the folder '{}'", folder);
  const std::string near = missing.empty() ? "" : did_you_mean(missing, names);
  const bool is_cut = names.size() > kMaxListed;
  if (is_cut) names.resize(kMaxListed);
  std::string text = missing.empty() ? "" : fmt::format("there is no folder '{}'", join_path(folder, missing));
  if (!near.empty()) return fmt::format("{}; did you mean '{}'?", text, near);
  if (!text.empty()) text += "; ";
  return text + (names.empty() ? fmt::format("{} is empty", shown)
                               : fmt::format("{} has {}{}", shown, fmt::join(names, ", "), is_cut ? ", .." : ""));
}

}  // namespace

bool is_glob(std::string_view path) { return path.find_first_of("*?[{") != std::string_view::npos; }

bool glob_match(std::string_view pattern_bytes, std::string_view name_bytes) {
  if (name_bytes.starts_with('.') && !pattern_bytes.starts_with('.')) return false;
  const std::u32string pattern = text::decode_utf8(pattern_bytes);
  const std::u32string name = text::decode_utf8(name_bytes);
  constexpr std::size_t kNone = std::u32string::npos;
  // On a mismatch the last star takes one more code point: no recursion, and at worst the product of both lengths.
  std::size_t p = 0, n = 0, star = kNone, star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == U'*') {
      star = p++;
      star_end = n;
      continue;
    }
    std::size_t next = kNone;
    if (p < pattern.size() && pattern[p] == U'[') next = match_bracket(pattern, p, name[n]);
    if (p < pattern.size() && (pattern[p] != U'[' || next == p))
      next = (pattern[p] == U'?' || pattern[p] == name[n]) ? p + 1 : kNone;
    if (next != kNone) {
      p = next;
      ++n;
    } else if (star != kNone) {
      p = star + 1;
      n = ++star_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == U'*') ++p;
  return p == pattern.size();
}

std::vector<std::string> expand_glob(const std::string& pattern) {
  std::error_code ignored;
  if (!is_glob(pattern) || fs::is_regular_file(pattern, ignored)) return {pattern};
  Search search(pattern);
  for (const std::string& one : expand_braces(pattern)) search.walk("", split_path(one), 0);
  if (search.found.empty())
    throw Error(ErrorKind::kData, fmt::format("'{}' fits no file; {}", pattern, nearest_folder(pattern)));
  std::sort(search.found.begin(), search.found.end());
  search.found.erase(std::unique(search.found.begin(), search.found.end()), search.found.end());
  return std::move(search.found);
}

}  // namespace assay::datasets
