#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/jinja/template.h"
#include "tests/support/shared.h"

namespace assay::text::jinja {
namespace {

void check_file(const std::string& name, const TemplateOptions& options, std::size_t at_least) {
  const Value contexts = json::parse(test::read_file(test::test_data("golden/jinja/contexts.json")), "contexts.json");
  const Value golden = json::parse(test::read_file(test::test_data("golden/jinja/" + name)), name);
  const Value::Array& cases = golden.find("cases")->as_array();
  ASSERT_GE(cases.size(), at_least);
  for (const Value& one : cases) {
    const std::string& source = one.find("template")->as_string();
    const Value& context = contexts.as_array().at(static_cast<std::size_t>(one.find("context")->as_int()));
    const Value* text = one.find("text");
    try {
      const std::string rendered = Template(source, "golden", options).render(context);
      if (text == nullptr)
        ADD_FAILURE() << source << "\nmust fail but gives: " << rendered;
      else
        EXPECT_EQ(rendered, text->as_string()) << source;
    } catch (const Error& error) {
      EXPECT_EQ(text, nullptr) << source << "\nfails: " << error.what() << "\nexpected: " << text->as_string();
    }
  }
}

TEST(TemplateGolden, ChatTemplatesRenderAsTransformersRendersThem) {
  check_file("chat.json", TemplateOptions::chat(), 100);
}

TEST(TemplateGolden, TaskTemplatesRenderAsJinjaWithStrictUndefinedRendersThem) {
  check_file("task.json", TemplateOptions(), 100);
}

}  // namespace
}  // namespace assay::text::jinja
