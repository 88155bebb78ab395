#include "metrics/extract/units.h"

#include <algorithm>
#include <array>

#include "harness/text/utf8.h"
#include "metrics/extract/number_text.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {
namespace {

struct Known {
  std::string_view word;
  Dimension dimension;
  double factor;
  double offset = 0.0;
};

constexpr double kDay = 86400.0;
constexpr double kPound = 0.45359237;  // exact since 1959, as is the inch
constexpr double kInch = 0.0254;
constexpr double kKibi = 1024.0;

// Symbols have their case.
constexpr auto kSymbols = std::to_array<Known>({
    {"nm", Dimension::kLength, 1e-9},       {"um", Dimension::kLength, 1e-6},
    {"mm", Dimension::kLength, 1e-3},       {"cm", Dimension::kLength, 1e-2},
    {"dm", Dimension::kLength, 1e-1},       {"m", Dimension::kLength, 1.0},
    {"km", Dimension::kLength, 1e3},        {"in", Dimension::kLength, kInch},
    {"ft", Dimension::kLength, 12 * kInch}, {"yd", Dimension::kLength, 36 * kInch},
    {"mi", Dimension::kLength, 1609.344},   {"nmi", Dimension::kLength, 1852.0},
    {"ug", Dimension::kMass, 1e-9},         {"mcg", Dimension::kMass, 1e-9},
    {"mg", Dimension::kMass, 1e-6},         {"g", Dimension::kMass, 1e-3},
    {"kg", Dimension::kMass, 1.0},          {"t", Dimension::kMass, 1e3},
    {"oz", Dimension::kMass, kPound / 16},  {"lb", Dimension::kMass, kPound},
    {"lbs", Dimension::kMass, kPound},      {"ns", Dimension::kTime, 1e-9},
    {"us", Dimension::kTime, 1e-6},         {"ms", Dimension::kTime, 1e-3},
    {"s", Dimension::kTime, 1.0},           {"sec", Dimension::kTime, 1.0},
    {"secs", Dimension::kTime, 1.0},        {"min", Dimension::kTime, 60.0},
    {"mins", Dimension::kTime, 60.0},       {"h", Dimension::kTime, 3600.0},
    {"hr", Dimension::kTime, 3600.0},       {"hrs", Dimension::kTime, 3600.0},
    {"d", Dimension::kTime, kDay},          {"wk", Dimension::kTime, 7 * kDay},
    {"yr", Dimension::kTime, 365.25 * kDay},{"yrs", Dimension::kTime, 365.25 * kDay},
    {"b", Dimension::kData, 0.125},         {"B", Dimension::kData, 1.0},
    {"kb", Dimension::kData, 125.0},        {"kbit", Dimension::kData, 125.0},
    {"Kb", Dimension::kData, 125.0},        {"Mb", Dimension::kData, 125e3},
    {"Mbit", Dimension::kData, 125e3},      {"Gb", Dimension::kData, 125e6},
    {"Gbit", Dimension::kData, 125e6},      {"Tb", Dimension::kData, 125e9},
    {"Tbit", Dimension::kData, 125e9},      {"kB", Dimension::kData, 1e3},
    {"KB", Dimension::kData, 1e3},          {"MB", Dimension::kData, 1e6},
    {"GB", Dimension::kData, 1e9},          {"TB", Dimension::kData, 1e12},
    {"PB", Dimension::kData, 1e15},         {"KiB", Dimension::kData, kKibi},
    {"MiB", Dimension::kData, kKibi * kKibi},
    {"GiB", Dimension::kData, kKibi * kKibi * kKibi},
    {"TiB", Dimension::kData, kKibi * kKibi * kKibi * kKibi},
    {"K", Dimension::kTemperature, 1.0},    {"C", Dimension::kTemperature, 1.0, 273.15},
    {"F", Dimension::kTemperature, 5.0 / 9.0, 459.67 * 5.0 / 9.0},
    {"degC", Dimension::kTemperature, 1.0, 273.15},
    {"degF", Dimension::kTemperature, 5.0 / 9.0, 459.67 * 5.0 / 9.0},
});

// Names have none, and may have a plural s.
constexpr auto kNames = std::to_array<Known>({
    {"nanometer", Dimension::kLength, 1e-9},    {"nanometre", Dimension::kLength, 1e-9},
    {"micrometer", Dimension::kLength, 1e-6},   {"micrometre", Dimension::kLength, 1e-6},
    {"micron", Dimension::kLength, 1e-6},       {"millimeter", Dimension::kLength, 1e-3},
    {"millimetre", Dimension::kLength, 1e-3},   {"centimeter", Dimension::kLength, 1e-2},
    {"centimetre", Dimension::kLength, 1e-2},   {"meter", Dimension::kLength, 1.0},
    {"metre", Dimension::kLength, 1.0},         {"kilometer", Dimension::kLength, 1e3},
    {"kilometre", Dimension::kLength, 1e3},     {"inch", Dimension::kLength, kInch},
    {"inches", Dimension::kLength, kInch},      {"foot", Dimension::kLength, 12 * kInch},
    {"feet", Dimension::kLength, 12 * kInch},   {"yard", Dimension::kLength, 36 * kInch},
    {"mile", Dimension::kLength, 1609.344},     {"microgram", Dimension::kMass, 1e-9},
    {"milligram", Dimension::kMass, 1e-6},      {"gram", Dimension::kMass, 1e-3},
    {"gramme", Dimension::kMass, 1e-3},         {"kilogram", Dimension::kMass, 1.0},
    {"kilo", Dimension::kMass, 1.0},            {"tonne", Dimension::kMass, 1e3},
    {"ounce", Dimension::kMass, kPound / 16},   {"pound", Dimension::kMass, kPound},
    {"nanosecond", Dimension::kTime, 1e-9},     {"microsecond", Dimension::kTime, 1e-6},
    {"millisecond", Dimension::kTime, 1e-3},    {"second", Dimension::kTime, 1.0},
    {"minute", Dimension::kTime, 60.0},         {"hour", Dimension::kTime, 3600.0},
    {"day", Dimension::kTime, kDay},            {"week", Dimension::kTime, 7 * kDay},
    {"year", Dimension::kTime, 365.25 * kDay},  {"bit", Dimension::kData, 0.125},
    {"kilobit", Dimension::kData, 125.0},       {"megabit", Dimension::kData, 125e3},
    {"gigabit", Dimension::kData, 125e6},       {"byte", Dimension::kData, 1.0},
    {"kilobyte", Dimension::kData, 1e3},        {"megabyte", Dimension::kData, 1e6},
    {"gigabyte", Dimension::kData, 1e9},        {"terabyte", Dimension::kData, 1e12},
    {"kibibyte", Dimension::kData, kKibi},      {"mebibyte", Dimension::kData, kKibi * kKibi},
    {"gibibyte", Dimension::kData, kKibi * kKibi * kKibi},
    {"kelvin", Dimension::kTemperature, 1.0},   {"celsius", Dimension::kTemperature, 1.0, 273.15},
    {"centigrade", Dimension::kTemperature, 1.0, 273.15},
    {"fahrenheit", Dimension::kTemperature, 5.0 / 9.0, 459.67 * 5.0 / 9.0},
});

struct Currency {
  std::u32string_view word;
  std::string_view code;
};
constexpr auto kCurrencies = std::to_array<Currency>({
    {U"$", "USD"},       {U"us$", "USD"},       {U"usd", "USD"},     {U"dollar", "USD"},  {U"dollars", "USD"},
    {U"\u20AC", "EUR"},  {U"eur", "EUR"},       {U"euro", "EUR"},    {U"euros", "EUR"},   {U"\u00A3", "GBP"},
    {U"gbp", "GBP"},     {U"\u00A5", "JPY"},    {U"jpy", "JPY"},     {U"yen", "JPY"},     {U"cny", "CNY"},
    {U"rmb", "CNY"},     {U"yuan", "CNY"},      {U"\u5143", "CNY"},  {U"\u20B9", "INR"},  {U"inr", "INR"},
    {U"rs", "INR"},      {U"rupee", "INR"},     {U"rupees", "INR"},  {U"chf", "CHF"},     {U"franc", "CHF"},
    {U"francs", "CHF"},  {U"\u20A9", "KRW"},    {U"krw", "KRW"},     {U"\u20BD", "RUB"},
    {U"rub", "RUB"},     {U"ruble", "RUB"},     {U"rubles", "RUB"},  {U"cad", "CAD"},     {U"aud", "AUD"},
});

std::u32string lowered(std::u32string_view text) {
  std::u32string out(text);
  for (char32_t& c : out)
    if (c >= U'A' && c <= U'Z') c += 32;
  return out;
}

const Known* find_known(std::u32string_view word) {
  std::string spelled = text::encode_utf8(word);
  for (const Known& known : kSymbols)
    if (known.word == spelled) return &known;
  for (char& c : spelled)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  const std::string_view singular = std::string_view(spelled).substr(0, spelled.size() - (spelled.ends_with('s') ? 1 : 0));
  for (const Known& known : kNames)
    if (known.word == spelled || known.word == singular) return &known;
  return nullptr;
}

/// Reads words off the front of a text.
struct Cursor {
  std::u32string_view text;

