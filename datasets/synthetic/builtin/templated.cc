#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/sentences.h"
#include "datasets/synthetic/synthetic.h"
#include "harness/core/error.h"
#include "harness/text/jinja/template.h"

namespace assay::datasets::synthetic {
namespace {

using text::jinja::Template;
using text::jinja::TemplateOptions;

constexpr std::size_t kMaxOutputBytes = 16u << 20;

Template compile(const std::string& source, const std::string& name) {
  TemplateOptions options;
  options.max_output_bytes = kMaxOutputBytes;
  return Template(source, name, options);
}

// One name of the templates, and what it is drawn from.
struct Slot {
  enum class Kind { kChoices, kRange, kDecimal, kName, kNoun, kAdjective, kExpression };
  std::string name;
  Kind kind = Kind::kChoices;
  Value choices;
  std::int64_t low = 0, high = 0, step = 1;
  double from = 0.0, to = 1.0;
  int decimals = 2;
  std::shared_ptr<const Template> expression;
};

double rounded(double value, int decimals) { return std::stod(fmt::format("{:.{}f}", value, decimals)); }

Slot read_slot(const std::string& name, const Options& node) {
  Slot slot;
  slot.name = name;
  if (node.is_list()) {
    slot.choices = node.to_value();
  } else if (node.is_scalar()) {
    slot.kind = Slot::Kind::kExpression;
    slot.expression = std::make_shared<const Template>(compile(node.scalar(), node.where()));
    return slot;
  } else if (const std::optional<Options> choices = node.node("choices")) {
    slot.choices = choices->to_value();
  } else if (const std::vector<std::string> range = node.texts("range"); !range.empty()) {
    if (range.size() != 2) node.fail("range", fmt::format("expected [low, high], not {} values", range.size()));
    const auto bound = [&](const std::string& text) {
      return *Options::from_pairs("range=" + text, node.where("range"))
                  .maybe_integer("range", -1'000'000'000'000, 1'000'000'000'000);
    };
    slot.kind = Slot::Kind::kRange;
    slot.low = bound(range[0]);
    slot.high = bound(range[1]);
    slot.step = node.integer("step", 1, 1, 1'000'000'000'000);
    if (slot.low > slot.high) node.fail("range", fmt::format("{} is more than {}", slot.low, slot.high));
    return slot;
  } else if (const std::vector<std::string> decimal = node.texts("decimal"); !decimal.empty()) {
    if (decimal.size() != 2) node.fail("decimal", fmt::format("expected [low, high], not {} values", decimal.size()));
    const auto bound = [&](const std::string& text) {
      return Options::from_pairs("decimal=" + text, node.where("decimal")).number("decimal", 0.0, -1e12, 1e12);
    };
    slot.kind = Slot::Kind::kDecimal;
    slot.from = bound(decimal[0]);
    slot.to = bound(decimal[1]);
    slot.decimals = static_cast<int>(node.integer("places", 2, 0, 9));
    if (!(slot.from <= slot.to)) node.fail("decimal", fmt::format("{} is more than {}", slot.from, slot.to));
    return slot;
  } else {
    if (!node.has("words"))
      node.fail("", "expected a list, an expression, or a map with choices, range, decimal or words");
    constexpr std::array<std::string_view, 3> kWords = {"name", "noun", "adjective"};
    const std::string words = node.one_of("words", "", kWords);
    slot.kind = words == "name" ? Slot::Kind::kName : words == "noun" ? Slot::Kind::kNoun : Slot::Kind::kAdjective;
    return slot;
  }
  if (!slot.choices.is_array() || slot.choices.size() == 0) node.fail("", "expected a list of one choice or more");
  return slot;
}

class Templated final : public SyntheticKind {
 public:
  explicit Templated(const Options& options) {
    const Options spec = Options::from_file(options.text("spec"));
    const std::string where = spec.source();
    const Options slots = spec.map("slots");
    for (const std::string& name : slots.keys()) {
      const std::optional<Options> node = slots.node(name);
      if (!node) slots.fail(name, "expected a list of choices, a map or an expression");
      slots_.push_back(read_slot(name, *node));
    }
    for (const std::string& source : spec.texts("question"))
      questions_.push_back(compile(source, spec.where("question")));
    if (questions_.empty()) spec.fail("", "the key 'question' is missing: a template, or a list of them");
    answer_ = std::make_unique<Template>(compile(spec.text("answer"), spec.where("answer")));
    if (const auto source = spec.maybe_text("choices"))
      choices_ = std::make_unique<Template>(compile(*source, spec.where("choices")));
    if (const auto source = spec.maybe_text("where"))
      where_ = std::make_unique<Template>(compile(*source, spec.where("where")));
    const Options fields = spec.map("fields");
    for (const std::string& name : fields.keys()) {
      for (const char* own : {"id", "kind", "question", "answer", "choices", "answer_index", "slots"})
        if (name == own) fields.fail(name, "is a field that every item has; expected another name");
      fields_.emplace_back(name, compile(fields.text(name), fields.where(name)));
    }
    file_ = where;
    spec.done();
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t) const override {
    Value slots = Value::object();
    for (const Slot& slot : slots_) slots.set(slot.name, fill(slot, random, slots));
    if (where_) {
      const Value kept = where_->evaluate(slots);
      if (!kept.is_bool())
        throw Error(ErrorKind::kConfig,
                    fmt::format("{}: 'where' gives a {}; expected true or false", file_, kind_name(kept)));
      if (!kept.as_bool()) return std::nullopt;
    }
    Value item = Value::object();
    item.set("question", not_empty(draw_one(random, questions_).render(slots), "question", slots));
    Value with_choices = slots;
    const Value answer = answer_->evaluate(slots);
    std::string text = not_empty(answer_->render(slots), "answer", slots);
    if (answer.is_array()) {
      Value list = Value::array();
      for (const Value& one : answer.as_array()) list.push_back(one);
      if (list.size() == 0) throw Error(ErrorKind::kConfig, fmt::format("{}: 'answer' gives an empty list", file_));
      item.set("answer", std::move(list));
    } else {
      item.set("answer", text);
    }
    if (choices_) set_choices(random, slots, text, item);
    for (const auto& [name, source] : fields_) item.set(name, source.evaluate(slots));
    item.set("slots", std::move(slots));
    return item;
  }

