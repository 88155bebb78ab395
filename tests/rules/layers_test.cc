// Who may include whom, read from every #include of the tree (docs/architecture.md, "Layers").
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "tests/rules/source_tree.h"

namespace assay::rules {
namespace {

bool is_below(const std::string& path, const std::string& folder) { return path.starts_with(folder + "/"); }

struct Layer {
  std::string folder;
  std::vector<std::string> may_include;  // folders, besides its own
};

const std::vector<Layer>& layers() {
  static const std::vector<Layer> kLayers = {
      {"harness/core", {}},
      {"harness/text", {"harness/core"}},
      {"metrics", {"harness/core", "harness/text"}},
      {"raters", {"harness/core", "harness/text", "metrics/stats"}},
      {"datasets", {"harness/core", "harness/text"}},
      {"backends", {"harness/core", "harness/text"}},
      {"harness/store", {"harness/core"}},
      {"harness/run", {"harness/core", "harness/text", "harness/store", "metrics/stats", "datasets"}},
      {"reports", {"harness/core", "harness/store", "metrics/stats", "raters/rank"}},
      {"harness/cli", {"harness", "metrics", "raters", "datasets", "backends", "reports"}},
  };
  return kLayers;
}

// Inside the engine: a part, and the other parts it may include (all may include tensor.h).
const std::map<std::string, std::vector<std::string>>& engine_parts() {
  static const std::map<std::string, std::vector<std::string>> kParts = {
      {"tokenizer", {}},
      {"weights", {}},
      {"kernels", {}},
      {"cache", {}},
      {"sample", {}},
      {"model", {"weights", "kernels", "cache"}},
      {"arch", {"model"}},
      {"schedule", {"model", "cache", "sample"}},
  };
  return kParts;
}

std::optional<Layer> layer_of(const std::string& path) {
  for (const Layer& layer : layers())
    if (is_below(path, layer.folder)) return layer;
  return std::nullopt;
}

bool is_project_include(const std::string& include) { return layer_of(include).has_value(); }

std::string violation(const std::string& from, const std::string& include) {
  const std::optional<Layer> layer = layer_of(from);
  if (!layer) return from + " lies in no layer";
  if (!is_project_include(include)) return "";
  if (is_below(include, layer->folder)) return "";
  for (const std::string& folder : layer->may_include) {
    if (!is_below(include, folder)) continue;
    if (layer->folder == "harness/run" && include.find("/builtin/") != std::string::npos)
      return from + " includes a builtin: " + include;
    return "";
  }
  return from + " may not include " + include;
}

std::string engine_violation(const std::string& from, const std::string& include) {
  const std::string engine = "backends/local/";
  if (!from.starts_with(engine) || !include.starts_with(engine)) return "";
  const std::string from_part = from.substr(engine.size(), from.find('/', engine.size()) - engine.size());
  const std::string to = include.substr(engine.size());
  const std::string to_part = to.substr(0, to.find('/'));
  const auto part = engine_parts().find(from_part);
  if (part == engine_parts().end() || to == "tensor.h" || to_part == from_part) return "";
  for (const std::string& allowed : part->second)
    if (to_part == allowed) return "";
  return from + " may not include " + include;
}

TEST(Layers, NoFileIncludesWhatItsLayerMayNot) {
  const auto sources = read_sources(ASSAY_SOURCE_DIR);
  ASSERT_GT(sources.size(), 50u);
  for (const SourceFile& file : sources)
    for (const std::string& include : file.includes) EXPECT_EQ(violation(file.path, include), "");
}

TEST(Layers, ThePartsOfTheEngineStayApart) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR))
    for (const std::string& include : file.includes) EXPECT_EQ(engine_violation(file.path, include), "");
}

TEST(Layers, AnInstructionSetIncludesOnlyTheTableIntrinsicsAndTheGenericCode) {
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    if (!is_below(file.path, "backends/local/kernels/isa")) continue;
    for (const std::string& include : file.includes) {
      const bool allowed = include == "backends/local/kernels/kernels.h" || include == "cstdint" || include == "cstddef" ||
                           include == "immintrin.h" || include.find("kernels/generic/") != std::string::npos ||
                           include == "cmath" || include == "cstring" ||
                           (is_below(include, "backends/local/kernels/isa") && include.ends_with(".h"));
      EXPECT_TRUE(allowed) << file.path << " includes " << include;
    }
  }
}

TEST(Layers, EveryThirdPartyHeaderStaysInItsPlace) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> places = {
      {"curl/", {"backends/http/http_client.cc"}},
      {"SQLiteCpp/", {"harness/store/"}},
      {"sqlite3.h", {"harness/store/"}},
      {"yaml-cpp/", {"harness/core/yaml.cc"}},
      {"nlohmann/json.hpp", {"harness/core/json.cc"}},
      {"boost/", {"harness/cli/"}},
      {"pcre2.h", {"harness/text/"}},
      {"utf8proc.h", {"harness/text/"}},
      {"cld2/", {"harness/text/language.cc"}},
      {"arrow/", {"datasets/reader/arrow/"}},
      {"parquet/", {"datasets/reader/arrow/"}},
      {"openssl/", {"harness/core/hash.cc"}},
      {"zlib.h", {"datasets/reader/byte_source.cc"}},
      {"zstd.h", {"datasets/reader/byte_source.cc"}},
  };
  for (const SourceFile& file : read_sources(ASSAY_SOURCE_DIR)) {
    for (const std::string& include : file.includes) {
      for (const auto& [header, allowed] : places) {
        if (!include.starts_with(header)) continue;
        bool ok = false;
        for (const std::string& place : allowed) ok |= file.path.starts_with(place);
        EXPECT_TRUE(ok) << file.path << " includes " << include << "; only " << allowed.front() << " may";
      }
    }
  }
}

TEST(Layers, TheRulesFindAViolation) {
  EXPECT_NE(violation("metrics/builtin/bleu.cc", "raters/rubric/rubric.h"), "");
  EXPECT_NE(violation("harness/core/json.cc", "harness/text/utf8.h"), "");
  EXPECT_NE(violation("harness/run/plan.cc", "datasets/reader/builtin/jsonl.h"), "");
  EXPECT_NE(violation("harness/run/plan.cc", "metrics/text/ngrams.h"), "");
  EXPECT_EQ(violation("harness/run/plan.cc", "datasets/prompt.h"), "");
  EXPECT_NE(engine_violation("backends/local/tokenizer/bpe.cc", "backends/local/weights/gguf.h"), "");
  EXPECT_EQ(engine_violation("backends/local/model/decoder.cc", "backends/local/kernels/kernels.h"), "");
}

}  // namespace
}  // namespace assay::rules
