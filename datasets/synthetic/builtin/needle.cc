#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/haystack.h"
#include "datasets/synthetic/sentences.h"
#include "datasets/synthetic/synthetic.h"

namespace assay::datasets::synthetic {
namespace {

constexpr std::array<std::string_view, 3> kTasks = {"needle", "key_value", "variables"};
constexpr std::array<std::string_view, 3> kUnits = {"characters", "words", "tokens"};
constexpr std::array<std::string_view, 3> kValues = {"number", "word", "uuid"};
constexpr std::array<std::string_view, 2> kHaystacks = {"sentences", "repeat"};
// A word of English takes some 5.8 characters of the sentences; the bound on characters then holds for every unit.
constexpr std::int64_t kMostCharactersOfAWord = 10;

std::string hexadecimal(RandomStream& random, int digits) {
  std::string out;
  for (int i = 0; i < digits; ++i) out += "0123456789abcdef"[random.below(16)];
  return out;
}

std::string uuid(RandomStream& random) {
  std::string out = hexadecimal(random, 8);
  for (const int digits : {4, 4, 4, 12}) out += "-" + hexadecimal(random, digits);
  return out;
}

// Different texts from a draw, none of them in `taken`.
template <class Draw>
std::vector<std::string> distinct(std::size_t count, std::set<std::string>& taken, const Draw& draw) {
  std::vector<std::string> out;
  while (out.size() < count) {
    std::string one = draw();
    if (taken.insert(one).second) out.push_back(std::move(one));
  }
  return out;
}

class Sentences final : public HaystackSource {
 public:
  std::string next(RandomStream& random) const override { return draw_sentence(random); }
};

// The same four sentences again and again: hay that a model can learn to pass over.
class Repeated final : public HaystackSource {
 public:
  explicit Repeated(RandomStream& random) {
    for (std::string& sentence : sentences_) sentence = draw_sentence(random);
  }
  std::string next(RandomStream&) const override { return sentences_[at_++ % sentences_.size()]; }

 private:
  std::array<std::string, 4> sentences_;
  mutable std::size_t at_ = 0;
};

class KeyLines final : public HaystackSource {
 public:
  explicit KeyLines(std::set<std::string>& taken) : taken_(taken) {}
  std::string next(RandomStream& random) const override {
    const std::string key = distinct(1, taken_, [&] { return uuid(random); })[0];
    return fmt::format("{}: {}", key, distinct(1, taken_, [&] { return uuid(random); })[0]);
  }

 private:
  std::set<std::string>& taken_;
};

class Needle final : public SyntheticKind {
 public:
  explicit Needle(const Options& options)
      : task_(options.one_of("task", "needle", kTasks)),
        unit_name_(options.one_of("unit", "characters", kUnits)),
        value_(options.one_of("value", "number", kValues)),
        haystack_(options.one_of("haystack", "sentences", kHaystacks)),
        needles_(options.integer("needles", 1, 1, 1000)),
        queries_(options.integer("queries", 1, 1, 1000)),
        distractors_(options.integer("distractors", 0, 0, 1000)),
        hops_(options.integer("hops", 4, 1, 100)) {
    unit_ = unit_name_ == "words"    ? LengthUnit::kWords
            : unit_name_ == "tokens" ? LengthUnit::kTokens
                                     : LengthUnit::kCharacters;
    const std::int64_t a_unit = unit_ == LengthUnit::kWords    ? kMostCharactersOfAWord
                                : unit_ == LengthUnit::kTokens ? kCharactersOfAToken
                                                               : 1;
    for (const std::string& text : texts_or(options, "length", "4000")) {
      const std::int64_t length = static_cast<std::int64_t>(number(options, "length", text, 1.0, 1e15));
      if (length > kMaxHaystackCharacters / a_unit)
        options.fail("length", fmt::format("{} {} is out of range; expected {} at most ({} characters)", text,
                                           unit_name_, kMaxHaystackCharacters / a_unit, kMaxHaystackCharacters));
      lengths_.push_back(length);
    }
    has_depth_ = options.has("depth");
    for (const std::string& text : options.texts("depth")) depths_.push_back(number(options, "depth", text, 0.0, 1.0));
    if (has_depth_ && (queries_ > 1 || task_ == "variables"))
      options.fail("depth", "several places are asked for, and they are drawn; leave out 'depth'");
    if (queries_ > needles_)
      options.fail("queries", fmt::format("{} are more than 'needles' ({})", queries_, needles_));
    refuse_what_does_nothing(options);
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t index) const override {
    const std::int64_t length = lengths_[index % lengths_.size()];
    const std::uint64_t turn = index / lengths_.size();
    std::optional<double> depth;
    if (queries_ == 1 && task_ != "variables")
      depth = depths_.empty() ? random.uniform() : depths_[static_cast<std::size_t>(turn % depths_.size())];
    if (task_ == "variables") return variables(random, length);
    return task_ == "key_value" ? key_value(random, length, depth) : needle(random, length, depth);
  }