 private:
  static Value fill(const Slot& slot, RandomStream& random, const Value& before) {
    switch (slot.kind) {
      case Slot::Kind::kChoices: return draw_one(random, slot.choices.as_array());
      case Slot::Kind::kRange:
        return slot.low + slot.step * draw_between(random, 0, (slot.high - slot.low) / slot.step);
      case Slot::Kind::kDecimal: return rounded(slot.from + random.uniform() * (slot.to - slot.from), slot.decimals);
      case Slot::Kind::kName: return draw_name(random);
      case Slot::Kind::kNoun: return draw_noun(random);
      case Slot::Kind::kAdjective: return draw_adjective(random);
      case Slot::Kind::kExpression: break;
    }
    return slot.expression->evaluate(before);
  }

  std::string not_empty(std::string text, const char* key, const Value& slots) const {
    if (text.find_first_not_of(" \t\r\n") != std::string::npos) return text;
    std::string drawn;
    for (const Value::Member& slot : slots.as_object()) drawn += (drawn.empty() ? "" : ", ") + slot.key;
    throw Error(ErrorKind::kConfig, fmt::format("{}: '{}' gives an empty text for some values of the slots ({})", file_,
                                                key, drawn.empty() ? "there are none" : drawn));
  }

  void set_choices(RandomStream& random, const Value& slots, const std::string& answer, Value& item) const {
    const Value list = choices_->evaluate(slots);
    if (!list.is_array() || list.size() < 2)
      throw Error(ErrorKind::kConfig, fmt::format("{}: 'choices' gives {}; expected a list of two or more", file_,
                                                  list.is_array() ? "less than two" : std::string(kind_name(list))));
    static const Template kPrinted("{{ value }}", "choice");
    std::vector<std::string> texts;
    for (const Value& one : list.as_array()) {
      Value context = Value::object();
      context.set("value", one);
      texts.push_back(kPrinted.render(context));
      if (std::count(texts.begin(), texts.end(), texts.back()) > 1)
        throw Error(ErrorKind::kConfig, fmt::format("{}: 'choices' has '{}' twice; `where:` can leave such values out",
                                                    file_, texts.back()));
    }
    if (std::find(texts.begin(), texts.end(), answer) == texts.end())
      throw Error(ErrorKind::kConfig, fmt::format("{}: the answer '{}' is not one of the choices", file_, answer));
    Value shuffled = Value::array();
    for (const std::size_t i : draw_order(random, texts.size())) {
      if (texts[i] == answer) item.set("answer_index", static_cast<std::int64_t>(shuffled.size()));
      shuffled.push_back(texts[i]);
    }
    item.set("choices", std::move(shuffled));
  }

  std::string file_;
  std::vector<Slot> slots_;
  std::vector<Template> questions_;
  std::unique_ptr<Template> answer_, choices_, where_;
  std::vector<std::pair<std::string, Template>> fields_;
};

}  // namespace

extern const SyntheticDef templated = {
    "template", "Items from templates of your own, with slots that are drawn and an answer computed from them.",
    "spec (a YAML or JSON file with `question`, `answer`, `slots` and, where wanted, `choices`, `where` and `fields`; "
    "required)",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> { return std::make_unique<Templated>(options); }};

}  // namespace assay::datasets::synthetic
