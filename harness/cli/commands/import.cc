// assay import: tasks of other tools as tasks of this one.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "datasets/convert/lm_eval_task.h"
#include "datasets/task_loader.h"
#include "harness/cli/arguments.h"
#include "harness/core/error.h"
#include "harness/run/task_metrics.h"

namespace assay::cli::commands {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
namespace convert = datasets::convert;

constexpr Usage kUsage{
    "assay import lm-eval-task FILE|FOLDER [--out FOLDER]",
    "Rewrites a task of lm-evaluation-harness as one of assay: its includes become part of the file, and its Python functions\n"
    "become templates, as far as they can be read; no Python is run. Without --out the YAML goes to stdout. What was done and\n"
    "what is left is told line by line; exit code 1 where something is left that the task needs. A FOLDER needs --out.",
    "assay import lm-eval-task lm_eval/tasks/hellaswag/hellaswag.yaml --out tasks"};

// Whether the metrics and filters that the task names are here.
void check_metrics(convert::ImportedTask& task, const std::string& path, const Registry& registry) {
  if (!task.is_complete()) return;
  try {
    const datasets::TaskSpec spec = datasets::make_task(task.node, path, fs::path(path).parent_path().string());
    run::make_task_metrics(spec, registry.metrics, registry.filters);
  } catch (const Error& error) {
    task.notes.push_back({convert::ImportNote::Kind::kLeft, error.what()});
  }
}

bool is_group(const convert::ImportedTask& task) {
  return std::any_of(task.node.members.begin(), task.node.members.end(), [](const auto& member) { return member.key == "group"; });
}

std::string_view word_of(convert::ImportNote::Kind kind) {
  switch (kind) {
    case convert::ImportNote::Kind::kDone: return "done";
    case convert::ImportNote::Kind::kDropped: return "dropped";
    case convert::ImportNote::Kind::kLeft: return "LEFT";
  }
  return "";
}

void write_file(const fs::path& file, const std::string& text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if (!(out << text) || !out.flush()) throw Error(ErrorKind::kUsage, fmt::format("--out: {} cannot be written", file.string()));
}

class Importing {
 public:
  Importing(CommandContext& context, std::string out) : context_(context), out_(std::move(out)) {}

  bool one(const std::string& path, const fs::path& target) {
    convert::ImportedTask task = convert::import_lm_eval_task(path, modules_);
    if (task.name.empty()) throw Error(ErrorKind::kConfig, fmt::format("{}: neither 'task' nor 'group' is there; expected the name of one", path));
    if (!is_group(task)) check_metrics(task, path, context_.registry);
    // With the YAML on stdout the rest goes to stderr.
    std::string lines;
    for (const convert::ImportNote& note : task.notes) lines += fmt::format("{}: {}: {}\n", path, word_of(note.kind), note.text);
    if (out_.empty()) {
      context_.console.out() << task.text(path);
      if (!lines.empty()) context_.console.complain(lines.substr(0, lines.size() - 1));
    } else {
      write_file(target, task.text(path));
      context_.console.out() << lines << fmt::format("{}: wrote {}{}\n", path, target.string(), task.is_complete() ? "" : " (incomplete)");
    }
    return task.is_complete();
  }

  bool folder(const std::string& root) {
    std::vector<fs::path> files;
    std::error_code error;
    for (auto it = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error))
      if (it->is_regular_file(error) && (it->path().extension() == ".yaml" || it->path().extension() == ".yml")) files.push_back(it->path());
    std::sort(files.begin(), files.end());
    std::size_t whole = 0, failed = 0, parts = 0;
    for (const fs::path& file : files) {
      try {
        if (one(file.string(), fs::path(out_) / fs::relative(file, root))) ++whole;
      } catch (const Error& error) {
        // A file without a name is there to be included, and is part of those that include it.
        if (std::string_view(error.what()).find("neither 'task' nor 'group'") != std::string_view::npos) {
          ++parts;
          continue;
        }
        ++failed;
        context_.console.out() << fmt::format("{}\n", error.what());
      }
    }
    context_.console.out() << fmt::format("{} of {} tasks and groups are complete, {} are not, {} cannot be read\n", whole, files.size() - parts,
                                          files.size() - parts - whole - failed, failed);
    return whole == files.size() - parts;
  }

 private:
  CommandContext& context_;
  std::string out_;
  convert::PythonModules modules_;
};

int run_import(CommandContext& context) {
  po::options_description options("options");
  options.add_options()("out", po::value<std::string>()->default_value(""), "the folder to write to");
  const auto values = parse_arguments(context, kUsage, options, {"kind", "path"});
  if (!values) return 0;
  const std::string kind = (*values)["kind"].as<std::string>(), path = (*values)["path"].as<std::string>();
  const std::string out = (*values)["out"].as<std::string>();
  if (kind != "lm-eval-task")
    throw Error(ErrorKind::kUsage, fmt::format("assay import {}: expected lm-eval-task, the one kind that can be imported", kind));
  std::error_code error;
  Importing importing(context, out);
  if (!fs::is_directory(path, error)) return importing.one(path, fs::path(out) / (fs::path(path).stem().string() + ".yaml")) ? 0 : 1;
  if (out.empty()) throw Error(ErrorKind::kUsage, fmt::format("{} is a folder: name with --out where its tasks are to be written", path));
  return importing.folder(path) ? 0 : 1;
}

}  // namespace

extern const CommandDef import;
const CommandDef import{"import", "tasks of other tools as tasks of this one", run_import};

}  // namespace assay::cli::commands
