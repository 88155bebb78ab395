#include "backends/http/http_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "backends/http/base_url.h"
#include "harness/core/check.h"
#include "harness/core/clock.h"
#include "harness/core/error.h"

namespace assay::backends {
namespace {

constexpr double kIdlePoll = 1.0;  // an upper bound only: sockets, due times and `stop` wake the loop by themselves

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void require(CURLMcode code, std::string_view what) {
  if (code != CURLM_OK)
    throw Error(ErrorKind::kRuntime, fmt::format("libcurl cannot {}: {}", what, curl_multi_strerror(code)));
}

void initialise_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK)
    throw Error(ErrorKind::kRuntime, fmt::format("libcurl cannot start: {}", curl_easy_strerror(code)));
}

// One connection's worth of state: the handle and the buffers it writes into. Reused from request to request.
struct Place {
  std::unique_ptr<CURL, FreeEasy> easy;
  HttpRequest request;
  HttpResult result;
  std::size_t max_bytes = 0;
  bool too_large = false;
  bool in_use = false;
  double started = 0.0;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& place = *static_cast<Place*>(user);
  if (place.result.body.size() + size > place.max_bytes) {
    place.too_large = true;
    return 0;  // anything but `size` makes libcurl give up this transfer
  }
  place.result.body.append(data, size);
  return size;
}

bool starts_with_any_case(std::string_view line, std::string_view lower) {
  if (line.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = line[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower[i]) return false;
  }
  return true;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  constexpr std::string_view kName = "retry-after:";
  const std::string_view line(data, size);
  if (starts_with_any_case(line, kName)) {
    std::string_view value = line.substr(kName.size());
    const std::size_t first = value.find_first_not_of(" \t");
    const std::size_t last = value.find_last_not_of(" \t\r\n");
    if (first != std::string_view::npos && last != std::string_view::npos && last - first < 64)
      static_cast<Place*>(user)->result.retry_after = std::string(value.substr(first, last - first + 1));
  }
  return size;
}

// libcurl's own messages can quote host names and proxies, but no header and no user:password; still, only its fixed
// texts are used here.
void classify(CURLcode code, const Place& place, double timeout, HttpResult& result) {
  curl_off_t pretransfer = 0;
  curl_easy_getinfo(place.easy.get(), CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
  const bool was_connected = pretransfer > 0;
  switch (code) {
    case CURLE_OK: return;
    case CURLE_COULDNT_CONNECT: {
      long os_error = 0;
      curl_easy_getinfo(place.easy.get(), CURLINFO_OS_ERRNO, &os_error);
      result.error = TransportError::kCannotConnect;
      result.error_text = os_error == ECONNREFUSED ? "connection refused" : "cannot connect";
      return;
    }
    case CURLE_COULDNT_RESOLVE_HOST:
      result.error = TransportError::kCannotConnect;
      result.error_text = "no such host name";
      return;
    case CURLE_COULDNT_RESOLVE_PROXY:
      result.error = TransportError::kCannotConnect;
      result.error_text = "the host name of the proxy is not known";
      return;
    case CURLE_OPERATION_TIMEDOUT:
      result.error = was_connected ? TransportError::kTimeout : TransportError::kCannotConnect;
      result.error_text = was_connected ? fmt::format("no complete answer within {:g} s", timeout)
                                        : "no connection within the time allowed";
      return;
    case CURLE_SSL_CONNECT_ERROR:
      // Also a server that went away in the middle of the handshake, or one that speaks no TLS at all.
      result.error = TransportError::kCannotConnect;
      result.error_text = "the TLS handshake failed";
      return;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      result.error = TransportError::kTls;
      result.error_text = fmt::format("TLS failed: {}", curl_easy_strerror(code));
      return;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      result.error = TransportError::kCut;
      result.error_text = "the connection was cut before the answer was complete";
      return;
    default: break;
  }
  if (place.too_large) {
    result.error = TransportError::kTooLarge;
    result.error_text = fmt::format("the answer is larger than {} bytes", place.max_bytes);
    return;
  }
  result.error = TransportError::kOther;
  result.error_text = curl_easy_strerror(code);
}

}  // namespace

