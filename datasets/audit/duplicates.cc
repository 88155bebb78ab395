#include "datasets/audit/duplicates.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "datasets/audit/minhash.h"
#include "datasets/audit/row_stream.h"
#include "datasets/audit/shingles.h"
#include "datasets/row_ids.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::datasets {
namespace {

// A little over the 0.99 that the documentation states.
constexpr double kRecall = 0.995;
constexpr std::uint32_t kNone = 0xFFFFFFFFu;

void check(const DuplicateOptions& options) {
  if (!(options.threshold >= 0.1 && options.threshold <= 1.0))
    throw Error(ErrorKind::kUsage, fmt::format("the threshold is {}; expected a similarity in 0.1..1", options.threshold));
  if (options.shingle < 1 || options.shingle > 100)
    throw Error(ErrorKind::kUsage, fmt::format("a shingle of {} words; expected 1..100", options.shingle));
  if (options.num_hashes < 1 || options.num_hashes > 4096)
    throw Error(ErrorKind::kUsage, fmt::format("{} hashes; expected 1..4096", options.num_hashes));
}

// What the first reading keeps of a row.
struct TextKey {
  std::uint64_t high = 0, low = 0;  // of the SHA-256 of its words
  std::uint32_t row = 0;
  auto operator<=>(const TextKey&) const = default;
  bool same_text(const TextKey& other) const { return high == other.high && low == other.low; }
};

std::uint64_t read_hex(const std::string& digits) { return std::stoull(digits, nullptr, 16); }

class Search {
 public:
  Search(const std::vector<std::string>& files, std::span<const ReaderDef* const> readers,
         const DuplicateOptions& options)
      : files_(files), readers_(readers), options_(options), hashes_(0) {
    if (!options.near) return;
    banding_ = choose_banding(options.threshold, options.num_hashes, kRecall);
    hashes_ = MinHash(banding_.bands * banding_.rows);
    report_.bands = banding_.bands;
    report_.band_rows = banding_.rows;
    report_.recall = banding_.recall(options.threshold);
  }

  DuplicateReport run() {
    for (const std::string& file : files_) read_first(file);
    group_equal_texts();
    if (options_.near) find_near_candidates();
    read_again();
    verify();
    cluster();
    return std::move(report_);
  }

 private:
  struct Group {
    std::size_t first = 0, count = 0;  // in keys_
  };

  void read_first(const std::string& file) {
    const std::uint64_t before = report_.num_rows;
    std::vector<std::uint64_t> words, shingles;
    std::vector<std::uint32_t> signature;
    std::string text;
    for_each_row(file, readers_, [&](Value& row, const Reader& reader) {
      if (report_.num_rows + 1 >= kNone)
        throw Error(ErrorKind::kData, fmt::format("{}: over four billion rows cannot be compared", reader.where()));
      const auto number = static_cast<std::uint32_t>(report_.num_rows++);
      words.clear();
      text.clear();
      for (const std::string& part : row_texts(row, options_.columns, reader)) {
        for_each_word(part, options_.words, [&](std::string_view word, std::size_t) {
          text.append(word) += ' ';
          if (options_.near) words.push_back(hash64(word));
        });
        text += '\n';  // ("a b", "c") is not ("a", "b c")
      }
      const bool empty = text.find_first_not_of('\n') == std::string::npos;
      report_.without_text += empty ? 1 : 0;
      if (!empty) {
        const std::string digest = sha256_hex(text);
        keys_.push_back({read_hex(digest.substr(0, 16)), read_hex(digest.substr(16, 16)), number});
      }
      if (!options_.near) return;
      shingle_hashes(words, options_.shingle, shingles);
      std::sort(shingles.begin(), shingles.end());
      shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
      num_shingles_.push_back(static_cast<std::uint32_t>(shingles.size()));
      if (shingles.empty()) {
        band_keys_.resize(band_keys_.size() + static_cast<std::size_t>(banding_.bands));
      } else {
        hashes_.sign(shingles, signature);
        append_band_keys(signature, banding_, band_keys_);
      }
    });
    report_.rows_in_file.push_back(report_.num_rows - before);
    file_ends_.push_back(report_.num_rows);
  }

