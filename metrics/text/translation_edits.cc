#include "metrics/text/translation_edits.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/core/error.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{1} << 16;
constexpr std::size_t kMaxReference = std::size_t{1} << 20;
constexpr std::size_t kMaxMoved = 10;       ///< words in a move
constexpr std::size_t kMaxDistance = 50;    ///< between the starts of equal runs
constexpr std::size_t kMaxCandidates = 1000;
constexpr int kBeam = 25;                   ///< cells of a row on each side of the diagonal
constexpr int kInfinity = 1 << 29;

struct Band {
  int first = 0, last = 0;  ///< columns first, ..., last - 1
};

/// The columns of each row that are looked at.
std::vector<Band> bands_of(std::size_t num_rows, std::size_t num_columns) {
  const int columns = static_cast<int>(num_columns);
  std::vector<Band> bands = {{0, columns + 1}};
  if (num_rows == 0) return bands;
  const double ratio = static_cast<double>(num_columns) / static_cast<double>(num_rows);
  // Of a much longer reference neighbouring rows would not touch.
  const int beam = kBeam < ratio / 2 ? static_cast<int>(std::ceil(ratio / 2 + kBeam)) : kBeam;
  for (std::size_t i = 1; i <= num_rows; ++i) {
    const int diagonal = static_cast<int>(std::floor(static_cast<double>(i) * ratio));
    bands.push_back({std::max(0, diagonal - beam), std::min(columns + 1, diagonal + beam)});
  }
  bands.back().last = columns + 1;
  bands[0].last = bands[1].last;
  return bands;
}

/// A run of words of the answer and where it goes.
struct Move {
  std::size_t start, length, target;

  /// The better of two moves that save as many edits comes first.
  bool operator<(const Move& other) const {
    return std::tuple(other.length, start, target) < std::tuple(length, other.start, other.target);
  }
  bool operator==(const Move&) const = default;
};

/// Where the words of the reference are in the answer, and what is wrong on either side.
struct Alignment {
  std::vector<int> place;  ///< by word of the reference: the word of the answer that it is, or that it comes after
  std::vector<std::uint32_t> answer_errors, reference_errors;  ///< wrong words before a position
};

/// The edit distance of an answer to a reference, kept up to date while words of the answer are moved. Row i of the
/// dynamic programme is what the first i words of the answer cost; a move changes the rows of the words it touches, and
/// those after until a row is the old one plus a constant: then so are all that follow.
class EditDistance {
 public:
  EditDistance(std::span<const std::uint32_t> answer, std::span<const std::uint32_t> reference)
      : words_(answer.begin(), answer.end()),
        reference_(reference),
        bands_(bands_of(answer.size(), reference.size())),
        base_(bands_.size(), 0),
        above_(reference.size() + 3, kInfinity),
        here_(reference.size() + 3, kInfinity) {
    std::size_t size = 0;
    for (std::size_t i = 1; i < bands_.size(); ++i) {
      begin_.push_back(size);
      size += static_cast<std::size_t>(bands_[i].last - bands_[i].first);
    }
    cells_.resize(size);
    load_row(0);
    for (std::size_t i = 1; i < bands_.size(); ++i) {
      next_row(i, words_[i - 1]);
      store_row(i);
    }
  }

  const std::vector<std::uint32_t>& words() const { return words_; }
  int distance() const { return cost(words_.size(), static_cast<int>(reference_.size())); }

  /// The distance after a move.
  int distance_after(const Move& move) {
    const auto [first, last] = moved_words(move);
    load_row(first);
    for (std::size_t i = first + 1; i < bands_.size(); ++i) {
      next_row(i, i <= last ? moved_[i - 1 - first] : words_[i - 1]);
      if (i < last) continue;
      if (const auto [same, by] = row_differs_by(i); same) return distance() + by;
    }
    return above_[reference_.size() + 1];
  }

  void apply(const Move& move) {
    const auto [first, last] = moved_words(move);
    std::copy(moved_.begin(), moved_.end(), words_.begin() + static_cast<std::ptrdiff_t>(first));
    load_row(first);
    for (std::size_t i = first + 1; i < bands_.size(); ++i) {
      next_row(i, words_[i - 1]);
      if (i >= last) {
        if (const auto [same, by] = row_differs_by(i); same) {
          for (; i < bands_.size(); ++i) base_[i] += by;
          return;
        }
      }
      store_row(i);
    }
  }