 private:
  static std::vector<std::string> texts_or(const Options& options, const char* key, const char* fallback) {
    std::vector<std::string> texts = options.texts(key);
    if (texts.empty()) texts = {fallback};
    return texts;
  }

  static double number(const Options& options, const char* key, const std::string& text, double low, double high) {
    const Options one = Options::from_pairs(fmt::format("{}={}", key, text), options.where(key));
    return one.number(key, low, low, high);
  }

  void refuse_what_does_nothing(const Options& options) const {
    const auto refuse = [&](const char* key, bool used) {
      if (options.has(key) && !used) options.fail(key, fmt::format("does nothing with task={}", task_));
    };
    refuse("hops", task_ == "variables");
    refuse("value", task_ == "needle");
    refuse("haystack", task_ != "key_value");
    refuse("distractors", task_ != "key_value");
    if (options.has("queries") && task_ == "variables") options.fail("queries", "does nothing with task=variables");
  }

  std::string any_value(RandomStream& random) const {
    if (value_ == "uuid") return uuid(random);
    if (value_ == "word") return draw_adjective(random) + "-" + draw_adjective(random) + "-" + single_noun(random);
    return std::to_string(draw_between(random, 1'000'000, 9'999'999));
  }

  static std::string single_noun(RandomStream& random) {
    std::string noun = draw_noun(random);
    std::replace(noun.begin(), noun.end(), ' ', '-');
    return noun;
  }

  std::string hay(RandomStream& random, std::int64_t length, std::vector<Planted>& planted,
                  const char* separator = " ") const {
    if (haystack_ == "repeat") return make_haystack(random, Repeated(random), length, unit_, separator, planted);
    return make_haystack(random, Sentences(), length, unit_, separator, planted);
  }

  // Where there is one question its needle has the stated place; all the others have drawn ones.
  double place(RandomStream& random, std::optional<double> depth, std::size_t i) const {
    return i == 0 && depth ? *depth : random.uniform();
  }

  Value needle(RandomStream& random, std::int64_t length, std::optional<double> depth) const {
    std::set<std::string> taken;
    const auto all = static_cast<std::size_t>(needles_ + distractors_);
    const std::vector<std::string> keys =
        distinct(all, taken, [&] { return draw_adjective(random) + " " + single_noun(random); });
    const std::vector<std::string> values = distinct(all, taken, [&] { return any_value(random); });
    std::vector<Planted> planted;
    for (std::size_t i = 0; i < all; ++i)
      planted.push_back({fmt::format("The secret code of the {} is {}.", keys[i], values[i]), place(random, depth, i)});
    const std::string first = planted[0].sentence;
    std::string context = hay(random, length, planted);
    const auto asked = static_cast<std::size_t>(queries_);
    const std::vector<std::string> named(keys.begin(), keys.begin() + queries_);
    const std::string question =
        asked == 1 ? fmt::format("What is the secret code of the {} that the text mentions?", keys[0])
                   : fmt::format(
                         "What are the secret codes of the {} that the text mentions? Answer in this order, with "
                         "commas between them.",
                         fmt::join(named, ", the "));
    return finish(std::move(context), question, {values.begin(), values.begin() + queries_}, depth, length, planted,
                  first);
  }

  Value key_value(RandomStream& random, std::int64_t length, std::optional<double> depth) const {
    std::set<std::string> taken;
    const auto all = static_cast<std::size_t>(needles_);
    const std::vector<std::string> keys = distinct(all, taken, [&] { return uuid(random); });
    const std::vector<std::string> values = distinct(all, taken, [&] { return uuid(random); });
    std::vector<Planted> planted;
    for (std::size_t i = 0; i < all; ++i)
      planted.push_back({fmt::format("{}: {}", keys[i], values[i]), place(random, depth, i)});
    const std::string first = planted[0].sentence;
    std::string context = make_haystack(random, KeyLines(taken), length, unit_, "\n", planted);
    const std::vector<std::string> named(keys.begin(), keys.begin() + queries_);
    const std::string question =
        named.size() == 1
            ? fmt::format("Each line of the text is a key and its value. What is the value of the key {}?", keys[0])
            : fmt::format(
                  "Each line of the text is a key and its value. What are the values of the keys {}? "
                  "Answer in this order, with commas between them.",
                  fmt::join(named, ", "));
    return finish(std::move(context), question, {values.begin(), values.begin() + queries_}, depth, length, planted,
                  first);
  }

