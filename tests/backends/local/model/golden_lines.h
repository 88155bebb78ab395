#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::local::test {

/// One line of a golden.jsonl: what the reference says about one text.
struct GoldenLine {
  std::string text;
  std::vector<std::int32_t> ids;     ///< begin of sequence first
  std::vector<double> logprobs;      ///< of ids[1..]
  std::vector<std::int32_t> argmax;  ///< after ids[0], ids[1], ...
  double sum_logprob = 0.0;
  bool is_greedy = false;
  std::int32_t next_argmax = 0;
  std::vector<std::int32_t> greedy;  ///< the greedy continuation
};

inline std::vector<std::int32_t> to_ids(const Value& list) {
  std::vector<std::int32_t> out;
  for (const Value& id : list.as_array()) out.push_back(static_cast<std::int32_t>(id.as_int()));
  return out;
}

inline std::vector<GoldenLine> read_golden_lines(const std::string& path) {
  std::vector<GoldenLine> out;
  const std::string content = assay::test::read_file(path);
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const Value line = json::parse(content.substr(begin, end - begin), path);
    GoldenLine golden;
    golden.text = line.find("text")->as_string();
    golden.ids = to_ids(*line.find("ids"));
    for (const Value& x : line.find("logprobs")->as_array()) golden.logprobs.push_back(x.as_double());
    golden.argmax = to_ids(*line.find("argmax"));
    golden.sum_logprob = line.find("sum_logprob")->as_double();
    golden.is_greedy = line.find("is_greedy")->as_bool();
    golden.next_argmax = static_cast<std::int32_t>(line.find("next_argmax")->as_int());
    golden.greedy = to_ids(*line.find("greedy32"));
    out.push_back(std::move(golden));
    begin = end + 1;
  }
  return out;
}

}  // namespace assay::local::test
