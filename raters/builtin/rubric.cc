// A pointwise judge that follows a rubric: a verdict it writes, or the exact distribution over each scale's values.
#include "raters/rubric/rubric.h"

#include <fmt/core.h>

#include <array>
#include <cmath>

#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/rater.h"
#include "harness/text/jinja/template.h"
#include "raters/rubric/judged_answer.h"
#include "raters/verdict/distribution.h"
#include "raters/verdict/parse.h"

namespace assay::raters {
extern const std::string_view rubric_jinja;
}

namespace assay::raters::builtin {
namespace {

enum class Method { kGenerate, kDistribution };

// Below this share of the judge's probability the values of the scale were not what it wanted to say.
constexpr double kMinMass = 0.5;

class RubricRater : public Rater {
 public:
  RubricRater(Rubric rubric, Method method, bool reason, SamplingParams sampling, std::size_t judge)
      : rubric_(std::move(rubric)),
        judge_(judge),
        method_(method),
        reason_(reason || method == Method::kGenerate),
        sampling_(sampling),
        template_(rubric_jinja, "rubric.jinja") {
    info_.name = rubric_.name;
    info_.summary = rubric_.title;
    info_.interval = IntervalMethod::kT;
  }

  const MetricInfo& info() const override { return info_; }

  std::string signature() const override {
    Value parts = context({}, nullptr);
    if (rubric_.all_turns) parts.set("turn", "all");
    if (rubric_.turn) parts.set("turn", *rubric_.turn);
    if (rubric_.reference_by_turn) parts.set("reference_by_turn", true);
    parts.set("weights", Value::array());
    for (const Criterion& criterion : rubric_.criteria) parts.find("weights")->push_back(criterion.weight);
    const std::string hash = Sha256().field(json::dump_canonical(parts)).field(rubric_jinja).hex();
    return fmt::format("rubric:{}|version:{}|method:{}|reason:{}|sha256:{}", rubric_.name, rubric_.version,
                       method_ == Method::kGenerate ? "generate" : "distribution", reason_ ? "yes" : "no",
                       hash.substr(0, 16));
  }

  std::vector<JudgeRequest> requests(const Judged& judged, std::span<const Response> replies) const override {
    if (!replies.empty()) return {};
    const Sample& sample = judged.sample;
    std::vector<JudgeRequest> out;
    for (const JudgedAnswer& answer : judged_answers(rubric_, sample, judged.answers)) {
      if (!answer.problem.empty()) continue;
      if (reason_) {
        const Prompt prompt{"", {{"user", ask(answer, nullptr)}}};
        out.push_back({{{sample.id, static_cast<int>(out.size()), answer.epoch}, Generate{prompt, sampling_}}, judge_});
      }
      if (method_ == Method::kGenerate) continue;
      for (const Criterion& criterion : rubric_.criteria) {
        const Prompt prompt{"", {{"user", ask(answer, &criterion)}, {"assistant", opening(criterion)}}};
        Loglikelihood body{prompt, {}};
        for (int value = criterion.min; value <= criterion.max; ++value)
          body.continuations.push_back(fmt::format(" {}", value));
        out.push_back({{{sample.id, static_cast<int>(out.size()), answer.epoch}, std::move(body)}, judge_});
      }
    }
    return out;
  }

  // The sample's row is the mean over its judged answers (epochs, turns): [overall, criterion 1, criterion 2, ...].
  Rating rate(const Judged& judged, std::span<const Response> replies) const override {
    Rating rating;
    rating.scored = score(judged, replies, rating.parts);
    return rating;
  }

  std::optional<double> value(const StatsRows& rows) const override { return weighted_mean(rows); }

