#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

/// A compiled regular expression over UTF-8 with Unicode classes (\w, \d, \s, \b, \p{L} by Unicode), Perl syntax plus the
/// Python spellings (?P<name>...). From PCRE2 with JIT where it has one. Matching is bounded: a pattern that backtracks
/// without end gives an Error and never hangs.
/// Threads: const members are safe from several threads.
class Regex {
 public:
  struct Options {
    bool ignore_case = false;
    bool multi_line = false;  ///< ^ and $ at each line
    bool dot_all = false;     ///< . matches a newline
    bool ascii = false;       ///< classes are ASCII only, and the subject is taken as bytes
    /// What Python's re reads in another way is read in that way: \s takes U+001C..U+001F too, \v is one character, {,n}
    /// begins at 0, [: in a class is no POSIX name, ^ in multi-line mode also matches behind a last newline, and (?u) is
    /// no error. What Python refuses and PCRE2 understands, as \p{L} or a late (?i), is still understood.
    bool python = false;
  };
  /// Byte offsets of a group; begin == npos where it took no part.
  struct Group {
    std::size_t begin = std::string_view::npos;
    std::size_t end = std::string_view::npos;
    bool matched() const { return begin != std::string_view::npos; }
    std::string_view in(std::string_view subject) const {
      return matched() ? subject.substr(begin, end - begin) : std::string_view();
    }
  };
  /// groups[0] is the whole match.
  struct Match {
    std::vector<Group> groups;
    std::size_t begin() const { return groups[0].begin; }
    std::size_t end() const { return groups[0].end; }
  };

  /// Throws: Error(kConfig) with the pattern and the offset of what is wrong in it.
  explicit Regex(std::string_view pattern);
  Regex(std::string_view pattern, Options options);
  ~Regex();
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;

  /// The first match at or after byte `from`. Invalid UTF-8 in the subject never matches and is no error.
  /// Throws: Error(kData) where the match limit is reached.
  std::optional<Match> search(std::string_view subject, std::size_t from = 0) const;
  /// Whether the whole subject matches.
  bool full_match(std::string_view subject) const;
  /// All matches from left to right that do not overlap, empty ones as Python's re.finditer gives them.
  std::vector<Match> find_all(std::string_view subject) const;
  /// Replaces every match, or the first `most` where it is not 0; in `replacement` \1..\9 and \g<name> are groups.
  std::string replace_all(std::string_view subject, std::string_view replacement, std::size_t most = 0) const;
  /// Python's re.split without groups.
  std::vector<std::string> split(std::string_view subject) const;
  /// The number of a named group, or -1.
  int group_number(std::string_view name) const;
  std::size_t num_groups() const;  ///< without the whole match

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::text
