#include "harness/text/regex.h"

#include <fmt/core.h>
#include <pcre2.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>

#include "harness/core/error.h"
#include "harness/text/regex_pattern.h"
#include "harness/text/utf8.h"

namespace assay::text {

namespace {

constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitKib = 64 * 1024;
constexpr std::size_t kJitStackStart = 32 * 1024;
constexpr std::size_t kJitStackMax = 1024 * 1024;
constexpr std::size_t kMaxShownSource = 500;
constexpr std::size_t kMaxSearchedSource = 4096;

struct Free {
  void operator()(pcre2_code* p) const { pcre2_code_free(p); }
  void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
  void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
  void operator()(pcre2_compile_context* p) const { pcre2_compile_context_free(p); }
  void operator()(pcre2_jit_stack* p) const { pcre2_jit_stack_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

std::string reason_of(int code) {
  PCRE2_UCHAR buffer[256];
  if (pcre2_get_error_message(code, buffer, sizeof(buffer)) < 0) return fmt::format("error {}", code);
  return reinterpret_cast<const char*>(buffer);
}

// What a match needs besides the pattern, one a thread: a compiled pattern itself is shared between threads.
struct Workspace {
  Owned<pcre2_match_context> context{pcre2_match_context_create(nullptr)};
  Owned<pcre2_jit_stack> jit_stack{pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr)};
  Owned<pcre2_match_data> data;
  std::uint32_t pairs = 0;

  Workspace() {
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitKib);
    pcre2_jit_stack_assign(context.get(), nullptr, jit_stack.get());
  }
  void reserve(std::uint32_t wanted) {
    if (wanted <= pairs) return;
    data.reset(pcre2_match_data_create(wanted, nullptr));
    pairs = wanted;
  }
};

Workspace& workspace() {
  thread_local Workspace of_this_thread;
  return of_this_thread;
}

}  // namespace

struct Regex::Impl {
  std::string source;   // as given, for messages
  std::string pattern;  // as PCRE2 gets it
  std::uint32_t flags = 0;
  bool utf = true;
  bool python = false;
  Owned<pcre2_code> code;
  std::uint32_t num_groups = 0;
  // Invalid subjects are rare and need a slower form of the pattern: compiled when first asked for.
  std::once_flag lenient_once;
  Owned<pcre2_code> lenient;
  // The whole subject or nothing, as a pattern of its own: the JIT cannot be told so at the match.
  std::once_flag whole_once;
  Owned<pcre2_code> whole;

  Impl(std::string_view text, Options options)
      : source(text), utf(!options.ascii), python(options.python) {
    pattern = to_pcre2_pattern(text, utf, python);
    if (utf) flags |= PCRE2_UTF | PCRE2_UCP;
    if (options.ignore_case) flags |= PCRE2_CASELESS;
    if (options.multi_line) flags |= PCRE2_MULTILINE;
    if (options.dot_all) flags |= PCRE2_DOTALL;
    if (python) flags |= PCRE2_ALT_CIRCUMFLEX;
    if (utf && !is_valid_utf8(text))
      throw Error(ErrorKind::kConfig,
                  fmt::format("regular expression is not valid UTF-8 at byte {}", find_invalid_utf8(text)));
    code = compile(flags);
    pcre2_pattern_info(code.get(), PCRE2_INFO_CAPTURECOUNT, &num_groups);
  }

  Owned<pcre2_code> compile(std::uint32_t with) const {
    const Owned<pcre2_compile_context> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    int reason = 0;
    PCRE2_SIZE offset = 0;
    Owned<pcre2_code> compiled(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                             with | PCRE2_NEVER_BACKSLASH_C, &reason, &offset, context.get()));
    if (!compiled)
      throw Error(ErrorKind::kConfig, fmt::format("regular expression '{}' is not valid at offset {}: {}", shown(),
                                                  source_offset(offset), reason_of(reason)));
    pcre2_jit_compile(compiled.get(), PCRE2_JIT_COMPLETE);  // where there is no JIT the interpreter serves
    return compiled;
  }

