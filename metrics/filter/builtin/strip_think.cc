#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"strip_think",
      "the answer behind the last </think>; thoughts that do not end are no answer, and a text without thoughts is all "
      "answer",
      "open (default <think>), close (default </think>), opened (the prompt has opened the thoughts: without their end "
      "there "
      "is no answer; default false), fallback (the text where there is no answer; default [invalid]), on_no_match (fallback "
      "or keep; default fallback)"}}};

class StripThink final : public Extraction {
 public:
  explicit StripThink(const Options& options)
      : Extraction(options),
        open_(options.text("open", "<think>")),
        close_(options.text("close", "</think>")),
        opened_(options.flag("opened", false)) {
    if (open_.empty()) options.fail("open", "expected a text that is not empty");
    if (close_.empty()) options.fail("close", "expected a text that is not empty");
  }

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    const std::size_t close = text.rfind(close_);
    const bool ended = close != std::string_view::npos;
    const std::string_view rest = ended ? text.substr(close + close_.size()) : text;
    const std::size_t open = rest.find(open_);
    // Answered first, and then thinking again until it was cut off.
    if (ended && open != std::string_view::npos) return answer_in(rest.substr(0, open));
    if (open != std::string_view::npos || (!ended && opened_)) return std::nullopt;
    return ended ? answer_in(rest) : std::string(text);
  }

 private:
  /// An end of thoughts with nothing behind it is no answer either.
  static std::optional<std::string> answer_in(std::string_view rest) {
    const std::string_view answer = text::strip(rest);
    if (answer.empty()) return std::nullopt;
    return std::string(answer);
  }

  std::string open_;
  std::string close_;
  bool opened_;
};

}  // namespace

extern const FilterDef strip_think = {kInfos, "assay",
                                      [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                        return std::make_unique<StripThink>(options);
                                      }};

}  // namespace assay::metrics::filters
