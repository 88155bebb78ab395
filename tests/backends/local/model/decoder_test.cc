#include "backends/local/model/decoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "backends/local/sample/logprobs.h"
#include "tests/backends/local/model/golden_lines.h"
#include "tests/backends/local/model/loaded_model.h"
#include "tests/backends/local/model/tiny_checkpoint.h"

namespace assay::local {
namespace {

using test::GoldenLine;
using test::LoadedModel;

// Every log-probability, argmax and greedy token of the reference; `tolerance` on each log-probability.
void expect_golden(const std::string& model, const std::string& golden, double tolerance) {
  LoadedModel loaded(model);
  const auto vocab = static_cast<std::size_t>(loaded.config.vocab_size);
  for (const GoldenLine& line : test::read_golden_lines(golden)) {
    SCOPED_TRACE(line.text);
    std::vector<std::int32_t> ids = line.ids;
    ids.insert(ids.end(), line.greedy.begin(), line.greedy.end());
    const std::vector<float> logits = loaded.logits(ids);
    const auto row = [&](std::size_t i) { return std::span<const float>(logits).subspan(i * vocab, vocab); };
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < line.ids.size(); ++i) {
      const double lse = kernels().log_sum_exp(row(i).data(), loaded.config.vocab_size);
      const double logprob = log_softmax_at(row(i), line.ids[i + 1], lse);
      EXPECT_NEAR(logprob, line.logprobs[i], tolerance) << "position " << i;
      EXPECT_EQ(scan_row(row(i)).argmax, line.argmax[i]) << "position " << i;
      sum += logprob;
    }
    EXPECT_NEAR(sum, line.sum_logprob, tolerance * static_cast<double>(line.ids.size()));
    EXPECT_EQ(scan_row(row(line.ids.size() - 1)).argmax, line.next_argmax);
    for (std::size_t i = 0; i < line.greedy.size(); ++i)
      EXPECT_EQ(scan_row(row(line.ids.size() - 1 + i)).argmax, line.greedy[i]) << "greedy token " << i;
  }
}

TEST(Decoder, GivesTheReferencesLogprobsOfStories260KFromGguf) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  expect_golden(folder + "/stories260K-f32.gguf", folder + "/golden.jsonl", 1e-4);
}

TEST(Decoder, GivesTheReferencesLogprobsOfStories260KFromHuggingFace) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  expect_golden(folder + "/hf", folder + "/golden.jsonl", 1e-4);
}

TEST(Decoder, GivesTheReferencesLogprobsOfBabyLlamaFromGguf) {
  ASSAY_SHARED_OR_SKIP(folder, "models/babyllama105");
  expect_golden(folder + "/babyllama105-f32.gguf", folder + "/golden.jsonl", 1e-4);
}

TEST(Decoder, GivesTheReferencesLogprobsOfBabyLlamaFromHuggingFace) {
  ASSAY_SHARED_OR_SKIP(folder, "models/babyllama105");
  expect_golden(folder + "/hf", folder + "/golden.jsonl", 1e-4);
}

// One case of the golden file that make_models.py wrote: the checkpoint's folder with this rotary scaling.
void expect_transformers(const Value& one) {
  SCOPED_TRACE(one.find("name")->as_string());
  const std::string from = assay::test::test_data("golden/models/" + one.find("folder")->as_string());
  Value config = json::parse(assay::test::read_file(from + "/config.json"), "config.json");
  config.set("rope_parameters", *one.find("rope"));
  const assay::test::TempFolder folder;
  folder.write("config.json", json::dump(config));
  folder.write("model.safetensors", assay::test::read_file(from + "/model.safetensors"));
  LoadedModel loaded(folder.path());
  const auto vocab = static_cast<std::size_t>(loaded.config.vocab_size);
  for (const Value& answer : one.find("answers")->as_array()) {
    std::vector<std::int32_t> ids = test::to_ids(*answer.find("ids"));
    const std::size_t num_prompt = ids.size();
    const std::vector<std::int32_t> greedy = test::to_ids(*answer.find("greedy"));
    ids.insert(ids.end(), greedy.begin(), greedy.end());
    const std::vector<float> logits = loaded.logits(ids);
    const auto row = [&](std::size_t i) { return std::span<const float>(logits).subspan(i * vocab, vocab); };
    const Value::Array& rows = answer.find("rows")->as_array();
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const Value::Array& expected = answer.find("logits")->as_array()[r].as_array();
      const auto got = row(static_cast<std::size_t>(rows[r].as_int()));
      ASSERT_EQ(expected.size(), vocab);
      double largest = 0.0;
      for (const Value& x : expected) largest = std::max(largest, std::abs(x.as_double()));
      for (std::size_t i = 0; i < vocab; ++i) EXPECT_NEAR(got[i], expected[i].as_double(), 2e-4 * largest) << i;
    }
    const std::vector<std::int32_t> argmax = test::to_ids(*answer.find("argmax"));
    for (std::size_t i = 0; i < argmax.size(); ++i) EXPECT_EQ(scan_row(row(i)).argmax, argmax[i]) << i;
    for (std::size_t i = 0; i < greedy.size(); ++i) EXPECT_EQ(scan_row(row(num_prompt - 1 + i)).argmax, greedy[i]) << i;
  }
}

TEST(Decoder, GivesTheLogitsOfTransformersForTinyModels) {
  const std::string file = assay::test::test_data("golden/models/tiny_llama.json");
  const Value golden = json::parse(assay::test::read_file(file), file);
  ASSERT_EQ(golden.find("cases")->size(), 4u);
  for (const Value& one : golden.find("cases")->as_array()) expect_transformers(one);
}

