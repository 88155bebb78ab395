#include "harness/run/gate.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "harness/core/error.h"

namespace assay::run {
namespace {

constexpr std::string_view kForms =
    "expected 'TASK.METRIC drop < X [vs RUN] [at 95%]', 'TASK.METRIC >= X [at 95%]', 'failed <= 1%' or "
    "'flips(pass->fail) <= N'; * stands for every task or metric";

// Reads a rule word by word.
class RuleReader {
 public:
  RuleReader(const std::string& text, const std::string& where) : text_(text), where_(where) {
    // Relations stand alone, however tightly they were written; the arrow of flips is no relation.
    std::string spaced;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool arrow = c == '>' && i > 0 && text[i - 1] == '-';
      if ((c != '<' && c != '>') || arrow) {
        spaced += c;
        continue;
      }
      spaced += std::string(" ") + c;
      if (i + 1 < text.size() && text[i + 1] == '=') spaced += text[++i];
      spaced += ' ';
    }
    std::istringstream stream(spaced);
    for (std::string word; stream >> word;) words_.push_back(word);
  }

  GateRule read() {
    GateRule rule;
    rule.written = text_;
    const std::string subject = next("a task and metric");
    if (subject == "failed") {
      rule.kind = GateRule::Kind::kFailed;
      expect_relation({"<=", "<"}, rule);
      read_bound(rule);
    } else if (subject.starts_with("flips(")) {
      rule.kind = GateRule::Kind::kFlips;
      if (subject != "flips(pass->fail)" && subject != "flips(fail->pass)")
        fail(fmt::format("'{}' is no kind of flips; there are flips(pass->fail) and flips(fail->pass)", subject));
      rule.lost = subject == "flips(pass->fail)";
      expect_relation({"<=", "<"}, rule);
      read_bound(rule);
      read_rest(rule);
    } else {
      const std::size_t dot = subject.rfind('.');
      if (dot == std::string::npos || dot == 0 || dot + 1 == subject.size())
        fail(fmt::format("'{}' is not TASK.METRIC", subject));
      rule.task = subject.substr(0, dot);
      rule.metric = subject.substr(dot + 1);
      if (at_ < words_.size() && words_[at_] == "drop") {
        ++at_;
        rule.kind = GateRule::Kind::kDrop;
        expect_relation({"<", "<="}, rule);
      } else {
        rule.kind = GateRule::Kind::kValue;
        expect_relation({">=", ">", "<=", "<"}, rule);
      }
      read_bound(rule);
      read_rest(rule);
    }
    if (at_ != words_.size()) fail(fmt::format("'{}' is left over", words_[at_]));
    if (rule.kind != GateRule::Kind::kValue && rule.bound < 0.0) fail("the bound is below 0");
    if (rule.kind == GateRule::Kind::kValue && !rule.versus.empty()) fail("'vs' belongs to a drop");
    return rule;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::kConfig, fmt::format("{}: the gate '{}': {}; {}", where_, text_, what, kForms));
  }

  std::string next(std::string_view expected) {
    if (at_ >= words_.size()) fail(fmt::format("{} is missing at its end", expected));
    return words_[at_++];
  }

  void expect_relation(std::initializer_list<std::string_view> allowed, GateRule& rule) {
    rule.relation = next("a relation");
    if (std::find(allowed.begin(), allowed.end(), rule.relation) == allowed.end())
      fail(fmt::format("'{}' where {} is expected", rule.relation, fmt::join(allowed, " or ")));
  }

  double number(std::string word, bool* percent) {
    *percent = word.ends_with('%');
    if (*percent) word.pop_back();
    double value = 0.0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
      fail(fmt::format("'{}' is not a number", word));
    return *percent ? value / 100.0 : value;
  }

  void read_bound(GateRule& rule) { rule.bound = number(next("a bound"), &rule.bound_is_share); }

  void read_rest(GateRule& rule) {
    while (at_ < words_.size()) {
      const std::string word = words_[at_++];
      if (word == "vs") {
        rule.versus = next("a run after 'vs'");
      } else if (word == "at") {
        bool percent = false;
        const double level = number(next("a level after 'at'"), &percent);
        if (level <= 0.5 || level >= 1.0) fail(fmt::format("the level {} is not between 50% and 100%", level));
        rule.level = level;
      } else {
        fail(fmt::format("'{}' is not understood", word));
      }
    }
  }

  const std::string& text_;
  const std::string& where_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

bool names(const std::string& pattern, const std::string& name) { return pattern == "*" || pattern == name; }

bool holds(double value, const std::string& relation, double bound) {
  if (relation == ">=") return value >= bound;
  if (relation == ">") return value > bound;
  if (relation == "<=") return value <= bound;
  return value < bound;
}

// The order of badness: what decides over several tasks.
int badness(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kNotMet: return 3;
    case GateVerdict::kError: return 2;
    case GateVerdict::kInconclusive: return 1;
    case GateVerdict::kMet: return 0;
  }
  return 0;
}

