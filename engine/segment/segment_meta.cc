#include "engine/segment/segment_meta.h"

#include "engine/base/coding.h"
#include "patlas/limits.h"

namespace patlas {

std::string SegmentMeta::encode() const {
  std::string out;
  put_varint(out, doc_count);
  put_varint(out, stores.size());
  for (const uint64_t store : stores) put_u64(out, store);
  put_varint(out, sources.size());
  for (const SourceName& source : sources) {
    put_string(out, source.name);
    put_u8(out, source.rank);
  }
  return out;
}

Result<SegmentMeta> SegmentMeta::decode(std::string_view bytes) {
  ByteReader in(as_bytes(bytes));
  SegmentMeta meta;
  meta.doc_count = in.varint32();
  const uint64_t stores = in.varint();
  for (uint64_t i = 0; in.ok() && i < stores; ++i) meta.stores.push_back(in.u64());
  const uint64_t sources = in.varint();
  for (uint64_t i = 0; in.ok() && i < sources; ++i) {
    SourceName source;
    source.name = in.string();
    source.rank = in.u8();
    meta.sources.push_back(std::move(source));
  }
  if (!in.ok() || !in.at_end() || meta.doc_count > limits::kSegmentDocs) {
    return Error{Code::kCorruption, "the segment's meta section contradicts itself", {}};
  }
  return meta;
}

}  // namespace patlas
