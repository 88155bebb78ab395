#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "datasets/convert/python_syntax.h"
#include "datasets/convert/symbol.h"

namespace assay::datasets::convert {

/// A Python file that was read, never run.
struct PythonModule {
  std::string file;
  PythonBlock statements;
  /// The last statement of the file itself that defines each name.
  std::map<std::string, const PythonStatement*> definitions;
  std::string trouble;  ///< why it cannot be read, "" where it can
  int trouble_line = 0;
};

/// Reads modules as they are asked for, each once.
class PythonModules {
 public:
  /// The file of that path. A file that cannot be read is a module with `trouble`.
  const PythonModule& load(const std::string& file);
  /// The module that `name` means inside of the file `from`: relative (".utils"), beside it, or below `lm_eval.tasks`.
  /// nullptr for all others, as of libraries.
  const PythonModule* find(const std::string& name, const std::string& from);

 private:
  std::map<std::string, std::unique_ptr<PythonModule>> modules_;
};

}  // namespace assay::datasets::convert
