#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/sentences.h"
#include "datasets/synthetic/synthetic.h"

namespace assay::datasets::synthetic {
namespace {

// Elements are numbers, or words by their place in the alphabet of this item.
struct List {
  std::vector<std::int64_t> elements;
  std::vector<std::string> words;  // sorted; empty for numbers

  std::string written(std::int64_t element) const {
    return words.empty() ? std::to_string(element) : words[static_cast<std::size_t>(element)];
  }
  std::string written() const {
    std::vector<std::string> parts;
    for (const std::int64_t element : elements) parts.push_back(written(element));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
};

constexpr std::array<std::string_view, 7> kToLists = {"sort",         "sort_descending",   "reverse", "dedupe",
                                                      "filter_above", "drop_every_second", "rotate"};
constexpr std::array<std::string_view, 7> kToValues = {"nth", "count", "length", "sum", "max", "min", "position"};
constexpr std::array<std::string_view, 2> kItems = {"numbers", "words"};

template <class Names>
bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string ordinal(std::int64_t n) {
  const std::int64_t tens = n % 100, ones = n % 10;
  const char* ending = tens >= 11 && tens <= 13 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
  return fmt::format("{}{}", n, ending);
}

class ListOperations final : public SyntheticKind {
 public:
  explicit ListOperations(const Options& options)
      : operations_(options.texts("operations")),
        length_(options.integer("length", 8, 2, 1000)),
        min_length_(options.integer("min_length", length_, 2, 1000)),
        steps_(options.integer("steps", 1, 1, 10)),
        low_(options.integer("low", 0, -1'000'000, 1'000'000)),
        high_(options.integer("high", 99, -1'000'000, 1'000'000)),
        words_(options.one_of("items", "numbers", kItems) == "words") {
    if (min_length_ > length_)
      options.fail("min_length", fmt::format("{} is more than 'length' ({})", min_length_, length_));
    if (low_ >= high_) options.fail("low", fmt::format("{} is not below 'high' ({})", low_, high_));
    const bool chosen = !operations_.empty();
    if (!chosen) {
      operations_.assign(kToLists.begin(), kToLists.end());
      operations_.insert(operations_.end(), kToValues.begin(), kToValues.end());
    }
    for (const std::string& name : operations_) {
      if (!has(kToLists, name) && !has(kToValues, name))
        options.fail("operations", fmt::format("unknown value '{}'; expected some of: {}, {}", name,
                                               fmt::join(kToLists, ", "), fmt::join(kToValues, ", ")));
      if (words_ && name == "sum" && chosen) options.fail("operations", "'sum' needs items=numbers");
      if (has(kToLists, name)) to_lists_.push_back(name);
    }
    if (words_) std::erase(operations_, "sum");
    if (steps_ > 1 && to_lists_.empty())
      options.fail("steps",
                   fmt::format("{} steps need an operation that gives a list: {}", steps_, fmt::join(kToLists, ", ")));
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t) const override {
    List list = any_list(random);
    const std::string given = list.written();
    std::vector<std::string> told;
    std::vector<std::string> names;
    std::string answer;
    for (std::int64_t step = 1; step <= steps_; ++step) {
      const std::string& name = step < steps_ ? draw_one(random, to_lists_) : draw_one(random, operations_);
      // The same step twice in a row says nothing.
      if (!names.empty() && names.back() == name) return std::nullopt;
      names.push_back(name);
      if (has(kToLists, name)) {
        told.push_back(to_list(random, name, list));
        if (list.elements.empty()) return std::nullopt;
        answer = list.written();
      } else {
        told.push_back(to_value(random, name, list, answer));
      }
    }
    Value item = Value::object();
    std::string question;
    if (told.size() == 1) {
      question = fmt::format("Take the list {}. {}", given, sentence(told[0]));
    } else {
      question =
          fmt::format("Take the list {}. Work in {} steps, each on the result of the one before.", given, told.size());
      for (std::size_t i = 0; i < told.size(); ++i) question += fmt::format("\n{}. {}", i + 1, sentence(told[i]));
    }
    question += has(kToLists, names.back())
                    ? "\nAnswer with the list in square brackets, with commas between its elements."
                    : "\nAnswer with that alone.";
    item.set("question", std::move(question));
    item.set("answer", answer);
    item.set("operation", fmt::format("{}", fmt::join(names, " > ")));
    item.set("length", static_cast<std::int64_t>(std::count(given.begin(), given.end(), ',') + 1));
    item.set("difficulty", steps_ * static_cast<std::int64_t>(std::count(given.begin(), given.end(), ',') + 1));
    return item;
  }

 private:
  static std::string sentence(std::string text) {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + ".";
  }

