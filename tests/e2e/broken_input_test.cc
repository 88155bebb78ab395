// What is broken, hostile or endless is refused in one message with its place, soon and in little memory.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;

constexpr int kPatienceMs = 60'000;  // a hang, on however slow a machine
#ifdef __SANITIZE_ADDRESS__
constexpr long kMaxKib = 4'000'000;
#else
constexpr long kMaxKib = 300'000;
#endif

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = text.find(by, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string::npos) return parts;
    start = end + by.size();
  }
}

// One message is one line; what was being done when it happened stands indented behind it.
int count_messages(const std::string& err) {
  int count = 0;
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);) count += line.starts_with("  ") ? 0 : 1;
  return count;
}

ProcessResult run_in(const std::string& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), test::assay_program());
  ProcessOptions options;
  options.folder = folder;
  options.signal = SIGKILL;
  options.after_ms = kPatienceMs;
  return test::run_process(arguments, options);
}

void expect_refused(const ProcessResult& result, const std::vector<std::string>& words) {
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_EQ(count_messages(result.err), 1) << result.err;
  EXPECT_LT(result.err.size(), 4000u);
  EXPECT_LT(result.peak_kib, kMaxKib);
  for (const std::string& word : words) EXPECT_THAT(result.err, HasSubstr(word));
}

// Every line of tests/data/broken/cases.txt.
TEST(BrokenInputE2eSlow, EachFileOfTheCorpusIsRefusedWithItsPlace) {
  const test::TempFolder folder;
  const std::string corpus = folder.path() + "/broken";
  fs::copy(std::string(ASSAY_SOURCE_DIR) + "/tests/data/broken", corpus, fs::copy_options::recursive);
  std::ifstream cases(corpus + "/cases.txt");
  int num_refused = 0;
  for (std::string line; std::getline(cases, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    SCOPED_TRACE(line);
    const std::vector<std::string> parts = split(line, " | ");
    ASSERT_GE(parts.size(), 2u);
    const ProcessResult result = run_in(corpus, split(parts[1], " "));
    const std::vector<std::string> words(parts.begin() + 2, parts.end());
    if (parts[0] == "2") {
      expect_refused(result, words);
      ++num_refused;
      continue;
    }
    EXPECT_EQ(std::to_string(result.exit_code), parts[0]) << result.err;
    for (const std::string& word : words) EXPECT_THAT(result.out, HasSubstr(word));
  }
  EXPECT_GT(num_refused, 250);
}

// What has odd bytes or is large is made here.
class BrokenInputE2e : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("rows.jsonl", kRow);
    task("good.yaml", "rows.jsonl");
  }

  std::string task(const std::string& name, const std::string& data, const std::string& more = "") const {
    folder_.write(name, "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: " + data +
                            "}}\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\n" + more);
    return name;
  }
  ProcessResult assay(const std::vector<std::string>& arguments) const { return run_in(folder_.path(), arguments); }
  void refused(const std::vector<std::string>& arguments, const std::vector<std::string>& words) const {
    SCOPED_TRACE(testing::PrintToString(arguments));
    expect_refused(assay(arguments), words);
  }
  void file_refused(const std::string& name, const std::string& bytes, const std::vector<std::string>& words) const {
    folder_.write(name, bytes);
    std::vector<std::string> all = words;
    all.push_back(name);
    refused({"validate", name}, all);
  }
  void link(const std::string& to, const std::string& name) const {
    ASSERT_EQ(symlink(to.c_str(), (folder_.path() + "/" + name).c_str()), 0);
  }
  void pipe(const std::string& name) const { ASSERT_EQ(mkfifo((folder_.path() + "/" + name).c_str(), 0600), 0); }

  static constexpr const char* kRow = "{\"q\": \"x\", \"a\": \"y\"}\n";
  test::TempFolder folder_;
};