  /// The way back through the programme; at equal cost a replacement is preferred to a removal, that to an insertion.
  void align(Alignment& out) const {
    std::size_t i = words_.size();
    int j = static_cast<int>(reference_.size());
    out.place.assign(reference_.size(), 0);
    out.answer_errors.assign(i + 1, 0);
    out.reference_errors.assign(reference_.size() + 1, 0);
    while (i > 0 || j > 0) {
      const std::size_t column = static_cast<std::size_t>(j);
      const bool differ = i > 0 && j > 0 && words_[i - 1] != reference_[column - 1];
      const int here = cost(i, j);
      if (i > 0 && j > 0 && cost(i - 1, j - 1) + (differ ? 1 : 0) == here) {
        out.answer_errors[i] = out.reference_errors[column] = differ ? 1 : 0;
        out.place[column - 1] = static_cast<int>(i) - 1;
        --i;
        --j;
      } else if (i > 0 && (j == 0 || cost(i - 1, j) + 1 == here)) {
        out.answer_errors[i] = 1;
        --i;
      } else {
        out.reference_errors[column] = 1;
        out.place[column - 1] = static_cast<int>(i) - 1;
        --j;
      }
    }
    for (auto* errors : {&out.answer_errors, &out.reference_errors})
      for (std::size_t k = 1; k < errors->size(); ++k) (*errors)[k] += (*errors)[k - 1];
  }

 private:
  int cost(std::size_t i, int j) const {
    if (i == 0) return j;
    const Band band = bands_[i];
    if (j < band.first || j >= band.last) return kInfinity;
    return cells_[begin_[i - 1] + static_cast<std::size_t>(j - band.first)] + base_[i];
  }

  /// Writes the words of the changed part after a move to `moved_` and returns its range.
  std::pair<std::size_t, std::size_t> moved_words(const Move& move) {
    const std::size_t end = move.start + move.length;
    const auto word = [&](std::size_t i) { return words_.begin() + static_cast<std::ptrdiff_t>(i); };
    // A target within the run counts from the run's end.
    const std::size_t target = move.target < move.start ? move.target
                               : move.target > end      ? move.target
                                                        : std::min(words_.size(), move.target + move.length);
    const std::size_t first = std::min(move.start, target);
    const std::size_t last = std::max(end, target);
    moved_.assign(word(first), word(last));
    const std::size_t turn = target < move.start ? move.start - first : move.length;
    std::rotate(moved_.begin(), moved_.begin() + static_cast<std::ptrdiff_t>(turn), moved_.end());
    return {first, last};
  }

  // Rows in work are as wide as the reference and one cell more on the left: `above_[j + 1]` is column j.

  void load_row(std::size_t i) {
    const Band band = bands_[i];
    for (int j = band.first; j < band.last; ++j) above_[static_cast<std::size_t>(j) + 1] = cost(i, j);
    close_row(above_, i);
  }

  void store_row(std::size_t i) {
    const Band band = bands_[i];
    const auto first = above_.begin() + band.first + 1;
    std::copy(first, first + (band.last - band.first), cells_.begin() + static_cast<std::ptrdiff_t>(begin_[i - 1]));
    base_[i] = 0;
  }

  /// The cells beside the band which the next row looks at.
  void close_row(std::vector<int>& row, std::size_t i) const {
    row[static_cast<std::size_t>(bands_[i].first)] = kInfinity;
    if (i + 1 < bands_.size())
      for (int j = bands_[i].last; j < bands_[i + 1].last; ++j) row[static_cast<std::size_t>(j) + 1] = kInfinity;
  }

  /// From the row in `above_` to the next one, which is then in `above_`.
  void next_row(std::size_t i, std::uint32_t word) {
    const Band band = bands_[i];
    const int* above = above_.data() + 1;
    int* here = here_.data() + 1;
    int left = kInfinity;
    int j = band.first;
    if (j == 0) {
      left = here[0] = above[0] + 1;
      ++j;
    }
    for (; j < band.last; ++j) {
      const int replaced = above[j - 1] + (word != reference_[static_cast<std::size_t>(j) - 1] ? 1 : 0);
      left = std::min(left, above[j]) + 1;
      here[j] = left = std::min(left, replaced);
    }
    close_row(here_, i);
    std::swap(above_, here_);
  }

  /// Whether the row in `above_` is the stored row i plus a constant, and that constant.
  std::pair<bool, int> row_differs_by(std::size_t i) const {
    const Band band = bands_[i];
    const int* stored = cells_.data() + begin_[i - 1];
    const int* found = above_.data() + 1 + band.first;
    const int size = band.last - band.first;
    const int by = found[0] - stored[0];
    for (int k = 1; k < size; ++k)
      if (found[k] - stored[k] != by) return {false, 0};
    return {true, by - base_[i]};
  }

