#include "ingest/reject_log.h"

#include "ingest/json_text.h"

namespace patlas {

Reject make_reject(std::string_view file, std::string_view entry, const Error& error) {
  Reject reject;
  reject.place = error.place;
  reject.place.file = file;
  reject.place.entry = entry;
  reject.reason = std::string(code_name(error.code)) + ": " + error.message;
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
