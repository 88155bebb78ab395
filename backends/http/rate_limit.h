#pragma once

namespace assay::backends {

/// A token bucket over a clock that the caller gives: `per_minute` sendings a minute, at most one second's worth (and
/// at least one) at once.
class RateLimit {
 public:
  /// `per_minute` of 0 is no limit.
  explicit RateLimit(double per_minute);

  /// Takes one token at `now` and returns `now`, or returns the later time at which there will be one. Units: seconds
  double take(double now);

 private:
  double per_second_;
  double capacity_;
  double tokens_;
  double last_ = 0.0;
  bool started_ = false;
};

}  // namespace assay::backends
