#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/random_draw.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/regex.h"
#include "harness/text/unicode.h"

namespace assay::datasets::perturb {
namespace {

constexpr std::array<std::string_view, 4> kOrders = {"shuffle", "reverse", "rotate", "answer_to"};
constexpr std::array<std::string_view, 5> kAnswerKinds = {"auto", "index", "letter", "text", "label"};
constexpr std::array<std::string_view, 3> kChoiceNames = {"choices", "options", "endings"};
constexpr std::array<std::string_view, 9> kAnswerNames = {"answer_index", "answer",  "answerKey",  "label",  "gold",
                                                          "target",       "correct", "answer_idx", "targets"};

// The choices of a row: their texts in places that do not move, and the labels of those places.
struct Choices {
  std::vector<Value*> slots;
  std::vector<std::string> labels;  // empty where there are none

  std::string text(std::size_t i) const {
    const Value& value = *slots[i];
    return value.is_string() ? value.as_string() : json::dump(value);
  }
};

enum class Meaning { kText, kIndex, kLetter, kLabel };

[[noreturn]] void fail(std::string message) { throw Error(ErrorKind::kData, std::move(message)); }

class ChoiceOrder final : public Perturbation {
 public:
  explicit ChoiceOrder(const Options& options)
      : choices_(column_list(options, "choices")),
        answers_(column_list(options, "answer")),
        along_(column_list(options, "along")),
        order_(options.one_of("order", "shuffle", kOrders)),
        kind_(options.one_of("answer_is", "auto", kAnswerKinds)),
        by_(options.integer("by", 1, 1, 1000)),
        to_(options.integer("to", 0, 0, 1000)),
        first_(options.integer("first_index", 0, 0, 1)),
        keep_last_(options.flag("keep_last", true)),
        refers_(
            R"(\b(?:all|none|both|neither|any|each|either)\b.*)"
                R"(\b(?:above|these|those|them|following|choices|options|answers)\b)",
            {.ignore_case = true, .multi_line = false, .dot_all = false, .ascii = false}),
        letters_(R"(\b(?:[Bb]oth|[Nn]either|[Ee]ither|[Oo]nly)\b.*\b[A-Z]\b|^\(?[A-Z]\)? (?:and|or) \(?[A-Z]\)?\b)") {
    if (options.has("by") && order_ != "rotate") options.fail("by", "does nothing without order=rotate");
    if (options.has("to") && order_ != "answer_to") options.fail("to", "does nothing without order=answer_to");
    if (choices_.empty()) return;
    for (const std::string& answer : answers_)
      if (std::find(choices_.begin(), choices_.end(), answer) != choices_.end())
        options.fail("answer", fmt::format("'{}' is one of the columns of 'choices'", answer));
  }

  bool apply(Value& row, RandomStream& random) const override {
    Choices choices = find_choices(row);
    const std::vector<Value*> answers = find_answers(row);
    const std::size_t count = choices.slots.size();
    if (count < 2)
      fail(fmt::format("there {}; expected two choices or more", count == 0 ? "is no choice" : "is one choice"));
    std::vector<std::size_t> movable;
    for (std::size_t i = 0; i < count; ++i) {
      // "Both A and C" names places: moved, it would mean other choices.
      if (letters_.search(choices.text(i))) return false;
      if (!keep_last_ || !refers_.search(choices.text(i))) movable.push_back(i);
    }
    std::vector<std::vector<std::size_t>> right;  // by answer column
    for (const Value* answer : answers) right.push_back(right_places(*answer, choices));
    // source[place]: the choice that comes to stand there.
    const std::vector<std::size_t> source = new_order(random, count, movable, right.front());
    std::vector<std::size_t> place_of(count);
    for (std::size_t place = 0; place < count; ++place) place_of[source[place]] = place;
    bool moved = false;
    for (std::size_t place = 0; place < count; ++place) moved = moved || source[place] != place;
    if (!moved) return false;
    for (Value* answer : answers) move_answer(*answer, choices, place_of);
    permute(choices.slots, source);
    for (const std::string& path : along_) permute(parallel(row, path, count), source);
    return true;
  }

 private:
  Choices find_choices(Value& row) const {
    Choices out;
    if (choices_.size() > 1) {
      for (const std::string& path : choices_) {
        const std::vector<Value*> found = find_path(row, path);
        if (found.size() != 1)
          fail(fmt::format("the row has {} '{}', one of its choices; expected one", found.size(), path));
        out.slots.push_back(found[0]);
      }
      // Columns A, B, C are their own labels.
      for (const std::string& path : choices_) out.labels.push_back(path);
      return out;
    }
    Value* value = nullptr;
    if (!choices_.empty()) {
      const std::vector<Value*> found = find_path(row, choices_[0]);
      if (found.size() == 1) value = found[0];
      if (value == nullptr) fail(fmt::format("the row has no column '{}' with choices", choices_[0]));
    } else {
      for (const std::string_view name : kChoiceNames)
        if (value == nullptr) value = row.find(name);
      if (value == nullptr)
        fail(fmt::format("there is no column of the usual names ({}); name it with choices=NAME",
                         fmt::join(kChoiceNames, ", ")));
    }
    read_choices(*value, out);
    return out;
  }

