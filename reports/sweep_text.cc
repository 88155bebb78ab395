#include "reports/sweep_text.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

namespace assay::reports {
namespace {

// A curve of many epochs is shown at the doublings and at its end.
constexpr std::size_t kAllShown = 8;

std::string qualified(const ResultRow& row) { return fmt::format("{}.{}", row.task, row.metric); }

std::string p_text(const std::optional<double>& p) {
  return !p ? std::string("-") : *p < 0.0001 ? std::string("<0.0001") : fmt::format("{:.4f}", *p);
}

// Three digits are what a mean of tokens or a latency is worth.
std::string burden(const std::optional<double>& value) {
  if (!value) return "-";
  if (*value >= 100.0) return fmt::format("{:.0f}", *value);
  if (*value >= 10.0) return fmt::format("{:.1f}", *value);
  return *value >= 1.0 || *value == 0.0 ? fmt::format("{:.2f}", *value) : fmt::format("{:.3g}", *value);
}

bool several_models(const SweepReport& sweep) {
  for (const SweepReport::Setting& setting : sweep.settings)
    for (const SweepReport::Score& score : setting.scores)
      if (score.result.model != setting.scores.front().result.model) return true;
  return false;
}

std::string metric_text(const ResultRow& row) {
  return row.metric + (row.higher_is_better ? "" : " (lower is better)");
}

std::string number_with_interval(const ResultRow& row) {
  if (!row.estimate.low || !row.estimate.high) return show(row.estimate.value, row.scale);
  return fmt::format("{} {}", show(row.estimate.value, row.scale),
                     show_interval(row.estimate.low, row.estimate.high, row.scale));
}

bool same_metric(const ResultRow& a, const ResultRow& b, bool by_model) {
  return a.task == b.task && a.metric == b.metric && (!by_model || a.model == b.model);
}

void add_result(const SweepReport::Setting& setting, const SweepReport::Score& score, bool several_models,
                Table& table) {
  const ResultRow& row = score.result;
  const PairedResult none;
  const PairedResult& d = score.against_default ? *score.against_default : none;
  const std::string verdict = setting.is_default      ? "default"
                              : score.against_default ? std::string(name_of(d.verdict))
                                                      : "not comparable";
  table.add({several_models ? row.model : "", row.task, metric_text(row), setting.name,
             show(row.estimate.value, row.scale), show_interval(row.estimate.low, row.estimate.high, row.scale),
             show_signed(d.difference, row.scale), show_interval(d.low, d.high, row.scale, true), p_text(d.p),
             p_text(d.p_adjusted), verdict});
}

std::size_t longest_curve(const SweepReport& sweep) {
  std::size_t longest = 0;
  for (const SweepReport::Setting& setting : sweep.settings)
    for (const SweepReport::BestOf& curve : setting.best_of) longest = std::max(longest, curve.of.size());
  return longest;
}

std::vector<std::size_t> shown_epochs(std::size_t epochs) {
  std::vector<std::size_t> shown;
  for (std::size_t k = 1; k <= epochs; k = epochs <= kAllShown ? k + 1 : 2 * k) shown.push_back(k);
  if (!shown.empty() && shown.back() != epochs) shown.push_back(epochs);
  return shown;
}

}  // namespace

std::string SweepText::title() const {
  std::vector<std::string> axes;
  for (const SweepReport::Axis& axis : sweep_.axes)
    axes.push_back(fmt::format("{} ({})", axis.name, fmt::join(axis.values, ", ")));
  const std::string drawn = sweep_.settings.size() < sweep_.grid_size ? fmt::format(" of {}", sweep_.grid_size) : "";
  return fmt::format("sweep {}: {}{} settings of {}", sweep_.name, sweep_.settings.size(), drawn,
                     fmt::join(axes, " x "));
}

std::vector<std::string> SweepText::summary() const {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("default: {}", sweep_.settings.front().name));
  std::vector<std::string> front;
  for (const SweepReport::Setting& setting : sweep_.settings)
    if (setting.on_front) front.push_back(setting.name);
  lines.push_back(front.empty() ? "on the front: none, for no setting has a value"
                                : fmt::format("on the front of {} against tokens, latency and cost: {}",
                                              fmt::join(sweep_.quality, ", "), fmt::join(front, "; ")));
  std::size_t told = 0, compared = 0;
  for (const Verdict verdict : {Verdict::kImproved, Verdict::kRegressed}) {
    std::vector<std::string> names;
    for (const SweepReport::Setting& setting : sweep_.settings)
      for (const SweepReport::Score& score : setting.scores) {
        if (!score.against_default) continue;
        compared += verdict == Verdict::kImproved ? 1 : 0;
        if (score.against_default->verdict == verdict)
          names.push_back(fmt::format("{} ({})", setting.name, qualified(score.result)));
      }
    told += names.size();
    if (!names.empty())
      lines.push_back(fmt::format("{} against the default: {}", name_of(verdict), fmt::join(names, "; ")));
  }
  if (told == 0 && compared > 0)
    lines.push_back(
        "no setting is told apart from the default, beyond what chance and the number of comparisons explain");
  return lines;
}

