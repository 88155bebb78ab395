#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/perturb/words.h"
#include "datasets/random_draw.h"
#include "datasets/synthetic/sentences.h"
#include "harness/core/error.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::datasets::perturb {
namespace {

constexpr std::array<std::string_view, 3> kWhere = {"before", "after", "both"};
constexpr std::size_t kMaxFileBytes = 16u << 20;

std::vector<std::string> read_lines(const Options& options, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    options.fail("sentences", fmt::format("'{}' cannot be read; expected a text with a sentence a line", path));
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (std::string line; std::getline(file, line);) {
    bytes += line.size();
    if (bytes > kMaxFileBytes)
      options.fail("sentences", fmt::format("'{}' is larger than {} MiB", path, kMaxFileBytes >> 20));
    if (!text::is_valid_utf8(line))
      options.fail("sentences", fmt::format("'{}': line {} is not UTF-8", path, lines.size() + 1));
    const std::string_view stripped = text::strip(line);
    if (!stripped.empty()) lines.emplace_back(stripped);
  }
  if (lines.empty()) options.fail("sentences", fmt::format("'{}' has no sentence; expected one a line", path));
  return lines;
}

class Distractors final : public Perturbation {
 public:
  explicit Distractors(const Options& options)
      : columns_(options),
        count_(options.integer("count", 2, 1, 10'000)),
        where_(options.one_of("where", "before", kWhere)) {
    if (const auto path = options.maybe_text("sentences")) sentences_ = read_lines(options, *path);
  }

  bool apply(Value& row, RandomStream& random) const override {
    const std::vector<std::string> targets = columns_.protected_words(row);
    bool changed = false;
    for (Value* text : columns_.texts(row)) {
      std::string before, after;
      for (std::int64_t i = 0; i < count_; ++i) {
        const bool in_front = where_ == "before" || (where_ == "both" && i % 2 == 0);
        std::string& side = in_front ? before : after;
        const std::string sentence = irrelevant(random, targets);
        side += in_front ? sentence + " " : " " + sentence;
      }
      *text = before + text->as_string() + after;
      changed = true;
    }
    return changed;
  }

 private:
  // A sentence that has a word of the answer in it would not be beside the point.
  std::string irrelevant(RandomStream& random, const std::vector<std::string>& targets) const {
    for (int attempt = 0; attempt < 1000; ++attempt) {
      std::string sentence = sentences_.empty() ? draw_sentence(random) : draw_one(random, sentences_);
      if (!has_target(sentence, targets)) return sentence;
    }
    throw Error(ErrorKind::kData,
                "every sentence that was drawn has a word of the answer in it; give other `sentences`");
  }

  static bool has_target(const std::string& sentence, const std::vector<std::string>& targets) {
    for (const Word& word : split_words(sentence)) {
      if (word.is_space) continue;
      const std::string bare = bare_word(word.text);
      // "the" of an answer says nothing.
      if (bare.size() > 3 && std::binary_search(targets.begin(), targets.end(), bare)) return true;
    }
    return false;
  }

  TextColumns columns_;
  std::int64_t count_;
  std::string where_;
  std::vector<std::string> sentences_;
};

}  // namespace

extern const PerturbationDef distractors = {
    "distractors",
    "Sentences that are beside the point, before or behind the question; none has a word of the answer in it.",
    "count (2), where (before, after or both; default before), sentences (a text file with one a line; default from "
    "our "
    "grammar), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<Distractors>(options); }};

}  // namespace assay::datasets::perturb
