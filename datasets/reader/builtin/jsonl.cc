#include <fmt/core.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/reader.h"
#include "harness/text/utf8.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::size_t kMaxLineBytes = 64u << 20;
constexpr std::size_t kChunkBytes = 256u << 10;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 2> kExtensions = {".jsonl", ".ndjson"};

class JsonlReader final : public Reader {
 public:
  explicit JsonlReader(const std::string& path) : path_(path), chunk_(kChunkBytes) {
    // A folder opens like a file and only then fails to be read.
    if (std::filesystem::is_directory(path))
      throw Error(ErrorKind::kData, fmt::format("{}: is a folder; expected a file with one JSON object a line", path));
    file_.open(path, std::ios::binary);
    if (!file_)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: cannot be opened; expected a file with one JSON object a line", path));
  }

  bool next(Value& row) override {
    while (read_line()) {
      if (line_.find_first_not_of(" \t\r") == std::string::npos) continue;
      const std::size_t bad = text::find_invalid_utf8(line_);
      if (bad != std::string::npos)
        throw Error(ErrorKind::kData,
                    fmt::format("{}: byte {} of the line (byte {} of the file) is not valid UTF-8; expected a JSON "
                                "object in UTF-8",
                                where(), bad, line_start_ + bad));
      row = parse();
      return true;
    }
    return false;
  }

  std::string where() const override { return fmt::format("{}:{}", path_, line_number_); }

 private:
  Value parse() const {
    Value row;
    try {
      row = json::parse(line_, where());
    } catch (Error& error) {
      error.add("expected one JSON object on each line");
      throw;
    }
    if (!row.is_object())
      throw Error(ErrorKind::kData, fmt::format("{}: the line holds {} {}; expected a JSON object", where(),
                                                row.is_int() ? "an" : "a", kind_name(row)));
    return row;
  }

  // The next line without its end goes to line_; false at the end of the file.
  bool read_line() {
    line_.clear();
    line_start_ = position_;
    bool any = false;
    while (true) {
      if (chunk_at_ == chunk_end_ && !fill()) break;
      any = true;
      const std::string_view rest(chunk_.data() + chunk_at_, chunk_end_ - chunk_at_);
      const std::size_t newline = rest.find('\n');
      const std::string_view part = rest.substr(0, newline);
      if (line_.size() + part.size() > kMaxLineBytes)
        throw Error(ErrorKind::kData,
                    fmt::format("{}:{}: the line is longer than {} MiB; expected one JSON object a line", path_,
                                line_number_ + 1, kMaxLineBytes >> 20));
      line_ += part;
      const std::size_t taken = newline == std::string_view::npos ? rest.size() : newline + 1;
      chunk_at_ += taken;
      position_ += taken;
      if (newline != std::string_view::npos) break;
    }
    if (!any) return false;
    if (++line_number_ == 1 && line_.starts_with(kBom)) {
      line_.erase(0, kBom.size());
      line_start_ += kBom.size();
    }
    if (line_.ends_with('\r')) line_.pop_back();
    return true;
  }

  bool fill() {
    file_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
    chunk_at_ = 0;
    chunk_end_ = static_cast<std::size_t>(file_.gcount());
    if (file_.bad())
      throw Error(ErrorKind::kData, fmt::format("{}: reading failed behind line {}", path_, line_number_));
    return chunk_end_ > 0;
  }

  std::string path_;
  std::ifstream file_;
  std::vector<char> chunk_;
  std::size_t chunk_at_ = 0;
  std::size_t chunk_end_ = 0;
  std::string line_;
  std::size_t line_number_ = 0;  // of the line last read, from 1
  std::size_t line_start_ = 0;   // its first byte in the file
  std::size_t position_ = 0;     // bytes taken so far
};

}  // namespace

extern const ReaderDef jsonl = {
    "jsonl", "One JSON object a line, UTF-8; blank lines are skipped.", kExtensions,
    [](const std::string& path) -> std::unique_ptr<Reader> { return std::make_unique<JsonlReader>(path); }};

}  // namespace assay::datasets::builtin
