#include "harness/core/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "tests/support/shared.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& path, std::size_t max_bytes = 1000) {
  try {
    read_text_file(path, ErrorKind::kConfig, "some text", max_bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(InputFile, GivesATextWithoutItsByteOrderMark) {
  const test::TempFolder folder;
  EXPECT_EQ(read_text_file(folder.write("a", "\xEF\xBB\xBFgr\xC3\xBC\n"), ErrorKind::kConfig, "text", 100), "gr\xC3\xBC\n");
  EXPECT_EQ(read_text_file(folder.write("b", ""), ErrorKind::kConfig, "text", 100), "");
  const std::string long_text(200'000, 'x');
  EXPECT_EQ(read_text_file(folder.write("c", long_text), ErrorKind::kConfig, "text", 1u << 20), long_text);
}

TEST(InputFile, SaysWhyAFileCannotBeRead) {
  const test::TempFolder folder;
  EXPECT_THAT(refusal(folder.path() + "/none"),
              HasSubstr("none: cannot be opened (No such file or directory); expected some text"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("is a folder; expected some text"));
  EXPECT_THAT(refusal(folder.path() + "/" + std::string(300, 'x')), HasSubstr("File name too long"));
  EXPECT_THAT(refusal(std::string("a\0b", 3)), HasSubstr("has a NUL in its name"));
  const std::string loop = folder.path() + "/loop";
  ASSERT_EQ(symlink("loop", loop.c_str()), 0);
  EXPECT_THAT(refusal(loop), HasSubstr("loop: cannot be opened (Too many levels of symbolic links)"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("/dev/zero: is larger than 0 MiB"));
}

TEST(InputFile, RefusesWhatIsNoTextWithTheLine) {
  const test::TempFolder folder;
  EXPECT_THAT(refusal(folder.write("a", "one\nt\xFFo\n")), HasSubstr("a:2: byte 5 of the file is not valid UTF-8"));
  EXPECT_THAT(refusal(folder.write("b", std::string("a\0b", 3))), HasSubstr("b:1: byte 1 of the file is NUL"));
  for (const char* bad : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xC3"})
    EXPECT_THAT(refusal(folder.write("c", bad)), HasSubstr("c:1: byte 0 of the file is not valid UTF-8"));
  EXPECT_EQ(refusal(folder.write("d", "\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80")), "");
}

TEST(InputFile, WaitsForAPipesWriterButNotForNobody) {
  const test::TempFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "from the pipe"; });
  EXPECT_EQ(read_text_file(pipe, ErrorKind::kConfig, "text", 100), "from the pipe");
  writer.join();
}

TEST(InputFileSlow, APipeWithoutAWriterIsAnError) {
  const test::TempFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(refusal(pipe), HasSubstr("pipe: is a pipe that nobody writes to; expected some text"));
}

TEST(InputFile, IsReadFromItsMiddle) {
  const test::TempFolder folder;
  InputFile file(folder.write("a", "0123456789"), ErrorKind::kData, "text");
  ASSERT_TRUE(file.is_regular());
  char bytes[4] = {};
  EXPECT_EQ(file.read(bytes, 2), 2u);
  file.skip(5);
  EXPECT_EQ(file.read(bytes, 4), 3u);
  EXPECT_EQ(std::string(bytes, 3), "789");
  EXPECT_EQ(file.read(bytes, 4), 0u);
}

}  // namespace
}  // namespace assay
