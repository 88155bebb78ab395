// A backend that answers from a file: an earlier run's answers, or those of a model that cannot be asked from here.
#include <fmt/core.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <unordered_map>
#include <utility>

#include "harness/core/backend.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::backends::builtin {
namespace {

constexpr std::array<std::string_view, 2> kMatches = {"id", "prompt"};

// Where a row stands in the file; the rows themselves stay there.
struct RowPlace {
  std::streamoff offset = 0;
  std::size_t length = 0;
  std::int64_t line = 0;
};

[[noreturn]] void fail(const std::string& where, std::string_view message) {
  throw Error(ErrorKind::kData, fmt::format("{}: {}", where, message));
}

// A key that two different questions cannot share: each part with its length in front.
std::string key_of_id(std::string_view id, std::int64_t slot, std::int64_t epoch) {
  return fmt::format("{}:{}|{}|{}", id.size(), id, slot, epoch);
}

// A prompt of one user message is the same question as that text: a chat endpoint is asked the one as the other.
std::string key_of_prompt(const Prompt& prompt, std::int64_t epoch) {
  const bool is_text = !prompt.is_chat() || (prompt.messages.size() == 1 && prompt.messages.front().role == "user");
  Sha256 hash;
  hash.field(std::to_string(epoch));
  if (is_text) {
    hash.field("text").field(prompt.is_chat() ? prompt.messages.front().content : prompt.text);
  } else {
    hash.field("messages");
    for (const Message& message : prompt.messages) hash.field(message.role).field(message.content);
  }
  return hash.hex();
}

std::int64_t small_number(const Value& row, std::string_view key, const std::string& where) {
  const Value* value = row.find(key);
  if (value == nullptr || value->is_null()) return 0;
  if (!value->is_int() || value->as_int() < 0 || value->as_int() > std::numeric_limits<int>::max())
    fail(where, fmt::format("'{}' is {}; expected a whole number of 0 or more", key, json::dump(*value)));
  return value->as_int();
}

std::string id_of(const Value& row, const std::string& where) {
  const Value* id = row.find("id");
  if (id == nullptr) fail(where, "the row has no 'id'; expected the id of a sample (or choose 'match: prompt')");
  if (id->is_string()) return id->as_string();
  if (id->is_int()) return std::to_string(id->as_int());
  fail(where, fmt::format("'id' is a {}; expected a string or a whole number", kind_name(*id)));
}

Prompt prompt_of(const Value& row, const std::string& where) {
  const Value* text = row.find("prompt");
  const Value* messages = row.find("messages");
  if ((text == nullptr) == (messages == nullptr))
    fail(where, "the row needs either 'prompt' (a string) or 'messages' (a list), for 'match: prompt'");
  if (text != nullptr) {
    if (!text->is_string()) fail(where, fmt::format("'prompt' is a {}; expected a string", kind_name(*text)));
    return Prompt{text->as_string(), {}};
  }
  Prompt prompt;
  if (!messages->is_array() || messages->size() == 0) fail(where, "'messages' is no list with at least one message");
  for (const Value& message : messages->as_array()) {
    const Value* role = message.find("role");
    const Value* content = message.find("content");
    if (role == nullptr || !role->is_string() || content == nullptr || !content->is_string())
      fail(where, "an element of 'messages' lacks a 'role' or 'content' that is a string");
    prompt.messages.push_back({role->as_string(), content->as_string()});
  }
  return prompt;
}

Completion completion_of(const Value& row, const std::string& where) {
  Completion completion;
  const Value* text = row.find("text");
  if (!text->is_string()) fail(where, fmt::format("'text' is a {}; expected a string", kind_name(*text)));
  completion.text = text->as_string();
  if (const Value* reasoning = row.find("reasoning"); reasoning != nullptr && !reasoning->is_null()) {
    if (!reasoning->is_string()) fail(where, fmt::format("'reasoning' is a {}; expected a string", kind_name(*reasoning)));
    completion.reasoning = reasoning->as_string();
  }
  if (const Value* finish = row.find("finish"); finish != nullptr) {
    try {
      completion.finish = finish_reason_from(finish->is_string() ? finish->as_string() : json::dump(*finish));
    } catch (const Error& error) {
      fail(where, fmt::format("'finish': {}; expected stop, length or content_filter", error.message()));
    }
  }
  return completion;
}

// One entry of an optional list that goes along with 'logprobs'.
const Value* beside(const Value& row, std::string_view key, std::size_t i, std::size_t count,
                    const std::string& where) {
  const Value* list = row.find(key);
  if (list == nullptr) return nullptr;
  if (!list->is_array() || list->size() != count)
    fail(where, fmt::format("'{}' is no list of as many elements as 'logprobs' ({})", key, count));
  return &list->as_array()[i];
}

Loglikelihoods loglikelihoods_of(const Value& row, const std::string& where) {
  Loglikelihoods out;
  const Value* list = row.find("logprobs");
  if (!list->is_array() || list->size() == 0) fail(where, "'logprobs' is no list with at least one number");
  for (std::size_t i = 0; i < list->size(); ++i) {
    ContinuationScore score;
    const Value& logprob = list->as_array()[i];
    if (!logprob.is_number() || !std::isfinite(logprob.as_double()))
      fail(where, fmt::format("element {} of 'logprobs' is {}; expected a finite number", i, json::dump(logprob)));
    score.logprob = logprob.as_double();
    if (const Value* tokens = beside(row, "num_tokens", i, list->size(), where)) {
      if (!tokens->is_int() || tokens->as_int() < 0 || tokens->as_int() > std::numeric_limits<int>::max())
        fail(where, fmt::format("element {} of 'num_tokens' is {}; expected a whole number", i, json::dump(*tokens)));
      score.num_tokens = static_cast<int>(tokens->as_int());
    }
    if (const Value* greedy = beside(row, "is_greedy", i, list->size(), where)) {
      if (!greedy->is_bool())
        fail(where, fmt::format("element {} of 'is_greedy' is {}; expected true or false", i, json::dump(*greedy)));
      score.is_greedy = greedy->as_bool();
    }
    out.continuations.push_back(score);
  }
  return out;
}

std::variant<Completion, Loglikelihoods> answer_of(const Value& row, const std::string& where) {
  const bool has_text = row.find("text") != nullptr, has_logprobs = row.find("logprobs") != nullptr;
  if (has_text == has_logprobs) fail(where, "the row needs either 'text' (an answer) or 'logprobs' (scores), not both");
  if (has_text) return completion_of(row, where);
  return loglikelihoods_of(row, where);
}

class ReplayBackend : public Backend {
 public:
  ReplayBackend(std::string path, bool by_prompt, std::string model) : path_(std::move(path)), by_prompt_(by_prompt) {
    read_index();
    info_.backend = "replay";
    info_.model = std::move(model);
    info_.answers_by_id = !by_prompt_;
    info_.can_chat = true;
    info_.can_loglikelihood = true;
    info_.is_recorded = true;
  }