  // The pattern for a message, which it would fill where it is long.
  std::string shown() const {
    if (source.size() <= kMaxShownSource) return source;
    const std::size_t cut = kMaxShownSource - incomplete_utf8_tail(std::string_view(source).substr(0, kMaxShownSource));
    return fmt::format("{}... ({} bytes)", source.substr(0, cut), source.size());
  }

  // Where an offset of the rewritten pattern lies in the given one: the shortest prefix that rewrites to as much.
  std::size_t source_offset(std::size_t offset) const {
    // The search is quadratic.
    if (source.size() > kMaxSearchedSource) return std::min(offset, source.size());
    for (std::size_t length = 0; length < source.size(); ++length)
      if (to_pcre2_pattern(std::string_view(source).substr(0, length), utf, python).size() >= offset) return length;
    return source.size();
  }

  const pcre2_code* code_for(bool valid) {
    if (valid) return code.get();
    std::call_once(lenient_once, [this] { lenient = compile(flags | PCRE2_MATCH_INVALID_UTF); });
    return lenient.get();
  }

  const pcre2_code* whole_code() {
    std::call_once(whole_once, [this] { whole = compile(flags | PCRE2_ANCHORED | PCRE2_ENDANCHORED); });
    return whole.get();
  }

  std::optional<Match> match(std::string_view subject, bool valid, std::size_t from, std::uint32_t options) {
    return match_with(code_for(valid), subject, valid, from, options);
  }

  // `valid`: the subject is UTF-8, or the pattern takes bytes.
  std::optional<Match> match_with(const pcre2_code* with, std::string_view subject, bool valid, std::size_t from,
                                  std::uint32_t options) {
    if (from > subject.size()) return std::nullopt;
    if (valid) options |= PCRE2_NO_UTF_CHECK;
    Workspace& space = workspace();
    space.reserve(num_groups + 1);
    const auto* text = reinterpret_cast<PCRE2_SPTR>(subject.empty() ? "" : subject.data());
    const auto run = [&](std::uint32_t extra) {
      return pcre2_match(with, text, subject.size(), from, options | extra, space.data.get(), space.context.get());
    };
    int found = run(0);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = run(PCRE2_NO_JIT);
    // Inside a character (only of an invalid subject) nothing begins.
    if (found == PCRE2_ERROR_NOMATCH || found == PCRE2_ERROR_BADUTFOFFSET) return std::nullopt;
    if (found < 0) {
      const bool limit = found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT ||
                         found == PCRE2_ERROR_HEAPLIMIT || found == PCRE2_ERROR_JIT_STACKLIMIT;
      throw Error(
          ErrorKind::kData,
          limit ? fmt::format("regular expression '{}' backtracks too much on a text of {} bytes: the limit of {} "
                              "steps is reached; make it less ambiguous",
                              shown(), subject.size(), kMatchLimit)
                : fmt::format("regular expression '{}' fails on a text of {} bytes: {}", shown(), subject.size(),
                              reason_of(found)));
    }
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(space.data.get());
    Match result;
    result.groups.resize(num_groups + 1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(found) && i <= num_groups; ++i)
      if (offsets[2 * i] != PCRE2_UNSET) result.groups[i] = {offsets[2 * i], offsets[2 * i + 1]};
    return result;
  }

  bool takes(std::string_view subject) const { return !utf || is_valid_utf8(subject); }

  // Calls `use` for every match as Python's re.finditer gives them: an empty match may touch the end of the one before
  // it, but no two are empty at the same place.
  template <typename Use>
  void for_each_match(std::string_view subject, Use use) {
    const bool valid = takes(subject);
    std::size_t from = 0;
    bool last_was_empty = false;
    while (from <= subject.size()) {
      std::optional<Match> next = match(subject, valid, from, last_was_empty ? PCRE2_NOTEMPTY_ATSTART : 0);
      if (!next) return;
      // With \K in a lookahead a match can end before it begins or before `from`: then there is no way on.
      if (next->end() < next->begin() || next->end() < from) return;
      last_was_empty = next->begin() == next->end();
      from = next->end();
      use(std::move(*next));
    }
  }
};