  List any_list(RandomStream& random) const {
    List list;
    const std::int64_t length = draw_between(random, min_length_, length_);
    std::int64_t low = low_, high = high_;
    if (words_) {
      for (std::int64_t i = 0; i < length; ++i) list.words.push_back(draw_noun(random));
      std::erase_if(list.words, [](const std::string& word) { return word.find(' ') != std::string::npos; });
      if (list.words.empty()) list.words = {"apple", "pear"};
      std::sort(list.words.begin(), list.words.end());
      list.words.erase(std::unique(list.words.begin(), list.words.end()), list.words.end());
      low = 0;
      high = static_cast<std::int64_t>(list.words.size()) - 1;
    }
    for (std::int64_t i = 0; i < length; ++i) {
      // Some elements come again, or there would be nothing to count and to drop.
      const bool again = i > 0 && random.below(4) == 0;
      list.elements.push_back(again ? draw_one(random, list.elements) : draw_between(random, low, high));
    }
    return list;
  }

  std::string to_list(RandomStream& random, const std::string& name, List& list) const {
    std::vector<std::int64_t>& e = list.elements;
    const char* order = words_ ? "alphabetical order" : "ascending order";
    const char* reverse_order = words_ ? "reverse alphabetical order" : "descending order";
    if (name == "sort") {
      std::sort(e.begin(), e.end());
      return fmt::format("sort it in {}", order);
    }
    if (name == "sort_descending") {
      std::sort(e.begin(), e.end(), std::greater<>());
      return fmt::format("sort it in {}", reverse_order);
    }
    if (name == "reverse") {
      std::reverse(e.begin(), e.end());
      return "reverse it";
    }
    if (name == "dedupe") {
      std::vector<std::int64_t> once;
      for (const std::int64_t element : e)
        if (std::find(once.begin(), once.end(), element) == once.end()) once.push_back(element);
      e = std::move(once);
      return "remove every element that occurred before, keeping the first of each";
    }
    if (name == "rotate") {
      const std::int64_t by = e.size() < 2 ? 0 : draw_between(random, 1, static_cast<std::int64_t>(e.size()) - 1);
      std::rotate(e.begin(), e.begin() + by, e.end());
      return fmt::format("move the first {} element{} to the end, keeping {} order", by, by == 1 ? "" : "s",
                         by == 1 ? "the" : "their");
    }
    if (name == "drop_every_second") {
      std::vector<std::int64_t> kept;
      for (std::size_t i = 0; i < e.size(); i += 2) kept.push_back(e[i]);
      e = std::move(kept);
      return "keep the elements at the odd positions (the 1st, the 3rd and so on)";
    }
    const std::int64_t bound = draw_one(random, e);
    std::erase_if(e, [&](std::int64_t element) { return element <= bound; });
    return words_ ? fmt::format("keep the elements that come after '{}' in the alphabet", list.written(bound))
                  : fmt::format("keep the elements that are greater than {}", bound);
  }

  std::string to_value(RandomStream& random, const std::string& name, const List& list, std::string& answer) const {
    const std::vector<std::int64_t>& e = list.elements;
    if (name == "nth") {
      const std::int64_t n = draw_between(random, 1, static_cast<std::int64_t>(e.size()));
      answer = list.written(e[static_cast<std::size_t>(n - 1)]);
      return fmt::format("give the {} element, counted from 1", ordinal(n));
    }
    if (name == "count") {
      const std::int64_t wanted = draw_one(random, e);
      answer = std::to_string(std::count(e.begin(), e.end(), wanted));
      return fmt::format("count how often {} occurs", list.written(wanted));
    }
    if (name == "length") {
      answer = std::to_string(e.size());
      return "count its elements";
    }
    if (name == "sum") {
      answer = std::to_string(std::accumulate(e.begin(), e.end(), std::int64_t{0}));
      return "add up its elements";
    }
    if (name == "max") {
      answer = list.written(*std::max_element(e.begin(), e.end()));
      return words_ ? "give the element that comes last in the alphabet" : "give the greatest element";
    }
    if (name == "min") {
      answer = list.written(*std::min_element(e.begin(), e.end()));
      return words_ ? "give the element that comes first in the alphabet" : "give the smallest element";
    }
    const std::int64_t wanted = draw_one(random, e);
    answer = std::to_string(std::find(e.begin(), e.end(), wanted) - e.begin() + 1);
    return fmt::format("give the position of the first {}, counted from 1", list.written(wanted));
  }

  std::vector<std::string> operations_, to_lists_;
  std::int64_t length_, min_length_, steps_, low_, high_;
  bool words_;
};

}  // namespace

extern const SyntheticDef list_operations = {
    "list_operations", "Operations on a list of numbers or words, one or several in a row.",
    "operations (some of sort, sort_descending, reverse, dedupe, filter_above, drop_every_second, rotate, nth, count, "
    "length, "
    "sum, max, min, position; default all), steps (1 to 10, default 1), length (elements at most, 2 to 1000, default "
    "8), "
    "min_length (as length), items (numbers or words), low (0) and high (99) of the numbers",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> { return std::make_unique<ListOperations>(options); }};

}  // namespace assay::datasets::synthetic
