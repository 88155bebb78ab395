#include "datasets/reader/arrow/row_values.h"

#include <arrow/extension_type.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/util/ree_util.h>
#include <fmt/core.h>

#include <limits>

#include "datasets/reader/arrow_text.h"
#include "harness/core/error.h"

namespace assay::datasets::arrow_module {
namespace {

constexpr std::int64_t kMaxRowValues = 16 << 20;
constexpr std::size_t kMaxRowBytes = 256u << 20;

template <class T>
const T& as(const ::arrow::Array& array) {
  return static_cast<const T&>(array);
}

TimeUnit unit_of(::arrow::TimeUnit::type unit) {
  switch (unit) {
    case ::arrow::TimeUnit::SECOND: return TimeUnit::kSecond;
    case ::arrow::TimeUnit::MILLI: return TimeUnit::kMilli;
    case ::arrow::TimeUnit::MICRO: return TimeUnit::kMicro;
    case ::arrow::TimeUnit::NANO: break;
  }
  return TimeUnit::kNano;
}

Value integer(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return Value(static_cast<double>(value));
  return Value(static_cast<std::int64_t>(value));
}

template <class T>
Value integer_at(const ::arrow::Array& array, std::int64_t i) {
  return Value(static_cast<std::int64_t>(as<T>(array).Value(i)));
}

std::string uuid_text(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  return out;
}

template <class Type>
Value day_time(std::initializer_list<std::pair<const char*, Type>> members) {
  Value out = Value::object();
  for (const auto& [name, value] : members) out.set(name, static_cast<std::int64_t>(value));
  return out;
}

}  // namespace

Value RowValues::row(const ::arrow::RecordBatch& batch, std::int64_t i, const std::string& where) {
  num_values_ = 0;
  num_bytes_ = 0;
  where_ = &where;
  Value::Object members;
  members.reserve(static_cast<std::size_t>(batch.num_columns()));
  for (int column = 0; column < batch.num_columns(); ++column)
    members.push_back({batch.column_name(column), value(*batch.column(column), i)});
  return Value(std::move(members));
}

Value RowValues::text(std::string text) {
  num_bytes_ += text.size();
  if (num_bytes_ > kMaxRowBytes)
    throw Error(ErrorKind::kData, fmt::format("{}: holds more than {} MiB of text; expected rows that fit into memory",
                                              *where_, kMaxRowBytes >> 20));
  return Value(std::move(text));
}

Value RowValues::list(const ::arrow::Array& values, std::int64_t from, std::int64_t count) {
  Value::Array out;
  if (num_values_ + count > kMaxRowValues)
    throw Error(ErrorKind::kData, fmt::format("{}: holds more than {} values; expected rows that fit into memory", *where_,
                                              kMaxRowValues));
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t k = 0; k < count; ++k) out.push_back(value(values, from + k));
  return Value(std::move(out));
}

Value RowValues::extension(const ::arrow::ExtensionArray& array, std::int64_t i) {
  const std::string name = static_cast<const ::arrow::ExtensionType&>(*array.type()).extension_name();
  const ::arrow::Array& storage = *array.storage();
  if (name == "arrow.uuid" && storage.type_id() == ::arrow::Type::FIXED_SIZE_BINARY)
    return text(uuid_text(as<::arrow::FixedSizeBinaryArray>(storage).GetView(i)));
  if (name == "arrow.bool8" && storage.type_id() == ::arrow::Type::INT8)
    return Value(as<::arrow::Int8Array>(storage).Value(i) != 0);
  return value(storage, i);
}

