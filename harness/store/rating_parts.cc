#include "harness/store/rating_parts.h"

#include <fmt/core.h>

#include <array>

#include "harness/core/error.h"

namespace assay::store {
namespace {

PartOutcome outcome_named(const std::string& name) {
  for (const PartOutcome outcome :
       {PartOutcome::kRated, PartOutcome::kNotApplicable, PartOutcome::kUnparsed, PartOutcome::kOffScale})
    if (name_of(outcome) == name) return outcome;
  throw Error(ErrorKind::kRuntime, fmt::format("the store has a rating part of the unknown outcome '{}'", name));
}

Query& bind_key(Query& query, const RatingKey& key) {
  return query.bind(1, key.run).bind(2, key.model).bind(3, key.task).bind(4, key.sample).bind(5, key.rater);
}

}  // namespace

void delete_rating_parts(Database& database, const std::string& run, const std::string& model, const std::string& task,
                         const std::string& rater) {
  for (const char* table : {"rating_distributions", "rating_parts"})
    database.query(fmt::format("DELETE FROM {} WHERE run = ?1 AND model = ?2 AND task = ?3 AND rater = ?4", table))
        .bind(1, run)
        .bind(2, model)
        .bind(3, task)
        .bind(4, rater)
        .run();
}

void insert_rating_parts(Database& database, const RatingKey& key, std::span<const RatingPart> parts) {
  std::int64_t position = 0;
  for (const RatingPart& part : parts) {
    Query insert = database.query(
        "INSERT INTO rating_parts (run, model, task, sample, rater, position, epoch, criterion, unit, shown, outcome, value, "
        "mass, reason, evidence, verbatim, gate) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
        "?16, ?17)");
    bind_key(insert, key).bind(6, position).bind(7, part.epoch).bind(8, part.criterion).bind(9, part.unit);
    insert.bind(10, part.order).bind(11, name_of(part.outcome)).bind(12, part.value).bind(13, part.mass);
    insert.bind(14, part.reason).bind(15, part.evidence);
    if (part.verbatim)
      insert.bind(16, *part.verbatim ? 1 : 0);
    else
      insert.bind_null(16);
    insert.bind(17, part.gate).run();
    for (const auto& [value, probability] : part.distribution) {
      Query point = database.query(
          "INSERT INTO rating_distributions (run, model, task, sample, rater, position, value, probability) VALUES (?1, ?2, "
          "?3, ?4, ?5, ?6, ?7, ?8)");
      bind_key(point, key).bind(6, position).bind(7, value).bind(8, probability).run();
    }
    ++position;
  }
}

std::vector<RatingPart> read_rating_parts(Database& database, const RatingKey& key) {
  std::vector<RatingPart> parts;
  Query query = database.query(
      "SELECT epoch, criterion, unit, shown, outcome, value, mass, reason, evidence, verbatim, gate FROM rating_parts WHERE "
      "run = ?1 AND model = ?2 AND task = ?3 AND sample = ?4 AND rater = ?5 ORDER BY position");
  bind_key(query, key);
  while (query.next()) {
    RatingPart part;
    part.epoch = static_cast<int>(query.integer(0));
    part.criterion = query.text(1);
    part.unit = query.text(2);
    part.order = query.text(3);
    part.outcome = outcome_named(query.text(4));
    part.value = query.optional_real(5);
    part.mass = query.optional_real(6);
    part.reason = query.text(7);
    part.evidence = query.text(8);
    if (!query.is_null(9)) part.verbatim = query.integer(9) != 0;
    part.gate = query.text(10);
    parts.push_back(std::move(part));
  }
  Query points = database.query(
      "SELECT position, value, probability FROM rating_distributions WHERE run = ?1 AND model = ?2 AND task = ?3 AND sample = "
      "?4 AND rater = ?5 ORDER BY position, value");
  bind_key(points, key);
  while (points.next())
    if (const auto place = static_cast<std::size_t>(points.integer(0)); place < parts.size())
      parts[place].distribution.emplace_back(points.optional_real(1).value_or(0.0), points.optional_real(2).value_or(0.0));
  return parts;
}

}  // namespace assay::store