  // Chains of assignments, as in RULER: every variable that has one number is asked for. Chain 0 is the asked one; each
  // further needle is a chain that leads elsewhere.
  Value variables(RandomStream& random, std::int64_t length) const {
    std::set<std::string> taken;
    const auto chains = static_cast<std::size_t>(needles_ + distractors_);
    const std::vector<std::string> starts =
        distinct(chains, taken, [&] { return std::to_string(draw_between(random, 10'000, 99'999)); });
    std::vector<Planted> planted;
    std::vector<std::string> asked;
    for (std::size_t chain = 0; chain < chains; ++chain) {
      const std::vector<std::string> names = distinct(static_cast<std::size_t>(hops_ + 1), taken, [&] {
        std::string name;
        for (int i = 0; i < 5; ++i) name += static_cast<char>('A' + random.below(26));
        return name;
      });
      if (chain == 0) asked = names;
      // A variable is set before it is read.
      std::vector<double> depths;
      for (std::size_t i = 0; i < names.size(); ++i) depths.push_back(random.uniform());
      std::sort(depths.begin(), depths.end());
      for (std::size_t i = 0; i < names.size(); ++i)
        planted.push_back({i == 0 ? fmt::format("VAR {} = {}.", names[0], starts[chain])
                                  : fmt::format("VAR {} = VAR {}.", names[i], names[i - 1]),
                           depths[i]});
    }
    const std::string first = planted[0].sentence;
    std::string context = hay(random, length, planted);
    const std::string question = fmt::format(
        "In the text, variables are set to numbers and to other variables. Which variables have the value {}? Answer "
        "with "
        "their names, with commas between them.",
        starts[0]);
    return finish(std::move(context), question, asked, std::nullopt, length, planted, first);
  }

  Value finish(std::string context, const std::string& question, const std::vector<std::string>& answers,
               std::optional<double> depth, std::int64_t length, const std::vector<Planted>& planted,
               const std::string& first) const {
    Value item = Value::object();
    const auto size = static_cast<std::int64_t>(context.size());
    const std::int64_t made = length_in(context, unit_);
    std::int64_t at = 0;
    for (const Planted& one : planted)
      if (one.sentence == first) at = static_cast<std::int64_t>(one.at);
    item.set("context", std::move(context));
    item.set("question", question);
    item.set("answer", fmt::format("{}", fmt::join(answers, ", ")));
    Value list = Value::array();
    for (const std::string& answer : answers) list.push_back(answer);
    item.set("answers", std::move(list));
    item.set("task", task_);
    item.set("depth", depth ? Value(*depth) : Value());
    item.set("length", length);
    item.set("unit", unit_name_);
    item.set("length_made", made);
    item.set("characters", size);
    item.set("needle_at", depth ? Value(at) : Value());
    item.set("needles", static_cast<std::int64_t>(planted.size()));
    item.set("difficulty", size);
    return item;
  }

  std::string task_, unit_name_, value_, haystack_;
  LengthUnit unit_ = LengthUnit::kCharacters;
  std::vector<std::int64_t> lengths_;
  std::vector<double> depths_;
  bool has_depth_ = false;
  std::int64_t needles_, queries_, distractors_, hops_;
};

}  // namespace

extern const SyntheticDef needle = {
    "needle", "A fact hidden in a long text at a stated depth: needles, key-value pairs, or chains of variables.",
    "task (needle, key_value or variables), length (a number or a list; default 4000), unit (characters, words, or "
    "tokens of "
    "four characters each), depth (0 to 1, a number or a list; default drawn), needles (1), queries (needles that are "
    "asked for, "
    "1), distractors (needles beside them, 0), value (number, word or uuid), haystack (sentences, or four that "
    "repeat), hops "
    "(of a chain of variables, 4). With lists item i has length i mod L and depth (i div L) mod D",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> { return std::make_unique<Needle>(options); }};

}  // namespace assay::datasets::synthetic
