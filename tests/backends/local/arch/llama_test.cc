#include <gtest/gtest.h>

#include "backends/local/model/arch_def.h"
#include "tests/backends/local/model/loaded_model.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

TEST(Llama, IsRegisteredWithAllItsTensorNames) {
  const ArchDef* llama = nullptr;
  for (const ArchDef* arch : all_archs())
    if (arch->name == "llama") llama = arch;
  ASSERT_NE(llama, nullptr);
  for (const std::string_view format : {"gguf", "safetensors"}) {
    const TensorNames& names = llama->names(format);
    for (const std::string_view name : {names.attention_norm, names.q, names.k, names.v, names.o, names.ffn_norm,
                                        names.gate, names.up, names.down, names.q_bias, names.down_bias})
      EXPECT_NE(name.find("{}"), std::string_view::npos) << name;
    for (const std::string_view name : {names.embedding, names.final_norm, names.head}) EXPECT_FALSE(name.empty());
  }
}

// The formats order the rows of q and k differently: the same logits mean that both the names and the rotation fit.
TEST(Llama, GivesTheSameLogitsFromEitherFormat) {
  ASSAY_SHARED_OR_SKIP(folder, "models/stories260K");
  test::LoadedModel gguf(folder + "/stories260K-f32.gguf"), hf(folder + "/hf");
  EXPECT_TRUE(gguf.config.interleaved_rope);
  EXPECT_FALSE(hf.config.interleaved_rope);
  const std::vector<std::int32_t> ids = {1, 403, 407, 261, 378, 432, 383, 286, 261, 376};
  const std::vector<float> a = gguf.logits(ids), b = hf.logits(ids);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4f) << i;
}

}  // namespace
}  // namespace assay::local
