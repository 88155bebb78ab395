#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "datasets/random_draw.h"
#include "datasets/synthetic/choices.h"
#include "datasets/synthetic/synthetic.h"

namespace assay::datasets::synthetic {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 6> kTasks = {"add",     "subtract",    "weekday",
                                                    "between", "day_of_year", "leap_year"};
constexpr std::array<std::string_view, 4> kFormats = {"iso", "long", "us", "european"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

struct Answered {
  std::string question, answer;
};

class Dates final : public SyntheticKind {
 public:
  explicit Dates(const Options& options)
      : tasks_(options.texts("tasks")),
        from_(options.integer("from_year", 1900, 1, 9999)),
        to_(options.integer("to_year", 2100, 1, 9999)),
        max_days_(options.integer("max_days", 365, 1, 3'000'000)),
        choices_(options.integer("choices", 0, 0, 7)),
        format_(options.one_of("format", "iso", kFormats)) {
    if (tasks_.empty()) tasks_ = {"add", "subtract", "weekday", "between"};
    for (const std::string& task : tasks_)
      if (std::find(kTasks.begin(), kTasks.end(), task) == kTasks.end())
        options.fail("tasks", fmt::format("unknown value '{}'; expected some of: {}", task, fmt::join(kTasks, ", ")));
    if (from_ > to_) options.fail("from_year", fmt::format("{} is later than 'to_year' ({})", from_, to_));
    if (choices_ == 1) options.fail("choices", "1 is no choice; expected 2 to 7, or 0 for none");
    if (choices_ > 2 && std::find(tasks_.begin(), tasks_.end(), "leap_year") != tasks_.end())
      options.fail("choices", fmt::format("'leap_year' has the answers yes and no, not {}", choices_));
    first_ = sys_days(year(static_cast<int>(from_)) / 1 / 1);
    last_ = sys_days(year(static_cast<int>(to_)) / 12 / 31);
  }

  std::optional<Value> draw(RandomStream& random, std::uint64_t) const override {
    const std::string& task = draw_one(random, tasks_);
    const sys_days date = any_day(random);
    std::int64_t distance = 0;
    const Answered made = ask(random, task, date, distance);
    if (made.question.empty()) return std::nullopt;
    Value item = Value::object();
    item.set("question", made.question);
    item.set("answer", made.answer);
    const auto wrong = [&] {
      if (task == "weekday") return std::string(draw_one(random, kWeekdays));
      if (task == "leap_year") return std::string(random.below(2) == 0 ? "yes" : "no");
      if (task == "between") return std::to_string(std::max<std::int64_t>(0, distance + draw_between(random, -10, 10)));
      if (task == "day_of_year")
        return std::to_string(std::clamp<std::int64_t>(distance + draw_between(random, -10, 10), 1, 366));
      const sys_days right = date + days(task == "add" ? distance : -distance);
      return written(std::clamp(right + days(draw_between(random, -10, 10)), first_, last_));
    };
    if (!add_choices(item, choices_, random, wrong)) return std::nullopt;
    item.set("task", task);
    item.set("format", format_);
    item.set("difficulty", distance);
    return item;
  }

 private:
  sys_days any_day(RandomStream& random) const {
    return first_ + days(draw_between(random, 0, (last_ - first_).count()));
  }

  // `distance` becomes the days that the calendar has to be walked.
  Answered ask(RandomStream& random, const std::string& task, sys_days date, std::int64_t& distance) const {
    const year_month_day calendar(date);
    if (task == "weekday")
      return {fmt::format("What day of the week is {}?", written(date)),
              std::string(kWeekdays[std::chrono::weekday(date).c_encoding()])};
    if (task == "leap_year")
      return {fmt::format("Is {} a leap year in the Gregorian calendar? Answer yes or no.",
                          static_cast<int>(calendar.year())),
              calendar.year().is_leap() ? "yes" : "no"};
    if (task == "day_of_year") {
      distance = (date - sys_days(calendar.year() / 1 / 1)).count() + 1;
      return {
          fmt::format("Which day of its year is {}, where January 1 is day 1? Answer with a number.", written(date)),
          std::to_string(distance)};
    }
    distance = draw_between(random, 1, max_days_);
    const sys_days other = date + days(task == "subtract" ? -distance : distance);
    if (other < first_ || other > last_) return {};
    const std::string many = fmt::format("{} day{}", distance, distance == 1 ? "" : "s");
    if (task == "between")
      return {
          fmt::format("How many days are there from {} to {}? Answer with a number.", written(date), written(other)),
          std::to_string(distance)};
    return {fmt::format("What date is {} {} {}? Write the date like the one in the question.", many,
                        task == "add" ? "after" : "before", written(date)),
            written(other)};
  }

  std::string written(sys_days date) const {
    const year_month_day calendar(date);
    const int y = static_cast<int>(calendar.year());
    const unsigned m = static_cast<unsigned>(calendar.month()), d = static_cast<unsigned>(calendar.day());
    if (format_ == "long") return fmt::format("{} {}, {}", kMonths[m - 1], d, y);
    if (format_ == "us") return fmt::format("{:02}/{:02}/{:04}", m, d, y);
    if (format_ == "european") return fmt::format("{:02}.{:02}.{:04}", d, m, y);
    return fmt::format("{:04}-{:02}-{:02}", y, m, d);
  }

  std::vector<std::string> tasks_;
  std::int64_t from_, to_, max_days_, choices_;
  std::string format_;
  sys_days first_, last_;
};

}  // namespace

extern const SyntheticDef dates = {
    "dates", "Questions about dates of the Gregorian calendar (proleptic before 1582).",
    "tasks (some of add, subtract, weekday, between, day_of_year, leap_year; default the first four), from_year "
    "(1900), "
    "to_year (2100; 1 to 9999), max_days (365), format (iso, long, us or european), choices (0, or 2 to 7)",
    [](const Options& options) -> std::unique_ptr<SyntheticKind> { return std::make_unique<Dates>(options); }};

}  // namespace assay::datasets::synthetic