  const BackendInfo& info() const override { return info_; }

  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override {
    std::ifstream file(path_, std::ios::binary);
    if (!file) throw Error(ErrorKind::kRuntime, fmt::format("cannot read the stored answers '{}' any more", path_));
    for (const Request& request : requests) {
      if (stop.stop_requested()) return;
      Response response = answer(request, file);
      response.id = request.id;
      sink.put(std::move(response));
    }
  }

 private:
  std::string where(std::int64_t line) const { return fmt::format("{}:{}", path_, line); }

  void read_index() {
    std::ifstream file(path_, std::ios::binary);
    if (!file || std::filesystem::is_directory(path_))
      throw Error(ErrorKind::kConfig, fmt::format("cannot read '{}'; expected a JSONL file of stored answers", path_));
    Sha256 hash;
    hash.field(by_prompt_ ? "replay by prompt" : "replay by id");
    std::string line;
    RowPlace place;
    while (std::getline(file, line)) {
      const bool had_newline = !file.eof();
      hash.update(line).update(had_newline ? "\n" : "");
      ++place.line;
      place.length = line.size();
      add_row(line, place);
      place.offset += static_cast<std::streamoff>(line.size()) + (had_newline ? 1 : 0);
    }
    if (file.bad()) throw Error(ErrorKind::kRuntime, fmt::format("'{}' ended in a read error", path_));
    if (rows_.empty()) throw Error(ErrorKind::kData, fmt::format("'{}' holds no stored answer", path_));
    info_.fingerprint = hash.hex();
  }

  void add_row(std::string_view line, const RowPlace& place) {
    const std::string_view content = content_of(line, place);
    if (content.find_first_not_of(" \t\r") == std::string_view::npos) return;
    const std::string at = where(place.line);
    const Value row = json::parse(content, at);
    if (!row.is_object()) fail(at, fmt::format("the row is a {}; expected an object", kind_name(row)));
    (void)answer_of(row, at);  // every error of the file shows before the first request
    const std::int64_t epoch = small_number(row, "epoch", at), slot = small_number(row, "slot", at);
    std::string key = by_prompt_ ? key_of_prompt(prompt_of(row, at), epoch) : key_of_id(id_of(row, at), slot, epoch);
    const auto [found, is_new] = rows_.emplace(std::move(key), place);
    if (!is_new)
      fail(at, fmt::format("a second answer to the same question, after that of line {}; expected one for each {}",
                           found->second.line, by_prompt_ ? "prompt and epoch" : "id, slot and epoch"));
  }

