#include <algorithm>
#include <cctype>
#include <numeric>
#include <string>

#include "tests/datasets/synthetic/support_synthetic.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;

__extension__ using Wide = __int128;

// An evaluator of its own: fractions, by recursive descent over the written expression.
struct Fraction {
  Wide over = 0, under = 1;
};

Fraction reduced(Wide over, Wide under) {
  Wide a = over < 0 ? -over : over, b = under < 0 ? -under : under;
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  if (a == 0) a = 1;
  if (under < 0) a = -a;
  return {over / a, under / a};
}

class Evaluator {
 public:
  explicit Evaluator(std::string text) : text_(std::move(text)) {
    text_.erase(std::remove(text_.begin(), text_.end(), ' '), text_.end());
  }
  Fraction value() {
    const Fraction out = sum();
    EXPECT_EQ(at_, text_.size()) << text_;
    return out;
  }
  bool whole = true;  // every quotient on the way was one of whole numbers without a rest
  bool never_below_0 = true;

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Fraction note(Fraction f) {
    if (f.over < 0) never_below_0 = false;
    return f;
  }
  Fraction sum() {
    Fraction left = product();
    while (peek() == '+' || peek() == '-') {
      const bool minus = text_[at_++] == '-';
      const Fraction right = product();
      left =
          note(reduced(left.over * right.under + (minus ? -1 : 1) * right.over * left.under, left.under * right.under));
    }
    return left;
  }
  Fraction product() {
    Fraction left = atom();
    while (peek() == '*' || peek() == '/') {
      const bool divides = text_[at_++] == '/';
      const Fraction right = atom();
      if (divides) {
        EXPECT_NE(static_cast<int>(right.over != 0), 0) << text_;
      }
      left = note(divides ? reduced(left.over * right.under, left.under * right.over)
                          : reduced(left.over * right.over, left.under * right.under));
      if (divides && left.under != 1) whole = false;
    }
    return left;
  }
  Fraction atom() {
    if (peek() == '-') {
      ++at_;
      const Fraction f = atom();
      return note({-f.over, f.under});
    }
    if (peek() == '(') {
      ++at_;
      const Fraction inner = sum();
      EXPECT_EQ(peek(), ')') << text_;
      ++at_;
      return inner;
    }
    Wide over = 0, under = 1;
    bool behind_point = false;
    EXPECT_TRUE(std::isdigit(static_cast<unsigned char>(peek()))) << text_;
    for (; std::isdigit(static_cast<unsigned char>(peek())) || peek() == '.'; ++at_) {
      if (peek() == '.') {
        behind_point = true;
        continue;
      }
      over = over * 10 + (peek() - '0');
      if (behind_point) under *= 10;
    }
    return reduced(over, under);
  }

  std::string text_;
  std::size_t at_ = 0;
};

Fraction of_text(const std::string& text) { return Evaluator(text).value(); }

void expect_right(const std::string& options, int n, bool may_be_negative) {
  for (const Value& item : make_items("arithmetic", options, n)) {
    Evaluator evaluator(text_of(item, "expression"));
    const Fraction value = evaluator.value(), answer = of_text(text_of(item, "answer"));
    EXPECT_TRUE(value.over == answer.over && value.under == answer.under)
        << text_of(item, "expression") << " is not " << text_of(item, "answer");
    if (!may_be_negative) {
      EXPECT_TRUE(evaluator.never_below_0) << text_of(item, "expression");
    }
  }
}

TEST(Arithmetic, HoldsWhatEveryKindHolds) { test_support::expect_what_holds_for_every_kind("arithmetic", "digits=4"); }

TEST(Arithmetic, TheAnswerIsTheValueOfTheExpression) {
  expect_right("digits=3,terms=2", 300, false);
  expect_right("operators=+-*/,digits=3,min_terms=2,terms=6", 300, false);
  expect_right("operators=+-*/,digits=4,terms=8,parentheses=true,negative=true", 300, true);
  expect_right("operators=+-*,digits=9,terms=3,parentheses=true", 300, false);
  expect_right("operators=+-*/,digits=2,terms=4,decimals=2,negative=true,parentheses=true", 300, true);
  expect_right("operators=/,digits=4,terms=2", 300, false);
}