 private:
  Scored score(const Judged& judged, std::span<const Response> replies, std::vector<RatingPart>& parts) const {
    const std::size_t per_answer =
        (reason_ ? 1u : 0u) + (method_ == Method::kDistribution ? rubric_.criteria.size() : 0u);
    StatsRow row(1 + rubric_.criteria.size(), 0.0);
    std::string detail;
    std::size_t next = 0;
    std::size_t rated = 0;
    for (const JudgedAnswer& answer : judged_answers(rubric_, judged.sample, judged.answers)) {
      if (!answer.problem.empty()) return {Unscored{answer.problem}, {}, ""};
      if (next + per_answer > replies.size()) return {Unscored{"the judge gave too few replies"}, {}, detail};
      std::vector<double> values;
      std::string problem;
      const std::size_t before = parts.size();
      read_answer(replies.subspan(next, per_answer), values, detail, problem, parts);
      for (std::size_t i = before; i < parts.size(); ++i) parts[i].epoch = answer.epoch;
      next += per_answer;
      if (!problem.empty()) return {Unscored{problem}, {}, detail};
      row[0] += overall_score(rubric_, values);
      for (std::size_t i = 0; i < values.size(); ++i) row[1 + i] += values[i];
      ++rated;
    }
    if (rated == 0) return {Unscored{"there is no answer to judge"}, {}, ""};
    for (double& value : row) value /= static_cast<double>(rated);
    const double overall = row[0];
    return {std::move(row), overall, detail};
  }

  // What stands before the number. The scale is named in it: that brings most of a small judge's probability onto the scale.
  static std::string opening(const Criterion& criterion) {
    return fmt::format("The score for {}, a whole number from {} to {}, is", criterion.id, criterion.min, criterion.max);
  }

  Value context(const JudgedAnswer& judged, const Criterion* only) const {
    Value out = Value::object();
    out.set("title", rubric_.title);
    out.set("instructions", rubric_.instructions);
    Value earlier = Value::array();
    for (const Message& message : judged.earlier) {
      Value one = Value::object();
      one.set("role", message.role);
      one.set("content", message.content);
      earlier.push_back(std::move(one));
    }
    out.set("earlier", std::move(earlier));
    out.set("task", judged.task);
    out.set("answer", judged.answer);
    out.set("reference", judged.reference);
    out.set("only", only == nullptr ? "" : only->id);
    out.set("opening", only == nullptr ? "" : opening(*only));
    Value list = Value::array();
    for (const Criterion& criterion : rubric_.criteria) {
      if (only != nullptr && only != &criterion) continue;
      Value one = Value::object();
      one.set("id", criterion.id);
      one.set("definition", criterion.definition);
      one.set("min", criterion.min);
      one.set("max", criterion.max);
      Value anchors = Value::array();
      for (const Anchor& anchor : criterion.anchors) {
        Value pair = Value::object();
        pair.set("value", anchor.value);
        pair.set("text", anchor.text);
        anchors.push_back(std::move(pair));
      }
      one.set("anchors", std::move(anchors));
      list.push_back(std::move(one));
    }
    out.set("criteria", std::move(list));
    return out;
  }

  std::string ask(const JudgedAnswer& answer, const Criterion* only) const {
    return template_.render(context(answer, only));
  }