  static void read_choices(Value& value, Choices& out) {
    Value* list = &value;
    if (value.is_object()) {
      list = value.find("text");
      const Value* labels = value.find("label");
      if (list == nullptr || !list->is_array()) fail("the choices are an object without a list 'text'");
      if (labels != nullptr && labels->is_array())
        for (const Value& label : labels->as_array())
          out.labels.push_back(label.is_string() ? label.as_string() : json::dump(label));
      if (!out.labels.empty() && out.labels.size() != list->size())
        fail(fmt::format("there are {} choices and {} labels", list->size(), out.labels.size()));
    }
    if (!list->is_array()) fail(fmt::format("the choices are a {}; expected a list", kind_name(*list)));
    for (Value& choice : list->as_array()) {
      Value* text = choice.is_object() ? choice.find("text") : nullptr;
      if (text == nullptr) {
        out.slots.push_back(&choice);
        continue;
      }
      // [{"label": "A", "text": ..}]: the texts move, the labels stay.
      out.slots.push_back(text);
      if (const Value* label = choice.find("label"); label != nullptr && label->is_string())
        out.labels.push_back(label->as_string());
    }
    if (!out.labels.empty() && out.labels.size() != out.slots.size())
      fail("some choices have a label and some have none");
  }

  std::vector<Value*> find_answers(Value& row) const {
    std::vector<Value*> out;
    if (answers_.empty()) {
      // All of them: an item may have its answer both as a text and as an index.
      for (const std::string_view name : kAnswerNames)
        if (Value* value = row.find(name); value != nullptr && !value->is_null()) out.push_back(value);
      if (out.empty())
        fail(fmt::format("there is no column of the usual names ({}); name it with answer=NAME",
                         fmt::join(kAnswerNames, ", ")));
      return out;
    }
    for (const std::string& path : answers_) {
      const std::vector<Value*> found = find_path(row, path);
      if (found.empty()) fail(fmt::format("the row has no column '{}' with the answer", path));
      out.insert(out.end(), found.begin(), found.end());
    }
    return out;
  }

  static std::optional<std::size_t> position(const std::vector<std::string>& list, std::string_view wanted) {
    const auto at = std::find(list.begin(), list.end(), wanted);
    if (at == list.end()) return std::nullopt;
    return static_cast<std::size_t>(at - list.begin());
  }

  std::optional<std::size_t> as_index(const Value& answer, std::size_t count) const {
    std::int64_t index = -1;
    if (answer.is_int()) index = answer.as_int();
    if (answer.is_string() && !answer.as_string().empty() && answer.as_string().size() < 5 &&
        answer.as_string().find_first_not_of("0123456789") == std::string::npos)
      index = std::stoll(answer.as_string());
    index -= first_;
    if (index < 0 || index >= static_cast<std::int64_t>(count)) return std::nullopt;
    return static_cast<std::size_t>(index);
  }

  static std::optional<std::size_t> as_letter(const Value& answer, std::size_t count) {
    if (!answer.is_string() || answer.as_string().size() != 1) return std::nullopt;
    const char c = answer.as_string()[0];
    const int at = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
    if (at < 0 || static_cast<std::size_t>(at) >= count) return std::nullopt;
    return static_cast<std::size_t>(at);
  }

  // What one answer means, and the choice that it names.
  std::pair<Meaning, std::size_t> meaning(const Value& answer, const Choices& choices) const {
    const std::size_t count = choices.slots.size();
    std::vector<std::pair<Meaning, std::size_t>> found;
    const auto want = [&](std::string_view kind) { return kind_ == "auto" || kind_ == kind; };
    if (want("label") && answer.is_string())
      if (const auto at = position(choices.labels, answer.as_string())) found.emplace_back(Meaning::kLabel, *at);
    if (want("text") && answer.is_string()) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < count; ++i) texts.push_back(choices.text(i));
      if (const auto at = position(texts, answer.as_string())) found.emplace_back(Meaning::kText, *at);
    }
    // Labels are the names of the places; without them these are numbers or letters.
    const bool labelled = kind_ == "auto" && !choices.labels.empty() && answer.is_string();
    if (want("index") && !labelled)
      if (const auto at = as_index(answer, count)) found.emplace_back(Meaning::kIndex, *at);
    if (want("letter") && !labelled)
      if (const auto at = as_letter(answer, count)) found.emplace_back(Meaning::kLetter, *at);
    if (found.empty())
      fail(fmt::format("the answer {} names none of the {} choices{}", json::dump(answer), count,
                       kind_ == "auto" ? "" : fmt::format(" as answer_is={}", kind_)));
    for (const auto& one : found)
      if (one.second != found.front().second)
        fail(
            fmt::format("the answer {} is both the text of one choice and the name of another; say which with "
                        "answer_is=text, index, "
                        "letter or label",
                        json::dump(answer)));
    return found.front();
  }

