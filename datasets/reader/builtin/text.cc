#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "datasets/reader/text_stream.h"
#include "harness/core/error.h"
#include "harness/core/reader.h"

namespace assay::datasets::builtin {
namespace {

constexpr std::array<std::string_view, 1> kExtensions = {".txt"};
constexpr std::array<std::string_view, 1> kOptions = {"sample_by"};

enum class SampleBy { kLine, kParagraph, kDocument };

SampleBy parse_sample_by(const std::string& path, const std::string& word) {
  if (word.empty() || word == "line") return SampleBy::kLine;
  if (word == "paragraph") return SampleBy::kParagraph;
  if (word == "document") return SampleBy::kDocument;
  throw Error(ErrorKind::kConfig, fmt::format("{}: sample_by is '{}'{}; expected line, paragraph or document", path, word,
                                              [&] {
                                                const std::string near =
                                                    did_you_mean(word, {"line", "paragraph", "document"});
                                                return near.empty() ? "" : fmt::format(" (is '{}' meant?)", near);
                                              }()));
}

// Line ends become "\n" wherever they stay inside a row, as Python's text mode has it.
class TextReader final : public Reader {
 public:
  TextReader(const std::string& path, SampleBy sample_by)
      // The datasets library keeps a byte order mark here, and so it is in its prompts.
      : lines_(path, LineEnds::kUniversal, "lines of text", true), sample_by_(sample_by) {}

  bool next(Value& row) override {
    std::string text;
    if (!read(text)) return false;
    row = Value::object();
    row.set("text", std::move(text));
    return true;
  }

  std::string where() const override { return fmt::format("{}:{}", lines_.path(), first_line_); }

 private:
  bool read(std::string& text) {
    switch (sample_by_) {
      case SampleBy::kLine:
        if (!read_line(text)) return false;
        first_line_ = lines_.number();
        return true;
      case SampleBy::kParagraph: return read_paragraph(text);
      case SampleBy::kDocument: return read_document(text);
    }
    return false;
  }

  // A paragraph ends at the second of two line ends; a third one begins the next paragraph. What is empty is none.
  bool read_paragraph(std::string& text) {
    std::string line;
    while (read_line(line)) {
      if (text.empty()) first_line_ = lines_.number();
      if (!text.empty() && text.back() == '\n' && line.empty() && lines_.was_ended()) {
        text.pop_back();
        if (!text.empty()) return true;
        continue;
      }
      append(text, line);
    }
    return !text.empty();
  }

  bool read_document(std::string& text) {
    if (is_done_) return false;
    is_done_ = true;
    first_line_ = 1;
    std::string line;
    while (read_line(line)) append(text, line);
    return true;
  }

  void append(std::string& text, const std::string& line) const {
    if (text.size() + line.size() >= kMaxRowBytes)
      throw Error(ErrorKind::kData, fmt::format("{}: the {} is longer than {} MiB; expected less, or sample_by: line",
                                                where(), sample_by_ == SampleBy::kDocument ? "document" : "paragraph",
                                                kMaxRowBytes >> 20));
    text += line;
    if (lines_.was_ended()) text += '\n';
  }

  bool read_line(std::string& line) {
    if (!lines_.next(line)) return false;
    require_text(line, fmt::format("{}:{}", lines_.path(), lines_.number()), lines_.start());
    return true;
  }

  LineReader lines_;
  SampleBy sample_by_;
  std::size_t first_line_ = 0;  // of the row last read
  bool is_done_ = false;
};

}  // namespace

extern const ReaderDef text;
const ReaderDef text = {"text",
                        "Plain text, UTF-8: one row {text} a line, or a paragraph, or for the whole file.",
                        kExtensions,
                        kOptions,
                        [](const std::string& path, const ReadOptions& options) -> std::unique_ptr<Reader> {
                          refuse_unknown_options(text, options, path);
                          return std::make_unique<TextReader>(path, parse_sample_by(path, options.sample_by));
                        }};

}  // namespace assay::datasets::builtin
