#include "query/backends/xapian/matches.h"

#include <algorithm>
#include <utility>

namespace patlas::xapian {
namespace {

constexpr uint64_t kMatchUnits = 16;  // of taking one match, in the units of budget.h

/// Thrown through Xapian's matcher, which has no other way to be stopped.
struct BudgetEnded {};

/// Takes the matches down as the matcher meets them, and keeps none for it.
class Collector final : public Xapian::MatchDecider {
 public:
  Collector(ChargedDocs& found, Budget& budget) : found_(found), meter_(budget) {}

  bool operator()(const Xapian::Document& document) const override {
    if (!meter_.add(kMatchUnits) || !found_.add(document.get_docid())) throw BudgetEnded();
    return false;
  }

 private:
  ChargedDocs& found_;
  mutable WorkMeter meter_;
};

/// A list of documents where Xapian takes a term.
class Source : public Xapian::PostingSource {
 public:
  explicit Source(std::shared_ptr<const ChargedDocs> docs) : docs_(std::move(docs)) {}
  Xapian::doccount get_termfreq_min() const override { return count(); }
  Xapian::doccount get_termfreq_est() const override { return count(); }
  Xapian::doccount get_termfreq_max() const override { return count(); }
  void init(const Xapian::Database&) override {
    at_ = 0;
    has_begun_ = false;
  }
  void next(double) override {
    at_ += has_begun_;
    has_begun_ = true;
  }
  void skip_to(Xapian::docid document, double) override {
    has_begun_ = true;
    const auto from = docs().begin() + static_cast<ptrdiff_t>(at_);
    at_ = static_cast<size_t>(std::lower_bound(from, docs().end(), document) - docs().begin());
  }
  bool at_end() const override { return at_ >= docs().size(); }
  Xapian::docid get_docid() const override { return docs()[at_]; }
  std::string get_description() const override { return std::to_string(count()) + " documents"; }

 private:
  const Docs& docs() const { return docs_->docs; }
  Xapian::doccount count() const { return static_cast<Xapian::doccount>(docs().size()); }
  std::shared_ptr<const ChargedDocs> docs_;
  size_t at_ = 0;
  bool has_begun_ = false;
};

/// Every document; asked last in an AND, so for each document that the rest may match, and before
/// positions are: a query of no hits is stopped too. Xapian may leave a MatchAll beside it out.
class Heartbeat final : public Xapian::PostingSource {
 public:
  Heartbeat(const Xapian::Database& database, uint64_t units, Budget& budget)
      : database_(database), units_(units), meter_(budget) {}
  Xapian::doccount get_termfreq_min() const override { return database_.get_doccount(); }
  Xapian::doccount get_termfreq_est() const override { return database_.get_doccount(); }
  Xapian::doccount get_termfreq_max() const override { return database_.get_doccount(); }
  void init(const Xapian::Database&) override { has_begun_ = false; }
  void next(double) override {
    if (begin()) ++at_;
    beat();
  }
  void skip_to(Xapian::docid document, double) override {
    begin();
    at_.skip_to(document);
    beat();
  }
  bool at_end() const override { return at_ == end_; }
  Xapian::docid get_docid() const override { return *at_; }

 private:
  /// Whether it had begun before.
  bool begin() {
    if (has_begun_) return true;
    at_ = database_.postlist_begin("");
    end_ = database_.postlist_end("");
    has_begun_ = true;
    return false;
  }
  void beat() {
    if (!meter_.add(units_)) throw BudgetEnded();
  }

  const Xapian::Database& database_;
  const uint64_t units_;
  WorkMeter meter_;
  Xapian::PostingIterator at_, end_;
  bool has_begun_ = false;
};

}  // namespace

bool ChargedDocs::add(Xapian::docid document) {
  if (!make_room(docs, 1, charge)) return false;
  docs.push_back(document);
  return true;
}

ChargedDocs all_matches(const Xapian::Database& database, const Xapian::Query& query,
                        uint64_t units, Budget& budget) {
  ChargedDocs found(budget);
  if (query.empty() || database.get_doccount() == 0 || !budget.keep_going()) return found;
  const Xapian::Query heartbeat(
      (new Heartbeat(database, kMatchUnits * (1 + units), budget))->release());
  Xapian::Enquire enquire(database);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_AND, query, heartbeat));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_docid_order(Xapian::Enquire::ASCENDING);
  const Collector collector(found, budget);
  try {
    static_cast<void>(enquire.get_mset(0, 1, database.get_doccount(), nullptr, &collector));
  } catch (const BudgetEnded&) {
  }
  return found;
}

Xapian::Query match_all() { return Xapian::Query(std::string()); }

Xapian::Query query_of(std::shared_ptr<const ChargedDocs> docs) {
  if (docs->docs.empty()) return Xapian::Query::MatchNothing;
  return Xapian::Query((new Source(std::move(docs)))->release());
}

Xapian::Query query_of(ChargedDocs docs) {
  return query_of(std::make_shared<const ChargedDocs>(std::move(docs)));
}

}  // namespace patlas::xapian
