#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace assay::datasets {

/// What came of one GET.
struct FetchReply {
  int status = 0;  ///< 0 where no answer arrived
  std::string body;
  std::optional<double> retry_after;  ///< the wait that the server asks for. Units: seconds
  std::string error;                  ///< why no answer arrived, a clause for a person
};

/// What fetching needs from outside, so that it can be tested without a network and without waiting.
struct FetchSupport {
  std::function<FetchReply(const std::string& url)> get;
  std::function<void(double seconds)> wait;
  std::function<bool()> is_stopped;  ///< asked between two requests
  /// Called after each page: how many rows of the split are there, of how many.
  std::function<void(const std::string& split, std::int64_t done, std::int64_t total)> progress;
  std::function<void(const std::string&)> notice;
};

/// What is fetched, and to where.
struct FetchPlan {
  std::string endpoint;  ///< the viewer's base URL
  std::string dataset;   ///< "org/name"
  std::string config;    ///< "" for all
  std::string split;     ///< "" for all
  std::string folder;    ///< gets one subfolder a configuration
  std::optional<std::int64_t> max_rows;  ///< of each split
  int max_retries = 6;
};

/// One split as it lies in the folder.
struct FetchedSplit {
  std::string config, split;
  std::int64_t num_rows = 0, num_rows_total = 0;
  std::vector<std::string> files;
  bool was_there = false;  ///< nothing had to be fetched
};

/// What came of it.
struct FetchResult {
  std::vector<FetchedSplit> splits;
  bool is_complete = true;  ///< false where it was stopped: the same call goes on from there
};

/// Fetches rows page by page into FOLDER/CONFIG/SPLIT-00000.jsonl, .. of 10000 rows each, and describes them in
/// FOLDER/CONFIG/assay-dataset.json: features, rows and SHA-256. A split is named there when it is whole, so that
/// `locate_dataset` finds no half of one. Killed at any moment, it goes on behind the last whole row; a split whose number
/// of rows has changed meanwhile starts again. Tried again, after the wait asked for or with exponential back-off: 408,
/// 429, 5xx and connections that fail.
/// Throws: Error(kRuntime) where the server or the disk gives up; Error(kUsage) for a configuration or split that is not
/// there, with those that are; Error(kData) for rows that cannot be had whole.
/// Source: HuggingFace's dataset viewer (viewer.h)
FetchResult fetch_dataset(const FetchPlan& plan, const FetchSupport& support);

}  // namespace assay::datasets
