#include <string>

#include "tests/datasets/synthetic/support_synthetic.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;

const std::string kShop = R"(question: "{{ who }} buys {{ n }} {{ fruit }} for {{ price }} cents each. What is the sum?"
answer: "{{ n * price }}"
choices: "{{ [n * price, n * price + 1, n + price] }}"
where: "{{ n * price != n + price and n + price != n * price + 1 }}"
fields: {total: "{{ n * price }}"}
slots:
  who: {words: name}
  fruit: [apples, pears]
  n: {range: [2, 20]}
  price: {range: [10, 90], step: 5}
)";

struct Spec {
  explicit Spec(const std::string& text) : options("spec=" + folder.write("spec.yaml", text)) {}
  test::TempFolder folder;
  std::string options;
};

std::string error_of(const std::string& text, int n = 1) { return error_of_items("template", Spec(text).options, n); }

TEST(Templated, HoldsWhatEveryKindHolds) {
  test_support::expect_what_holds_for_every_kind("template", Spec(kShop).options);
}

TEST(Templated, TheAnswerIsComputedFromTheSlots) {
  const Spec spec(kShop);
  for (const Value& item : make_items("template", spec.options, 300)) {
    const Value& slots = *item.find("slots");
    const std::int64_t n = slots.find("n")->as_int(), price = slots.find("price")->as_int();
    EXPECT_EQ(text_of(item, "answer"), std::to_string(n * price));
    EXPECT_EQ(item.find("total")->as_int(), n * price);
    EXPECT_TRUE(n >= 2 && n <= 20 && price >= 10 && price <= 90 && price % 5 == 0);
    EXPECT_THAT(text_of(item, "question"), HasSubstr(std::to_string(n) + " " + text_of(slots, "fruit")));
    EXPECT_EQ(
        item.find("choices")->as_array().at(static_cast<std::size_t>(item.find("answer_index")->as_int())).as_string(),
        text_of(item, "answer"));
  }
}

TEST(Templated, SlotsMayUseThoseBeforeThem) {
  const Spec spec(
      "question: 'What is twice {{ x }}?'\nanswer: '{{ y }}'\nslots:\n  x: {decimal: [0, 9], places: 1}\n  y: '{{ x * "
      "2 }}'\n");
  for (const Value& item : make_items("template", spec.options, 20))
    EXPECT_NEAR(item.find("slots")->find("y")->as_double(), 2 * item.find("slots")->find("x")->as_double(), 1e-12);
}

TEST(Templated, AListOfAnswersStaysAList) {
  const Spec spec("question: 'Name {{ x }}'\nanswer: \"{{ [x, x ~ '!'] }}\"\nslots: {x: {range: [1, 9]}}\n");
  const Value item = make_items("template", spec.options, 1)[0];
  EXPECT_EQ(item.find("answer")->size(), 2u);
}

TEST(Templated, AnExhaustedSpaceIsAnError) {
  EXPECT_THAT(error_of("question: 'What is {{ x }}?'\nanswer: '{{ x }}'\nslots: {x: [a, b, c]}\n", 4),
              HasSubstr("no further question behind 3 items"));
}

TEST(Templated, RefusesASpecThatCannotBe) {
  const std::string slots = "slots: {x: [a, b]}\n";
  EXPECT_THAT(error_of_items("template", ""), HasSubstr("'spec' is missing"));
  EXPECT_THAT(error_of("answer: x\n" + slots), HasSubstr("the key 'question' is missing"));
  EXPECT_THAT(error_of("question: q\n" + slots), HasSubstr("'answer' is missing"));
  EXPECT_THAT(error_of("question: q {{ x }}\nanswer: '{{ \"\" }}'\n" + slots),
              HasSubstr("'answer' gives an empty text"));
  EXPECT_THAT(error_of("question: q {{ y }}\nanswer: a\n" + slots), HasSubstr("spec.yaml:1"));
  EXPECT_THAT(error_of("question: q {{ x\nanswer: a\n" + slots), HasSubstr("spec.yaml:1"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nslots: {x: {range: [5, 1]}}\n"), HasSubstr("5 is more than 1"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nslots: {x: {range: [5]}}\n"), HasSubstr("expected [low, high]"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nslots: {x: []}\n"), HasSubstr("one choice or more"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nslots: {x: {rnage: [1, 2]}}\n"), HasSubstr("spec.yaml:3"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nwhere: '{{ false }}'\n" + slots), HasSubstr("give no item"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nwhere: 'maybe'\n" + slots), HasSubstr("expected true or false"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nchoices: \"{{ ['b', 'c'] }}\"\n" + slots),
              HasSubstr("is not one of the choices"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nchoices: \"{{ ['a', 'a'] }}\"\n" + slots), HasSubstr("has 'a' twice"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nfields: {id: x}\n" + slots), HasSubstr("expected another name"));
  EXPECT_THAT(error_of("question: q\nanswer: a\nslot: {}\n" + slots), HasSubstr("unknown key 'slot'"));
}

}  // namespace
}  // namespace assay::datasets