  char32_t peek(std::size_t i = 0) const { return i < text.size() ? text[i] : 0; }
  bool at_space() const { return peek() == U' ' || peek() == kThinSpace; }
  void skip(std::size_t count) { text.remove_prefix(std::min(count, text.size())); }
  void skip_space() {
    if (at_space()) skip(1);
  }
  /// Letters, with the micro sign as u.
  std::u32string word() {
    std::u32string out;
    while (is_ascii_letter(peek()) || peek() == 0xB5) {
      out += peek() == 0xB5 ? U'u' : peek();
      skip(1);
    }
    return out;
  }
};

/// The rest of a compound unit: up to white space or a mark that ends it, where " per " is a slash.
std::string compound_name(std::u32string_view first, Cursor rest) {
  std::u32string name(first);
  while (rest.peek() != 0) {
    if (rest.text.starts_with(U" per ") || rest.text.starts_with(U"-per-")) {
      name += U'/';
      rest.skip(5);
      continue;
    }
    const char32_t c = rest.peek();
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != U'/' && c != U'^' && c != U'-' && c != 0xB7 && c != U'*') break;
    name += c;
    rest.skip(1);
  }
  return text::encode_utf8(name);
}

std::optional<Unit> temperature_at(Cursor cursor) {
  cursor.skip_space();
  const std::u32string scale = cursor.word();
  const Known* known = find_known(scale);
  if (known == nullptr || known->dimension != Dimension::kTemperature) return std::nullopt;
  return Unit{known->dimension, text::encode_utf8(scale), known->factor, known->offset};
}

}  // namespace