void add(GateResult& whole, GateVerdict verdict, const std::string& detail) {
  if (badness(verdict) > badness(whole.verdict)) whole.verdict = verdict;
  whole.detail += (whole.detail.empty() ? "" : "; ") + detail;
}

const ResultRow* find_result(const GateInputs& inputs, const std::string& task, const std::string& metric) {
  for (const ResultRow& row : inputs.results)
    if (row.task == task && row.metric == metric) return &row;
  return nullptr;
}

// A group's number as a rule sees it.
ResultRow row_of(const GroupRow& group) {
  ResultRow row;
  row.model = group.model;
  row.task = group.group;
  row.metric = group.metric;
  row.estimate = group.estimate;
  row.higher_is_better = group.higher_is_better;
  row.scale = group.scale;
  return row;
}

// `*` stands for every task; a group is named, or it would count its tasks twice.
bool names_group(const GateRule& rule, const std::string& group) { return rule.task == group; }

bool too_many_failed(const ResultRow* row) { return row != nullptr && !row->estimate.value && row->estimate.failed > 0; }

// The candidate's own number of what was compared.
std::optional<ResultRow> own_number(const GateInputs& inputs, const PairedResult& result) {
  if (!result.is_group) {
    const ResultRow* row = find_result(inputs, result.task, result.metric);
    return row == nullptr ? std::nullopt : std::optional(*row);
  }
  for (const GroupRow& group : inputs.groups)
    if (group.group == result.task && group.metric == result.metric) return row_of(group);
  return std::nullopt;
}

std::string failed_text(const ResultRow& row) {
  const Estimate& e = row.estimate;
  return fmt::format("{}.{}: {} of {} samples failed, so there is no number", row.task, row.metric, e.failed,
                     e.scored + e.unscored + e.failed);
}

void judge_drop(const GateRule& rule, const PairedResult& result, GateResult& out) {
  const double bound = rule.bound_is_share && result.scale > 0.0 ? rule.bound * result.scale : rule.bound;
  const std::string name = result.task + "." + result.metric;
  if (!result.difference || !result.low || !result.high)
    return add(out, GateVerdict::kInconclusive,
               fmt::format("{}: {}", name, result.reason.empty() ? "there is no interval" : result.reason));
  // As if higher were better: a drop is below 0.
  const double low = result.higher_is_better ? *result.low : -*result.high;
  const double high = result.higher_is_better ? *result.high : -*result.low;
  const double difference = result.higher_is_better ? *result.difference : -*result.difference;
  const bool excluded = rule.relation == "<=" ? low >= -bound : low > -bound;
  const GateVerdict verdict = excluded                              ? GateVerdict::kMet
                              : high < 0.0 || high <= -bound        ? GateVerdict::kNotMet
                                                                    : GateVerdict::kInconclusive;
  std::string text = fmt::format("{}: change {:+.4g} [{:+.4g}, {:+.4g}] on {} pairs", name, difference, low, high, result.n);
  if (verdict == GateVerdict::kInconclusive && result.mde)
    text += fmt::format(", which show changes of {:.4g} and more", *result.mde);
  add(out, verdict, text);
}

void judge_value(const GateRule& rule, const ResultRow& row, GateResult& out) {
  const double bound = rule.bound_is_share && row.scale > 0.0 ? rule.bound * row.scale : rule.bound;
  const std::string name = row.task + "." + row.metric;
  const Estimate& e = row.estimate;
  if (too_many_failed(&row)) return add(out, GateVerdict::kError, failed_text(row));
  if (!e.value) return add(out, GateVerdict::kInconclusive, fmt::format("{}: {}", name, e.no_interval));
  if (!rule.level)
    return add(out, holds(*e.value, rule.relation, bound) ? GateVerdict::kMet : GateVerdict::kNotMet,
               fmt::format("{} is {:.4g}", name, *e.value));
  if (std::abs(*rule.level - e.level) > 1e-9)
    throw Error(ErrorKind::kConfig, fmt::format("the gate '{}': the stored interval of {} is of {:g} %, not of {:g} %", rule.written,
                                                name, 100.0 * e.level, 100.0 * *rule.level));
  if (!e.low || !e.high) return add(out, GateVerdict::kInconclusive, fmt::format("{}: no interval: {}", name, e.no_interval));
  const bool low = holds(*e.low, rule.relation, bound), high = holds(*e.high, rule.relation, bound);
  add(out, low && high ? GateVerdict::kMet : low || high ? GateVerdict::kInconclusive : GateVerdict::kNotMet,
      fmt::format("{} is {:.4g} [{:.4g}, {:.4g}]", name, *e.value, *e.low, *e.high));
}

