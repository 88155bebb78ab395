#include <algorithm>
#include <map>
#include <string>

#include "tests/datasets/synthetic/support_synthetic.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;

std::vector<std::string> list_in(const std::string& text) {
  const std::size_t begin = text.find('[') + 1, end = text.find(']');
  std::vector<std::string> out(1);
  for (const char c : text.substr(begin, end - begin)) {
    if (c == ',')
      out.emplace_back();
    else if (c != ' ')
      out.back() += c;
  }
  return out;
}

std::vector<long> numbers(const std::vector<std::string>& words) {
  std::vector<long> out;
  for (const std::string& word : words) out.push_back(std::stol(word));
  return out;
}

// The first number behind some words of the question.
long number_behind(const std::string& text, const std::string& words) {
  return std::stol(text.substr(text.find(words) + words.size()));
}

// The answer worked out again by insertion, scans and maps.
std::string worked_out(const std::string& operation, const std::string& question) {
  const std::vector<long> list = numbers(list_in(question));
  std::vector<long> out;
  if (operation == "sum") {
    long sum = 0;
    for (const long x : list) sum += x;
    return std::to_string(sum);
  }
  if (operation == "length") return std::to_string(list.size());
  std::map<long, int> counts;
  for (const long x : list) ++counts[x];
  if (operation == "max") return std::to_string(counts.rbegin()->first);
  if (operation == "min") return std::to_string(counts.begin()->first);
  if (operation == "nth")
    return std::to_string(list.at(static_cast<std::size_t>(number_behind(question, "give the ") - 1)));
  if (operation == "count") return std::to_string(counts[number_behind(question, "how often ")]);
  if (operation == "position") {
    const long wanted = number_behind(question, "the first ");
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i] == wanted) return std::to_string(i + 1);
  }
  if (operation == "sort" || operation == "sort_descending")
    for (const auto& [x, count] : counts)
      for (int i = 0; i < count; ++i) out.insert(operation == "sort" ? out.end() : out.begin(), x);
  if (operation == "reverse")
    for (const long x : list) out.insert(out.begin(), x);
  if (operation == "dedupe") {
    std::map<long, bool> seen;
    for (const long x : list)
      if (!std::exchange(seen[x], true)) out.push_back(x);
  }
  if (operation == "filter_above") {
    const long bound = number_behind(question, "greater than ");
    for (const long x : list)
      if (x > bound) out.push_back(x);
  }
  if (operation == "drop_every_second")
    for (std::size_t i = 0; i < list.size(); ++i)
      if (i % 2 == 0) out.push_back(list[i]);
  if (operation == "rotate") {
    const auto by = static_cast<std::size_t>(number_behind(question, "the first "));
    for (std::size_t i = 0; i < list.size(); ++i) out.push_back(list[(i + by) % list.size()]);
  }
  std::string text = "[";
  for (std::size_t i = 0; i < out.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(out[i]);
  return text + "]";
}

TEST(ListOperations, HoldsWhatEveryKindHolds) {
  test_support::expect_what_holds_for_every_kind("list_operations", "");
  test_support::expect_what_holds_for_every_kind("list_operations", "items=words,steps=3");
}

TEST(ListOperations, TheAnswerComesOutAgain) {
  std::map<std::string, int> met;
  for (const Value& item : make_items("list_operations", "low=-20,high=20,min_length=2,length=12", 1500)) {
    const std::string question = text_of(item, "question"), operation = text_of(item, "operation");
    // The steps are told with a capital letter in front.
    std::string lower = question;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    EXPECT_EQ(worked_out(operation, lower), text_of(item, "answer")) << question;
    ++met[operation];
  }
  EXPECT_EQ(met.size(), 14u);
}

TEST(ListOperations, SeveralStepsWorkOnTheResultOfTheOneBefore) {
  for (const Value& item : make_items("list_operations", "{operations: [sort, reverse, max], steps: 3}", 50)) {
    const std::string operation = text_of(item, "operation");
    std::vector<long> list = numbers(list_in(text_of(item, "question")));
    std::string expected;
    for (std::size_t at = 0; at < operation.size();) {
      const std::size_t end = std::min(operation.find(" > ", at), operation.size());
      const std::string name = operation.substr(at, end - at);
      if (name == "sort") std::sort(list.begin(), list.end());
      if (name == "reverse") std::reverse(list.begin(), list.end());
      if (name == "max") expected = std::to_string(*std::max_element(list.begin(), list.end()));
      at = end + 3;
    }
    if (expected.empty()) {
      EXPECT_EQ(numbers(list_in(text_of(item, "answer"))), list);
      continue;
    }
    EXPECT_EQ(text_of(item, "answer"), expected);
  }
}

TEST(ListOperations, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of_items("list_operations", "operations=shuffle"), HasSubstr("unknown value 'shuffle'"));
  EXPECT_THAT(error_of_items("list_operations", "operations=sum,items=words"), HasSubstr("needs items=numbers"));
  EXPECT_THAT(error_of_items("list_operations", "operations=sum,steps=2"),
              HasSubstr("2 steps need an operation that gives a list"));
  EXPECT_THAT(error_of_items("list_operations", "low=5,high=5"), HasSubstr("5 is not below 'high' (5)"));
  EXPECT_THAT(error_of_items("list_operations", "length=1001"), HasSubstr("out of range"));
}

}  // namespace
}  // namespace assay::datasets
