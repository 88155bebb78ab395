#include "datasets/fetch/fetch.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "datasets/fetch/shards.h"
#include "datasets/fetch/viewer.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr double kFirstWait = 1.0;
constexpr double kLongestWait = 120.0;
constexpr std::size_t kShownBytes = 300;

class Stopped {};

bool is_worth_retrying(int status) { return status == 0 || status == 408 || status == 429 || status >= 500; }

// What the server says of its refusal: the "error" of its JSON.
std::string said(const FetchReply& reply) {
  if (reply.status == 0) return reply.error;
  std::string text;
  try {
    const Value answer = json::parse(reply.body, "answer");
    const Value* error = answer.find("error");
    if (error != nullptr && error->is_string()) text = error->as_string();
  } catch (const Error&) {
  }
  if (text.size() > kShownBytes) text = text.substr(0, kShownBytes) + "...";
  return text.empty() ? fmt::format("HTTP {}", reply.status)
                      : fmt::format("HTTP {}: {}", reply.status, json::dump(Value(text)));
}

std::string get(const std::string& url, const FetchPlan& plan, const FetchSupport& support) {
  for (int attempt = 0;; ++attempt) {
    if (support.is_stopped()) throw Stopped();
    const FetchReply reply = support.get(url);
    if (support.is_stopped()) throw Stopped();
    if (reply.status == 200) return reply.body;
    if (!is_worth_retrying(reply.status) || attempt >= plan.max_retries) {
      std::string hint;
      if (reply.status == 401 || reply.status == 403) hint = "; a dataset behind a licence needs the environment's HF_TOKEN";
      if (reply.status == 404) hint = "; is the name right, and does the dataset have a viewer?";
      throw Error(ErrorKind::kRuntime, fmt::format("{}: the dataset viewer gave no rows: {}{}{}", url, said(reply),
                                                   attempt > 0 ? fmt::format(" (after {} tries)", attempt + 1) : "", hint));
    }
    const double backoff = kFirstWait * static_cast<double>(1 << std::min(attempt, 10));
    const double wait = std::min(reply.retry_after.value_or(backoff), kLongestWait);
    support.notice(fmt::format("fetch: {}; again in {:.0f} s", said(reply), wait));
    support.wait(wait);
  }
}

std::string manifest_path(const std::string& folder) { return folder + "/assay-dataset.json"; }

Value read_manifest(const std::string& folder, const FetchPlan& plan, const std::string& config) {
  std::ifstream in(manifest_path(folder), std::ios::binary);
  if (in) {
    std::stringstream text;
    text << in.rdbuf();
    try {
      Value manifest = json::parse(text.str(), manifest_path(folder));
      const Value* splits = manifest.find("splits");
      const Value* dataset = manifest.find("dataset");
      if (splits != nullptr && splits->is_object() && dataset != nullptr && dataset->is_string()) {
        if (dataset->as_string() != plan.dataset)
          throw Error(ErrorKind::kUsage, fmt::format("{}: holds the dataset {}, not {}; expected a folder of its own",
                                                     manifest_path(folder), dataset->as_string(), plan.dataset));
        return manifest;
      }
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kUsage) throw;  // a broken description is made anew
    }
  }
  Value manifest = Value::object();
  manifest.set("dataset", plan.dataset);
  manifest.set("config", config);
  manifest.set("splits", Value::object());
  return manifest;
}

// The split as the description names it, if its files are there as described.
std::optional<FetchedSplit> whole_split(const Value& manifest, const std::string& folder, const ViewerSplit& wanted) {
  const Value* split = manifest.find("splits")->find(wanted.split);
  const Value* files = split != nullptr ? split->find("files") : nullptr;
  const Value* total = split != nullptr ? split->find("rows_total") : nullptr;
  if (files == nullptr || !files->is_array() || total == nullptr || !total->is_int()) return std::nullopt;
  FetchedSplit out{wanted.config, wanted.split, 0, total->as_int(), {}, true};
  for (const Value& file : files->as_array()) {
    const Value* name = file.find("name");
    const Value* sha256 = file.find("sha256");
    if (name == nullptr || !name->is_string() || sha256 == nullptr || !sha256->is_string()) return std::nullopt;
    const std::string path = folder + "/" + name->as_string();
    std::error_code error;
    if (!fs::exists(path, error)) return std::nullopt;
    const FileDigest digest = digest_of(path);
    if (digest.sha256 != sha256->as_string()) return std::nullopt;
    out.num_rows += digest.num_rows;
    out.files.push_back(path);
  }
  return out;
}

void describe(Value& manifest, const std::string& folder, const FetchedSplit& split, const std::vector<std::string>& names,
              const Value& features) {
  Value files = Value::array();
  for (const std::string& name : names) {
    const FileDigest digest = digest_of(folder + "/" + name);
    Value file = Value::object();
    file.set("name", name);
    file.set("rows", digest.num_rows);
    file.set("sha256", digest.sha256);
    files.push_back(std::move(file));
  }
  Value entry = Value::object();
  entry.set("rows", split.num_rows);
  entry.set("rows_total", split.num_rows_total);
  entry.set("files", std::move(files));
  manifest.find("splits")->set(split.split, std::move(entry));
  manifest.set("features", features);
  write_whole(manifest_path(folder), json::dump_pretty(manifest) + "\n");
}