Table SweepText::settings() const {
  std::vector<Table::Column> columns{{"setting", false, true}, {"front", false}};
  const bool several = several_models(sweep_);
  // One column for each metric of the front, and each model where there are several.
  struct Wanted {
    std::string model, quality;
  };
  std::vector<Wanted> wanted;
  for (const SweepReport::Score& score : sweep_.settings.front().scores) {
    const std::string name = qualified(score.result);
    if (std::find(sweep_.quality.begin(), sweep_.quality.end(), name) == sweep_.quality.end()) continue;
    wanted.push_back({several ? score.result.model : "", name});
    columns.push_back({several ? fmt::format("{} ({})", name, score.result.model) : name, true});
  }
  for (const char* title : {"tokens", "latency s", "cost", "samples"}) columns.push_back({title, true});
  columns.push_back({"asked", false, true});
  Table table(std::move(columns));
  for (const SweepReport::Setting& setting : sweep_.settings) {
    std::vector<std::string> cells{setting.name + (setting.is_default ? " (default)" : ""),
                                   setting.on_front ? "*" : ""};
    for (const Wanted& one : wanted) {
      const auto score = std::find_if(setting.scores.begin(), setting.scores.end(), [&](const SweepReport::Score& s) {
        return (one.model.empty() || s.result.model == one.model) && qualified(s.result) == one.quality;
      });
      cells.push_back(score == setting.scores.end() ? "-" : number_with_interval(score->result));
    }
    for (const std::optional<double>& value : {setting.tokens, setting.latency, setting.cost})
      cells.push_back(burden(value));
    cells.push_back(std::to_string(setting.samples));
    cells.push_back(setting.dropped ? fmt::format("dropped after {}", setting.dropped->samples) : "all");
    table.add(std::move(cells));
  }
  table.drop_if_all("cost", "-");
  table.drop_if_all("asked", "all");
  return table;
}

Table SweepText::results() const {
  Table table({{"model", false, true},
               {"task", false, true},
               {"metric", false, true},
               {"setting", false, true},
               {"value", true},
               {fmt::format("{:g} % interval", 100.0 * sweep_.level), true},
               {"difference", true},
               {"interval", true},
               {"p", true},
               {"p (Holm)", true},
               {"verdict", false}});
  const bool several = several_models(sweep_);
  // By metric, so that what is compared stands together; also those that the default does not have.
  std::vector<const ResultRow*> metrics;
  for (const SweepReport::Setting& setting : sweep_.settings)
    for (const SweepReport::Score& score : setting.scores)
      if (std::none_of(metrics.begin(), metrics.end(),
                       [&](const ResultRow* row) { return same_metric(*row, score.result, several); }))
        metrics.push_back(&score.result);
  for (const ResultRow* metric : metrics)
    for (const SweepReport::Setting& setting : sweep_.settings)
      for (const SweepReport::Score& score : setting.scores)
        if (same_metric(*metric, score.result, several)) add_result(setting, score, several, table);
  table.drop_if_all("model", "");
  return table;
}

