#include "harness/run/sweep.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "harness/core/error.h"
#include "harness/core/random.h"

namespace assay::run {
namespace {

constexpr std::size_t kMostPoints = 10'000;
constexpr std::array<std::string_view, 6> kSampling = {"temperature",        "top_k",     "top_p", "min_p",
                                                       "repetition_penalty", "max_tokens"};
// Keys of a configuration that can be swept: whole, or by a path that goes on below them.
constexpr std::array<std::string_view, 2> kWhole = {"model", "seed"};
constexpr std::array<std::string_view, 4> kBelow = {"sampling", "models", "tasks", "raters"};

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

[[noreturn]] void refuse(std::string_view written, const std::string& message) {
  throw Error(ErrorKind::kUsage, fmt::format("--grid {}: {}", written, message));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

std::optional<double> number_of(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// 0.7 and 0.70 are one value.
bool same_value(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const std::optional<double> left = number_of(a), right = number_of(b);
  return left && right && *left == *right;
}

std::string path_of(std::string_view name, std::string_view written) {
  const auto suggestion = [](std::string_view word, const std::vector<std::string>& candidates) {
    const std::string near = did_you_mean(word, candidates);
    return near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near);
  };
  const std::vector<std::string> sampling(kSampling.begin(), kSampling.end()), below(kBelow.begin(), kBelow.end());
  if (contains(kSampling, name)) return fmt::format("sampling.{}", name);
  const std::size_t dot = name.find('.');
  const std::string_view first = name.substr(0, dot);
  if (dot == std::string_view::npos) {
    if (contains(kWhole, name)) return std::string(name);
    if (contains(kBelow, name))
      refuse(written, fmt::format("'{}' holds many settings; name one of them, as in {}", name,
                                  name == "sampling" ? "sampling.temperature"
                                  : name == "models" ? "models.candidate.path"
                                  : name == "tasks"  ? "tasks.0.num_fewshot"
                                                     : "raters.0.judge"));
    std::vector<std::string> all = sampling;
    all.insert(all.end(), kWhole.begin(), kWhole.end());
    all.insert(all.end(), below.begin(), below.end());
    refuse(written,
           fmt::format(
               "'{}' is no setting: expected {}, {} or a path of the configuration such as models.candidate.path{}",
               name, fmt::join(kSampling, ", "), fmt::join(kWhole, ", "), suggestion(name, all)));
  }
  if (!contains(kBelow, first))
    refuse(written, fmt::format("a path starts with {}, not with '{}'{}", fmt::join(kBelow, ", "), first,
                                suggestion(first, below)));
  if (name.ends_with('.') || name.find("..") != std::string_view::npos)
    refuse(written, fmt::format("'{}' has an empty part", name));
  if (first == "sampling" && !contains(kSampling, name.substr(dot + 1)) && name != "sampling.stop")
    refuse(written, fmt::format("'{}' is no sampling setting{}", name.substr(dot + 1),
                                suggestion(name.substr(dot + 1), sampling)));
  return std::string(name);
}

// At commas that stand outside of brackets and quotes.
std::vector<std::string_view> split_values(std::string_view text, std::string_view written) {
  std::vector<std::string_view> values;
  std::size_t begin = 0;
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      values.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (quote != '\0') refuse(written, fmt::format("a quote ({}) is opened and not closed", quote));
  if (depth != 0) refuse(written, "brackets do not match");
  values.push_back(trimmed(text.substr(begin)));
  return values;
}

std::string name_of(const std::vector<SweepAxis>& axes, const std::vector<std::string>& values) {
  std::string name;
  for (std::size_t i = 0; i < axes.size(); ++i)
    name += fmt::format("{}{}={}", i == 0 ? "" : " ", axes[i].name, values[i]);
  return name;
}

void check_apart(const std::vector<SweepAxis>& axes) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::string &a = axes[j].path, &b = axes[i].path;
      if (a == b) refuse(axes[i].name, "this setting is given twice; write all its values behind one --grid");
      if (a.starts_with(b + ".") || b.starts_with(a + "."))
        refuse(axes[i].name, fmt::format("'{}' and '{}' lie one inside the other", axes[j].name, axes[i].name));
    }
  }
}

