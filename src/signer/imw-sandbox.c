/* imw-sandbox.c: what this process gives up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-sandbox"

#include "config.h"

#include "imw-sandbox.h"

#include "imw-error.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#endif

#if defined(__has_include)
#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#define HAVE_LANDLOCK 1
#endif
#endif

static gboolean
fail (GError **error, const char *what, int code)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "%s: %s", what, g_strerror (code));

  return FALSE;
}

/**
 * imw_sandbox_tie_to_parent:
 * @fd: the socket that the parent has made
 * @error: return location
 *
 * Dies when the parent does, and makes sure that it is still there and is the one that made @fd. Before any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL
 */
gboolean
imw_sandbox_tie_to_parent (int fd, GError **error)
{
  struct ucred peer;
  socklen_t    length = sizeof peer;

  if (prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return fail (error, "PR_SET_PDEATHSIG", errno);
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
    return fail (error, "the connection to the wallet", errno);
  if (peer.pid != getppid () || peer.uid != getuid ())
    return fail (error, "the wallet that started this", ESRCH);

  return TRUE;
}

/* No file can be opened any more, where the kernel has Landlock. The filter below says the same. */
static void
restrict_files (void)
{
#ifdef HAVE_LANDLOCK
  /* all rights of its first version */
  struct landlock_ruleset_attr attr = { .handled_access_fs = (1ull << 13) - 1 };

  int fd = (int) syscall (SYS_landlock_create_ruleset, &attr, sizeof attr, 0);

  if (fd < 0)
    return;

  if (syscall (SYS_landlock_restrict_self, fd, 0) != 0)
    g_debug ("Landlock: %s", g_strerror (errno));
  close (fd);
#endif
}

#ifdef HAVE_SECCOMP
/* What GLib's main loop, GDBus on open sockets, malloc and libsodium need after the start. All else fails with EPERM:
 * no socket, no connection, no file, no program, no other process. */
static const int allowed[] = {
  SCMP_SYS (brk),
  SCMP_SYS (clock_getres),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (close),
  SCMP_SYS (dup),
  SCMP_SYS (dup3),
  SCMP_SYS (eventfd2),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (fcntl),
  SCMP_SYS (fstat),
  SCMP_SYS (ftruncate),
  SCMP_SYS (futex),
  SCMP_SYS (getegid),
  SCMP_SYS (geteuid),
  SCMP_SYS (getgid),
  SCMP_SYS (getpeername),
  SCMP_SYS (getpid),
  SCMP_SYS (getppid),
  SCMP_SYS (getrandom),
  SCMP_SYS (getsockname),
  SCMP_SYS (getsockopt),
  SCMP_SYS (gettid),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (getuid),
  SCMP_SYS (lseek),
  SCMP_SYS (madvise),
  SCMP_SYS (memfd_create),
  SCMP_SYS (mlock),
  SCMP_SYS (mlock2),
  SCMP_SYS (mremap),
  SCMP_SYS (munlock),
  SCMP_SYS (munmap),
  SCMP_SYS (nanosleep),
  SCMP_SYS (newfstatat), /* fstat() of newer C libraries */
  SCMP_SYS (pipe2),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
  SCMP_SYS (read),
  SCMP_SYS (readv),
  SCMP_SYS (recvfrom),
  SCMP_SYS (recvmsg),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (rseq),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (sched_getattr),
  SCMP_SYS (sched_yield),
  SCMP_SYS (sendmsg),
  SCMP_SYS (sendto),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (shutdown),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (sysinfo),
  SCMP_SYS (time),
  SCMP_SYS (write),
  SCMP_SYS (writev),
};

static int
add_rules (scmp_filter_ctx filter)
{
  int result = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (allowed) && result == 0; i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);

  /* threads, but no processes; the C library falls back from clone3, whose flags can't be seen here */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1,
                               SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);

  /* memory, but none that can be executed */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1,
                               SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME, 0));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_EQ, FIONREAD, 0));
  /* abort() */
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1,
                               SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid (), 0));

  return result;
}

static gboolean
load_filter (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int             result;

  if (filter == NULL)
    return fail (error, "seccomp", ENOMEM);

  result = add_rules (filter);
  if (result == 0)
    result = seccomp_load (filter);
  seccomp_release (filter);

  return result == 0 ? TRUE : fail (error, "seccomp", -result);
}
#endif

/**
 * imw_sandbox_enter:
 * @error: return location
 *
 * No core file, no debugger, no new rights, and the filter. Before the first thread: it holds for those that come.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL; then the process must end
 */
gboolean
imw_sandbox_enter (GError **error)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    return fail (error, "RLIMIT_CORE", errno);
  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return fail (error, "PR_SET_DUMPABLE", errno);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail (error, "PR_SET_NO_NEW_PRIVS", errno);

  restrict_files ();
#ifdef HAVE_SECCOMP
  return load_filter (error);
#else
  g_message ("built without libseccomp: this process keeps its rights");
  return TRUE;
#endif
}
