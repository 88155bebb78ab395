#pragma once

#include <memory>
#include <string_view>

namespace assay::metrics {

/// A mathematical answer, read once to be compared often: a value, or a list, set, tuple, interval, union, matrix or
/// equation of values; what is none of these is a text.
/// Threads: const members are safe from several threads.
class MathAnswer {
 public:
  /// `answer` as it was written, in LaTeX or plain. One of over 10 000 bytes is a text.
  explicit MathAnswer(std::string_view answer);
  ~MathAnswer();
  MathAnswer(MathAnswer&&) noexcept;

  /// Whether two answers are equivalent: as texts in one spelling, else by their values (see `same_value`), part by part.
  /// Lists, sets and unions are compared without order, tuples and matrices with it, and intervals with their brackets; an
  /// equation of one side that is a name is its other side; "50\%" is 50 and 0.5.
  bool equals(const MathAnswer& other, double rel_tol) const;

 private:
  struct Form;
  std::unique_ptr<const Form> form_;
};

}  // namespace assay::metrics
