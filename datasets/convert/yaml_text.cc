#include "datasets/convert/yaml_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace assay::datasets::convert {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
          out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
          out += c;
    }
  }
  return out + "\"";
}

bool is_plain(const std::string& text) {
  return !text.empty() && text[0] != '-' && text[0] != '.' && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '/' || c == '+';
  });
}

// Whether YAML would read the plain text as a number, a boolean or null.
bool looks_typed(const std::string& text) {
  static const std::string kWords[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  std::string lower = text;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool is_word = std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
  return is_word || std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '+';
}

std::string scalar_text_of(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kNull) return "null";
  const bool is_number = !node.quoted && !node.scalar.empty() && node.scalar.find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (is_number || (is_plain(node.scalar) && !(node.quoted && looks_typed(node.scalar)))) return node.scalar;
  return quoted(node.scalar);
}

void write(const YamlNode& node, int indent, std::string& out);

// Behind `key:` or `-`.
void write_value(const YamlNode& value, int indent, bool in_list, std::string& out) {
  const bool is_map = value.kind == YamlNode::Kind::kMap, is_list = value.kind == YamlNode::Kind::kList;
  if (is_map && value.members.empty()) {
    out += " {}\n";
  } else if (is_list && value.items.empty()) {
    out += " []\n";
  } else if (is_map && in_list) {
    std::string inner;
    write(value, indent + 2, inner);
    out += inner.substr(static_cast<std::size_t>(indent) + 1);  // its first line goes on behind the dash
  } else if (is_map || is_list) {
    out += "\n";
    write(value, indent + 2, out);
  } else {
    out += " " + scalar_text_of(value) + "\n";
  }
}

void write(const YamlNode& node, int indent, std::string& out) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  for (const auto& [key, value] : node.members) {
    out += margin + (is_plain(key) && !looks_typed(key) ? key : quoted(key)) + ":";
    write_value(value, indent, false, out);
  }
  for (const YamlNode& item : node.items) {
    out += margin + "-";
    write_value(item, indent, true, out);
  }
}

}  // namespace

std::string yaml_text(const YamlNode& node) {
  std::string out;
  write(node, 0, out);
  return out;
}

YamlNode text_node(std::string text) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.scalar = std::move(text);
  node.quoted = true;
  return node;
}

}  // namespace assay::datasets::convert
