#include "datasets/synthetic/choices.h"

#include <algorithm>
#include <vector>

#include "datasets/random_draw.h"

namespace assay::datasets {

bool add_choices(Value& item, std::int64_t count, RandomStream& random, const std::function<std::string()>& wrong) {
  if (count == 0) return true;
  std::vector<std::string> choices = {item.find("answer")->as_string()};
  for (int attempt = 0; attempt < 1000 && static_cast<std::int64_t>(choices.size()) < count; ++attempt) {
    std::string other = wrong();
    if (std::find(choices.begin(), choices.end(), other) == choices.end()) choices.push_back(std::move(other));
  }
  if (static_cast<std::int64_t>(choices.size()) < count) return false;
  const std::vector<std::size_t> order = draw_order(random, choices.size());
  Value list = Value::array();
  std::int64_t right = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    if (order[place] == 0) right = static_cast<std::int64_t>(place);
    list.push_back(choices[order[place]]);
  }
  item.set("choices", std::move(list));
  item.set("answer_index", right);
  return true;
}

}  // namespace assay::datasets
