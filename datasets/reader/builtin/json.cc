#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/reader/json_cursor.h"
#include "datasets/reader/json_layout.h"
#include "datasets/reader/json_rows.h"
#include "harness/core/error.h"
#include "harness/core/reader.h"

namespace assay::datasets::builtin {
namespace {

using Kind = JsonMember::Kind;

constexpr std::array<std::string_view, 1> kExtensions = {".json"};
constexpr std::array<std::string_view, 1> kOptions = {"records"};
// Each column has the file open a second time.
constexpr std::size_t kMaxColumns = 500;

std::vector<std::string> split_path(const std::string& file, const std::string& written) {
  std::vector<std::string> keys;
  std::string_view rest = written;
  while (!written.empty()) {
    const std::size_t dot = rest.find('.');
    keys.emplace_back(rest.substr(0, dot));
    if (keys.back().empty() || keys.size() > 32)
      throw Error(ErrorKind::kConfig, fmt::format("{}: records is '{}'; expected up to 32 keys with dots between them, such "
                                                  "as data.paragraphs.qas",
                                                  file, written));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return keys;
}

// An object is looked over first and read afterwards: a pipe gives its bytes only once.
void require_regular(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    throw Error(ErrorKind::kData,
                fmt::format("{}: holds one JSON object, which is read twice; expected a regular file", path));
}

bool all_are(const std::vector<JsonMember>& members, std::initializer_list<Kind> kinds) {
  return std::all_of(members.begin(), members.end(), [&](const JsonMember& member) {
    return std::find(kinds.begin(), kinds.end(), member.kind) != kinds.end();
  });
}

// Lists or pandas' columns of one length, to be read side by side.
std::unique_ptr<JsonRows> open_columns(const std::string& path, const std::string& where,
                                       const std::vector<JsonMember>& members) {
  std::vector<std::string> keys;
  std::vector<JsonCursor::Place> places;
  for (const JsonMember& member : members) {
    if (member.count != members.front().count)
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the column '{}' has {} values, '{}' has {}; expected columns of one length", where,
                              members.front().key, members.front().count, member.key, member.count));
    keys.push_back(member.key);
    places.push_back(member.place);
  }
  if (members.size() > kMaxColumns)
    throw Error(ErrorKind::kData, fmt::format("{}: there are {} columns; expected up to {}, or a list of rows", where,
                                              members.size(), kMaxColumns));
  return column_rows(path, std::move(keys), places);
}

// The rows of an object that is the whole file (or one split of it), by what its members hold.
std::unique_ptr<JsonRows> open_object(const std::string& path, const std::string& where, JsonCursor::Place start,
                                      const std::vector<JsonMember>& members, const std::string& split) {
  if (members.empty()) throw Error(ErrorKind::kData, fmt::format("{}: the object is empty; expected rows", where));
  for (const JsonMember& member : members) {
    if (member.key != split || split.empty()) continue;
    const bool is_list = member.kind == Kind::kRecords || (member.kind == Kind::kList && member.count == 0);
    if (is_list) return list_rows(JsonCursor(path, member.place), false);
    if (member.kind != Kind::kObject) continue;
    JsonCursor inner(path, member.place);
    const std::string inner_where = inner.where();
    return open_object(path, inner_where, member.place, read_layout(inner), "");
  }
  const bool has_records = std::any_of(members.begin(), members.end(),
                                       [](const JsonMember& member) { return member.kind == Kind::kRecords; });
  const bool only_empty_lists_beside = std::all_of(members.begin(), members.end(), [](const JsonMember& member) {
    return member.kind == Kind::kRecords || (member.kind == Kind::kList && member.count == 0);
  });
  if (has_records && only_empty_lists_beside)
    throw Error(ErrorKind::kData,
                fmt::format("{}: the file holds lists of rows called {}{}; expected one of these as the split, or as "
                            "`records`",
                            where, list_keys(members),
                            split.empty() ? "" : fmt::format(", and none for the split '{}'", split)));
  if (members.size() == 3 && std::all_of(members.begin(), members.end(), [](const JsonMember& member) {
        return member.key == "columns" || member.key == "index" || member.key == "data";
      }))
    throw Error(ErrorKind::kData, fmt::format("{}: this is pandas' form of columns, index and data; expected a list of rows "
                                              "(to_json with orient='records')",
                                              where));
  if (all_are(members, {Kind::kRecords, Kind::kList}) || all_are(members, {Kind::kIndexed}))
    return open_columns(path, where, members);
  if (has_records || all_are(members, {Kind::kObject, Kind::kIndexed})) {
    std::vector<std::string> named;
    for (const JsonMember& member : members)
      if (named.size() < 5 && (member.kind == Kind::kRecords || !has_records)) named.push_back("records: " + member.key);
    throw Error(ErrorKind::kData, fmt::format("{}: the file is one object with {}; expected a list of rows, or an option "
                                              "that says where it is ({})",
                                              where, list_keys(members), fmt::join(named, ", ")));
  }
  return single_row(JsonCursor(path, start));
}

std::unique_ptr<JsonRows> open_json(const std::string& path, const ReadOptions& options) {
  const std::vector<std::string> records = split_path(path, options.records);
  JsonCursor cursor(path);
  const char first = cursor.peek();
  const JsonCursor::Place start = cursor.place();
  if (first == '[') {
    std::unique_ptr<JsonRows> list = list_rows(std::move(cursor), true);
    return records.empty() ? std::move(list) : nested_rows(std::move(list), records, Value(), "");
  }
  if (first != '{') cursor.fail("a list of objects, or an object");
  require_regular(path);

  // More objects behind the first: JSON lines under another name.
  const std::string where = cursor.where();
  if (records.empty()) {
    const std::vector<JsonMember> members = read_layout(cursor);
    if (cursor.peek() == '{') return following_rows(JsonCursor(path));
    cursor.expect_end();
    return open_object(path, where, start, members, options.split);
  }
  JsonCursor probe(path);
  probe.skip_value();
  if (probe.peek() == '{') return nested_rows(following_rows(JsonCursor(path)), records, Value(), "");
  probe.expect_end();
  JsonTarget target = find_records(cursor, records);
  std::vector<std::string> rest(records.begin() + static_cast<std::ptrdiff_t>(target.steps), records.end());
  const std::string outer =
      fmt::format("{}", fmt::join(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(target.steps), "."));
  std::unique_ptr<JsonRows> rows = target.is_list ? list_rows(JsonCursor(path, target.place), false)
                                                  : single_row(JsonCursor(path, target.place));
  return nested_rows(std::move(rows), std::move(rest), std::move(target.carried), outer);
}

class JsonReader final : public Reader {
 public:
  explicit JsonReader(std::unique_ptr<JsonRows> rows) : rows_(std::move(rows)) {}

  bool next(Value& row) override {
    if (!rows_->next(row)) return false;
    ++num_rows_;
    if (row.is_string()) {
      // A list of texts is a table of one column, as it is for Hugging Face's reader.
      Value object = Value::object();
      object.set("text", std::move(row));
      row = std::move(object);
    }
    if (!row.is_object())
      throw Error(ErrorKind::kData, fmt::format("{}: the row is {} {}; expected a JSON object", where(),
                                                row.is_int() ? "an" : "a", kind_name(row)));
    return true;
  }

  std::string where() const override { return fmt::format("{} (row {})", rows_->where(), num_rows_); }

 private:
  std::unique_ptr<JsonRows> rows_;
  std::size_t num_rows_ = 0;
};

}  // namespace

extern const ReaderDef json;
const ReaderDef json = {"json",
                        "A JSON list of objects, lists by split, columns, or rows that lie deeper (records).",
                        kExtensions,
                        kOptions,
                        [](const std::string& path, const ReadOptions& options) -> std::unique_ptr<Reader> {
                          refuse_unknown_options(json, options, path);
                          return std::make_unique<JsonReader>(open_json(path, options));
                        }};

}  // namespace assay::datasets::builtin
