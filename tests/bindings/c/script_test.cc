// The world "through the C ABI": every script of tests/script is loaded by a C writer, asked by C
// calls, and read from the pieces of a C reply.
#include "tests/script/script.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "ingest/record.h"
#include "patlas/patlas.h"
#include "tests/temp_folder.h"

namespace patlas::script {
namespace {

namespace fs = std::filesystem;

/// Fails, with the sentence, where a call did; frees the error.
bool went_well(patlas_code code, patlas_error* error) {
  const char* message = nullptr;
  size_t length = 0;
  patlas_error_message(error, &message, &length);
  EXPECT_EQ(code, PATLAS_OK) << std::string(message == nullptr ? "" : message, length);
  patlas_error_free(error);
  return code == PATLAS_OK;
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string counts_text(uint64_t documents, uint64_t families) {
  return "=" + std::to_string(documents) + "/" + std::to_string(families);
}

/// An index in a directory of its own, for as long as it lives.
class CWorld {
 public:
  explicit CWorld(const std::vector<Record>& records) {
    std::string name = test::temp_dir() + "patlas-c-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) return;
    directory_ = name;
    load(records);
    patlas_error* error = nullptr;
    const std::string path = directory_.string();
    went_well(patlas_index_open(path.data(), path.size(), &index_, &error), error);
  }
  ~CWorld() {
    patlas_index_free(index_);
    fs::remove_all(directory_);
  }
  CWorld(const CWorld&) = delete;
  CWorld& operator=(const CWorld&) = delete;

  const patlas_index* index() const { return index_; }

 private:
  // In two commits; the second brings the first half again, which replaces itself.
  void load(const std::vector<Record>& records) {
    const std::string path = directory_.string();
    patlas_writer* writer = nullptr;
    patlas_error* error = nullptr;
    if (!went_well(patlas_writer_open(path.data(), path.size(), nullptr, &writer, &error), error))
      return;
    std::string lines;
    for (size_t i = 0; i < records.size(); ++i) {
      lines += record_to_json(records[i]) + "\n";
      if (i != records.size() / 2 && i + 1 != records.size()) continue;
      went_well(patlas_writer_add_bytes(writer, PATLAS_TEXT("script"), lines.data(), lines.size(),
                                        &error),
                error);
      went_well(patlas_writer_commit(writer, nullptr, &error), error);
    }
    patlas_writer_free(writer);
  }

  fs::path directory_;
  patlas_index* index_ = nullptr;
};

/// One line of a script, asked.
class Question {
 public:
  Question(const CWorld& world, const Check& check) : check_(check) {
    went_well(patlas_options_create(&options_, nullptr), nullptr);
    set("limit", 1000);
    const size_t colon = check.expected.find(':');
    const auto words = split(check.expected.substr(0, colon), " ");
    if (check.verb == "groups") {
      set("count_applications", uint64_t{1});
      set("count_extended_families", uint64_t{1});
    }
    if (check.verb == "facet") set("facets", words.at(0));
    if (check.verb == "cross") set("cross", words.at(0));
    if (check.verb == "sorts" || check.verb == "page") set("sort", words.at(0));
    if (check.verb == "page") {
      set("offset", std::stoull(words.at(1)));
      set("limit", std::stoull(words.at(2)));
    }
    code_ = patlas_index_search(world.index(), check.query.data(), check.query.size(), options_,
                                &reply_, &error_);
  }
  ~Question() {
    patlas_error_free(error_);
    patlas_reply_free(reply_);
    patlas_options_free(options_);
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  void compare() const {
    if (check_.verb == "error") return compare_error();
    ASSERT_EQ(code_, PATLAS_OK);
    if (check_.verb == "counts") {
      uint64_t documents = 0, families = 0;
      EXPECT_EQ(patlas_reply_counts(reply_, &documents, &families), PATLAS_OK);
      EXPECT_EQ(std::to_string(documents) + " " + std::to_string(families), check_.expected);
      return;
    }
    if (check_.verb == "groups") {
      uint64_t applications = 0, extended = 0;
      EXPECT_EQ(patlas_reply_group_counts(reply_, &applications, &extended), PATLAS_OK);
      EXPECT_EQ(std::to_string(applications) + " " + std::to_string(extended), check_.expected);
      return;
    }
    if (check_.verb == "finds") {
      std::vector<std::string> expected = split(check_.expected, " "), found = hits();
      std::sort(expected.begin(), expected.end());
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, expected);
      return;
    }
    const std::string rest = check_.expected.substr(check_.expected.find(':') + 1);
    if (check_.verb == "facet") {
      EXPECT_EQ(joined(facet(), "; "), joined(split(rest, ";"), "; "));
    } else if (check_.verb == "cross") {
      EXPECT_EQ(joined(cells(), "; "), joined(split(rest, ";"), "; "));
    } else {
      EXPECT_EQ(hits(), split(rest, " "));
    }
  }

 private:
  void set(const std::string& name, uint64_t value) {
    patlas_error* error = nullptr;
    went_well(patlas_options_set_number(options_, name.data(), name.size(), value, &error), error);
  }
  void set(const std::string& name, const std::string& value) {
    patlas_error* error = nullptr;
    went_well(patlas_options_set_text(options_, name.data(), name.size(), value.data(),
                                      value.size(), &error),
              error);
  }

  void compare_error() const {
    std::istringstream parts(check_.expected);
    std::string code, span, message;
    parts >> code >> span >> std::ws;
    std::getline(parts, message);
    const char *name = nullptr, *sentence = nullptr, *file = nullptr;
    size_t name_length = 0, sentence_length = 0, file_length = 0;
    uint64_t offset = 0, length = 0;
    ASSERT_NE(code_, PATLAS_OK) << "is understood";
    EXPECT_EQ(patlas_code_name(code_, &name, &name_length), PATLAS_OK);
    EXPECT_EQ(patlas_error_message(error_, &sentence, &sentence_length), PATLAS_OK);
    EXPECT_EQ(patlas_error_file(error_, &file, &file_length), PATLAS_OK);
    EXPECT_EQ(patlas_error_span(error_, &offset, &length, nullptr), PATLAS_OK);
    EXPECT_EQ(std::string(name, name_length), code);
    EXPECT_EQ(std::string(file, file_length), "query");
    EXPECT_EQ(std::to_string(offset) + "-" + std::to_string(offset + length), span);
    EXPECT_NE(std::string(sentence, sentence_length).find(message), std::string::npos);
  }

  std::vector<std::string> hits() const {
    uint64_t count = 0;
    EXPECT_EQ(patlas_reply_hit_count(reply_, &count), PATLAS_OK);
    std::vector<std::string> keys(count);
    for (uint64_t hit = 0; hit < count; ++hit) {
      for (int which = PATLAS_HIT_COUNTRY; which <= PATLAS_HIT_KIND; ++which) {
        const char* text = nullptr;
        size_t length = 0;
        EXPECT_EQ(patlas_reply_hit_text(reply_, hit, which, &text, &length), PATLAS_OK);
        keys[hit].append(text, length);
      }
    }
    return keys;
  }

  std::vector<std::string> facet() const {
    std::vector<std::string> parts;
    uint64_t held = 0, found = 0;
    EXPECT_EQ(patlas_reply_facet_value_count(reply_, 0, &held, &found), PATLAS_OK);
    EXPECT_EQ(held, found);
    for (uint64_t value = 0; value < held; ++value) {
      const char* text = nullptr;
      size_t length = 0;
      uint64_t documents = 0, families = 0;
      EXPECT_EQ(patlas_reply_facet_value(reply_, 0, value, &text, &length, nullptr, nullptr,
                                         &documents, &families),
                PATLAS_OK);
      parts.push_back(std::string(text, length) + counts_text(documents, families));
    }
    return parts;
  }

  std::string side(int which, uint64_t place) const {
    const char* text = nullptr;
    size_t length = 0;
    EXPECT_EQ(patlas_reply_cross_value(reply_, which, place, &text, &length, nullptr, nullptr,
                                       nullptr, nullptr),
              PATLAS_OK);
    return {text, length};
  }

  std::vector<std::string> cells() const {
    std::vector<std::string> parts;
    uint64_t count = 0;
    EXPECT_EQ(patlas_reply_cross_counts(reply_, nullptr, nullptr, &count), PATLAS_OK);
    for (uint64_t cell = 0; cell < count; ++cell) {
      uint64_t row = 0, column = 0, documents = 0, families = 0;
      EXPECT_EQ(patlas_reply_cross_cell(reply_, cell, &row, &column, &documents, &families),
                PATLAS_OK);
      parts.push_back(side(PATLAS_CROSS_ROWS, row) + "," + side(PATLAS_CROSS_COLUMNS, column) +
                      counts_text(documents, families));
    }
    return parts;
  }

  const Check& check_;
  patlas_options* options_ = nullptr;
  patlas_reply* reply_ = nullptr;
  patlas_error* error_ = nullptr;
  patlas_code code_ = PATLAS_INTERNAL;
};

TEST(ScriptsThroughTheCAbi, AnswerAsTheirLinesSay) {
  size_t scripts = 0, questions = 0;
  for (const auto& entry : fs::directory_iterator(PATLAS_SOURCE_DIR "/tests/script")) {
    if (entry.path().extension() != ".t") continue;
    for (const Script& script : read_scripts(entry.path().string())) {
      if (!script.schemes.empty()) continue;  // no function of the C ABI loads them
      const CWorld world(script.records);
      ASSERT_NE(world.index(), nullptr) << script.name;
      ++scripts;
      for (const Check& check : script.checks) {
        const testing::ScopedTrace line(script.file.c_str(), check.line,
                                        check.query + "   " + check.verb);
        Question(world, check).compare();
        ++questions;
      }
    }
  }
  EXPECT_GE(scripts, 40u);
  EXPECT_GE(questions, 300u);
}

}  // namespace
}  // namespace patlas::script