  std::uint32_t file_of(std::uint32_t row) const {
    return static_cast<std::uint32_t>(std::upper_bound(file_ends_.begin(), file_ends_.end(), row) - file_ends_.begin());
  }

  // Rows come in the order of the files, so a group lies in one file where its ends do.
  bool spans_files(const Group& group) const {
    return file_of(keys_[group.first].row) != file_of(keys_[group.first + group.count - 1].row);
  }

  void group_equal_texts() {
    std::sort(keys_.begin(), keys_.end());
    for (std::size_t from = 0; from < keys_.size();) {
      std::size_t to = from + 1;
      while (to < keys_.size() && keys_[to].same_text(keys_[from])) ++to;
      groups_.push_back({from, to - from});
      from = to;
    }
    std::sort(groups_.begin(), groups_.end(),
              [this](const Group& a, const Group& b) { return keys_[a.first].row < keys_[b.first].row; });
  }

  void find_near_candidates() {
    std::vector<std::uint32_t> firsts;
    for (const Group& group : groups_) firsts.push_back(keys_[group.first].row);
    const auto accept = [this](std::uint32_t a, std::uint32_t b) {
      // Sets of so different sizes cannot share enough.
      const auto [low, high] = std::minmax(num_shingles_[a], num_shingles_[b]);
      if (static_cast<double>(low) < options_.threshold * static_cast<double>(high)) return false;
      return !options_.across || may_cross(a, b);
    };
    Candidates found = find_candidates(band_keys_, banding_.bands, firsts, options_.limits, accept);
    candidates_ = std::move(found.pairs);
    report_.candidates = candidates_.size();
    report_.cut_buckets = found.cut_buckets;
    report_.complete = found.complete;
    band_keys_ = {};
  }

  const Group& group_of(std::uint32_t first_row) const {
    return *std::lower_bound(groups_.begin(), groups_.end(), first_row,
                             [this](const Group& g, std::uint32_t row) { return keys_[g.first].row < row; });
  }

  bool may_cross(std::uint32_t a, std::uint32_t b) const {
    return file_of(a) != file_of(b) || spans_files(group_of(a)) || spans_files(group_of(b));
  }

  // Two rows of the groups that lie in different files.
  std::pair<std::uint32_t, std::uint32_t> shown(std::uint32_t a, std::uint32_t b) const {
    if (!options_.across || file_of(a) != file_of(b)) return {a, b};
    const auto elsewhere = [this](const Group& group, std::uint32_t file) {
      for (std::size_t i = group.first; i < group.first + group.count; ++i)
        if (file_of(keys_[i].row) != file) return keys_[i].row;
      return kNone;
    };
    const std::uint32_t other = elsewhere(group_of(b), file_of(a));
    if (other != kNone) return {a, other};
    return {elsewhere(group_of(a), file_of(b)), b};
  }

