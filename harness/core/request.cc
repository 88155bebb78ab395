#include "harness/core/request.h"

#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay {
namespace {

Value to_value(const Prompt& prompt) {
  if (!prompt.is_chat()) return Value(prompt.text);
  Value messages = Value::array();
  for (const Message& message : prompt.messages) {
    Value one = Value::object();
    one.set("role", message.role);
    one.set("content", message.content);
    messages.push_back(std::move(one));
  }
  return messages;
}

Value to_value(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

// Settings at their neutral value are left out, so that a setting added later does not change every stored key.
Value to_value(const SamplingParams& sampling) {
  Value out = Value::object();
  out.set("temperature", sampling.temperature);
  out.set("max_tokens", sampling.max_tokens);
  out.set("stop", to_value(sampling.stop));
  if (sampling.repetition_penalty != 1.0) out.set("repetition_penalty", sampling.repetition_penalty);
  if (sampling.ignore_eos) out.set("ignore_eos", true);
  if (sampling.temperature == 0.0) return out;
  if (sampling.top_k != 0) out.set("top_k", sampling.top_k);
  if (sampling.top_p != 1.0) out.set("top_p", sampling.top_p);
  if (sampling.min_p != 0.0) out.set("min_p", sampling.min_p);
  out.set("seed", std::to_string(sampling.seed));
  return out;
}

}  // namespace

std::string canonical_body(const Request& request) {
  Value out = Value::object();
  if (const auto* generate = std::get_if<Generate>(&request.body)) {
    out.set("kind", "generate");
    out.set("prompt", to_value(generate->prompt));
    out.set("sampling", to_value(generate->sampling));
  } else if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
    out.set("kind", "loglikelihood");
    out.set("context", to_value(likelihood->context));
    out.set("continuations", to_value(likelihood->continuations));
  } else {
    out.set("kind", "loglikelihood_rolling");
    out.set("text", std::get<RollingLoglikelihood>(request.body).text);
  }
  return json::dump_canonical(out);
}

std::string content_key(const Request& request, const std::string& backend_fingerprint) {
  return Sha256()
      .field("assay-content-key-1")
      .field(backend_fingerprint)
      .field(canonical_body(request))
      .field(std::to_string(request.id.epoch))
      .hex();
}

}  // namespace assay
