#include "datasets/reader/byte_source.h"

#include <zlib.h>
#include <zstd.h>

#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// Text that does not compress to nothing: a stream can be cut in its middle.
std::string noise(std::size_t size) {
  std::string text;
  for (std::uint64_t x = 1; text.size() < size; x = x * 6364136223846793005u + 1442695040888963407u)
    text += static_cast<char>('a' + (x >> 60));
  return text;
}

std::string all_bytes(const std::string& path, std::uint64_t skip = 0) {
  const auto source = open_bytes(path);
  source->skip(skip);
  std::string text;
  char chunk[1000];
  for (std::size_t got; (got = source->read(chunk, sizeof chunk)) > 0;) text.append(chunk, got);
  EXPECT_EQ(source->read(chunk, sizeof chunk), 0u) << "the end must stay the end";
  return text;
}

std::string error_of(const std::string& name, const std::string& content) {
  const assay::test::TempFolder folder;
  try {
    all_bytes(folder.write(name, content));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return test::without_folder(error.message(), folder);
  }
  return "no error";
}

TEST(ByteSource, GivesTheBytesOfPlainAndCompressedFiles) {
  const assay::test::TempFolder folder;
  const std::string text = noise(1'000'000);
  for (const std::string& path : {folder.write("a", text), folder.write("a.gz", gzip(text)),
                                  folder.write("a.ZST", zstd(text)),
                                  folder.write("unmarked1", gzip(text)), folder.write("unmarked2", zstd(text))}) {
    EXPECT_EQ(all_bytes(path), text) << path;
    EXPECT_EQ(all_bytes(path, 999'990), text.substr(999'990)) << path;
    EXPECT_EQ(all_bytes(path, 3), text.substr(3)) << path;
  }
  EXPECT_EQ(all_bytes(folder.write("empty", "")), "");
  EXPECT_EQ(all_bytes(folder.write("two", "ab")), "ab");
}

TEST(ByteSource, ReadsSeveralMembersAndFramesAsOne) {
  const assay::test::TempFolder folder;
  EXPECT_EQ(all_bytes(folder.write("a.gz", gzip("one ") + gzip("") + gzip("two") + std::string(512, '\0'))), "one two");
  EXPECT_EQ(all_bytes(folder.write("a.zst", zstd("one ") + zstd("") + zstd("two"))), "one two");
}

TEST(ByteSource, NamesAStreamThatIsCut) {
  const std::string text = noise(300'000);
  for (const std::size_t part : {2u, 3u, 10u}) {
    auto cut = [&](const std::string& whole) { return whole.substr(0, whole.size() * (part - 1) / part); };
    EXPECT_THAT(error_of("a.gz", cut(gzip(text))), HasSubstr("a.gz: the gzip data end too early"));
    EXPECT_THAT(error_of("a.zst", cut(zstd(text))), HasSubstr("a.zst: the zstd data end too early"));
  }
  EXPECT_THAT(error_of("a.gz", gzip(text).substr(0, gzip(text).size() - 1)), HasSubstr("end too early"));
  EXPECT_THAT(error_of("a.gz", gzip("x").substr(0, 5)), HasSubstr("end too early"));
}

TEST(ByteSource, NamesAStreamThatIsCorrupt) {
  std::string bad = gzip(noise(300'000));
  for (std::size_t i = bad.size() / 2; i < bad.size() / 2 + 50; ++i) bad[i] = static_cast<char>(~bad[i]);
  EXPECT_THAT(error_of("a.gz", bad), HasSubstr("a.gz: the gzip data are corrupt"));
  EXPECT_THAT(error_of("a.gz", gzip("x") + "more"), HasSubstr("bytes that are no gzip data follow"));
  EXPECT_THAT(error_of("a.zst", zstd("x") + "more of it"), HasSubstr("a.zst: the zstd data are corrupt"));
}

TEST(ByteSource, RefusesContentThatBeliesTheName) {
  EXPECT_EQ(error_of("a.gz", "{\"a\":1}"), "a.gz: does not begin like gzip data; expected gzip data in a file of that name");
  EXPECT_EQ(error_of("a.gz", zstd("x")), "a.gz: does not begin like gzip data; expected gzip data in a file of that name");
  EXPECT_EQ(error_of("a.zst", ""), "a.zst: the file is empty; expected zstd data in a file of that name");
}

TEST(ByteSource, EveryTextFormatIsReadCompressedAndLinesCountInTheText) {
  const std::string lines = "{\"a\":1}\n\n{\"a\":2}\n";
  EXPECT_THAT(test::read_rows("x.jsonl.gz", gzip(lines), {}, true),
              ElementsAre("x.jsonl.gz:1 {\"a\":1}", "x.jsonl.gz:3 {\"a\":2}"));
  EXPECT_THAT(test::read_rows("x.csv.zst", zstd("a,b\n1,x\n")), ElementsAre("{\"a\":1,\"b\":\"x\"}"));
  EXPECT_THAT(test::read_rows("x.txt.gz", gzip("one")), ElementsAre("{\"text\":\"one\"}"));
  EXPECT_THAT(test::read_rows("x.json.gz", gzip("{\"a\":[1,2],\"b\":[3,4]}")),
              ElementsAre("{\"a\":1,\"b\":3}", "{\"a\":2,\"b\":4}"));
  ReadOptions options;
  options.records = "d";
  EXPECT_THAT(test::read_rows("x.JSON.zst", zstd("{\"n\":0,\"d\":[{\"a\":1}]}"), options),
              ElementsAre("{\"a\":1,\"n\":0}"));
}

TEST(ByteSource, WhatExpandsAThousandfoldEndsAtTheLimitOfARow) {
  EXPECT_THAT(test::read_error("x.jsonl.zst", zstd("{\"a\":\"" + std::string(100u << 20, 'x') + "\"}")),
              HasSubstr("x.jsonl.zst:1: the line is longer than 64 MiB"));
}

TEST(ByteSource, WhatExpandsWithoutEndIsABomb) {
  const std::string blank = zstd(std::string(140u << 20, '\n'));
  EXPECT_THAT(error_of("x.txt.zst", blank), HasSubstr("expand to 128 MiB and more, over 500 times as much"));
  // What has little to give is no bomb, however well it is compressed.
  EXPECT_EQ(error_of("y.txt.zst", zstd(std::string(10u << 20, '\n'))), "no error");
}

TEST(ByteSource, WithoutCompressionLeavesTheFormatsEnding) {
  EXPECT_EQ(without_compression("a/x.csv.gz"), "a/x.csv");
  EXPECT_EQ(without_compression("x.jsonl.ZST"), "x.jsonl");
  EXPECT_EQ(without_compression("x.jsonl"), "x.jsonl");
}

}  // namespace
}  // namespace assay::datasets