// Half precision and 8-bit weights change the model a little, so the reference is met within their rounding.
TEST(Decoder, RoundedWeightsStayNearTheReference) {
  ASSAY_SHARED_OR_SKIP(folder, "models/babyllama105");
  const std::vector<GoldenLine> lines = test::read_golden_lines(folder + "/golden.jsonl");
  for (const auto& [file, tolerance] :
       {std::pair("/babyllama105-f16.gguf", 2e-3), std::pair("/babyllama105-q8_0.gguf", 0.15)}) {
    LoadedModel loaded(folder + file);
    const auto vocab = static_cast<std::size_t>(loaded.config.vocab_size);
    const GoldenLine& line = lines.at(0);
    const std::vector<float> logits = loaded.logits(line.ids);
    for (std::size_t i = 0; i + 1 < line.ids.size(); ++i) {
      const auto row = std::span<const float>(logits).subspan(i * vocab, vocab);
      EXPECT_NEAR(log_softmax_at(row, line.ids[i + 1], loaded.decoder.log_sum_exp(row)), line.logprobs[i], tolerance)
          << file << " position " << i;
    }
  }
}

std::vector<std::int32_t> some_ids(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(static_cast<std::int32_t>(random.below(48)));
  return ids;
}

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

class DecoderBits : public ::testing::TestWithParam<const KernelTable*> {
 protected:
  DecoderBits() : path_(test::TinyCheckpoint{}.write(folder_)) {}
  assay::test::TempFolder folder_;
  std::string path_;
};

TEST_P(DecoderBits, DoNotDependOnTheChunksOfThePrefillNorOnThreads) {
  const std::vector<std::int32_t> ids = some_ids(150, 1);
  LoadedModel one(path_, 1, *GetParam());
  LoadedModel two(path_, 2, *GetParam());
  const std::vector<float> whole = one.logits(ids);
  for (const std::size_t chunk : {1u, 16u, 33u, 128u}) {
    EXPECT_TRUE(same_bits(one.logits(ids, chunk), whole)) << chunk;
    EXPECT_TRUE(same_bits(two.logits(ids, chunk), whole)) << chunk << " with two threads";
  }
  EXPECT_TRUE(same_bits(two.logits(ids), whole));
}

TEST_P(DecoderBits, DoNotDependOnTheOtherSequencesOfABatch) {
  LoadedModel model(path_, 2, *GetParam());
  const auto vocab = static_cast<std::size_t>(model.config.vocab_size);
  for (const std::size_t batch : {2u, 7u}) {
    std::vector<std::vector<std::int32_t>> ids;
    std::vector<KvSequence> caches;
    for (std::size_t i = 0; i < batch; ++i) {
      ids.push_back(some_ids(3 + i * 11, 100 + i));
      caches.emplace_back(model.cache_pool);
    }
    std::vector<std::vector<float>> together;
    for (const auto& one : ids) together.emplace_back(one.size() * vocab);
    // Half of each sequence, then the other half, all at once.
    for (const bool first : {true, false}) {
      std::vector<Segment> segments;
      for (std::size_t i = 0; i < batch; ++i) {
        const std::size_t half = ids[i].size() / 2;
        const std::span<const std::int32_t> all(ids[i]);
        segments.push_back({&caches[i], first ? all.first(half) : all.subspan(half), 0});
      }
      model.decoder.forward(segments, [&](const RowOutput& output) {
        const auto i = static_cast<std::size_t>(output.segment);
        const std::size_t at = static_cast<std::size_t>(output.row) + (first ? 0 : ids[i].size() / 2);
        std::copy(output.logits.begin(), output.logits.end(),
                  together[i].begin() + static_cast<std::ptrdiff_t>(at * vocab));
      });
    }
    for (std::size_t i = 0; i < batch; ++i)
      EXPECT_TRUE(same_bits(model.logits(ids[i]), together[i])) << "sequence " << i << " of " << batch;
  }
}

TEST_P(DecoderBits, AForkGoesOnAsItsParentWouldHave) {
  LoadedModel model(path_, 1, *GetParam());
  const std::vector<std::int32_t> ids = some_ids(45, 3);
  const std::vector<float> whole = model.logits(ids);
  KvSequence parent(model.cache_pool);
  const Segment context{&parent, std::span<const std::int32_t>(ids).first(39), 39};
  model.decoder.forward({&context, 1}, [](const RowOutput&) { FAIL() << "no output was wanted"; });
  KvSequence child = parent.fork(37);
  const auto vocab = static_cast<std::size_t>(model.config.vocab_size);
  const Segment rest{&child, std::span<const std::int32_t>(ids).subspan(37), 6};
  std::size_t outputs = 0;
  model.decoder.forward({&rest, 1}, [&](const RowOutput& output) {
    ++outputs;
    EXPECT_TRUE(same_bits(output.logits, std::span<const float>(whole).subspan(
                                             (37 + static_cast<std::size_t>(output.row)) * vocab, vocab)));
  });
  EXPECT_EQ(outputs, 2u);
}

INSTANTIATE_TEST_SUITE_P(EveryTable, DecoderBits,
                         ::testing::ValuesIn(available_kernels().begin(), available_kernels().end()),
                         [](const auto& table) { return std::string(table.param->name); });

}  // namespace
}  // namespace assay::local