std::string utf16(const std::string& ascii, bool big_endian, bool with_mark) {
  std::string out = !with_mark ? "" : big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

std::string gzip(const std::function<bool(std::string&)>& next) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out, part, chunk(1u << 16, '\0');
  for (bool more = true; more;) {
    more = next(part);
    stream.next_in = reinterpret_cast<Bytef*>(part.data());
    stream.avail_in = static_cast<uInt>(part.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
      stream.avail_out = static_cast<uInt>(chunk.size());
      deflate(&stream, more ? Z_NO_FLUSH : Z_FINISH);
      out.append(chunk.data(), chunk.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}

std::string gzip(const std::string& text) {
  return gzip([&](std::string& part) {
    part = text;
    return false;
  });
}

// `mib` mebibytes of one byte.
std::string bomb(char byte, int mib) {
  int made = 0;
  return gzip([&](std::string& part) {
    part.assign(1u << 20, byte);
    return ++made < mib;
  });
}

TEST_F(BrokenInputE2e, TextThatIsNotUtf8IsRefused) {
  for (const char* bad : {"\xFF\xFE", "\xC0\xAF", "\xED\xA0\x80", "na\xEFve"}) {
    file_refused("bad.jsonl", std::string(kRow) + "{\"q\": \"" + bad + "\"}\n", {"bad.jsonl:2", "UTF-8"});
    file_refused("bad.json", std::string("[{\"q\": \"") + bad + "\"}]", {"bad.json:1"});
    file_refused("bad.csv", std::string("q,a\n") + bad + ",x\n", {"bad.csv:2", "UTF-8"});
    file_refused("bad.txt", std::string("fine\n") + bad + "\n", {"bad.txt:2", "UTF-8"});
    file_refused("bad.yaml", std::string("task: t\ndescription: \"") + bad + "\"\n", {"bad.yaml:2", "UTF-8"});
  }
}

TEST_F(BrokenInputE2e, NulBytesAndOtherEncodingsAreRefused) {
  const std::string nul(1, '\0');
  file_refused("nul.jsonl", "{\"q\": \"a" + nul + "b\"}\n", {"nul.jsonl:1"});
  file_refused("nul.json", "[{\"q\": \"ab\"}" + nul + "]", {"nul.json:1"});
  file_refused("nul.csv", "q,a\nx" + nul + ",y\n", {"nul.csv:2", "NUL"});
  file_refused("nul.txt", "a" + nul + "b\n", {"nul.txt:1", "NUL"});
  file_refused("nul.yaml", "task: t" + nul + "\n", {"nul.yaml:1", "NUL"});
  file_refused("zeros.jsonl", std::string(5000, '\0'), {"zeros.jsonl:1"});
  for (const bool big : {false, true})
    for (const bool mark : {false, true}) {
      file_refused("wide.jsonl", utf16(kRow, big, mark), {});
      file_refused("wide.json", utf16("[{\"q\": 1}]", big, mark), {});
      file_refused("wide.csv", utf16("q,a\nx,y\n", big, mark), {});
      file_refused("wide.txt", utf16("some text\n", big, mark), {});
      file_refused("wide.yaml", utf16("task: t\n", big, mark), {"UTF-8"});
    }
}

TEST_F(BrokenInputE2e, AByteOrderMarkIsPassedOver) {
  const std::string mark = "\xEF\xBB\xBF";
  folder_.write("b.jsonl", mark + kRow);
  folder_.write("b.csv", mark + "q,a\nx,y\n");
  folder_.write("b.json", mark + "[{\"q\": 1}]");
  folder_.write("b.yaml", mark + test::read_file(folder_.path() + "/" + task("t.yaml", "b.jsonl")));
  for (const char* file : {"b.jsonl", "b.csv", "b.json", "b.yaml"}) {
    const ProcessResult result = assay({"validate", file});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, testing::Not(HasSubstr(mark)));
  }
}

TEST_F(BrokenInputE2e, AMessageGivesATerminalNoOrdersAndNoSecondLine) {
  const std::string good = test::read_file(folder_.path() + "/good.yaml");
  file_refused("escape.yaml", good + "\"\\e[31mred\\nassay: all is well\": 1\n", {"escape.yaml:7", "\\x1B[31mred\\nassay"});
  file_refused("long.yaml", good + "num_fewshot: " + std::string(1'000'000, 'x') + "\n", {"long.yaml:7", "xxx..."});
  file_refused("long_key.yaml", good + std::string(1000, 'k') + ": 1\n", {"long_key.yaml:7", "kkk..."});
}

TEST_F(BrokenInputE2e, CompressedDataThatAreCutOrCorruptAreNamed) {
  std::string rows;
  for (int i = 0; i < 500; ++i) rows += "{\"n\": " + std::to_string(i * i) + "}\n";
  const std::string whole = gzip(rows);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{9}, whole.size() / 2, whole.size() - 1})
    file_refused("cut.jsonl.gz", whole.substr(0, size), {"gzip"});
  std::string flipped = whole;
  flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 0x40);
  file_refused("flipped.jsonl.gz", flipped, {"gzip data are corrupt"});
  file_refused("behind.jsonl.gz", whole + "more", {"no gzip data follow"});
  file_refused("belies.jsonl.gz", kRow, {"gzip"});
  file_refused("belies.jsonl.zst", kRow, {"zstd"});
  file_refused("cut.jsonl.zst", "\x28\xB5\x2F\xFD", {"zstd"});
  file_refused("corrupt.jsonl.zst", "\x28\xB5\x2F\xFD\xFF\xFF\xFF\xFF\xFF\xFF\xFF", {"zstd"});
}

