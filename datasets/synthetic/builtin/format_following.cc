#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/sentences.h"
#include "datasets/synthetic/synthetic.h"
#include "harness/core/json.h"

namespace assay::datasets::synthetic {
namespace {

constexpr std::array<std::string_view, 8> kFormats = {"json",    "words",    "upper_case", "lower_case",
                                                      "bullets", "numbered", "no_letter",  "ends_with"};
constexpr std::array<std::string_view, 12> kKeys = {"title", "color", "owner",   "place",  "price",  "weight",
                                                    "size",  "year",  "summary", "rating", "season", "material"};
constexpr std::array<std::string_view, 3> kTypes = {"string", "number", "boolean"};

// What an answer is held against.
struct Check {
  std::string rule;     // for the model
  std::string pattern;  // of the whole answer
  std::string example;  // an answer that keeps the rule
  Value schema;
  std::int64_t count = 0;
};

class FormatFollowing final : public SyntheticKind {
 public:
  explicit FormatFollowing(const Options& options)
      : formats_(options.texts("formats")),
        min_(options.integer("min", 2, 1, 100)),
        max_(options.integer("max", 6, 1, 100)) {
    if (formats_.empty()) formats_.assign(kFormats.begin(), kFormats.end());
    for (const std::string& format : formats_)
      if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end())
        options.fail("formats",
                     fmt::format("unknown value '{}'; expected some of: {}", format, fmt::join(kFormats, ", ")));
    if (min_ > max_) options.fail("min", fmt::format("{} is more than 'max' ({})", min_, max_));
    const bool json = std::find(formats_.begin(), formats_.end(), "json") != formats_.end();
    if (json && min_ > static_cast<std::int64_t>(kKeys.size()))
      options.fail("min", fmt::format("{} keys are more than there are for 'json' ({})", min_, kKeys.size()));
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t) const override {
    const std::string& format = draw_one(random, formats_);
    const std::string subject = draw_adjective(random) + " " + draw_noun(random);
    const std::int64_t count = draw_between(random, min_, max_);
    const Check check = make_check(random, format, count);
    Value item = Value::object();
    item.set("question", fmt::format("Describe the {}. {}", subject, check.rule));
    item.set("answer", check.example);
    item.set("format", format);
    item.set("pattern", check.pattern);
    if (!check.schema.is_null()) item.set("schema", check.schema);
    item.set("count", check.count);
    item.set("difficulty", std::max<std::int64_t>(1, check.count));
    return item;
  }

 private:
  Check make_check(RandomStream& random, const std::string& format, std::int64_t count) const {
    if (format == "json")
      return json_check(random, std::min<std::int64_t>(count, static_cast<std::int64_t>(kKeys.size())));
    if (format == "words") {
      std::vector<std::string> words(static_cast<std::size_t>(count), "good");
      return {fmt::format("Use exactly {} word{}, and nothing else.", count, count == 1 ? "" : "s"),
              fmt::format(R"(\s*\S+(?:\s+\S+){{{}}}\s*)", count - 1), fmt::format("{}", fmt::join(words, " ")), Value(),
              count};
    }
    if (format == "upper_case")
      return {"Write one sentence, all of it in upper case.", R"((?=[^\p{L}]*\p{Lu})[^\p{Ll}]*)",
              "IT IS OLD AND LOVELY.", Value(), 0};
    if (format == "lower_case")
      return {"Write one sentence, all of it in lower case.", R"((?=[^\p{L}]*\p{Ll})[^\p{Lu}]*)",
              "it is old and lovely.", Value(), 0};
    if (format == "bullets" || format == "numbered") return list_check(format == "numbered", count);
    if (format == "no_letter") {
      const char letter = "abdegiklmnoprstu"[random.below(16)];
      const char capital = static_cast<char>(letter - 'a' + 'A');
      return {fmt::format("Write one line without the letter {}, capital or not.", capital),
              fmt::format(R"((?=.*\p{{L}})[^{}{}\n]*\s*)", letter, capital), std::string(1, letter == 'o' ? 'a' : 'o'),
              Value(), 0};
    }
    std::string word = draw_adjective(random);
    return {
        fmt::format("Write one sentence. The last word of the answer must be {}, with no punctuation behind it.", word),
        fmt::format(R"((?s).*\b{}\s*)", word), "It is very " + word, Value(), 0};
  }

  static Check list_check(bool numbered, std::int64_t count) {
    Check check;
    check.count = count;
    check.rule =
        numbered
            ? fmt::format(
                  "Write a numbered list of exactly {} line{}: each starts with its number, a full stop and "
                  "a space.",
                  count, count == 1 ? "" : "s")
            : fmt::format("Write exactly {} bullet point{}: each is one line that starts with a hyphen and a space.",
                          count, count == 1 ? "" : "s");
    check.rule += " Write nothing else.";
    if (!numbered) check.pattern = fmt::format(R"(\s*- [^\n]*\S(?:\n- [^\n]*\S[^\S\n]*){{{}}}\s*)", count - 1);
    for (std::int64_t i = 1; i <= count; ++i) {
      const std::string start = numbered ? fmt::format("{}. ", i) : "- ";
      if (numbered) check.pattern += fmt::format(R"({}{}\. [^\n]*\S[^\S\n]*)", i == 1 ? R"(\s*)" : R"(\n)", i);
      check.example += (i == 1 ? "" : "\n") + start + "good";
    }
    if (numbered) check.pattern += R"(\s*)";
    return check;
  }

  static Check json_check(RandomStream& random, std::int64_t count) {
    const std::vector<std::size_t> order = draw_order(random, kKeys.size());
    Value properties = Value::object(), required = Value::array(), example = Value::object();
    std::vector<std::string> told;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string key(kKeys[order[static_cast<std::size_t>(i)]]);
      const std::string_view type = draw_one(random, kTypes);
      Value property = Value::object();
      property.set("type", type);
      properties.set(key, std::move(property));
      required.push_back(key);
      told.push_back(fmt::format("\"{}\" (a {})", key, type));
      example.set(key, type == "string" ? Value("good") : type == "number" ? Value(1) : Value(true));
    }
    Value schema = Value::object();
    schema.set("type", "object");
    schema.set("properties", std::move(properties));
    schema.set("required", std::move(required));
    schema.set("additionalProperties", false);
    Check check;
    check.rule = fmt::format("Answer with one JSON object and nothing else. It has exactly the key{} {}.",
                             count == 1 ? "" : "s", fmt::join(told, ", "));
    check.pattern = R"((?s)\s*\{.*\}\s*)";
    check.example = json::dump(example);
    check.schema = std::move(schema);
    check.count = count;
    return check;
  }

  std::vector<std::string> formats_;
  std::int64_t min_, max_;
};

}  // namespace

extern const SyntheticDef format_following = {
    "format_following", "Instructions about the form of an answer, each with a pattern or JSON Schema that checks it.",
    "formats (some of json, words, upper_case, lower_case, bullets, numbered, no_letter, ends_with; default all), min "
    "(2) and "
    "max (6): how many words, lines or keys (1 to 100)",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> {
      return std::make_unique<FormatFollowing>(options);
    }};

}  // namespace assay::datasets::synthetic
