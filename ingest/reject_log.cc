#include "ingest/reject_log.h"

#include "ingest/json_text.h"

namespace patlas {
namespace {

constexpr size_t kReasonBytes = 1000;

}  // namespace

Reject make_reject(std::string_view file, std::string_view entry, const Error& error) {
  Reject reject;
  reject.place = error.place;
  reject.place.file = file;
  reject.place.entry = entry;
  reject.reason = std::string(code_name(error.code)) + ": " + error.message;
  // A message may quote what is wrong, and that may be as long as a record.
  if (reject.reason.size() > kReasonBytes) {
    size_t kept = kReasonBytes;
    while (kept > 0 && (static_cast<unsigned char>(reject.reason[kept]) & 0xC0) == 0x80) --kept;
    reject.reason.resize(kept);
    reject.reason += "…";
  }
  return reject;
}

std::string reject_to_json(const Reject& reject) {
  std::string line = "{\"file\":";
  append_json_string(line, reject.place.file);
  if (!reject.place.entry.empty()) {
    line += ",\"entry\":";
    append_json_string(line, reject.place.entry);
  }
  if (reject.place.offset != Place::kNone) {
    line += ",\"offset\":" + std::to_string(reject.place.offset);
  }
  if (reject.place.line != Place::kNone) line += ",\"line\":" + std::to_string(reject.place.line);
  line += ",\"reason\":";
  append_json_string(line, reject.reason);
  line += "}\n";
  return line;
}

}  // namespace patlas
