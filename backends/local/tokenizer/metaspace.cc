#include "backends/local/tokenizer/metaspace.h"

namespace assay::local {

std::size_t next_word(std::string_view text, std::size_t pos) {
  while (text.substr(pos).starts_with(kWordMark)) pos += kWordMark.size();
  const std::size_t mark = text.find(kWordMark, pos);
  return mark == std::string_view::npos ? text.size() : mark;
}

}  // namespace assay::local