  std::vector<std::size_t> right_places(const Value& answer, const Choices& choices) const {
    if (!answer.is_array()) return {meaning(answer, choices).second};
    std::vector<std::size_t> out;
    for (const Value& one : answer.as_array()) out.push_back(meaning(one, choices).second);
    if (out.empty()) fail("the list of answers is empty");
    return out;
  }

  void move_answer(Value& answer, const Choices& choices, const std::vector<std::size_t>& place_of) const {
    if (answer.is_array()) {
      for (Value& one : answer.as_array()) move_answer(one, choices, place_of);
      return;
    }
    const auto [what, at] = meaning(answer, choices);
    const std::size_t place = place_of[at];
    if (what == Meaning::kLabel) answer = choices.labels[place];
    if (what == Meaning::kLetter) {
      const bool lower = answer.as_string()[0] >= 'a';
      answer = std::string(1, static_cast<char>((lower ? 'a' : 'A') + static_cast<char>(place)));
    }
    if (what == Meaning::kIndex) {
      const std::int64_t index = static_cast<std::int64_t>(place) + first_;
      answer = answer.is_string() ? Value(std::to_string(index)) : Value(index);
    }
  }

  std::vector<std::size_t> new_order(RandomStream& random, std::size_t count, const std::vector<std::size_t>& movable,
                                     const std::vector<std::size_t>& right) const {
    std::vector<std::size_t> source(count);
    std::iota(source.begin(), source.end(), std::size_t{0});
    const std::size_t n = movable.size();
    if (order_ == "answer_to") {
      const auto to = static_cast<std::size_t>(to_);
      if (to >= count) fail(fmt::format("'to' is {}; the row has {} choices (from 0)", to, count));
      const auto is_movable = [&](std::size_t i) {
        return std::find(movable.begin(), movable.end(), i) != movable.end();
      };
      // A choice that stays at its place for its meaning stays there.
      if (right.size() == 1 && is_movable(right[0]) && is_movable(to)) std::swap(source[right[0]], source[to]);
      return source;
    }
    if (n < 2) return source;
    std::vector<std::size_t> order(n);
    if (order_ == "shuffle") {
      // Never the order that was: that row would be no perturbation.
      do {
        order = draw_order(random, n);
      } while (std::is_sorted(order.begin(), order.end()));
    } else {
      for (std::size_t i = 0; i < n; ++i)
        order[i] = order_ == "reverse" ? n - 1 - i : (i + n - static_cast<std::size_t>(by_) % n) % n;
    }
    for (std::size_t i = 0; i < n; ++i) source[movable[i]] = movable[order[i]];
    return source;
  }

  static std::vector<Value*> parallel(Value& row, const std::string& path, std::size_t count) {
    const std::vector<Value*> found = find_path(row, path);
    if (found.size() != 1 || !found[0]->is_array() || found[0]->size() != count)
      fail(fmt::format("'{}' (along) is not a list of {} elements, one a choice", path, count));
    std::vector<Value*> out;
    for (Value& one : found[0]->as_array()) out.push_back(&one);
    return out;
  }

  static void permute(const std::vector<Value*>& slots, const std::vector<std::size_t>& source) {
    std::vector<Value> before;
    for (const Value* slot : slots) before.push_back(*slot);
    for (std::size_t place = 0; place < slots.size(); ++place) *slots[place] = before[source[place]];
  }

  std::vector<std::string> choices_, answers_, along_;
  std::string order_, kind_;
  std::int64_t by_, to_, first_;
  bool keep_last_;
  text::Regex refers_, letters_;
};

}  // namespace

extern const PerturbationDef choice_order = {
    "choice_order", "The choices in another order, and the answer moved with them.",
    "order (shuffle, reverse, rotate, or answer_to: the right one to the place `to`), by (of rotate, 1), to (from 0), "
    "choices "
    "(the column: a list, {\"text\", \"label\"}, or several columns A+B+C+D; default choices, options or endings), "
    "answer (columns; "
    "default the usual ones), answer_is (auto, index, letter, text or label), first_index (0 or 1), along (lists that "
    "are permuted "
    "alike), keep_last (true: \"all of the above\" keeps its place). A row with a choice like \"both A and C\" stays "
    "as it is",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<ChoiceOrder>(options); }};

}  // namespace assay::datasets::perturb
