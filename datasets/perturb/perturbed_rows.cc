#include "datasets/perturb/perturbed_rows.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/reader_choice.h"
#include "datasets/row_ids.h"
#include "harness/core/error.h"
#include "harness/core/registry.h"

namespace assay::datasets {
namespace {

constexpr const char* kField = "perturbation";

void state_id(Value& row, const std::string& field, const std::string& id) {
  if (const Value* stated = row.find(field)) {
    if (id_text(*stated) != id) row.set(field, id);
    return;
  }
  Value::Object& members = row.as_object();
  members.insert(members.begin(), {field, Value(id)});
}

}  // namespace

PerturbationChain::PerturbationChain(std::span<const PerturbationDef* const> defs,
                                     const std::vector<std::string>& written, std::uint64_t seed)
    : seed_(seed) {
  for (const std::string& one : written) {
    const std::size_t colon = one.find(':');
    const PerturbationDef& def = find_def(defs, one.substr(0, colon), "perturbation");
    const Options options = Options::from_pairs(
        colon == std::string::npos ? std::string_view() : std::string_view(one).substr(colon + 1), "--with " + one);
    steps_.push_back(def.make(options));
    options.done();
    names_.emplace_back(def.name);
    described_ += (described_.empty() ? "" : " + ") + one;
  }
}

bool PerturbationChain::apply(Value& row, const std::string& id) const {
  bool changed = false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    RandomStream random(stream_seed(seed_, "perturb/" + names_[i], id, i));
    if (steps_[i]->apply(row, random)) changed = true;
  }
  const Value* before = row.find(kField);
  row.set(kField, before != nullptr && before->is_string() ? before->as_string() + " + " + described_ : described_);
  return changed;
}

PerturbedCounts perturb_file(const std::string& path, std::span<const ReaderDef* const> readers,
                             const PerturbationChain& chain, const std::string& id_field,
                             const std::function<void(const Value& row)>& sink) {
  if (id_field.empty()) throw Error(ErrorKind::kUsage, "--id-field is empty; expected the name of the rows' id column");
  const std::unique_ptr<Reader> reader = open_rows(path, readers);
  RowIds ids({id_field, false});
  PerturbedCounts counts;
  for (Value row; reader->next(row); ++counts.rows) {
    const std::string& id = ids.add(row, reader->where());
    state_id(row, id_field, id);
    try {
      if (!chain.apply(row, id)) ++counts.unchanged;
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("{}: {}", reader->where(), error.what()));
    }
    sink(row);
  }
  if (counts.rows == 0) throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", path));
  return counts;
}

}  // namespace assay::datasets