Value RowValues::value(const ::arrow::Array& array, std::int64_t i) {
  using ::arrow::Type;
  if (++num_values_ > kMaxRowValues)
    throw Error(ErrorKind::kData, fmt::format("{}: holds more than {} values; expected rows that fit into memory", *where_,
                                              kMaxRowValues));
  if (array.IsNull(i)) return Value();
  switch (array.type_id()) {
    case Type::NA: return Value();
    case Type::BOOL: return Value(as<::arrow::BooleanArray>(array).Value(i));
    case Type::INT8: return integer_at<::arrow::Int8Array>(array, i);
    case Type::INT16: return integer_at<::arrow::Int16Array>(array, i);
    case Type::INT32: return integer_at<::arrow::Int32Array>(array, i);
    case Type::INT64: return integer_at<::arrow::Int64Array>(array, i);
    case Type::UINT8: return integer_at<::arrow::UInt8Array>(array, i);
    case Type::UINT16: return integer_at<::arrow::UInt16Array>(array, i);
    case Type::UINT32: return integer_at<::arrow::UInt32Array>(array, i);
    case Type::UINT64: return integer(as<::arrow::UInt64Array>(array).Value(i));
    case Type::HALF_FLOAT:
      return Value(::arrow::util::Float16::FromBits(as<::arrow::HalfFloatArray>(array).Value(i)).ToDouble());
    case Type::FLOAT: return Value(static_cast<double>(as<::arrow::FloatArray>(array).Value(i)));
    case Type::DOUBLE: return Value(as<::arrow::DoubleArray>(array).Value(i));
    case Type::STRING: return text(std::string(as<::arrow::StringArray>(array).GetView(i)));
    case Type::LARGE_STRING: return text(std::string(as<::arrow::LargeStringArray>(array).GetView(i)));
    case Type::STRING_VIEW: return text(std::string(as<::arrow::StringViewArray>(array).GetView(i)));
    case Type::BINARY: return text(base64_text(as<::arrow::BinaryArray>(array).GetView(i)));
    case Type::LARGE_BINARY: return text(base64_text(as<::arrow::LargeBinaryArray>(array).GetView(i)));
    case Type::BINARY_VIEW: return text(base64_text(as<::arrow::BinaryViewArray>(array).GetView(i)));
    case Type::FIXED_SIZE_BINARY: return text(base64_text(as<::arrow::FixedSizeBinaryArray>(array).GetView(i)));
    case Type::DATE32: return text(date_text(as<::arrow::Date32Array>(array).Value(i)));
    case Type::DATE64: {
      const std::int64_t ms = as<::arrow::Date64Array>(array).Value(i);
      return text(date_text(ms / 86400000 - (ms % 86400000 < 0 ? 1 : 0)));
    }
    case Type::TIMESTAMP: {
      const auto& type = static_cast<const ::arrow::TimestampType&>(*array.type());
      return text(timestamp_text(as<::arrow::TimestampArray>(array).Value(i), unit_of(type.unit()), type.timezone()));
    }
    case Type::TIME32: {
      const auto& type = static_cast<const ::arrow::Time32Type&>(*array.type());
      return text(time_text(as<::arrow::Time32Array>(array).Value(i), unit_of(type.unit())));
    }
    case Type::TIME64: {
      const auto& type = static_cast<const ::arrow::Time64Type&>(*array.type());
      return text(time_text(as<::arrow::Time64Array>(array).Value(i), unit_of(type.unit())));
    }
    case Type::DURATION: {
      const auto& type = static_cast<const ::arrow::DurationType&>(*array.type());
      return text(duration_text(as<::arrow::DurationArray>(array).Value(i), unit_of(type.unit())));
    }
    case Type::INTERVAL_MONTHS: return integer_at<::arrow::MonthIntervalArray>(array, i);
    case Type::INTERVAL_DAY_TIME: {
      const auto span = as<::arrow::DayTimeIntervalArray>(array).GetValue(i);
      return day_time<std::int64_t>({{"days", span.days}, {"milliseconds", span.milliseconds}});
    }
    case Type::INTERVAL_MONTH_DAY_NANO: {
      const auto span = as<::arrow::MonthDayNanoIntervalArray>(array).GetValue(i);
      return day_time<std::int64_t>({{"months", span.months}, {"days", span.days}, {"nanoseconds", span.nanoseconds}});
    }
    case Type::DECIMAL32: return text(as<::arrow::Decimal32Array>(array).FormatValue(i));
    case Type::DECIMAL64: return text(as<::arrow::Decimal64Array>(array).FormatValue(i));
    case Type::DECIMAL128: return text(as<::arrow::Decimal128Array>(array).FormatValue(i));
    case Type::DECIMAL256: return text(as<::arrow::Decimal256Array>(array).FormatValue(i));
    case Type::LIST: {
      const auto& lists = as<::arrow::ListArray>(array);
      return list(*lists.values(), lists.value_offset(i), lists.value_length(i));
    }
    case Type::LARGE_LIST: {
      const auto& lists = as<::arrow::LargeListArray>(array);
      return list(*lists.values(), lists.value_offset(i), lists.value_length(i));
    }
    case Type::LIST_VIEW: {
      const auto& lists = as<::arrow::ListViewArray>(array);
      return list(*lists.values(), lists.value_offset(i), lists.value_length(i));
    }
    case Type::LARGE_LIST_VIEW: {
      const auto& lists = as<::arrow::LargeListViewArray>(array);
      return list(*lists.values(), lists.value_offset(i), lists.value_length(i));
    }
    case Type::FIXED_SIZE_LIST: {
      const auto& lists = as<::arrow::FixedSizeListArray>(array);
      return list(*lists.values(), lists.value_offset(i), lists.value_length(i));
    }
    case Type::MAP: {
      const auto& maps = as<::arrow::MapArray>(array);
      Value::Array out;
      for (std::int64_t k = maps.value_offset(i); k < maps.value_offset(i + 1); ++k) {
        Value::Array pair;
        pair.push_back(value(*maps.keys(), k));
        pair.push_back(value(*maps.items(), k));
        out.push_back(Value(std::move(pair)));
      }
      return Value(std::move(out));
    }
    case Type::STRUCT: {
      const auto& structs = as<::arrow::StructArray>(array);
      Value::Object out;
      out.reserve(static_cast<std::size_t>(structs.num_fields()));
      for (int field = 0; field < structs.num_fields(); ++field)
        out.push_back({structs.type()->field(field)->name(), value(*structs.field(field), i)});
      return Value(std::move(out));
    }
    case Type::SPARSE_UNION: {
      const auto& unions = as<::arrow::SparseUnionArray>(array);
      return value(*unions.field(unions.child_id(i)), i);
    }
    case Type::DENSE_UNION: {
      const auto& unions = as<::arrow::DenseUnionArray>(array);
      return value(*unions.field(unions.child_id(i)), unions.value_offset(i));
    }
    case Type::DICTIONARY: {
      const auto& coded = as<::arrow::DictionaryArray>(array);
      return value(*coded.dictionary(), coded.GetValueIndex(i));
    }
    case Type::RUN_END_ENCODED: {
      const auto& runs = as<::arrow::RunEndEncodedArray>(array);
      const ::arrow::ArraySpan span(*runs.data());
      return value(*runs.values(), ::arrow::ree_util::FindPhysicalIndex(span, i, span.offset));
    }
    case Type::EXTENSION: return extension(as<::arrow::ExtensionArray>(array), i);
    case Type::MAX_ID: break;
  }
  throw Error(ErrorKind::kData, fmt::format("{}: the type {} cannot be read", *where_, array.type()->ToString()));
}

}  // namespace assay::datasets::arrow_module
