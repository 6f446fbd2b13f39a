/* imwallet-signer-test.c: the signer with a cheap password, for tests alone; never installed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer"

#include "config.h"

#include "imw-sandbox.h"
#include "imw-signer-main.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define TEST_MEMORY_KIB (8 * 1024)

/* One line an attempt: "name refused" or "name WORKED". Raw calls: what a library would stop before is no proof. */
static void
report (const char *name, long result, int code)
{
  if (result == -1 && code == EPERM)
    g_print ("%s refused\n", name);
  else
    g_print ("%s WORKED (%ld, %s)\n", name, result, g_strerror (code));
}

#define TRY(name, call)             \
  do                                \
    {                               \
      long result;                  \
                                    \
      errno = 0;                    \
      result = (long) (call);       \
      report (name, result, errno); \
    }                               \
  while (FALSE)

static void *
run_thread (void *data)
{
  return data;
}

/* A child that was made after all ends here. */
static long
try_clone (unsigned long flags)
{
  long pid = syscall (SYS_clone, flags, NULL, NULL, NULL, NULL);
  int  code = errno;

  if (pid == 0)
    syscall (SYS_exit_group, 0);
  errno = code;

  return pid;
}

static int
try_escape (void)
{
  g_autoptr (GError) error = NULL;
  struct sockaddr address = { .sa_family = AF_UNIX };
  struct iovec    local = { &address, sizeof address };
  struct rlimit   core = { 1, 1 };
  char *const     argv[] = { (char *) "/bin/true", NULL };
  GThread        *thread;

  if (!imw_sandbox_enter (&error))
    {
      g_print ("sandbox: %s\n", error->message);
      return 1;
    }

  TRY ("socket-inet", syscall (SYS_socket, AF_INET, SOCK_STREAM, 0));
  TRY ("socket-unix", syscall (SYS_socket, AF_UNIX, SOCK_STREAM, 0));
  TRY ("socket-netlink", syscall (SYS_socket, AF_NETLINK, SOCK_RAW, 0));
  TRY ("socketpair", syscall (SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, argv));
  TRY ("connect", syscall (SYS_connect, 1, &address, sizeof address));
  TRY ("bind", syscall (SYS_bind, 1, &address, sizeof address));
  TRY ("listen", syscall (SYS_listen, 1, 1));
  TRY ("accept4", syscall (SYS_accept4, 1, NULL, NULL, 0));
  TRY ("openat", syscall (SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
  TRY ("openat-create", syscall (SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0600));
  TRY ("openat2", syscall (SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0));
#ifdef SYS_open
  TRY ("open", syscall (SYS_open, "/etc/passwd", O_RDONLY));
  TRY ("creat", syscall (SYS_creat, "/tmp/imwallet-escape", 0600));
  TRY ("fork", syscall (SYS_fork));
#endif
  TRY ("clone-process", try_clone (SIGCHLD));
  TRY ("clone-vfork", try_clone (CLONE_VM | CLONE_VFORK | SIGCHLD));
  TRY ("unshare", syscall (SYS_unshare, CLONE_NEWUSER));
  TRY ("execve", syscall (SYS_execve, "/bin/true", argv, NULL));
  TRY ("execveat", syscall (SYS_execveat, AT_FDCWD, "/bin/true", argv, NULL, 0));
  TRY ("ptrace", syscall (SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL));
  TRY ("process_vm_readv", syscall (SYS_process_vm_readv, getppid (), &local, 1, &local, 1, 0));
  TRY ("process_vm_writev", syscall (SYS_process_vm_writev, getppid (), &local, 1, &local, 1, 0));
  TRY ("io_uring_setup", syscall (SYS_io_uring_setup, 1, &local));
  TRY ("bpf", syscall (SYS_bpf, 0, NULL, 0));
  TRY ("kill", syscall (SYS_kill, getppid (), 0));
  TRY ("tgkill-parent", syscall (SYS_tgkill, getppid (), getppid (), 0));
  TRY ("setrlimit", syscall (SYS_prlimit64, 0, RLIMIT_CORE, &core, NULL));
  TRY ("dumpable", syscall (SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
  TRY ("unlinkat", syscall (SYS_unlinkat, AT_FDCWD, "/tmp/imwallet-escape", 0));
  TRY ("mmap-exec",
       syscall (SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));

  thread = g_thread_new ("still", run_thread, NULL);
  g_thread_join (thread);
  g_print ("thread works\n");

  return 0;
}

int
main (int argc, char **argv)
{
  static const ImwSessionCost cost = {
    .argon2_ops = 1,
    .argon2_memory_kib = TEST_MEMORY_KIB,
    .argon2_floor_kib = TEST_MEMORY_KIB,
  };

  if (argc == 2 && strcmp (argv[1], "--try-escape") == 0)
    return try_escape ();

  return imw_signer_main (&cost);
}
