#include <fmt/core.h>

#include <array>
#include <optional>
#include <string>

#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"prepend", "a text and the answer behind it, as a program is its beginning and the completion",
      "field (a field of the sample's row) or text (itself); neither: the sample's input; separator (between the two; "
      "default "
      "empty), unless_present (not where the answer begins with it already; default false)"}}};

class Prepend final : public EachAnswer {
 public:
  explicit Prepend(const Options& options)
      : field_(options.maybe_text("field")),
        text_(options.maybe_text("text")),
        separator_(options.text("separator", "")),
        unless_present_(options.flag("unless_present", false)) {
    if (field_ && text_) options.fail("text", "is given besides 'field'; expected one of them");
  }

 protected:
  void change(FilteredAnswer& answer, const Sample& sample) const override {
    if (answer.fell_back || !needs_text(answer, "prepend")) return;
    const std::string& begin = beginning(sample);
    if (unless_present_ && answer.text.starts_with(begin)) return;
    answer.text = begin + separator_ + answer.text;
  }

 private:
  const std::string& beginning(const Sample& sample) const {
    if (text_) return *text_;
    if (!field_) return sample.input;
    const Value* value = sample.fields.find(*field_);
    if (value == nullptr || !value->is_string())
      throw Error(ErrorKind::kData, fmt::format("prepend: the sample's field '{}' is {}, expected a text", *field_,
                                                value == nullptr ? "not there" : kind_name(*value)));
    return value->as_string();
  }

  std::optional<std::string> field_;
  std::optional<std::string> text_;
  std::string separator_;
  bool unless_present_;
};

}  // namespace

extern const FilterDef prepend = {kInfos, "assay", [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                    return std::make_unique<Prepend>(options);
                                  }};

}  // namespace assay::metrics::filters
