#include "datasets/generation_options.h"

namespace assay::datasets {

SamplingParams read_generation(const Options& kwargs, SamplingParams base) {
  SamplingParams sampling = std::move(base);
  if (kwargs.node("until")) sampling.stop = kwargs.texts("until");
  for (const std::string& stop : sampling.stop)
    if (stop.empty()) kwargs.fail("until", "an empty text would stop before the first word");
  for (const std::string_view key : {"max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens"})
    sampling.max_tokens = static_cast<int>(kwargs.integer(key, sampling.max_tokens, 1, 10'000'000));
  const std::optional<double> temperature = kwargs.maybe_number("temperature");
  sampling.temperature = kwargs.number("temperature", sampling.temperature, 0.0, 100.0);
  if (!kwargs.flag("do_sample", true)) sampling.temperature = 0.0;
  if (kwargs.flag("do_sample", false) && !temperature && sampling.temperature == 0.0) sampling.temperature = 1.0;
  sampling.top_p = kwargs.number("top_p", sampling.top_p, 0.0, 1.0);
  sampling.min_p = kwargs.number("min_p", sampling.min_p, 0.0, 1.0);
  sampling.top_k = static_cast<int>(kwargs.integer("top_k", sampling.top_k, 0, 10'000'000));
  sampling.repetition_penalty = kwargs.number("repetition_penalty", sampling.repetition_penalty, 0.01, 100.0);
  for (const std::string_view key : {"num_beams", "num_return_sequences"})
    if (kwargs.integer(key, 1) != 1) kwargs.fail(key, "only 1 is supported; ask several times with 'epochs'");
  return sampling;
}

}  // namespace assay::datasets