struct HttpClient::Impl {
  explicit Impl(HttpOptions given) : options(std::move(given)) {
    ASSAY_CHECK(options.max_in_flight >= 1);
    initialise_once();
    multi.reset(curl_multi_init());
    if (!multi) throw Error(ErrorKind::kRuntime, "libcurl cannot start: out of memory");
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_in_flight));
    // libcurl would otherwise hold back a POST of over 1 MB until the server says "100 Continue".
    add_header("Expect:");
    for (const std::string& header : options.headers) add_header(header);
    places.resize(static_cast<std::size_t>(options.max_in_flight));
  }
  ~Impl() { drop_all(); }

  void add_header(const std::string& header) {
    curl_slist* longer = curl_slist_append(headers.get(), header.c_str());
    if (longer == nullptr) throw Error(ErrorKind::kRuntime, "libcurl cannot keep a header: out of memory");
    (void)headers.release();
    headers.reset(longer);
  }

  // The settings that are the same for every request of a handle.
  void prepare(Place& place) {
    place.easy.reset(curl_easy_init());
    if (!place.easy) throw Error(ErrorKind::kRuntime, "libcurl cannot open a transfer: out of memory");
    place.max_bytes = options.max_response_bytes;
    CURL* easy = place.easy.get();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name look-up that hangs must not hold up a cancellation
#endif
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "assay");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, std::lround(options.connect_timeout * 1000.0)));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max(1L, std::lround(options.timeout * 1000.0)));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &place);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &place);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &place);
  }

  void start(HttpRequest request) {
    const auto free = std::find_if(places.begin(), places.end(), [](const Place& place) { return !place.in_use; });
    ASSAY_CHECK(free != places.end());
    Place& place = *free;
    if (!place.easy) prepare(place);
    place.request = std::move(request);
    place.result = HttpResult{};
    place.result.tag = place.request.tag;
    place.too_large = false;
    place.started = monotonic_seconds();
    CURL* easy = place.easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, place.request.url.c_str());
    if (place.request.is_get) {
      curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(easy, CURLOPT_POST, 1L);
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(place.request.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, place.request.body.c_str());
    }
    // An empty proxy switches off those of the environment, which could not reach this machine's own addresses.
    curl_easy_setopt(easy, CURLOPT_PROXY, is_loopback(place.request.url) ? "" : nullptr);
    require(curl_multi_add_handle(multi.get(), easy), "start a transfer");
    place.in_use = true;
    ++in_flight;
  }

  // Frees the place of each finished transfer and reports it. Returns whether there was one.
  bool collect(const std::function<void(HttpResult)>& on_done) {
    bool any = false;
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const CURLcode code = message->data.result;
      char* user = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
      Place& place = *reinterpret_cast<Place*>(user);
      HttpResult result = std::move(place.result);
      long status = 0;
      curl_easy_getinfo(place.easy.get(), CURLINFO_RESPONSE_CODE, &status);
      result.status = static_cast<int>(status);
      result.seconds = monotonic_seconds() - place.started;
      classify(code, place, options.timeout, result);
      release(place);
      on_done(std::move(result));
    }
    return any;
  }

  void release(Place& place) {
    curl_multi_remove_handle(multi.get(), place.easy.get());
    place.request = HttpRequest{};
    place.in_use = false;
    --in_flight;
  }

  void drop_all() {
    for (Place& place : places)
      if (place.in_use) release(place);
  }

  HttpOptions options;
  std::unique_ptr<curl_slist, FreeList> headers;  // outlives the handles that refer to it
  std::unique_ptr<CURLM, FreeMulti> multi;        // outlives them too: they may hold its connections
  std::vector<Place> places;                      // never resized: libcurl holds their addresses
  int in_flight = 0;
};

HttpClient::HttpClient(HttpOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

void HttpClient::run(const std::function<Pull()>& next, const std::function<void(HttpResult)>& on_done,
                     std::stop_token stop) {
  Impl& impl = *impl_;
  CURLM* multi = impl.multi.get();
  struct DropAll {
    Impl& impl;
    ~DropAll() { impl.drop_all(); }
  } const drop_all{impl};
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });

  while (!stop.stop_requested()) {
    double due = monotonic_seconds() + kIdlePoll;
    bool is_waiting = false;
    while (impl.in_flight < impl.options.max_in_flight && !stop.stop_requested()) {
      Pull pull = next();
      if (auto* request = std::get_if<HttpRequest>(&pull)) {
        impl.start(std::move(*request));
        continue;
      }
      if (const auto* wait = std::get_if<WaitUntil>(&pull)) {
        is_waiting = true;
        due = std::min(due, wait->time);
      }
      break;
    }
    if (impl.in_flight == 0 && !is_waiting) return;
    int running = 0;
    require(curl_multi_perform(multi, &running), "go on with the transfers");
    if (impl.collect(on_done)) continue;
    const double seconds = std::max(0.0, due - monotonic_seconds());
    require(curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::ceil(seconds * 1000.0)), nullptr),
            "wait for the transfers");
  }
}

}  // namespace assay::backends
