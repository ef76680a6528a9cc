// tests/engine/traced_env.h
//
// A simulated world whose every call is recorded, so that every test that commits can hold what was
// asked of the file system against the commit protocol.
#ifndef PATLAS_TESTS_ENGINE_TRACED_ENV_H_
#define PATLAS_TESTS_ENGINE_TRACED_ENV_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/sealed_file.h"
#include "engine/base/sim_env.h"
#include "engine/base/trace_fs.h"
#include "engine/index/manifest.h"

namespace patlas {

/// The file names in a manifest's bytes, for TraceFs.
inline Result<std::vector<std::string>> manifest_file_names(Bytes bytes) {
  SimFs alone;
  PATLAS_TRY(alone.set_contents(
      "manifest", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
  PATLAS_ASSIGN(const auto file,
                SealedFile::open(alone, "manifest", FileType::kManifest, nullptr, nullptr));
  PATLAS_TRY(file->verify());
  PATLAS_ASSIGN(const Section section, file->section({51, 0}));
  PATLAS_ASSIGN(const Bytes payload, section.all());
  PATLAS_ASSIGN(const Manifest manifest,
                Manifest::decode({reinterpret_cast<const char*>(payload.data()), payload.size()}));
  return manifest.file_names();
}

/// Whoever commits says so: trace().note_ack(). Whoever ends asks trace().lint().
class TracedEnv {
 public:
  explicit TracedEnv(uint64_t seed)
      : world_(seed), trace_(world_.fs(), manifest_file_names), env_(world_.over(trace_)) {}

  const Env& env() const { return env_; }
  SimFs& disk() { return world_.fs(); }
  TraceFs& trace() { return trace_; }
  ManualClock& clock() { return world_.clock(); }

 private:
  SimEnv world_;
  TraceFs trace_;
  Env env_;
};

}  // namespace patlas

#endif  // PATLAS_TESTS_ENGINE_TRACED_ENV_H_
