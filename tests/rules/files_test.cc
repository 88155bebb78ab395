// What holds for every file: length, ASCII, silence, and a test for each builtin.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "tests/rules/source_tree.h"

namespace assay::rules {
namespace {

namespace fs = std::filesystem;

TEST(Files, NoneIsLongerThan600Lines) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) EXPECT_LE(file.lines.size(), 600u) << file.path;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(ASSAY_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
    std::ifstream in(entry.path());
    EXPECT_LE(std::count(std::istreambuf_iterator<char>(in), {}, '\n'), 600) << entry.path();
  }
}

TEST(Files, SourcesAreAscii) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR))
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      for (char c : file.lines[i])
        if (static_cast<unsigned char>(c) > 126) {
          ADD_FAILURE() << file.path << ":" << i + 1 << " is not ASCII";
          break;
        }
}

TEST(Files, EveryBuiltinHasItsTest) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    if (file.path.find("/builtin/") == std::string::npos || !file.path.ends_with(".cc")) continue;
    const std::string test = "tests/" + file.path.substr(0, file.path.size() - 3) + "_test.cc";
    EXPECT_TRUE(fs::exists(fs::path(ASSAY_SOURCE_DIR) / test)) << file.path << " has no " << test;
  }
}

TEST(Files, OnlyTheCommandLineSpeaksOrExits) {
  const std::regex forbidden(
      R"(std::cout|std::cerr|std::clog|\bprintf\s*\(|\bfprintf\s*\(|fmt::print|\bputs\s*\(|std::exit\s*\(|\b_?exit\s*\(|std::quick_exit|std::terminate\s*\()");
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    // The failed check of a bug is the one exception: the program is about to abort.
    if (file.path.starts_with("harness/cli/") || file.path == "harness/core/check.cc") continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      EXPECT_FALSE(std::regex_search(code_of(file.lines[i]), forbidden))
          << file.path << ":" << i + 1 << ": " << file.lines[i];
  }
}

TEST(Files, NoneIsCalledByAWordThatSaysNothing) {
  const std::regex vague(R"((^|[/_])(util|utils|helper|helpers|manager|common|misc)([._/]|$))");
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR))
    EXPECT_FALSE(std::regex_search(file.path, vague)) << file.path;
}

TEST(Files, EveryHeaderIsIncludedOnce) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    if (!file.path.ends_with(".h")) continue;
    EXPECT_EQ(file.lines.front(), "#pragma once") << file.path;
  }
}

TEST(Files, OnlyTheCheckIsAMacro) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    for (const std::string& line : file.lines) {
      if (!line.starts_with("#define ")) continue;
      EXPECT_TRUE(line.starts_with("#define ASSAY_CHECK")) << file.path << ": " << line;
    }
  }
}

}  // namespace
}  // namespace assay::rules
