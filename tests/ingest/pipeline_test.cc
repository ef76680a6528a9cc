#include "ingest/pipeline.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/ingest/pack.h"
#include "tests/temp_folder.h"

namespace patlas {
namespace {

using test::write_file;

std::string folder() {
  const testing::TestInfo* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string path = test::temp_dir() + "pipeline_" + info->name();
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

std::string row(const std::string& number, const std::string& title) {
  return R"({"source":"uspto","publication":{"country":"US","number":")" + number +
         R"(","kind":"B2"},"titles":[{"text":")" + title + "\"}]}\n";
}

std::string delete_of(const std::string& number) {
  return R"({"delete":true,"source":"uspto","publication":{"country":"US","number":")" + number +
         R"(","kind":"B2"}})" + "\n";
}

LoadReport load(const std::string& index, const std::vector<std::string>& paths) {
  Result<LoadReport> report = load_files(posix_env(), index, paths, {});
  EXPECT_TRUE(report) << report.error().to_string();
  if (!report) return {};
  const LoadTotals& t = report->totals;
  EXPECT_EQ(t.seen, t.accepted + t.replaced + t.superseded + t.deleted + t.rejected);
  return *report;
}

TEST(Pipeline, EveryRecordIsCountedOnce) {
  std::string top = folder();
  std::string low = row("2", "low");
  low.replace(low.find("uspto"), 5, "other");
  write_file(top + "/in.jsonl", row("1", "a") + row("1", "b") + row("2", "c") + low +
                                    delete_of("9") + "{\"source\"\n");
  LoadReport report = load(top + "/idx", {top + "/in.jsonl"});
  EXPECT_EQ(report.totals.seen, 6u);
  EXPECT_EQ(report.totals.accepted, 2u);
  EXPECT_EQ(report.totals.replaced, 1u);
  EXPECT_EQ(report.totals.superseded, 1u);
  EXPECT_EQ(report.totals.deleted, 1u);
  EXPECT_EQ(report.totals.rejected, 1u);
  EXPECT_TRUE(std::filesystem::exists(report.reject_log));
}

TEST(Pipeline, WhatTheUserNamesMayBeALink) {
  std::string top = folder();
  write_file(top + "/in.jsonl", row("1", "a"));
  std::filesystem::create_symlink("in.jsonl", top + "/link.jsonl");
  std::filesystem::create_directory(top + "/files");
  std::filesystem::create_symlink("../in.jsonl", top + "/files/link.jsonl");
  LoadReport report = load(top + "/idx", {top + "/link.jsonl", top + "/files"});
  EXPECT_EQ(report.totals.accepted, 1u);
  EXPECT_EQ(report.totals.replaced, 1u);
  EXPECT_EQ(report.totals.rejected, 0u);
}

TEST(Pipeline, AFolderIsReadAgainWithTheIndexInIt) {
  std::string top = folder();
  write_file(top + "/in.jsonl", row("1", "a") + "no record\n");
  load(top + "/idx", {top});
  LoadReport again = load(top + "/idx", {top});
  EXPECT_EQ(again.totals.seen, 2u);
  EXPECT_EQ(again.totals.rejected, 1u);
  EXPECT_EQ(again.generation, 1u);
}

}  // namespace
}  // namespace patlas
