#include "backends/local/tokenizer/pre_tokenizers.h"

#include <fmt/core.h>

#include <array>
#include <optional>
#include <span>

#include "backends/local/tokenizer/byte_level.h"
#include "backends/local/tokenizer/json_fields.h"
#include "backends/local/tokenizer/metaspace.h"
#include "backends/local/tokenizer/text_pattern.h"
#include "harness/core/error.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

void give(PieceSink& sink, const Piece& whole, std::size_t begin, std::size_t end) {
  if (begin < end) sink.take({whole.text.substr(begin, end - begin), whole.at_start && begin == 0});
}

// The pieces of a known pattern that are sure.
PreTokenizer::Beginning give_sure(SplitPattern pattern, const Piece& piece, PieceSink& sink) {
  const auto take = [&](std::size_t begin, std::size_t end) { give(sink, piece, begin, end); };
  return {sure_pieces(pattern, piece.text, take), false};
}

class Scanner : public PreTokenizer {
 public:
  explicit Scanner(SplitPattern pattern) : pattern_(pattern) {}
  void split(Piece piece, PieceSink& sink) const override {
    for (std::size_t pos = 0; pos < piece.text.size();) {
      const std::size_t end = piece_end(pattern_, piece.text, pos);
      give(sink, piece, pos, end);
      pos = end;
    }
  }
  Beginning split_beginning(Piece piece, PieceSink& sink) const override { return give_sure(pattern_, piece, sink); }

 private:
  SplitPattern pattern_;
};

class ByteLevel : public PreTokenizer {
 public:
  ByteLevel(bool prefix_space, bool use_pattern, bool maps_text)
      : prefix_space_(prefix_space), use_pattern_(use_pattern), maps_text_(maps_text) {}
  void split(Piece piece, PieceSink& sink) const override {
    std::string spaced;
    if (prefix_space_ && piece.text[0] != ' ') {
      spaced = " ";
      spaced += piece.text;
      piece.text = spaced;
    }
    for (std::size_t pos = 0; pos < piece.text.size();) {
      const std::size_t end = use_pattern_ ? piece_end(SplitPattern::kGpt2, piece.text, pos) : piece.text.size();
      if (maps_text_)
        sink.take({to_byte_level(piece.text.substr(pos, end - pos)), piece.at_start && pos == 0});
      else
        give(sink, piece, pos, end);
      pos = end;
    }
  }
  Beginning split_beginning(Piece piece, PieceSink& sink) const override {
    if (prefix_space_ || !use_pattern_ || maps_text_) return {};
    return give_sure(SplitPattern::kGpt2, piece, sink);
  }

 private:
  bool prefix_space_, use_pattern_, maps_text_;
};

// Cuts by a property of single characters.
class ByCharacter : public PreTokenizer {
 public:
  enum class Keep { kEach, kRuns, kNothing };
  using Property = bool (*)(char32_t);
  ByCharacter(Property property, Keep keep) : property_(property), keep_(keep) {
    for (std::size_t c = 0; c < ascii_.size(); ++c) ascii_[c] = property(static_cast<char32_t>(c));
  }
  void split(Piece piece, PieceSink& sink) const override {
    std::size_t begin = 0;
    bool inside = false;
    for (std::size_t pos = 0; pos < piece.text.size();) {
      const std::size_t at = pos;
      const bool has = next_has(piece.text, pos);
      if (has != inside || (has && keep_ == Keep::kEach)) {
        if (!inside || keep_ != Keep::kNothing) give(sink, piece, begin, at);
        begin = at;
        inside = has;
      }
    }
    if (!inside || keep_ != Keep::kNothing) give(sink, piece, begin, piece.text.size());
  }
  Beginning split_beginning(Piece piece, PieceSink& sink) const override {
    if (keep_ != Keep::kEach) return {};
    std::size_t begin = 0;
    bool inside = false;
    for (std::size_t pos = 0; pos < piece.text.size();) {
      const std::size_t at = pos;
      const bool has = next_has(piece.text, pos);
      if (!has && !inside) continue;
      give(sink, piece, begin, at);
      begin = at;
      inside = has;
    }
    return {begin, true};
  }

 private:
  // Whether the character at `pos`, which is stepped over, has the property.
  bool next_has(std::string_view text, std::size_t& pos) const {
    const auto byte = static_cast<unsigned char>(text[pos]);
    if (byte >= ascii_.size()) return property_(text::next_code_point(text, pos));
    ++pos;
    return ascii_[byte];
  }

  Property property_;
  Keep keep_;
  std::array<bool, 128> ascii_{};
};

bool is_any_punctuation(char32_t c) {
  if (c < 128)
    return (c >= U'!' && c <= U'/') || (c >= U':' && c <= U'@') || (c >= U'[' && c <= U'`') || (c >= U'{' && c <= U'~');
  return text::is_punctuation(c);
}

enum class Behavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

