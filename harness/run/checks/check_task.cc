#include "harness/run/checks/check_task.h"

#include <fmt/core.h>

#include <algorithm>

#include <array>
#include <unordered_set>

#include "datasets/row_stream.h"
#include "datasets/sample_builder.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/text/unicode.h"

namespace assay::run {
namespace {

using SampleCheck = void (*)(const SampleView&, Findings&);
constexpr std::array<SampleCheck, 4> kSampleChecks = {check_texts, check_choices, check_stops, check_examples};

// Where an error of a row is said already, it is not said twice.
std::string without_place(const std::string& message, const std::string& where) {
  return message.starts_with(where + ": ") ? message.substr(where.size() + 2) : message;
}

// Questions of an example pool that is another split than the one that is scored.
class PoolQuestions {
 public:
  explicit PoolQuestions(const OpenTask& task) {
    const datasets::TaskSpec& spec = task.spec;
    std::string split = spec.eval_split();
    for (const std::string& stated : {spec.validation_split, spec.training_split, spec.stated_fewshot_split})
      if (!stated.empty()) split = stated;
    own_ = split != spec.eval_split() || (spec.fewshot_rows && spec.stated_fewshot_split.empty());
    if (!own_) return;
    for (const Sample& example : task.pool.samples()) questions_.insert(digest(example));
  }

  void see(const SampleView& view, Findings& findings) const {
    if (!own_ || view.sample.choices_are_inputs || text::strip(view.sample.input).empty()) return;
    if (questions_.contains(digest(view.sample)))
      findings.warn("pool_overlap", view.where, "the question is also in the split that few-shot examples are drawn from");
  }

 private:
  static std::string digest(const Sample& sample) {
    Sha256 hash;
    hash.field(text::strip(sample.input));
    for (const std::string& choice : sample.choices) hash.field(choice);
    return hash.hex().substr(0, 24);
  }

  bool own_ = false;
  std::unordered_set<std::string> questions_;
};

void check_with_model(const SampleView& view, const ModelView& model, Findings& findings) {
  for (const Request& request : view.requests) {
    if (request.id.epoch > 0) continue;
    try {
      const EncodedRequest encoded = model.encode(request);
      check_encoded(view, request, encoded, model, findings);
      check_token_counts(view, request, encoded, model, findings);
    } catch (const Error& error) {
      findings.error("prompt_refused", view.where, error.message(), model.name);
    }
  }
}

// A row that fails for want of a column that no row has says nothing new.
void drop_explained(std::vector<Finding>& findings) {
  std::vector<std::string> missing;  // in quotation marks
  for (const Finding& finding : findings) {
    const std::size_t begin = finding.message.find('\'');
    const std::size_t end = finding.message.find('\'', begin + 1);
    if (finding.check == "column_missing" && end != std::string::npos)
      missing.push_back(finding.message.substr(begin, end + 1 - begin));
  }
  std::erase_if(findings, [&](const Finding& finding) {
    return (finding.check == "row" || finding.check == "prompt_fails") &&
           std::any_of(missing.begin(), missing.end(),
                       [&](const std::string& name) { return finding.message.find(name) != std::string::npos; });
  });
}

class TaskCheck {
 public:
  TaskCheck(const OpenTask& task, std::span<const ModelView> models)
      : task_(task), findings_(task.spec.name), gold_(task), pool_(task) {
    check_stop_list(task, findings_);
    for (const ModelView& model : models) {
      check_chat_template(task, model, findings_);
      if (!task.style.chat || !model.chat_template.empty()) usable_.push_back(&model);
    }
  }

  void see(const Sample& sample, const std::string& where) {
    SampleView view{task_, sample, {}, {}, where};
    std::vector<const Sample*> examples;
    std::vector<Request> requests;
    try {
      if (task_.spec.output_type != datasets::OutputType::kLoglikelihoodRolling)
        examples = task_.pool.choose(task_.spec, sample, task_.num_fewshot);
      view.examples = examples;
      requests = plan(task_, sample, {});
      view.requests = requests;
    } catch (const Error& error) {
      findings_.error(error.kind() == ErrorKind::kConfig && task_.num_fewshot > 0 ? "fewshot_pool" : "prompt_fails", where,
                      without_place(error.message(), where));
      return;
    }
    for (const SampleCheck check : kSampleChecks) check(view, findings_);
    pool_.see(view, findings_);
    gold_.see(view);
    if (usable_.empty()) check_answer_words(view, findings_);
    for (const ModelView* model : usable_) check_with_model(view, *model, findings_);
  }

  void row_failed(const std::string& where, const Error& error) {
    failed_ = true;
    findings_.error("row", where, without_place(error.message(), where));
  }

  std::vector<Finding> finish(const ColumnUse& columns) {
    columns.report(findings_, failed_);
    gold_.report(findings_);
    std::vector<Finding> found = findings_.take();
    drop_explained(found);
    return found;
  }

 private:
  const OpenTask& task_;
  std::vector<const ModelView*> usable_;
  Findings findings_;
  GoldScores gold_;
  PoolQuestions pool_;
  bool failed_ = false;
};

}  // namespace

CheckedTask check_task(const OpenTask& task, const datasets::LoadOptions& load, std::span<const ModelView> models,
                       std::size_t num_first) {
  CheckedTask out;
  TaskCheck check(task, models);
  ColumnUse columns(task.spec);
  const std::vector<datasets::RowFile> parts = datasets::locate_split(task.spec, task.spec.eval_split(), load);
  datasets::RowStream rows(task.spec, parts);
  Value row;
  for (std::size_t i = 0; i < task.set.size() && rows.next(row); ++i) {
    const std::string where = rows.where();
    columns.see(row, where);
    try {
      Sample sample = datasets::build_sample(task.spec, std::move(row), task.set.shape());
      sample.id = task.set.id(i);
      check.see(sample, where);
      if (out.first.size() < num_first) out.first.push_back(std::move(sample));
    } catch (const Error& error) {
      check.row_failed(where, error);
    }
  }
  out.findings = check.finish(columns);
  return out;
}

}  // namespace assay::run
