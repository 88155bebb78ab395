#include "harness/text/jinja/free_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "harness/text/jinja/filters.h"
#include "harness/text/jinja/functions.h"
#include "harness/text/jinja/parser.h"
#include "harness/text/jinja/tests.h"

namespace assay::text::jinja {
namespace {

// Bound by Jinja itself inside loops, macros and calls.
constexpr std::array<std::string_view, 4> kImplicit = {"loop", "caller", "varargs", "kwargs"};

class Walker {
 public:
  std::vector<std::string> names(const Body& body) {
    walk(body);
    std::erase_if(read_, [this](const std::string& name) {
      return not_free_.contains(name) || find_function(name) != nullptr ||
             std::find(kImplicit.begin(), kImplicit.end(), name) != kImplicit.end();
    });
    return std::move(read_);
  }

 private:
  void walk(const Body& body) {
    for (const auto& statement : body) walk(*statement);
  }

  void walk(const Statement& statement) {
    walk(statement.expr);
    walk(statement.condition);
    bind(statement.target);
    for (const Branch& branch : statement.branches) {
      walk(branch.condition);
      walk(branch.body);
    }
    for (const auto& [name, value] : statement.bindings) {
      not_free_.insert(name);
      walk(value);
    }
    walk(statement.body);
    walk(statement.orelse);
    if (!statement.macro) return;
    not_free_.insert(statement.macro->name);
    for (const std::string& parameter : statement.macro->parameters) not_free_.insert(parameter);
    for (const ExprPtr& value : statement.macro->defaults) walk(value);
    walk(statement.macro->body);
  }

  void bind(const Target& target) {
    if (!target.name.empty()) not_free_.insert(target.name);
    for (const Target& part : target.parts) bind(part);
  }

  void walk(const ExprPtr& expr) {
    if (!expr) return;
    if (expr->kind == Expr::Kind::kName && seen_.insert(expr->text).second) read_.push_back(expr->text);
    const bool asks = (expr->test != nullptr && (expr->test->name == "defined" || expr->test->name == "undefined")) ||
                      (expr->filter != nullptr && (expr->filter->name == "default" || expr->filter->name == "d"));
    if (asks && !expr->children.empty() && expr->children.front() && expr->children.front()->kind == Expr::Kind::kName)
      not_free_.insert(expr->children.front()->text);
    for (const ExprPtr& child : expr->children) walk(child);
    for (const auto& [name, value] : expr->named) walk(value);
  }

  std::vector<std::string> read_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> not_free_;
};

}  // namespace

std::vector<std::string> free_names(const Body& body) { return Walker().names(body); }

std::vector<std::string> free_names(std::string_view source) {
  try {
    return free_names(parse_template(source, {}));
  } catch (const Failure&) {
    return {};
  }
}

}  // namespace assay::text::jinja