std::optional<Behavior> behavior_of(std::string_view name) {
  if (name == "Removed") return Behavior::kRemoved;
  if (name == "Isolated") return Behavior::kIsolated;
  if (name == "MergedWithPrevious") return Behavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return Behavior::kMergedWithNext;
  if (name == "Contiguous") return Behavior::kContiguous;
  return std::nullopt;
}

struct Stretch {
  std::size_t begin, end;
  bool is_match;
};

// The stretches that are left after matches were joined to their neighbours as `behavior` says.
std::vector<Stretch> joined(std::span<const Stretch> all, Behavior behavior) {
  std::vector<Stretch> out;
  bool previous_match = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Stretch& s = all[i];
    const bool next_match = i + 1 < all.size() && all[i + 1].is_match;
    switch (behavior) {
      case Behavior::kRemoved:
        if (!s.is_match) out.push_back(s);
        break;
      case Behavior::kIsolated: out.push_back(s); break;
      case Behavior::kContiguous:
        if (!out.empty() && out.back().is_match == s.is_match)
          out.back().end = s.end;
        else
          out.push_back(s);
        break;
      case Behavior::kMergedWithPrevious:
        if (s.is_match && !previous_match && !out.empty())
          out.back().end = s.end;
        else
          out.push_back(s);
        break;
      case Behavior::kMergedWithNext:
        // A match goes to what follows, unless that is a match too.
        if (s.is_match && !next_match && i + 1 < all.size()) {
          out.push_back({s.begin, all[i + 1].end, false});
          ++i;
        } else {
          out.push_back(s);
        }
        break;
    }
    previous_match = s.is_match;
  }
  return out;
}

class Split : public PreTokenizer {
 public:
  Split(TextPattern pattern, Behavior behavior, bool invert)
      : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}
  void split(Piece piece, PieceSink& sink) const override {
    std::vector<Stretch> all;
    std::size_t done = 0;
    for (const auto& [begin, end] : pattern_.matches(piece.text)) {
      if (begin > done) all.push_back({done, begin, invert_});
      all.push_back({begin, end, !invert_});
      done = end;
    }
    if (done < piece.text.size()) all.push_back({done, piece.text.size(), invert_});
    for (const Stretch& s : joined(all, behavior_)) give(sink, piece, s.begin, s.end);
  }
  Beginning split_beginning(Piece piece, PieceSink& sink) const override {
    if (!pattern_.scanner() || behavior_ != Behavior::kIsolated || invert_) return {};
    return give_sure(*pattern_.scanner(), piece, sink);
  }

 private:
  TextPattern pattern_;
  Behavior behavior_;
  bool invert_;
};

class Metaspace : public PreTokenizer {
 public:
  enum class Prepend { kAlways, kFirst, kNever };
  Metaspace(std::string mark, Prepend prepend, bool cut) : mark_(std::move(mark)), prepend_(prepend), cut_(cut) {}
  void split(Piece piece, PieceSink& sink) const override {
    std::string marked;
    marked.reserve(piece.text.size() + mark_.size());
    for (const char c : piece.text) {
      if (c == ' ')
        marked += mark_;
      else
        marked += c;
    }
    const bool wanted = prepend_ == Prepend::kAlways || (prepend_ == Prepend::kFirst && piece.at_start);
    if (wanted && !marked.starts_with(mark_)) marked.insert(0, mark_);
    const Piece whole{marked, piece.at_start};
    std::size_t begin = 0;
    while (cut_) {  // a mark begins a piece; of a run of marks each is one, and the last goes with what follows
      const std::size_t next = marked.find(mark_, begin == 0 && !marked.starts_with(mark_) ? 0 : begin + mark_.size());
      if (next == std::string::npos) break;
      give(sink, whole, begin, next);
      begin = next;
    }
    give(sink, whole, begin, marked.size());
  }

 private:
  std::string mark_;
  Prepend prepend_;
  bool cut_;
};

class Sequence : public PreTokenizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PreTokenizer>> steps) : steps_(std::move(steps)) {}
  void split(Piece piece, PieceSink& sink) const override { Stage(*this, 0, sink).take(piece); }
  // Where a step leaves the beginning of one piece, the next step may know a part of that.
  Beginning split_beginning(Piece piece, PieceSink& sink) const override {
    Beginning all{0, true};
    for (std::size_t step = 0; step < steps_.size() && all.rest_is_one_piece && all.end < piece.text.size(); ++step) {
      Stage next(*this, step + 1, sink);
      const Piece rest{piece.text.substr(all.end), piece.at_start && all.end == 0};
      const Beginning one = steps_[step]->split_beginning(rest, next);
      all = {all.end + one.end, one.rest_is_one_piece};
    }
    return {all.end, false};
  }

 private:
  class Stage : public PieceSink {
   public:
    Stage(const Sequence& sequence, std::size_t step, PieceSink& sink)
        : sequence_(sequence), step_(step), sink_(sink) {}
    void take(Piece piece) override {
      if (step_ == sequence_.steps_.size()) {
        sink_.take(piece);
        return;
      }
      Stage next(sequence_, step_ + 1, sink_);
      sequence_.steps_[step_]->split(piece, next);
    }

   private:
    const Sequence& sequence_;
    std::size_t step_;
    PieceSink& sink_;
  };

  std::vector<std::unique_ptr<PreTokenizer>> steps_;
};