void judge_drops(const GateRule& rule, const GateInputs& inputs, GateResult& out) {
  const Comparison& comparison = inputs.compared(rule.versus, rule.level.value_or(inputs.level));
  bool any = false;
  for (const PairedResult& result : comparison.results) {
    if (result.is_group ? !names_group(rule, result.task) : !names(rule.task, result.task)) continue;
    if (!names(rule.metric, result.metric)) continue;
    any = true;
    const std::optional<ResultRow> row = own_number(inputs, result);
    if (row && too_many_failed(&*row))
      add(out, GateVerdict::kError, failed_text(*row));
    else
      judge_drop(rule, result, out);
  }
  for (const NotComparable& reason : comparison.not_comparable) {
    if (!names(rule.task, reason.task) || reason.samples > 0) continue;
    if (!reason.metric.empty() && !names(rule.metric, reason.metric)) continue;
    if (rule.task == "*" && reason.metric.empty() && find_result(inputs, reason.task, rule.metric) == nullptr && rule.metric != "*")
      continue;  // a task that never had the metric
    any = true;
    add(out, GateVerdict::kInconclusive, fmt::format("{}{}: not comparable: {}", reason.task,
                                                     reason.metric.empty() ? "" : "." + reason.metric, reason.reason));
  }
  if (any) return;
  std::vector<std::string> known;
  for (const PairedResult& result : comparison.results) known.push_back(result.task + "." + result.metric);
  throw Error(ErrorKind::kConfig, fmt::format("the gate '{}' names what the runs do not have; they share {}", rule.written,
                                              known.empty() ? "nothing" : fmt::format("{}", fmt::join(known, ", "))));
}

void judge_values(const GateRule& rule, const GateInputs& inputs, GateResult& out) {
  bool any = false;
  std::vector<std::string> known;
  for (const ResultRow& row : inputs.results) {
    known.push_back(row.task + "." + row.metric);
    if (!names(rule.task, row.task) || !names(rule.metric, row.metric)) continue;
    any = true;
    judge_value(rule, row, out);
  }
  for (const GroupRow& group : inputs.groups) {
    known.push_back(group.group + "." + group.metric);
    if (!names_group(rule, group.group) || !names(rule.metric, group.metric)) continue;
    any = true;
    judge_value(rule, row_of(group), out);
  }
  if (!any)
    throw Error(ErrorKind::kConfig, fmt::format("the gate '{}' names what the run does not have; it has {}", rule.written,
                                                fmt::join(known, ", ")));
}

void judge_failed(const GateRule& rule, const GateInputs& inputs, GateResult& out) {
  // All metrics of a task count the same failed samples: the worst one stands for it.
  for (const ResultRow& row : inputs.results) {
    const Estimate& e = row.estimate;
    const double all = static_cast<double>(e.scored + e.unscored + e.failed);
    const double failed = rule.bound_is_share ? (all > 0.0 ? static_cast<double>(e.failed) / all : 0.0) : static_cast<double>(e.failed);
    if (!holds(failed, rule.relation, rule.bound))
      add(out, GateVerdict::kNotMet, fmt::format("{}: {} of {:g} samples failed", row.task, e.failed, all));
  }
  if (out.detail.empty()) out.detail = "no task has more failed samples";
}

void judge_flips(const GateRule& rule, const GateInputs& inputs, GateResult& out) {
  const Comparison& comparison = inputs.compared(rule.versus, inputs.level);
  std::int64_t count = 0, unstable = 0;
  for (const Flip& flip : comparison.flips) {
    if ((flip.candidate < flip.base) != rule.lost) continue;
    (flip.unstable ? unstable : count) += 1;  // what flips by itself is set apart
  }
  std::string text = fmt::format("{} samples flipped from {}", count, rule.lost ? "pass to fail" : "fail to pass");
  if (unstable > 0) text += fmt::format(", and {} unstable ones that do not count", unstable);
  add(out, holds(static_cast<double>(count), rule.relation, rule.bound) ? GateVerdict::kMet : GateVerdict::kNotMet, text);
}

}  // namespace

GateRule parse_gate(const std::string& text, const std::string& where) { return RuleReader(text, where).read(); }

GateResult judge(const GateRule& rule, const GateInputs& inputs) {
  GateResult out{rule.written, GateVerdict::kMet, ""};
  switch (rule.kind) {
    case GateRule::Kind::kDrop: judge_drops(rule, inputs, out); break;
    case GateRule::Kind::kValue: judge_values(rule, inputs, out); break;
    case GateRule::Kind::kFailed: judge_failed(rule, inputs, out); break;
    case GateRule::Kind::kFlips: judge_flips(rule, inputs, out); break;
  }
  return out;
}

int exit_code_of(std::span<const GateResult> gates, bool inconclusive_fails) {
  const auto any = [&](GateVerdict verdict) {
    return std::any_of(gates.begin(), gates.end(), [&](const GateResult& gate) { return gate.verdict == verdict; });
  };
  if (any(GateVerdict::kNotMet)) return 1;
  if (any(GateVerdict::kError)) return 3;
  if (any(GateVerdict::kInconclusive) && inconclusive_fails) return 4;
  return 0;
}

}  // namespace assay::run
