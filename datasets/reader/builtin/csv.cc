#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "datasets/reader/byte_source.h"
#include "datasets/reader/csv_records.h"
#include "datasets/reader/csv_types.h"
#include "harness/core/error.h"
#include "harness/core/reader.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::array<std::string_view, 2> kExtensions = {".csv", ".tsv"};
constexpr std::array<std::string_view, 4> kOptions = {"delimiter", "column_names", "keep_default_na", "quoting"};

char delimiter_of(const std::string& path, const std::string& written) {
  if (written.empty()) {
    const std::string_view name = without_compression(path);
    const std::string_view ending = name.substr(name.size() < 4 ? 0 : name.size() - 4);
    return ending == ".tsv" || ending == ".TSV" ? '\t' : ',';
  }
  if (written == "\\t") return '\t';
  if (written.size() != 1 || written == "\"" || written == "\n" || written == "\r" || written[0] == '\0')
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: the delimiter is '{}'; expected one ASCII character other than a quotation mark or "
                            "line end, or \\t",
                            path, written));
  return written[0];
}

// The file is read twice: types need every cell of a column, and rows are given one at a time.
class CsvReader final : public Reader {
 public:
  CsvReader(const std::string& path, const ReadOptions& options)
      : delimiter_(delimiter_of(path, options.delimiter)),
        keep_default_na_(options.keep_default_na.value_or(true)),
        quoting_(options.quoting.value_or(true)),
        names_(options.column_names),
        records_(path, delimiter_, quoting_) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
      throw Error(ErrorKind::kData, fmt::format("{}: is read twice, for the types of its columns and for its rows; "
                                                "expected a regular file",
                                                path));
    const bool has_header = names_.empty();
    if (has_header) read_header(path, records_);
    refuse_repeated(path);
    find_types(path, has_header);
  }

  bool next(Value& row) override {
    if (!records_.next(cells_)) return false;
    check_width(records_);
    row = Value::object();
    row.as_object().reserve(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i)
      row.as_object().push_back({names_[i], csv_value(std::move(cells_[i]), types_[i], keep_default_na_)});
    return true;
  }

  std::string where() const override { return records_.where(); }

 private:
  void read_header(const std::string& path, CsvRecords& records) {
    if (!records.next(names_))
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the file is empty; expected a header row with the columns' names", path));
    // As pandas names the index that it writes in front.
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i].empty()) names_[i] = fmt::format("Unnamed: {}", i);
  }

  void refuse_repeated(const std::string& path) const {
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto [first, is_new] = seen.emplace(names_[i], i);
      if (!is_new)
        throw Error(ErrorKind::kData, fmt::format("{}: the columns {} and {} are both called '{}'; expected a name of its "
                                                  "own for each",
                                                  path, first->second + 1, i + 1, names_[i]));
    }
  }

  void find_types(const std::string& path, bool has_header) {
    std::vector<CsvTypeGuess> guesses(names_.size());
    CsvRecords records(path, delimiter_, quoting_);
    if (has_header) records.next(cells_);
    while (records.next(cells_)) {
      check_width(records);
      for (std::size_t i = 0; i < names_.size(); ++i) guesses[i].add(cells_[i], keep_default_na_);
    }
    for (const CsvTypeGuess& guess : guesses) types_.push_back(guess.type());
  }

  void check_width(const CsvRecords& records) const {
    if (cells_.size() == names_.size()) return;
    throw Error(ErrorKind::kData,
                fmt::format("{}: the row has {} cell{}, there are {} column{}; expected as many (is the delimiter {}? is a "
                            "quotation mark not closed?)",
                            records.where(), cells_.size(), cells_.size() == 1 ? "" : "s", names_.size(),
                            names_.size() == 1 ? "" : "s", delimiter_ == '\t' ? "a tab" : fmt::format("'{}'", delimiter_)));
  }

  char delimiter_;
  bool keep_default_na_;
  bool quoting_;
  std::vector<std::string> names_;
  CsvRecords records_;
  std::vector<CsvType> types_;
  std::vector<std::string> cells_;
};

}  // namespace

extern const ReaderDef csv;
const ReaderDef csv = {"csv",
                       "Comma- or tab-separated values with a header row, typed by column as pandas does.",
                       kExtensions,
                       kOptions,
                       [](const std::string& path, const ReadOptions& options) -> std::unique_ptr<Reader> {
                         refuse_unknown_options(csv, options, path);
                         return std::make_unique<CsvReader>(path, options);
                       }};

}  // namespace assay::datasets::builtin
