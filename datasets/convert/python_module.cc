#include "datasets/convert/python_module.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "datasets/convert/python_parser.h"

namespace assay::datasets::convert {
namespace {

namespace fs = std::filesystem;

void define(PythonModule& module, const PythonBlock& block) {
  for (const auto& statement : block) {
    const auto add = [&](const std::string& name) { module.definitions[name] = statement.get(); };
    switch (statement->kind) {
      case PythonStatement::Kind::kFunction: add(statement->function->name); break;
      case PythonStatement::Kind::kAssign:
        for (const PythonExprPtr& target : statement->targets)
          if (target->kind == PythonExpr::Kind::kName) add(target->text);
        break;
      case PythonStatement::Kind::kAugmented:
        if (statement->targets[0]->kind == PythonExpr::Kind::kName) add(statement->targets[0]->text);
        break;
      case PythonStatement::Kind::kImport:
      case PythonStatement::Kind::kFrom:
        for (const auto& [name, as] : statement->names) add(as);
        break;
      default: break;
    }
  }
}

std::string slashes(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return name;
}

}  // namespace

const PythonModule& PythonModules::load(const std::string& file) {
  std::unique_ptr<PythonModule>& module = modules_[file];
  if (module) return *module;
  module = std::make_unique<PythonModule>();
  module->file = file;
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  if (!in || fs::is_directory(file, error) || fs::file_size(file, error) > (4u << 20) ||
      (in.peek() != std::char_traits<char>::eof() && !(text << in.rdbuf()))) {
    module->trouble = "the file cannot be read, or is larger than 4 MiB";
    return *module;
  }
  try {
    module->statements = parse_python(text.str());
    define(*module, module->statements);
  } catch (const NotUnderstood& trouble) {
    module->trouble = trouble.what;
    module->trouble_line = trouble.line;
  }
  return *module;
}

const PythonModule* PythonModules::find(const std::string& name, const std::string& from) {
  fs::path folder = fs::path(from).parent_path();
  const auto loaded = [&](const fs::path& file) -> const PythonModule* {
    std::error_code error;
    return fs::is_regular_file(file, error) ? &load(file.lexically_normal().string()) : nullptr;
  };
  if (name.starts_with(".")) {
    const std::size_t dots = std::min(name.find_first_not_of('.'), name.size());
    for (std::size_t i = 1; i < dots; ++i) folder = folder / "..";
    return loaded(folder / (slashes(name.substr(dots)) + ".py"));
  }
  if (name.starts_with("lm_eval.tasks.")) {
    for (fs::path up = fs::absolute(folder).lexically_normal(); up.has_relative_path(); up = up.parent_path())
      if (up.filename() == "tasks") return loaded(up / (slashes(name.substr(14)) + ".py"));
    return nullptr;
  }
  return loaded(folder / (slashes(name) + ".py"));
}

}  // namespace assay::datasets::convert