bool Unit::measures_same(const Unit& other) const {
  if (dimension != other.dimension) return false;
  const bool by_name = dimension == Dimension::kOther || dimension == Dimension::kCurrency;
  return !by_name || name == other.name;
}

std::string currency_code(std::u32string_view text) {
  if (text.empty() || text.size() > 8) return "";
  const std::u32string word = lowered(text);
  for (const Currency& currency : kCurrencies)
    if (currency.word == word) return std::string(currency.code);
  return "";
}

std::optional<Unit> unit_at(std::u32string_view text) {
  Cursor cursor{text};
  if (cursor.at_space() || (cursor.peek() == U'-' && is_ascii_letter(cursor.peek(1)))) cursor.skip(1);
  if (cursor.peek() == kDegreeSign) {
    cursor.skip(1);
    return temperature_at(cursor);
  }
  const std::u32string word = cursor.word();
  if (word.empty()) {
    const char32_t sign = cursor.peek();
    const std::string code = currency_code(std::u32string_view(&sign, 1));
    // A lone dollar sign behind a number closes LaTeX.
    if (code.empty() || sign == U'$') return std::nullopt;
    return Unit{Dimension::kCurrency, code};
  }
  const std::u32string lower = lowered(word);
  if (lower == U"degrees" || lower == U"degree" || lower == U"deg") return temperature_at(cursor);
  if (lower == U"square" || lower == U"cubic" || lower == U"sq") {
    cursor.skip_space();
    const std::u32string of = cursor.word();
    const Known* known = find_known(of);
    if (known == nullptr || known->dimension != Dimension::kLength) return std::nullopt;
    return Unit{Dimension::kOther, compound_name(of + (lower == U"cubic" ? U"^3" : U"^2"), cursor)};
  }
  const Known* known = find_known(word);
  const std::string code = known == nullptr ? currency_code(word) : "";
  if (known == nullptr && code.empty()) return std::nullopt;
  const bool joined = (cursor.peek() == U'/' || cursor.peek() == 0xB7 || cursor.peek() == U'*') &&
                      is_ascii_letter(cursor.peek(1));
  if (joined || cursor.peek() == U'^' || cursor.text.starts_with(U" per ") || cursor.text.starts_with(U"-per-"))
    return Unit{Dimension::kOther, compound_name(word, cursor)};
  if (known == nullptr) return Unit{Dimension::kCurrency, code};
  // "5 in total" has a preposition, and "5 min." a unit.
  if (known->word == "in" && cursor.at_space() && is_ascii_letter(cursor.peek(1))) return std::nullopt;
  return Unit{known->dimension, text::encode_utf8(word), known->factor, known->offset};
}

}  // namespace assay::metrics
