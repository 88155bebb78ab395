#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::run {

/// How far a pass over the samples of a task is.
struct Progress {
  std::string model, task;
  std::string phase;          ///< "asking", or the rater's name
  std::int64_t done = 0, total = 0;
  std::int64_t cached = 0, failed = 0;
  double seconds = 0.0;       ///< since the task began
  std::string headline;       ///< such as "acc 0.42", "" where there is none yet
};

/// Who is told how a run goes. All members do nothing by default. Threads: main thread.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void notice(std::string_view) {}
  virtual void progress(const Progress&) {}
};

}  // namespace assay::run
