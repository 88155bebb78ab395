#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/console.h"
#include "harness/core/registry.h"

namespace assay::cli {

/// What a command is given: its own arguments and the two ways to speak.
struct CommandContext {
  std::vector<std::string> arguments;  ///< behind the verb
  Console& console;
  const Registry& registry;
};

/// The registered definition of a verb: one file in commands/.
struct CommandDef {
  std::string_view name;
  std::string_view summary;  ///< one line for `assay --help`
  /// The program's exit code. Throws: Error.
  int (*run)(CommandContext& context);
};

}  // namespace assay::cli
