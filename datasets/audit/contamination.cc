#include "datasets/audit/contamination.h"

#include <fmt/core.h>

#include <filesystem>

#include "datasets/audit/row_stream.h"
#include "datasets/row_ids.h"
#include "harness/core/error.h"

namespace assay::datasets {

std::uint64_t ContaminationReport::contaminated(double share) const {
  std::uint64_t count = 0;
  for (const SampleContamination& sample : samples) {
    const std::optional<double> found = sample.overlap.share();
    count += found && *found > 0.0 && *found >= share ? 1 : 0;
  }
  return count;
}

ContaminationReport find_contamination(
    const std::string& data, const std::vector<std::string>& training, std::span<const ReaderDef* const> readers,
    const ContaminationOptions& options,
    const std::function<void(const std::string& file, std::size_t number, std::size_t count)>& progress) {
  if (options.ngram < 1 || options.ngram > 100)
    throw Error(ErrorKind::kUsage, fmt::format("n-grams of {} words; expected 1..100", options.ngram));
  std::vector<std::string> files = training_files(training);
  ContaminationReport report;
  NgramIndex index(options.ngram, options.words);
  RowIds ids;
  for_each_row(data, readers, [&](Value& row, const Reader& reader) {
    index.add_sample(row_texts(row, options.columns, reader));
    SampleContamination sample;
    sample.where = reader.where();
    ids.add(row, sample.where);
    report.samples.push_back(std::move(sample));
  });
  std::vector<std::string> all_ids = ids.take();
  for (std::size_t i = 0; i < all_ids.size(); ++i) report.samples[i].id = std::move(all_ids[i]);
  report.different_ngrams = index.num_different_ngrams();

  // Every sample is found in its own file, which says nothing about training.
  std::erase_if(files, [&](const std::string& file) {
    std::error_code ignored;
    if (!std::filesystem::equivalent(file, data, ignored)) return false;
    report.left_out.push_back(file);
    return true;
  });
  if (files.empty())
    throw Error(ErrorKind::kData, fmt::format("{}: is the only file of the training text; expected other text", data));
  const TrainingSink sink{[&](const std::function<std::string()>& place) { index.begin_document(place); },
                          [&](std::string_view word) { index.feed(word); }};
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (progress) progress(files[i], i + 1, files.size());
    stream_training_file(files[i], readers, options.words, options.skip_unreadable, sink, report.text);
  }
  for (std::size_t i = 0; i < report.samples.size(); ++i) {
    report.samples[i].overlap = index.overlap(i);
    report.too_short += report.samples[i].overlap.ngrams == 0 ? 1 : 0;
  }
  return report;
}

}  // namespace assay::datasets
