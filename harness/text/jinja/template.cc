#include "harness/text/jinja/template.h"

#include <fmt/core.h>

#include <utility>

#include "harness/core/error.h"
#include "harness/text/jinja/evaluator.h"
#include "harness/text/jinja/parser.h"

namespace assay::text::jinja {

namespace {

Error make_error(const std::string& name, const Failure& failure, Position otherwise) {
  const Position at = failure.at().line > 0 ? failure.at() : otherwise;
  return Error(ErrorKind::kConfig, fmt::format("{}:{}:{}: {}", name, at.line, at.column, failure.what()));
}

}  // namespace

TemplateOptions TemplateOptions::chat() {
  TemplateOptions options;
  options.trim_blocks = true;
  options.lstrip_blocks = true;
  options.keep_trailing_newline = false;
  options.strict_undefined = false;
  return options;
}

struct Template::Impl {
  std::string name;
  TemplateOptions options;
  Body body;
};

Template::Template(std::string_view source, std::string name, TemplateOptions options)
    : impl_(std::make_unique<Impl>(Impl{std::move(name), options, {}})) {
  try {
    impl_->body = parse_template(source, options);
  } catch (const Failure& failure) {
    throw make_error(impl_->name, failure, {1, 1});
  }
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const Value& context) const {
  Evaluator evaluator(context, impl_->options);
  try {
    return evaluator.run(impl_->body);
  } catch (const Failure& failure) {
    throw make_error(impl_->name, failure, evaluator.at());
  }
}

Value Template::evaluate(const Value& context) const {
  if (impl_->body.size() != 1 || impl_->body[0]->kind != Statement::Kind::kPrint) return render(context);
  Evaluator evaluator(context, impl_->options);
  try {
    return to_value(evaluator.evaluate(*impl_->body[0]->expr), evaluator.budget());
  } catch (const Failure& failure) {
    throw make_error(impl_->name, failure, evaluator.at());
  }
}

}  // namespace assay::text::jinja
