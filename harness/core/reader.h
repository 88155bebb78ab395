#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay {

/// What a file says of a column, beyond the values themselves.
struct ColumnInfo {
  std::string name;  ///< with a dot for what lies inside: "answers.text", and "tags[]" for the elements of a list
  std::string type;  ///< the file's own word for it, such as "int64", "list<item: string>" or "ClassLabel"
  /// The names of classes that are stored as integers: class 2 is called `class_names[2]`. Empty where there are none.
  std::vector<std::string> class_names;
};

/// Rows of a dataset file, one after another: memory does not grow with the file.
/// Threads: one reader, one thread.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Puts the next row (an object) into `row`; false at the end.
  /// Throws: Error(kData) with file and line for a row that cannot be read.
  virtual bool next(Value& row) = 0;
  /// The place of the row last read, for messages: "file:line", or the row's number where a format has no lines.
  virtual std::string where() const = 0;
  /// The columns as the file declares them, before any row is read; empty for formats that declare none.
  virtual std::vector<ColumnInfo> columns() const { return {}; }
};

/// How a dataset file is to be read. What is empty is not stated.
struct ReadOptions {
  /// The split that is wanted. It is no option but a fact: a format whose files hold several splits picks by it, the
  /// others pay no heed.
  std::string split;
  std::string records;                    ///< the dotted path of the list that holds the rows: "data.paragraphs.qas"
  std::string delimiter;                  ///< between the cells of a row: one character, or "\t"
  std::vector<std::string> column_names;  ///< of a file without a header row
  std::optional<bool> keep_default_na;    ///< whether "NA", "None", "null" and the like are null; default true
  std::optional<bool> quoting;            ///< whether quotation marks hold a cell together; default true
  std::string sample_by;                  ///< what makes a row of a text: "line", "paragraph" or "document"
};

/// The registered definition of a dataset format.
struct ReaderDef {
  std::string_view name;
  std::string_view summary;
  std::span<const std::string_view> extensions;  ///< with the dot: ".jsonl"; ".gz" and ".zst" may follow them
  std::span<const std::string_view> options;     ///< the members of ReadOptions that it knows, besides `split`
  /// Throws: Error(kData) where the file cannot be opened; Error(kConfig) for an option that is wrong or not known here.
  std::unique_ptr<Reader> (*open)(const std::string& path, const ReadOptions& options);
};

/// Throws: Error(kConfig) that names the file, for an option that is stated but not among those the format knows.
void refuse_unknown_options(const ReaderDef& def, const ReadOptions& options, const std::string& path);

}  // namespace assay
