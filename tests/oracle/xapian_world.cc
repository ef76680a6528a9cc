#include "tests/oracle/xapian_world.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/check.h"
#include "engine/base/env.h"
#include "ingest/patent_schema.h"
#include "query/backends/xapian/writer.h"
#include "tests/oracle/world.h"
#include "tests/temp_folder.h"

namespace patlas::oracle {

XapianWorld::XapianWorld() : directory_(test::temp_dir() + "patlas-xapian-XXXXXX") {
  PATLAS_CHECK(mkdtemp(directory_.data()) != nullptr);
}

XapianWorld::~XapianWorld() { std::filesystem::remove_all(directory_); }

template <typename Change>
void XapianWorld::change(Change&& change) {
  if (!status_) return;
  const auto run = [&]() -> Status {
    PATLAS_ASSIGN(auto writer, XapianWriter::open(posix_env(), directory_, patent_schema()));
    PATLAS_TRY(change(*writer));
    PATLAS_TRY(writer->commit());
    return {};
  };
  status_ = run();
}

void XapianWorld::load(std::span<const Record> records) {
  for (const Record& record : records) live_.load(record);
  change([records](XapianWriter& writer) { return load_batch(writer, records); });
}

void XapianWorld::load_in(std::span<const Record> records, size_t generations) {
  const size_t each = (records.size() + generations - 1) / generations;
  for (size_t first = 0; first < records.size(); first += each) {
    load(records.subspan(first, std::min(each, records.size() - first)));
  }
}

void XapianWorld::remove(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) live_.remove(key);
  change([&keys](XapianWriter& writer) -> Status {
    PATLAS_TRY(writer.remove(keys));
    return {};
  });
}

void XapianWorld::classify(const PrintedSchemes& schemes) {
  change([&schemes](XapianWriter& writer) -> Status {
    for (const auto& scheme : schemes.built()) PATLAS_TRY(writer.put_scheme(*scheme));
    return {};
  });
}

Result<std::shared_ptr<const XapianIndex>> XapianWorld::open() const {
  return XapianIndex::open(posix_env(), directory_);
}

}  // namespace patlas::oracle
