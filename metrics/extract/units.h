#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::metrics {

enum class Dimension {
  kLength,
  kMass,
  kTime,
  kData,
  kTemperature,
  kCurrency,  ///< one for each currency: they are not converted
  kOther,     ///< a compound such as "km/h", compared as it is written
};

/// A unit of measurement.
struct Unit {
  Dimension dimension = Dimension::kOther;
  std::string name;     ///< as written; the code of a currency
  double factor = 1.0;  ///< base units (metre, kilogram, second, byte, kelvin) in one of these
  double offset = 0.0;  ///< base units at zero, for temperatures

  double to_base(double value) const { return value * factor + offset; }
  double from_base(double value) const { return (value - offset) / factor; }
  /// Whether a value in one can be given in the other.
  bool measures_same(const Unit& other) const;
};

/// The unit at the beginning of the text, which follows a number: " km", "-inch", " degrees Celsius", "km/h". Symbols are
/// read with their case (Mb is a megabit, MB a megabyte of 10^6 bytes, MiB one of 2^20), names without. The word "in" is
/// an inch only where no word follows it. Nothing for words that are no unit.
std::optional<Unit> unit_at(std::u32string_view text);

/// The ISO code of a currency's sign, code or name ("$", "US$", "usd", "dollars"); "" for anything else.
std::string currency_code(std::u32string_view text);

}  // namespace assay::metrics
