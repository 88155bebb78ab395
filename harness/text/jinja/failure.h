#pragma once

#include <exception>
#include <string>
#include <utility>

namespace assay::text::jinja {

/// A place in a template's source, both from 1; 0 where it is not known yet.
struct Position {
  int line = 0;
  int column = 0;
};

/// What stops reading or rendering; the template adds its name and makes an Error of it.
class Failure : public std::exception {
 public:
  explicit Failure(std::string message, Position at = {}) : message_(std::move(message)), at_(at) {}
  const char* what() const noexcept override { return message_.c_str(); }
  /// Where it was noticed, or line 0: then it is the place that was being evaluated.
  Position at() const { return at_; }

 private:
  std::string message_;
  Position at_;
};

}  // namespace assay::text::jinja
