#include "harness/run/thinking_backend.h"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/core/hash.h"

namespace assay::run {
namespace {

// The text that the answer goes on from, where the prompt says it.
std::string_view end_of(const Prompt& prompt) {
  if (!prompt.is_chat()) return prompt.text;
  return prompt.messages.back().role == "assistant" ? std::string_view(prompt.messages.back().content) : std::string_view();
}

bool has_stops(const Request& request) {
  const auto* generate = std::get_if<Generate>(&request.body);
  return generate != nullptr && !generate->sampling.stop.empty();
}

std::vector<Request> without_stops(std::span<const Request> requests) {
  std::vector<Request> out(requests.begin(), requests.end());
  for (Request& request : out)
    if (auto* generate = std::get_if<Generate>(&request.body)) generate->sampling.stop.clear();
  return out;
}

class ThinkingModel final : public Backend {
 public:
  ThinkingModel(std::shared_ptr<Backend> model, Thinking thinking)
      : model_(std::move(model)),
        thinking_(std::move(thinking)),
        info_(model_->info()),
        thinks_(thinking_.mode == Thinking::Mode::kMarkers) {
    if (thinking_.mode == Thinking::Mode::kAuto) return;
    Sha256 hash;
    hash.field("thinking 1").field(info_.fingerprint);
    if (thinking_.mode == Thinking::Mode::kMarkers)
      hash.field(thinking_.start).field(thinking_.end).field(thinking_.opened ? "opened" : "");
    info_.fingerprint = hash.hex();
  }

  const BackendInfo& info() const override { return info_; }
  std::optional<std::int64_t> count_tokens(const Request& request) const override { return model_->count_tokens(request); }

  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override {
    if (thinking_.mode == Thinking::Mode::kOff || info_.splits_thinking) return model_->run(requests, sink, std::move(stop));
    std::vector<Request> again;
    std::map<RequestId, double> spent;
    {
      const bool withheld = thinks_ && !info_.is_recorded;
      const std::vector<Request> sent = withheld ? without_stops(requests) : std::vector<Request>();
      AnswerSink answers(*this, requests, sink, withheld);
      model_->run(withheld ? std::span<const Request>(sent) : requests, answers, stop);
      again = answers.take_again();
      spent = answers.spent();
    }
    if (again.empty() || stop.stop_requested()) return;
    const std::vector<Request> sent = without_stops(again);
    AnswerSink answers(*this, again, sink, true, std::move(spent));
    model_->run(sent, answers, stop);
  }

 private:
  // Splits what passes through. Threads: as a ResponseSink.
  class AnswerSink final : public ResponseSink {
   public:
    AnswerSink(ThinkingModel& owner, std::span<const Request> requests, ResponseSink& sink, bool withheld,
               std::map<RequestId, double> spent = {})
        : owner_(owner), sink_(sink), withheld_(withheld), spent_(std::move(spent)) {
      for (const Request& request : requests)
        if (std::holds_alternative<Generate>(request.body)) requests_.emplace(request.id, &request);
    }

    void put(Response response) override {
      auto* completion = std::get_if<Completion>(&response.body);
      const auto found = requests_.find(response.id);
      if (completion == nullptr || found == requests_.end()) return sink_.put(std::move(response));
      const Request& request = *found->second;
      if (!split(*completion, std::get<Generate>(request.body), has_stops(request))) return ask_again(request, response);
      if (const auto before = spent_.find(response.id); before != spent_.end() && response.usage.cost)
        *response.usage.cost += before->second;
      sink_.put(std::move(response));
    }

    std::vector<Request> take_again() { return std::move(again_); }
    std::map<RequestId, double> spent() { return std::move(spent_); }

   private:
    // False where the stop strings that were sent ended its thoughts.
    bool split(Completion& completion, const Generate& generate, bool stops) {
      const Thinking& thinking = owner_.thinking_;
      bool is_open = false;
      SplitAnswer parts =
          split_thinking(completion.text, thinking, thinking.opened || opens_thinking(end_of(generate.prompt), thinking));
      if (!completion.reasoning.empty()) {
        // The endpoint told them apart; what is behind the thoughts is the answer, white space in front is none of it.
        const std::size_t begin = completion.text.find_first_not_of(" \t\r\n\v\f");
        completion.text.erase(0, begin);
        is_open = completion.text.empty();
        owner_.thinks_ = true;
      } else if (parts.has_span) {
        is_open = parts.is_open;
        completion.reasoning = std::move(parts.reasoning);
        completion.text = std::move(parts.answer);
        owner_.thinks_ = true;
      }
      if (is_open && completion.finish == FinishReason::kStop) {
        if (stops && !withheld_ && !owner_.info_.is_recorded) return false;
        completion.finish = FinishReason::kLength;
      }
      if (withheld_ && cut_at_stops(completion.text, generate.sampling.stop)) completion.finish = FinishReason::kStop;
      return true;
    }

    void ask_again(const Request& request, const Response& response) {
      const std::scoped_lock lock(mutex_);
      again_.push_back(request);
      if (response.usage.cost) spent_[request.id] = *response.usage.cost;
    }

    ThinkingModel& owner_;
    ResponseSink& sink_;
    bool withheld_;
    std::map<RequestId, const Request*> requests_;
    std::mutex mutex_;
    std::vector<Request> again_;
    std::map<RequestId, double> spent_;  // on answers that are asked for again
  };

  std::shared_ptr<Backend> model_;
  Thinking thinking_;
  BackendInfo info_;
  std::atomic<bool> thinks_;
};

}  // namespace

std::shared_ptr<Backend> with_thinking(std::shared_ptr<Backend> model, const Thinking& thinking) {
  return std::make_shared<ThinkingModel>(std::move(model), thinking);
}

}  // namespace assay::run
