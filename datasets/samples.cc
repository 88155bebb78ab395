#include "datasets/samples.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <fstream>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "datasets/reader_choice.h"
#include "datasets/sample_builder.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kIdDigits = 12;

std::string file_sha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> chunk(1u << 20);
  Sha256 hash;
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0)
    hash.update(std::string_view(chunk.data(), static_cast<std::size_t>(file.gcount())));
  if (!file.eof()) throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", path));
  return hash.hex();
}

struct Row {
  Value value;
  std::string where;
};

// Gives each sample its id and sees that no two rows share one.
class Ids {
 public:
  explicit Ids(const TaskSpec& spec)
      : field_(spec.has_id_field ? spec.id_field : "id"), required_(spec.has_id_field && !spec.id_field.empty()) {}

  std::string id_of(const Row& row) {
    const std::string content = sha256_hex(json::dump_canonical(row.value));
    std::string id = stated_id(row).value_or(content.substr(0, kIdDigits));
    const auto [first, is_new] = first_.emplace(id, First{content, row.where});
    if (!is_new && first->second.content != content)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the id '{}' is also that of another row, at {}; expected an id of its own for each "
                              "row (`id_field: ''` in the task makes ids from the rows' content)",
                              row.where, id, first->second.where));
    const std::string base = id;
    while (!used_.insert(id).second) id = fmt::format("{}#{}", base, ++copies_[base] + 1);
    return id;
  }

 private:
  struct First {
    std::string content;
    std::string where;
  };

  std::optional<std::string> stated_id(const Row& row) const {
    if (field_.empty()) return std::nullopt;
    const Value* value = row.value.find(field_);
    if (value == nullptr && !required_) return std::nullopt;
    if (value == nullptr || !(value->is_int() || (value->is_string() && !value->as_string().empty())))
      throw Error(ErrorKind::kData, fmt::format("{}: the id field '{}' is {}; expected a text or a whole number",
                                                row.where, field_, value == nullptr ? "missing" : json::dump(*value)));
    return value->is_int() ? std::to_string(value->as_int()) : value->as_string();
  }

  std::string field_;
  bool required_;
  std::unordered_map<std::string, First> first_;
  std::unordered_map<std::string, int> copies_;
  std::unordered_set<std::string> used_;
};

std::vector<Row> read_rows(const std::vector<std::string>& files, std::span<const ReaderDef* const> readers,
                           std::optional<std::int64_t> limit) {
  std::vector<Row> rows;
  for (const std::string& file : files) {
    const std::unique_ptr<Reader> reader = open_rows(file, readers);
    Value row;
    while ((!limit || static_cast<std::int64_t>(rows.size()) < *limit) && reader->next(row))
      rows.push_back({std::move(row), reader->where()});
  }
  return rows;
}

std::vector<std::string> columns_of(const std::vector<Row>& rows) {
  std::vector<std::string> columns;
  std::unordered_set<std::string> seen;
  for (const Row& row : rows)
    for (const Value::Member& member : row.value.as_object())
      if (seen.insert(member.key).second) columns.push_back(member.key);
  return columns;
}

SampleSet load_split(const TaskSpec& spec, const std::string& split, std::span<const ReaderDef* const> readers,
                     std::optional<std::int64_t> limit) {
  const auto files = spec.data_files.find(split);
  if (files == spec.data_files.end() || files->second.empty())
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: task '{}' has no data files for the split '{}'", spec.file, spec.name, split));
  try {
    SampleSet set;
    std::vector<Row> rows = read_rows(files->second, readers, limit);
    if (rows.empty() && (!limit || *limit > 0))
      throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", fmt::join(files->second, ", ")));
    const std::vector<std::string> columns = columns_of(rows);
    Ids ids(spec);
    for (Row& row : rows) {
      try {
        std::string id = ids.id_of(row);
        set.samples.push_back(build_sample(spec, std::move(row.value), columns));
        set.samples.back().id = std::move(id);
      } catch (const Error& error) {
        if (error.message().starts_with(row.where)) throw;
        throw Error(error.kind(), fmt::format("{}: {}", row.where, error.what()));
      }
      set.where.push_back(std::move(row.where));
    }
    for (const std::string& file : files->second) {
      const std::string digest = file_sha256(file);
      set.data_sha256 = files->second.size() == 1 ? digest : sha256_hex(set.data_sha256 + digest);
    }
    return set;
  } catch (Error& error) {
    error.add(fmt::format("while loading the split '{}' of task '{}' ({})", split, spec.name, spec.file));
    throw;
  }
}

}  // namespace

SampleSet load_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers,
                       std::optional<std::int64_t> limit) {
  return load_split(spec, spec.eval_split, readers, limit);
}

SampleSet load_fewshot_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers) {
  return load_split(spec, spec.fewshot_split, readers, std::nullopt);
}

}  // namespace assay::datasets
