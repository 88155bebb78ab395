#include <fmt/core.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "datasets/perturb/columns.h"
#include "datasets/perturb/perturbation.h"
#include "datasets/random_draw.h"
#include "harness/core/error.h"
#include "harness/text/jinja/template.h"

namespace assay::datasets::perturb {
namespace {

using text::jinja::Template;

constexpr std::array<std::string_view, 8> kWrappings = {"Here is a question for you: {{ text }}",
                                                        "{{ text }} Think about it before you answer.",
                                                        "I would like to know the following. {{ text }}",
                                                        "Someone asked me this today: {{ text }}",
                                                        "Please help with this one.\n\n{{ text }}",
                                                        "Question from a quiz: {{ text }}",
                                                        "{{ text }} Thank you in advance.",
                                                        "A short task: {{ text }}"};

class Paraphrase final : public Perturbation {
 public:
  explicit Paraphrase(const Options& options) : columns_(options) {
    std::vector<std::pair<std::string, std::string>> sources;
    if (const auto one = options.maybe_text("template"))
      sources.emplace_back(*one, options.where("template") + ": template");
    if (const auto path = options.maybe_text("templates")) {
      if (!sources.empty()) options.fail("templates", "and 'template' do not go together");
      const Options file = Options::from_file(*path);
      for (const std::string& source : file.texts("templates")) sources.emplace_back(source, file.where("templates"));
      file.done();
      if (sources.empty()) file.fail("", "the key 'templates' is missing: a list of templates with {{ text }}");
    }
    if (sources.empty())
      for (const std::string_view source : kWrappings) sources.emplace_back(source, "paraphrase");
    for (const auto& [source, name] : sources) {
      templates_.emplace_back(source, name);
      if (source.find("text") == std::string::npos)
        throw Error(
            ErrorKind::kConfig,
            fmt::format("{}: '{}' does not use {{{{ text }}}}, so that the question would be lost", name, source));
    }
  }

  bool apply(Value& row, RandomStream& random) const override {
    bool changed = false;
    Value context = row;
    for (Value* text : columns_.texts(row)) {
      context.set("text", *text);
      std::string made = draw_one(random, templates_).render(context);
      if (made.find_first_not_of(" \t\r\n") == std::string::npos)
        throw Error(ErrorKind::kData, "the template gives an empty text for this row");
      changed = changed || made != text->as_string();
      *text = std::move(made);
    }
    return changed;
  }

 private:
  TextColumns columns_;
  std::vector<Template> templates_;
};

}  // namespace

extern const PerturbationDef paraphrase = {
    "paraphrase", "The question in other words around it, from Jinja templates.",
    "template (one, with {{ text }} for the question and the row's columns by name), templates (a YAML file with a "
    "list "
    "`templates`; each row draws one; default eight of ours), columns, protect",
    [](const Options& options) -> std::unique_ptr<Perturbation> { return std::make_unique<Paraphrase>(options); }};

}  // namespace assay::datasets::perturb
