#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"code_block", "the content of a fenced block of code, ``` or ~~~",
      "language (a name or a list of names; only such blocks; default any), which (first or last; default first), unclosed "
      "(whether a block that is cut off counts; default true), fallback (the text where there is no block; default "
      "[invalid]), on_no_match (fallback or keep; default fallback)"}}};

struct Fence {
  char mark;
  std::size_t length;
  std::string_view rest;  // of its line, stripped
};

std::optional<Fence> fence_of(std::string_view line) {
  line = text::strip(line);
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return std::nullopt;
  const std::size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  if (length < 3) return std::nullopt;
  const std::string_view rest = text::strip(line.substr(length));
  // "```x = 1```" in a line is code of its own.
  if (line[0] == '`' && rest.find('`') != std::string_view::npos) return std::nullopt;
  return Fence{line[0], length, rest};
}

class CodeBlock final : public Extraction {
 public:
  explicit CodeBlock(const Options& options)
      : Extraction(options),
        languages_(options.texts("language")),
        last_(takes_last(options, "first")),
        unclosed_(options.flag("unclosed", true)) {
    for (std::string& language : languages_) language = text::to_lower(language);
  }

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    std::optional<std::string_view> found;
    std::optional<Fence> open;
    std::size_t content = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t newline = std::min(text.find('\n', begin), text.size());
      const auto fence = fence_of(text.substr(begin, newline - begin));
      const std::size_t next = std::min(newline + 1, text.size());
      if (fence && !open) {
        open = fence;
        content = next;
      } else if (fence && fence->mark == open->mark && fence->length >= open->length && fence->rest.empty()) {
        if (wanted(open->rest)) {
          found = text.substr(content, begin - content);
          if (!last_) break;
        }
        open.reset();
      }
      begin = newline + 1;
    }
    if (open && unclosed_ && wanted(open->rest) && (last_ || !found)) found = text.substr(content);
    if (!found) return std::nullopt;
    return std::string(*found);
  }

 private:
  bool wanted(std::string_view label) const {
    if (languages_.empty()) return true;
    const std::string name = text::to_lower(label.substr(0, label.find_first_of(" \t{,:")));
    return std::find(languages_.begin(), languages_.end(), name) != languages_.end();
  }

  std::vector<std::string> languages_;
  bool last_;
  bool unclosed_;
};

}  // namespace

extern const FilterDef code_block = {kInfos, "assay",
                                     [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                       return std::make_unique<CodeBlock>(options);
                                     }};

}  // namespace assay::metrics::filters
