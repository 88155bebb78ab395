#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/filter/each_answer.h"
#include "metrics/filter/find_all.h"

namespace assay::metrics::filters {
namespace {

constexpr std::string_view kAfterOptions =
    "marker (a text or a list of texts; required), which (the first or the last one; default last), ignore_case (default "
    "false), strip (white space at both ends of the rest; default true), fallback (the text where no marker is there; "
    "default "
    "[invalid]), on_no_match (fallback or keep; default fallback)";
constexpr std::string_view kBeforeOptions =
    "marker (a text or a list of texts; required), which (the first or the last one; default first), ignore_case (default "
    "false), strip (default true), fallback, on_no_match (as those of after)";
constexpr std::array<FilterInfo, 3> kInfos = {
    {{"after", "what follows a marker, such as \"Answer:\"", kAfterOptions},
     {"before", "what lies before a marker", kBeforeOptions},
     {"stop_at",
      "the answer up to the first of some texts, as stop strings would have cut it; all of it where none is there",
      "until (a text or a list of texts; required), ignore_case (default false), skip_leading (a text at the very beginning "
      "is no stop; default false)"}}};

/// One of several literal texts.
class Marker {
 public:
  Marker(const Options& options, std::string_view key) : regex_(pattern(options, key), flags(options)) {}

  struct Place {
    std::size_t begin, end;
  };
  /// Where two begin at one place the longer one counts.
  std::optional<Place> first(std::string_view text, std::size_t from = 0) const {
    const auto match = regex_.search(text, from);
    if (!match) return std::nullopt;
    return Place{match->begin(), match->end()};
  }
  std::optional<Place> last(std::string_view text) const {
    const auto matches = regex_.find_all(text);
    if (matches.empty()) return std::nullopt;
    return Place{matches.back().begin(), matches.back().end()};
  }

 private:
  static text::Regex::Options flags(const Options& options) {
    return {.ignore_case = options.flag("ignore_case", false), .python = true};
  }
  static std::string pattern(const Options& options, std::string_view key) {
    options.node(key);
    std::vector<std::string> markers = options.texts(key);
    if (markers.empty()) options.fail("", fmt::format("the key '{}' is missing; expected a text or a list of texts", key));
    for (const std::string& marker : markers)
      if (marker.empty()) options.fail(key, "an empty text is everywhere; expected texts that are not");
    std::stable_sort(markers.begin(), markers.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    std::string out;
    for (const std::string& marker : markers) out += (out.empty() ? "" : "|") + escaped_for_regex(marker);
    return out;
  }

  text::Regex regex_;
};

class Around final : public Extraction {
 public:
  Around(const Options& options, bool after)
      : Extraction(options),
        marker_(options, "marker"),
        after_(after),
        last_(takes_last(options, after ? "last" : "first")),
        strip_(options.flag("strip", true)) {}

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    const auto place = last_ ? marker_.last(text) : marker_.first(text);
    if (!place) return std::nullopt;
    const std::string_view rest = after_ ? text.substr(place->end) : text.substr(0, place->begin);
    return std::string(strip_ ? text::strip(rest) : rest);
  }

 private:
  Marker marker_;
  bool after_;
  bool last_;
  bool strip_;
};

class StopAt final : public EachAnswer {
 public:
  explicit StopAt(const Options& options)
      : until_(options, "until"), skip_leading_(options.flag("skip_leading", false)) {}

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    if (answer.fell_back || !needs_text(answer, "stop_at")) return;
    auto place = until_.first(answer.text);
    if (place && skip_leading_ && place->begin == 0) place = until_.first(answer.text, place->end);
    if (place) answer.text.resize(place->begin);
  }

 private:
  Marker until_;
  bool skip_leading_;
};

}  // namespace

extern const FilterDef cut = {kInfos, "assay", [](std::string_view name, const Options& options) -> std::unique_ptr<Filter> {
                                if (name == "stop_at") return std::make_unique<StopAt>(options);
                                return std::make_unique<Around>(options, name == "after");
                              }};

}  // namespace assay::metrics::filters
