#include "datasets/reader/json_rows.h"

#include <fmt/core.h>

#include <utility>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

class ListRows final : public JsonRows {
 public:
  ListRows(JsonCursor cursor, bool is_whole_file) : cursor_(std::move(cursor)), is_whole_file_(is_whole_file) {
    if (!cursor_.take('[')) cursor_.fail("a list");
  }

  bool next(Value& value) override {
    if (is_done_) return false;
    if (!cursor_.next_element(']', is_first_)) {
      is_done_ = true;
      if (is_whole_file_) cursor_.expect_end();
      return false;
    }
    cursor_.peek();
    line_ = cursor_.line();
    value = cursor_.take_value();
    return true;
  }

  std::string where() const override { return fmt::format("{}:{}", cursor_.path(), line_); }

 private:
  JsonCursor cursor_;
  bool is_whole_file_;
  bool is_first_ = true;
  bool is_done_ = false;
  std::size_t line_ = 1;
};

class FollowingRows final : public JsonRows {
 public:
  FollowingRows(JsonCursor cursor, bool is_single) : cursor_(std::move(cursor)), is_single_(is_single) {}

  bool next(Value& value) override {
    if (is_done_ || cursor_.peek() == '\0') {
      if (!is_done_) cursor_.expect_end();  // a NUL byte looks like the end
      return false;
    }
    line_ = cursor_.line();
    value = cursor_.take_value();
    is_done_ = is_single_;
    return true;
  }

  std::string where() const override { return fmt::format("{}:{}", cursor_.path(), line_); }

 private:
  JsonCursor cursor_;
  bool is_single_;
  bool is_done_ = false;
  std::size_t line_ = 1;
};

class ColumnRows final : public JsonRows {
 public:
  ColumnRows(const std::string& path, std::vector<std::string> keys, const std::vector<JsonCursor::Place>& places)
      : keys_(std::move(keys)) {
    for (const JsonCursor::Place& place : places) {
      // Small chunks: there is one for each column.
      cursors_.emplace_back(path, place, 32u << 10);
      is_object_.push_back(cursors_.back().take('{'));
      if (!is_object_.back() && !cursors_.back().take('[')) cursors_.back().fail("a list");
      is_first_.push_back(true);
    }
  }

  bool next(Value& value) override {
    if (is_done_) return false;
    Value row = Value::object();
    std::string index;
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      JsonCursor& cursor = cursors_[i];
      bool is_first = is_first_[i];
      const bool goes_on = cursor.next_element(is_object_[i] ? '}' : ']', is_first);
      is_first_[i] = is_first;
      if (i > 0 && goes_on == is_done_) cursor.fail(fmt::format("as many values in '{}' as in '{}'", keys_[i], keys_[0]));
      is_done_ = !goes_on;
      if (is_done_) continue;
      if (is_object_[i]) {
        std::string key = cursor.take_key();
        if (i > 0 && key != index)
          cursor.fail(
              fmt::format("the value of '{}' for the row '{}' of '{}', not for '{}'", keys_[i], index, keys_[0], key));
        index = std::move(key);
      }
      cursor.peek();
      if (i == 0) line_ = cursor.line();
      row.as_object().push_back({keys_[i], cursor.take_value()});
    }
    if (is_done_) return false;
    value = std::move(row);
    return true;
  }

  std::string where() const override { return fmt::format("{}:{}", cursors_.front().path(), line_); }

 private:
  std::vector<std::string> keys_;
  std::vector<JsonCursor> cursors_;
  std::vector<bool> is_object_, is_first_;
  bool is_done_ = false;
  std::size_t line_ = 1;
};

// Records are made one at a time: with all of an element's at once, a long member that each carries would multiply.
class NestedRows final : public JsonRows {
 public:
  NestedRows(std::unique_ptr<JsonRows> outer, std::vector<std::string> path, Value carried, std::string outer_path)
      : outer_(std::move(outer)), path_(std::move(path)), carried_(std::move(carried)), outer_path_(std::move(outer_path)) {}

  bool next(Value& value) override {
    while (true) {
      if (levels_.empty()) {
        if (!outer_->next(element_)) return false;
        ++num_elements_;
        if (path_.empty()) return value = record(element_), true;
        descend(element_);
        continue;
      }
      Level& level = levels_.back();
      if (level.at == level.items.size()) {
        levels_.pop_back();
        continue;
      }
      const Value& item = level.items[level.at++];
      if (levels_.size() == path_.size()) return value = record(item), true;
      descend(item);
    }
  }

  std::string where() const override {
    std::string path = fmt::format("{}[{}]", outer_path_, num_elements_ - 1);
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      path += "." + path_[i];
      if (levels_[i].is_list) path += fmt::format("[{}]", levels_[i].at == 0 ? 0 : levels_[i].at - 1);
    }
    return fmt::format("{} ({})", outer_->where(), path);
  }

 private:
  struct Level {
    const Value* parent;
    std::span<const Value> items;
    bool is_list;
    std::size_t at = 0;
  };

  void descend(const Value& parent) {
    const std::string& key = path_[levels_.size()];
    const Value* inner = parent.find(key);
    if (!parent.is_object())
      throw Error(ErrorKind::kData,
                  fmt::format("{}: is a {}; expected an object with '{}'", where(), kind_name(parent), key));
    if (inner == nullptr || !(inner->is_array() || inner->is_object()))
      throw Error(ErrorKind::kData, fmt::format("{}: '{}' is {}; expected a list, or an object", where(), key,
                                                inner == nullptr ? "missing" : kind_name(*inner)));
    if (inner->is_array())
      levels_.push_back({&parent, inner->as_array(), true});
    else
      levels_.push_back({&parent, std::span(inner, 1), false});
  }

  Value record(const Value& item) const {
    Value row = item;
    if (!row.is_object()) return row;
    for (std::size_t i = levels_.size(); i-- > 0;)
      for (const Value::Member& member : levels_[i].parent->as_object())
        if (member.key != path_[i] && row.find(member.key) == nullptr) row.as_object().push_back(member);
    if (carried_.is_object())
      for (const Value::Member& member : carried_.as_object())
        if (row.find(member.key) == nullptr) row.as_object().push_back(member);
    return row;
  }

  std::unique_ptr<JsonRows> outer_;
  std::vector<std::string> path_;
  Value carried_;
  std::string outer_path_;
  Value element_;
  std::vector<Level> levels_;  // into element_
  std::size_t num_elements_ = 0;
};

}  // namespace

std::unique_ptr<JsonRows> list_rows(JsonCursor cursor, bool is_whole_file) {
  return std::make_unique<ListRows>(std::move(cursor), is_whole_file);
}

std::unique_ptr<JsonRows> following_rows(JsonCursor cursor) {
  return std::make_unique<FollowingRows>(std::move(cursor), false);
}

std::unique_ptr<JsonRows> single_row(JsonCursor cursor) {
  return std::make_unique<FollowingRows>(std::move(cursor), true);
}

std::unique_ptr<JsonRows> column_rows(const std::string& path, std::vector<std::string> keys,
                                      const std::vector<JsonCursor::Place>& places) {
  return std::make_unique<ColumnRows>(path, std::move(keys), places);
}

std::unique_ptr<JsonRows> nested_rows(std::unique_ptr<JsonRows> outer, std::vector<std::string> path, Value carried,
                                      std::string outer_path) {
  return std::make_unique<NestedRows>(std::move(outer), std::move(path), std::move(carried), std::move(outer_path));
}

}  // namespace assay::datasets
