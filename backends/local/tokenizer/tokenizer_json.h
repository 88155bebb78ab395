#pragma once

#include <string>
#include <string_view>

#include "backends/local/tokenizer/pipeline.h"
#include "harness/core/value.h"

namespace assay::local {

/// The steps that a tokenizer.json describes.
/// Throws: Error(kRuntime) that names `where` and the member for what is missing, contradictory or not supported.
PipelineParts read_tokenizer_json(const Value& document, std::string_view where);

/// The steps of GPT-2's tokenizer over a vocab.json (token to id) and a merges.txt (a merge a line).
/// Throws: Error(kRuntime) that names the file for a token or merge that is not right.
PipelineParts read_vocab_and_merges(const Value& vocab, std::string_view vocab_file, std::string_view merges,
                                    std::string_view merges_file, bool add_prefix_space);

/// Adds a token that is found in the text before it is cut, with the vocabulary where it is not there yet.
/// Throws: Error(kRuntime) that names `where` if its text or its id belongs to another token.
void add_token(PipelineParts& parts, AddedToken token, std::string_view where);

/// An added token as the files write it: an object with `content` and flags. The id is left 0.
AddedToken read_added_token(const Value& object, std::string_view where);

}  // namespace assay::local
