// Mutations of whole files end in rows or in an Error that names the file. scripts/fuzz does the same for longer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>

#include "datasets/registry.h"
#include "datasets/sample_builder.h"
#include "datasets/task_loader.h"
#include "tests/datasets/reader/arrow_files.h"
#include "tests/support/mutation.h"

namespace assay::datasets {
namespace {

std::string gzipped(const std::string& text) {
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

std::string zstandard(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// Reads a file to its end with the reader of that name.
void read_hostile(const ReaderDef& def, const std::string& path) {
  try {
    const auto reader = def.open(path, {});
    for (Value row; reader->next(row);) ASSERT_TRUE(row.is_object());
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(path));
    EXPECT_LT(std::string_view(error.what()).size(), 2000u);
  }
}

TEST(HostileBytes, OfTextFormatsAreRowsOrAnError) {
  const test::TempFolder folder;
  const std::vector<std::string> seeds = {
      "{\"q\": \"a\\u00e9\", \"n\": [1, -2.5e3, null], \"m\": {\"k\": true}}\n{\"q\": \"b\", \"n\": [], \"m\": {}}\n",
      "[{\"q\": \"a\"}, {\"q\": \"b\", \"n\": 2}]",
      "{\"data\": [{\"p\": [{\"q\": 1}]}], \"version\": 1}",
      "{\"q\": [\"a\", \"b\"], \"n\": [1, 2]}",
      "{\"columns\": [\"q\"], \"index\": [0], \"data\": [[1]]}",
      "q,n\n\"a, \"\"b\"\"\",1\nb,2.5\r\nc,\n",
      "q\tn\na\t1\n",
      "one line\n\nanother\n"};
  test::Mutator mutator(1,
                        {"\xEF\xBB\xBF", "\\ud800", "1e999", "NaN", "[[[[[[[[", "\"", "\r", "\0x", "{\"", "\xFF", ",", "}"});
  for (int round = 0; round < test::fuzz_rounds(300); ++round) {
    std::string bytes = mutator.mutate(seeds[static_cast<std::size_t>(round) % seeds.size()]);
    if (round % 5 == 3) bytes = mutator.mutate(gzipped(bytes));
    if (round % 5 == 4) bytes = mutator.mutate(zstandard(bytes));
    const std::string path = folder.write("hostile", bytes);
    for (const ReaderDef* def : builtin::all_readers())
      if (def->name != "parquet" && def->name != "arrow") read_hostile(*def, path);
  }
}

TEST(HostileBytes, OfParquetAndArrowFilesAreRowsOrAnError) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  test::Mutator mutator(2, {"PAR1", "ARROW1", std::string(8, '\0'), std::string(4, '\xFF')});
  std::vector<std::string> seeds;
  for (const char* name : {"nested.parquet", "questions_zstd.parquet", "hf.parquet", "nested_file.arrow",
                           "nested_stream.arrow", "dictionaries.arrow", "questions.feather"})
    seeds.push_back(test::read_file(std::string(ASSAY_SOURCE_DIR) + "/tests/golden/arrow/" + name));
  for (int round = 0; round < test::fuzz_rounds(200); ++round) {
    const std::string path = folder.write("hostile", mutator.mutate(seeds[static_cast<std::size_t>(round) % seeds.size()]));
    for (const ReaderDef* def : builtin::all_readers())
      if (def->name == "parquet" || def->name == "arrow") read_hostile(*def, path);
  }
}

TEST(HostileBytes, OfTaskFilesAreTasksOrAnError) {
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ASSAY_SOURCE_DIR) + "/datasets/tasks"))
    seeds.push_back(test::read_file(entry.path().string()));
  std::sort(seeds.begin(), seeds.end());
  test::Mutator mutator(3, {"!function ",
                            "&a ",
                            "*a",
                            "{{",
                            "}}",
                            "{% for x in y %}",
                            ": ",
                            "- ",
                            "|\n",
                            "!!binary ",
                            "\t",
                            "? ",
                            "---\n",
                            "[",
                            "{",
                            "\xFF",
                            "choices",
                            "null",
                            "99999999999999999999",
                            ".nan"});
  Value choices = Value::array();
  for (const char* choice : {"one", "two"}) choices.push_back(choice);
  Value row = Value::object();
  row.set("question", "What is one and one?");
  row.set("choices", std::move(choices));
  row.set("answer", 1);
  SplitShape shape;
  shape.columns = {"question", "choices", "answer"};
  for (int round = 0; round < test::fuzz_rounds(300); ++round) {
    const std::string yaml = mutator.mutate(seeds[static_cast<std::size_t>(round) % seeds.size()]);
    try {
      const TaskSpec spec = parse_task(yaml, "hostile.yaml", "/nowhere");
      Value prepared = row;
      if (prepare_row(spec, prepared)) build_sample(spec, std::move(prepared), shape);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("hostile.yaml"));
      EXPECT_LT(std::string_view(error.what()).size(), 2000u);
    }
  }
}

}  // namespace
}  // namespace assay::datasets
