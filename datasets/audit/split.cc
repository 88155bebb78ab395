#include "datasets/audit/split.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "datasets/audit/row_digests.h"
#include "datasets/audit/row_stream.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string_view written, const std::string& why) {
  throw Error(ErrorKind::kUsage,
              fmt::format("'{}': {}; expected shares that sum to 1, as train=0.8,test=0.2, or numbers of rows and one "
                          "rest, as train=rest,test=500",
                          written, why));
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '-' || c == '.';
         });
}

// What decides where a row goes.
std::string key_of(const Value& row, const std::string& sha256, const std::string& by, const Reader& reader) {
  if (by.empty()) return sha256;
  const Value* group = row.find(by);
  if (group != nullptr && !group->is_null()) return json::dump_canonical(*group);
  std::vector<std::string> known;
  for (const Value::Member& member : row.as_object()) known.push_back(member.key);
  const std::string near = group == nullptr ? did_you_mean(by, known) : "";
  throw Error(ErrorKind::kData,
              fmt::format("{}: the row {} '{}'{}; expected a group for every row; it has: {}", reader.where(),
                          group == nullptr ? "has no column" : "has null in the column", by,
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(known, ", ")));
}

// A file that is written beside its place and moved there when it is whole.
class PartFile {
 public:
  explicit PartFile(const std::string& path) : path_(path), partial_(path + ".partial"), out_(partial_, std::ios::binary) {
    if (!out_) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written", partial_));
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    std::error_code ignored;
    if (!done_) fs::remove(partial_, ignored);
  }
  void write(const Value& row) { out_ << json::dump(row) << '\n'; }
  void close() {
    out_.close();
    if (!out_) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written; is the disk full?", partial_));
  }
  void move_into_place() {
    std::error_code failed;
    fs::rename(partial_, path_, failed);
    if (failed) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be written: {}", path_, failed.message()));
    done_ = true;
  }

 private:
  std::string path_;
  std::string partial_;
  std::ofstream out_;
  bool done_ = false;
};

// The ends of the parts on the line of positions.
class Borders {
 public:
  Borders(const std::vector<SplitShare>& parts) : parts_(parts) {
    double sum = 0.0;
    for (const SplitShare& part : parts) ends_.push_back(sum += part.share);
  }
  std::size_t part_at(double position) const {
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i)
      if (position < ends_[i]) return i;
    // Rounding may leave a sliver behind the last border: it is of the last part that has a share.
    std::size_t last = parts_.size() - 1;
    while (last > 0 && parts_[last].share == 0.0) --last;
    return last;
  }

 private:
  const std::vector<SplitShare>& parts_;
  std::vector<double> ends_;
};

// Part of each row, by the order of positions; rows at one place (copies) follow each other in the order of the file.
std::vector<std::uint32_t> parts_by_count(const std::string& file, std::span<const ReaderDef* const> readers,
                                          const std::vector<SplitShare>& parts, std::uint64_t seed) {
  std::vector<std::pair<double, std::uint64_t>> order;
  for_each_row(file, readers, [&](Value& row, const Reader&) {
    order.emplace_back(split_position(row_sha256(row), seed), order.size());
  });
  std::sort(order.begin(), order.end());
  std::uint64_t asked = 0;
  std::size_t rest = parts.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    asked += parts[i].count.value_or(0);
    if (!parts[i].count) rest = i;
  }
  if (asked > order.size() || (rest == parts.size() && asked != order.size()))
    throw Error(ErrorKind::kUsage, fmt::format("{}: has {} rows, and the parts ask for {}; expected {}", file, order.size(),
                                               asked, rest == parts.size() ? "as many (or a part =rest)" : "no more"));
  std::vector<std::uint32_t> part_of(order.size(), static_cast<std::uint32_t>(rest));
  std::size_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::uint64_t k = 0; k < parts[i].count.value_or(0); ++k)
      part_of[order[at++].second] = static_cast<std::uint32_t>(i);
  return part_of;
}

}  // namespace

