// corpora/generator/shapes/shape.h
//
// A shape spells made records as an office's files do: one file a shape, one line in the table of
// shape.cc. README.md of corpora says what each can and cannot carry.
//
// An office's files hold the publications of that office, so `holds` leaves the others out; DOCDB
// and the JSON lines hold all. What a record says is the same in every shape that holds it.
#ifndef PATLAS_CORPORA_GENERATOR_SHAPES_SHAPE_H_
#define PATLAS_CORPORA_GENERATOR_SHAPES_SHAPE_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "corpora/generator/made_record.h"

namespace patlas::generator {

class Shape {
 public:
  virtual ~Shape() = default;
  virtual bool holds(const Filing& filing, const Publication& publication) const = 0;
  virtual void append_head(std::string&) {}
  virtual void append_record(const MadeRecord& made, std::string& out) = 0;
  virtual void append_tail(std::string&) {}
};

struct ShapeSpec {
  std::string_view name;
  std::string_view what;  ///< for --help
  bool has_full_text;
  std::unique_ptr<Shape> (*make)();
};

std::span<const ShapeSpec> shapes();
/// nullptr: there is none of that name.
const ShapeSpec* find_shape(std::string_view name);
/// "json, uspto, ..."
std::string shape_names();

std::unique_ptr<Shape> make_json_shape();
std::unique_ptr<Shape> make_uspto_shape();
std::unique_ptr<Shape> make_tipo_shape();
std::unique_ptr<Shape> make_docdb_shape();
std::unique_ptr<Shape> make_cnipa_shape();
std::unique_ptr<Shape> make_jpo_shape();
std::unique_ptr<Shape> make_kipris_shape();

}  // namespace patlas::generator

#endif  // PATLAS_CORPORA_GENERATOR_SHAPES_SHAPE_H_
