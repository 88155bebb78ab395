#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace assay::test {

/// The file or folder `name` of the optional folder of reference data beside the checkout (or in ASSAY_SHARED), or nullopt.
std::optional<std::string> shared_path(const std::string& name);

/// The file `name` under tests/. Throws where it is not there.
std::string test_data(const std::string& name);

/// The whole content of a file. Throws std::runtime_error where it cannot be read.
std::string read_file(const std::string& path);

/// A new empty folder that is removed at the end of the object's life.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  /// Writes a file into the folder and returns its path.
  std::string write(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

}  // namespace assay::test

/// Skips the test with the reason where reference data beside the checkout is absent; else defines `var` as its path.
#define ASSAY_SHARED_OR_SKIP(var, name)                                                                 \
  const std::optional<std::string> var##_found = ::assay::test::shared_path(name);                      \
  if (!var##_found) GTEST_SKIP() << "reference data '" << (name) << "' is not there (set ASSAY_SHARED)"; \
  const std::string var = *var##_found
