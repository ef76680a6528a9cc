#include "tests/bad/syscall_watch.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <thread>

namespace patlas::bad {
namespace {

struct Call {
  long number;
  const char* name;
  int path;  ///< which argument is a path; -1: none
};
constexpr Call kCalls[] = {
    {SYS_open, "open", 0},         {SYS_openat, "openat", 1},       {SYS_openat2, "openat2", 1},
    {SYS_creat, "creat", 0},       {SYS_socket, "socket", -1},      {SYS_connect, "connect", -1},
    {SYS_sendto, "sendto", -1},    {SYS_execve, "execve", 0},       {SYS_execveat, "execveat", 1},
    {SYS_rename, "rename", 0},     {SYS_renameat, "renameat", 1},   {SYS_renameat2, "renameat2", 1},
    {SYS_unlink, "unlink", 0},     {SYS_unlinkat, "unlinkat", 1},   {SYS_mkdir, "mkdir", 0},
    {SYS_mkdirat, "mkdirat", 1},   {SYS_link, "link", 0},           {SYS_linkat, "linkat", 1},
    {SYS_symlink, "symlink", 0},   {SYS_symlinkat, "symlinkat", 0}, {SYS_chmod, "chmod", 0},
    {SYS_fchmodat, "fchmodat", 1}, {SYS_mknod, "mknod", 0},         {SYS_mknodat, "mknodat", 1},
    {SYS_fork, "fork", -1},        {SYS_vfork, "vfork", -1},        {SYS_kill, "kill", -1},
    {SYS_ptrace, "ptrace", -1},
};

/// What the C library reads for itself, whatever the input is: refused as well, and not told.
constexpr std::string_view kOfTheLibrary[] = {
    "/proc/sys/vm/overcommit_memory",  // malloc, before it gives memory of a thread back
    "/etc/localtime",                  // mktime, by which libarchive reads the times in a zip
    "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache",  // iconv, for names in a tar's UTF-8
    "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules",
    "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.d",
};

// What a signal handler may write to.
std::array<char[256], 16> g_refused;
std::atomic<size_t> g_refused_count{0};

const Call* find_call(long number) {
  for (const Call& call : kCalls) {
    if (call.number == number) return &call;
  }
  return nullptr;
}

void on_refusal(int, siginfo_t* info, void* raw) {
  auto* const context = static_cast<ucontext_t*>(raw);
  auto& registers = context->uc_mcontext.gregs;
  const Call* const call = find_call(info->si_syscall);
  const char* path = "";
  if (call != nullptr && call->path >= 0) {
    const auto address = static_cast<uintptr_t>(registers[call->path == 0 ? REG_RDI : REG_RSI]);
    path = reinterpret_cast<const char*>(address);
  }
  registers[REG_RAX] = -EPERM;
  for (const std::string_view own : kOfTheLibrary) {
    if (own == path) return;
  }
  const size_t slot = g_refused_count++;
  if (slot < g_refused.size()) {
    char* to = g_refused[slot];
    char* const end = to + sizeof(g_refused[slot]) - 1;
    for (const char* part : {call == nullptr ? "a call" : call->name, " ", path}) {
      while (*part != '\0' && to < end) *to++ = *part++;
    }
    *to = '\0';
  }
}

/// For this thread and what it starts, until it ends.
bool refuse_calls() {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const Call& call : kCalls) {
    program.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call.number), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

Watched run_watched(const std::function<void()>& work) {
  struct sigaction action {};
  action.sa_sigaction = on_refusal;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, nullptr);
  g_refused_count = 0;
  Watched watched;
  std::thread thread([&] {
    watched.watched = refuse_calls();
    work();
  });
  thread.join();
  for (size_t i = 0; i < g_refused_count && i < g_refused.size(); ++i) {
    watched.refused.emplace_back(g_refused[i]);
  }
  return watched;
}

}  // namespace patlas::bad
