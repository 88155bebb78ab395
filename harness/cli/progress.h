#pragma once

#include "harness/cli/console.h"
#include "harness/run/listener.h"

namespace assay::cli {

/// Shows a run's progress as one line on a terminal, at most ten times a second; elsewhere a line as each task ends.
class ProgressLine : public run::Listener {
 public:
  explicit ProgressLine(Console& console) : console_(console) {}

  void notice(std::string_view text) override { console_.notice(text); }
  void progress(const run::Progress& progress) override;

 private:
  Console& console_;
  double last_ = 0.0;
};

/// "12s", "3m05s", "2h10m".
std::string duration_text(double seconds);

}  // namespace assay::cli