TEST_F(BrokenInputE2e, DecompressionBombsEnd) {
  const std::string letters = bomb('a', 300);
  for (const char* name : {"bomb.jsonl.gz", "bomb.json.gz", "bomb.csv.gz", "bomb.txt.gz"}) file_refused(name, letters, {});
  const std::string blanks = bomb('\n', 300);
  for (const char* name : {"blank.jsonl.gz", "blank.json.gz", "blank.csv.gz"})
    file_refused(name, blanks, {"decompression bomb"});
}

TEST_F(BrokenInputE2e, ParquetAndArrowFilesThatAreCutOrCorruptAreNamed) {
  if (!fs::exists(fs::path(test::assay_program()).parent_path() / "lib/assay/assay_arrow.so"))
    GTEST_SKIP() << "built without Apache Arrow (scripts/get-arrow gets it)";
  const std::string golden = std::string(ASSAY_SOURCE_DIR) + "/tests/golden/arrow/";
  for (const auto& [name, source] : {std::pair{"bad.parquet", "questions_zstd.parquet"}, {"bad.arrow", "nested_file.arrow"}}) {
    const std::string whole = test::read_file(golden + source);
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{7}, whole.size() / 2, whole.size() - 1})
      file_refused(name, whole.substr(0, size), {});
    std::string changed = whole;
    changed.replace(0, 4, "XXXX");
    changed.replace(changed.size() - 4, 4, "XXXX");
    file_refused(name, changed, {});
    // The length of the footer stands before the last magic.
    changed = whole;
    changed.replace(changed.size() - 10, 4, "\xFF\xFF\xFF\x7F");
    file_refused(name, changed, {});
    file_refused(name, kRow, {});
  }
}