// The numbers of the default's values. "a=1 b=2": a part without '=' belongs to the value before it.
std::vector<std::size_t> default_indices(const std::vector<SweepAxis>& axes, std::string_view written) {
  const auto refuse_default = [&](const std::string& message) {
    throw Error(ErrorKind::kUsage, fmt::format("--default '{}': {}", written, message));
  };
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::string_view rest = trimmed(written); !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest = trimmed(rest.substr(word.size()));
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos && equals > 0) {
      parts.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!parts.empty()) {
      parts.back().second += fmt::format(" {}", word);
    } else {
      refuse_default("expected NAME=VALUE, separated by spaces, as in 'temperature=0 top_p=1'");
    }
  }
  std::vector<std::size_t> indices(axes.size(), 0);
  std::set<std::size_t> given;
  for (const auto& [name, value] : parts) {
    const auto axis =
        std::find_if(axes.begin(), axes.end(), [&](const SweepAxis& a) { return a.name == name || a.path == name; });
    if (axis == axes.end()) {
      std::vector<std::string> names;
      for (const SweepAxis& a : axes) names.push_back(a.name);
      const std::string near = did_you_mean(name, names);
      refuse_default(fmt::format("'{}' is not among the settings of the grid: {}{}", name, fmt::join(names, ", "),
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
    const auto at = static_cast<std::size_t>(axis - axes.begin());
    if (!given.insert(at).second) refuse_default(fmt::format("'{}' is given twice", name));
    const auto found =
        std::find_if(axis->values.begin(), axis->values.end(), [&](const auto& v) { return same_value(v, value); });
    if (found == axis->values.end())
      refuse_default(
          fmt::format("{}={} is no point of the grid, which has {}", name, value, fmt::join(axis->values, ", ")));
    indices[at] = static_cast<std::size_t>(found - axis->values.begin());
  }
  return indices;
}

std::uint64_t size_of_grid(const std::vector<SweepAxis>& axes) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 53;
  std::uint64_t size = 1;
  for (const SweepAxis& axis : axes) {
    if (size > kLargest / axis.values.size())
      throw Error(ErrorKind::kUsage,
                  "--grid: the product of all settings has more points than can be counted; leave some out");
    size *= axis.values.size();
  }
  return size;
}

// `count` distinct numbers below `size`, in order. Source: Floyd's method, Bentley & Floyd 1987, "A sample of
// brilliance".
std::set<std::uint64_t> draw_distinct(std::uint64_t count, std::uint64_t size, std::uint64_t seed) {
  RandomStream random(stream_seed(seed, "sweep", "points", 0));
  std::set<std::uint64_t> drawn;
  for (std::uint64_t j = size - count; j < size; ++j) {
    const std::uint64_t one = random.below(j + 1);
    if (!drawn.insert(one).second) drawn.insert(j);
  }
  return drawn;
}

}  // namespace

SweepAxis parse_axis(const std::string& written) {
  const std::size_t equals = written.find('=');
  if (equals == std::string::npos || trimmed(std::string_view(written).substr(0, equals)).empty())
    refuse(written, "expected NAME=VALUE,VALUE,.. as in temperature=0,0.7,1");
  SweepAxis axis;
  axis.name = trimmed(std::string_view(written).substr(0, equals));
  axis.path = path_of(axis.name, written);
  const std::string_view list = trimmed(std::string_view(written).substr(equals + 1));
  if (list.empty()) refuse(written, "there are no values behind the '='");
  for (const std::string_view value : split_values(list, written)) {
    if (value.empty()) refuse(written, "one of the values is empty");
    for (const std::string& earlier : axis.values)
      if (same_value(earlier, value)) refuse(written, fmt::format("the value {} comes twice", value));
    axis.values.emplace_back(value);
  }
  return axis;
}

std::vector<std::pair<std::string, std::string>> Sweep::overrides(const SweepPoint& point) const {
  std::vector<std::pair<std::string, std::string>> sets;
  for (std::size_t i = 0; i < axes.size(); ++i) sets.emplace_back(axes[i].path, point.values[i]);
  return sets;
}

Sweep make_sweep(std::vector<SweepAxis> axes, const SweepChoice& choice) {
  if (axes.empty())
    throw Error(ErrorKind::kUsage,
                "nothing to sweep: name at least one setting with its values, as in --grid temperature=0,0.7,1");
  check_apart(axes);
  Sweep sweep;
  sweep.grid_size = size_of_grid(axes);
  const std::uint64_t count = choice.random.value_or(sweep.grid_size);
  if (choice.random && (count == 0 || count > sweep.grid_size))
    throw Error(ErrorKind::kUsage,
                fmt::format("--random {}: expected 1 to {}, the points of the grid", count, sweep.grid_size));
  if (count > kMostPoints)
    throw Error(ErrorKind::kUsage,
                fmt::format("the sweep has {} points; at most {} are evaluated: leave out values, or draw some of "
                            "them with --random N",
                            count, kMostPoints));

  std::uint64_t default_number = 0;
  const std::vector<std::size_t> indices = default_indices(axes, choice.default_point);
  for (std::size_t i = 0; i < axes.size(); ++i) default_number = default_number * axes[i].values.size() + indices[i];

  const auto add = [&](std::uint64_t number) {
    SweepPoint point;
    point.values.resize(axes.size());
    for (std::size_t i = axes.size(); i-- > 0; number /= axes[i].values.size())
      point.values[i] = axes[i].values[number % axes[i].values.size()];
    point.name = name_of(axes, point.values);
    sweep.points.push_back(std::move(point));
  };
  add(default_number);
  // The others are numbered without the default, which is always there.
  for (const std::uint64_t other : draw_distinct(count - 1, sweep.grid_size - 1, choice.seed))
    add(other + (other >= default_number));
  sweep.axes = std::move(axes);
  return sweep;
}

}  // namespace assay::run
