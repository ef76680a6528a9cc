#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

constexpr ShapeSpec kShapes[] = {
    {"json", "lines with the columns of the public table patents.publications; all offices", true,
     make_json_shape},
    {"uspto", "USPTO grants and applications, XML v4.5 and v4.4, concatenated; US publications",
     true, make_uspto_shape},
    {"tipo", "a gazette of tw-patent-grant; TW grants and utility models", true, make_tipo_shape},
    {"docdb", "EPO exchange documents, one file; all offices, no full text", false,
     make_docdb_shape},
    {"cnipa", "CNIPA PatentDocumentAndRelated V2.2.1, concatenated; CN publications", true,
     make_cnipa_shape},
    {"jpo", "jp-official-gazette, concatenated; JP laid-open applications", true, make_jpo_shape},
    {"kipris", "a page of KIPRIS rows; KR publications since 1998, no full text", false,
     make_kipris_shape},
};

}  // namespace

std::span<const ShapeSpec> shapes() { return kShapes; }

const ShapeSpec* find_shape(std::string_view name) {
  for (const ShapeSpec& shape : kShapes) {
    if (shape.name == name) return &shape;
  }
  return nullptr;
}

std::string shape_names() {
  std::string names;
  for (const ShapeSpec& shape : kShapes) {
    if (!names.empty()) names += ", ";
    names += shape.name;
  }
  return names;
}

}  // namespace patlas::generator
