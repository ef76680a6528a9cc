#include "engine/segment/sections.h"

namespace patlas {

const SectionRow* find_section_row(uint16_t type) {
  for (const SectionRow& row : kSectionRegistry) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

}  // namespace patlas
