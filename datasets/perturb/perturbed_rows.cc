#include "datasets/perturb/perturbed_rows.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/reader_choice.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"
#include "harness/core/registry.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kIdDigits = 12;
constexpr const char* kField = "perturbation";

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

std::string PerturbedIds::id_of(Value& row) {
  if (const Value* value = row.find(field_)) {
    if (value->is_int()) return std::to_string(value->as_int());
    if (value->is_string() && !value->as_string().empty()) return value->as_string();
    throw Error(ErrorKind::kData,
                fmt::format("the id field '{}' is {}; expected a text or a whole number", field_, json::dump(*value)));
  }
  const std::string base = sha256_hex(json::dump_canonical(row)).substr(0, kIdDigits);
  std::string id = base;
  while (!used_.insert(id).second) id = fmt::format("{}#{}", base, ++copies_[base] + 1);
  Value::Object& members = row.as_object();
  members.insert(members.begin(), {field_, Value(id)});
  return id;
}

PerturbedCounts perturb_file(const std::string& path, std::span<const ReaderDef* const> readers,
                             const PerturbationChain& chain, const std::string& id_field,
                             const std::function<void(const Value& row)>& sink) {
  const std::unique_ptr<Reader> reader = open_rows(path, readers);
  PerturbedIds ids(id_field);
  PerturbedCounts counts;
  for (Value row; reader->next(row); ++counts.rows) {
    try {
      const std::string id = ids.id_of(row);
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
