#include "harness/run/provenance.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

namespace assay::run {

namespace fs = std::filesystem;

namespace {

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool is_commit(const std::string& text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// A branch's commit, from its own file or from packed-refs.
std::string commit_of_ref(const fs::path& git, const std::string& ref) {
  const std::string loose = first_line(git / ref);
  if (is_commit(loose)) return loose;
  std::ifstream packed(git / "packed-refs");
  for (std::string line; std::getline(packed, line);)
    if (line.size() > 41 && line.substr(41) == ref && is_commit(line.substr(0, 40))) return line.substr(0, 40);
  return "";
}

}  // namespace

std::string git_commit(const std::string& folder) {
  std::error_code error;
  fs::path at = fs::absolute(folder.empty() ? "." : folder, error);
  while (!error) {
    if (fs::is_directory(at / ".git", error)) {
      const std::string head = first_line(at / ".git" / "HEAD");
      if (is_commit(head)) return head;
      return head.starts_with("ref: ") ? commit_of_ref(at / ".git", head.substr(5)) : "";
    }
    if (!at.has_parent_path() || at == at.parent_path()) return "";
    at = at.parent_path();
  }
  return "";
}

std::string machine_description() {
  std::ifstream info("/proc/cpuinfo");
  std::string model = "unknown CPU";
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      model = line.substr(colon + 2);
      break;
    }
  }
  return fmt::format("{}, {} processors", model, std::thread::hardware_concurrency());
}

}  // namespace assay::run
