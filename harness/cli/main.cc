#include <fmt/core.h>

#include <csignal>
#include <exception>
#include <new>
#include <ostream>

#include "backends/registry.h"
#include "datasets/registry.h"
#include "harness/cli/command.h"
#include "harness/cli/commands/registry.h"
#include "harness/core/error.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"
#include "raters/registry.h"
#include "reports/registry.h"

namespace assay::cli {
namespace {

void print_help(std::ostream& out) {
  out << "assay: evaluate language models, with intervals, calibrated raters and a regression gate\n\n"
         "usage: assay VERB [arguments]\n\nverbs:\n";
  for (const CommandDef* command : commands::all_commands())
    out << fmt::format("  {:<10} {}\n", command->name, command->summary);
  out << "\n`assay VERB --help` shows usage, defaults and one example.\n"
         "exit codes: 0 ok; 1 too many failed samples or a gate not met; 2 usage or configuration; 3 runtime;\n"
         "            4 a gate left inconclusive; 130 interrupted\n";
}

int run(int argc, char** argv) {
  Console console;
  const Registry registry{metrics::builtin::all_metrics(), raters::builtin::all_raters(), backends::builtin::all_backends(),
                          datasets::builtin::all_readers(), reports::builtin::all_reports(),
                          metrics::filters::all_filters()};
  const std::string verb = argc > 1 ? argv[1] : "";
  try {
    if (verb == "--help" || verb == "-h" || verb == "help") {
      print_help(console.out());
      return 0;
    }
    if (verb == "--version") {
      console.out() << "assay " ASSAY_VERSION "\n";
      return 0;
    }
    if (verb.empty()) {
      console.complain("assay: a verb is missing; `assay --help` lists them");
      return 2;
    }
    std::vector<std::string> names;
    for (const CommandDef* command : commands::all_commands()) {
      names.emplace_back(command->name);
      if (command->name != verb) continue;
      CommandContext context{{argv + 2, argv + argc}, console, registry};
      const int code = command->run(context);
      console.out().flush();
      if (!console.out())
        throw Error(ErrorKind::kRuntime, "writing to standard output failed: is the disk full, or the pipe closed?");
      return code;
    }
    const std::string near = did_you_mean(verb, names);
    console.complain(fmt::format("assay: unknown verb '{}'{}; `assay --help` lists them", verb,
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    return 2;
  } catch (const Error& e) {
    console.complain(fmt::format("assay: {}", e.what()));
    return exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    console.complain("assay: out of memory");
    return 3;
  } catch (const std::exception& e) {
    console.complain(fmt::format("assay: {}", e.what()));
    return 3;
  }
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, not a death
  return assay::cli::run(argc, argv);
}
