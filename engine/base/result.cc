// engine/base/result.cc
//
// How errors and places read when a person or a JSON contract sees them.
#include "patlas/result.h"

namespace patlas {

namespace {

/// Spans are half-open, so that "query:0-3" is the first three bytes.
std::string span_text(uint64_t offset, uint64_t length) {
  std::string text = std::to_string(offset);
  // A span that would end beyond 2^64 is somebody's damaged length: show the offset alone.
  if (length != Place::kNone && length <= Place::kNone - offset) {
    text += '-';
    text += std::to_string(offset + length);
  }
  return text;
}

}  // namespace

std::string_view code_name(Code code) {
  switch (code) {
    case Code::kOk:
      return "ok";
    case Code::kInvalidArgument:
      return "invalid_argument";
    case Code::kParse:
      return "parse";
    case Code::kNotFound:
      return "not_found";
    case Code::kExists:
      return "exists";
    case Code::kUnsupportedVersion:
      return "unsupported_version";
    case Code::kCorruption:
      return "corruption";
    case Code::kIo:
      return "io";
    case Code::kLimit:
      return "limit";
    case Code::kCancelled:
      return "cancelled";
    case Code::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Place::to_string() const {
  std::string text = file;
  const auto add = [&text](std::string_view part) {
    if (!text.empty()) text += ':';
    text += part;
  };
  if (!entry.empty()) add(entry);
  if (line != kNone) add(std::to_string(line));
  if (offset == kNone) return text;
  if (file == "query") {
    add(span_text(offset, length));
    return text;
  }
  if (!text.empty()) text += ' ';
  return text + (length == kNone ? "(byte " : "(bytes ") + span_text(offset, length) + ")";
}

std::string Error::to_string() const {
  std::string text(code_name(code));
  text += ": ";
  text += message;
  if (!place.empty()) text += " at " + place.to_string();
  return text;
}

}  // namespace patlas
