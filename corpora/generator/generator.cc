#include "corpora/generator/generator.h"

#include <utility>

#include "corpora/generator/maker.h"
#include "corpora/generator/shapes/shape.h"

namespace patlas::generator {
namespace {

class Writer final : public Generator {
 public:
  Writer(const GeneratorOptions& options, WordLists lists, Classes classes,
         std::unique_ptr<Shape> shape)
      : maker_(options.seed, options.profile, std::move(lists), std::move(classes)),
        shape_(std::move(shape)) {}

  void append_head(std::string& out) override { shape_->append_head(out); }
  void append_tail(std::string& out) override { shape_->append_tail(out); }

  void append_record(uint64_t record, std::string& out) override {
    RecordMaker::Place place = maker_.find(record);
    if (!shape_->holds(place.filing(), place.publication())) return;
    shape_->append_record(maker_.make(place), out);
  }

 private:
  RecordMaker maker_;
  std::unique_ptr<Shape> shape_;
};

}  // namespace

std::optional<Profile> profile_named(std::string_view name) {
  if (name == "biblio") return Profile::kBiblio;
  if (name == "fulltext") return Profile::kFulltext;
  return std::nullopt;
}

Result<std::unique_ptr<Generator>> Generator::open(Fs& fs, const GeneratorOptions& options) {
  const ShapeSpec* spec = find_shape(options.as);
  if (spec == nullptr) {
    return Error{Code::kInvalidArgument,
                 "no shape '" + std::string(options.as) + "'; there are " + shape_names(),
                 {}};
  }
  if (options.profile == Profile::kFulltext && !spec->has_full_text) {
    return Error{
        Code::kInvalidArgument,
        "shape '" + std::string(options.as) + "' has no place for full text: only profile biblio",
        {}};
  }
  Classes classes;
  if (!options.scheme.empty()) {
    auto scheme = load_scheme(fs, options.scheme);
    if (!scheme) return std::move(scheme).error();
    classes = Classes(std::move(*scheme));
  }
  auto lists = WordLists::load(fs);
  if (!lists) return std::move(lists).error();
  return std::unique_ptr<Generator>(
      std::make_unique<Writer>(options, std::move(*lists), std::move(classes), spec->make()));
}

Result<std::unique_ptr<Generator>> Generator::open(Fs& fs, uint64_t seed) {
  GeneratorOptions options;
  options.seed = seed;
  return open(fs, options);
}

}  // namespace patlas::generator
