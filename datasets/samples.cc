#include "datasets/samples.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "datasets/row_ids.h"
#include "datasets/row_stream.h"
#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/excerpt.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

// Adds the row's place to what is wrong with it.
template <class Action>
auto at_row(const RowStream& rows, const Action& action) -> decltype(action()) {
  try {
    return action();
  } catch (const Error& error) {
    const std::string where = rows.where();
    if (error.message().starts_with(where)) throw;
    throw Error(error.kind(), fmt::format("{}: {}", where, error.what()));
  }
}

[[noreturn]] void add_split(Error& error, const TaskSpec& spec, const std::string& split) {
  error.add(fmt::format("while loading the split '{}' of task '{}' ({})", split, spec.name, spec.file));
  throw error;
}

IdColumn id_column(const TaskSpec& spec) {
  if (!spec.has_id_field) return {};
  return {spec.id_field, !spec.id_field.empty()};
}

// A sample without a cluster would only be missed when it is scored.
bool require_cluster(const TaskSpec& spec, const Value& row) {
  if (spec.clusters.empty()) return true;
  const Value* value = row.find(spec.clusters);
  if (value == nullptr || value->is_null() || value->is_array() || value->is_object())
    throw Error(
        ErrorKind::kData,
        fmt::format("the column '{}' (`clusters`) is {}; expected a text or a number that names what belongs together",
                    spec.clusters, value == nullptr ? "missing" : json_excerpt(*value)));
  return true;
}

class Columns {
 public:
  explicit Columns(std::vector<std::string>& names) : names_(names) {}
  void add(const Value& row) {
    // Rows of one file nearly always have the members of the row before.
    const Value::Object& members = row.as_object();
    if (members.size() == names_.size() &&
        std::equal(members.begin(), members.end(), names_.begin(),
                   [](const Value::Member& member, const std::string& name) { return member.key == name; }))
      return;
    for (const Value::Member& member : members)
      if (seen_.insert(member.key).second) names_.push_back(member.key);
  }

 private:
  std::vector<std::string>& names_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

struct SampleSet::State {
  TaskSpec spec;
  std::vector<RowFile> parts;
  std::string split;
  SplitShape shape;
  std::vector<std::string> ids;
  std::string sha256;
  std::unique_ptr<RowStream> rows;  // where reading stands
  std::size_t next = 0;             // the place of the row that `rows` gives next
};

SampleSet::SampleSet() : state_(std::make_unique<State>()) {}
SampleSet::~SampleSet() = default;
SampleSet::SampleSet(SampleSet&&) noexcept = default;
SampleSet& SampleSet::operator=(SampleSet&&) noexcept = default;

std::size_t SampleSet::size() const { return state_->ids.size(); }
std::span<const std::string> SampleSet::ids() const { return state_->ids; }
const SplitShape& SampleSet::shape() const { return state_->shape; }
const std::string& SampleSet::data_sha256() const { return state_->sha256; }

std::vector<Sample> SampleSet::read(std::span<const std::size_t> places) const {
  State& state = *state_;
  std::vector<Sample> samples;
  samples.reserve(places.size());
  try {
    for (const std::size_t place : places) {
      ASSAY_CHECK(place < size());
      if (!state.rows || place < state.next) {
        state.rows = std::make_unique<RowStream>(state.spec, state.parts);
        state.next = 0;
      }
      Value row;
      do {
        if (!state.rows->next(row))
          throw Error(ErrorKind::kData, fmt::format("{}: the file has fewer rows than when it was first read",
                                                    state.rows->where()));
      } while (state.next++ < place);
      Sample sample = at_row(*state.rows, [&] { return build_sample(state.spec, std::move(row), state.shape); });
      sample.id = state.ids.at(place);
      samples.push_back(std::move(sample));
    }
  } catch (Error& error) {
    state.rows.reset();
    add_split(error, state.spec, state.split);
  }
  return samples;
}

std::vector<Sample> SampleSet::read(std::size_t begin, std::size_t end) const {
  std::vector<std::size_t> places(end - begin);
  std::iota(places.begin(), places.end(), begin);
  return read(places);
}

std::vector<std::string> SampleSet::where(std::size_t begin, std::size_t end) const {
  RowStream rows(state_->spec, state_->parts);
  std::vector<std::string> places;
  Value row;
  for (std::size_t i = 0; i < end && rows.next(row); ++i)
    if (i >= begin) places.push_back(rows.where());
  return places;
}

SampleSet open_samples(const TaskSpec& spec, const LoadOptions& options, std::optional<std::int64_t> limit) {
  SampleSet set;
  SampleSet::State& state = *set.state_;
  state.spec = spec;
  state.split = spec.eval_split();
  try {
    state.parts = locate_split(spec, state.split, options);
    state.sha256 = files_sha256(state.parts);
    RowStream rows(state.spec, state.parts);
    Columns columns(state.shape.columns);
    RowIds ids(id_column(spec));
    Value row;
    while ((!limit || static_cast<std::int64_t>(ids.size()) < *limit) && rows.next(row)) {
      if (ids.size() == 0)
        state.shape.choices_as_inputs =
            at_row(rows, [&] { return has_choices_as_inputs(spec, row, std::span<const std::string>()); });
      columns.add(row);
      ids.add(rows.original(), rows.where());
      at_row(rows, [&] { return require_cluster(spec, row); });
    }
    state.ids = ids.take();
    if (set.empty() && (!limit || *limit > 0))
      throw Error(ErrorKind::kData, rows.num_dropped() == 0
                                        ? fmt::format("{}: there are no rows", rows.name())
                                        : fmt::format("{}: doc_filter drops all {} rows", rows.name(), rows.num_dropped()));
  } catch (Error& error) {
    add_split(error, spec, state.split);
  }
  return set;
}

ExampleRows load_examples(const TaskSpec& spec, const LoadOptions& options, const SampleSet& evaluated) {
  ExampleRows pool;
  if (spec.stated_fewshot_split.empty() && spec.fewshot_rows) {
    for (std::size_t i = 0; i < spec.fewshot_rows->size(); ++i) {
      try {
        pool.examples.push_back(build_example(spec, (*spec.fewshot_rows)[i], evaluated.shape()));
        pool.examples.back().id = fmt::format("fewshot_config.samples[{}]", i);
      } catch (Error& error) {
        error.add(fmt::format("in example {} of fewshot_config.samples of task '{}' ({})", i, spec.name, spec.file));
        throw;
      }
      pool.data_sha256 = sha256_hex(pool.data_sha256 + json::dump_canonical((*spec.fewshot_rows)[i]));
    }
    return pool;
  }
  std::string split = spec.eval_split();
  for (const std::string& stated : {spec.validation_split, spec.training_split, spec.stated_fewshot_split})
    if (!stated.empty()) split = stated;
  try {
    const std::vector<RowFile> parts = locate_split(spec, split, options);
    pool.data_sha256 = files_sha256(parts);
    RowStream rows(spec, parts);
    RowIds ids(id_column(spec));
    Value row;
    while (rows.next(row)) {
      at_row(rows, [&] {
        const std::string& id = ids.add(rows.original(), rows.where());
        pool.examples.push_back(build_example(spec, std::move(row), evaluated.shape()));
        pool.examples.back().id = id;
        return 0;
      });
    }
    if (pool.examples.empty()) throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", rows.name()));
  } catch (Error& error) {
    add_split(error, spec, split);
  }
  return pool;
}

}  // namespace assay::datasets
