#include "backends/local/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "harness/core/check.h"

namespace assay::local {

Scheduler::Scheduler(Decoder& decoder, ScheduleSettings settings)
    : decoder_(decoder), settings_(settings), pool_(decoder.kv_shape()) {
  ASSAY_CHECK(settings.batch_size >= 1 && settings.prefill_chunk >= 1);
}

void Scheduler::run(const std::function<std::unique_ptr<Job>()>& next_job, std::stop_token stop) {
  Flight flight;
  while (!stop.stop_requested()) {
    fill(flight, next_job);
    if (flight.places.empty()) return;
    step(flight);
  }
}

// Fills free places: sequences of jobs under way come first, so that jobs end in about the order they came.
void Scheduler::fill(Flight& flight, const std::function<std::unique_ptr<Job>()>& next_job) {
  for (;;) {
    std::erase_if(flight.jobs, [](const std::unique_ptr<Job>& job) {
      if (!job->finished()) return false;
      job->finish();
      return true;
    });
    for (const std::unique_ptr<Job>& job : flight.jobs)
      while (static_cast<int>(flight.places.size()) < settings_.batch_size) {
        std::optional<Lane> lane = job->next_lane(pool_);
        if (!lane) break;
        ASSAY_CHECK(!lane->tokens.empty());
        flight.places.push_back({job.get(), std::move(*lane)});
      }
    if (flight.exhausted || static_cast<int>(flight.places.size()) >= settings_.batch_size) return;
    std::unique_ptr<Job> job = next_job();
    if (job == nullptr) {
      flight.exhausted = true;
      return;
    }
    flight.jobs.push_back(std::move(job));
  }
}

// One row for each sequence that is being generated, and what is left of the chunk to the others in their order.
void Scheduler::share_rows(std::vector<Place>& places) const {
  std::size_t budget = static_cast<std::size_t>(settings_.prefill_chunk);
  for (Place& place : places) {
    place.rows = place.lane.tokens.size() - place.lane.fed == 1 ? 1 : 0;
    budget -= std::min(budget, place.rows);
  }
  budget = std::max<std::size_t>(budget, 1);
  for (Place& place : places) {
    if (place.rows == 1) continue;
    place.rows = std::min(budget, place.lane.tokens.size() - place.lane.fed);
    budget -= place.rows;
  }
}

void Scheduler::step(Flight& flight) {
  share_rows(flight.places);
  std::vector<Segment> segments;
  std::vector<Place*> of_segment;
  for (Place& place : flight.places) {
    if (place.rows == 0) continue;
    Lane& lane = place.lane;
    const std::size_t wanted = std::clamp(lane.wanted_from, lane.fed, lane.fed + place.rows) - lane.fed;
    segments.push_back({&lane.cache, std::span<const std::int32_t>(lane.tokens).subspan(lane.fed, place.rows),
                        static_cast<std::int64_t>(wanted)});
    of_segment.push_back(&place);
  }
  decoder_.forward(segments, [&](const RowOutput& output) {
    const Place& place = *of_segment[static_cast<std::size_t>(output.segment)];
    place.job->take(place.lane, place.lane.fed + static_cast<std::size_t>(output.row), output.logits);
  });
  std::erase_if(flight.places, [](Place& place) {
    place.lane.fed += place.rows;
    return place.lane.fed == place.lane.tokens.size() && !place.job->advance(place.lane);
  });
}

}  // namespace assay::local