Regex::Regex(std::string_view pattern) : Regex(pattern, Options{}) {}
Regex::Regex(std::string_view pattern, Options options) : impl_(std::make_unique<Impl>(pattern, options)) {}
Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

std::optional<Regex::Match> Regex::search(std::string_view subject, std::size_t from) const {
  return impl_->match(subject, impl_->takes(subject), from, 0);
}

bool Regex::full_match(std::string_view subject) const {
  // No match can contain an invalid byte.
  return impl_->takes(subject) && impl_->match_with(impl_->whole_code(), subject, true, 0, 0).has_value();
}

std::vector<Regex::Match> Regex::find_all(std::string_view subject) const {
  std::vector<Match> all;
  impl_->for_each_match(subject, [&](Match&& match) { all.push_back(std::move(match)); });
  return all;
}

std::string Regex::replace_all(std::string_view subject, std::string_view replacement, std::size_t most) const {
  // The replacement as literal pieces and groups (-1 = literal), read once.
  std::vector<std::pair<int, std::string>> parts;
  const auto refuse = [&](std::string_view why) {
    throw Error(ErrorKind::kConfig,
                fmt::format("replacement '{}' of regular expression '{}': {}", replacement, impl_->source, why));
  };
  const auto add_group = [&](int number, std::string_view name) {
    if (number < 0 || static_cast<std::size_t>(number) > num_groups())
      refuse(fmt::format("there is no group '{}'", name));
    parts.emplace_back(number, "");
  };
  std::string literal;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '\\') {
      literal += replacement[i];
      continue;
    }
    if (++i == replacement.size()) refuse("ends in a single backslash");
    const char c = replacement[i];
    if (c != 'g' && !(c >= '1' && c <= '9')) {
      if (c == 'n')
        literal += '\n';
      else if (c == 't')
        literal += '\t';
      else if (c == '\\')
        literal += '\\';
      else
        refuse(fmt::format("unknown escape '\\{}'; expected \\1..\\9, \\g<name>, \\n, \\t or \\\\", c));
      continue;
    }
    parts.emplace_back(-1, std::exchange(literal, ""));
    if (c != 'g') {
      add_group(c - '0', replacement.substr(i, 1));
      continue;
    }
    const std::size_t close = replacement.find('>', i);
    if (replacement.substr(i + 1, 1) != "<" || close == replacement.npos) refuse("expected \\g<name>");
    const std::string_view name = replacement.substr(i + 2, close - i - 2);
    const bool digits = !name.empty() && name.size() < 5 && name.find_first_not_of("0123456789") == name.npos;
    add_group(digits ? std::stoi(std::string(name)) : group_number(name), name);
    i = close;
  }
  parts.emplace_back(-1, literal);

  std::string out;
  std::size_t done = 0, count = 0;
  impl_->for_each_match(subject, [&](Match&& match) {
    if (most > 0 && ++count > most) return;
    // \K can put a match's begin before the last one's end.
    const std::size_t begin = std::max(done, match.begin());
    out += subject.substr(done, begin - done);
    for (const auto& [group, text] : parts)
      out += group < 0 ? std::string_view(text) : match.groups[static_cast<std::size_t>(group)].in(subject);
    done = match.end();
  });
  out += subject.substr(done);
  return out;
}

std::vector<std::string> Regex::split(std::string_view subject) const {
  std::vector<std::string> pieces;
  std::size_t done = 0;
  impl_->for_each_match(subject, [&](Match&& match) {
    const std::size_t begin = std::max(done, match.begin());
    pieces.emplace_back(subject.substr(done, begin - done));
    done = match.end();
  });
  pieces.emplace_back(subject.substr(done));
  return pieces;
}

int Regex::group_number(std::string_view name) const {
  const int number =
      pcre2_substring_number_from_name(impl_->code.get(), reinterpret_cast<PCRE2_SPTR>(std::string(name).c_str()));
  return number < 0 ? -1 : number;
}

std::size_t Regex::num_groups() const { return impl_->num_groups; }

}  // namespace assay::text
