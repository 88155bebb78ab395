#include <fmt/core.h>

#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/metric.h"
#include "metrics/extract/answer_scores.h"
#include "metrics/extract/json_reference.h"
#include "metrics/extract/json_schema.h"
#include "metrics/extract/json_text.h"

namespace assay::metrics::builtin {
namespace {

constexpr std::array<MetricInfo, 1> kInfos = {{
    {"json_schema_match", "1 where the answer is JSON that is valid under a JSON Schema, else 0", true, 1.0,
     IntervalMethod::kWilson},
}};

class JsonSchemaMatch final : public Metric {
 public:
  explicit JsonSchemaMatch(const Options& options)
      : extract_(read_json_extract(options)), schema_field_(options.text("schema_field", "schema")) {
    const std::string path = options.text("schema", "");
    if (!path.empty()) read_schema_file(path, options);
  }

  const MetricInfo& info() const override { return kInfos[0]; }
  std::string signature() const override {
    return fmt::format("extract:{}|schema{}", name_of(extract_), schema_ ? ":" + hash_ : "_field:" + schema_field_);
  }

  Scored score(const Sample& sample, std::span<const Response> epochs) const override {
    if (schema_) return scored(*schema_, epochs);
    auto found = json_field(sample, schema_field_);
    if (auto* reason = std::get_if<Unscored>(&found)) return unscored(std::move(reason->reason));
    const auto* value = std::get_if<Value>(&found);
    if (value == nullptr) return unscored(fmt::format("no schema: neither the option 'schema' nor a field '{}'", schema_field_));
    try {
      return scored(JsonSchema(*value, fmt::format("field '{}'", schema_field_)), epochs);
    } catch (const Error& error) {
      return unscored(error.message());
    }
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  void read_schema_file(const std::string& path, const Options& options) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || !(content << file.rdbuf()))
      options.fail("schema", fmt::format("'{}' cannot be read; expected a file with a JSON Schema", path));
    try {
      const Value value = json::parse(content.str(), path);
      schema_.emplace(value, path);
      hash_ = sha256_hex(json::dump_canonical(value)).substr(0, 12);
    } catch (const Error& error) {
      options.fail("schema", error.message());
    }
  }

  Scored scored(const JsonSchema& schema, std::span<const Response> epochs) const {
    return mean_over_answers(epochs, [&](std::string_view text, std::string& detail) -> std::variant<double, Unscored> {
      auto read = read_json_answer(text, extract_);
      if (auto* reason = std::get_if<Unscored>(&read)) return std::move(*reason);
      if (auto* none = std::get_if<NotJson>(&read)) {
        detail = std::move(none->reason);
        return 0.0;
      }
      try {
        auto violation = schema.violation(std::get<Value>(read));
        if (!violation) return 1.0;
        detail = *std::move(violation);
        return 0.0;
      } catch (const Error& error) {
        return Unscored{error.message()};
      }
    });
  }

  JsonExtract extract_;
  std::string schema_field_;
  std::optional<JsonSchema> schema_;
  std::string hash_;  // of the schema's content: a path says nothing of what is in the file
};

}  // namespace

extern const MetricDef json_schema_match = {
    kInfos,
    "schema (path of a file with the JSON Schema), schema_field (field of the row with it, where the option schema is not "
    "given; default schema), extract (none, fence, first: see json_valid; default none)",
    "JSON Schema draft 2020-12 as Python's jsonschema 4 checks it; a keyword that is not known is an error, format is an "
    "annotation; an answer that is no JSON scores 0; needs no reference",
    [](std::string_view, const Options& options) -> std::unique_ptr<Metric> {
      return std::make_unique<JsonSchemaMatch>(options);
    }};

}  // namespace assay::metrics::builtin
