#pragma once

#include <string>
#include <vector>

#include "datasets/convert/python_module.h"
#include "harness/core/options.h"

namespace assay::datasets::convert {

/// One thing that was done to a task file, or that could not be done.
struct ImportNote {
  enum class Kind {
    kDone,     ///< written in our own terms
    kDropped,  ///< has no effect on prompts or scores
    kLeft,     ///< is missing from what was written: the task does not do the same without it
  };
  Kind kind;
  std::string text;  ///< a sentence, with file and line where it is about Python
};

/// What became of a task file of lm-evaluation-harness.
struct ImportedTask {
  std::string name;  ///< of the task or group
  YamlNode node;     ///< the task, with all includes in it
  std::vector<ImportNote> notes;

  bool is_complete() const;
  /// The file: what is left in comments, and the task as YAML.
  std::string text(const std::string& source) const;
};

/// Rewrites a task file of lm-evaluation-harness into one of ours: its includes become part of it, and its Python functions
/// templates, as far as they can be read. No Python is run.
/// Throws: Error(kConfig) for a file that cannot be read or is no YAML.
ImportedTask import_lm_eval_task(const std::string& path, PythonModules& modules);

}  // namespace assay::datasets::convert
