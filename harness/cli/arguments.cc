#include "harness/cli/arguments.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <ostream>

#include "harness/core/error.h"

namespace assay::cli {

namespace po = boost::program_options;

namespace {

std::vector<std::string> long_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

[[noreturn]] void refuse(const Usage& usage, const std::string& message) {
  throw Error(ErrorKind::kUsage, fmt::format("{}\nusage: {}", message, usage.line));
}

}  // namespace

std::optional<po::variables_map> parse_arguments(CommandContext& context, const Usage& usage,
                                                 po::options_description options,
                                                 const std::vector<std::string>& positional) {
  options.add_options()("quiet,q", "no progress and no notices")("help,h", "this text");
  po::options_description all;
  all.add(options);
  po::options_description hidden;
  po::positional_options_description order;
  for (const std::string& name : positional) {
    const bool rest = name.ends_with("...");
    const std::string plain = rest ? name.substr(0, name.size() - 3) : name;
    hidden.add_options()(plain.c_str(), rest ? static_cast<po::value_semantic*>(po::value<std::vector<std::string>>())
                                             : static_cast<po::value_semantic*>(po::value<std::string>()));
    order.add(plain.c_str(), rest ? -1 : 1);
  }
  all.add(hidden);

  po::variables_map values;
  try {
    const auto style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(context.arguments).options(all).positional(order).style(style).run(), values);
    if (values.count("help") == 0) po::notify(values);  // checks what is required, which help is not asked for
  } catch (const po::unknown_option& e) {
    const std::string near = did_you_mean(e.get_option_name(), long_names(options));
    refuse(usage, fmt::format("unknown option '{}'{}", e.get_option_name(),
                              near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  } catch (const po::error& e) {
    refuse(usage, e.what());
  }
  if (values.count("help") > 0) {
    context.console.out() << "usage: " << usage.line << "\n\n" << usage.about << "\n\n" << options << "\nexample:\n  "
                          << usage.example << "\n";
    return std::nullopt;
  }
  for (const std::string& name : positional)
    if (!name.ends_with("...") && values.count(name) == 0) refuse(usage, fmt::format("{} is missing", name));
  context.console.set_quiet(values.count("quiet") > 0);
  return values;
}

std::vector<std::string> split_metrics(const std::string& list) {
  std::vector<std::string> parts;
  std::string part;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '\\' && i + 1 < list.size() && list[i + 1] == ',') {
      part += list[i];
      part += list[++i];
      continue;
    }
    if (i < list.size() && list[i] != ',') {
      part += list[i];
      continue;
    }
    // `bleu:tokenize=intl,lowercase=true,chrf`: what follows a metric with options and has a '=' before any ':'
    // is an option.
    const std::size_t equals = part.find('=');
    const std::size_t colon = part.find(':');
    const bool is_option = equals != std::string::npos && (colon == std::string::npos || equals < colon);
    if (is_option && !parts.empty() && parts.back().find(':') != std::string::npos) {
      parts.back() += "," + part;
    } else if (!part.empty()) {
      parts.push_back(part);
    }
    part.clear();
  }
  return parts;
}

}  // namespace assay::cli
