#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "tests/metrics/scoring.h"

namespace assay::test {

/// A file of reference vectors; the NaN and Infinity that some have, which are no JSON, are read as null.
inline Value read_vectors(const std::string& path) {
  std::string text = read_file(path);
  for (std::size_t at = text.find("NaN"); at != text.npos; at = text.find("NaN", at)) text.replace(at, 3, "null");
  for (std::size_t at = text.find("Infinity"); at != text.npos; at = text.find("Infinity", at))
    text.replace(at, 8, "null");
  return json::parse(text, path);
}

/// A golden file of tests/golden/stats.
inline Value stats_golden(const std::string& name) { return read_json(test_data("golden/stats/" + name)); }

inline double number(const Value& object, std::string_view key) { return object.find(key)->as_double(); }

inline std::vector<double> numbers(const Value& list) {
  std::vector<double> found;
  for (const Value& item : list.as_array()) found.push_back(item.as_double());
  return found;
}

inline std::vector<double> numbers(const Value& object, std::string_view key) { return numbers(*object.find(key)); }

inline std::vector<std::uint32_t> labels(const Value& object, std::string_view key) {
  std::vector<std::uint32_t> found;
  for (const Value& item : object.find(key)->as_array()) found.push_back(static_cast<std::uint32_t>(item.as_double()));
  return found;
}

/// Equal up to `tolerance` of the larger of 1 and the expected size.
inline void expect_close(double found, double expected, double tolerance = 1e-9) {
  EXPECT_NEAR(found, expected, tolerance * std::max(1.0, std::abs(expected)));
}

/// The whole content of a file, unpacked where its name ends in ".gz".
inline std::string read_maybe_packed(const std::string& path) {
  if (!path.ends_with(".gz")) return read_file(path);
  std::string text;
  FILE* pipe = popen(("gzip -dc '" + path + "'").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("gzip does not start");
  char buffer[65536];
  for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  pclose(pipe);
  return text;
}

/// The fields of a CSV file's lines; comment lines that begin with '#' are left out. No field is quoted.
inline std::vector<std::vector<std::string>> read_csv(const std::string& path) {
  const std::string text = read_maybe_packed(path);
  std::vector<std::vector<std::string>> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (text[at] != '#') {
      std::vector<std::string> fields(1);
      for (const char c : text.substr(at, end - at)) {
        if (c == ',')
          fields.emplace_back();
        else if (c != '\r')
          fields.back() += c;
      }
      lines.push_back(std::move(fields));
    }
    at = end + 1;
  }
  return lines;
}

}  // namespace assay::test
