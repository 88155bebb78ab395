#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <variant>

#include "harness/core/json.h"
#include "metrics/extract/json_text.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"json_field", "a field of the JSON in an answer: a text as it is, anything else as JSON",
      "path (of names and numbers parted by dots, as answer.value or items.0; required), extract (none, fence or first, as "
      "the metric json_valid has it; default first), fallback (the text where the field is not there or null; default "
      "[invalid]), on_no_match (fallback or keep; default fallback)"}}};

/// The value at a path. A name with dots in it is found where the object has it.
const Value* at_path(const Value& value, std::string_view path) {
  if (path.empty()) return &value;
  if (value.is_array()) {
    const std::string_view step = path.substr(0, path.find('.'));
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (error != std::errc() || end != step.data() + step.size() || index >= value.size()) return nullptr;
    return at_path(value.as_array()[index], path.substr(std::min(path.size(), step.size() + 1)));
  }
  if (const Value* whole = value.find(path)) return whole;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    const Value* member = value.find(path.substr(0, dot));
    if (member == nullptr) continue;
    if (const Value* found = at_path(*member, path.substr(dot + 1))) return found;
  }
  return nullptr;
}

class JsonField final : public Extraction {
 public:
  explicit JsonField(const Options& options)
      : Extraction(options), path_(options.text("path")), extract_(JsonExtract::kFirst) {
    if (path_.empty()) options.fail("path", "expected a name, not an empty text");
    if (options.has("extract")) extract_ = read_json_extract(options);
    options.maybe_text("extract");
  }

 protected:
  std::optional<std::string> part(std::string_view text, const Sample&) const override {
    auto read = read_json_answer(text, extract_);
    if (auto* unscored = std::get_if<Unscored>(&read)) throw Error(ErrorKind::kData, std::move(unscored->reason));
    const auto* value = std::get_if<Value>(&read);
    const Value* found = value == nullptr ? nullptr : at_path(*value, path_);
    if (found == nullptr || found->is_null()) return std::nullopt;
    return found->is_string() ? found->as_string() : json::dump(*found);
  }

 private:
  std::string path_;
  JsonExtract extract_;
};

}  // namespace

extern const FilterDef json_field = {kInfos, "assay",
                                     [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                       return std::make_unique<JsonField>(options);
                                     }};

}  // namespace assay::metrics::filters
