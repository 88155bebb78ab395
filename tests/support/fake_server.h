#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace assay::test {

/// What the fake server received. Header names are in lower case.
struct FakeRequest {
  int number = 0;  ///< from 0, in the order of arrival
  std::string method, path;
  std::map<std::string, std::string> headers;
  std::string body;
};

/// What the fake server does with a request.
struct FakeReply {
  int status = 200;
  std::vector<std::string> headers;  ///< "Name: value", beside Content-Type and Content-Length
  std::string content_type = "application/json";
  std::string body;
  double delay = 0.0;                    ///< before the first byte. Units: seconds
  std::optional<std::size_t> cut_after;  ///< so many bytes of the body, then the connection ends
  bool cut_at_once = false;              ///< the connection ends without a byte
  std::size_t drip_bytes = 0;            ///< 0: all at once; else so many bytes at a time,
  double drip_pause = 0.0;               ///< with this pause between. Units: seconds
};

/// An HTTP server on 127.0.0.1 at a free port, one thread a connection, with keep-alive. It ends with its object.
/// Threads: the handler is called from many threads at once.
class FakeServer {
 public:
  using Handler = std::function<FakeReply(const FakeRequest&)>;
  explicit FakeServer(Handler handler, bool keeps_requests = true);
  ~FakeServer();
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  int port() const;
  /// "http://127.0.0.1:PORT/v1"
  std::string base_url() const;
  /// Everything received so far (empty where the server keeps none).
  std::vector<FakeRequest> received() const;
  int num_requests() const;
  int num_connections() const;
  /// The most requests that were being answered at one time.
  int max_concurrent() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Holds its callers until so many are inside at one time (or five seconds have passed), and from then on nobody: with
/// it in a handler, a client that can have that many requests in flight certainly has. Threads: safe.
class Gate {
 public:
  explicit Gate(int count) : left_(count) {}
  void pass();

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  int left_;
};

/// A port of 127.0.0.1 at which nothing listens (it was free a moment ago).
int closed_port();

/// A chat completion with this answer, as an OpenAI-compatible endpoint writes it: 7 tokens of prompt, 3 of answer.
std::string chat_reply(const std::string& answer, const std::string& finish_reason = "stop");
/// The content of the last message of a chat request.
std::string last_message(const FakeRequest& request);
/// An endpoint whose answer to a message is that message.
FakeReply echo(const FakeRequest& request);

}  // namespace assay::test