Metaspace::Prepend prepend_scheme(const Value& step, std::string_view where) {
  const std::string otherwise = bool_field(step, "add_prefix_space", true, where) ? "always" : "never";
  const std::string scheme = string_field(step, "prepend_scheme", otherwise, where);
  if (scheme == "always") return Metaspace::Prepend::kAlways;
  if (scheme == "first") return Metaspace::Prepend::kFirst;
  if (scheme == "never") return Metaspace::Prepend::kNever;
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: 'prepend_scheme' is '{}'; expected always, first or never", where, scheme));
}

Behavior read_behavior(const Value& step, std::string_view where) {
  const std::string name = string_field(step, "behavior", "Isolated", where);
  if (const auto behavior = behavior_of(name)) return *behavior;
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: 'behavior' is '{}'; expected Removed, Isolated, MergedWithPrevious, "
                          "MergedWithNext or Contiguous",
                          where, name));
}

// `last`: nothing but the model comes after this step, so that a byte-level step can leave the bytes as they are.
PreTokenization read_step(const Value& step, bool last, std::string_view where) {
  const std::string type = need_string(step, "type", where);
  const std::string here = fmt::format("{} of type '{}'", where, type);
  PreTokenization out;
  if (type == "Sequence") {
    std::vector<std::unique_ptr<PreTokenizer>> steps;
    const Value::Array& inner = need_array(step, "pretokenizers", here);
    for (std::size_t i = 0; i < inner.size(); ++i) {
      PreTokenization one = read_step(inner[i], last && i + 1 == inner.size(), where);
      out.gives_bytes = one.gives_bytes;
      steps.push_back(std::move(one.splitter));
    }
    out.splitter = std::make_unique<Sequence>(std::move(steps));
  } else if (type == "ByteLevel") {
    out.gives_bytes = last;
    out.splitter = std::make_unique<ByteLevel>(bool_field(step, "add_prefix_space", true, here),
                                               bool_field(step, "use_regex", true, here), !last);
  } else if (type == "Split") {
    out.splitter = std::make_unique<Split>(TextPattern(step, "pattern", here), read_behavior(step, here),
                                           bool_field(step, "invert", false, here));
  } else if (type == "Digits") {
    const bool each = bool_field(step, "individual_digits", false, here);
    out.splitter =
        std::make_unique<ByCharacter>(text::is_number, each ? ByCharacter::Keep::kEach : ByCharacter::Keep::kRuns);
  } else if (type == "Metaspace") {
    std::string mark = string_field(step, "replacement", kWordMark, here);
    if (mark.empty()) throw Error(ErrorKind::kRuntime, fmt::format("{}: 'replacement' is an empty string", here));
    out.splitter =
        std::make_unique<Metaspace>(std::move(mark), prepend_scheme(step, here), bool_field(step, "split", true, here));
  } else if (type == "Whitespace") {
    out.splitter = std::make_unique<Split>(TextPattern(R"(\w+|[^\w\s]+)", here), Behavior::kRemoved, true);
  } else if (type == "WhitespaceSplit") {
    out.splitter = std::make_unique<ByCharacter>(text::is_white_space, ByCharacter::Keep::kNothing);
  } else if (type == "Punctuation" && read_behavior(step, here) == Behavior::kIsolated) {
    out.splitter = std::make_unique<ByCharacter>(is_any_punctuation, ByCharacter::Keep::kEach);
  } else if (type == "Punctuation" && read_behavior(step, here) == Behavior::kContiguous) {
    out.splitter = std::make_unique<ByCharacter>(is_any_punctuation, ByCharacter::Keep::kRuns);
  } else {
    throw Error(
        ErrorKind::kRuntime,
        fmt::format("{} is not supported; supported are Sequence, ByteLevel, Split, Digits, Metaspace, Whitespace, "
                    "WhitespaceSplit, and Punctuation that is Isolated or Contiguous",
                    here));
  }
  return out;
}

}  // namespace

PreTokenizer::Beginning PreTokenizer::split_beginning(Piece, PieceSink&) const { return {}; }

PreTokenization read_pre_tokenizer(const Value& step, std::string_view where) {
  if (step.is_null()) return {};
  return read_step(step, true, where);
}

PreTokenization byte_level_pre_tokenizer(SplitPattern pattern, bool single_digits) {
  PreTokenization out;
  out.gives_bytes = true;
  if (!single_digits) {
    out.splitter = std::make_unique<Scanner>(pattern);
    return out;
  }
  std::vector<std::unique_ptr<PreTokenizer>> steps;
  steps.push_back(std::make_unique<ByCharacter>(text::is_number, ByCharacter::Keep::kEach));
  steps.push_back(std::make_unique<Scanner>(pattern));
  out.splitter = std::make_unique<Sequence>(std::move(steps));
  return out;
}

}  // namespace assay::local
