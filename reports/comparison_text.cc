#include "reports/comparison_text.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace assay::reports {
namespace {

constexpr std::size_t kLongest = 60;

std::string side(const Comparison::Side& one) {
  std::string text = one.id;
  if (!one.name.empty() && one.name != one.id) text += fmt::format(" ({})", one.name);
  return text;
}

// The beginning of an answer, on one line.
std::string shortened(const std::string& text) {
  std::string out = fit(visible(text), static_cast<int>(kLongest));
  return out.empty() ? "(empty)" : out;
}

std::string share(double value) { return value == 0.0 || value == 1.0 ? fmt::format("{:g}", value) : fmt::format("{:.2f}", value); }

bool several_models(const Comparison& comparison) {
  return std::any_of(comparison.results.begin(), comparison.results.end(), [&](const PairedResult& r) {
    return r.base_model != comparison.results.front().base_model || r.candidate_model != comparison.results.front().candidate_model;
  });
}

}  // namespace

std::string result_name(const Comparison& comparison, const PairedResult& result) {
  std::string name = fmt::format("{} of {}", result.metric, result.task);
  if (several_models(comparison)) name += fmt::format(" ({})", result.candidate_model);
  return name;
}

std::string ComparisonText::title() const {
  return fmt::format("base {}, candidate {}", side(comparison_.base), side(comparison_.candidate));
}

std::vector<std::string> ComparisonText::summary() const {
  std::vector<std::string> lines;
  for (const Verdict verdict : {Verdict::kRegressed, Verdict::kImproved, Verdict::kEquivalent, Verdict::kInconclusive}) {
    std::vector<std::string> names;
    for (const PairedResult& result : comparison_.results)
      if (result.verdict == verdict) names.push_back(result_name(comparison_, result));
    if (!names.empty()) lines.push_back(fmt::format("{}: {}", name_of(verdict), fmt::join(names, ", ")));
  }
  if (lines.empty()) lines.push_back("nothing could be compared; see below");
  return lines;
}

Table ComparisonText::results() const {
  const double level = comparison_.results.empty() ? 0.95 : comparison_.results.front().level;
  Table table({{"model", false, true},
               {"task", false, true},
               {"metric", false, true},
               {"pairs", true},
               {"base", true},
               {"candidate", true},
               {"difference", true},
               {fmt::format("{:g} % interval", 100.0 * level), true},
               {"p", true},
               {"p adjusted", true},
               {"verdict", false}});
  const bool several = several_models(comparison_);
  const auto p = [](const std::optional<double>& value) {
    return !value ? std::string("-") : *value < 0.0001 ? std::string("<0.0001") : fmt::format("{:.4f}", *value);
  };
  for (const PairedResult& r : comparison_.results)
    table.add({several ? r.candidate_model : "", r.task + (r.is_group ? " (group)" : ""), r.metric + (r.higher_is_better ? "" : " (lower is better)"), std::to_string(r.n),
               show(r.base, r.scale), show(r.candidate, r.scale), show_signed(r.difference, r.scale),
               show_interval(r.low, r.high, r.scale, true), p(r.p), p(r.p_adjusted), std::string(name_of(r.verdict))});
  table.drop_if_all("model", "");
  return table;
}

std::vector<std::string> ComparisonText::remarks() const {
  std::vector<std::string> lines;
  for (const PairedResult& r : comparison_.results) {
    const std::string name = result_name(comparison_, r);
    if (!r.reason.empty()) lines.push_back(fmt::format("{}: {}", name, r.reason));
    if (r.verdict == Verdict::kInconclusive && r.mde)
      lines.push_back(fmt::format("{}: with {} pairs a difference of {} or more would be seen (80 % power); smaller ones cannot be "
                                  "told from none",
                                  name, r.n, show(r.mde, r.scale)));
    if (r.failed_base + r.failed_candidate > 0)
      lines.push_back(fmt::format("{}: without an answer were {} samples of the base and {} of the candidate; they are left out",
                                  name, r.failed_base, r.failed_candidate));
    if (r.only_base + r.only_candidate > 0)
      lines.push_back(fmt::format("{}: {} samples were scored on the base's side only and {} on the candidate's only; they are left out",
                                  name, r.only_base, r.only_candidate));
    if (r.clusters > 0) lines.push_back(fmt::format("{}: {} clusters of samples", name, r.clusters));
  }
  return lines;
}

std::string ComparisonText::flips_title() const {
  const auto lost = std::count_if(comparison_.flips.begin(), comparison_.flips.end(),
                                  [](const Flip& flip) { return flip.candidate < flip.base; });
  return fmt::format("flips: {} from pass to fail, {} from fail to pass", lost,
                     static_cast<std::ptrdiff_t>(comparison_.flips.size()) - lost);
}

std::vector<std::string> ComparisonText::flips() const {
  std::vector<std::string> lines;
  for (const Flip& flip : comparison_.flips) {
    if (lines.size() >= static_cast<std::size_t>(std::max(0, max_flips_))) {
      lines.push_back(fmt::format("and {} more", comparison_.flips.size() - lines.size()));
      break;
    }
    std::string line = fmt::format("{} {} {}: {} -> {}{}", flip.candidate < flip.base ? "lost  " : "gained", flip.task, flip.sample,
                                   share(flip.base), share(flip.candidate), flip.unstable ? " (unstable)" : "");
    if (!flip.base_answer.empty() || !flip.candidate_answer.empty())
      line += fmt::format("; '{}' -> '{}'", shortened(flip.base_answer), shortened(flip.candidate_answer));
    if (!flip.target.empty()) line += fmt::format(" (right: '{}')", shortened(flip.target));
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> ComparisonText::unstable() const {
  std::vector<std::string> lines;
  const auto text = [](const std::optional<double>& value) { return value ? share(*value) : std::string("-"); };
  for (const UnstableSample& sample : comparison_.unstable) {
    if (lines.size() >= static_cast<std::size_t>(std::max(0, max_flips_))) {
      lines.push_back(fmt::format("and {} more", comparison_.unstable.size() - lines.size()));
      break;
    }
    lines.push_back(fmt::format("{} {}: right in {} of the base's answers and {} of the candidate's", sample.task, sample.sample,
                                text(sample.base), text(sample.candidate)));
  }
  return lines;
}

std::vector<std::string> ComparisonText::not_comparable() const {
  std::vector<std::string> lines;
  for (const NotComparable& one : comparison_.not_comparable)
    lines.push_back(fmt::format("{}{}: {}", one.task, one.metric.empty() ? "" : "." + one.metric, one.reason));
  return lines;
}

std::vector<std::string> ComparisonText::differences() const {
  std::vector<std::string> lines;
  const auto text = [](const std::string& value) { return value.empty() ? std::string("(none)") : shortened(value); };
  for (const SettingDifference& one : comparison_.differences)
    lines.push_back(fmt::format("{}: {} -> {}", one.what, text(one.base), text(one.candidate)));
  return lines;
}

std::vector<std::string> gate_lines(std::span<const GateResult> gates) {
  std::vector<std::string> lines;
  for (const GateResult& gate : gates) {
    std::string verdict(name_of(gate.verdict));
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    lines.push_back(fmt::format("{}: {} ({})", verdict, gate.rule, gate.detail));
  }
  return lines;
}

}  // namespace assay::reports
