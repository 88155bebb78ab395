#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/run/checks/checks.h"
#include "harness/text/jinja/free_names.h"

namespace assay::run {

ColumnUse::ColumnUse(const datasets::TaskSpec& spec) {
  const auto add = [&](const datasets::RowSource& source, const std::string& key) {
    if (!source.compiled) return;
    for (const std::string& name : text::jinja::free_names(source.written)) {
      const bool known = std::any_of(uses_.begin(), uses_.end(), [&](const Use& use) { return use.name == name; });
      if (!known) uses_.push_back({name, key, source.where, 0, ""});
    }
  };
  add(spec.description, "description");
  add(spec.form.doc_to_text, "doc_to_text");
  add(spec.form.doc_to_target, "doc_to_target");
  add(spec.form.doc_to_choice, "doc_to_choice");
  add(spec.form.gen_prefix, "gen_prefix");
}

void ColumnUse::see(const Value& row, const std::string& where) {
  ++rows_;
  for (const Value::Member& member : row.as_object()) columns_.insert(member.key);
  for (Use& use : uses_) {
    const Value* found = row.find(use.name);
    if (found != nullptr && !found->is_null())
      ++use.rows;
    else if (use.first_without.empty())
      use.first_without = where;
  }
}

void ColumnUse::report(Findings& findings, bool has_failed) const {
  const std::vector<std::string> columns(columns_.begin(), columns_.end());
  for (const Use& use : uses_) {
    if (use.rows == rows_) continue;
    if (!columns_.contains(use.name)) {
      const std::string near = did_you_mean(use.name, columns);
      const std::string message =
          fmt::format("{} asks for '{}', which no row has{}; the columns are: {}", use.key, use.name,
                      near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(columns, ", "));
      if (has_failed)
        findings.error("column_missing", use.where, message, use.name);
      else
        findings.warn("column_missing", use.where, message, use.name);
    } else {
      findings.warn("column_sparse", use.where,
                    fmt::format("{} asks for '{}', which {} of {} rows lack, first {}", use.key, use.name, rows_ - use.rows,
                                rows_, use.first_without),
                    use.name);
    }
  }
}

}  // namespace assay::run