TEST(Arithmetic, AQuotientOfWholeNumbersIsWhole) {
  for (const Value& item : make_items("arithmetic", "operators=+/,digits=4,terms=4,parentheses=true", 200)) {
    Evaluator evaluator(text_of(item, "expression"));
    evaluator.value();
    EXPECT_TRUE(evaluator.whole) << text_of(item, "expression");
  }
}

TEST(Arithmetic, NumbersHaveTheDigitsAndTermsAskedFor) {
  for (const Value& item : make_items("arithmetic", "operators=+-,min_digits=3,digits=4,min_terms=3,terms=5", 200)) {
    const std::string expression = text_of(item, "expression");
    std::int64_t terms = 0, length = 0;
    for (std::size_t i = 0; i <= expression.size(); ++i) {
      if (i < expression.size() && std::isdigit(static_cast<unsigned char>(expression[i]))) {
        ++length;
        continue;
      }
      if (length > 0) {
        EXPECT_GE(length, 3) << expression;
        EXPECT_LE(length, 4) << expression;
        ++terms;
      }
      length = 0;
    }
    EXPECT_EQ(item.find("terms")->as_int(), terms);
    EXPECT_GE(terms, 3);
    EXPECT_LE(terms, 5);
  }
}

TEST(Arithmetic, ParenthesesNeverStandRoundEverything) {
  bool some = false;
  for (const Value& item : make_items("arithmetic", "digits=2,terms=5,parentheses=true", 100)) {
    const std::string e = text_of(item, "expression");
    some = some || e.find('(') != std::string::npos;
    int depth = 0;
    for (std::size_t i = 0; i + 1 < e.size() && e[0] == '('; ++i) {
      depth += e[i] == '(' ? 1 : e[i] == ')' ? -1 : 0;
      if (depth == 0) break;
      EXPECT_LT(i + 2, e.size()) << e;
    }
  }
  EXPECT_TRUE(some);
}

TEST(Arithmetic, ChoicesHoldTheAnswerAtItsIndex) {
  std::vector<int> places(4);
  for (const Value& item : make_items("arithmetic", "digits=3,choices=4", 400)) {
    const auto& choices = item.find("choices")->as_array();
    ASSERT_EQ(choices.size(), 4u);
    const auto at = static_cast<std::size_t>(item.find("answer_index")->as_int());
    EXPECT_EQ(choices.at(at).as_string(), text_of(item, "answer"));
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < i; ++j) EXPECT_NE(choices[i].as_string(), choices[j].as_string());
    ++places[at];
  }
  for (const int count : places) EXPECT_NEAR(count, 100, 35);
}

TEST(Arithmetic, SymbolsAndQuestionCanBeChosen) {
  const Value item = make_items("arithmetic", "operators=*,symbols=unicode,question=Work out {} now.", 1)[0];
  EXPECT_THAT(text_of(item, "question"),
              ::testing::AllOf(HasSubstr("Work out "), HasSubstr(" \u00D7 "), HasSubstr(" now.")));
}

TEST(Arithmetic, AnExhaustedSpaceIsAnError) {
  // 0..9 + 0..9: a hundred questions, and every one of them is found.
  EXPECT_EQ(make_items("arithmetic", "operators=+,digits=1", 100).size(), 100u);
  EXPECT_THAT(error_of_items("arithmetic", "operators=+,digits=1", 101),
              HasSubstr("no further question behind 100 items"));
}

TEST(Arithmetic, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of_items("arithmetic", "digit=3"), HasSubstr("unknown key 'digit'; did you mean 'digits'?"));
  EXPECT_THAT(error_of_items("arithmetic", "digits=10"), HasSubstr("10 is out of range; expected 1 to 9"));
  EXPECT_THAT(error_of_items("arithmetic", "operators=+^"), HasSubstr("expected some of the characters + - * /"));
  EXPECT_THAT(error_of_items("arithmetic", "min_digits=3"), HasSubstr("3 is more than 'digits' (2)"));
  EXPECT_THAT(error_of_items("arithmetic", "min_terms=5"), HasSubstr("5 is more than 'terms' (2)"));
  EXPECT_THAT(error_of_items("arithmetic", "choices=1"), HasSubstr("1 is no choice"));
  EXPECT_THAT(error_of_items("arithmetic", "question=no hole"), HasSubstr("expected a text with {}"));
  EXPECT_THAT(error_of_items("arithmetic", "operators=*,digits=9,min_digits=9,terms=20"), HasSubstr("give no item"));
}

}  // namespace
}  // namespace assay::datasets
