#pragma once

#include <string>
#include <string_view>

#include "harness/core/report.h"
#include "harness/store/database.h"
#include "harness/store/run_writer.h"

namespace assay::store {

/// Sets the headline number of a metric, within the transaction that is open or in one of its own.
void insert_estimate(Database& database, const std::string& run, const ResultRow& row);
/// The same for a rater.
void insert_estimate(Database& database, const std::string& run, const RatingRow& row);

/// Notes what a metric's or rater's scores come from. `kind` is "metric" or "rater".
void put_scorer(Database& database, const std::string& run, const std::string& model, const std::string& task,
                std::string_view kind, const Scorer& scorer);

}  // namespace assay::store
