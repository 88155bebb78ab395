#include <array>
#include <string>

#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::string_view kOptions =
    "fallback (the text where all is blank; default [invalid]), on_no_match (fallback or keep; default fallback)";
constexpr std::array<FilterInfo, 2> kInfos = {{{"first_line", "the first line that is not blank, stripped", kOptions},
                                               {"last_line", "the last line that is not blank, stripped", kOptions}}};

class Line final : public Extraction {
 public:
  Line(const Options& options, bool last) : Extraction(options), last_(last) {}

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    text = text::strip(text);
    if (text.empty()) return std::nullopt;
    const std::string_view line =
        last_ ? text.substr(text.find_last_of("\n\r") + 1) : text.substr(0, text.find_first_of("\n\r"));
    return std::string(text::strip(line));
  }

 private:
  bool last_;
};

}  // namespace

extern const FilterDef lines = {kInfos, "assay",
                                [](std::string_view name, const Options& options) -> std::unique_ptr<Filter> {
                                  return std::make_unique<Line>(options, name == "last_line");
                                }};

}  // namespace assay::metrics::filters
