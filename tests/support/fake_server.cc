#include "tests/support/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "harness/core/json.h"

namespace assay::test {
namespace {

int bound_socket(int& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the fake server finds no free port");
  port = ntohs(address.sin_port);
  return fd;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

struct FakeServer::Impl {
  Impl(Handler given, bool keeps) : handler(std::move(given)), keeps_requests(keeps) {
    listener = bound_socket(port);
    if (::listen(listener, 512) != 0) throw std::runtime_error("the fake server cannot listen");
    acceptor = std::thread([this] { accept_all(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      is_ending = true;
      for (const int fd : open) ::shutdown(fd, SHUT_RDWR);
    }
    changed.notify_all();
    ::shutdown(listener, SHUT_RDWR);
    acceptor.join();
    for (std::thread& thread : threads) thread.join();
    ::close(listener);
  }

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const std::lock_guard lock(mutex);
      if (is_ending) {
        ::close(fd);
        return;
      }
      ++num_connections;
      open.insert(fd);
      threads.emplace_back([this, fd] {
        while (serve_one(fd)) {
        }
        const std::lock_guard inner(mutex);
        open.erase(fd);
        ::close(fd);
      });
    }
  }

  // Returns whether the connection goes on.
  bool serve_one(int fd) {
    std::string bytes;
    char buffer[16384];
    auto more = [&] {
      const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
      if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
      return got > 0;
    };
    std::size_t head_end;
    while ((head_end = bytes.find("\r\n\r\n")) == std::string::npos)
      if (!more() || bytes[0] < 'A' || bytes[0] > 'Z') return false;  // such as the hello of TLS
    FakeRequest request;
    read_head(bytes.substr(0, head_end + 2), request);
    const auto length = request.headers.find("content-length");
    const std::size_t body_size = length == request.headers.end() ? 0 : std::stoul(length->second);
    while (bytes.size() < head_end + 4 + body_size)
      if (!more()) return false;
    request.body = bytes.substr(head_end + 4, body_size);
    {
      const std::lock_guard lock(mutex);
      request.number = num_requests++;
      max_concurrent = std::max(max_concurrent, ++concurrent);
      if (keeps_requests) received.push_back(request);
    }
    const FakeReply reply = handler(request);
    const bool waited = pause(reply.delay);
    {
      // Before the answer is sent: whoever has it may send the next request at once.
      const std::lock_guard lock(mutex);
      --concurrent;
    }
    return waited && answer(fd, reply);
  }

  static void read_head(const std::string& head, FakeRequest& request) {
    std::size_t pos = head.find("\r\n");
    const std::string first = head.substr(0, pos);
    request.method = first.substr(0, first.find(' '));
    request.path = first.substr(request.method.size() + 1, first.rfind(' ') - request.method.size() - 1);
    for (pos += 2; pos < head.size();) {
      const std::size_t end = head.find("\r\n", pos);
      const std::string line = head.substr(pos, end - pos);
      const std::size_t colon = line.find(':');
      const std::size_t value = line.find_first_not_of(' ', colon + 1);
      request.headers[lower(line.substr(0, colon))] = value == std::string::npos ? "" : line.substr(value);
      pos = end + 2;
    }
  }

  bool answer(int fd, const FakeReply& reply) {
    if (reply.cut_at_once) return false;
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Status\r\nContent-Type: " + reply.content_type +
                       "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n";
    for (const std::string& header : reply.headers) head += header + "\r\n";
    head += "\r\n";
    std::string_view body = reply.body;
    if (reply.cut_after) body = body.substr(0, *reply.cut_after);
    if (reply.drip_bytes == 0) return send_all(fd, head.append(body)) && !reply.cut_after;
    if (!send_all(fd, head)) return false;
    for (; !body.empty(); body.remove_prefix(std::min(body.size(), reply.drip_bytes)))
      if (!send_all(fd, body.substr(0, reply.drip_bytes)) || !pause(reply.drip_pause)) return false;
    return !reply.cut_after;
  }

  // Returns false where the server ends meanwhile.
  bool pause(double seconds) {
    std::unique_lock lock(mutex);
    if (seconds <= 0.0) return !is_ending;
    return !changed.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return is_ending; });
  }

  Handler handler;
  bool keeps_requests;
  int listener = -1, port = 0;
  std::thread acceptor;
  std::vector<std::thread> threads;  // grown by the acceptor only
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool is_ending = false;
  std::set<int> open;
  std::vector<FakeRequest> received;
  int num_requests = 0, num_connections = 0, concurrent = 0, max_concurrent = 0;
};

FakeServer::FakeServer(Handler handler, bool keeps_requests)
    : impl_(std::make_unique<Impl>(std::move(handler), keeps_requests)) {}
FakeServer::~FakeServer() = default;

int FakeServer::port() const { return impl_->port; }
std::string FakeServer::base_url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/v1"; }

std::vector<FakeRequest> FakeServer::received() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->received;
}
int FakeServer::num_requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->num_requests;
}
int FakeServer::num_connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->num_connections;
}
int FakeServer::max_concurrent() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->max_concurrent;
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  if (--left_ <= 0) opened_.notify_all();
  opened_.wait_for(lock, std::chrono::seconds(5), [this] { return left_ <= 0; });
}

int closed_port() {
  int port = 0;
  ::close(bound_socket(port));
  return port;
}

std::string chat_reply(const std::string& answer, const std::string& finish_reason) {
  return R"({"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":)" +
         json::dump(Value(answer)) + R"(},"finish_reason":)" + json::dump(Value(finish_reason)) +
         R"(}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}})";
}

std::string last_message(const FakeRequest& request) {
  const Value body = json::parse(request.body, "request");
  return body.find("messages")->as_array().back().find("content")->as_string();
}

FakeReply echo(const FakeRequest& request) {
  FakeReply reply;
  reply.body = chat_reply(last_message(request));
  return reply;
}

}  // namespace assay::test