// The number of rows that the split had when the fetch began: rows of another edition are not mixed with these.
class Mark {
 public:
  Mark(const std::string& folder, const std::string& split) : path_(fmt::format("{}/.{}.total", folder, split)) {}
  std::optional<std::int64_t> read() const {
    std::ifstream in(path_);
    std::int64_t total = 0;
    if (in >> total) return total;
    return std::nullopt;
  }
  void write(std::int64_t total) const { write_whole(path_, fmt::format("{}\n", total)); }
  void remove() const {
    std::error_code error;
    fs::remove(path_, error);
  }

 private:
  std::string path_;
};

FetchedSplit fetch_split(const ViewerSplit& wanted, const FetchPlan& plan, const FetchSupport& support) {
  const std::string folder = plan.folder + "/" + wanted.config;
  Value manifest = read_manifest(folder, plan, wanted.config);
  auto page_at = [&](std::int64_t offset, std::int64_t length) {
    const std::string url = rows_url(plan.endpoint, plan.dataset, wanted, offset, length);
    return parse_page(get(url, plan, support), offset, url);
  };
  // The first row tells how many there are, and their features.
  const ViewerPage first = page_at(0, 1);
  const std::int64_t total = first.num_rows_total;
  const std::int64_t goal = plan.max_rows ? std::min(*plan.max_rows, total) : total;
  const std::optional<FetchedSplit> whole = whole_split(manifest, folder, wanted);
  if (whole && whole->num_rows_total == total && whole->num_rows >= goal) return *whole;

  ShardWriter writer(folder, wanted.split);
  const Mark mark(folder, wanted.split);
  const std::optional<std::int64_t> before = whole ? whole->num_rows_total : mark.read();
  if (writer.num_rows() > 0 && before != total) {
    support.notice(
        fmt::format("fetch: {}/{} has {} rows now; what was there is fetched again", wanted.config, wanted.split, total));
    writer.start_again();
  }
  mark.write(total);
  writer.cut(goal);
  // Until it is whole again, a split that grows or shrinks is in no description.
  auto& splits = manifest.find("splits")->as_object();
  if (std::erase_if(splits, [&](const Value::Member& member) { return member.key == wanted.split; }) > 0)
    write_whole(manifest_path(folder), json::dump_pretty(manifest) + "\n");

  while (writer.num_rows() < goal) {
    support.progress(wanted.config + "/" + wanted.split, writer.num_rows(), goal);
    const std::int64_t length = std::min(kViewerPageRows, goal - writer.num_rows());
    ViewerPage page = page_at(writer.num_rows(), length);
    if (page.num_rows_total != total)
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: {}/{} changed from {} to {} rows while it was fetched; fetch it again", plan.dataset,
                              wanted.config, wanted.split, total, page.num_rows_total));
    if (page.rows.empty() || static_cast<std::int64_t>(page.rows.size()) > length)
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: {}/{} gave {} rows from row {} on; expected {}", plan.dataset, wanted.config,
                              wanted.split, page.rows.size(), writer.num_rows(), length));
    writer.add(page.rows);
  }
  support.progress(wanted.config + "/" + wanted.split, goal, goal);
  FetchedSplit out{wanted.config, wanted.split, goal, total, {}, false};
  const std::vector<std::string> names = writer.finish();
  describe(manifest, folder, out, names, first.features);
  mark.remove();
  for (const std::string& name : names) out.files.push_back(folder + "/" + name);
  return out;
}

std::vector<ViewerSplit> choose(const std::vector<ViewerSplit>& all, const FetchPlan& plan) {
  std::vector<ViewerSplit> out;
  std::vector<std::string> configs;
  std::vector<std::string> splits;
  for (const ViewerSplit& split : all) {
    if (std::find(configs.begin(), configs.end(), split.config) == configs.end()) configs.push_back(split.config);
    if (!plan.config.empty() && split.config != plan.config) continue;
    splits.push_back(split.split);
    if (plan.split.empty() || split.split == plan.split) out.push_back(split);
  }
  if (!out.empty()) return out;
  if (splits.empty() && !plan.config.empty())
    throw Error(ErrorKind::kUsage, fmt::format("{} has no configuration '{}'; it has {}", plan.dataset, plan.config,
                                               fmt::join(configs, ", ")));
  throw Error(ErrorKind::kUsage,
              fmt::format("{} has no split '{}'; it has {}", plan.dataset, plan.split, fmt::join(splits, ", ")));
}

}  // namespace

FetchResult fetch_dataset(const FetchPlan& plan, const FetchSupport& support) {
  FetchResult out;
  try {
    const std::string url = splits_url(plan.endpoint, plan.dataset);
    for (const ViewerSplit& split : choose(parse_splits(get(url, plan, support), url), plan))
      out.splits.push_back(fetch_split(split, plan, support));
  } catch (const Stopped&) {
    out.is_complete = false;
  }
  return out;
}

}  // namespace assay::datasets