  // Reads the replies about one answer; `problem` says why there is no verdict.
  void read_answer(std::span<const Response> replies, std::vector<double>& values, std::string& detail,
                   std::string& problem, std::vector<RatingPart>& parts) const {
    std::size_t next = 0;
    std::string reply;
    if (reason_) {
      const auto* completion = std::get_if<Completion>(&replies[next++].body);
      if (completion == nullptr) {
        problem = "the judge gave no text";
        return;
      }
      reply = completion->text;
    }
    if (method_ == Method::kGenerate) {
      const auto verdict = parse_verdict(reply, rubric_.criteria);
      if (const auto* unparsed = std::get_if<UnparsedVerdict>(&verdict)) {
        problem = "unparsed verdict: " + unparsed->reason;
        detail += reply;
        for (const Criterion& criterion : rubric_.criteria)
          parts.push_back({.criterion = criterion.id, .outcome = PartOutcome::kUnparsed, .reason = reply});
        return;
      }
      const auto& numbers = std::get<std::vector<int>>(verdict);
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        values.push_back(numbers[i]);
        parts.push_back({.criterion = rubric_.criteria[i].id, .value = numbers[i],
                         .reason = std::string(reasons_of(reply, rubric_.criteria.size()))});
        detail += fmt::format("{}: {} of {}\n", rubric_.criteria[i].id, numbers[i], rubric_.criteria[i].max);
      }
      detail += fmt::format("reasons: {}\n", reasons_of(reply, rubric_.criteria.size()));
      return;
    }
    for (const Criterion& criterion : rubric_.criteria) {
      const auto* scores = std::get_if<Loglikelihoods>(&replies[next++].body);
      const auto wanted = static_cast<std::size_t>(criterion.max - criterion.min + 1);
      if (scores == nullptr || scores->continuations.size() != wanted) {
        problem = fmt::format("the judge gave no probabilities for '{}'", criterion.id);
        return;
      }
      for (const ContinuationScore& score : scores->continuations) {
        if (std::isnan(score.logprob)) {
          problem = fmt::format("the judge's log-probability for '{}' is not a number", criterion.id);
          return;
        }
      }
      const ScaleDistribution distribution = scale_distribution(scores->continuations, criterion.min);
      detail += fmt::format("{}: {:.2f} of {} (p {}; {:.0f} % of the judge's probability is on the scale)\n", criterion.id,
                            distribution.mean, criterion.max, describe(distribution, criterion.min),
                            100.0 * distribution.mass);
      parts.push_back({.criterion = criterion.id, .mass = distribution.mass, .reason = reply});
      for (std::size_t i = 0; i < distribution.probabilities.size(); ++i)
        parts.back().distribution.emplace_back(criterion.min + static_cast<double>(i), distribution.probabilities[i]);
      if (!(distribution.mass >= kMinMass)) {
        parts.back().outcome = PartOutcome::kOffScale;
        problem = fmt::format("only {:.0f} % of the judge's probability for '{}' is on the scale; expected {:.0f} % or more",
                              100.0 * distribution.mass, criterion.id, 100.0 * kMinMass);
        return;
      }
      parts.back().value = distribution.mean;
      values.push_back(distribution.mean);
    }
    if (reason_) detail += fmt::format("the judge wrote: {}\n", reply);
  }

  Rubric rubric_;
  std::size_t judge_;
  Method method_;
  bool reason_;
  SamplingParams sampling_;
  text::jinja::Template template_;
  MetricInfo info_;
};

std::unique_ptr<Rater> create(const Options& options, const RaterContext& context) {
  const std::size_t place = context.judge_named("", options, "judge");
  const BackendInfo& judge = context.judges[place].info;
  static constexpr std::array<std::string_view, 3> kMethods = {"auto", "generate", "distribution"};
  Rubric rubric = read_rubric(options);
  const std::string wanted = options.one_of("method", "auto", kMethods);
  const bool can_score = judge.can_loglikelihood && judge.can_chat;
  if (!judge.can_chat)
    options.fail("", fmt::format("the judge '{}' ({}) takes no chat messages; a rubric needs a chat model", judge.model,
                                 judge.backend));
  if (wanted == "distribution" && !can_score)
    options.fail("method", fmt::format("the judge '{}' ({}) gives no log-probabilities; use method: generate", judge.model,
                                       judge.backend));
  const Method method = wanted == "distribution" || (wanted == "auto" && can_score) ? Method::kDistribution
                                                                                    : Method::kGenerate;
  SamplingParams sampling;
  const Options wish = options.map("sampling");
  sampling.temperature = wish.number("temperature", 0.0, 0.0, 100.0);
  sampling.max_tokens = static_cast<int>(wish.integer("max_tokens", 256, 1, 1'000'000));
  return std::make_unique<RubricRater>(std::move(rubric), method, options.flag("reason", true), sampling, place);
}

}  // namespace

extern const RaterDef rubric;
const RaterDef rubric{"rubric",
                      "A judge rates one answer by criteria with anchored scales: by the verdict it writes, or by its exact "
                      "probabilities over each scale where the judge gives log-probabilities.",
                      create};

}  // namespace assay::raters::builtin
