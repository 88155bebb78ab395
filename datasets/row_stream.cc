#include "datasets/row_stream.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <fstream>

#include "datasets/glob.h"
#include "datasets/reader_choice.h"
#include "datasets/sample_builder.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::datasets {
namespace {

std::string file_sha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> chunk(1u << 20);
  Sha256 hash;
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0)
    hash.update(std::string_view(chunk.data(), static_cast<std::size_t>(file.gcount())));
  if (!file.eof()) throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", path));
  return hash.hex();
}

}  // namespace

std::vector<SplitPart> locate_split(const TaskSpec& spec, const std::string& split, const LoadOptions& options) {
  const auto& files = spec.data.files;
  const auto found = split.empty() && files.size() == 1 ? files.begin() : files.find(split);
  if (found == files.end() || found->second.empty())
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: task '{}' has no data files for the split '{}'", spec.file, spec.name, split));
  std::vector<SplitPart> parts;
  ReadOptions read = spec.data.read;
  read.split = split;
  for (const std::string& pattern : found->second)
    for (const std::string& file : expand_glob(pattern))
      parts.push_back({file, &choose_reader(file, options.readers, spec.data.path), read});
  return parts;
}

std::string files_sha256(const std::vector<SplitPart>& parts) {
  std::string all;
  for (const SplitPart& part : parts) {
    const std::string digest = file_sha256(part.path);
    all = parts.size() == 1 ? digest : sha256_hex(all + digest);
  }
  return all;
}

bool RowStream::next(Value& row) {
  while (true) {
    if (!reader_) {
      if (part_ == parts_.size()) return false;
      const SplitPart& part = parts_[part_];
      refuse_unknown_options(*part.reader, part.options, part.path);
      reader_ = part.reader->open(part.path, part.options);
    }
    if (!reader_->next(row)) {
      if (++part_ == parts_.size()) return false;  // the last reader stays, for `where`
      reader_.reset();
      continue;
    }
    original_ = row;
    if (prepare_row(spec_, row)) return true;
    ++num_dropped_;
  }
}

std::string RowStream::name() const {
  std::vector<std::string> names;
  for (const SplitPart& part : parts_) names.push_back(part.path);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace assay::datasets
