// The one place that knows yaml-cpp: from its nodes to ours.
#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <vector>

#include "harness/core/excerpt.h"
#include "harness/core/options.h"

namespace assay {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxNodes = 1'000'000;

// A tag that asks for more than YAML's own kinds, as it is written; "" for none.
std::string own_tag(const std::string& tag) {
  constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
  if (tag.size() > 1 && tag[0] == '!') return tag;
  if (!tag.starts_with(kPrefix)) return tag.find(':') == std::string::npos ? "" : tag;
  const std::string name = tag.substr(kPrefix.size());
  for (const std::string_view known : {"str", "int", "float", "bool", "null", "seq", "map"})
    if (name == known) return "";
  return "!!" + name;
}

// yaml-cpp 0.7 writes `\_` and `\N` as one byte each (U+00A0 and U+0085 in Latin-1): the text was valid UTF-8, so a byte
// that continues nothing is one of these.
std::string with_whole_escapes(std::string scalar) {
  std::size_t expected = 0;  // continuation bytes to come
  for (std::size_t i = 0; i < scalar.size(); ++i) {
    const auto byte = static_cast<unsigned char>(scalar[i]);
    if ((byte & 0xC0) == 0x80 && expected == 0 && (byte == 0xA0 || byte == 0x85)) {
      scalar.insert(i++, 1, '\xC2');
    } else if ((byte & 0xC0) == 0x80) {
      if (expected > 0) --expected;
    } else {
      expected = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
    }
  }
  return scalar;
}

class Converter {
 public:
  explicit Converter(std::string_view source) : source_(source) {}

  YamlNode convert(const YAML::Node& from, int depth) {
    YamlNode out;
    out.line = from.Mark().line + 1;
    if (depth > kMaxDepth) fail(out.line, fmt::format("nested deeper than {} levels", kMaxDepth));
    if (++count_ > kMaxNodes)
      fail(out.line, fmt::format("more than {} values once aliases are followed", kMaxNodes));
    const std::string& tag = from.Tag();
    out.tag = own_tag(tag);
    if (!out.tag.empty() && out.tag != "!function" && !from.IsScalar() && !from.IsNull())
      fail(out.line, fmt::format("the tag {} is not supported", excerpt(out.tag)));
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null: break;
      case YAML::NodeType::Scalar:
        out.kind = YamlNode::Kind::kScalar;
        out.scalar = with_whole_escapes(from.Scalar());
        out.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::kList;
        for (const YAML::Node& item : from) out.items.push_back(convert(item, depth + 1));
        break;
      case YAML::NodeType::Map: convert_map(from, depth, out); break;
    }
    return out;
  }

 private:
  void convert_map(const YAML::Node& from, int depth, YamlNode& out) {
    out.kind = YamlNode::Kind::kMap;
    std::set<std::string> seen;
    for (const auto& member : from) {
      const int line = member.first.Mark().line + 1;
      if (!member.first.IsScalar()) fail(line, "a key must be a plain word");
      const std::string& key = member.first.Scalar();
      if (!seen.insert(key).second) fail(line, fmt::format("the key '{}' is written twice", excerpt(key)));
      YamlNode value = convert(member.second, depth + 1);
      value.line = line;  // a person looks for the key
      out.members.push_back({key, std::move(value)});
    }
  }

  [[noreturn]] void fail(int line, const std::string& message) const {
    throw Error(ErrorKind::kConfig, fmt::format("{}:{}: {}", source_, line, message));
  }

  std::string_view source_;
  std::size_t count_ = 0;
};

}  // namespace

YamlNode parse_yaml(std::string_view text, std::string_view source) {
  try {
    std::string whole(text);
    // yaml-cpp misses a quotation mark that is not closed where the text ends in a line end; a comment behind shows it.
    const std::size_t last = whole.find_last_not_of(" \t");
    if (last != std::string::npos && whole[last] == '\n') whole += last + 1 == whole.size() ? "#" : "\n#";
    const std::vector<YAML::Node> documents = YAML::LoadAll(whole);
    if (documents.size() > 1)
      throw Error(ErrorKind::kConfig, fmt::format("{}:{}: another YAML document begins (---); expected one", source,
                                                  documents[1].Mark().line + 1));
    return documents.empty() ? YamlNode() : Converter(source).convert(documents.front(), 0);
  } catch (const YAML::Exception& e) {
    throw Error(ErrorKind::kConfig, fmt::format("{}:{}: not valid YAML: {}", source, e.mark.line + 1, e.msg));
  }
}

}  // namespace assay
