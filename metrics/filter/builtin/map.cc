#include <array>
#include <map>
#include <string>
#include <utility>

#include "harness/text/jinja/text_form.h"
#include "harness/text/python_repr.h"
#include "metrics/filter/each_answer.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"map", "what a table has for the answer",
      "mapping_dict (a map from answers to values; keys are texts), default_value (for an answer that is no key, counted as "
      "a parse failure; default null, which is no text)"}}};

void append_python(std::string& out, const Value& value, bool within) {
  switch (value.kind()) {
    case Value::Kind::kNull: out += "None"; break;
    case Value::Kind::kBool: out += value.as_bool() ? "True" : "False"; break;
    case Value::Kind::kInt: out += std::to_string(value.as_int()); break;
    case Value::Kind::kDouble: out += text::jinja::float_text(value.as_double()); break;
    case Value::Kind::kString:
      if (within)
        text::append_repr(out, value.as_string());
      else
        out += value.as_string();
      break;
    case Value::Kind::kArray: {
      out += '[';
      const char* separator = "";
      for (const Value& item : value.as_array()) {
        out += std::exchange(separator, ", ");
        append_python(out, item, true);
      }
      out += ']';
      break;
    }
    case Value::Kind::kObject: {
      out += '{';
      const char* separator = "";
      for (const Value::Member& member : value.as_object()) {
        out += std::exchange(separator, ", ");
        text::append_repr(out, member.key);
        out += ": ";
        append_python(out, member.value, true);
      }
      out += '}';
      break;
    }
  }
}

struct Target {
  std::string text;
  bool is_text;

  explicit Target(const Value& value) : is_text(value.is_string()) { append_python(text, value, false); }
};

class MapFilter final : public EachAnswer {
 public:
  explicit MapFilter(const Options& options)
      : default_(options.node("default_value") ? options.node("default_value")->to_value() : Value()) {
    const Value table = options.map("mapping_dict").to_value();
    if (!table.is_object()) return;
    for (const Value::Member& member : table.as_object()) table_.emplace(member.key, Target(member.value));
  }

 protected:
  void change(FilteredAnswer& answer, const Sample&) const override {
    const auto found = answer.is_text ? table_.find(answer.text) : table_.end();
    const Target& target = found == table_.end() ? default_ : found->second;
    answer.fell_back |= found == table_.end();
    answer.text = target.text;
    answer.is_text = target.is_text;
  }

 private:
  std::map<std::string, Target, std::less<>> table_;
  Target default_;
};

}  // namespace

extern const FilterDef map = {kInfos, "lm-evaluation-harness 0.4.13",
                              [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                return std::make_unique<MapFilter>(options);
                              }};

}  // namespace assay::metrics::filters
