#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace assay {

/// SHA-256 over bytes that arrive in pieces.
/// Source: FIPS 180-4, by OpenSSL's libcrypto (which uses the CPU's SHA instructions where it has them).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& update(std::string_view bytes);
  Sha256& update(std::span<const std::byte> bytes);
  /// Adds the length and then the bytes, so that no two sequences of fields hash alike.
  Sha256& field(std::string_view bytes);
  /// The digest as 64 lower-case hexadecimal digits. Requires: called once.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace assay
