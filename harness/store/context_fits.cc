#include "harness/store/context_fits.h"

#include "harness/store/database.h"

namespace assay::store {
void put_context_fit(Store& store, const std::string& run, const ContextFit& fit) {
  Database& database = store.database();
  database.atomically([&] {
    database
        .query(
            "INSERT INTO context_fits (run, model, task, max_tokens, shortened, dropped, too_long) VALUES (?1, ?2, ?3, ?4, "
            "?5, ?6, ?7) "
            "ON CONFLICT (run, model, task) DO UPDATE SET max_tokens = excluded.max_tokens, shortened = excluded.shortened, "
            "dropped = excluded.dropped, too_long = excluded.too_long")
        .bind(1, run)
        .bind(2, fit.model)
        .bind(3, fit.task)
        .bind(4, fit.max_tokens)
        .bind(5, fit.shortened)
        .bind(6, fit.dropped)
        .bind(7, fit.too_long)
        .run();
  });
}

std::vector<ContextFit> context_fits(Database& database, const std::string& run) {
  std::vector<ContextFit> fits;
  Query query = database.query(
      "SELECT model, task, max_tokens, shortened, dropped, too_long FROM context_fits WHERE run = ?1 ORDER BY model, task");
  query.bind(1, run);
  while (query.next())
    fits.push_back({query.text(0), query.text(1), query.integer(2), query.integer(3), query.integer(4), query.integer(5)});
  return fits;
}

}  // namespace assay::store
