#include "harness/cli/progress.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/core/clock.h"

namespace assay::cli {

std::string duration_text(double seconds) {
  const long whole = std::lround(std::max(0.0, seconds));
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60);
}

void ProgressLine::progress(const run::Progress& p) {
  const bool complete = p.done >= p.total;
  const double now = monotonic_seconds();
  if (!complete && now - last_ < 0.1) return;
  last_ = now;
  // Answers from the store come at once: the rate is that of the model.
  const auto asked = static_cast<double>(p.done - p.cached);
  const double rate = p.seconds > 0.0 && asked > 0.0 ? asked / p.seconds : 0.0;
  std::string line = fmt::format("{} / {} [{}] {}/{}", p.model, p.task, p.phase, p.done, p.total);
  if (p.cached > 0) line += fmt::format(", {} from the store", p.cached);
  if (p.failed > 0) line += fmt::format(", {} failed", p.failed);
  if (rate > 0.0 && !complete)
    line += fmt::format(", {:.1f}/s, {} left", rate, duration_text(static_cast<double>(p.total - p.done) / rate));
  if (!p.headline.empty()) line += ", " + p.headline;
  if (console_.error_is_terminal()) {
    console_.status(line);
  } else if (complete) {
    console_.notice(fmt::format("{} in {}", line, duration_text(p.seconds)));
  }
}

}  // namespace assay::cli