  std::vector<std::uint32_t> words_;
  std::span<const std::uint32_t> reference_;
  std::vector<Band> bands_;
  std::vector<std::size_t> begin_;  ///< of row i + 1 in cells_
  std::vector<int> cells_;
  std::vector<int> base_;           ///< what is to be added to the cells of a row
  std::vector<int> above_, here_;
  std::vector<std::uint32_t> moved_;
};

/// Lists the moves worth a try: runs of words that are elsewhere in the reference, with something wrong at both places.
class MoveFinder {
 public:
  explicit MoveFinder(std::span<const std::uint32_t> reference) : reference_(reference) {
    for (std::size_t i = 0; i < reference.size(); ++i) places_.emplace_back(reference[i], i);
    std::sort(places_.begin(), places_.end());
  }

  /// At most `limit` of them, in any order and some more than once.
  const std::vector<Move>& moves(const std::vector<std::uint32_t>& words, const Alignment& alignment,
                                 std::size_t limit) {
    moves_.clear();
    for (std::size_t start = 0; start < words.size(); ++start) {
      const std::size_t reach = std::min(words.size(), start + kMaxMoved);
      if (alignment.answer_errors[reach] == alignment.answer_errors[start]) continue;
      const std::size_t nearest = start > kMaxDistance ? start - kMaxDistance : 0;
      for (auto place = std::lower_bound(places_.begin(), places_.end(), std::pair(words[start], nearest));
           place != places_.end() && place->first == words[start] && place->second <= start + kMaxDistance; ++place) {
        add_runs(words, alignment, start, place->second);
        if (moves_.size() >= limit) return moves_;
      }
    }
    return moves_;
  }

 private:
  void add_runs(const std::vector<std::uint32_t>& words, const Alignment& alignment, std::size_t start,
                std::size_t place) {
    const std::size_t most = std::min({kMaxMoved, words.size() - start, reference_.size() - place});
    const int aligned = alignment.place[place];
    for (std::size_t length = 1; length <= most; ++length) {
      if (words[start + length - 1] != reference_[place + length - 1]) return;
      if (alignment.answer_errors[start + length] == alignment.answer_errors[start]) continue;
      if (alignment.reference_errors[place + length] == alignment.reference_errors[place]) continue;
      if (aligned >= static_cast<int>(start) && aligned < static_cast<int>(start + length)) continue;
      int before = -1;
      for (std::size_t i = place; i <= place + length; ++i) {
        const int target = i == 0 ? 0 : alignment.place[i - 1] + 1;
        if (target == before) continue;
        before = target;
        moves_.push_back({start, length, static_cast<std::size_t>(target)});
      }
    }
  }

  std::span<const std::uint32_t> reference_;
  std::vector<std::pair<std::uint32_t, std::size_t>> places_;  ///< (word, position), sorted
  std::vector<Move> moves_;
};

}  // namespace

std::size_t translation_edits(std::span<const std::uint32_t> answer, std::span<const std::uint32_t> reference) {
  if (reference.empty()) return answer.size();
  if (answer.empty()) return reference.size();
  if (answer.size() > kMaxAnswer || reference.size() > kMaxReference)
    throw Error(ErrorKind::kData, fmt::format("too long for TER: {} words in the answer and {} in the reference",
                                              answer.size(), reference.size()));
  EditDistance edits(answer, reference);
  MoveFinder finder(reference);
  Alignment alignment;
  std::size_t num_moves = 0;
  std::size_t num_tried = 0;
  std::vector<Move> moves;
  while (edits.distance() > 0) {
    edits.align(alignment);
    moves = finder.moves(edits.words(), alignment, kMaxCandidates - num_tried);
    num_tried += moves.size();
    // The round in which the limit is reached counts for nothing.
    if (num_tried >= kMaxCandidates) break;
    std::sort(moves.begin(), moves.end());
    moves.erase(std::unique(moves.begin(), moves.end()), moves.end());
    const Move* best = nullptr;
    int least = edits.distance();
    for (const Move& move : moves) {
      const int after = edits.distance_after(move);
      if (after >= least) continue;
      least = after;
      best = &move;
    }
    if (best == nullptr) break;
    edits.apply(*best);
    ++num_moves;
  }
  return num_moves + static_cast<std::size_t>(edits.distance());
}

}  // namespace assay::metrics