  // The words of the candidates, and the places of all rows that will be shown.
  void read_again() {
    std::vector<std::uint32_t> compared, wanted;
    for (const auto& [a, b] : candidates_) {
      compared.insert(compared.end(), {a, b});
      const auto pair = shown(a, b);
      wanted.insert(wanted.end(), {pair.first, pair.second});
    }
    for (const Group& group : groups_)
      if (group.count > 1 && (!options_.across || spans_files(group)))
        for (std::size_t i = group.first; i < group.first + group.count; ++i) wanted.push_back(keys_[i].row);
    for (auto* list : {&compared, &wanted}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    if (wanted.empty()) return;
    WordNumbers numbers;
    std::uint32_t at = 0;
    std::size_t next_wanted = 0, next_compared = 0;
    for (std::uint32_t file = 0; file < files_.size(); ++file) {
      const std::uint32_t begin = at;
      for_each_row(files_[file], readers_, [&](Value& row, const Reader& reader) {
        const std::uint32_t number = at++;
        if (next_wanted < wanted.size() && wanted[next_wanted] == number) {
          ++next_wanted;
          row_numbers_.push_back(number);
          places_.push_back({file, number - begin + 1, reader.where(), id_of(row)});
        }
        if (next_compared == compared.size() || compared[next_compared] != number) return;
        ++next_compared;
        std::vector<std::uint32_t> words;
        for (const std::string& part : row_texts(row, options_.columns, reader))
          for_each_word(part, options_.words,
                        [&](std::string_view word, std::size_t) { words.push_back(numbers.number_of(word)); });
        sets_.emplace(number, ShingleSet(std::move(words), options_.shingle));
      });
      if (at != file_ends_[file])
        throw Error(ErrorKind::kData, fmt::format("{}: the file changed while it was read: {} rows, then {}", files_[file],
                                                  report_.rows_in_file[file], at - begin));
    }
  }

  static std::string id_of(const Value& row) {
    const Value* value = row.find(IdColumn().name);
    std::optional<std::string> id = value == nullptr ? std::nullopt : id_text(*value);
    return id ? *std::move(id) : id_of_digest(row_sha256(row));
  }

  std::size_t place_of(std::uint32_t row) const {
    return static_cast<std::size_t>(std::lower_bound(row_numbers_.begin(), row_numbers_.end(), row) - row_numbers_.begin());
  }

  void verify() {
    for (const Group& group : groups_) {
      if (group.count < 2 || (options_.across && !spans_files(group))) continue;
      std::vector<std::size_t> members;
      for (std::size_t i = group.first; i < group.first + group.count; ++i) members.push_back(place_of(keys_[i].row));
      report_.exact.push_back(std::move(members));
    }
    for (const auto& [a, b] : candidates_) {
      const double similarity = ShingleSet::jaccard(sets_.at(a), sets_.at(b));
      if (similarity < options_.threshold) continue;
      const auto pair = shown(a, b);
      report_.near.push_back({place_of(pair.first), place_of(pair.second), similarity});
    }
  }

  // Connected components; what no duplicate touches is left out of the rows.
  void cluster() {
    std::vector<std::size_t> parent(places_.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t i) {
      while (parent[i] != i) i = parent[i] = parent[parent[i]];
      return i;
    };
    const auto join = [&](std::size_t a, std::size_t b) {
      a = root(a);
      b = root(b);
      parent[std::max(a, b)] = std::min(a, b);
    };
    std::vector<bool> used(places_.size(), false);
    for (const auto& group : report_.exact)
      for (const std::size_t member : group) {
        join(group.front(), member);
        used[member] = true;
      }
    for (const NearPair& pair : report_.near) {
      join(pair.a, pair.b);
      used[pair.a] = used[pair.b] = true;
    }
    std::vector<std::size_t> moved(places_.size(), 0);
    std::map<std::size_t, std::vector<std::size_t>> clusters;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!used[i]) continue;
      moved[i] = report_.rows.size();
      clusters[root(i)].push_back(moved[i]);
      report_.rows.push_back(std::move(places_[i]));
    }
    for (auto& group : report_.exact)
      for (std::size_t& member : group) member = moved[member];
    for (NearPair& pair : report_.near) {
      pair.a = moved[pair.a];
      pair.b = moved[pair.b];
    }
    for (auto& [first, members] : clusters) {
      report_.redundant += members.size() - 1;
      report_.clusters.push_back(std::move(members));
    }
  }

  const std::vector<std::string>& files_;
  std::span<const ReaderDef* const> readers_;
  const DuplicateOptions& options_;
  Banding banding_;
  MinHash hashes_;
  std::vector<TextKey> keys_;
  std::vector<std::uint32_t> num_shingles_;  // by row
  std::vector<std::uint32_t> band_keys_;     // by row and band
  std::vector<std::uint64_t> file_ends_;
  std::vector<Group> groups_;  // by their first rows
  std::vector<std::pair<std::uint32_t, std::uint32_t>> candidates_;
  std::unordered_map<std::uint32_t, ShingleSet> sets_;
  std::vector<std::uint32_t> row_numbers_;  // of places_
  std::vector<DuplicateRow> places_;
  DuplicateReport report_;
};

}  // namespace

DuplicateReport find_duplicates(const std::vector<std::string>& files, std::span<const ReaderDef* const> readers,
                                const DuplicateOptions& options) {
  check(options);
  require_different_files(files);
  return Search(files, readers, options).run();
}

}  // namespace assay::datasets
