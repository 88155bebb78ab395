// assay fetch: brings a dataset of the hub onto this machine, so that runs need no network.
#include <fmt/core.h>

#include <chrono>
#include <ctime>
#include <ostream>
#include <thread>

#include "backends/http/http_client.h"
#include "backends/http/retry_policy.h"
#include "datasets/dataset_location.h"
#include "datasets/fetch/fetch.h"
#include "harness/cli/arguments.h"
#include "harness/cli/environment.h"
#include "harness/cli/interrupt.h"
#include "harness/core/json.h"

namespace assay::cli::commands {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kEndpoint = "https://datasets-server.huggingface.co";

constexpr Usage kUsage{
    "assay fetch DATASET [--config C] [--split S] [--out DIR] [--max-rows N] [--endpoint URL] [--format terminal|json]",
    "Fetches the rows of a dataset from HuggingFace's dataset viewer into the cache folder, where tasks find it by\n"
    "its name without a network: JSON lines, and their features, numbers of rows and checksums. Without --config and\n"
    "--split all of them. Interrupted, it goes on where it was. A dataset behind a licence needs HF_TOKEN in the\n"
    "environment; it is sent by https (or to this machine) only, and never kept.",
    "assay fetch openai/gsm8k --config main --split test"};

// Sleeps in short steps, so that an interrupt ends it.
void wait(double seconds, const std::atomic<bool>& interrupted) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!interrupted && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

bool is_safe_for_tokens(const std::string& endpoint) {
  for (const std::string_view start : {"https://", "http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (!endpoint.starts_with(start)) continue;
    if (start == "https://") return true;
    const char next = endpoint.size() > start.size() ? endpoint[start.size()] : '/';
    if (next == ':' || next == '/') return endpoint.find('@') == std::string::npos;
  }
  return false;
}

backends::HttpOptions http_options(const std::string& endpoint) {
  backends::HttpOptions out;
  out.max_in_flight = 1;
  out.timeout = 120.0;
  const auto token = environment("HF_TOKEN");
  if (token && !token->empty() && is_safe_for_tokens(endpoint)) out.headers.push_back("Authorization: Bearer " + *token);
  return out;
}

datasets::FetchReply get(backends::HttpClient& client, const std::string& url, const std::atomic<bool>& interrupted) {
  datasets::FetchReply out;
  bool sent = false;
  std::stop_source stop;
  // A watcher, since the client looks at its stop token alone.
  std::jthread watcher([&](std::stop_token done) {
    while (!done.stop_requested() && !interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (interrupted) stop.request_stop();
  });
  client.run(
      [&]() -> backends::Pull {
        if (sent) return backends::NoMore{};
        sent = true;
        return backends::HttpRequest{0, url, "", true};
      },
      [&](backends::HttpResult result) {
        const bool arrived = result.error == backends::TransportError::kNone;
        out.status = arrived ? result.status : 0;
        out.error = std::move(result.error_text);
        out.body = std::move(result.body);
        if (result.retry_after) out.retry_after = backends::parse_retry_after(*result.retry_after, std::time(nullptr));
      },
      stop.get_token());
  return out;
}

void print(std::ostream& out, const datasets::FetchResult& result, const std::string& format) {
  if (format == "json") {
    Value list = Value::array();
    for (const datasets::FetchedSplit& split : result.splits) {
      Value one = Value::object();
      one.set("config", split.config);
      one.set("split", split.split);
      one.set("rows", split.num_rows);
      one.set("rows_total", split.num_rows_total);
      one.set("was_there", split.was_there);
      Value files = Value::array();
      for (const std::string& file : split.files) files.push_back(Value(file));
      one.set("files", std::move(files));
      list.push_back(std::move(one));
    }
    Value all = Value::object();
    all.set("complete", result.is_complete);
    all.set("splits", std::move(list));
    out << json::dump_pretty(all) << "\n";
    return;
  }
  for (const datasets::FetchedSplit& split : result.splits)
    out << fmt::format("{}/{}: {}{} rows{}\n", split.config, split.split, split.num_rows,
                       split.num_rows < split.num_rows_total ? fmt::format(" of {}", split.num_rows_total) : "",
                       split.was_there ? ", there already" : "");
}

int run_fetch(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("config", po::value<std::string>()->default_value(""), "one configuration instead of all")(
      "split", po::value<std::string>()->default_value(""), "one split instead of all")(
      "out", po::value<std::string>(), "the folder (default: datasets/ORG___NAME in the cache folder)")(
      "max-rows", po::value<std::int64_t>(), "so many rows of each split at most")(
      "endpoint", po::value<std::string>(), "the viewer's address (default: ASSAY_HF_ENDPOINT, or the public one)")(
      "format", po::value<std::string>()->default_value("terminal"), "terminal or json");
  const auto values = parse_arguments(context, kUsage, options, {"dataset"});
  if (!values) return 0;
  const std::string format = (*values)["format"].as<std::string>();
  if (format != "terminal" && format != "json")
    throw Error(ErrorKind::kUsage, fmt::format("--format '{}' is not known here; expected terminal or json", format));
  datasets::FetchPlan plan;
  plan.dataset = (*values)["dataset"].as<std::string>();
  if (!datasets::is_dataset_id(plan.dataset))
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' is no dataset of the hub; expected a name such as openai/gsm8k", plan.dataset));
  plan.config = (*values)["config"].as<std::string>();
  plan.split = (*values)["split"].as<std::string>();
  plan.endpoint = values->count("endpoint") > 0 ? (*values)["endpoint"].as<std::string>()
                                                : environment("ASSAY_HF_ENDPOINT").value_or(std::string(kEndpoint));
  if (!plan.endpoint.starts_with("https://") && !plan.endpoint.starts_with("http://"))
    throw Error(ErrorKind::kUsage,
                fmt::format("--endpoint '{}' is no address; expected one with https:// or http://", plan.endpoint));
  if (values->count("max-rows") > 0) {
    plan.max_rows = (*values)["max-rows"].as<std::int64_t>();
    if (*plan.max_rows < 1)
      throw Error(ErrorKind::kUsage, fmt::format("--max-rows {} leaves no rows; expected at least 1", *plan.max_rows));
  }
  if (values->count("out") > 0) {
    plan.folder = (*values)["out"].as<std::string>();
  } else {
    const std::string cache = datasets::dataset_places(environment).fetched;
    if (cache.empty())
      throw Error(ErrorKind::kUsage, "there is no cache folder: set ASSAY_CACHE or HOME, or name one with --out");
    plan.folder = cache + "/" + datasets::folder_name_of(plan.dataset);
  }

  Console& console = context.console;
  const std::atomic<bool>& interrupted = watch_for_interrupt();
  backends::HttpClient client(http_options(plan.endpoint));
  const datasets::FetchSupport support{
      [&](const std::string& url) { return get(client, url, interrupted); },
      [&](double seconds) { wait(seconds, interrupted); },
      [&] { return interrupted.load(); },
      [&](const std::string& split, std::int64_t done, std::int64_t total) {
        console.status(fmt::format("{}: {} of {} rows", split, done, total));
      },
      [&](const std::string& text) { console.notice(text); }};
  const datasets::FetchResult result = datasets::fetch_dataset(plan, support);
  console.clear_status();
  print(console.out(), result, format);
  if (!result.is_complete) {
    console.complain("assay: interrupted; the same command goes on from there");
    return 130;
  }
  console.notice(fmt::format("fetch: {} is in {}", plan.dataset, plan.folder));
  return 0;
}

}  // namespace

extern const CommandDef fetch;
const CommandDef fetch{"fetch", "bring a dataset of the hub onto this machine", run_fetch};

}  // namespace assay::cli::commands
