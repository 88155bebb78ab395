#include "harness/store/groups.h"

#include <algorithm>
#include <charconv>

#include "harness/core/json.h"
#include "harness/store/database.h"
#include "harness/store/score_row.h"

namespace assay::store {
namespace {

void put_group(Database& database, const std::string& run, std::int64_t position, const RunFacts::Group& group) {
  database.query("INSERT INTO run_groups (run, name, position, alias, version) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(1, run).bind(2, group.name).bind(3, position).bind(4, group.alias).bind(5, group.version).run();
  std::int64_t at = 0;
  for (const RunFacts::Group::Member& member : group.members)
    database
        .query("INSERT INTO run_group_members (run, group_name, position, member, is_group) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(1, run).bind(2, group.name).bind(3, at++).bind(4, member.name).bind(5, member.is_group ? 1 : 0).run();
  at = 0;
  for (const std::string& task : group.tasks)
    database.query("INSERT INTO run_group_tasks (run, group_name, position, task) VALUES (?1, ?2, ?3, ?4)")
        .bind(1, run).bind(2, group.name).bind(3, at++).bind(4, task).run();
  at = 0;
  for (const RunFacts::Group::Number& number : group.numbers) {
    Query insert = database.query(
        "INSERT INTO run_group_numbers (run, group_name, position, metric, filters, weighting) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    insert.bind(1, run).bind(2, group.name).bind(3, at++).bind(4, number.metric);
    if (number.filters) {
      Value list = Value::array();
      for (const std::string& filter : *number.filters) list.push_back(Value(filter));
      insert.bind(5, json::dump(list));
    } else {
      insert.bind_null(5);
    }
    insert.bind(6, number.by_size ? "by_size" : "equal").run();
  }
}

void put_row(Database& database, const std::string& run, std::int64_t position, const GroupRow& row) {
  const Estimate& e = row.estimate;
  Query insert = database.query(
      "INSERT INTO group_estimates (run, model, group_name, metric, position, signature, weighting, value, low, high, level, "
      "method, no_interval, scored, unscored, failed, seed, higher_is_better, scale, standard_error, standard_error_within, "
      "clusters) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)");
  insert.bind(1, run).bind(2, row.model).bind(3, row.group).bind(4, row.metric).bind(5, position).bind(6, row.signature);
  insert.bind(7, row.by_size ? "by_size" : "equal").bind(8, e.value).bind(9, e.low).bind(10, e.high).bind(11, e.level);
  insert.bind(12, e.method).bind(13, e.no_interval).bind(14, e.scored).bind(15, e.unscored).bind(16, e.failed);
  insert.bind(17, std::to_string(e.seed)).bind(18, row.higher_is_better ? 1 : 0).bind(19, row.scale);
  insert.bind(20, e.standard_error).bind(21, e.standard_error_within).bind(22, e.clusters).run();
  std::int64_t at = 0;
  const auto put_part = [&](const std::string& task, const std::optional<double>& weight, const std::optional<double>& value) {
    database
        .query("INSERT INTO group_estimate_tasks (run, model, group_name, metric, position, task, weight, value) VALUES (?1, ?2, "
               "?3, ?4, ?5, ?6, ?7, ?8)")
        .bind(1, run).bind(2, row.model).bind(3, row.group).bind(4, row.metric).bind(5, at++).bind(6, task).bind(7, weight)
        .bind(8, value).run();
  };
  for (const GroupRow::Part& part : row.parts) put_part(part.task, part.weight, part.value);
  for (const std::string& task : row.without) put_part(task, std::nullopt, std::nullopt);
}

std::uint64_t seed_of(const std::string& text) {
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

void read_parts(Database& database, const std::string& run, GroupRow& row) {
  Query parts = database.query(
      "SELECT task, weight, value FROM group_estimate_tasks WHERE run = ?1 AND model = ?2 AND group_name = ?3 AND metric = ?4 "
      "ORDER BY position");
  parts.bind(1, run).bind(2, row.model).bind(3, row.group).bind(4, row.metric);
  while (parts.next()) {
    if (parts.is_null(1))
      row.without.push_back(parts.text(0));
    else
      row.parts.push_back({parts.text(0), parts.real(1), parts.optional_real(2)});
  }
}

}  // namespace

void put_groups(Store& store, const std::string& run, std::span<const RunFacts::Group> groups) {
  const std::vector<RunFacts::Group> before = stored_groups(store, run);
  if (std::equal(before.begin(), before.end(), groups.begin(), groups.end())) return;
  Database& database = store.database();
  database.atomically([&] {
    for (const char* table : {"group_estimate_tasks", "group_estimates", "run_group_numbers", "run_group_tasks", "run_group_members",
                              "run_groups"})
      database.query(std::string("DELETE FROM ") + table + " WHERE run = ?1").bind(1, run).run();
    std::int64_t position = 0;
    for (const RunFacts::Group& group : groups) put_group(database, run, position++, group);
  });
}

std::vector<RunFacts::Group> stored_groups(const Store& store, const std::string& run) {
  Database& database = store.database();
  std::vector<RunFacts::Group> groups;
  Query query = database.query("SELECT name, alias, version FROM run_groups WHERE run = ?1 ORDER BY position");
  query.bind(1, run);
  while (query.next()) groups.push_back({query.text(0), query.text(1), query.text(2), {}, {}, {}});
  for (RunFacts::Group& group : groups) {
    Query members =
        database.query("SELECT member, is_group FROM run_group_members WHERE run = ?1 AND group_name = ?2 ORDER BY position");
    members.bind(1, run).bind(2, group.name);
    while (members.next()) group.members.push_back({members.text(0), members.integer(1) != 0});
    Query tasks = database.query("SELECT task FROM run_group_tasks WHERE run = ?1 AND group_name = ?2 ORDER BY position");
    tasks.bind(1, run).bind(2, group.name);
    while (tasks.next()) group.tasks.push_back(tasks.text(0));
    Query numbers = database.query(
        "SELECT metric, filters, weighting FROM run_group_numbers WHERE run = ?1 AND group_name = ?2 ORDER BY position");
    numbers.bind(1, run).bind(2, group.name);
    while (numbers.next()) {
      RunFacts::Group::Number number;
      number.metric = numbers.text(0);
      if (!numbers.is_null(1)) {
        number.filters.emplace();
        const Value list = json::parse(numbers.text(1), "run_group_numbers.filters");
        for (const Value& filter : list.as_array()) number.filters->push_back(filter.as_string());
      }
      number.by_size = numbers.text(2) == "by_size";
      group.numbers.push_back(std::move(number));
    }
  }
  return groups;
}

void replace_group_rows(Store& store, const std::string& run, const std::string& model, std::span<const GroupRow> rows) {
  Database& database = store.database();
  database.atomically([&] {
    for (const char* table : {"group_estimate_tasks", "group_estimates"})
      database.query(std::string("DELETE FROM ") + table + " WHERE run = ?1 AND model = ?2").bind(1, run).bind(2, model).run();
    std::int64_t position = 0;
    for (const GroupRow& row : rows) put_row(database, run, position++, row);
  });
}

std::vector<GroupRow> stored_group_rows(Database& database, const std::string& run) {
  std::vector<GroupRow> rows;
  Query query = database.query(
      "SELECT e.model, e.group_name, e.metric, e.signature, e.weighting, e.value, e.low, e.high, e.level, e.method, e.no_interval, "
      "e.scored, e.unscored, e.failed, e.seed, e.higher_is_better, e.scale, e.standard_error, e.standard_error_within, e.clusters "
      "FROM group_estimates e JOIN run_models m ON m.run = e.run AND m.name = e.model "
      "JOIN run_groups g ON g.run = e.run AND g.name = e.group_name WHERE e.run = ?1 ORDER BY m.position, g.position, e.position");
  query.bind(1, run);
  while (query.next()) {
    GroupRow row;
    row.model = query.text(0);
    row.group = query.text(1);
    row.metric = query.text(2);
    row.signature = query.text(3);
    row.by_size = query.text(4) == "by_size";
    Estimate& e = row.estimate;
    e.value = query.optional_real(5);
    e.low = query.optional_real(6);
    e.high = query.optional_real(7);
    e.level = query.real(8);
    e.method = query.text(9);
    e.no_interval = query.text(10);
    e.scored = query.integer(11);
    e.unscored = query.integer(12);
    e.failed = query.integer(13);
    e.seed = seed_of(query.text(14));
    row.higher_is_better = query.integer(15) != 0;
    row.scale = query.real(16);
    e.standard_error = query.optional_real(17);
    e.standard_error_within = query.optional_real(18);
    e.clusters = query.integer(19);
    rows.push_back(std::move(row));
  }
  for (GroupRow& row : rows) read_parts(database, run, row);
  return rows;
}

void for_each_ordered_score(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                            const std::function<void(const std::string& metric, const std::string& sample, const Scored& scored,
                                                     const std::optional<std::string>& cluster)>& score) {
  // CROSS JOIN keeps the samples by position as the outer loop, so nothing is sorted.
  Query query = store.database().cursor(
      "SELECT s.metric, s.sample, s.value, s.unscored, NULL, NULL, s.stats, p.cluster FROM samples p CROSS JOIN scores s ON s.run = p.run "
      "AND s.model = ?3 AND s.task = p.task AND s.sample = p.id WHERE p.run = ?1 AND p.task = ?2 ORDER BY p.position");
  query.bind(1, run).bind(2, task).bind(3, model);
  while (query.next())
    score(query.text(0), query.text(1), read_score(query, 2), query.is_null(7) ? std::nullopt : std::optional(query.text(7)));
}

std::map<std::string, std::int64_t> failed_counts(const Store& store, const std::string& run, const std::string& model,
                                                  const std::string& task) {
  Query query = store.database().query(
      "SELECT name, failed FROM estimates WHERE run = ?1 AND model = ?2 AND task = ?3 AND kind = 'metric'");
  query.bind(1, run).bind(2, model).bind(3, task);
  std::map<std::string, std::int64_t> counts;
  while (query.next()) counts.emplace(query.text(0), query.integer(1));
  return counts;
}

}  // namespace assay::store
