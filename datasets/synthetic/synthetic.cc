#include "datasets/synthetic/synthetic.h"

#include <fmt/core.h>

#include <utility>

#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kDigestDigits = 32;
// Where 99.9 % of a space of questions are used up, all of so many draws repeat one with a probability of e^-20.
constexpr int kMaxDraws = 20'000;

std::string question_digest(const Value& item) {
  Value asked = Value::object();
  for (const char* key : {"context", "question", "choices"})
    if (const Value* value = item.find(key)) asked.set(key, *value);
  return sha256_hex(json::dump_canonical(asked)).substr(0, kDigestDigits);
}

}  // namespace

SyntheticItems::SyntheticItems(const SyntheticDef& def, const Options& options, std::uint64_t seed)
    : def_(def), kind_(def.make(options)), seed_(seed) {
  options.done();
}

Value SyntheticItems::next() {
  const std::string purpose = fmt::format("synthetic/{}", def_.name);
  bool drew = false;
  for (int attempt = 0; attempt < kMaxDraws; ++attempt) {
    RandomStream random(stream_seed(seed_, purpose, std::to_string(attempt), index_));
    std::optional<Value> item = kind_->draw(random, index_);
    if (!item) continue;
    drew = true;
    if (!asked_.insert(question_digest(*item)).second) continue;
    ++index_;
    item->set("kind", def_.name);
    Value out = Value::object();
    out.set("id", fmt::format("{}-{}", def_.name, sha256_hex(json::dump_canonical(*item)).substr(0, kIdDigits)));
    for (Value::Member& member : item->as_object()) out.as_object().push_back(std::move(member));
    return out;
  }
  if (!drew)
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: these options give no item: {} draws came to nothing; expected wider ones", def_.name,
                            kMaxDraws));
  throw Error(
      ErrorKind::kConfig,
      fmt::format("{}: these options give no further question behind {} item{}: {} draws in a row had been asked "
                  "before; ask for fewer items, or widen the options",
                  def_.name, index_, index_ == 1 ? "" : "s", kMaxDraws));
}

}  // namespace assay::datasets
