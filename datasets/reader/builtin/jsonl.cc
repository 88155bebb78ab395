#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "datasets/reader/text_stream.h"
#include "harness/core/bounded_json.h"
#include "harness/core/error.h"
#include "harness/core/reader.h"
#include "harness/text/utf8.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::array<std::string_view, 2> kExtensions = {".jsonl", ".ndjson"};

class JsonlReader final : public Reader {
 public:
  explicit JsonlReader(const std::string& path) : lines_(path, LineEnds::kNewline, "one JSON object a line") {}

  bool next(Value& row) override {
    while (lines_.next(line_)) {
      if (line_.find_first_not_of(" \t\r") == std::string::npos) continue;
      row = parse();
      return true;
    }
    return false;
  }

  std::string where() const override { return fmt::format("{}:{}", lines_.path(), lines_.number()); }

 private:
  Value parse() const {
    Value row;
    try {
      row = json::parse_at_most(line_, where(), kMaxRowValues);
    } catch (Error& error) {
      // The parser takes no byte that is not UTF-8, so this is looked at only where it has refused the line.
      const std::size_t bad = text::find_invalid_utf8(line_);
      if (bad != std::string::npos)
        throw Error(ErrorKind::kData,
                    fmt::format("{}: byte {} of the line (byte {} of the file) is not valid UTF-8; expected a JSON "
                                "object in UTF-8",
                                where(), bad, lines_.start() + bad));
      error.add("expected one JSON object on each line");
      throw;
    }
    if (!row.is_object())
      throw Error(ErrorKind::kData, fmt::format("{}: the line holds {} {}; expected a JSON object", where(),
                                                row.is_int() ? "an" : "a", kind_name(row)));
    return row;
  }

  LineReader lines_;
  std::string line_;
};

}  // namespace

extern const ReaderDef jsonl;
const ReaderDef jsonl = {"jsonl",
                         "One JSON object a line, UTF-8; blank lines are skipped.",
                         kExtensions,
                         {},
                         [](const std::string& path, const ReadOptions& options) -> std::unique_ptr<Reader> {
                           refuse_unknown_options(jsonl, options, path);
                           return std::make_unique<JsonlReader>(path);
                         }};

}  // namespace assay::datasets::builtin
