#include "corpora/generator/patterns.h"

#include <algorithm>

namespace patlas::generator {

Patterns::Patterns(std::span<const std::string_view> texts) {
  for (std::string_view text : texts) add(text);
}

void Patterns::add(std::string_view text) {
  while (!text.empty()) {
    size_t end = std::min(text.find_first_of("%~[]"), text.size());
    Piece piece{text.substr(0, end), 0, 0};
    text.remove_prefix(end);
    if (!text.empty()) {
      piece.mark = text[0];
      bool named = (piece.mark == '%' || piece.mark == '~') && text.size() > 1;
      if (named) piece.slot = text[1];
      text.remove_prefix(named ? 2 : 1);
    }
    pieces_.push_back(piece);
  }
  ends_.push_back(static_cast<uint32_t>(pieces_.size()));
}

}  // namespace patlas::generator
