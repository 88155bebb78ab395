#pragma once

#include <map>
#include <string>
#include <vector>

namespace assay::datasets {

/// Tells by the text of a task file, and of those that it includes, whether it may carry a tag, so that of thousands of
/// files only a few need the YAML reader. Each included file is read once.
/// Threads: one object, one thread.
class TagHint {
 public:
  explicit TagHint(std::string tag) : tag_(std::move(tag)) {}

  /// False only where neither the file nor, if it has no tags of its own, anything that it includes writes the tag.
  bool may_carry(const std::string& file);

 private:
  struct Text {
    bool has_tags = false;              ///< a key `tag` of its own
    bool writes_tag = false;            ///< the tag's text is somewhere in it
    bool is_clear = true;               ///< its includes are all known
    std::vector<std::string> includes;  ///< paths
  };
  Text look_at(const std::string& file) const;
  bool included_may_carry(const std::string& file, int depth);

  std::string tag_;
  std::map<std::string, bool> included_;
};

}  // namespace assay::datasets