Table SweepText::best_of() const {
  const std::vector<std::size_t> shown = shown_epochs(longest_curve(sweep_));
  std::vector<Table::Column> columns{{"model", false, true}, {"metric", false, true}, {"setting", false, true}};
  for (const std::size_t k : shown) columns.push_back({fmt::format("best of {}", k), true});
  Table table(std::move(columns));
  const bool several = several_models(sweep_);
  for (const SweepReport::Setting& setting : sweep_.settings) {
    for (const SweepReport::BestOf& curve : setting.best_of) {
      std::vector<std::string> cells{several ? curve.model : "", fmt::format("{}.{}", curve.task, curve.metric),
                                     setting.name};
      for (const std::size_t k : shown) cells.push_back(k <= curve.of.size() ? show(curve.of[k - 1].value, 1.0) : "-");
      table.add(std::move(cells));
    }
  }
  table.drop_if_all("model", "");
  return table;
}

std::vector<std::string> SweepText::remarks() const {
  std::vector<std::string> lines;
  for (const SweepReport::Setting& setting : sweep_.settings) {
    if (!setting.dropped) continue;
    const SweepReport::Dropped& d = *setting.dropped;
    lines.push_back(fmt::format(
        "{}: dropped after {} samples, for its {}.{} differs from that of {} by {:+.4f} [{:+.4f}, {:+.4f}] "
        "({:.4g} % confidence sequence)",
        setting.name, d.samples, d.task, d.metric, d.against, d.difference, d.low, d.high, 100.0 * d.level));
  }
  if (!lines.empty())
    lines.push_back(
        "values, intervals and p of a dropped setting are of the samples until then, and it was dropped for them: they "
        "say less than they seem to; it is not on the front");
  for (const SweepReport::Setting& setting : sweep_.settings)
    for (const SweepReport::Score& score : setting.scores) {
      if (score.result.estimate.failed > 0)
        lines.push_back(fmt::format("{}: {}: {} samples failed", setting.name, qualified(score.result),
                                    score.result.estimate.failed));
      if (score.against_default && !score.against_default->reason.empty())
        lines.push_back(
            fmt::format("{}: {}: {}", setting.name, qualified(score.result), score.against_default->reason));
    }
  for (const NotComparable& one : sweep_.not_comparable)
    lines.push_back(
        fmt::format("not comparable: {}{}: {}", one.task, one.metric.empty() ? "" : "." + one.metric, one.reason));
  return lines;
}

void write_sweep_terminal(const SweepReport& sweep, const ReportOptions& options, std::ostream& out) {
  const SweepText text(sweep);
  const auto bold = [&](const std::string& line) {
    out << (options.color ? "\x1b[1m" : "") << fit(visible(line), options.width) << (options.color ? "\x1b[0m" : "")
        << '\n';
  };
  bold(text.title());
  for (const std::string& line : text.summary()) out << visible(line) << '\n';
  out << '\n';
  text.settings().write(out, options.width, options.color);
  out << "tokens, latency and cost are of a sample, over all its epochs\n\n";
  text.results().write(out, options.width, options.color);
  const Table curves = text.best_of();
  if (!curves.empty()) {
    out << '\n';
    bold("share of samples with a right answer among k");
    curves.write(out, options.width, options.color);
  }
  const std::vector<std::string> remarks = text.remarks();
  if (!remarks.empty()) out << '\n';
  for (const std::string& line : remarks) out << visible(line) << '\n';
}

void write_sweep_markdown(const SweepReport& sweep, const ReportOptions&, std::ostream& out) {
  const SweepText text(sweep);
  out << "### " << markdown_text(text.title()) << "\n\n";
  for (const std::string& line : text.summary()) out << "- " << markdown_text(line) << '\n';
  out << '\n';
  text.settings().write_markdown(out);
  out << "\nTokens, latency and cost are of a sample, over all its epochs.\n\n";
  text.results().write_markdown(out);
  const Table curves = text.best_of();
  if (!curves.empty()) {
    out << "\nShare of samples with a right answer among k:\n\n";
    curves.write_markdown(out);
  }
  const std::vector<std::string> remarks = text.remarks();
  if (!remarks.empty()) out << '\n';
  for (const std::string& line : remarks) out << "- " << markdown_text(line) << '\n';
}

}  // namespace assay::reports
