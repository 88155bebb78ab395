#include "backends/local/weights/mapped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <utility>

#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& path) {
  try {
    MappedFile file(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(error.message(), ::testing::StartsWith(path + ": "));
    return error.message();
  }
  return "accepted";
}

TEST(MappedFile, HoldsTheBytesOfTheFile) {
  const test::TempFolder folder;
  const MappedFile file(folder.write("a.bin", std::string("x\0y", 3)));
  EXPECT_EQ(file.size_bytes(), 3U);
  EXPECT_EQ(file.text(), std::string("x\0y", 3));
  EXPECT_EQ(static_cast<char>(file.bytes()[2]), 'y');
}

TEST(MappedFile, MovingKeepsTheBytesInPlace) {
  const test::TempFolder folder;
  MappedFile first(folder.write("a.bin", "abc"));
  const std::byte* place = first.bytes().data();
  MappedFile second(std::move(first));
  EXPECT_EQ(second.bytes().data(), place);
  MappedFile third(folder.write("b.bin", "other"));
  third = std::move(second);
  EXPECT_EQ(third.bytes().data(), place);
  EXPECT_EQ(third.text(), "abc");
}

TEST(MappedFile, FollowsSymbolicLinks) {
  const test::TempFolder folder;
  std::filesystem::create_symlink(folder.write("blob", "abc"), folder.path() + "/link");
  EXPECT_EQ(MappedFile(folder.path() + "/link").text(), "abc");
}

TEST(MappedFile, WhatCannotBeMappedIsRefusedWithTheReason) {
  const test::TempFolder folder;
  EXPECT_THAT(refusal(folder.path() + "/absent"), HasSubstr("no such file"));
  EXPECT_THAT(refusal(folder.write("empty", "")), HasSubstr("is empty (0 bytes)"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("is a folder; expected a file"));
  EXPECT_THAT(refusal(folder.write("file", "x") + "/inside"), HasSubstr("cannot be opened"));
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(refusal(pipe), HasSubstr("is not a regular file"));
}

}  // namespace
}  // namespace assay::local
