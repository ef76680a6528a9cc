// engine/base/fs.cc
#include "engine/base/fs.h"

namespace patlas {

std::string join_path(std::string_view dir, std::string_view name) {
  std::string path(dir);
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

}  // namespace patlas
