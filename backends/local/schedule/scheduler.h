#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "backends/local/cache/kv_cache.h"
#include "backends/local/model/decoder.h"
#include "backends/local/schedule/job.h"

namespace assay::local {

struct ScheduleSettings {
  int batch_size = 8;       ///< sequences at a time
  int prefill_chunk = 512;  ///< most rows of one step, but for sequences that need one row only
};

/// Runs jobs with some sequences at a time: the place of a finished one is filled at once. How sequences share steps
/// changes no result. Threads: one thread.
class Scheduler {
 public:
  /// `decoder` outlives the scheduler.
  Scheduler(Decoder& decoder, ScheduleSettings settings);

  /// Runs the jobs that `next_job` gives until it gives nullptr; it is asked when there is a free place. After a stop
  /// request it returns between two steps, and unfinished jobs deliver nothing. Throws: Error(kRuntime) where memory is
  /// out.
  void run(const std::function<std::unique_ptr<Job>()>& next_job, std::stop_token stop);

 private:
  struct Place {
    Job* job;
    Lane lane;
    std::size_t rows = 0;  // of this step
  };
  struct Flight {
    std::vector<std::unique_ptr<Job>> jobs;
    std::vector<Place> places;
    bool exhausted = false;  // next_job gave nullptr
  };

  void fill(Flight& flight, const std::function<std::unique_ptr<Job>()>& next_job);
  void share_rows(std::vector<Place>& places) const;
  void step(Flight& flight);

  Decoder& decoder_;
  ScheduleSettings settings_;
  KvPool pool_;
};

}  // namespace assay::local
