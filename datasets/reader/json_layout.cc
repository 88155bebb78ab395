#include "datasets/reader/json_layout.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

constexpr std::size_t kMaxMembers = 100'000;
constexpr std::size_t kMaxListed = 12;

bool is_whole_number(const std::string& text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
}

JsonMember describe_value(JsonCursor& cursor) {
  JsonMember member;
  const char first = cursor.peek();
  member.place = cursor.place();
  bool is_first = true;
  if (cursor.take('[')) {
    bool all_objects = true;
    while (cursor.next_element(']', is_first)) {
      all_objects &= cursor.peek() == '{';
      cursor.skip_value();
      ++member.count;
    }
    member.kind = all_objects && member.count > 0 ? JsonMember::Kind::kRecords : JsonMember::Kind::kList;
  } else if (cursor.take('{')) {
    bool all_numbers = true;
    while (cursor.next_element('}', is_first)) {
      all_numbers &= is_whole_number(cursor.take_key());
      cursor.skip_value();
      ++member.count;
    }
    member.kind = all_numbers && member.count > 0 ? JsonMember::Kind::kIndexed : JsonMember::Kind::kObject;
  } else {
    if (first == '\0') cursor.fail("a value");
    cursor.skip_value();
  }
  return member;
}

// One level of the path; `depth` keys of it are behind us.
void follow(JsonCursor& cursor, const std::vector<std::string>& path, std::size_t depth, JsonTarget& target) {
  const std::string where = cursor.where();
  if (depth > 0 && depth == path.size()) {
    target.place = cursor.place();
    target.steps = depth;
    return cursor.skip_value();
  }
  if (!cursor.take('{')) cursor.fail("an object");
  std::vector<JsonMember> seen;
  std::vector<Value::Member> scalars;
  bool found = false;
  bool is_first = true;
  while (cursor.next_element('}', is_first)) {
    const std::string key = cursor.take_key();
    const char first = cursor.peek();
    if (key == path[depth]) {
      found = true;
      target = JsonTarget{};
      if (first == '[') {
        target.place = cursor.place();
        target.is_list = true;
        target.steps = depth + 1;
        cursor.skip_value();
      } else if (first == '{') {
        follow(cursor, path, depth + 1, target);
      } else {
        throw Error(ErrorKind::kData, fmt::format("{}: '{}' on the way of `records: {}` is neither a list nor an object",
                                                  cursor.where(), key, fmt::join(path, ".")));
      }
    } else {
      if (seen.size() <= kMaxListed) seen.push_back({key, {}, 0, {}});
      if (first == '[' || first == '{')
        cursor.skip_value();
      else if (scalars.size() < kMaxMembers)
        scalars.push_back({key, cursor.take_value()});
      else
        cursor.skip_value();
    }
  }
  if (!found)
    throw Error(ErrorKind::kData, fmt::format("{}: there is no '{}' here, which `records: {}` goes by; there is {}", where,
                                              path[depth], fmt::join(path, "."),
                                              seen.empty() ? "nothing" : list_keys(seen)));
  if (target.carried.is_null()) target.carried = Value::object();
  for (Value::Member& member : scalars)
    if (target.carried.find(member.key) == nullptr) target.carried.set(member.key, std::move(member.value));
}

}  // namespace

std::vector<JsonMember> read_layout(JsonCursor& cursor) {
  const std::string where = cursor.where();
  if (!cursor.take('{')) cursor.fail("an object");
  std::vector<JsonMember> members;
  std::unordered_map<std::string, std::size_t> index;
  bool is_first = true;
  while (cursor.next_element('}', is_first)) {
    std::string key = cursor.take_key();
    JsonMember member = describe_value(cursor);
    member.key = key;
    const auto [old, is_new] = index.emplace(std::move(key), members.size());
    if (is_new)
      members.push_back(std::move(member));
    else
      members[old->second] = std::move(member);
    if (members.size() > kMaxMembers)
      throw Error(ErrorKind::kData, fmt::format("{}: the object has more than {} members; expected rows in a list", where,
                                                kMaxMembers));
  }
  return members;
}

JsonTarget find_records(JsonCursor& cursor, const std::vector<std::string>& path) {
  JsonTarget target;
  cursor.peek();
  follow(cursor, path, 0, target);
  return target;
}

std::string list_keys(const std::vector<JsonMember>& members) {
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < std::min(members.size(), kMaxListed); ++i) keys.push_back(members[i].key);
  return fmt::format("{}{}", fmt::join(keys, ", "), members.size() > kMaxListed ? ", .." : "");
}

}  // namespace assay::datasets
