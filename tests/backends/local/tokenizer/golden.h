#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"
#include "harness/core/json.h"
#include "harness/core/value.h"
#include "tests/support/shared.h"

namespace assay::local {

/// A file of tests/golden/tokenizer as a value.
inline Value golden(const std::string& name) {
  return json::parse(test::read_file(test::test_data("golden/tokenizer/" + name)), name);
}

inline std::vector<TokenId> ids_of(const Value& list) {
  std::vector<TokenId> ids;
  for (const Value& id : list.as_array()) ids.push_back(static_cast<TokenId>(id.as_int()));
  return ids;
}

/// Every text of texts.json, as the reference encodes it: with what the tokenizer adds, and with special tokens parsed.
inline void expect_golden_ids(const Tokenizer& tokenizer, const std::string& file, bool parse_too = true) {
  const Value::Array texts = golden("texts.json").find("texts")->as_array();
  const Value expected = golden(file);
  ASSERT_GE(texts.size(), 300u);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i].as_string();
    EXPECT_EQ(tokenizer.encode(text, SpecialTokens::kAdd), ids_of(expected.find("add")->as_array()[i]))
        << i << ": " << json::dump(texts[i]);
    if (parse_too) {
      EXPECT_EQ(tokenizer.encode(text, SpecialTokens::kParse), ids_of(expected.find("parse")->as_array()[i]))
          << i << ": " << json::dump(texts[i]);
    }
    EXPECT_EQ(tokenizer.decode(ids_of(expected.find("add")->as_array()[i])),
              expected.find("decoded")->as_array()[i].as_string())
        << i << ": " << json::dump(texts[i]);
  }
}

/// The bytes of the ids one after the other.
inline std::string bytes_of(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  std::string all;
  for (const TokenId id : ids) all += tokenizer.token_bytes(id);
  return all;
}

}  // namespace assay::local
