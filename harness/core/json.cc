#include "harness/core/json.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "harness/core/bounded_json.h"
#include "harness/core/error.h"
#include "harness/core/json_scanner.h"
#include "harness/core/json_writer.h"

namespace assay::json {
namespace {

// Builds a Value from SAX events without recursion, so that hostile nesting costs no stack.
class Builder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit Builder(std::size_t max_values) : max_values_(max_values) {}

  bool null() { return put(Value()); }
  bool boolean(bool v) { return put(Value(v)); }
  bool number_integer(number_integer_t v) { return put(Value(static_cast<std::int64_t>(v))); }
  bool number_unsigned(number_unsigned_t v) {
    constexpr auto kMax = static_cast<number_unsigned_t>(INT64_MAX);
    return put(v <= kMax ? Value(static_cast<std::int64_t>(v)) : Value(static_cast<double>(v)));
  }
  bool number_float(number_float_t v, const string_t&) { return put(Value(v)); }
  bool string(string_t& v) { return put(Value(std::move(v))); }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Value::object()); }
  bool end_object() {
    drop_repeated_keys(stack_.back().value.as_object());
    return close();
  }
  bool start_array(std::size_t) { return open(Value::array()); }
  bool end_array() { return close(); }
  bool key(string_t& v) {
    stack_.back().key = std::move(v);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) {
    offset = position;
    error = e.what();
    return false;
  }

  Value result;
  std::size_t offset = 0;
  std::string error;

 private:
  struct Frame {
    Value value;
    std::string key;
  };

  bool put(Value v) {
    if (++num_values_ > max_values_) {
      error = fmt::format("more than {} values", max_values_);
      return false;
    }
    if (stack_.empty()) {
      result = std::move(v);
    } else if (stack_.back().value.is_array()) {
      stack_.back().value.as_array().push_back(std::move(v));
    } else {
      stack_.back().value.as_object().push_back({std::move(stack_.back().key), std::move(v)});
    }
    return true;
  }
  bool open(Value v) {
    if (stack_.size() >= kMaxDepth) {
      error = fmt::format("nested deeper than {} levels", kMaxDepth);
      return false;
    }
    stack_.push_back({std::move(v), {}});
    return true;
  }
  bool close() {
    Value done = std::move(stack_.back().value);
    stack_.pop_back();
    return put(std::move(done));
  }

  std::size_t max_values_;
  std::size_t num_values_ = 0;
  std::vector<Frame> stack_;
};

// nlohmann's message starts with "[json.exception...] parse error at line 1, column 5: "; a person wants the rest.
std::string plain_reason(const std::string& what) {
  const std::size_t start = what.find("syntax error");
  std::string reason = start == std::string::npos ? what : what.substr(start);
  if (reason.size() > 200) reason = reason.substr(0, 200) + "...";
  return reason;
}

}  // namespace

void write_double(std::string& out, double value) { out += nlohmann::json(value).dump(); }

Value parse(std::string_view text, std::string_view where) {
  if (Value value; scan(text, value)) return value;
  return parse_thoroughly(text, where);
}

Value parse_thoroughly(std::string_view text, std::string_view where) { return parse_at_most(text, where, SIZE_MAX); }

Value parse_at_most(std::string_view text, std::string_view where, std::size_t max_values) {
  Builder builder(max_values);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    throw Error(ErrorKind::kData,
                fmt::format("{}: not valid JSON at byte {}: {}", where, builder.offset, plain_reason(builder.error)));
  return std::move(builder.result);
}

std::string dump(const Value& value) {
  std::string out;
  write(out, value, {});
  return out;
}

std::string dump_pretty(const Value& value, int indent) {
  std::string out;
  write(out, value, {.indent = indent});
  return out;
}

std::string dump_canonical(const Value& value) {
  std::string out;
  write(out, value, {.sorted = true});
  return out;
}

void append(std::string& out, const Value& value) { write(out, value, {}); }
void append_canonical(std::string& out, const Value& value) { write(out, value, {.sorted = true}); }

}  // namespace assay::json
