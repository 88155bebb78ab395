#include "datasets/tag_hint.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxDepth = 20;

// One plain or quoted file name behind a key or a dash; "" for what is not as simple as that.
std::string simple_name(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return text.find_first_of(" #[]{},&*!|>\\\"'") == std::string_view::npos ? std::string(text) : "";
}

}  // namespace

TagHint::Text TagHint::look_at(const std::string& file) const {
  Text found;
  if (std::error_code error; !std::filesystem::is_regular_file(file, error)) return found;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  found.writes_tag = text.find(tag_) != std::string::npos;
  bool in_list = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    std::string name;
    if (line.starts_with("tag:")) found.has_tags = true;
    if (line.starts_with("include:")) {
      name = simple_name(line.substr(8));
      in_list = line.find_first_not_of(" \t\r", 8) == std::string_view::npos;
      if (in_list) continue;
    } else if (const std::size_t dash = line.find_first_not_of(' ');
               in_list && dash != std::string_view::npos && line[dash] == '-') {
      name = simple_name(line.substr(dash + 1));
    } else {
      if (in_list && line.starts_with(' ')) found.is_clear = false;
      in_list = in_list && (dash == std::string_view::npos || line[dash] == '#');
      continue;
    }
    // An absolute path stays as it is behind the slash.
    if (name.empty())
      found.is_clear = false;
    else
      found.includes.push_back((fs::path(file).parent_path() / name).lexically_normal().string());
  }
  return found;
}

bool TagHint::included_may_carry(const std::string& file, int depth) {
  if (const auto known = included_.find(file); known != included_.end()) return known->second;
  if (depth > kMaxDepth) return true;
  const Text text = look_at(file);
  bool may = !text.is_clear || text.writes_tag;
  if (!text.has_tags)
    for (const std::string& include : text.includes) may = may || included_may_carry(include, depth + 1);
  return included_[file] = may;
}

bool TagHint::may_carry(const std::string& file) {
  const Text text = look_at(file);
  if (!text.is_clear || text.writes_tag) return true;
  if (text.has_tags) return false;
  for (const std::string& include : text.includes)
    if (included_may_carry(include, 0)) return true;
  return false;
}

}  // namespace assay::datasets
