#include "programs/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "programs/cli/render.h"

namespace patlas::cli {

bool is_terminal(int descriptor) { return isatty(descriptor) != 0; }

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_colour == nullptr || *no_colour == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

size_t terminal_width() {
  winsize size{};
  if (!is_terminal(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

Status write_out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
    return {};
  const std::string reason = std::generic_category().message(errno);
  return Error{Code::kIo, "standard output could not be written: " + reason, {}};
}

void write_error(const Error& error, const std::string& query, const ErrorLook& look) {
  const std::string text =
      look.person ? render_error_text(error, query, look.colour) : render_error_json(error);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace patlas::cli