  // Without the byte order mark that some editors put in front of a file.
  static std::string_view content_of(std::string_view line, const RowPlace& place) {
    if (place.line == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return line;
  }

  const RowPlace* find(const Request& request) const {
    std::string key;
    if (!by_prompt_) {
      key = key_of_id(request.id.sample_id, request.id.slot, request.id.epoch);
    } else if (const auto* generate = std::get_if<Generate>(&request.body)) {
      key = key_of_prompt(generate->prompt, request.id.epoch);
    } else if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
      key = key_of_prompt(likelihood->context, request.id.epoch);
    } else {
      key = key_of_prompt(Prompt{std::get<RollingLoglikelihood>(request.body).text, {}}, request.id.epoch);
    }
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }

  Response answer(const Request& request, std::ifstream& file) const {
    Response response;
    const RowPlace* place = find(request);
    if (place == nullptr) {
      response.body = Failure{FailureKind::kMissing,
                              by_prompt_ ? fmt::format("no stored answer to this prompt for epoch {}", request.id.epoch)
                                         : fmt::format("no stored answer for id '{}', slot {}, epoch {}",
                                                       request.id.sample_id, request.id.slot, request.id.epoch),
                              1};
      return response;
    }
    std::string line(place->length, '\0');
    file.clear();
    file.seekg(place->offset);
    const std::string at = where(place->line);
    if (!file.read(line.data(), static_cast<std::streamsize>(line.size())))
      throw Error(ErrorKind::kRuntime, fmt::format("{}: the file has become shorter while it was in use", at));
    auto stored = answer_of(json::parse(content_of(line, *place), at), at);
    const bool wants_text = std::holds_alternative<Generate>(request.body);
    if (wants_text != std::holds_alternative<Completion>(stored)) {
      response.body =
          Failure{FailureKind::kMissing,
                  fmt::format("the stored answer at {} has {}, but the request asks for {}", at,
                              wants_text ? "'logprobs'" : "'text'", wants_text ? "text" : "log-probabilities"),
                  1};
    } else if (wants_text) {
      response.body = std::get<Completion>(std::move(stored));
    } else {
      response.body = with_bytes(std::get<Loglikelihoods>(std::move(stored)), request, at);
    }
    return response;
  }

  static std::variant<Completion, Loglikelihoods, Failure> with_bytes(Loglikelihoods scores, const Request& request,
                                                                      const std::string& at) {
    std::vector<std::string> texts;
    if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
      texts = likelihood->continuations;
    } else {
      texts = {std::get<RollingLoglikelihood>(request.body).text};
    }
    if (texts.size() != scores.continuations.size())
      return Failure{
          FailureKind::kBadResponse,
          fmt::format("the stored answer at {} has {} log-probabilities, but the request has {} continuations", at,
                      scores.continuations.size(), texts.size()),
          1};
    for (std::size_t i = 0; i < texts.size(); ++i)
      scores.continuations[i].num_bytes = static_cast<int>(texts[i].size());
    return scores;
  }

  std::string path_;
  bool by_prompt_;
  std::unordered_map<std::string, RowPlace> rows_;
  BackendInfo info_;
};

std::unique_ptr<Backend> create(const Options& options, const BackendContext& context) {
  const std::string path = options.text("path");
  const bool by_prompt = options.one_of("match", "id", kMatches) == "prompt";
  return std::make_unique<ReplayBackend>((std::filesystem::path(context.base_folder) / path).string(), by_prompt,
                                         options.text("model", context.name));
}

}  // namespace

extern const BackendDef replay;
const BackendDef replay{
    "replay", "Answers from a JSONL file of stored answers, without a model.",
    "path (JSONL; a row is {\"id\", \"slot\": 0, \"epoch\": 0, \"text\" or \"logprobs\": [..]}, with \"prompt\" or "
    "\"messages\" instead of \"id\" for match: prompt; optional \"finish\", \"reasoning\", \"num_tokens\": [..], \"is_greedy\": [..]) "
    "match "
    "(id, prompt: how a row is found) model (a name for reports)",
    create};

}  // namespace assay::backends::builtin
