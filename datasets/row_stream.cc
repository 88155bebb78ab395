#include "datasets/row_stream.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "datasets/dataset_location.h"
#include "datasets/file_digest.h"
#include "datasets/glob.h"
#include "datasets/reader_choice.h"
#include "datasets/sample_builder.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::datasets {
namespace {

constexpr std::array<std::string_view, 5> kFileKinds = {"json", "csv", "text", "parquet", "arrow"};

// The files of one split, without slices.
std::vector<RowFile> files_of(const TaskSpec& spec, const std::string& split, const LoadOptions& options) {
  const DataSource& data = spec.data;
  std::vector<RowFile> found;
  ReadOptions read = data.read;
  read.split = split;
  if (std::find(kFileKinds.begin(), kFileKinds.end(), data.path) != kFileKinds.end()) {
    auto files = data.files.find(split);
    // One file is the only split there is, or holds an object of splits.
    if (files == data.files.end() && data.files.size() == 1) files = data.files.begin();
    if (files == data.files.end() || files->second.empty())
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: task '{}' has no data files for the split '{}'", spec.file, spec.name, split));
    for (const std::string& pattern : files->second)
      for (const std::string& file : expand_glob(pattern))
        found.push_back({file, &choose_reader(file, options.readers, data.path), read, std::nullopt});
    return found;
  }
  DatasetQuery query;
  query.path = data.path;
  query.name = data.name;
  query.data_files = data.files;
  query.data_dir = data.data_dir;
  query.base_folder = std::filesystem::path(spec.file).parent_path().string();
  query.where = data.where;
  const DatasetLocation location = locate_dataset(query, options.places, expand_glob);
  const SplitFiles& files = location.split(split, data.where);
  for (const std::string& file : files.files)
    found.push_back({file, &choose_reader(file, options.readers, files.format), read, std::nullopt});
  return found;
}

std::int64_t count_rows(const RowFile& file) {
  const std::unique_ptr<Reader> reader = file.reader->open(file.path, file.options);
  std::int64_t count = 0;
  for (Value row; reader->next(row);) ++count;
  return count;
}

// The rows of a slice, file by file.
void add_slice(const SplitPart& slice, const std::vector<RowFile>& files, std::vector<RowFile>& out) {
  std::vector<std::int64_t> counts;
  std::int64_t all = 0;
  for (const RowFile& file : files) all += counts.emplace_back(count_rows(file));
  const RowRange range = rows_of(slice, all);
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const RowRange own{std::max<std::int64_t>(0, range.first - begin), std::min(counts[i], range.last - begin)};
    begin += counts[i];
    if (own.first >= own.last) continue;
    out.push_back(files[i]);
    out.back().rows = own;
  }
}

}  // namespace

std::vector<RowFile> locate_split(const TaskSpec& spec, const std::string& split, const LoadOptions& options) {
  if (split.empty()) return files_of(spec, split, options);
  std::vector<RowFile> found;
  for (const SplitPart& part : parse_split(split, spec.file)) {
    std::vector<RowFile> files = files_of(spec, part.split, options);
    if (part.is_whole())
      found.insert(found.end(), files.begin(), files.end());
    else
      add_slice(part, files, found);
  }
  return found;
}

std::string files_sha256(const std::vector<RowFile>& parts) {
  std::string all;
  for (const RowFile& part : parts) {
    const std::string digest = file_sha256(part.path);
    all = parts.size() == 1 ? digest : sha256_hex(all + digest);
  }
  return all;
}

bool RowStream::next(Value& row) {
  while (true) {
    if (!reader_) {
      if (part_ == parts_.size()) return false;
      const RowFile& part = parts_[part_];
      refuse_unknown_options(*part.reader, part.options, part.path);
      reader_ = part.reader->open(part.path, part.options);
      row_ = 0;
    }
    const std::optional<RowRange>& range = parts_[part_].rows;
    const bool is_over = range && row_ >= range->last;
    if (is_over || !reader_->next(row)) {
      if (++part_ == parts_.size()) return false;  // the last reader stays, for `where`
      reader_.reset();
      continue;
    }
    if (range && row_++ < range->first) continue;
    const bool is_changed = spec_.doc_filter.is_set() || !spec_.doc_map.empty();
    if (is_changed) original_ = row;
    unchanged_ = is_changed ? &original_ : &row;
    if (prepare_row(spec_, row)) return true;
    ++num_dropped_;
  }
}

std::string RowStream::name() const {
  std::vector<std::string> names;
  for (const RowFile& part : parts_) names.push_back(part.path);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace assay::datasets