TEST_F(BrokenInputE2e, HugeLinesFilesAndRowsAreRefused) {
  std::string huge = "{\"q\": \"" + std::string(100u << 20, 'a') + "\"}\n";
  for (const char* name : {"huge.jsonl", "huge.json", "huge.csv", "huge.txt", "huge.yaml"})
    file_refused(name, huge, {"MiB"});
  refused({"run", "huge.yaml"}, {"huge.yaml", "2 MiB"});
  huge = "{\"q\": [1";
  for (int i = 0; i < 3'000'000; ++i) huge += ",1";
  file_refused("values.jsonl", huge + "]}\n", {"values.jsonl:1", "more than 2000000 values"});
  std::string columns = "c0";
  for (int i = 1; i < 200'000; ++i) columns += ",c" + std::to_string(i);
  file_refused("columns.csv", columns + "\n1\n", {"columns.csv:1", "cells"});
}

TEST_F(BrokenInputE2e, DeepNestingEndsAtALimit) {
  const auto times = [](const std::string& text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  const int n = 100'000;
  file_refused("deep.jsonl", "{\"q\": " + times("[", n) + times("]", n) + "}\n", {"deep.jsonl:1", "deeper"});
  file_refused("deep.json", times("[", n) + times("]", n), {"deep.json:1", "deeper"});
  file_refused("deeper.json", times("{\"a\":", n) + "1" + times("}", n), {"deeper.json:1", "deeper"});
  file_refused("deep.yaml", "a: " + times("[", n) + times("]", n) + "\n", {"deep.yaml:1"});
  file_refused("deeper.yaml", "a: " + times("{a: ", n) + "1" + times("}", n) + "\n", {"deeper.yaml:1"});
  file_refused("dashes.yaml", times("- ", n) + "a\n", {"dashes.yaml:1"});
  file_refused("marks.yaml", times("? ", n) + "a\n", {"marks.yaml:1"});
}

TEST_F(BrokenInputE2e, PipesThatNobodyWritesToAreNoEndlessWait) {
  for (const char* name : {"p.jsonl", "p.json", "p.csv", "p.txt", "p.yaml", "p.parquet", "p.arrow"}) {
    pipe(name);
    refused({"validate", name}, {name, "pipe"});
  }
  refused({"score", "p.jsonl", "--metrics", "bleu"}, {"p.jsonl", "pipe"});
  refused({"run", "p.yaml"}, {"p.yaml", "pipe"});
  refused({"data", "hash", "p.jsonl"}, {"p.jsonl", "pipe"});
  refused({"validate", task("t.yaml", "p.jsonl")}, {"p.jsonl", "pipe"});
  folder_.write("include.yaml", "include: p.yaml\ntask: t\n");
  refused({"validate", "include.yaml"}, {"include.yaml:1", "p.yaml", "pipe"});
}

TEST_F(BrokenInputE2e, EndlessDevicesEnd) {
  for (const char* name : {"z.jsonl", "z.json", "z.csv", "z.yaml", "z.parquet", "z.arrow", "z.jsonl.gz"}) {
    link("/dev/zero", name);
    refused({"validate", name}, {name});
  }
  refused({"run", "z.yaml"}, {"z.yaml", "2 MiB"});
  refused({"score", "z.jsonl", "--metrics", "bleu"}, {"z.jsonl:1"});
  refused({"data", "hash", "z.jsonl"}, {"z.jsonl", "device"});
  refused({"validate", task("t.yaml", "z.jsonl")}, {"z.jsonl", "device"});
  link("/dev/null", "null.jsonl");
  refused({"validate", "null.jsonl"}, {"null.jsonl", "no rows"});
}

TEST_F(BrokenInputE2e, LinksInACircleFoldersAndFilesThatMayNotBeReadAreNamed) {
  for (const char* name : {"loop.jsonl", "loop.csv", "loop.yaml"}) {
    link(name, name);
    refused({"validate", name}, {name});
  }
  link("gone.jsonl", "dangling.jsonl");
  refused({"validate", "dangling.jsonl"}, {"dangling.jsonl", "No such file"});
  for (const char* name : {"f.jsonl", "f.json", "f.csv", "f.txt", "f.parquet", "f.arrow", "f.yaml"}) {
    fs::create_directory(folder_.path() + "/" + name);
    refused({"validate", name}, {name, "folder"});
  }
  refused({"validate", task("name.yaml", std::string(300, 'x') + ".jsonl")}, {"File name too long"});
  fs::create_directories(folder_.path() + "/d/e");
  link("..", "d/e/up");
  folder_.write("d/rows.jsonl", kRow);
  EXPECT_EQ(assay({"validate", task("glob.yaml", "'d/**/*.jsonl'")}).exit_code, 0) << "a link to a folder is not followed";
  refused({"validate", task("none.yaml", "'d/**/*.nothing'")}, {"d/**/*.nothing", "fits no file"});
  if (geteuid() == 0) return;  // root may read everything
  folder_.write("secret.jsonl", kRow);
  ASSERT_EQ(chmod((folder_.path() + "/secret.jsonl").c_str(), 0), 0);
  refused({"validate", "secret.jsonl"}, {"secret.jsonl", "Permission denied"});
}

}  // namespace
}  // namespace assay