std::vector<SplitShare> parse_shares(std::string_view written) {
  std::vector<SplitShare> parts;
  std::vector<std::string_view> values;
  std::set<std::string> names;
  for (std::size_t at = 0; at <= written.size();) {
    const std::size_t comma = std::min(written.find(',', at), written.size());
    const std::string_view item = written.substr(at, comma - at);
    at = comma + 1;
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) refuse(written, fmt::format("'{}' has no '='", item));
    SplitShare part;
    part.name = item.substr(0, equals);
    if (!is_file_name(part.name))
      refuse(written, fmt::format("'{}' is no name for a part (letters, digits, '_', '-', '.')", part.name));
    if (!names.insert(part.name).second) refuse(written, fmt::format("the part '{}' is there twice", part.name));
    parts.push_back(std::move(part));
    values.push_back(item.substr(equals + 1));
  }
  const auto is_whole = [](std::string_view v) {
    return !v.empty() && v.find_first_not_of("0123456789") == std::string_view::npos;
  };
  // 0 and 1 are shares as well as numbers: the other values tell which.
  const bool by_count = std::any_of(values.begin(), values.end(), [&](std::string_view v) {
    return v == "rest" || (is_whole(v) && v != "0" && v != "1");
  });
  int rests = 0;
  double sum = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view value = values[i];
    const char* end = value.data() + value.size();
    if (by_count) {
      if (value == "rest") {
        ++rests;
        continue;
      }
      if (!is_whole(value)) refuse(written, fmt::format("'{}' is no number of rows, but others are", value));
      std::uint64_t count = 0;
      if (std::from_chars(value.data(), end, count).ec != std::errc{} || count > (1ull << 40))
        refuse(written, fmt::format("'{}' is too large a number", value));
      parts[i].count = count;
      continue;
    }
    const auto parsed = std::from_chars(value.data(), end, parts[i].share);
    if (parsed.ec != std::errc{} || parsed.ptr != end || !(parts[i].share >= 0.0 && parts[i].share <= 1.0))
      refuse(written, fmt::format("'{}' is no share in 0..1 and no number of rows", value));
    sum += parts[i].share;
  }
  if (rests > 1) refuse(written, "more than one part takes the rest");
  if (!by_count && std::abs(sum - 1.0) > 1e-9) refuse(written, fmt::format("the shares sum to {:.6g}", sum));
  return parts;
}

double split_position(std::string_view key, std::uint64_t seed) {
  const std::string digest = Sha256().field("assay-split").field(std::to_string(seed)).field(key).hex();
  // 53 bits, so that the quotient is exact and below 1.
  return static_cast<double>(std::stoull(digest.substr(0, 16), nullptr, 16) >> 11) / 9007199254740992.0;
}

std::vector<WrittenPart> split_file(const std::string& file, std::span<const ReaderDef* const> readers,
                                    const std::vector<SplitShare>& parts, const std::string& folder,
                                    const SplitOptions& options) {
  const bool by_share = std::none_of(parts.begin(), parts.end(), [](const SplitShare& p) { return p.count.has_value(); }) &&
                        std::any_of(parts.begin(), parts.end(), [](const SplitShare& p) { return p.share > 0.0; });
  if (!by_share && !options.by.empty())
    throw Error(ErrorKind::kUsage, fmt::format("numbers of rows cannot be kept where the groups of '{}' stay together; "
                                               "expected shares",
                                               options.by));
  std::vector<WrittenPart> written;
  for (const SplitShare& part : parts) {
    written.push_back({part.name, (fs::path(folder) / (part.name + ".jsonl")).string(), 0, 0, ""});
    if (!options.replace && fs::exists(written.back().file))
      throw Error(ErrorKind::kUsage, fmt::format("{}: is there already; --force replaces it", written.back().file));
  }
  const std::vector<std::uint32_t> part_of =
      by_share ? std::vector<std::uint32_t>() : parts_by_count(file, readers, parts, options.seed);
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) throw Error(ErrorKind::kRuntime, fmt::format("{}: cannot be made: {}", folder, failed.message()));

  const Borders borders(parts);
  std::vector<std::unique_ptr<PartFile>> files;
  for (const WrittenPart& part : written) files.push_back(std::make_unique<PartFile>(part.file));
  std::vector<RowSetDigest> digests(parts.size());
  std::vector<std::set<double>> groups(parts.size());
  std::uint64_t row_number = 0;
  for_each_row(file, readers, [&](Value& row, const Reader& reader) {
    const std::string sha256 = row_sha256(row);
    std::size_t part = 0;
    if (by_share) {
      const double position = split_position(key_of(row, sha256, options.by, reader), options.seed);
      part = borders.part_at(position);
      if (!options.by.empty()) groups[part].insert(position);
    } else {
      if (row_number >= part_of.size())
        throw Error(ErrorKind::kData, fmt::format("{}: the file changed while it was read", file));
      part = part_of[row_number];
    }
    ++row_number;
    files[part]->write(row);
    digests[part].add(sha256);
  });
  for (const auto& part : files) part->close();
  for (const auto& part : files) part->move_into_place();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    written[i].rows = digests[i].rows();
    written[i].groups = groups[i].size();
    written[i].rows_sha256 = digests[i].hex();
  }
  return written;
}

}  // namespace assay::datasets
