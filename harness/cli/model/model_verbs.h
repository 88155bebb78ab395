#pragma once

#include <boost/program_options.hpp>

#include <functional>
#include <string>
#include <vector>

#include "backends/local/engine.h"
#include "harness/cli/command.h"
#include "harness/core/value.h"

namespace assay::cli {

/// The parts of `assay model`: each gets the parsed arguments and gives the exit code.
int model_info(CommandContext& context, const boost::program_options::variables_map& values);
int model_tokenize(CommandContext& context, const boost::program_options::variables_map& values);
int model_loglikelihood(CommandContext& context, const boost::program_options::variables_map& values);
int model_logits(CommandContext& context, const boost::program_options::variables_map& values);
int model_generate(CommandContext& context, const boost::program_options::variables_map& values);

/// One line of input with its place, for messages.
struct InputLine {
  Value row;
  std::string where;  ///< "FILE:LINE"
  long number = 0;    ///< from 0

  /// A text member. Throws: Error(kData) where it is there and no text.
  std::optional<std::string> text(std::string_view key) const;
  /// A list of token ids. Throws: Error(kData) likewise.
  std::optional<std::vector<local::TokenId>> ids(std::string_view key) const;
  /// The member "messages": a list of {"role", "content"}. Throws: Error(kData) likewise.
  std::optional<std::vector<Message>> messages() const;
  [[noreturn]] void fail(const std::string& message) const;
};

/// Reads `--input` ("-" for standard input) and hands its lines on some hundred at a time, so that memory stays flat.
/// Throws: Error(kUsage) without --input, Error(kData) for a line that is no JSON object.
void for_each_batch(const boost::program_options::variables_map& values,
                    const std::function<void(const std::vector<InputLine>&)>& batch);

/// Opens the model that the arguments name, with their threads, batch size and context length.
local::Engine open_engine(const boost::program_options::variables_map& values);

/// The ids of one line: its "ids", or its text ("prompt" or "text") or messages as the model reads them.
std::vector<local::TokenId> prompt_ids(const InputLine& line, const local::Engine& engine);

/// Why one line got no answer, as the members "error" and "kind" of its output.
Value failure_value(const Failure& failure);

}  // namespace assay::cli
