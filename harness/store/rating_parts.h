#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/rating.h"
#include "harness/store/database.h"

namespace assay::store {

/// The rating that parts belong to.
struct RatingKey {
  std::string run, model, task, sample, rater;
};

/// Removes the parts of all ratings of a rater of a model and task.
void delete_rating_parts(Database& database, const std::string& run, const std::string& model, const std::string& task,
                         const std::string& rater);
/// Adds the parts of one rating, in their order. Requires: a transaction is open.
void insert_rating_parts(Database& database, const RatingKey& key, std::span<const RatingPart> parts);
/// The parts of one rating in their order; empty where there are none.
std::vector<RatingPart> read_rating_parts(Database& database, const RatingKey& key);

}  // namespace assay::store
