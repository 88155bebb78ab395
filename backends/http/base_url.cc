#include "backends/http/base_url.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/core/error.h"

namespace assay::backends {
namespace {

// The pieces of scheme://authority/path; `rest` is what a query or fragment begins.
struct Pieces {
  std::string_view scheme, user, host, path, rest;
  bool has_user = false;
};

Pieces split(std::string_view url) {
  Pieces out;
  if (const std::size_t end = url.find("://"); end != std::string_view::npos) {
    out.scheme = url.substr(0, end);
    url.remove_prefix(end + 3);
  }
  std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  url.remove_prefix(authority.size());
  // Everything up to the last @ belongs to the user: a password may hold one itself.
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    out.has_user = true;
    out.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  out.host = authority;
  const std::size_t rest = std::min(url.size(), url.find_first_of("?#"));
  out.path = url.substr(0, rest);
  out.rest = url.substr(rest);
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view without_port(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5) return false;
  int number = 0;
  for (const char c : port) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return number >= 1 && number <= 65535;
}

[[noreturn]] void fail(std::string_view url, std::string_view why) {
  throw Error(ErrorKind::kConfig, fmt::format("base_url '{}' {}; expected http(s)://host[:port][/path], such as "
                                              "http://127.0.0.1:8000/v1",
                                              shown_url(url), why));
}

}  // namespace

std::string shown_url(std::string_view url) {
  const Pieces pieces = split(url);
  std::string out = pieces.scheme.empty() ? "" : fmt::format("{}://", pieces.scheme);
  return out.append(pieces.host).append(pieces.path);
}

bool is_loopback(std::string_view url) {
  const std::string host = lower(without_port(split(url).host));
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

std::string normalised_base_url(std::string_view url) {
  const Pieces pieces = split(url);
  const std::string scheme = lower(pieces.scheme);
  if (pieces.has_user)
    fail(url,
         "has a user name or password in it, which would be written into stores and logs: name the secret's "
         "environment variable in api_key_env");
  if (scheme.empty()) fail(url, "does not start with http:// or https://");
  if (scheme != "http" && scheme != "https") fail(url, fmt::format("has the scheme '{}'", scheme));
  const bool has_space = std::any_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '\\' || c == '"' || c == '<' || c == '>';
  });
  if (has_space) fail(url, "has a character that no address can have");
  if (!pieces.rest.empty()) fail(url, "has a query or fragment (not shown), which cannot be part of a base address");
  std::string host = lower(pieces.host);
  const std::string_view name = without_port(host);
  if (name.empty() || name == "[]") fail(url, "names no host");
  std::string_view port = std::string_view(host).substr(name.size());
  if (!port.empty()) {
    if (port.front() != ':' || !is_port(port.substr(1))) fail(url, "has no valid port");
    if (port == (scheme == "http" ? ":80" : ":443")) host.resize(name.size());
  }
  std::string_view path = pieces.path;
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  // A frequent mistake: the whole address of a call, as documentation shows it.
  constexpr std::array<std::string_view, 2> kCalls = {"/chat/completions", "/completions"};
  for (const std::string_view call : kCalls) {
    if (path.ends_with(call))
      fail(url, fmt::format("is the address of a call: leave out '{}', which is added by the backend", call));
  }
  return fmt::format("{}://{}{}", scheme, host, path);
}

}  // namespace assay::backends
