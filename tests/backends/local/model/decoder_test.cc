#include "backends/local/model/decoder.h"

#include <gtest/gtest.h>

#include <cmath>

#include "backends/local/sample/logprobs.h"
#include "tests/backends/local/model/golden_lines.h"
#include "tests/backends/local/model/loaded_model.h"

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

}  // namespace
}  // namespace assay::local
