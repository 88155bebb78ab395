#include "raters/rubric/rubric.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "harness/core/check.h"

namespace assay::raters {
namespace {

bool is_word(const std::string& id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::vector<Anchor> read_anchors(const Options& scale, int min, int max) {
  const Options anchors = scale.map("anchors");
  std::vector<Anchor> out;
  for (const std::string& key : anchors.keys()) {
    int value = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
    if (error != std::errc() || end != key.data() + key.size())
      anchors.fail(key, "expected a whole number of the scale as the key of an anchor");
    if (value < min || value > max)
      anchors.fail(key, fmt::format("the anchor {} lies outside the scale {} to {}", value, min, max));
    out.push_back({value, anchors.text(key)});
  }
  std::sort(out.begin(), out.end(), [](const Anchor& a, const Anchor& b) { return a.value < b.value; });
  if (out.empty() || out.front().value != min || out.back().value != max)
    scale.fail("anchors", fmt::format("both ends of the scale, {} and {}, need an anchor: what do they mean?", min, max));
  return out;
}

Criterion read_criterion(const Options& item) {
  Criterion criterion;
  criterion.id = item.text("id");
  if (!is_word(criterion.id))
    item.fail("id", fmt::format("'{}' is not a word; expected letters, digits, '_' and '-'", criterion.id));
  criterion.title = item.text("title", criterion.id);
  criterion.definition = item.text("definition");
  criterion.weight = item.number("weight", 1.0, 0.0, 1e6);
  const Options scale = item.map("scale");
  criterion.min = static_cast<int>(scale.integer("min", 1, -1000, 1000));
  criterion.max = static_cast<int>(scale.integer("max", 5, -1000, 1000));
  if (criterion.max <= criterion.min)
    scale.fail("max", fmt::format("{} is not above the scale's min {}", criterion.max, criterion.min));
  if (criterion.max - criterion.min > 100)
    scale.fail("max", fmt::format("a scale of {} values; expected at most 101", criterion.max - criterion.min + 1));
  criterion.anchors = read_anchors(scale, criterion.min, criterion.max);
  return criterion;
}

void read_turn(const Options& options, Rubric& rubric) {
  rubric.reference_by_turn = options.flag("reference_by_turn", false);
  const std::string word = options.text("turn", "last");
  if (word == "last") return;
  rubric.all_turns = word == "all";
  if (rubric.all_turns) return;
  int turn = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), turn);
  if (error != std::errc() || end != word.data() + word.size() || turn < 1)
    options.fail("turn", fmt::format("'{}' is no turn; expected last, all, or a number from 1", word));
  rubric.turn = turn;
}

}  // namespace

Rubric read_rubric(const Options& options) {
  static constexpr std::array<std::string_view, 3> kUses = {"none", "optional", "required"};
  Rubric rubric;
  rubric.name = options.text("name", std::filesystem::path(options.source()).stem().string());
  rubric.version = options.text("version", "1");
  rubric.title = options.text("title", rubric.name);
  rubric.instructions = options.text("instructions", "");
  const std::string use = options.one_of("reference", "none", kUses);
  rubric.reference = static_cast<ReferenceUse>(std::find(kUses.begin(), kUses.end(), use) - kUses.begin());
  read_turn(options, rubric);
  double total_weight = 0.0;
  for (const Options& item : options.items("criteria")) {
    Criterion criterion = read_criterion(item);
    for (const Criterion& other : rubric.criteria)
      if (other.id == criterion.id) item.fail("id", fmt::format("there are two criteria '{}'", criterion.id));
    total_weight += criterion.weight;
    rubric.criteria.push_back(std::move(criterion));
  }
  if (rubric.criteria.empty()) options.fail("criteria", "a rubric needs at least one criterion");
  if (total_weight <= 0.0) options.fail("criteria", "the weights of the criteria are all zero");
  return rubric;
}

double overall_score(const Rubric& rubric, const std::vector<double>& values) {
  ASSAY_CHECK(values.size() == rubric.criteria.size());
  double sum = 0.0;
  double weight = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Criterion& criterion = rubric.criteria[i];
    sum += criterion.weight * (values[i] - criterion.min) / (criterion.max - criterion.min);
    weight += criterion.weight;
  }
  return sum / weight;
}

}  // namespace assay::raters
