#include "datasets/audit/training_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "datasets/audit/row_stream.h"
#include "datasets/reader_choice.h"
#include "harness/core/error.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunkBytes = 1u << 20;
constexpr std::size_t kProbeBytes = 8u << 10;

bool is_break(char c) { return c == ' ' || (c >= 0x09 && c <= 0x0D); }

// The strings of a row, each a document of its own.
void stream_strings(const Value& value, const std::function<void(const std::string&)>& each) {
  if (value.is_string()) each(value.as_string());
  if (value.is_array())
    for (const Value& item : value.as_array()) stream_strings(item, each);
  if (value.is_object())
    for (const Value::Member& member : value.as_object()) stream_strings(member.value, each);
}

void stream_rows(const ReaderDef& def, const std::string& file, const WordOptions& words, const TrainingSink& sink,
                 TrainingTextCounts& counts) {
  const std::unique_ptr<Reader> reader = def.open(file, {});
  const std::function<std::string()> place = [&reader] { return reader->where(); };
  Value row;
  while (reader->next(row))
    stream_strings(row, [&](const std::string& text) {
      ++counts.documents;
      sink.begin(place);
      for_each_word(text, words, [&](std::string_view word, std::size_t) {
        ++counts.words;
        sink.word(word);
      });
    });
}

class PlainText {
 public:
  PlainText(const std::string& file, const WordOptions& words, const TrainingSink& sink, TrainingTextCounts& counts)
      : file_(file), words_(words), sink_(sink), counts_(counts) {}

  void stream() {
    std::ifstream in(file_, std::ios::binary);
    if (!in) throw Error(ErrorKind::kData, fmt::format("{}: cannot be opened", file_));
    const std::function<std::string()> place = [this] { return fmt::format("{}:{}", file_, line_); };
    std::string buffer;
    bool probed = false;
    while (true) {
      const std::size_t kept = buffer.size();
      buffer.resize(kept + kChunkBytes);
      in.read(buffer.data() + kept, static_cast<std::streamsize>(kChunkBytes));
      const auto got = static_cast<std::size_t>(in.gcount());
      if (in.bad()) throw Error(ErrorKind::kData, fmt::format("{}: reading failed near line {}", file_, line_));
      buffer.resize(kept + got);
      if (!probed) {
        probed = true;
        if (std::string_view(buffer).substr(0, kProbeBytes).find('\0') != std::string_view::npos) {
          counts_.binary.push_back(file_);
          return;
        }
        ++counts_.documents;
        sink_.begin(place);
      }
      if (got == 0) break;
      const std::size_t whole = end_of_whole_words(buffer);
      take(std::string_view(buffer).substr(0, whole));
      buffer.erase(0, whole);
    }
    take(buffer);
    if (bad_bytes_) counts_.not_utf8.push_back(file_);
  }

 private:
  // Where the last word that surely ended does; the whole where a "word" has no end in a megabyte.
  static std::size_t end_of_whole_words(const std::string& buffer) {
    std::size_t end = buffer.size();
    while (end > 0 && !is_break(buffer[end - 1])) --end;
    if (end > 0 || buffer.size() < kChunkBytes) return end;
    return buffer.size() - text::incomplete_utf8_tail(buffer);
  }

  void take(std::string_view part) {
    bad_bytes_ = bad_bytes_ || !text::is_valid_utf8(part);
    std::size_t counted = 0;
    const auto count_lines = [&](std::size_t to) {
      line_ += static_cast<std::uint64_t>(std::count(part.begin() + static_cast<std::ptrdiff_t>(counted),
                                                     part.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
      counted = to;
    };
    for_each_word(part, words_, [&](std::string_view word, std::size_t offset) {
      count_lines(offset);
      ++counts_.words;
      sink_.word(word);
    });
    count_lines(part.size());
  }

  const std::string& file_;
  const WordOptions& words_;
  const TrainingSink& sink_;
  TrainingTextCounts& counts_;
  std::uint64_t line_ = 1;
  bool bad_bytes_ = false;
};

}  // namespace

std::vector<std::string> training_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
      const std::size_t before = files.size();
      try {
        for (const auto& entry : fs::recursive_directory_iterator(path))
          if (entry.is_regular_file()) files.push_back(entry.path().string());
      } catch (const fs::filesystem_error& error) {
        throw Error(ErrorKind::kData, fmt::format("{}: cannot be gone through: {}", path, error.code().message()));
      }
      if (files.size() == before)
        throw Error(ErrorKind::kData, fmt::format("{}: has no files; expected a folder of training text", path));
    } else if (fs::is_regular_file(path, failed)) {
      files.push_back(path);
    } else {
      throw Error(ErrorKind::kData, fmt::format("{}: is not there; expected a file or folder of training text", path));
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

void stream_training_file(const std::string& file, std::span<const ReaderDef* const> readers, const WordOptions& words,
                          bool skip_unreadable, const TrainingSink& sink, TrainingTextCounts& counts) {
  std::error_code failed;
  const auto bytes = fs::file_size(file, failed);
  ++counts.files;
  counts.bytes += failed ? 0 : bytes;
  try {
    // Words of plain text run on over its lines.
    if (const ReaderDef* def = reader_of_name(file, readers); def != nullptr && def->name != "text") {
      stream_rows(*def, file, words, sink, counts);
    } else {
      PlainText(file, words, sink, counts).stream();
    }
  } catch (const Error& error) {
    if (!skip_unreadable) throw;
    counts.unreadable.push_back(error.message());
  }
}

}  // namespace assay::datasets
